/* Laws of reflowing plain text, and reviewed examples of each kind in tests/golden/reflow. */
#include "newsfs/render.h"
#include "support_document.h"
#include "support_golden.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROUNDS 4000

static void assert_case(const char *folder)
{
    BUF_SCOPED struct buf path = {0}, input = {0}, got = {0};
    buf_addf(&path, "%s/input.txt", folder);
    assert_true(golden_read(path.data, &input));
    render_reflow(&got, buf_str(&input));
    buf_clear(&path);
    buf_addf(&path, "%s/expected.txt", folder);
    assert_true(golden_matches(path.data, &got));
}

static void reviewed_texts_reflow_as_reviewed(void **state)
{
    (void)state;
    assert_true(golden_each("tests/golden/reflow", assert_case) >= 10);
}

/* The text without blanks and newlines. */
static void add_ink(struct buf *out, const char *s)
{
    for (; *s; s++)
        if (!strchr(" \t\n", *s))
            buf_addc(out, *s);
}

static void assert_well_formed(const char *text)
{
    size_t len = strlen(text);
    assert_true(text_is_clean(text, len));
    assert_true(len == 0 || (text[len - 1] == '\n' && text[0] != '\n'));
    assert_null(strstr(text, "\n\n\n"));
    assert_null(strstr(text, " \n"));
    assert_true(len < 2 || text[len - 2] != '\n');
}

static void reflow_moves_blanks_and_nothing_else(void **state)
{
    (void)state;
    struct random r = {1987};
    for (int i = 0; i < ROUNDS; i++) {
        BUF_SCOPED struct buf text = {0}, clean = {0}, got = {0}, before = {0}, after = {0};
        random_text(&r, &text, 1000);
        text_clean(&clean, buf_str(&text), text.len);
        render_reflow(&got, buf_str(&text));
        add_ink(&before, buf_str(&clean));
        add_ink(&after, buf_str(&got));
        assert_string_equal(buf_str(&before), buf_str(&after));
        assert_well_formed(buf_str(&got));
    }
}

static void add_word(struct random *r, struct buf *out)
{
    for (size_t n = 1 + random_below(r, 9); n > 0; n--)
        buf_addc(out, (char)('a' + random_below(r, 26)));
}

/* A paragraph of sentences on one line. */
static void add_paragraph(struct random *r, struct buf *out, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        bool first = i == 0 || out->data[out->len - 1] == '.';
        if (i > 0)
            buf_addc(out, ' ');
        size_t at = out->len;
        add_word(r, out);
        if (first)
            out->data[at] = (char)(out->data[at] - 32);
        if (i + 1 == words || random_below(r, 12) == 0)
            buf_addc(out, '.');
    }
}

/* Copy `text` broken at blanks so that no line is wider, its first line indented. */
static void add_wrapped(struct buf *out, const char *text, size_t indent, size_t width)
{
    size_t column = indent;
    bool begun = false;
    for (size_t i = 0; i < indent; i++)
        buf_addc(out, ' ');
    while (*text) {
        size_t word = strcspn(text, " ");
        bool full = begun && column + 1 + word > width;
        if (begun)
            buf_addc(out, full ? '\n' : ' ');
        column = full ? 0 : column + begun;
        begun = true;
        buf_add(out, text, word);
        column += word;
        text += word + (text[word] == ' ');
    }
}

/* Paragraphs wrapped at a usual width and told apart by `between` and the indentation come back one a line. */
static void hold_for_wrapped(const char *between, size_t indent)
{
    struct random r = {63};
    for (int i = 0; i < ROUNDS / 4; i++) {
        BUF_SCOPED struct buf expected = {0}, wrapped = {0}, got = {0};
        size_t width = 60 + random_below(&r, 20);
        for (size_t n = 1 + random_below(&r, 5); n > 0; n--) {
            BUF_SCOPED struct buf paragraph = {0};
            add_paragraph(&r, &paragraph, 30 + random_below(&r, 60));
            buf_addf(&expected, "%s%s", expected.len ? "\n\n" : "", paragraph.data);
            buf_adds(&wrapped, wrapped.len ? between : "");
            add_wrapped(&wrapped, paragraph.data, indent, width);
        }
        buf_addc(&expected, '\n');
        render_reflow(&got, wrapped.data);
        assert_string_equal(got.data, expected.data);
    }
}

static void wrapped_paragraphs_with_blank_lines_between_come_back_whole(void **state)
{
    (void)state;
    hold_for_wrapped("\n\n", 0);
    hold_for_wrapped("\n  \n", 0);
    hold_for_wrapped("\r\n\r\n", 0);
}

static void wrapped_paragraphs_with_indented_first_lines_come_back_whole(void **state)
{
    (void)state;
    hold_for_wrapped("\n", 4);
    hold_for_wrapped("\n\n", 4);
    hold_for_wrapped("\n", 2);
}

static void paragraphs_on_one_line_each_stay(void **state)
{
    (void)state;
    struct random r = {5};
    for (int i = 0; i < ROUNDS / 4; i++) {
        BUF_SCOPED struct buf text = {0}, got = {0}, single = {0};
        for (size_t n = 1 + random_below(&r, 6); n > 0; n--) {
            BUF_SCOPED struct buf paragraph = {0};
            add_paragraph(&r, &paragraph, 25 + random_below(&r, 60));
            buf_addf(&text, "%s\n\n", paragraph.data);
            buf_addf(&single, "%s\n", paragraph.data);
        }
        buf_truncate(&text, text.len - 1);
        render_reflow(&got, text.data);
        assert_string_equal(got.data, text.data);
        buf_clear(&got);
        render_reflow(&got, single.data);
        assert_string_equal(got.data, text.data);
    }
}

static void blank_text_reflows_to_nothing(void **state)
{
    (void)state;
    static const char *const blank[] = {"", "\n", " \t \n \r\n", "\x1B\x01", "\xE2\x80\xAE\n"};
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        BUF_SCOPED struct buf got = {0};
        render_reflow(&got, blank[i]);
        assert_int_equal(got.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reviewed_texts_reflow_as_reviewed),
        cmocka_unit_test(reflow_moves_blanks_and_nothing_else),
        cmocka_unit_test(wrapped_paragraphs_with_blank_lines_between_come_back_whole),
        cmocka_unit_test(wrapped_paragraphs_with_indented_first_lines_come_back_whole),
        cmocka_unit_test(paragraphs_on_one_line_each_stay),
        cmocka_unit_test(blank_text_reflows_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Laws of clean text, on words picked to break them and on random bytes. */
#include "newsfs/text.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <utf8proc.h>

#define ROUNDS 20000
#define MOST   96
#define R      "\xEF\xBF\xBD"

static const char *const pieces[] = {
    "a",
    "plain words ",
    "eight by",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "\x1B[2J",
    "\x7F",
    "\x01",
    "\f",
    "\v",
    "\xC2\x85",
    "\xC2\x9B",
    "\xC2\xA0",
    "\xE2\x80\xA8",
    "\xE2\x80\xA9",
    "\xE2\x80\xAE",
    "\xE2\x81\xA6",
    "\xE2\x81\xAA",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xB9",
    "\xEF\xBF\xBE",
    "\xEF\xB7\x90",
    "\xF3\xA0\x80\x81",
    "\xF3\xA0\x84\x80",
    "\xED\xA0\x80",
    "\xC0\xAF",
    "\xE0\x80",
    "\xF4\x90",
    "\xF0\x9F\x98",
    "\xC3",
    "\x80",
    "\xFF",
    "\xC3\xA9",
    "e\xCC\x81",
    "\xE4\xB8\xAD",
    "\xF0\x9F\x98\x80",
    "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9",
    "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
    "\xD0\x96",
};

/* Half of the rounds random bytes, half of them pieces. */
static size_t make_input(struct random *r, char *out)
{
    if (random_next(r) & 1)
        return random_words(r, out, MOST, pieces, sizeof pieces / sizeof *pieces);
    size_t len = random_below(r, MOST);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)random_next(r);
    return len;
}

typedef void law(struct random *r, const char *s, size_t len);

static void hold(law *check)
{
    struct random r = {20260408};
    for (int i = 0; i < ROUNDS; i++) {
        char *input = malloc(MOST);
        size_t len = make_input(&r, input);
        char *exact = memcpy(malloc(len + 1), input, len); /* no byte to spare: an overrun is seen */
        exact = realloc(exact, len ? len : 1);
        check(&r, exact, len);
        free(exact);
        free(input);
    }
}

#define BECOMES(function, from, to) assert_becomes(function, from, sizeof from - 1, to)

static void assert_becomes(void (*function)(struct buf *, const char *, size_t), const char *from, size_t len,
                           const char *to)
{
    BUF_SCOPED struct buf out = {0};
    buf_adds(&out, "<");
    function(&out, from, len);
    assert_string_equal(buf_str(&out) + 1, to);
    assert_int_equal(out.len, strlen(to) + 1);
}

/* A second implementation of the definition, straight from the Unicode data. */
static bool allowed_by_definition(uint32_t cp)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    if (cp == '\n' || cp == '\t')
        return true;
    if (cp > 0x10FFFF || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CS)
        return false;
    if (category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP)
        return false;
    switch (utf8proc_get_property((utf8proc_int32_t)cp)->bidi_class) {
    case UTF8PROC_BIDI_CLASS_LRE:
    case UTF8PROC_BIDI_CLASS_LRO:
    case UTF8PROC_BIDI_CLASS_RLE:
    case UTF8PROC_BIDI_CLASS_RLO:
    case UTF8PROC_BIDI_CLASS_PDF:
    case UTF8PROC_BIDI_CLASS_LRI:
    case UTF8PROC_BIDI_CLASS_RLI:
    case UTF8PROC_BIDI_CLASS_FSI:
    case UTF8PROC_BIDI_CLASS_PDI:
        return false;
    default:
        break;
    }
    bool nonchar = (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
    return !nonchar && cp != 0xFEFF && !(cp >= 0xFFF9 && cp <= 0xFFFB) && cp >> 7 != 0xE0000 >> 7;
}

static void allowed_is_what_the_definition_says_for_every_code_point(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110100; cp++)
        if (text_allowed(cp) != allowed_by_definition(cp))
            fail_msg("U+%04X", cp);
    assert_false(text_allowed(UINT32_MAX));
}

static void every_code_point_survives_encoding_and_decoding(void **state)
{
    (void)state;
    BUF_SCOPED struct buf out = {0};
    for (uint32_t cp = 0; cp < 0x110100; cp++) {
        uint32_t back;
        bool valid;
        buf_clear(&out);
        text_add(&out, cp);
        size_t n = text_decode(out.data, out.len, &back, &valid);
        uint32_t want = cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000) ? TEXT_REPLACEMENT : cp;
        if (n != out.len || back != want || !valid)
            fail_msg("U+%04X", cp);
    }
}

static void clean_is_clean(struct random *r, const char *s, size_t len)
{
    (void)r;
    BUF_SCOPED struct buf once = {0}, twice = {0};
    text_clean(&once, s, len);
    assert_true(text_is_clean(buf_str(&once), once.len));
    assert_true(text_is_utf8(buf_str(&once), once.len));
    text_clean(&twice, buf_str(&once), once.len);
    assert_string_equal(buf_str(&once), buf_str(&twice));
    if (text_is_clean(s, len)) {
        assert_int_equal(once.len, len);
        assert_memory_equal(buf_str(&once), s, len);
    }
}

static void cleaning_gives_clean_text_once_and_for_all(void **state)
{
    (void)state;
    hold(clean_is_clean);
}

/* Byte by byte what clean says, from text_decode and text_allowed alone. */
static void reference_clean(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = text_decode(s + i, len - i, &cp, NULL);
        if (cp == '\r' && i + 1 < len && s[i + 1] == '\n')
            n = 2;
        if (cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
            cp = '\n';
        if (text_allowed(cp))
            text_add(out, cp);
        i += n;
    }
}

static void clean_equals_reference(struct random *r, const char *s, size_t len)
{
    (void)r;
    BUF_SCOPED struct buf fast = {0}, slow = {0};
    text_clean(&fast, s, len);
    reference_clean(&slow, s, len);
    assert_string_equal(buf_str(&fast), buf_str(&slow));
}

static void cleaning_many_bytes_at_a_time_equals_cleaning_each_character(void **state)
{
    (void)state;
    hold(clean_equals_reference);
}

static void each_byte_at_each_place_of_a_block_is_judged_alike(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < 72; at++) {
            char s[72];
            memset(s, 'x', sizeof s);
            s[at] = (char)byte;
            assert_int_equal(text_is_clean(s, sizeof s), byte < 0x80 && text_allowed(byte));
            assert_int_equal(text_is_utf8(s, sizeof s), byte > 0 && byte < 0x80);
        }
}

static void judged_by_each_character(const char *s, size_t len, bool *is_utf8, bool *is_clean, bool *is_line)
{
    *is_utf8 = *is_clean = *is_line = true;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        bool valid;
        i += text_decode(s + i, len - i, &cp, &valid);
        *is_utf8 &= valid && cp;
        *is_clean &= valid && text_allowed(cp);
        *is_line &= valid && cp >= ' ';
    }
}

/* s[0..len) at any place of a text of one character, long enough for blocks to lie before, around and behind it. */
static void judge_inside(struct random *r, const char *around, const char *s, size_t len)
{
    char text[256], *at = text;
    bool is_utf8, is_clean, is_line;
    for (size_t n = random_below(r, 180 / strlen(around)); n; n--)
        at = stpcpy(at, around);
    at = mempcpy(at, s, len);
    while (at + 4 < text + 200)
        at = stpcpy(at, around);
    size_t all = (size_t)(at - text);
    char *exact = memcpy(malloc(all), text, all);
    judged_by_each_character(exact, all, &is_utf8, &is_clean, &is_line);
    if (text_is_utf8(exact, all) != is_utf8 || text_is_clean(exact, all) != is_clean ||
        text_is_line(exact, all) != is_line)
        fail_msg("%02X %02X %02X %02X", s[0] & 0xFF, s[1] & 0xFF, s[2] & 0xFF, s[3] & 0xFF);
    free(exact);
}

static const char *const arounds[] = {"x", "\xC3\xA9", "\xE6\xBC\xA2", "\xF0\x9F\x98\x80"};

static void each_character_inside_a_long_text_is_judged_alike(void **state)
{
    (void)state;
    struct random r = {4};
    for (uint32_t cp = 0; cp < 0x110000; cp += cp < 0x3000 || (cp & 0xFFFF) > 0xF000 ? 1 : 13) {
        char s[4] = "";
        judge_inside(&r, arounds[cp % 4], s, text_encode(s, cp));
    }
}

static void any_bytes_inside_a_long_text_are_judged_alike(void **state)
{
    (void)state;
    static const char bytes[] =
        "\0\t\n\x1F\x20\x7E\x7F\x80\x8F\x90\x9F\xA0\xA6\xA8\xAE\xB7\xBB\xBE\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xE2\xED"
        "\xEE\xEF\xF0\xF3\xF4\xF5\xFF";
    struct random r = {5};
    for (size_t i = 0; i < 10 * ROUNDS; i++) {
        char s[4];
        for (size_t k = 0; k < sizeof s; k++)
            s[k] = bytes[random_below(&r, sizeof bytes - 1)];
        judge_inside(&r, arounds[random_below(&r, 4)], s, 1 + random_below(&r, sizeof s));
    }
}

static void validated_is_utf8(struct random *r, const char *s, size_t len)
{
    (void)r;
    BUF_SCOPED struct buf out = {0};
    text_validate(&out, s, len);
    assert_true(text_is_utf8(buf_str(&out), out.len));
    assert_int_equal(strlen(buf_str(&out)), out.len);
    if (text_is_utf8(s, len)) {
        assert_int_equal(out.len, len);
        assert_memory_equal(buf_str(&out), s, len);
    }
}

static void validating_gives_utf8_and_leaves_utf8_alone(void **state)
{
    (void)state;
    hold(validated_is_utf8);
}

static void is_utf8_equals_library(struct random *r, const char *s, size_t len)
{
    (void)r;
    bool valid = !memchr(s, 0, len);
    for (size_t i = 0; i < len && valid;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(len - i), &cp);
        valid = n > 0;
        i += n > 0 ? (size_t)n : 0;
    }
    assert_int_equal(text_is_utf8(s, len), valid);
}

static void utf8_is_what_an_independent_decoder_takes(void **state)
{
    (void)state;
    hold(is_utf8_equals_library);
}

static void a_broken_sequence_is_replaced_per_maximal_subpart(void **state)
{
    (void)state;
    /* spec: Unicode 15 tables 3-8 to 3-11 */
    BECOMES(text_validate, "\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", R R R R R R R R "A");
    BECOMES(text_validate, "\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", R R R R R R R R "A");
    BECOMES(text_validate, "\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", R R R R R "A" R R "B");
    BECOMES(text_validate, "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", R R R R "A");
    BECOMES(text_clean, "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", R R R R "A");
    BECOMES(text_clean, "abc\xF0\x9F\x98", "abc" R);
    BECOMES(text_validate, "a\0b", "a" R "b");
}

static void every_line_end_becomes_a_newline(void **state)
{
    (void)state;
    BECOMES(text_clean, "a\r\nb\rc\xC2\x85 d\xE2\x80\xA8 e\xE2\x80\xA9 f\n", "a\nb\nc\n d\n e\n f\n");
    BECOMES(text_clean, "\r\r\n\n\r", "\n\n\n\n");
}

static void what_drives_a_terminal_is_dropped(void **state)
{
    (void)state;
    BECOMES(text_clean, "a\x1B[31mb\x07\x08\x7F\xC2\x9B\0c\td  \n", "a[31mbc\td  \n");
    BECOMES(text_clean, "\xEF\xBB\xBFx\xE2\x80\xAEy\xE2\x81\xA9z\xF3\xA0\x81\x81", "xyz");
}

static void line_is_trim(struct random *r, const char *s, size_t len)
{
    (void)r;
    BUF_SCOPED struct buf line = {0}, again = {0};
    text_clean_line(&line, s, len);
    const char *text = buf_str(&line);
    assert_true(text_is_clean(text, line.len));
    assert_null(strpbrk(text, "\n\t"));
    assert_null(strstr(text, "  "));
    assert_true(line.len == 0 || (text[0] != ' ' && text[line.len - 1] != ' '));
    text_clean_line(&again, text, line.len);
    assert_string_equal(text, buf_str(&again));
}

static void a_line_has_single_inner_spaces_and_no_other_white_space(void **state)
{
    (void)state;
    hold(line_is_trim);
    BECOMES(text_clean_line, " \t a\xC2\xA0\n\xE3\x80\x80 b\x01 \x01 c\r\n", "a b c");
    BECOMES(text_clean_line, "words and other \x7F go on, and on, and on  and",
            "words and other go on, and on, and on and");
    BECOMES(text_clean_line, "\xC2\xA0 \n", "");
    BECOMES(text_clean_line,
            "a \x01"
            "b\x01"
            "c\fd",
            "a bc d");
}

/* The last grapheme boundary at or before max, looked for from the start. */
static size_t reference_cut(const char *s, size_t len, size_t max)
{
    uint32_t before = 0, after;
    utf8proc_int32_t state = 0;
    size_t cut = 0;
    for (size_t i = 0, n; i < len && i <= max; i += n, before = after) {
        n = text_decode(s + i, len - i, &after, NULL);
        if (i && utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)after, &state))
            cut = i;
    }
    return len <= max ? len : cut;
}

static void cut_is_last_boundary(struct random *r, const char *s, size_t len)
{
    size_t max = random_below(r, len + 2);
    assert_int_equal(text_cut(s, len, max), reference_cut(s, len, max));
}

static void cutting_keeps_all_graphemes_that_fit_and_parts_none(void **state)
{
    (void)state;
    hold(cut_is_last_boundary);
    assert_int_equal(text_cut("abcdef", 6, 4), 4);
    assert_int_equal(text_cut("abe\xCC\x81", 5, 4), 2);
    assert_int_equal(text_cut("a\xF0\x9F\x98\x80", 5, 4), 1);
    assert_int_equal(text_cut("a\r\n", 3, 2), 1);
    assert_int_equal(text_cut("e\xCC\x81", 3, 2), 0);
}

static size_t columns(const char *s)
{
    return text_columns(s, strlen(s));
}

static void columns_are_two_for_wide_and_none_for_marks(void **state)
{
    (void)state;
    assert_int_equal(columns(""), 0);
    assert_int_equal(columns("plain"), 5);
    assert_int_equal(columns("\xE4\xB8\xAD\xE6\x96\x87"), 4);
    assert_int_equal(columns("e\xCC\x81"), 1);
    assert_int_equal(columns("\xE2\x80\x8B"), 0);
    assert_int_equal(columns("\xD0\x96\xC3\xA9"), 2);
}

static void columns_are_what_the_library_says_of_every_character(void **state)
{
    (void)state;
    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        char s[4];
        size_t len = text_encode(s, cp), want = (size_t)utf8proc_charwidth((utf8proc_int32_t)cp);
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        if (text_columns(s, len) != want)
            fail_msg("U+%04X", cp);
    }
}

static uint32_t random_character(struct random *r)
{
    static const uint32_t first[] = {0x20,   0x20,   0x20,   0x20,   0xA0,   0x100,  0x300,
                                     0x370,  0x400,  0x460,  0x2E0,  0x5D0,  0x3040, 0x4DB0,
                                     0x4E00, 0xAC00, 0xABC0, 0xD780, 0x9FC0, 0xFF00, 0x1F600};
    uint32_t cp = first[random_below(r, sizeof first / sizeof *first)] + (uint32_t)random_below(r, 0x60);
    return text_allowed(cp) ? cp : ' ';
}

static void columns_of_a_text_are_those_of_its_characters(void **state)
{
    (void)state;
    struct random r = {6};
    for (int i = 0; i < ROUNDS; i++) {
        BUF_SCOPED struct buf text = {0};
        size_t want = 0;
        uint32_t cp = random_character(&r);
        for (size_t n = random_below(&r, 200); n; n--) {
            cp = random_below(&r, 20) ? cp - cp % 8 + (uint32_t)random_below(&r, 8) : random_character(&r);
            text_add(&text, cp);
            want += (size_t)utf8proc_charwidth((utf8proc_int32_t)cp);
        }
        assert_int_equal(text_columns(buf_str(&text), text.len), want);
    }
}

static void space_is_the_property_white_space(void **state)
{
    (void)state;
    size_t count = 0;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
        if (category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP)
            assert_true(text_is_space(cp));
        count += text_is_space(cp);
    }
    assert_int_equal(count, 25); /* spec: Unicode 15 PropList.txt */
}

static void comparisons_fold_ascii_and_nothing_else(void **state)
{
    (void)state;
    assert_true(text_equal_nocase("Content-TYPE", "content-type"));
    assert_false(text_equal_nocase("a", "ab"));
    assert_false(text_equal_nocase("@[", "`{"));
    assert_false(text_equal_nocase("\xC3\x89", "\xC3\xA9"));
    assert_true(text_starts_nocase("HTTP://x", "http:"));
    assert_true(text_starts_nocase("x", ""));
    assert_false(text_starts_nocase("htt", "http"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_is_what_the_definition_says_for_every_code_point),
        cmocka_unit_test(every_code_point_survives_encoding_and_decoding),
        cmocka_unit_test(cleaning_gives_clean_text_once_and_for_all),
        cmocka_unit_test(cleaning_many_bytes_at_a_time_equals_cleaning_each_character),
        cmocka_unit_test(each_byte_at_each_place_of_a_block_is_judged_alike),
        cmocka_unit_test(each_character_inside_a_long_text_is_judged_alike),
        cmocka_unit_test(any_bytes_inside_a_long_text_are_judged_alike),
        cmocka_unit_test(validating_gives_utf8_and_leaves_utf8_alone),
        cmocka_unit_test(utf8_is_what_an_independent_decoder_takes),
        cmocka_unit_test(a_broken_sequence_is_replaced_per_maximal_subpart),
        cmocka_unit_test(every_line_end_becomes_a_newline),
        cmocka_unit_test(what_drives_a_terminal_is_dropped),
        cmocka_unit_test(a_line_has_single_inner_spaces_and_no_other_white_space),
        cmocka_unit_test(cutting_keeps_all_graphemes_that_fit_and_parts_none),
        cmocka_unit_test(columns_are_two_for_wide_and_none_for_marks),
        cmocka_unit_test(columns_are_what_the_library_says_of_every_character),
        cmocka_unit_test(columns_of_a_text_are_those_of_its_characters),
        cmocka_unit_test(space_is_the_property_white_space),
        cmocka_unit_test(comparisons_fold_ascii_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The panel page as text. */
#include "support_ingest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TAKE(name, perspective, text) name "\n" perspective "\n" text "\n"
#define PAGE(takes)                   "Title\nSummary\nOriginal sourceFirst.\nSecond.\nPanel Takes\n" takes
#define HEAD                          "{\"title\": \"Title\", \"summary\": \"Summary\", \"body\": \"First.\\n\\nSecond.\""
#define SKEPTIC(text)                                                                                                  \
    HEAD ", \"takes\": [{\"role\": \"skeptic\", \"name\": \"The Skeptic\", \"perspective\": \"Reality Check\", "       \
         "\"text\": "                                                                                                  \
         "\"" text "\"}]}\n"

static void expect(const char *input, const char *documents)
{
    READING_SCOPED struct reading r = {0};
    reading_run(&r, input, strlen(input), NULL);
    if (!r.ok)
        fail_msg("%s", r.error.text);
    assert_string_equal(buf_str(&r.documents), documents);
    assert_string_equal(r.info.format, "page");
}

static void a_page_is_title_summary_body_and_takes(void **state)
{
    (void)state;
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "“No.”")), SKEPTIC("No."));
    expect("\xEF\xBB\xBFTitle\r\n\r\nSummary\r\n\r\n  Original source\r\nFirst.  \r\n\r\nSecond.\r\n\r\nPanel "
           "Takes\r\n\r\n"
           "The Skeptic\r\n\r\nReality Check\r\n\r\n“No.”\r\n",
           SKEPTIC("No."));
}

static void quotation_marks_of_every_kind_are_taken_off(void **state)
{
    (void)state;
    static const char *const quoted[] = {"“No.”", "\"No.\"", "«No.»",   "„No.“", "„No.”",
                                         "‘No.’", "‹No.›",   "「No.」", "”No.”", "'No.'"};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        BUF_SCOPED struct buf page = {0};
        buf_addf(&page, PAGE("The Skeptic\nReality Check\n%s\n"), quoted[i]);
        expect(page.data, SKEPTIC("No."));
    }
}

static void quotations_inside_a_take_stay(void **state)
{
    (void)state;
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "“He said “no” and “maybe”.”")),
           SKEPTIC("He said “no” and “maybe”."));
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "“‘No’ means no.”")), SKEPTIC("‘No’ means no."));
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "\"He said \"no\".\"")), SKEPTIC("He said \\\"no\\\"."));
}

static void a_take_goes_on_to_the_paragraph_that_closes_it(void **state)
{
    (void)state;
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "“One.\n\nTwo “inner”\n\nThree.”\nShare this")),
           SKEPTIC("One.\\n\\nTwo “inner”\\n\\nThree."));
    expect(PAGE(TAKE("The Skeptic", "Reality Check", "“One.\n“Two.\n“Three.”\nShare this")),
           SKEPTIC("One.\\n\\nTwo.\\n\\nThree."));
}

static void a_take_that_is_never_closed_ends_where_the_next_begins(void **state)
{
    (void)state;
    expect(
        PAGE(TAKE("The Skeptic", "Reality Check", "“One.\nTwo.") TAKE("The Builder", "Bench", "“Three.”")), HEAD
        ", \"takes\": [{\"role\": \"skeptic\", \"name\": \"The Skeptic\", \"perspective\": \"Reality Check\", "
        "\"text\": "
        "\"One.\\n\\nTwo.\"}, {\"role\": \"builder\", \"name\": \"The Builder\", \"perspective\": \"Bench\", \"text\": "
        "\"Three.\"}]}\n");
}

static void any_role_may_speak_and_a_perspective_may_be_missing(void **state)
{
    (void)state;
    expect(PAGE("Ethicist\n“No.”\nThe Night Editor\nDesk\n“Yes.”\n"),
           HEAD ", \"takes\": [{\"role\": \"ethicist\", \"name\": \"Ethicist\", \"text\": \"No.\"}, {\"role\": "
                "\"night-editor\", "
                "\"name\": \"The Night Editor\", \"perspective\": \"Desk\", \"text\": \"Yes.\"}]}\n");
}

static void without_takes_it_is_a_page_only_where_that_was_asked_for(void **state)
{
    (void)state;
    const char *input = "Title\nSummary\nFirst.\nSecond.\n";
    const struct ingest_options options = {.format = "page", .published = TIME_NONE};
    READING_SCOPED struct reading asked = {0}, unasked = {0};
    reading_run(&asked, input, strlen(input), &options);
    reading_run(&unasked, input, strlen(input), NULL);
    assert_true(asked.ok);
    assert_string_equal(buf_str(&asked.documents), HEAD "}\n");
    assert_contains(buf_str(&asked.warnings), "no take");
    assert_false(unasked.ok);
}

static void what_is_no_text_is_refused_with_its_place(void **state)
{
    (void)state;
    const struct ingest_options options = {.format = "page", .published = TIME_NONE};
    static const struct {
        const char *input;
        size_t len;
        const char *part;
    } cases[] = {{"T\nS\ncaf\xE9\n", 9, "line 3, byte 4: byte 0xE9 is not UTF-8"},
                 {"T\nS\0\n", 5, "line 2, byte 2: a NUL byte"},
                 {" \n\n", 3, "no article"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        READING_SCOPED struct reading r = {0};
        reading_run(&r, cases[i].input, cases[i].len, &options);
        assert_false(r.ok);
        assert_contains(r.error.text, cases[i].part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_title_summary_body_and_takes),
        cmocka_unit_test(quotation_marks_of_every_kind_are_taken_off),
        cmocka_unit_test(quotations_inside_a_take_stay),
        cmocka_unit_test(a_take_goes_on_to_the_paragraph_that_closes_it),
        cmocka_unit_test(a_take_that_is_never_closed_ends_where_the_next_begins),
        cmocka_unit_test(any_role_may_speak_and_a_perspective_may_be_missing),
        cmocka_unit_test(without_takes_it_is_a_page_only_where_that_was_asked_for),
        cmocka_unit_test(what_is_no_text_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

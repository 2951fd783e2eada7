/* Laws of the tokens that search compares, against a slow second reading of the same text. */
#include "newsfs/query.h"
#include "support_document.h"
#include "support_search.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROUNDS 20000

typedef void law(struct random *r, const char *text);

static void hold(law *check)
{
    struct random r = {20260408};
    for (int i = 0; i < ROUNDS; i++) {
        BUF_SCOPED struct buf text = {0};
        if (i % 3 == 0)
            random_sentence(&r, &text, random_below(&r, 12));
        else
            random_text(&r, &text, i % 100 == 0 ? 4000 : 150);
        check(&r, buf_str(&text));
    }
}

static bool join(void *context, const char *token, size_t len)
{
    struct buf *out = context;
    assert_in_range(len, 1, TOKEN_MAX);
    assert_true(text_is_utf8(token, len));
    buf_add(out, token, len);
    buf_addc(out, '|');
    return true;
}

static void tokens_of(struct buf *out, const char *text, bool asked)
{
    token_each(text, strlen(text), asked, join, out);
}

static void assert_tokens(const char *text, bool asked, const char *expected)
{
    BUF_SCOPED struct buf found = {0};
    tokens_of(&found, text, asked);
    assert_string_equal(buf_str(&found), expected);
}

/* The end of a run alone: as indexed always, as asked where it is the whole run or something follows it. */
static void units_print(struct buf *out, const struct units *u, bool asked)
{
    for (size_t i = 0; i < u->count; i++) {
        const struct unit *unit = &u->at[i];
        bool goes_on = i + 1 < u->count && unit[1].glued;
        if (goes_on)
            buf_addf(out, "%s%s|", unit->text, unit[1].text);
        else if (!unit->unspaced || !asked || !unit->glued || i + 1 < u->count)
            buf_addf(out, "%s|", unit->text);
    }
}

static void equals_the_slow_reading(struct random *r, const char *text)
{
    (void)r;
    UNITS_SCOPED struct units units = units_of(text);
    for (int asked = 0; asked < 2; asked++) {
        BUF_SCOPED struct buf expected = {0};
        units_print(&expected, &units, asked);
        assert_tokens(text, asked, buf_str(&expected));
    }
}

static void tokens_are_words_and_pairs_of_characters_of_scripts_without_blanks(void **state)
{
    (void)state;
    hold(equals_the_slow_reading);
}

static void tokens_are_the_same_for_every_code_point_between_others(void **state)
{
    (void)state;
    BUF_SCOPED struct buf text = {0};
    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        buf_clear(&text);
        buf_adds(&text, "ab");
        text_add(&text, cp);
        buf_adds(&text, "c\xE4\xB8\xAD");
        text_add(&text, cp);
        equals_the_slow_reading(NULL, text.data);
    }
}

static bool check_again(void *context, const char *token, size_t len)
{
    (void)context;
    BUF_SCOPED struct buf copy = {0}, again = {0}, expected = {0};
    buf_add(&copy, token, len);
    tokens_of(&again, copy.data, true);
    buf_addf(&expected, "%s|", copy.data);
    assert_string_equal(buf_str(&again), expected.data);
    return true;
}

static void gives_itself(struct random *r, const char *text)
{
    (void)r;
    token_each(text, strlen(text), false, check_again, NULL);
}

static void a_token_is_its_own_only_token(void **state)
{
    (void)state;
    hold(gives_itself);
}

static void folding_what_was_folded_changes_nothing(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        uint32_t once[TEXT_SEARCH_MAX], again[TEXT_SEARCH_MAX];
        size_t count = text_fold_search(cp, once);
        assert_in_range(count, 0, TEXT_SEARCH_MAX);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(text_fold_search(once[i], again), 1);
            assert_int_equal(again[0], once[i]);
        }
    }
}

static void assert_same_in_form(const char *text, const char *tokens, utf8proc_option_t form)
{
    utf8proc_uint8_t *other = NULL;
    assert_true(utf8proc_map((const utf8proc_uint8_t *)text, 0, &other, UTF8PROC_NULLTERM | UTF8PROC_STABLE | form) >=
                0);
    assert_tokens((const char *)other, false, tokens);
    free(other);
}

static void normal_forms_and_cases_of_a_text_give_the_same_tokens(void **state)
{
    (void)state;
    struct random r = {7};
    for (int i = 0; i < ROUNDS / 4; i++) {
        BUF_SCOPED struct buf text = {0}, tokens = {0};
        random_sentence(&r, &text, random_below(&r, 12));
        tokens_of(&tokens, buf_str(&text), false);
        assert_same_in_form(buf_str(&text), buf_str(&tokens), UTF8PROC_COMPOSE);
        assert_same_in_form(buf_str(&text), buf_str(&tokens), UTF8PROC_DECOMPOSE);
        assert_same_in_form(buf_str(&text), buf_str(&tokens), UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    }
}

static void all_spellings_of_a_word_give_the_same_tokens(void **state)
{
    (void)state;
    for (size_t i = 0; i < SUPPORT_SPELLINGS; i++) {
        BUF_SCOPED struct buf tokens = {0};
        tokens_of(&tokens, support_spellings[i][0], false);
        for (size_t k = 1; k < 4; k++)
            assert_tokens(support_spellings[i][k], false, tokens.data);
    }
}

static void words_of_every_script_are_found_as_people_write_them(void **state)
{
    (void)state;
    assert_tokens("The Fed's 1,000 -- U.S./E.U.", false, "the|fed|s|1|000|u|s|e|u|");
    assert_tokens("snake_case #tag @name C++ Foo\xE2\x84\xA2", false, "snake|case|tag|name|c|foo|tm|");
    assert_tokens("中文字", false, "中文|文字|字|");
    assert_tokens("中文字", true, "中文|文字|");
    assert_tokens("中", true, "中|");
    assert_tokens("中文 b", true, "中文|文|b|");
    assert_tokens("iPhone手机 2026年", true, "iphone|手机|机|2026|年|");
    assert_tokens("スーパー", true, "スー|ーパ|パー|");
    assert_tokens("क्या कया किताब", false, "क्या|कया|किताब|");
    assert_tokens("שָׁלוֹם", false, "שלום|");
    assert_tokens("می‌خواهم", false, "میخواهم|");
    assert_tokens("x² ½ ① Ⅳ", false, "x2|1|2|1|iv|");
    assert_tokens("\xF0\x9F\x98\x80 \xE2\x82\xAC --", false, "");
}

static void a_long_word_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t ascii = 0; ascii < 2 * TOKEN_MAX; ascii++) {
        BUF_SCOPED struct buf text = {0};
        for (size_t i = 0; i < ascii; i++)
            buf_addc(&text, (char)('a' + i % 26));
        for (size_t i = 0; i < TOKEN_MAX; i++)
            buf_adds(&text, i % 3 ? "\xD0\xB6" : "\xE0\xA4\xB9");
        buf_adds(&text, "abcdefghijkl z");
        equals_the_slow_reading(NULL, text.data);
    }
}

static bool count_down(void *context, const char *token, size_t len)
{
    (void)token;
    (void)len;
    size_t *left = context;
    assert_true(*left > 0);
    return --*left > 0;
}

static void no_token_follows_a_refused_one(void **state)
{
    (void)state;
    static const char text[] = "one two 中文字 é中 three 한국어";
    for (size_t n = 1; n < 12; n++)
        for (int asked = 0; asked < 2; asked++) {
            size_t left = n;
            token_each(text, sizeof text - 1, asked, count_down, &left);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_words_and_pairs_of_characters_of_scripts_without_blanks),
        cmocka_unit_test(tokens_are_the_same_for_every_code_point_between_others),
        cmocka_unit_test(a_token_is_its_own_only_token),
        cmocka_unit_test(folding_what_was_folded_changes_nothing),
        cmocka_unit_test(normal_forms_and_cases_of_a_text_give_the_same_tokens),
        cmocka_unit_test(all_spellings_of_a_word_give_the_same_tokens),
        cmocka_unit_test(words_of_every_script_are_found_as_people_write_them),
        cmocka_unit_test(a_long_word_is_cut_between_characters),
        cmocka_unit_test(no_token_follows_a_refused_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Laws of the query language: reading, printing and finding, on random trees, texts and noise. */
#include "newsfs/query.h"
#include "support_document.h"
#include "support_query.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROUNDS 20000
#define NOW    1775642400 /* 2026-04-08T10:00:00Z */

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same(const struct query *a, const struct query *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->title_only != b->title_only || a->prefix != b->prefix ||
        a->token_count != b->token_count || !is_same_text(a->slug, b->slug) || a->from != b->from || a->to != b->to)
        return false;
    for (size_t i = 0; i < a->token_count; i++)
        if (strcmp(a->tokens[i], b->tokens[i]) != 0)
            return false;
    return is_same(a->left, b->left) && is_same(a->right, b->right);
}

static const struct query *parse(struct arena *arena, const char *text)
{
    struct query_error why = {0};
    const struct query *q = query_parse(arena, text, NOW, &why);
    if (!q)
        print_message("%s\nat %zu+%zu: %s\n", text, why.at, why.len, why.text);
    return q;
}

/* Its canonical text parses, now or later, to the same tree and prints as itself. */
static void assert_prints_as_parsed(const struct query *q)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf text = {0}, again = {0};
    struct query_error why = {0};
    query_format(&text, q);
    assert_in_range(text.len, 1, QUERY_MAX);
    const struct query *same = query_parse(&arena, buf_str(&text), NOW + 12345, &why);
    if (!same || !is_same(q, same))
        print_message("%s\n", text.data);
    assert_non_null(same);
    assert_true(is_same(q, same));
    query_format(&again, same);
    assert_string_equal(again.data, text.data);
}

static void a_random_tree_is_parsed_from_its_text(void **state)
{
    (void)state;
    struct random r = {1};
    size_t checked = 0;
    for (int i = 0; i < ROUNDS; i++) {
        ARENA_SCOPED struct arena arena = {0};
        BUF_SCOPED struct buf text = {0};
        const struct query *q = random_tree(&r, &arena, 1 + random_below(&r, 6));
        query_format(&text, q);
        if (text.len > QUERY_MAX)
            continue;
        assert_prints_as_parsed(q);
        checked++;
    }
    assert_in_range(checked, ROUNDS / 2, ROUNDS);
}

static bool is_boundary(const char *text, size_t at)
{
    return ((unsigned char)text[at] & 0xC0) != 0x80;
}

/* Parsed or refused, and then with a sentence and a place inside the text. */
static bool assert_is_judged(const char *text)
{
    ARENA_SCOPED struct arena arena = {0};
    struct query_error why = {0};
    const struct query *q = query_parse(&arena, text, NOW, &why);
    if (q) {
        assert_prints_as_parsed(q);
        return true;
    }
    size_t len = strlen(text);
    assert_in_range(strlen(why.text), 10, sizeof why.text - 2);
    assert_true(text_is_clean(why.text, strlen(why.text)));
    assert_true(why.at + why.len <= len && (why.len > 0 || len == 0));
    assert_true(!text_is_utf8(text, len) || is_boundary(text, why.at));
    return false;
}

static void pieces_of_queries_in_any_order_are_read_or_refused_with_a_place(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        " ",          " ",         " ",        "(",        ")",
        "\"",         "-",         "*",        "AND ",     "OR ",
        "NOT ",       " OR ",      "title:",   "author:",  "source:",
        "topic:",     "role:",     "since:",   "on:",      "after:",
        "7d ",        "2026-04 ",  "2026 ",    "word",     "\"a phrase\"",
        "foo:",       "10:30",     "中文字",   "국",       "\xE3\x80\x80",
        "é",          "e\xCC\x81", "\xCC\x81", "\xC2\xAD", "/",
        "AND",        "ﷺ",         "The X ",   "a_bcdefg", "2026-04-08",
        "T10:00:00Z", "ไทย",       "x* ",      ":",        "\xF0\x9F\x98\x80",
    };
    struct random r = {2};
    size_t parsed = 0;
    for (int i = 0; i < 3 * ROUNDS; i++) {
        char text[200];
        random_words(&r, text, i % 2 ? sizeof text : 30, pieces, sizeof pieces / sizeof *pieces);
        parsed += assert_is_judged(text);
    }
    assert_in_range(parsed, ROUNDS / 20, 3 * ROUNDS);
}

static void noise_is_read_or_refused_with_a_place(void **state)
{
    (void)state;
    struct random r = {3};
    for (int i = 0; i < ROUNDS; i++) {
        BUF_SCOPED struct buf text = {0}, bytes = {0}, valid = {0};
        random_text(&r, &text, i % 50 == 0 ? 2000 : 100);
        assert_is_judged(buf_str(&text));
        for (size_t n = random_below(&r, 60); n > 0; n--)
            buf_addc(&bytes, (char)(1 + random_below(&r, 255)));
        assert_is_judged(buf_str(&bytes));
        text_validate(&valid, buf_str(&bytes), bytes.len);
        assert_is_judged(buf_str(&valid));
    }
}

static void a_query_finds_what_its_words_say(void **state)
{
    (void)state;
    struct random r = {4};
    size_t found = 0, parsed = 0;
    for (int i = 0; i < ROUNDS; i++) {
        ARENA_SCOPED struct arena arena = {0};
        BUF_SCOPED struct buf text = {0};
        struct query_subject subject = random_subject(&r, &arena);
        const struct wish *wish = random_wish(&r, &arena, &subject, random_below(&r, 4));
        wish_print(&r, &text, wish);
        if (text.len > QUERY_MAX)
            continue;
        const struct query *q = parse(&arena, text.data);
        assert_non_null(q);
        bool expected = wish_is_met(wish, &subject);
        if (query_matches(q, &subject) != expected)
            print_message("%s\ntitle: %s\nsummary: %s\nbody: %s\n", text.data, subject.title, subject.summary,
                          subject.body);
        assert_int_equal(query_matches(q, &subject), expected);
        assert_prints_as_parsed(q);
        found += expected;
        parsed++;
    }
    assert_in_range(parsed, ROUNDS * 8 / 10, ROUNDS);
    assert_in_range(found, parsed / 4, parsed * 3 / 4);
}

static void words_in_a_row_are_found_where_a_part_of_them_repeats(void **state)
{
    (void)state;
    struct random r = {5};
    size_t found = 0;
    for (int i = 0; i < ROUNDS; i++) {
        ARENA_SCOPED struct arena arena = {0};
        BUF_SCOPED struct buf body = {0}, asked = {0};
        for (size_t n = 5 + random_below(&r, 40); n > 0; n--)
            buf_adds(&body, (const char *[]){"a ", "b ", "ab "}[random_below(&r, 8) / 3]);
        for (size_t n = 2 + random_below(&r, 6); n > 0; n--)
            buf_adds(&asked, (const char *[]){"a ", "b ", "ab "}[random_below(&r, 8) / 3]);
        buf_truncate(&asked, asked.len - 1);
        struct wish wish = {.kind = QUERY_TEXT, .field = "", .text = asked.data, .prefix = random_next(&r) & 1};
        BUF_SCOPED struct buf text = {0};
        buf_addf(&text, "\"%s%s\"", asked.data, wish.prefix ? "*" : "");
        struct query_subject subject = {.body = body.data};
        bool expected = wish_is_met(&wish, &subject);
        assert_int_equal(query_matches(parse(&arena, text.data), &subject), expected);
        found += expected;
    }
    assert_in_range(found, ROUNDS / 8, ROUNDS * 7 / 8);
}

static void assert_canonical(const char *text, const char *expected)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf canonical = {0};
    const struct query *q = parse(&arena, text);
    assert_non_null(q);
    query_format(&canonical, q);
    assert_string_equal(canonical.data, expected);
}

static void a_query_has_one_canonical_text(void **state)
{
    (void)state;
    assert_canonical("rates  \"Interest RATE\" infla* Title:Fed -opinion (euro OR yen) AND NOT sports",
                     "rates \"interest rate\" infla* title:fed -opinion (euro OR yen) -sports");
    assert_canonical("a OR b c AND d OR ((e))", "a OR b c d OR e");
    assert_canonical("(a OR b) OR (c OR d) (e f)", "a OR b OR (c OR d) (e f)");
    assert_canonical("a(b)\"c\"d", "a b c d");
    assert_canonical("NOT NOT -a", "---a");
    assert_canonical("-\"two words\" -(a OR NOT b) --c", "-\"two words\" -(a OR -b) --c");
    assert_canonical("\"interest ra*\" \"interest ra\"* \"no * star *\"",
                     "\"interest ra*\" \"interest ra*\" \"no star\"");
    assert_canonical("\"http://x.org/a?b=c\" \"AND\" don't 10:30", "\"http x org a b c\" and \"don t\" \"10 30\"");
    assert_canonical("中文字 \"中文 b\" 中* 한국어 a\xE3\x80\x80ｂ", "中文字 \"中文 b\" 中 한국어 a b");
    assert_canonical("author:\"J. Smi*\" author:o'neill title:\"two words\"",
                     "author:\"j smi*\" author:\"o neill\" title:\"two words\"");
    assert_canonical("source:\"The Wire\" topic:AI role:\"The Skeptic\" role:Skeptic",
                     "source:the-wire topic:ai role:skeptic role:skeptic");
    assert_canonical("source:wire_abc234 source:\"wire_abc234\"", "source:wire_abc234 source:wire-abc234");
    assert_canonical("since:7d since:36h since:15m since:90s since:2w",
                     "since:2026-04-01T10:00:00Z since:2026-04-06T22:00:00Z since:2026-04-08T09:45:00Z "
                     "since:2026-04-08T09:58:30Z since:2026-03-25T10:00:00Z");
    assert_canonical("since:2026-04-01 since:2026-04 since:2026 since:2026-04-08T10:00:00+02:00",
                     "since:2026-04-01T00:00:00Z since:2026-04-01T00:00:00Z since:2026-01-01T00:00:00Z "
                     "since:2026-04-08T08:00:00Z");
    assert_canonical("since:99999999999999999999w", "since:0001-01-01T00:00:00Z");
    assert_canonical("on:2026-04-08 on:2026-12 on:2026 on:9999", "on:2026-04-08 on:2026-12 on:2026 on:9999");
    assert_canonical("after:2026-04 before:2026-04 after:2026-12 before:0001 after:9999",
                     "after:2026-04-30 before:2026-04-01 after:2026-12-31 before:0001-01-01 after:9999-12-31");
}

static void assert_refused(const char *text, size_t at, size_t len, const char *says)
{
    ARENA_SCOPED struct arena arena = {0};
    struct query_error why = {0};
    assert_null(query_parse(&arena, text, NOW, &why));
    if (why.at != at || why.len != len || !strstr(why.text, says))
        print_message("%s: %zu+%zu %s\n", text, why.at, why.len, why.text);
    assert_true(why.at == at && why.len == len);
    assert_non_null(strstr(why.text, says));
}

static void a_refused_query_is_told_what_is_wrong_and_where(void **state)
{
    (void)state;
    assert_refused("", 0, 0, "empty");
    assert_refused(" \t ", 0, 3, "empty");
    assert_refused("a () b", 2, 2, "nothing stands between");
    assert_refused("a (b", 2, 1, "not closed");
    assert_refused("a (", 2, 1, "not closed");
    assert_refused("a) b", 1, 1, "no parenthesis is open");
    assert_refused(")", 0, 1, "no parenthesis is open");
    assert_refused("a AND", 2, 3, "nothing on its right");
    assert_refused("(a OR )", 3, 2, "nothing on its right");
    assert_refused("a NOT", 2, 3, "nothing on its right");
    assert_refused("AND a", 0, 3, "nothing on its left");
    assert_refused("a OR OR b", 5, 2, "nothing on its left");
    assert_refused("(AND b)", 1, 3, "nothing on its left");
    assert_refused("fed - rates", 4, 1, "right before");
    assert_refused("fed -", 4, 1, "right before");
    assert_refused("say \"a b", 4, 1, "not closed");
    assert_refused("a foo:bar", 2, 4, "not a field");
    assert_refused("http://x.org", 0, 5, "not a field");
    assert_refused("title: x", 0, 6, "right after the colon");
    assert_refused("x title:(a OR b)", 2, 6, "right after the colon");
    assert_refused("a !! b", 2, 2, "no letter");
    assert_refused("a \"--\"", 2, 4, "no letter");
    assert_refused("source:\"\"", 7, 2, "no letter");
    assert_refused("in*est", 2, 1, "at the end of a word");
    assert_refused("a *", 2, 1, "right after the beginning");
    assert_refused("a-*", 2, 1, "right after the beginning");
    assert_refused("source:x*", 7, 2, "no meaning");
    assert_refused("on:2026-02-30", 3, 10, "no day");
    assert_refused("on:7d", 3, 2, "no day");
    assert_refused("since:7x", 6, 2, "no span");
    assert_refused("since:d", 6, 1, "no span");
    assert_refused("\xFF", 0, 1, "UTF-8");
}

/* `count` times a piece, then an end. */
static bool parses(const char *piece, size_t count, const char *end)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf text = {0};
    struct query_error why = {0};
    while (count-- > 0)
        buf_adds(&text, piece);
    buf_adds(&text, end);
    const struct query *q = query_parse(&arena, text.data, NOW, &why);
    assert_true(q || strstr(why.text, "too "));
    assert_true(q || (why.at + why.len <= text.len && why.len > 0));
    return q;
}

static void too_long_too_deep_and_too_many_are_refused_at_the_limit(void **state)
{
    (void)state;
    assert_true(parses("-", QUERY_DEPTH_MAX, "a"));
    assert_false(parses("-", QUERY_DEPTH_MAX + 1, "a"));
    assert_true(parses("NOT ", QUERY_DEPTH_MAX, "a"));
    assert_false(parses("NOT ", QUERY_DEPTH_MAX + 1, "a"));
    assert_false(parses("(", QUERY_DEPTH_MAX + 1, "a"));
    assert_false(parses("(", QUERY_MAX, ""));
    assert_false(parses("-(", 100000, ""));
    assert_true(parses("-a ", QUERY_DEPTH_MAX + 1, ""));
    assert_true(parses("(a) ", QUERY_DEPTH_MAX + 1, ""));
    assert_true(parses("a ", QUERY_NODES_MAX / 2, ""));
    assert_false(parses("a ", QUERY_NODES_MAX / 2 + 1, ""));
    assert_true(parses("a", QUERY_MAX, ""));
    assert_false(parses("a", QUERY_MAX + 1, ""));
    assert_false(parses("中", QUERY_MAX, ""));
    assert_false(parses("ﷺ ", QUERY_MAX / 8, ""));
}

static void days_that_no_field_names_are_written_as_two(void **state)
{
    (void)state;
    struct query q = {.kind = QUERY_DAYS};
    BUF_SCOPED struct buf text = {0};
    assert_true(day_parse("2026-04-05", 10, &q.from) && day_parse("2026-05-01", 10, &q.to));
    query_format(&text, &q);
    assert_string_equal(text.data, "(after:2026-04-04 before:2026-05-01)");
}

static void every_subject_meets_a_query_for_all(void **state)
{
    (void)state;
    struct query all = {.kind = QUERY_ALL}, none = {.kind = QUERY_NOT, .left = &all};
    struct query_subject subject = {0};
    BUF_SCOPED struct buf text = {0};
    assert_true(query_matches(&all, &subject));
    assert_false(query_matches(&none, &subject));
    query_format(&text, &all);
    assert_int_equal(text.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_tree_is_parsed_from_its_text),
        cmocka_unit_test(pieces_of_queries_in_any_order_are_read_or_refused_with_a_place),
        cmocka_unit_test(noise_is_read_or_refused_with_a_place),
        cmocka_unit_test(a_query_finds_what_its_words_say),
        cmocka_unit_test(words_in_a_row_are_found_where_a_part_of_them_repeats),
        cmocka_unit_test(a_query_has_one_canonical_text),
        cmocka_unit_test(a_refused_query_is_told_what_is_wrong_and_where),
        cmocka_unit_test(too_long_too_deep_and_too_many_are_refused_at_the_limit),
        cmocka_unit_test(days_that_no_field_names_are_written_as_two),
        cmocka_unit_test(every_subject_meets_a_query_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The short way of reading an article document against the parser, over generated documents: usual, odd and damaged ones. */
#include "ingest/json.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What is being written; in `odd` of 100 places stands what does not belong there. */
struct writer {
    struct random random;
    struct buf out;
    size_t odd;
};

static size_t below(struct writer *w, size_t limit)
{
    return random_below(&w->random, limit);
}

static bool is_odd(struct writer *w)
{
    return below(w, 100) < w->odd;
}

static void add_one_of(struct writer *w, const char *const *table, size_t count)
{
    buf_adds(&w->out, table[below(w, count)]);
}

static void add_blank(struct writer *w)
{
    static const char *const blanks[] = {"", "", "", " ", "\n ", "\t", "\r\n"};
    add_one_of(w, blanks, COUNT(blanks));
}

static void add_text(struct writer *w)
{
    static const char *const parts[] = {
        "a",
        "The Builder",
        " ",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b\\f\\r\\t",
        "é",
        "漢字",
        "😀",
        "{[",
        "]},:",
        "\\u00e9",
        "\\u0041",
        "\\u2028",
        "\\u001b",
        "\\uFFFF",
        "\\ud83d\\ude00",
        "\x7F",
        "0123456789 123456789 123456789 123456789 123456789 123456789 123456789",
        "абвгдежзийклмнопрстуфхцчшщъыьэюяабвгдежзийклмнопрстуфхцчшщъыьэюя",
    };
    buf_addc(&w->out, '"');
    for (size_t n = below(w, 6); n; n--)
        add_one_of(w, parts, COUNT(parts));
    buf_addc(&w->out, '"');
}

static void add_word(struct writer *w)
{
    static const char *const words[] = {"\"builder\"", "\"The Skeptic\"", "\"x\\ty\"", "\"\\u00e9\""};
    add_one_of(w, words, COUNT(words));
}

static void add_time(struct writer *w)
{
    static const char *const times[] = {"\"2026-04-08T10:00:00Z\"",
                                        "\"2026-04-08\"",
                                        "\"2026-04-08T10:00:00.25+02:00\"",
                                        "\"Wed, 08 Apr 2026 12:00:00 +0200\"",
                                        "\"2026\\u002d04-08\"",
                                        "1775000000",
                                        "null"};
    add_one_of(w, times, COUNT(times));
}

static void add_number(struct writer *w)
{
    buf_addf(&w->out, "%zu", below(w, 100000));
}

static void add_id(struct writer *w)
{
    (below(w, 2) ? add_text : add_number)(w);
}

static void add_odd(struct writer *w)
{
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-12",
        "999999999999999999",
        "9223372036854775807",
        "1e3",
        "0.10",
        "-0.0",
        "[]",
        "{}",
        "{\"a\":[1,{}]}",
        "[1,[\"\\/\",2.5]]",
        "{\"a\":1,\"a\":2}",
        "01",
        "1.",
        "nul",
        "truex",
        "+1",
        "9223372036854775808",
        "1.5E+300",
        "NaN",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\udc00\"",
        "\"\t\"",
        "\"\xFF\"",
        "\"\xC3\"",
        "'a'",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "[[[[[[[[[[1]]]]]]]]]]",
        "\"",
        "",
    };
    add_one_of(w, values, below(w, 2) ? 15 : COUNT(values));
}

struct member {
    const char *name;
    void (*add)(struct writer *w);
    bool always;
};

static void add_member(struct writer *w, const struct member *m)
{
    add_blank(w);
    buf_addf(&w->out, is_odd(w) ? "\"%s \"" : "\"%s\"", m->name);
    add_blank(w);
    buf_addc(&w->out, ':');
    add_blank(w);
    (is_odd(w) ? add_odd : m->add)(w);
    add_blank(w);
}

/* Members of the table, begun with any; where it is odd one may come twice. */
static void add_object(struct writer *w, const struct member *members, size_t count)
{
    size_t first = below(w, count), added = 0;
    buf_addc(&w->out, '{');
    for (size_t i = 0; i < count; i++) {
        const struct member *m = &members[is_odd(w) ? below(w, count) : (first + i) % count];
        if (!m->always && below(w, 2))
            continue;
        buf_adds(&w->out, added++ ? "," : "");
        add_member(w, m);
    }
    buf_addc(&w->out, '}');
}

/* Where it is odd, as many as a limit, a few less or more. */
static void add_list(struct writer *w, void (*add)(struct writer *w), size_t usual)
{
    bool endless = is_odd(w);
    size_t count = endless ? 60 + below(w, 8) + 192 * below(w, 2) : below(w, usual);
    buf_addc(&w->out, '[');
    for (size_t i = 0; i < count; i++) {
        buf_adds(&w->out, i ? "," : "");
        add_blank(w);
        (!endless && is_odd(w) ? add_odd : add)(w);
        add_blank(w);
    }
    buf_addc(&w->out, ']');
}

static void add_source(struct writer *w)
{
    static const struct member members[] = {{"name", add_text, true}, {"url", add_text}};
    if (below(w, 3))
        add_object(w, members, COUNT(members));
    else
        add_text(w);
}

static void add_author(struct writer *w)
{
    static const struct member members[] = {{"name", add_text, true}, {"email", add_text}, {"url", add_text}};
    if (below(w, 2))
        add_object(w, members, COUNT(members));
    else
        add_text(w);
}

static void add_authors(struct writer *w)
{
    if (below(w, 3))
        add_list(w, add_author, 4);
    else
        add_author(w);
}

static void add_topics(struct writer *w)
{
    if (below(w, 3))
        add_list(w, add_text, 6);
    else
        add_text(w);
}

static void add_enclosure(struct writer *w)
{
    static const struct member members[] = {{"url", add_text, true}, {"type", add_text}, {"size", add_number}};
    add_object(w, members, COUNT(members));
}

static void add_enclosures(struct writer *w)
{
    add_list(w, add_enclosure, 3);
}

static void add_take(struct writer *w)
{
    static const struct member members[] = {
        {"role", add_word, true}, {"name", add_text},  {"perspective", add_text},
        {"text", add_word, true}, {"model", add_text}, {"created", add_time},
    };
    add_object(w, members, COUNT(members));
}

static void add_takes(struct writer *w)
{
    add_list(w, add_take, 4);
}

static void add_extra(struct writer *w)
{
    switch (below(w, 4)) {
    case 0:
        buf_adds(&w->out, "{\"a\" : [1.50, {\"b\":\"\\u0041\"}]}");
        break;
    case 1:
        add_list(w, add_topics, 4);
        break;
    default:
        add_id(w);
    }
}

static void add_document(struct writer *w)
{
    static const struct member members[] = {
        {"id", add_id},
        {"url", add_text},
        {"title", add_text, true},
        {"source", add_source},
        {"published", add_time},
        {"updated", add_time},
        {"authors", add_authors},
        {"language", add_text},
        {"topics", add_topics},
        {"summary", add_text},
        {"summary_html", add_text},
        {"body", add_text},
        {"body_html", add_text},
        {"enclosures", add_enclosures},
        {"takes", add_takes},
        {"other", add_extra},
        {"places", add_extra},
    };
    add_blank(w);
    add_object(w, members, COUNT(members));
    add_blank(w);
}

/* A byte lost, doubled, or become another. */
static void damage(struct writer *w)
{
    static const char bytes[] = "\"\\{}[],:0a \n\xFF\xC3u";
    size_t at = below(w, w->out.len);
    char *s = w->out.data + at;
    switch (below(w, 3)) {
    case 0:
        *s = bytes[below(w, sizeof bytes)];
        break;
    case 1:
        memmove(s, s + 1, w->out.len - at);
        w->out.len--;
        break;
    default:
        buf_addc(&w->out, ' ');
        s = w->out.data + at;
        memmove(s + 1, s, w->out.len - at - 1);
    }
}

/* The document as the parser gives it; false where it is none. */
static bool read_parsed(struct buf *line, const char *s, size_t len)
{
    struct document d;
    struct err why;
    json_t *value = json_parse(s, len, "it", 1, 1, &why);
    document_init(&d);
    bool good = value && json_article(&d, value, &why);
    if (good)
        ingest_format_json(line, &d);
    document_finish(&d);
    json_decref(value);
    return good;
}

/* From memory that ends where the document does. */
static bool read_fast(struct buf *line, const char *s, size_t len)
{
    struct document d;
    char *exact = memcpy(malloc(len + !len), s, len);
    document_init(&d);
    bool good = json_fast(&d, exact, len);
    if (good)
        ingest_format_json(line, &d);
    document_finish(&d);
    free(exact);
    return good;
}

/* Read what was written both ways; *fast: whether the short one took it. */
static void compare(const struct writer *w, bool *fast)
{
    BUF_SCOPED struct buf parsed_line = {0}, fast_line = {0};
    *fast = read_fast(&fast_line, buf_str(&w->out), w->out.len);
    if (!*fast)
        return;
    if (!read_parsed(&parsed_line, buf_str(&w->out), w->out.len))
        fail_msg("the parser does not take: %s", buf_str(&w->out));
    assert_string_equal(buf_str(&fast_line), buf_str(&parsed_line));
}

static void what_the_short_way_takes_the_parser_reads_as_the_same(void **state)
{
    (void)state;
    struct writer w = {.random = {1}};
    size_t taken = 0, left = 0;
    for (size_t i = 0; i < 30000; i++) {
        bool fast;
        w.odd = i % 4;
        buf_clear(&w.out);
        add_document(&w);
        for (size_t n = below(&w, 8); n >= 6; n--)
            damage(&w);
        compare(&w, &fast);
        taken += fast;
        left += !fast;
    }
    buf_finish(&w.out);
    assert_true(taken > 5000 && left > 5000);
}

static void a_usual_document_is_read_without_the_parser(void **state)
{
    (void)state;
    struct writer w = {.random = {2}};
    for (size_t i = 0; i < 5000; i++) {
        bool fast;
        buf_clear(&w.out);
        add_document(&w);
        compare(&w, &fast);
        if (!fast)
            fail_msg("not taken: %s", buf_str(&w.out));
    }
    buf_finish(&w.out);
}

static void the_beginning_of_a_document_is_none(void **state)
{
    (void)state;
    struct writer w = {.random = {3}};
    for (size_t i = 0; i < 50; i++) {
        bool fast;
        buf_clear(&w.out);
        add_document(&w);
        while (w.out.len && strchr(" \t\r\n", w.out.data[w.out.len - 1]))
            buf_truncate(&w.out, w.out.len - 1);
        while (w.out.len) {
            buf_truncate(&w.out, w.out.len - 1);
            compare(&w, &fast);
            assert_false(fast);
        }
    }
    buf_finish(&w.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_short_way_takes_the_parser_reads_as_the_same),
        cmocka_unit_test(a_usual_document_is_read_without_the_parser),
        cmocka_unit_test(the_beginning_of_a_document_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Article documents as JSON: what comes in, what is refused and how that is said. */
#include "support_ingest.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <zlib.h>

static void expect(const char *input, const char *documents)
{
    for (size_t chunk = 0; chunk < 8; chunk++) {
        READING_SCOPED struct reading r = {.chunk = chunk};
        reading_run(&r, input, strlen(input), NULL);
        if (!r.ok)
            fail_msg("%s", r.error.text);
        assert_string_equal(buf_str(&r.documents), documents);
    }
}

static void expect_error(const char *input, enum err_code code, const char *part)
{
    READING_SCOPED struct reading r = {0};
    reading_run(&r, input, strlen(input), NULL);
    assert_false(r.ok);
    assert_contains(r.error.text, part);
    assert_int_equal(r.error.code, code);
    assert_memory_equal(r.error.text, "it: ", 4);
}

static void expect_rejected(const char *input, const char *part)
{
    READING_SCOPED struct reading r = {0};
    reading_run(&r, input, strlen(input), NULL);
    assert_true(r.ok);
    assert_true(r.reject_count >= 1);
    assert_contains(buf_str(&r.rejects), part);
    assert_memory_equal(r.rejects.data, "it: line ", 9);
}

static void an_object_an_array_and_lines_are_the_same_documents(void **state)
{
    (void)state;
    expect("{\"title\":\"a\"}", "{\"title\": \"a\"}\n");
    expect("{\n  \"title\":\n\"a\"\n}\n", "{\"title\": \"a\"}\n");
    expect("[{\"title\":\"a\"},\n{\"title\":\"b\"}]", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
    expect("{\"title\":\"a\"}\n\n{\"title\":\"b\"}\r\n", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
    expect("\xEF\xBB\xBF {\"title\":\"a\"}{\"title\":\"b\"}", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
    expect("[{\"title\":\"a\"}]\n[{\"title\":\"b\"}]\n", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
    expect(" [ ] ", "");
}

static void plain_texts_and_lists_of_one_are_taken(void **state)
{
    (void)state;
    expect("{\"source\":\"S\",\"title\":\"a\",\"authors\":\"A\",\"topics\":\"T\",\"id\":7,\"body\":null}",
           "{\"id\": \"7\", \"title\": \"a\", \"source\": {\"name\": \"S\"}, \"authors\": [{\"name\": \"A\"}], "
           "\"topics\": [\"T\"]}\n");
    expect("{\"body_html\":\"<p>\",\"published\":\"Wed, 08 Apr 2026 12:00:00 +0200\"}",
           "{\"published\": \"2026-04-08T10:00:00Z\", \"body_html\": \"<p>\"}\n");
    expect("{\"title\":\"\",\"id\":\"x\"}", "{\"id\": \"x\", \"title\": \"\"}\n");
}

static void a_takes_role_is_a_slug_made_from_its_name_where_it_is_absent(void **state)
{
    (void)state;
    expect("{\"title\":\"a\",\"takes\":[{\"name\":\"The Skeptic\",\"text\":\"t\"},{\"role\":\"The "
           "Builder\",\"text\":\"u\"}]}",
           "{\"title\": \"a\", \"takes\": [{\"role\": \"skeptic\", \"name\": \"The Skeptic\", \"text\": \"t\"}, "
           "{\"role\": \"builder\", \"text\": \"u\"}]}\n");
}

static void unknown_keys_are_kept(void **state)
{
    (void)state;
    expect("{\"title\":\"a\",\"x\":[1, {\"y\":null}],\"z\":\"é\"}",
           "{\"title\": \"a\", \"x\":[1,{\"y\":null}],\"z\":\"é\"}\n");
}

static void a_broken_line_costs_itself_and_no_other(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"title\":\"cut", "{\"title\":\"cut\",", "{\"title\":3}", "{]", "[1]", "7", "{\"title\":\"\xFF\"}", "{}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        READING_SCOPED struct reading r = {0};
        BUF_SCOPED struct buf input = {0};
        buf_addf(&input, "{\"title\":\"a\"}\n%s\n{\"title\":\"b\"}\n", bad[i]);
        reading_run(&r, input.data, input.len, NULL);
        assert_true(r.ok);
        assert_string_equal(buf_str(&r.documents), "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
        assert_int_equal(r.reject_count, 1);
        assert_contains(r.rejects.data, "it: line 2, byte ");
    }
}

static void a_first_line_may_be_broken_too(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"title\":\"cut", "{\"title\":\"cut\",", "{\"title\" 3}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        READING_SCOPED struct reading r = {0};
        BUF_SCOPED struct buf input = {0};
        buf_addf(&input, "%s\n{\"title\":\"b\"}\n", bad[i]);
        reading_run(&r, input.data, input.len, NULL);
        assert_true(r.ok);
        assert_string_equal(buf_str(&r.documents), "{\"title\": \"b\"}\n");
        assert_int_equal(r.reject_count, 1);
    }
}

static void a_document_of_the_wrong_shape_is_rejected_by_what_is_wrong(void **state)
{
    (void)state;
    expect_rejected("[{\"title\":1}]", "line 1, byte 2: \"title\" is a number: it must be text");
    expect_rejected("[{\"title\":\"a\",\"takes\":{}}]", "\"takes\" is an object: it must be a list");
    expect_rejected("[{\"title\":\"a\",\"topics\":[1]}]", "\"topics\"");
    expect_rejected("[{\"title\":\"a\",\"published\":\"soon\"}]", "\"published\" is no time");
    expect_rejected("[{\"title\":\"a\",\"takes\":[{\"role\":\"x\"}]}]", "take 1 has no \"text\"");
    expect_rejected("[{\"summary\":\"a\"}]", "neither a \"title\" nor a \"body\"");
    expect_rejected("[\n 4]", "line 2, byte 2: a number, not an article document");
}

static void what_stops_reading_says_line_byte_and_reason(void **state)
{
    (void)state;
    expect_error("[{\"title\":\"a\"}", ERR_INPUT, "line 1, byte 15: the array is not closed");
    expect_error("[{\"title\":\"a\"},\n{\"title\":", ERR_INPUT,
                 "line 2, byte 1: the document that begins here is not closed");
    expect_error("{\n\"title\":\"a\"", ERR_INPUT, "not closed");
    expect_error("[{\"title\":\"\xE9t\xE9\"}]", ERR_INPUT, "byte 0xE9 is not UTF-8");
    expect_error("[{\"title\":\"a\\u0000\"}]", ERR_INPUT, "\\u0000");
    expect_error("[{\"title\":\"a\",\"title\":\"b\"}]", ERR_INPUT, "duplicate");
    expect_error("[{\"title\":\"a\"} {\"title\":\"b\"}]", ERR_INPUT, "',' or ']'");
    expect_error("{\"title\":\"a\"} x", ERR_INPUT, "line 1, byte 15");
    expect_error("", ERR_INPUT, "empty");
    expect_error("Once upon a time", ERR_INPUT, "--format");
}

static void a_nul_byte_is_named(void **state)
{
    (void)state;
    static const char input[] = "[{\"title\":\"a\0b\"}]";
    READING_SCOPED struct reading r = {0};
    reading_run(&r, input, sizeof input - 1, NULL);
    assert_false(r.ok);
    assert_contains(r.error.text, "line 1, byte 13: a NUL byte");
}

static void a_format_that_is_not_there_is_answered_with_those_that_are(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {0};
    const struct ingest_options options = {.format = "yaml", .published = TIME_NONE};
    reading_run(&r, "{}", 2, &options);
    assert_false(r.ok);
    assert_int_equal(r.error.code, ERR_USAGE);
    for (const char *const *f = ingest_formats(); *f; f++)
        assert_contains(r.error.text, *f);
}

static void options_hold_for_every_document(void **state)
{
    (void)state;
    static const char *const topics[] = {"T", "a"};
    const struct ingest_options options = {
        .source_name = "N", .topics = topics, .topic_count = 2, .published = 0, .url = "http://u/"};
    READING_SCOPED struct reading r = {0};
    const char *input = "[{\"title\":\"a\",\"source\":{\"url\":\"http://f/\"},\"topics\":[\"a\"]},{\"title\":\"b\"}]";
    reading_run(&r, input, strlen(input), &options);
    assert_true(r.ok);
    assert_string_equal(buf_str(&r.documents),
                        "{\"url\": \"http://u/\", \"title\": \"a\", \"source\": {\"name\": \"N\"}, "
                        "\"published\": \"1970-01-01T00:00:00Z\", \"topics\": [\"a\", \"T\"]}\n"
                        "{\"url\": \"http://u/\", \"title\": \"b\", \"source\": {\"name\": \"N\"}, "
                        "\"published\": \"1970-01-01T00:00:00Z\", \"topics\": [\"T\", \"a\"]}\n");
}

static void reading_stops_where_the_sink_wants_no_more(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {.stop_at_reject = true};
    const char *input = "{\"title\":\"a\"}\n{}\n{\"title\":\"b\"}\n";
    reading_run(&r, input, strlen(input), NULL);
    assert_false(r.ok);
    assert_int_equal(r.document_count, 1);
    assert_contains(r.error.text, "line 2");
}

static void no_line_of_output_can_drive_a_terminal(void **state)
{
    (void)state;
    expect("{\"title\":\"\\u001b[31m\\u202e\\u0085\\ud83d\\ude00\\udb40\\udc41\"}",
           "{\"title\": \"\\u001b[31m\\u202e\\u0085\U0001F600\\udb40\\udc41\"}\n");
}

static void random_text(struct random *random, struct buf *out)
{
    static const char *const parts[] = {
        "a",   "B",       " ",   "\\n", "\\\"", "\\\\", "é", "漢", "\U0001F600", "\\u00e9", "\\ud83d\\ude00",
        "\\/", "\\u2028", "\\t", "[",   "{",    ","};
    for (size_t n = random_below(random, 12); n; n--)
        buf_adds(out, parts[random_below(random, sizeof parts / sizeof *parts)]);
}

static void random_document(struct random *random, struct buf *out)
{
    static const char *const keys[] = {"id", "url", "summary", "summary_html", "body", "language", "other", "places"};
    buf_adds(out, "{\"title\":\"");
    random_text(random, out);
    buf_addc(out, '"');
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (random_below(random, 2))
            continue;
        buf_addf(out, ", \"%s\" : \"", keys[i]);
        random_text(random, out);
        buf_addc(out, '"');
    }
    if (random_below(random, 2))
        buf_adds(out, ", \"topics\": [\"x\", \"y\"], \"published\": \"2026-04-08T10:00:00Z\"");
    buf_addc(out, '}');
}

static void what_is_printed_reads_back_as_the_same(void **state)
{
    (void)state;
    struct random random = {2};
    for (int i = 0; i < 2000; i++) {
        BUF_SCOPED struct buf one = {0};
        READING_SCOPED struct reading first = {0}, again = {0};
        random_document(&random, &one);
        reading_run(&first, one.data, one.len, NULL);
        assert_true(first.ok);
        reading_run(&again, first.documents.data, first.documents.len, NULL);
        assert_true(again.ok);
        assert_string_equal(buf_str(&first.documents), buf_str(&again.documents));
    }
}

static void pack(struct buf *out, const char *s, size_t len)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)s;
    z.avail_in = (unsigned)len;
    z.next_out = (unsigned char *)buf_reserve(out, len + 200);
    z.avail_out = (unsigned)len + 200;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

static void gzip_is_read_as_it_is_whole_in_members_or_in_drips(void **state)
{
    (void)state;
    BUF_SCOPED struct buf packed = {0};
    pack(&packed, "{\"title\":\"a\"}\n{\"ti", 18);
    pack(&packed, "tle\":\"b\"}\n", 10);
    buf_add(&packed, "\0\0\0", 3);
    for (size_t chunk = 0; chunk < 4; chunk++) {
        READING_SCOPED struct reading r = {.chunk = chunk};
        reading_run(&r, packed.data, packed.len, NULL);
        assert_true(r.ok);
        assert_string_equal(buf_str(&r.documents), "{\"title\": \"a\"}\n{\"title\": \"b\"}\n");
    }
}

static void gzip_that_ends_early_or_is_packed_twice_is_one_sentence(void **state)
{
    (void)state;
    BUF_SCOPED struct buf packed = {0}, twice = {0};
    pack(&packed, "{\"title\":\"a\"}\n{\"title\":\"b\"}\n", 28);
    pack(&twice, packed.data, packed.len);
    for (size_t len = 3; len < packed.len; len++) {
        READING_SCOPED struct reading r = {0};
        reading_run(&r, packed.data, len, NULL);
        assert_false(r.ok);
        assert_contains(r.error.text, "ends early at byte");
    }
    READING_SCOPED struct reading r = {0};
    reading_run(&r, twice.data, twice.len, NULL);
    assert_false(r.ok);
    assert_contains(r.error.text, "gzip inside gzip");
}

static void too_large_too_deep_and_too_many_are_limits(void **state)
{
    (void)state;
    BUF_SCOPED struct buf large = {0}, deep = {0}, many = {0}, values = {0};
    buf_adds(&large, "{\"title\":\"");
    for (size_t i = 0; i < INGEST_DOCUMENT_MAX / 8; i++)
        buf_adds(&large, "xxxxxxxx");
    buf_adds(&large, "\"}");
    for (int i = 0; i < 100000; i++)
        buf_adds(&deep, "{\"a\":[");
    for (int i = 0; i < 5000; i++)
        buf_adds(&many, "{}\n");
    buf_adds(&values, "{\"title\":\"a\",\"x\":[1");
    for (int i = 0; i < 1000000; i++)
        buf_adds(&values, ",1");
    buf_adds(&values, "]}");
    expect_error(large.data, ERR_LIMIT, "16 MiB");
    expect_error(deep.data, ERR_LIMIT, "nested");
    expect_error(many.data, ERR_LIMIT, "in a row");
    expect_error(values.data, ERR_LIMIT, "values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_an_array_and_lines_are_the_same_documents),
        cmocka_unit_test(plain_texts_and_lists_of_one_are_taken),
        cmocka_unit_test(a_takes_role_is_a_slug_made_from_its_name_where_it_is_absent),
        cmocka_unit_test(unknown_keys_are_kept),
        cmocka_unit_test(a_broken_line_costs_itself_and_no_other),
        cmocka_unit_test(a_first_line_may_be_broken_too),
        cmocka_unit_test(a_document_of_the_wrong_shape_is_rejected_by_what_is_wrong),
        cmocka_unit_test(what_stops_reading_says_line_byte_and_reason),
        cmocka_unit_test(a_nul_byte_is_named),
        cmocka_unit_test(a_format_that_is_not_there_is_answered_with_those_that_are),
        cmocka_unit_test(options_hold_for_every_document),
        cmocka_unit_test(reading_stops_where_the_sink_wants_no_more),
        cmocka_unit_test(no_line_of_output_can_drive_a_terminal),
        cmocka_unit_test(what_is_printed_reads_back_as_the_same),
        cmocka_unit_test(gzip_is_read_as_it_is_whole_in_members_or_in_drips),
        cmocka_unit_test(gzip_that_ends_early_or_is_packed_twice_is_one_sentence),
        cmocka_unit_test(too_large_too_deep_and_too_many_are_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lists of feeds. */
#include "support_ingest.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

/* The feeds of a list, a line each: url|title|home|folder/folder. */
struct list {
    struct buf feeds, warnings;
    bool ok;
    size_t count, stop_after; /* 0: never */
    struct err error;
};

static bool note_feed(void *context, const struct feed_outline *o, struct err *e)
{
    struct list *l = context;
    buf_addf(&l->feeds, "%s|%s|%s|", o->url, o->title ? o->title : "", o->home_url ? o->home_url : "");
    for (size_t i = 0; i < o->folder_count; i++)
        buf_addf(&l->feeds, "%s%s", i ? "/" : "", o->folders[i]);
    buf_addc(&l->feeds, '\n');
    return ++l->count != l->stop_after || err_set(e, ERR_FAILED, "enough");
}

static void note_warning(void *context, const char *text)
{
    struct list *l = context;
    buf_addf(&l->warnings, "%s\n", text);
}

static void read_list(struct list *l, const char *s, size_t len)
{
    struct ingest_bytes bytes = {s, len};
    struct ingest_source source = ingest_from_bytes(&bytes, "it");
    const struct outline_sink sink = {note_feed, note_warning, l};
    l->ok = ingest_read_opml(&source, &sink, &l->error);
}

static void list_finish(struct list *l)
{
    buf_finish(&l->feeds);
    buf_finish(&l->warnings);
}

#define LIST_SCOPED  __attribute__((cleanup(list_finish)))
#define OPML(inside) "<opml version=\"2.0\"><head><title>x</title></head><body>" inside "</body></opml>"
#define FEED(url)    "<outline type=\"rss\" text=\"t\" xmlUrl=\"" url "\"/>"

static void expect(const char *input, const char *feeds)
{
    LIST_SCOPED struct list l = {0};
    read_list(&l, input, strlen(input));
    if (!l.ok)
        fail_msg("%s", l.error.text);
    assert_string_equal(buf_str(&l.feeds), feeds);
}

static void folders_are_outlines_without_an_address(void **state)
{
    (void)state;
    expect(OPML("<outline text=\"A\"><outline title=\"B\" text=\"b\">" FEED("http://1/") "</outline>" FEED(
               "http://2/") "</outline>" FEED("https://3/")),
           "http://1/|t||A/B\nhttp://2/|t||A\nhttps://3/|t||\n");
    expect(OPML("<outline xmlUrl=\"http://1/\" title=\"T\" text=\"t\" htmlUrl=\"http://h/\" category=\"/X/Y,/Z\"/>"),
           "http://1/|T|http://h/|X/Y\n");
    expect(
        OPML("<outline text=\"f\" xmlurl=\"http://1/\"><outline text=\"in a feed\" XMLURL=\"http://2/\"/></outline>"),
        "http://1/|f||\nhttp://2/|in a feed||\n");
    expect(OPML("<outline type=\"rss\" url=\"http://1/\"/><outline type=\"link\" url=\"http://2/\"/>"),
           "http://1/|||\n");
}

static void only_http_and_https_addresses_are_taken(void **state)
{
    (void)state;
    LIST_SCOPED struct list l = {0};
    const char *input = OPML(FEED("file:///etc/passwd") FEED("javascript:x") FEED("ftp://h/") FEED("http://")
                                 FEED("feed://h/a") FEED("feed:https://h/b") FEED(" http://h/c "));
    read_list(&l, input, strlen(input));
    assert_true(l.ok);
    assert_string_equal(buf_str(&l.feeds), "http://h/a|t||\nhttps://h/b|t||\nhttp://h/c|t||\n");
    assert_contains(buf_str(&l.warnings), "4 addresses");
}

static void lists_that_are_not_xml_give_every_feed(void **state)
{
    (void)state;
    static const char *const texts[] = {"R&D & more",
                                        "a < b",
                                        "The \"Big\" One",
                                        "<em class=\"x\">hi</em>",
                                        "x &nbsp; y &nosuch; z",
                                        "5\" floppy & co",
                                        "<br>",
                                        "> /dev/null",
                                        "\x01\x02",
                                        "a\nb"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        BUF_SCOPED struct buf input = {0};
        LIST_SCOPED struct list l = {0};
        buf_adds(&input, "<?xml version='1.0'?><opml><body><outline text=\"F & G\">" FEED("http://0/"));
        buf_addf(&input, "<outline text=\"%s\" description=\"%s\" xmlUrl=\"http://1/?a=1&b=2\" type=\"rss\" />",
                 texts[i], texts[i]);
        buf_adds(&input, FEED("http://2/") "</outline></body></opml>");
        read_list(&l, input.data, input.len);
        if (!l.ok)
            fail_msg("%s", l.error.text);
        assert_int_equal(l.count, 3);
        assert_contains(buf_str(&l.feeds), "http://0/|t||F & G\nhttp://1/?a=1&b=2|");
        assert_contains(buf_str(&l.feeds), "|F & G\nhttp://2/|t||F & G\n");
        assert_contains(buf_str(&l.warnings), "not well-formed");
    }
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *input, *part;
    } cases[] = {{"<rss><channel/></rss>", "<rss>: this is no list"},
                 {"hello", "no element"},
                 {"", "no element"},
                 {"<!DOCTYPE o [<!ENTITY a \"b\">]><opml><body/></opml>", "document type"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LIST_SCOPED struct list l = {0};
        read_list(&l, cases[i].input, strlen(cases[i].input));
        assert_false(l.ok);
        assert_contains(l.error.text, cases[i].part);
    }
    BUF_SCOPED struct buf deep = {0};
    LIST_SCOPED struct list l = {0};
    buf_adds(&deep, "<opml><body>");
    for (int i = 0; i < 100000; i++)
        buf_adds(&deep, "<outline text='a'>");
    read_list(&l, deep.data, deep.len);
    assert_false(l.ok);
    assert_int_equal(l.error.code, ERR_LIMIT);
}

static void reading_stops_where_the_sink_wants_no_more(void **state)
{
    (void)state;
    LIST_SCOPED struct list l = {.stop_after = 2};
    const char *input = OPML(FEED("http://1/") FEED("http://2/") FEED("http://3/"));
    read_list(&l, input, strlen(input));
    assert_false(l.ok);
    assert_string_equal(l.error.text, "enough");
    assert_int_equal(l.count, 2);
}

static void in_place_of_articles_a_list_says_what_to_do_with_it(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {0};
    const char *input = OPML(FEED("http://1/"));
    reading_run(&r, input, strlen(input), NULL);
    assert_true(r.ok);
    assert_int_equal(r.document_count, 0);
    assert_contains(buf_str(&r.warnings), "a list of feeds (1 of them) and no article");
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_lines(struct buf *b)
{
    char *lines[64], *save = NULL;
    size_t count = 0;
    BUF_SCOPED struct buf sorted = {0};
    if (!b->data)
        return;
    for (char *line = strtok_r(b->data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        lines[count++] = line;
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        buf_addf(&sorted, "%s\n", lines[i]);
    buf_clear(b);
    buf_adds(b, buf_str(&sorted));
}

static void what_is_written_reads_back_as_the_same_feeds_in_the_same_folders(void **state)
{
    (void)state;
    static const char *const names[] = {"A", "B & <C>", "\"D\"", "é漢", "E'"};
    struct random random = {5};
    for (int round = 0; round < 300; round++) {
        struct feed_outline feeds[20];
        const char *folders[20][3];
        char urls[20][40];
        size_t count = random_below(&random, 20);
        LIST_SCOPED struct list wanted = {0}, got = {0};
        BUF_SCOPED struct buf out = {0};
        for (size_t i = 0; i < count; i++) {
            snprintf(urls[i], sizeof urls[i], "http://h/%zu?a=1&b=%zu", i, i);
            feeds[i] =
                (struct feed_outline){.url = urls[i], .title = names[random_below(&random, 5)], .folders = folders[i]};
            feeds[i].folder_count = random_below(&random, 4);
            for (size_t f = 0; f < feeds[i].folder_count; f++)
                folders[i][f] = names[random_below(&random, 5)];
            note_feed(&wanted, &feeds[i], NULL);
        }
        ingest_format_opml(&out, "My & feeds", feeds, count);
        read_list(&got, out.data, out.len);
        assert_true(got.ok);
        assert_int_equal(got.warnings.len, 0);
        sort_lines(&wanted.feeds);
        sort_lines(&got.feeds);
        assert_string_equal(buf_str(&wanted.feeds), buf_str(&got.feeds));
    }
}

static void read_corpus(struct buf *out, const char *name)
{
    const char *folder = getenv("NEWSFS_CORPORA");
    char path[512];
    snprintf(path, sizeof path, "%s/opml/%s", folder ? folder : "../shared/data", name);
    FILE *f = fopen(path, "rb");
    if (!f) {
        print_message("%s is not there (NEWSFS_CORPORA names the folder)\n", path);
        skip();
    }
    for (size_t n = 1; n;) {
        n = fread(buf_reserve(out, 1 << 16), 1, 1 << 16, f);
        out->len += n;
    }
    fclose(f);
}

static size_t addresses_in(const struct buf *list)
{
    size_t count = 0;
    for (const char *at = list->data, *end = at + list->len; (at = memmem(at, (size_t)(end - at), "xmlUrl=\"http", 12));
         at++)
        count++;
    return count;
}

static void collected_lists_give_every_feed_they_contain(void **state)
{
    (void)state;
    static const char *const names[] = {"awesome-feeds-8936.opml", "plenary-Business_and_Economy.opml",
                                        "plenary-News.opml", "plenary-Programming.opml", "plenary-Science.opml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        BUF_SCOPED struct buf input = {0};
        LIST_SCOPED struct list l = {0};
        read_corpus(&input, names[i]);
        read_list(&l, input.data, input.len);
        assert_true(l.ok);
        assert_int_equal(l.count, addresses_in(&input));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_outlines_without_an_address),
        cmocka_unit_test(only_http_and_https_addresses_are_taken),
        cmocka_unit_test(lists_that_are_not_xml_give_every_feed),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(reading_stops_where_the_sink_wants_no_more),
        cmocka_unit_test(in_place_of_articles_a_list_says_what_to_do_with_it),
        cmocka_unit_test(what_is_written_reads_back_as_the_same_feeds_in_the_same_folders),
        cmocka_unit_test(collected_lists_give_every_feed_they_contain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

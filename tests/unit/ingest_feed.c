/* Feeds: what golden examples cannot say. */
#include "support_ingest.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define RSS(inside)  "<rss version=\"2.0\"><channel><title>T</title>" inside "</channel></rss>"
#define ITEM(inside) RSS("<item>" inside "</item>")

static void run(struct reading *r, const char *input, const struct ingest_options *options)
{
    reading_run(r, input, strlen(input), options);
    if (!r->ok)
        fail_msg("%s", r->error.text);
}

static void expect(const char *input, const char *part)
{
    READING_SCOPED struct reading r = {0};
    run(&r, input, NULL);
    assert_contains(buf_str(&r.documents), part);
}

static void expect_refused(const char *input, size_t len, enum err_code code, const char *part)
{
    READING_SCOPED struct reading r = {0};
    reading_run(&r, input, len, NULL);
    assert_false(r.ok);
    assert_contains(r.error.text, part);
    assert_int_equal(r.error.code, code);
    assert_int_equal(r.document_count, 0);
}

static void a_feed_says_what_it_is(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {0}, atom = {0}, rdf = {0}, json = {0};
    run(&r,
        RSS("<link>http://h/</link><description>D</description><language>en</language><ttl>30</ttl>"
            "<a:link xmlns:a=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"http://h/feed\"/>"),
        NULL);
    assert_string_equal(r.info.format, "rss");
    assert_string_equal(r.info.title, "T");
    assert_string_equal(r.info.home_url, "http://h/");
    assert_string_equal(r.info.self_url, "http://h/feed");
    assert_string_equal(r.info.description, "D");
    assert_string_equal(r.info.language, "en");
    assert_int_equal(r.info.interval_seconds, 1800);
    run(&atom, "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title></feed>", NULL);
    assert_string_equal(atom.info.format, "atom");
    assert_int_equal(atom.info.interval_seconds, -1);
    run(&rdf,
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>R</title><sy:updatePeriod>daily</"
        "sy:updatePeriod>"
        "<sy:updateFrequency>4</sy:updateFrequency></channel></rdf:RDF>",
        NULL);
    assert_string_equal(rdf.info.format, "rdf");
    assert_int_equal(rdf.info.interval_seconds, 6 * 3600);
    run(&json, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[]}", NULL);
    assert_string_equal(json.info.format, "jsonfeed");
    assert_string_equal(json.info.title, "J");
}

static void where_it_came_from_is_the_source_and_the_base_of_links(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {0};
    const struct ingest_options options = {.base = "http://h/dir/feed.xml", .published = TIME_NONE};
    run(&r, ITEM("<title>a</title><link>x.html</link><enclosure url='/y' type='t'/>"), &options);
    assert_string_equal(buf_str(&r.documents),
                        "{\"url\": \"http://h/dir/x.html\", \"title\": \"a\", \"source\": {\"name\": \"T\", \"url\": "
                        "\"http://h/dir/feed.xml\"}, \"enclosures\": [{\"url\": \"http://h/y\", \"type\": \"t\"}]}\n");
}

static void the_charset_of_the_transport_goes_before_that_of_the_declaration(void **state)
{
    (void)state;
    const struct ingest_options options = {.charset = "iso-8859-5", .published = TIME_NONE};
    READING_SCOPED struct reading told = {0}, untold = {0};
    const char *input = "<?xml version='1.0' encoding='windows-1252'?>" ITEM("<title>\xDD\xEE</title>");
    run(&told, input, &options);
    run(&untold, input, NULL);
    assert_contains(buf_str(&told.documents), "\"title\": \"ню\"");
    assert_contains(buf_str(&untold.documents), "\"title\": \"Ýî\"");
}

static void a_few_bytes_that_are_no_utf8_do_not_spoil_the_rest(void **state)
{
    (void)state;
    READING_SCOPED struct reading r = {0};
    run(&r, ITEM("<title>naïve café Ärger über Öl, süß, déjà vu, España, façade \xE2\x82</title>"), NULL);
    assert_contains(buf_str(&r.documents), "naïve café");
    assert_contains(buf_str(&r.documents), "\xEF\xBF\xBD");
    assert_contains(buf_str(&r.warnings), "not UTF-8");
}

static void authors_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *email;
    } authors[] = {
        {"a@b.org (Jo Reed)", "Jo Reed", "a@b.org"},      {"Jo Reed &lt;a@b.org&gt;", "Jo Reed", "a@b.org"},
        {"Jo Reed (a@b.org)", "Jo Reed", "a@b.org"},      {"a@b.org", NULL, "a@b.org"},
        {"mailto:a@b.org Jo Reed", "Jo Reed", "a@b.org"}, {"Jo Reed (The Post)", "Jo Reed (The Post)", NULL},
        {"Jo @ The Post", "Jo @ The Post", NULL},         {"\"Reed, Jo\" &lt;a@b.org&gt;", "Reed, Jo", "a@b.org"}};
    for (size_t i = 0; i < sizeof authors / sizeof *authors; i++) {
        BUF_SCOPED struct buf input = {0}, wanted = {0};
        buf_addf(&input, ITEM("<author>%s</author>"), authors[i].text);
        buf_adds(&wanted, "\"authors\": [{");
        if (authors[i].name)
            buf_addf(&wanted, "\"name\": \"%s\"", authors[i].name);
        if (authors[i].email)
            buf_addf(&wanted, "%s\"email\": \"%s\"", authors[i].name ? ", " : "", authors[i].email);
        buf_adds(&wanted, "}]");
        expect(input.data, wanted.data);
    }
}

static void what_ranks_higher_wins_wherever_it_stands(void **state)
{
    (void)state;
#define DC "<d:title xmlns:d='http://purl.org/dc/elements/1.1/'>other</d:title>"
    expect(ITEM("<title>own</title>" DC), "\"title\": \"own\"");
    expect(ITEM(DC "<title>own</title>"), "\"title\": \"own\"");
    expect(ITEM(DC), "\"title\": \"other\"");
    expect(ITEM(DC "<title> </title>"), "\"title\": \"other\"");
    expect(ITEM("<guid>http://g/</guid><link>http://l/</link>"), "\"url\": \"http://l/\"");
    expect(ITEM("<guid>http://g/</guid>"), "\"url\": \"http://g/\"");
}

static void nothing_inside_foreign_elements_is_mistaken_for_the_items_own(void **state)
{
    (void)state;
    expect(ITEM("<title>own</title><image><title>image</title></image><x><y><title>deep</title></y></x>"),
           "\"title\": \"own\"");
    expect(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>own</id><source><id>other</id></source></entry></feed>",
        "\"id\": \"own\"");
}

static void a_feed_cut_anywhere_gives_the_items_before_the_cut(void **state)
{
    (void)state;
    static const char feed[] = "<?xml version='1.0'?>" RSS(
        "<item><title>0</title></item><item><title>1 &amp; é</title><description><![CDATA[<p>x]]>"
        "</description></item><item><title>2</title></item>");
    for (size_t len = strlen("<?xml version='1.0'?><rss version=\"2.0\">"); len < sizeof feed - 1; len++) {
        READING_SCOPED struct reading r = {0};
        size_t whole = 0;
        reading_run(&r, feed, len, NULL);
        if (!r.ok)
            fail_msg("%s", r.error.text);
        for (const char *at = feed; (at = strstr(at, "</item>")) && at + 7 <= feed + len; at++)
            whole++;
        assert_true(r.document_count >= whole && r.document_count <= whole + 1);
        assert_true(r.warning_count >= 1);
    }
}

/* Whatever is done to the text of a feed, reading ends, and no item that came before the damage is lost or given twice. */
static void damage_costs_no_item_before_it(void **state)
{
    (void)state;
    static const char *const damages[] = {"<",      ">",    "&",    "\"",   "</item>", "<![CDATA[", "<!--",
                                          "<item>", "&#1;", "\x01", "<br>", "</rss>",  "]]>"};
    struct random random = {4};
    BUF_SCOPED struct buf feed = {0};
    buf_adds(&feed, "<rss><channel>");
    for (int i = 0; i < 40; i++)
        buf_addf(&feed, "<item><title>number %d</title><description>some &lt;b&gt;text&lt;/b&gt;</description></item>",
                 i);
    buf_adds(&feed, "</channel></rss>");
    for (int round = 0; round < 2000; round++) {
        BUF_SCOPED struct buf input = {0};
        READING_SCOPED struct reading r = {0};
        size_t at = 14 + random_below(&random, feed.len - 14);
        buf_add(&input, feed.data, at);
        buf_adds(&input, damages[random_below(&random, sizeof damages / sizeof *damages)]);
        buf_adds(&input, feed.data + at);
        reading_run(&r, input.data, input.len, NULL);
        assert_true(r.ok);
        const char *said = buf_str(&r.documents), *place = feed.data;
        for (int i = 0; (place = strstr(place, "</item>")) && place + 7 <= feed.data + at; i++, place++) {
            char title[40];
            snprintf(title, sizeof title, "\"title\": \"number %d\"", i);
            assert_contains(said, title);
            said = strstr(said, title) + 1;
        }
    }
}

static void a_document_type_with_declarations_is_refused(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;&a;&a;\">]>" ITEM("<title>&b;</title>"),
        "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>" ITEM("<title>&a;</title>"),
        "<!DOCTYPE r SYSTEM \"x.dtd\" [ ]>" ITEM("<title>x</title>"),
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        expect_refused(inputs[i], strlen(inputs[i]), ERR_INPUT, "document type");
    expect("<!DOCTYPE rss PUBLIC \"x\" \"http://nowhere.example/rss.dtd\">" ITEM("<title>&eacute;</title>"),
           "\"title\": \"é\"");
}

static void what_is_no_feed_is_refused_by_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *input, *part;
    } cases[] = {{"<!doctype html><html><head><title>x</title></head></html>", "a web page, not a feed"},
                 {"<?xml version='1.0'?><svg/>", "--format"},
                 {"<?xml version='1.0'?>", "no feed that can be read"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(cases[i].input, strlen(cases[i].input), ERR_INPUT, cases[i].part);
}

static void repeat(struct buf *out, const char *s, int times)
{
    while (times--)
        buf_adds(out, s);
}

static void depth_attributes_and_size_are_limited(void **state)
{
    (void)state;
    BUF_SCOPED struct buf deep = {0}, wide = {0}, large = {0};
    buf_adds(&deep, "<rss><channel><item><description>");
    repeat(&deep, "<div>", 100000);
    buf_adds(&wide, "<rss><channel><item><title");
    for (int i = 0; i < 100000; i++)
        buf_addf(&wide, " a%d=\"\"", i);
    buf_adds(&large, "<rss><channel><item><title>");
    repeat(&large, "0123456789abcdef", (16 << 16) + 1);
    repeat(&large, "0123456789abcdef", 1);
    expect_refused(deep.data, deep.len, ERR_LIMIT, "nested");
    expect_refused(wide.data, wide.len, ERR_LIMIT, "attributes");
    expect_refused(large.data, large.len, ERR_LIMIT, "16 MiB");
}

/* A value of a feed as a CDATA section, or escaped; what XML has no character for is in neither. */
static void add_value(struct buf *out, const char *value, bool as_section)
{
    buf_adds(out, as_section ? "<![CDATA[" : "");
    for (const char *s = value; *s; s++) {
        if (!as_section && (*s == '<' || *s == '&' || *s == '>'))
            buf_addf(out, "&#%d;", *s);
        else
            buf_addc(out, *s);
    }
    buf_adds(out, as_section ? "]]>" : "");
}

static const char *const value_words[] = {"<p>",        "</p>",      "<a href='/x'>",
                                          "</a>",       " and ",     "some words of text",
                                          "&amp;",      "&nbsp;",    "\n",
                                          "\r\n",       "\r",        "]",
                                          "]]",         ">",         "<!--",
                                          "-->",        "<![CDATA[", "<?newsfs-cdata 0 9?>",
                                          "naïve café", "日本語，",  "\xF0\x9F\x8E\x89",
                                          "<item>",     "\x7F",      "'\"="};
#define VALUE_WORDS (sizeof value_words / sizeof *value_words)

#define FEED_HEAD "<?xml version='1.0'?>"

/* Items with long and short values. */
static void add_items(struct buf *out, struct random *rnd, bool as_sections)
{
    buf_adds(out, FEED_HEAD "<rss><channel><title>T</title>");
    for (size_t i = 0, count = 1 + random_below(rnd, 3); i < count; i++) {
        char title[100], text[2000];
        random_words(rnd, title, sizeof title, value_words, VALUE_WORDS);
        random_words(rnd, text, sizeof text, value_words, VALUE_WORDS);
        for (char *end; (end = strstr(text, "]]>"));)
            end[2] = '.';
        for (char *end; (end = strstr(title, "]]>"));)
            end[2] = '.';
        buf_adds(out, "<item><title>");
        add_value(out, title, as_sections);
        buf_adds(out, "</title>\n<description>a ");
        add_value(out, text, as_sections);
        buf_adds(out, "b <b>c</b>");
        add_value(out, text, as_sections);
        buf_adds(out, "</description></item>");
    }
    buf_adds(out, "</channel></rss>");
}

static void a_section_says_what_escaped_text_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        BUF_SCOPED struct buf sections = {0}, escaped = {0};
        READING_SCOPED struct reading a = {0}, b = {0};
        add_items(&sections, &(struct random){seed}, true);
        add_items(&escaped, &(struct random){seed}, false);
        run(&a, sections.data, NULL);
        run(&b, escaped.data, NULL);
        if (strcmp(buf_str(&a.documents), buf_str(&b.documents)) != 0)
            fail_msg("seed %d: %s\n%s\n%s", (int)seed, sections.data, buf_str(&a.documents), buf_str(&b.documents));
        assert_int_equal(a.warning_count + b.warning_count, 0);
    }
}

/* Change a few bytes, and take the end away or let more follow. */
static void damage(struct buf *text, struct random *rnd)
{
    static const char *const marks[] = {"<",  ">",       "]]>", "<![CDATA[", "<!--", "?>", "\x01", "\xEF\xBF\xBF",
                                        "\"", "</item>", "/"};
    for (size_t i = random_below(rnd, 4); i > 0; i--) {
        const char *mark = marks[random_below(rnd, sizeof marks / sizeof *marks)];
        size_t at = random_below(rnd, text->len - strlen(mark));
        memcpy(text->data + at, mark, strlen(mark));
    }
    size_t end = random_below(rnd, 8);
    if (end < 2)
        buf_truncate(text, text->len / 2 + random_below(rnd, text->len / 2));
    else if (end == 2)
        buf_addf(text, "<![CDATA[%0100d]]>", 0);
}

/* Where a text holds the mark of a cut by itself, nothing is cut out of it. */
static void what_is_cut_out_makes_no_difference(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        BUF_SCOPED struct buf text = {0}, uncut = {0};
        READING_SCOPED struct reading a = {0}, b = {0};
        struct random rnd = {seed};
        add_items(&text, &rnd, true);
        damage(&text, &rnd);
        if (strncmp(text.data, FEED_HEAD, strlen(FEED_HEAD)) != 0)
            continue;
        buf_adds(&uncut, FEED_HEAD "<?newsfs-cdata?>");
        buf_add(&uncut, text.data + strlen(FEED_HEAD), text.len - strlen(FEED_HEAD));
        reading_run(&a, text.data, text.len, NULL);
        reading_run(&b, uncut.data, uncut.len, NULL);
        if (a.ok != b.ok || strcmp(buf_str(&a.documents), buf_str(&b.documents)) != 0 ||
            strcmp(buf_str(&a.warnings), buf_str(&b.warnings)) != 0 || strcmp(a.error.text, b.error.text) != 0)
            fail_msg("seed %d: %s\n%s%s%s\n%s%s%s", (int)seed, text.data, buf_str(&a.documents), buf_str(&a.warnings),
                     a.error.text, buf_str(&b.documents), buf_str(&b.warnings), b.error.text);
    }
}

static void a_mark_of_a_cut_that_the_publisher_wrote_brings_nothing_in(void **state)
{
    (void)state;
    static const char text[] =
        FEED_HEAD "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><title>x</title>"
                  "<description>one<?newsfs-cdata 0 21?> two</description></item></channel></rss>";
    READING_SCOPED struct reading r = {0};
    reading_run(&r, text, sizeof text - 1, NULL);
    assert_true(r.ok);
    assert_non_null(strstr(buf_str(&r.documents), "one two"));
}

static void empty_items_cost_nothing_and_are_counted(void **state)
{
    (void)state;
    BUF_SCOPED struct buf xml = {0}, json = {0};
    READING_SCOPED struct reading a = {0}, b = {0};
    buf_adds(&xml, "<rss><channel>");
    repeat(&xml, "<item/>", 400000);
    buf_adds(&xml, "</channel></rss>");
    buf_adds(&json, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}");
    repeat(&json, ",{}", 999999);
    buf_adds(&json, "]}");
    run(&a, xml.data, NULL);
    run(&b, json.data, NULL);
    assert_int_equal(a.document_count + b.document_count, 0);
    assert_contains(buf_str(&a.warnings), "400000 empty items");
    assert_contains(buf_str(&b.warnings), "1000000 empty items");
}

static void lists_of_one_item_are_bounded(void **state)
{
    (void)state;
    BUF_SCOPED struct buf input = {0};
    READING_SCOPED struct reading r = {0};
    buf_adds(&input, "<rss><channel><item>");
    for (int i = 0; i < 20000; i++)
        buf_addf(&input, "<category>c%d</category><enclosure url='http://e/%d'/><author>a%d</author>", i, i, i);
    buf_adds(&input, "</item></channel></rss>");
    run(&r, input.data, NULL);
    assert_int_equal(r.document_count, 1);
    assert_true(r.documents.len < 64 << 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_says_what_it_is),
        cmocka_unit_test(where_it_came_from_is_the_source_and_the_base_of_links),
        cmocka_unit_test(the_charset_of_the_transport_goes_before_that_of_the_declaration),
        cmocka_unit_test(a_few_bytes_that_are_no_utf8_do_not_spoil_the_rest),
        cmocka_unit_test(authors_are_taken_apart),
        cmocka_unit_test(what_ranks_higher_wins_wherever_it_stands),
        cmocka_unit_test(nothing_inside_foreign_elements_is_mistaken_for_the_items_own),
        cmocka_unit_test(a_feed_cut_anywhere_gives_the_items_before_the_cut),
        cmocka_unit_test(damage_costs_no_item_before_it),
        cmocka_unit_test(a_document_type_with_declarations_is_refused),
        cmocka_unit_test(what_is_no_feed_is_refused_by_its_name),
        cmocka_unit_test(depth_attributes_and_size_are_limited),
        cmocka_unit_test(a_section_says_what_escaped_text_says),
        cmocka_unit_test(what_is_cut_out_makes_no_difference),
        cmocka_unit_test(a_mark_of_a_cut_that_the_publisher_wrote_brings_nothing_in),
        cmocka_unit_test(empty_items_cost_nothing_and_are_counted),
        cmocka_unit_test(lists_of_one_item_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

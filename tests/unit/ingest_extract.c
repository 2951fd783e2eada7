/* Saved pages: tests/golden/extract/<case>/ holds input.html and expected.json, the document that comes of it or why none does.
 * NEWSFS_REWRITE_GOLDEN=1 writes the expected files anew; read the difference before committing it. */
#include "support_golden.h"
#include "support_ingest.h"
#include "newsfs/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FOLDER "tests/golden/extract"

static bool differs;

static void check_case(const char *folder)
{
    BUF_SCOPED struct buf path = {0}, input = {0};
    READING_SCOPED struct reading r = {0};
    buf_addf(&path, "%s/input.html", folder);
    assert_true(golden_read(path.data, &input));
    reading_run(&r, buf_str(&input), input.len, NULL);
    if (!r.ok)
        buf_addf(&r.documents, "error: %s\n", r.error.text);
    assert_true(r.ok == (r.document_count == 1));
    assert_true(text_is_clean(buf_str(&r.documents), r.documents.len));
    buf_clear(&path);
    buf_addf(&path, "%s/expected.json", folder);
    differs |= !golden_matches(path.data, &r.documents);
}

static void saved_pages_become_the_documents_that_were_agreed(void **state)
{
    (void)state;
    differs = false;
    assert_true(golden_each(FOLDER, check_case) >= 45);
    assert_false(differs);
}

static void repeat(struct buf *out, const char *s, int times)
{
    while (times--)
        buf_adds(out, s);
}

static const char article[] =
    "<h1>Of lamps and keepers</h1><p>The lamp, which had burned for ninety years, was put out on a "
    "Tuesday, without a word, and nobody in the village noticed until the ferry came in late.</p>"
    "<p>They lit it again, by hand, on the Wednesday, and wrote a letter, which was not answered.</p>";

static void a_page_names_its_first_feed(void **state)
{
    (void)state;
    static const struct {
        const char *head, *feed;
    } cases[] = {
        {"<link rel=alternate type=application/rss+xml href=/feed>", "https://a.example/feed"},
        {"<LINK REL='Alternate Home' TYPE='Application/Atom+XML; charset=utf-8' HREF='../x?a=1&amp;b=2'>",
         "https://a.example/x?a=1&b=2"},
        {"<link rel=alternate type=application/feed+json href=//b.example/f.json>", "https://b.example/f.json"},
        {"<base href=https://c.example/d/><link rel=alternate type=application/rss+xml href=e>",
         "https://c.example/d/e"},
        {"<link rel=alternate type=application/rss+xml href=one><link rel=alternate type=application/atom+xml "
         "href=two>",
         "https://a.example/deep/one"},
        {"<link rel=stylesheet type=application/rss+xml href=x>", NULL},
        {"<link rel=alternate type=text/html href=x><link rel=alternate type=application/json href=y>", NULL},
        {"<link rel=alternate type=application/rss+xml><link rel=alternate href=x>", NULL},
        {"<link rel=alternate type=application/rss+xml href=javascript:x>", NULL},
        {"<link rel=alternate type=application/rss+xml href=/&#x202E;deef>", NULL},
        {"<link rel=alternate type=application/rss+xml href=feed:https://a.example/>", NULL},
        {"<!--<link rel=alternate type=application/rss+xml href=x>-->", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int has_article = 0; has_article < 2; has_article++) {
            BUF_SCOPED struct buf page = {0};
            READING_SCOPED struct reading r = {0};
            const struct ingest_options options = {.base = "https://a.example/deep/page", .published = TIME_NONE};
            buf_addf(&page, "<!doctype html><html><head>%s</head><body>%s", cases[i].head, has_article ? article : "");
            reading_run(&r, buf_str(&page), page.len, &options);
            assert_string_equal(r.info.feed_url ? r.info.feed_url : "", cases[i].feed ? cases[i].feed : "");
        }
    }
}

static void hostile_pages_end_and_cost_no_more_than_their_length(void **state)
{
    (void)state;
    static const char *const bits[] = {"<div>",
                                       "<b>",
                                       "</a>",
                                       "<a x>",
                                       "<table><tr><td>",
                                       "<p><ul><li>",
                                       "<font>",
                                       "<!--",
                                       "<dd><li>",
                                       "<svg><g>",
                                       "<select><option>",
                                       "<script>",
                                       "&#x41;",
                                       "&notanentity",
                                       "</p>",
                                       "<article class=content>",
                                       "<x-y>",
                                       "<!doctype html>",
                                       "<form><input>",
                                       "<a href=#>x</a>",
                                       "<![CDATA[",
                                       "<?x",
                                       "<title>",
                                       "<frameset>"};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        BUF_SCOPED struct buf page = {0};
        READING_SCOPED struct reading r = {0};
        buf_addf(&page, "<!doctype html><html><body>%s", article);
        repeat(&page, bits[i], 200000);
        reading_run(&r, page.data, page.len, NULL);
        assert_true(r.ok || r.error.code == ERR_INPUT || r.error.code == ERR_LIMIT);
        assert_true(text_is_clean(buf_str(&r.documents), r.documents.len));
    }
}

static void an_element_with_very_many_attributes_is_read_with_the_first_of_them(void **state)
{
    (void)state;
    BUF_SCOPED struct buf page = {0};
    READING_SCOPED struct reading r = {0};
    buf_adds(&page, "<!doctype html><html><body><div lang=en");
    for (int i = 0; i < 100000; i++)
        buf_addf(&page, " a%d='%d'", i, i);
    buf_addf(&page, ">%s</div>", article);
    reading_run(&r, page.data, page.len, NULL);
    assert_true(r.ok);
    assert_contains(buf_str(&r.documents), "burned for ninety years");
}

static void text_below_any_depth_is_kept(void **state)
{
    (void)state;
    BUF_SCOPED struct buf page = {0};
    READING_SCOPED struct reading r = {0};
    buf_adds(&page, "<!doctype html><html><body>");
    repeat(&page, "<div>", 5000);
    buf_adds(&page, article);
    reading_run(&r, page.data, page.len, NULL);
    assert_true(r.ok);
    assert_contains(buf_str(&r.documents), "lit it again");
}

static void a_page_means_the_same_in_every_charset_it_may_be_saved_in(void **state)
{
    (void)state;
    static const char *const heads[] = {"<meta charset=windows-1252>", "<meta charset=utf-8>", "",
                                        "<meta http-equiv=content-type content='text/html; charset=ISO-8859-1'>"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        BUF_SCOPED struct buf page = {0};
        READING_SCOPED struct reading r = {0};
        buf_addf(&page, "<html><head>%s<title>Caf\xE9 \x93x\x94 and more words</title></head><body>%s</body>", heads[i],
                 article);
        reading_run(&r, page.data, page.len, NULL);
        assert_true(r.ok);
        assert_contains(buf_str(&r.documents), "Café “x”");
    }
}

static void relative_addresses_are_seen_from_where_the_page_came_from(void **state)
{
    (void)state;
    BUF_SCOPED struct buf page = {0};
    READING_SCOPED struct reading r = {0};
    struct ingest_options options = {.base = "https://example.org/a/b.html", .published = TIME_NONE};
    buf_addf(
        &page,
        "<html><body><article>%s<p>More is, as always, to be found <a href='../c'>over there</a>, they say, in the "
        "archive.</p></article></body></html>",
        article);
    reading_run(&r, page.data, page.len, &options);
    assert_true(r.ok);
    assert_contains(buf_str(&r.documents), "https://example.org/c");
    assert_contains(buf_str(&r.documents), "\"url\": \"https://example.org/a/b.html\"");
}

static void a_page_is_known_by_its_first_element_and_a_text_about_pages_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *head, *format;
    } cases[] = {{"<!DOCTYPE html>", "html"},
                 {"\n<!-- saved --><HTML>", "html"},
                 {"\xEF\xBB\xBF<html>", "html"},
                 {"<?xml version='1.0'?><html>", "html"},
                 {"How <html> came to be\n", "page"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        BUF_SCOPED struct buf page = {0};
        READING_SCOPED struct reading r = {0};
        buf_addf(&page, "%s\n%s\nPanel Takes\nThe Builder\nView\n\"Yes.\"\n", cases[i].head, article);
        reading_run(&r, page.data, page.len, NULL);
        assert_string_equal(r.info.format, cases[i].format);
    }
}

static void the_title_of_a_page_is_cut_where_its_site_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *title, *heading, *expected;
    } cases[] = {
        {"The ferry is late again today | The Post", "", "The ferry is late again today"},
        {"The ferry is late again today | Harbour | The Post", "", "The ferry is late again today | Harbour"},
        {"Post \u2013 The ferry is late again today", "", "The ferry is late again today"},
        {"Late ferry - Post", "", "Late ferry - Post"},
        {"Late ferry - Post", "Late ferry", "Late ferry - Post"},
        {"A late ferry - Post", "A late ferry", "A late ferry"},
        {"Late ferry - The Harbour Book", "The Harbour Book", "Late ferry - The Harbour Book"},
        {"A late ferry_Post", "A late ferry", "A late ferry"},
        {"Late ferry / Post", "", "Late ferry / Post"},
        {"Post: the ferry is late again today", "", "the ferry is late again today"},
        {"Live: the ferry is late again", "Live: the ferry is late again", "Live: the ferry is late again"},
        {"What they say of the ferry: it is late", "", "What they say of the ferry: it is late"},
        {"Late ferry", "The ferry of the harbour is late", "The ferry of the harbour is late"},
        {"", "The ferry is late", "The ferry is late"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        BUF_SCOPED struct buf page = {0}, expected = {0};
        READING_SCOPED struct reading r = {0};
        buf_addf(&page, "<html><head><title>%s</title></head><body><h1>%s</h1>%s</body></html>", cases[i].title,
                 cases[i].heading, strchr(article, '/') + strlen("/h1>"));
        buf_addf(&expected, "\"title\": \"%s\"", cases[i].expected);
        reading_run(&r, page.data, page.len, NULL);
        assert_true(r.ok);
        assert_contains(buf_str(&r.documents), expected.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saved_pages_become_the_documents_that_were_agreed),
        cmocka_unit_test(a_page_names_its_first_feed),
        cmocka_unit_test(the_title_of_a_page_is_cut_where_its_site_is_named),
        cmocka_unit_test(hostile_pages_end_and_cost_no_more_than_their_length),
        cmocka_unit_test(an_element_with_very_many_attributes_is_read_with_the_first_of_them),
        cmocka_unit_test(text_below_any_depth_is_kept),
        cmocka_unit_test(a_page_means_the_same_in_every_charset_it_may_be_saved_in),
        cmocka_unit_test(a_page_is_known_by_its_first_element_and_a_text_about_pages_is_none),
        cmocka_unit_test(relative_addresses_are_seen_from_where_the_page_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Laws of the writers, over documents made of tags that fit and tags that do not. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 4000
#define PARTS  60

typedef void (*writer)(struct buf *out, const char *html, size_t len, const struct html_options *options);
static const writer writers[] = {html_to_text, html_to_markdown, html_to_html};
static const struct html_options options = {"https://example.org/dir/page.html"};

/* Tags that hide nothing, whatever stands around them. */
static const char *const tags[] = {
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<ul>",
    "</ul>",
    "<ol start=5>",
    "</ol>",
    "<li>",
    "</li>",
    "<h1>",
    "</h1>",
    "<h3>",
    "</h3>",
    "<blockquote>",
    "</blockquote>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "</th>",
    "<caption>",
    "</caption>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<br>",
    "<br/>",
    "<hr>",
    "<a href=x>",
    "<a href='#y'>",
    "</a>",
    "<span>",
    "</span>",
    "<sup>",
    "</sup>",
    "<q>",
    "</q>",
    "<del>",
    "</del>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<unknown>",
    "</unknown>",
    "<details>",
    "<summary>",
    "</details>",
    "<!-- c -->",
    "<font color=red>",
    "<td colspan=3>",
    "<td rowspan=2>",
    "<section>",
    "</section>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<thead>",
    "<tbody>",
    "<colgroup>",
    "<kbd>",
    "</kbd>",
    "<img src=a.png>",
    "<table role=presentation>",
    "<p dir=rtl>",
    "<menu>",
    "<fieldset><legend>",
    "<em><strong>",
    "</strong></em>",
};

/* What must never get through, and what breaks rules of the outputs. */
static const char *const dirt[] = {
    "\x1B[31m",
    "&#27;[0m",
    "&amp;#27;",
    "\xE2\x80\xAE",
    "&#x202e;",
    "\xC2\x9B",
    "&#155;",
    "\x07",
    "\x7F",
    "\xFF\xFE",
    "\xF3\xA0\x81\x81",
    "&#0;",
    "&nbsp;",
    "&#xFFFE;",
    "vim: set ai:",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "**",
    "`",
    "```\n",
    "[x](y)",
    "_a_",
    "<",
    "&",
    "&lt;b&gt;",
    "<script>alert(1)</script>",
    "<style>x</style>",
    "<a href=\"javascript:alert(1)\" onclick=x>",
    "<img src=x onerror=alert(1) alt=\"<b>\">",
    "<a href=\"data:text/html,x\">",
    "<iframe src=//www.youtube.com/embed/x\"onload=y></iframe>",
    "<svg onload=x>",
    "</svg>",
    "<base href=//evil.example/>",
    "<select>",
    "</select>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "<div style='display:none'>",
    "<title>",
    "</title>",
    "<video>",
    "</video>",
    "<a href=\"https://e.example/&quot;&gt;&lt;b\">",
    "<ol type=\"a\" start=\"-3\">",
    "# ",
    "1. ",
    "- ",
    "| ",
    "===",
    "<math>",
    "<xmp>",
    "<plaintext>",
};

static void add_word(struct buf *html, unsigned n)
{
    buf_addf(html, " w%uq ", n);
}

/* PARTS tags, each with a word of its own after it. */
static unsigned make_document(struct random *r, struct buf *html)
{
    unsigned words = 0;
    for (size_t parts = 1 + random_below(r, PARTS); parts > 0; parts--) {
        buf_adds(html, tags[random_below(r, sizeof tags / sizeof *tags)]);
        if (random_below(r, 3))
            add_word(html, words++);
    }
    return words;
}

static void make_dirty_document(struct random *r, struct buf *html)
{
    for (size_t parts = 1 + random_below(r, PARTS); parts > 0; parts--) {
        if (random_below(r, 2))
            buf_adds(html, tags[random_below(r, sizeof tags / sizeof *tags)]);
        else
            buf_adds(html, dirt[random_below(r, sizeof dirt / sizeof *dirt)]);
        if (random_below(r, 2))
            add_word(html, (unsigned)parts);
    }
}

static void no_word_is_lost_whatever_tags_stand_around_it(void **state)
{
    (void)state;
    struct random r = {1};
    for (unsigned round = 0; round < ROUNDS; round++) {
        BUF_SCOPED struct buf html = {0};
        unsigned words = make_document(&r, &html);
        for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
            BUF_SCOPED struct buf out = {0};
            writers[k](&out, buf_str(&html), html.len, &options);
            for (unsigned i = 0; i < words; i++) {
                char word[16];
                snprintf(word, sizeof word, "w%uq", i);
                if (!strstr(buf_str(&out), word))
                    fail_msg("writer %zu loses %s of %s\nin %s", k, word, html.data, buf_str(&out));
            }
        }
    }
}

static void output_is_clean_whatever_comes(void **state)
{
    (void)state;
    struct random r = {2};
    for (unsigned round = 0; round < ROUNDS; round++) {
        BUF_SCOPED struct buf html = {0};
        make_dirty_document(&r, &html);
        for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
            BUF_SCOPED struct buf out = {0};
            writers[k](&out, buf_str(&html), html.len, &options);
            if (!text_is_clean(buf_str(&out), out.len) || (out.len && out.data[out.len - 1] != '\n'))
                fail_msg("writer %zu: %s\nfrom %s", k, buf_str(&out), buf_str(&html));
        }
        BUF_SCOPED struct buf line = {0};
        html_to_line(&line, buf_str(&html), html.len);
        assert_true(text_is_clean(buf_str(&line), line.len));
        assert_null(strchr(buf_str(&line), '\n'));
        assert_null(strstr(buf_str(&line), "  "));
    }
}

static void text_has_no_two_blank_lines_outside_of_code(void **state)
{
    (void)state;
    struct random r = {3};
    for (unsigned round = 0; round < ROUNDS; round++) {
        BUF_SCOPED struct buf html = {0}, out = {0};
        make_document(&r, &html);
        if (strstr(html.data, "<pre>"))
            continue;
        html_to_text(&out, html.data, html.len, &options);
        if (strstr(buf_str(&out), "\n\n\n") || buf_str(&out)[0] == '\n' || strstr(buf_str(&out), " \n"))
            fail_msg("%s\nfrom %s", buf_str(&out), html.data);
    }
}

/* The name of a tag that safe HTML may have, at s after '<' and '/'. */
static bool is_allowed_tag(const char *s, size_t *len)
{
    static const char *const names[] = {
        "p",          "h1",    "h2",    "h3",    "h4",  "h5",     "h6",         "ul",      "ol",      "li",
        "blockquote", "pre",   "dl",    "dt",    "dd",  "figure", "figcaption", "details", "summary", "table",
        "caption",    "thead", "tbody", "tfoot", "tr",  "th",     "td",         "hr",      "br",      "a",
        "strong",     "em",    "del",   "sub",   "sup", "code",   "div"};
    *len = strcspn(s, " >");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == *len && memcmp(names[i], s, *len) == 0)
            return true;
    return false;
}

/* One attribute at s, which is a space: ` name="value"` or ` reversed`. */
static const char *skip_allowed_attribute(const char *s)
{
    static const char *const starts[] = {
        " href=\"http://", " href=\"https://", " href=\"mailto:", " rel=\"noopener noreferrer",
        " start=\"",       " type=\"",         " value=\"",       " colspan=\"",
        " rowspan=\"",     " dir=\"",          " lang=\""};
    if (strncmp(s, " reversed", 9) == 0)
        return s + 9;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(s, starts[i], strlen(starts[i])) == 0)
            return s + strlen(starts[i]) + strcspn(s + strlen(starts[i]), "\"<>") + 1;
    return NULL;
}

static void safe_html_holds_nothing_but_what_is_allowed_and_is_balanced(void **state)
{
    (void)state;
    struct random r = {4};
    for (unsigned round = 0; round < ROUNDS; round++) {
        BUF_SCOPED struct buf html = {0}, out = {0};
        make_dirty_document(&r, &html);
        html_to_html(&out, buf_str(&html), html.len, &options);
        struct {
            const char *at;
            size_t len;
        } open[512];
        size_t depth = 0;
        for (const char *s = buf_str(&out); *s; s++) {
            assert_true(*s != '"' && *s != '>');
            if (*s == '&')
                assert_true(strncmp(s, "&amp;", 5) == 0 || strncmp(s, "&lt;", 4) == 0 || strncmp(s, "&gt;", 4) == 0 ||
                            strncmp(s, "&quot;", 6) == 0);
            if (*s != '<')
                continue;
            size_t len;
            bool closes = s[1] == '/';
            s += 1 + closes;
            if (!is_allowed_tag(s, &len))
                fail_msg("%s\nfrom %s", buf_str(&out), buf_str(&html));
            const char *name = s;
            for (s += len; s && *s == ' ';)
                s = skip_allowed_attribute(s);
            if (!s || *s != '>')
                fail_msg("attribute in %s\nfrom %s", buf_str(&out), buf_str(&html));
            if (closes) {
                if (!depth || open[depth - 1].len != len || memcmp(open[depth - 1].at, name, len) != 0)
                    fail_msg("balance of %s\nfrom %s", buf_str(&out), buf_str(&html));
                depth--;
            } else if (strncmp(name, "br>", 3) != 0 && strncmp(name, "hr>", 3) != 0) {
                open[depth].at = name;
                open[depth++].len = len;
            }
        }
        assert_int_equal(depth, 0);
    }
}

static void safe_html_reads_like_what_it_was_made_from(void **state)
{
    (void)state;
    struct random r = {5};
    for (unsigned round = 0; round < ROUNDS; round++) {
        BUF_SCOPED struct buf html = {0}, safe = {0}, before = {0}, after = {0};
        make_document(&r, &html);
        if (strstr(html.data, "<img"))
            continue; /* becomes words */
        html_to_html(&safe, html.data, html.len, &options);
        html_to_line(&before, html.data, html.len);
        html_to_line(&after, buf_str(&safe), safe.len);
        if (strcmp(buf_str(&before), buf_str(&after)) != 0)
            fail_msg("%s\n%s\nfrom %s\nby %s", buf_str(&before), buf_str(&after), html.data, buf_str(&safe));
    }
}

static void what_is_appended_leaves_what_was_there(void **state)
{
    (void)state;
    static const char html[] = "<p>vim: set ai: <a href=x>y</a>";
    for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
        BUF_SCOPED struct buf alone = {0}, behind = {0};
        writers[k](&alone, html, sizeof html - 1, NULL);
        buf_adds(&behind, "before ");
        writers[k](&behind, html, sizeof html - 1, NULL);
        assert_memory_equal(behind.data, "before ", 7);
        assert_string_equal(behind.data + 7, alone.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_word_is_lost_whatever_tags_stand_around_it),
        cmocka_unit_test(output_is_clean_whatever_comes),
        cmocka_unit_test(text_has_no_two_blank_lines_outside_of_code),
        cmocka_unit_test(safe_html_holds_nothing_but_what_is_allowed_and_is_balanced),
        cmocka_unit_test(safe_html_reads_like_what_it_was_made_from),
        cmocka_unit_test(what_is_appended_leaves_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

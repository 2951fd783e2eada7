/* webpage: page.html, readable on a phone, on a wide screen and in print, light and dark.
 *
 * Safe by construction: all text is escaped, the body goes through html_to_html's allow-list, and the policy in the head forbids whatever would be
 * loaded or run all the same. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include "render_private.h"

#include <string.h>

static const char style[] =
    ":root{color-scheme:light "
    "dark;--ink:#1b1b1b;--soft:#5f5f5f;--line:#d9d9d9;--paper:#fdfdfb;--card:#f3f2ee;--link:#0b57a4}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e2dd;--soft:#a3a099;--line:#3b3a37;--paper:#171716;--card:#"
    "22211f;--link:#8ab8ef}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:42rem;padding:1.5rem 1.1rem 4rem;background:var(--paper);color:var(--ink);"
    "font:1.07rem/1.62 Georgia,'Times New Roman','Noto Serif',serif;overflow-wrap:break-word}\n"
    "h1{font-size:1.75rem;line-height:1.22;margin:.4em 0 .3em;text-wrap:balance}\n"
    "h2,h3,h4,h5,h6{line-height:1.3;margin:1.6em 0 "
    ".4em}h2{font-size:1.3rem}h3{font-size:1.12rem}h4,h5,h6{font-size:1rem}\n"
    "p,ul,ol,dl,pre,table,blockquote,figure{margin:0 0 1em}li>ul,li>ol{margin:0}ul,ol{padding-inline-start:1.6em}\n"
    "dt{font-weight:600}dd{margin-inline-start:1.6em}hr{border:0;border-top:1px solid var(--line);margin:2em 0}\n"
    "a{color:var(--link);text-underline-offset:.15em}\n"
    ".by,nav,footer,.topics{font:.88rem/1.5 system-ui,sans-serif;color:var(--soft)}\n"
    ".lead{font-size:1.15rem;color:var(--soft);border-bottom:1px solid var(--line);"
    "padding-bottom:1em;margin-bottom:1.4em}\n"
    ".lead p:last-child,.take p:last-child,blockquote>:last-child{margin:0}\n"
    "blockquote{padding-inline-start:1em;border-inline-start:3px solid var(--line);color:var(--soft)}\n"
    "pre{overflow-x:auto;background:var(--card);border-radius:.5rem;padding:.8em "
    "1em;font-size:.86rem;line-height:1.45}\n"
    "code{font-size:.9em;background:var(--card);padding:.1em .25em;border-radius:.25rem}pre "
    "code{background:none;padding:0;font-size:1em}\n"
    "table{display:block;overflow-x:auto;border-collapse:collapse;font-size:.93rem}\n"
    "caption,figcaption{text-align:start;font:.88rem/1.5 "
    "system-ui,sans-serif;color:var(--soft)}caption{padding-bottom:.3em}figure "
    "p{margin:0}\n"
    "td,th{border:1px solid var(--line);padding:.3em .6em;text-align:start;vertical-align:top}\n"
    ".take{background:var(--card);border-radius:.5rem;padding:1rem 1.2rem;margin:0 0 1rem}\n"
    ".take h3{font:600 1rem/1.4 system-ui,sans-serif;margin:0 0 .5em}.take h3 span{font-weight:400;color:var(--soft)}\n"
    "footer{border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem}\n"
    "ol.index{list-style:none;padding:0}ol.index li{display:flex;gap:.9em;align-items:baseline;padding:.55em "
    "0;border-bottom:1px solid var(--line)}\n"
    "ol.index a{text-decoration:none}ol.index a:hover{text-decoration:underline}\n"
    "ol.index time,ol.index span{flex:none;font:.82rem "
    "system-ui,sans-serif;font-variant-numeric:tabular-nums;color:var(--soft)}\n"
    "@media(max-width:30rem){ol.index li{display:block}ol.index time{display:block}}\n"
    "@media "
    "print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--card:#fff}body{max-width:none;"
    "padding:0;font-size:11pt}\n"
    "nav{display:none}a{color:inherit}pre{white-space:pre-wrap;border:1px solid var(--line)}.take{border:1px solid "
    "var(--line)}\n"
    "h1,h2,h3,h4,h5,h6{break-after:avoid}.take,tr,figure{break-inside:avoid}}\n";

void webpage_begin(struct buf *out, const char *title, const char *language)
{
    buf_adds(out, "<!DOCTYPE html>\n<html");
    if (language && *language) {
        buf_adds(out, " lang=\"");
        add_escaped_line(out, language);
        buf_addc(out, '"');
    }
    buf_adds(out, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
                  "initial-scale=1\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                  "'unsafe-inline'; base-uri 'none'; "
                  "form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    add_escaped_line(out, title);
    buf_adds(out, "</title>\n<style>\n");
    buf_adds(out, style);
    buf_adds(out, "</style>\n</head>\n<body dir=\"auto\">\n");
}

void webpage_end(struct buf *out)
{
    buf_adds(out, "</body>\n</html>\n");
}

static void add_link(struct buf *out, const char *url, const char *text)
{
    if (!url_is_http(url)) {
        add_escaped_line(out, text);
        return;
    }
    buf_adds(out, "<a href=\"");
    add_escaped_line(out, url);
    buf_adds(out, "\" rel=\"noreferrer\">");
    add_escaped_line(out, text);
    buf_adds(out, "</a>");
}

static void add_byline(struct buf *out, const struct article *a)
{
    const struct document *d = &a->doc;
    char when[TIME_TEXT_SIZE];
    int64_t shown = d->published == TIME_NONE ? a->entry.first_seen : d->published;
    time_format(when, shown);
    buf_adds(out, "<p class=\"by\">");
    add_escaped_line(out, d->source_name ? d->source_name : a->source_slug);
    buf_addf(out, " · <time datetime=\"%s\">%s", when, d->published == TIME_NONE ? "arrived " : "");
    add_moment(out, shown);
    buf_adds(out, "</time>");
    for (size_t i = 0; i < d->author_count; i++) {
        const struct person *p = &d->authors[i];
        buf_adds(out, i ? ", " : " · ");
        add_link(out, p->url ? p->url : "", p->name ? p->name : p->email ? p->email : p->url);
    }
    if (d->url) {
        buf_adds(out, " · ");
        add_link(out, d->url, "Original");
    }
    buf_adds(out, "</p>\n");
}

static void add_safe(struct buf *out, const struct buf *html, const char *base)
{
    html_to_html(out, buf_str(html), html->len, &(struct html_options){.base = base});
}

static void add_takes(struct buf *out, const struct document *d)
{
    buf_adds(out, d->take_count ? "<section>\n<h2>Panel takes</h2>\n" : "");
    for (size_t i = 0; i < d->take_count; i++) {
        const struct take *t = &d->takes[i];
        BUF_SCOPED struct buf bytes = {0}, html = {0};
        buf_adds(out, "<div class=\"take\">\n<h3>");
        add_escaped_line(out, t->name ? t->name : t->role);
        if (t->perspective) {
            buf_adds(out, " <span>");
            add_escaped_line(out, t->perspective);
            buf_adds(out, "</span>");
        }
        buf_adds(out, "</h3>\n");
        render_take(&bytes, t);
        const char *text = strstr(buf_str(&bytes), "\n\n");
        text_to_html(&html, text ? text + 2 : "");
        add_safe(out, &html, NULL);
        buf_adds(out, "</div>\n");
    }
    buf_adds(out, d->take_count ? "</section>\n" : "");
}

static void add_footer(struct buf *out, const struct document *d)
{
    if (!d->topic_count && !d->enclosure_count)
        return;
    buf_adds(out, "<footer>\n");
    for (size_t i = 0; i < d->topic_count; i++) {
        buf_adds(out, i ? ", " : "<p class=\"topics\">Topics: ");
        add_escaped_line(out, d->topics[i]);
    }
    buf_adds(out, d->topic_count ? "</p>\n" : "");
    for (size_t i = 0; i < d->enclosure_count; i++) {
        buf_adds(out, "<p>Enclosure: ");
        add_link(out, d->enclosures[i].url, d->enclosures[i].url);
        buf_adds(out, "</p>\n");
    }
    buf_adds(out, "</footer>\n");
}

void webpage_write(struct buf *out, const struct article *a)
{
    BUF_SCOPED struct buf body = {0}, summary = {0};
    webpage_begin(out, a->text[FILE_TITLE], a->doc.language);
    buf_adds(out, "<article>\n<h1>");
    add_escaped_line(out, a->text[FILE_TITLE]);
    buf_adds(out, "</h1>\n");
    add_byline(out, a);
    if (has_own_summary(a)) {
        text_to_html(&summary, a->text[FILE_SUMMARY]);
        buf_adds(out, "<div class=\"lead\">\n");
        add_safe(out, &summary, NULL);
        buf_adds(out, "</div>\n");
    }
    if (has_own_body(a)) {
        article_html(&body, a);
        add_safe(out, &body, a->doc.url);
    }
    add_takes(out, &a->doc);
    buf_adds(out, "</article>\n");
    add_footer(out, &a->doc);
    webpage_end(out);
    text_defuse_modelines(out);
}

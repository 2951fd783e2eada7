/* markdown: page.md, the article as CommonMark with a YAML front matter; takes as sections. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "render_private.h"

#include <string.h>

/* spec: YAML 1.2.2 7.3.1: a double-quoted scalar takes JSON's escapes. */
static void add_scalar(struct buf *out, const char *s)
{
    BUF_SCOPED struct buf line = {0};
    add_line_of(&line, s);
    buf_addc(out, '"');
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '"' || line.data[i] == '\\')
            buf_addc(out, '\\');
        buf_addc(out, line.data[i]);
    }
    buf_addc(out, '"');
}

static void add_field(struct buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    buf_addf(out, "%s: ", key);
    add_scalar(out, value);
    buf_addc(out, '\n');
}

static void add_time(struct buf *out, const char *key, int64_t seconds)
{
    char text[TIME_TEXT_SIZE];
    if (seconds == TIME_NONE)
        return;
    time_format(text, seconds);
    buf_addf(out, "%s: %s\n", key, text);
}

static void add_authors(struct buf *out, const struct document *d)
{
    for (size_t i = 0; i < d->author_count; i++) {
        const struct person *p = &d->authors[i];
        buf_adds(out, i ? ", " : "authors: [");
        add_scalar(out, p->name ? p->name : p->email ? p->email : p->url);
    }
    buf_adds(out, d->author_count ? "]\n" : "");
}

static void add_topics(struct buf *out, const struct document *d)
{
    for (size_t i = 0; i < d->topic_count; i++) {
        buf_adds(out, i ? ", " : "topics: [");
        add_scalar(out, d->topics[i]);
    }
    buf_adds(out, d->topic_count ? "]\n" : "");
}

static void add_front_matter(struct buf *out, const struct article *a)
{
    const struct document *d = &a->doc;
    buf_adds(out, "---\n");
    add_field(out, "title", a->text[FILE_TITLE]);
    add_field(out, "source", d->source_name);
    add_time(out, "date", d->published == TIME_NONE ? a->entry.published : d->published);
    add_time(out, "updated", d->updated);
    add_authors(out, d);
    add_field(out, "url", d->url);
    add_field(out, "id", d->id);
    add_field(out, "language", d->language);
    add_topics(out, d);
    buf_adds(out, "---\n\n");
}

static void add_html(struct buf *out, const struct buf *html, const char *base)
{
    html_to_markdown(out, buf_str(html), html->len, &(struct html_options){.base = base});
}

static void add_heading(struct buf *out, const char *level, const char *text, const char *base)
{
    BUF_SCOPED struct buf html = {0};
    buf_addf(&html, "<%s>", level);
    add_escaped_line(&html, text);
    buf_addf(&html, "</%s>", level);
    add_html(out, &html, base);
}

static void add_text(struct buf *out, const char *text)
{
    BUF_SCOPED struct buf html = {0};
    text_to_html(&html, text);
    buf_addc(out, '\n');
    add_html(out, &html, NULL);
}

static void add_take(struct buf *out, const struct take *t)
{
    BUF_SCOPED struct buf speaker = {0}, bytes = {0};
    render_speaker(&speaker, t);
    buf_addc(out, '\n');
    add_heading(out, "h2", speaker.data, NULL);
    render_take(&bytes, t);
    const char *text = strstr(buf_str(&bytes), "\n\n");
    if (text)
        add_text(out, text + 2);
}

void markdown_write(struct buf *out, const struct article *a)
{
    BUF_SCOPED struct buf body = {0};
    add_front_matter(out, a);
    add_heading(out, "h1", a->text[FILE_TITLE], NULL);
    if (has_own_summary(a))
        add_text(out, a->text[FILE_SUMMARY]);
    if (has_own_body(a)) {
        article_html(&body, a);
        buf_addc(out, '\n');
        add_html(out, &body, a->doc.url);
    }
    for (size_t i = 0; i < a->doc.take_count; i++)
        add_take(out, &a->doc.takes[i]);
    text_defuse_modelines(out);
}

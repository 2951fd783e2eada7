/* prepare: a document as published to the texts that are served and stored. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "render_private.h"

#include <string.h>

#define TITLE_FROM_BODY 80 /* bytes of the body that stand in for a missing title */

void add_line_of(struct buf *out, const char *s)
{
    if (s)
        text_clean_line(out, s, strlen(s));
}

static const char *keep(struct document *d, struct buf *b)
{
    text_defuse_modelines(b);
    return b->len ? arena_strndup(&d->arena, b->data, b->len) : NULL;
}

static const char *served_line(struct document *d, const char *s)
{
    BUF_SCOPED struct buf line = {0};
    add_line_of(&line, s);
    if (line.len)
        buf_addc(&line, '\n');
    return keep(d, &line);
}

/* The richer form first: html, else plain text. */
static const char *served_text(struct document *d, const char *html, const char *plain)
{
    BUF_SCOPED struct buf text = {0};
    if (html)
        html_to_text(&text, html, strlen(html), &(struct html_options){.base = d->url});
    if (!text.len && plain)
        render_reflow(&text, plain);
    return keep(d, &text);
}

/* The body's first words, for an article that has no title. */
static const char *title_of_body(struct document *d, const char *body)
{
    BUF_SCOPED struct buf line = {0};
    size_t end = strcspn(body, "\n"), cut = text_cut(body, end, TITLE_FROM_BODY);
    if (cut < end)
        while (cut > TITLE_FROM_BODY / 2 && body[cut - 1] != ' ')
            cut--;
    while (cut > 0 && body[cut - 1] == ' ')
        cut--;
    buf_add(&line, body, cut);
    buf_adds(&line, cut < end ? "…\n" : "\n");
    return keep(d, &line);
}

void render_prepare(struct draft *draft)
{
    struct document *d = draft->doc;
    const char **text = draft->text;
    text[FILE_TITLE] = served_line(d, d->title);
    text[FILE_SUMMARY] = served_text(d, d->summary_html, d->summary);
    text[FILE_BODY] = served_text(d, d->body_html, d->body);
    text[FILE_URL] = served_line(d, d->url);
    if (!text[FILE_TITLE])
        text[FILE_TITLE] = title_of_body(d, text[FILE_BODY]      ? text[FILE_BODY]
                                            : text[FILE_SUMMARY] ? text[FILE_SUMMARY]
                                                                 : "Untitled");
    if (!text[FILE_BODY])
        text[FILE_BODY] = text[FILE_SUMMARY] ? text[FILE_SUMMARY] : text[FILE_TITLE];
    draft_digest(draft);
}

void render_measure(const struct article *a, int64_t size[ARTICLE_FILE_COUNT])
{
    BUF_SCOPED struct buf bytes = {0};
    struct article measured = *a;
    page_write(&bytes, &measured);
    size[FILE_PAGE] = measured.entry.size[FILE_PAGE] = (int64_t)bytes.len;
    buf_clear(&bytes);
    meta_write(&bytes, &measured); /* after the page: it tells the page's size */
    size[FILE_META] = (int64_t)bytes.len;
}

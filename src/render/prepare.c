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

/* The bytes of line that fit, up to the end of a word where one ends in the second half. */
static size_t cut_at_word(const char *line, size_t len)
{
    size_t cut = text_cut(line, len, TITLE_FROM_BODY), word = cut;
    if (cut == len)
        return len;
    while (word > TITLE_FROM_BODY / 2 && line[word] != ' ')
        word--;
    return line[word] == ' ' ? word : cut;
}

/* The body's first words, for an article that has no title. body may be NULL. */
static const char *title_of_body(struct document *d, const char *body)
{
    BUF_SCOPED struct buf line = {0};
    for (size_t len; body && *body && !line.len; body += len + (body[len] == '\n')) {
        len = strcspn(body, "\n");
        text_clean_line(&line, body, len);
    }
    if (!line.len)
        buf_adds(&line, "Untitled");
    size_t cut = cut_at_word(line.data, line.len);
    const char *end = cut < line.len ? "…\n" : "\n";
    buf_truncate(&line, cut);
    buf_adds(&line, end);
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
        text[FILE_TITLE] = title_of_body(d, text[FILE_BODY] ? text[FILE_BODY] : text[FILE_SUMMARY]);
    if (!text[FILE_BODY])
        text[FILE_BODY] = text[FILE_SUMMARY] ? text[FILE_SUMMARY] : text[FILE_TITLE];
    draft_digest(draft);
}

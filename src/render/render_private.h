/* What the files of this folder share. */
#ifndef RENDER_PRIVATE_H
#define RENDER_PRIVATE_H

#include "newsfs/render.h"

#include <jansson.h>

void page_write(struct buf *out, const struct article *a);
void meta_write(struct buf *out, const struct article *a);

/* What the publisher said beyond the known keys, to be released; NULL for nothing. Then as lines, "Dateline: PARIS"; and the files that show
 * it, for who writes several of one article. take_size: gets the bytes of each take's file; may be NULL. */
json_t *extra_read(const struct document *d);
void extra_write(struct buf *out, json_t *fields);
void page_write_with(struct buf *out, const struct article *a, json_t *extra, int64_t take_size[]);
void meta_write_with(struct buf *out, const struct article *a, json_t *extra);

/* Append s as one clean line; nothing for NULL. */
void add_line_of(struct buf *out, const char *s);

/* "2026-04-08 10:00 UTC", or the day alone at midnight. */
void add_moment(struct buf *out, int64_t seconds);

/* Escaped for HTML text and attributes; the second as a clean line. */
void add_escaped(struct buf *out, const char *s, size_t len);
void add_escaped_line(struct buf *out, const char *s);

void text_to_html(struct buf *out, const char *text);        /* served text as paragraphs */
void article_html(struct buf *out, const struct article *a); /* the body as published, else as text: not safe yet */
bool has_own_body(const struct article *a);                  /* a body that is more than the title */
bool has_own_summary(const struct article *a);               /* a summary that is not the body */

void markdown_write(struct buf *out, const struct article *a);
void webpage_write(struct buf *out, const struct article *a);

/* The head of every web page of ours, up to <body>: title, viewport, a policy that loads nothing, the style. */
void webpage_begin(struct buf *out, const char *title, const char *language);
void webpage_end(struct buf *out);

#endif

/* What the files of this folder share. */
#ifndef RENDER_PRIVATE_H
#define RENDER_PRIVATE_H

#include "newsfs/render.h"

void page_write(struct buf *out, const struct article *a);
void meta_write(struct buf *out, const struct article *a);

/* What the publisher said beyond the known keys, "Dateline: PARIS" a line; nothing for NULL. */
void extra_write(struct buf *out, const char *extra);

/* Append s as one clean line; nothing for NULL. */
void add_line_of(struct buf *out, const char *s);

/* "2026-04-08 10:00 UTC", or the day alone at midnight. */
void add_moment(struct buf *out, int64_t seconds);

#endif

/* media: films, sound and other people's players, which become links. */
#ifndef HTML_MEDIA_H
#define HTML_MEDIA_H

#include "link.h"
#include "token.h"

/* Append the address to open for the frame, film or sound that k opens; false where it has none of interest: advertising, widgets. */
bool media_address(struct buf *out, const struct link_base *base, const struct token *k);

/* Append what to call it: its title, or "Video" or "Audio". */
void media_add_name(struct buf *out, const struct token *k);

/* The address of an image, as written: of a late-loading one the real one. */
struct span media_image_source(const struct token *img);

#endif

/* filter: what is in the HTML and not in the article: hidden elements, share buttons, counting pixels, line numbers beside code. */
#ifndef HTML_FILTER_H
#define HTML_FILTER_H

#include "token.h"

/* True where nothing of the element that k opens is to be shown. rest: the input after the tag. permalinks: nor is the sign beside
 * a heading that links to the heading itself. */
bool filter_hides(const struct token *k, const struct tokenizer *rest, bool permalinks);

/* True for boxes of share buttons and columns of line numbers, told by their class: not shown, and they part what stands around them. */
bool filter_is_furniture(const struct token *k);

bool filter_is_displayed_as_block(const struct token *k); /* by its style */

bool filter_is_share_link(struct span href); /* opens a form of a network that shares the article, or an empty letter */

bool filter_is_pixel(const struct token *img); /* an image that is there to be counted, or to keep a distance */

/* True where an alternative text says something: not blank, no file name, not just "image". */
bool filter_alt_tells(struct span alt);

/* True for images that stand for characters: emoji and formulas. */
bool filter_is_character(const struct token *img);

#endif

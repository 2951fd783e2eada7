/* output: the last step of text and Markdown. */
#ifndef HTML_OUTPUT_H
#define HTML_OUTPUT_H

#include "newsfs/buf.h"

/* Append text, which is clean and may be emptied, with its modelines made harmless. */
void output_text(struct buf *out, struct buf *text);

#endif

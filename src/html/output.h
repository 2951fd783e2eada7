/* output: the last step of text and Markdown. */
#ifndef HTML_OUTPUT_H
#define HTML_OUTPUT_H

#include "newsfs/buf.h"

/* Where to write what is to be appended to out: out itself where it is empty, else own. */
struct buf *output_begin(struct buf *out, struct buf *own);

/* Make the modelines of what was written harmless, and append it where that is still to be done. */
void output_end(struct buf *out, struct buf *text);

#endif

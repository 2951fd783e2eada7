/* clean: pieces of HTML text to clean UTF-8: references decoded, white space as browsers show it. */
#ifndef HTML_CLEAN_H
#define HTML_CLEAN_H

#include "char.h"
#include "newsfs/buf.h"

struct clean {
    bool space;     /* white space was seen and waits for what follows it */
    bool keep_soft; /* soft hyphens stay: where a browser will read the output */
};

/* Append text with every run of white space as one space. A space before it is written only after something on the same line. */
void clean_add(struct clean *c, struct buf *line, struct span text, bool literal);

/* Append text with its white space as it is; no-break spaces become spaces. */
void clean_add_verbatim(struct buf *out, struct span text, bool literal);

/* An attribute's value as one clean line. */
void clean_add_attribute(struct buf *out, struct span value);

#endif

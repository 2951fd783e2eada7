/* walk: tokens to balanced elements: end tags that are missing, crossed or too many are mended as browsers mend them, and what is
 * not shown is left out.
 *
 * No tree is built: a stack of open elements of fixed depth is all. Deeper elements are treated as if their tags were paragraph
 * breaks, or not there. Blocks are balanced; an inline element may be closed while a block that began inside it is still open. */
#ifndef HTML_WALK_H
#define HTML_WALK_H

#include "token.h"

#define WALK_DEPTH 256

/* What a writer is told of. A VOID element is only opened. ELEMENT_DIV stands for anything that breaks a paragraph; elements that
 * HTML does not know are not told of, their content is. rest: the input after the tag. */
struct walk_sink {
    void (*open)(void *writer, const struct token *k, const struct tokenizer *rest);
    void (*close)(void *writer, enum element e);
    void (*text)(void *writer, struct span text, bool literal); /* in pieces; references not decoded unless literal */
    bool keeps_permalinks;                                      /* wants the "#" and its like beside headings */
};

void walk(const char *html, size_t len, const struct walk_sink *sink, void *writer);

#endif

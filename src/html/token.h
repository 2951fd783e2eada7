/* token: HTML as a sequence of tags and runs of text, over bytes in memory, without copying.  spec: HTML 13.2.5
 *
 * Every byte is looked at a fixed number of times, whatever comes. Of a tag's attributes only those that somebody asks for are kept,
 * the first of each name, so a tag takes the same memory with one attribute and with fifty thousand. Comments, declarations,
 * processing instructions and the contents of scripts, styles, frames, titles and text areas never come out; CDATA marks are taken away. */
#ifndef HTML_TOKEN_H
#define HTML_TOKEN_H

#include "element.h"
#include <stdint.h>

enum attribute {
    ATTRIBUTE_ALT,
    ATTRIBUTE_CLASS,
    ATTRIBUTE_COLSPAN,
    ATTRIBUTE_DIR,
    ATTRIBUTE_HEIGHT,
    ATTRIBUTE_HIDDEN,
    ATTRIBUTE_HREF,
    ATTRIBUTE_LANG,
    ATTRIBUTE_LAZY, /* where scripts that load images late find the address: data-src and its like */
    ATTRIBUTE_REVERSED,
    ATTRIBUTE_ROLE,
    ATTRIBUTE_ROWSPAN,
    ATTRIBUTE_SRC,
    ATTRIBUTE_SRCSET,
    ATTRIBUTE_START,
    ATTRIBUTE_STYLE,
    ATTRIBUTE_TITLE,
    ATTRIBUTE_TYPE,
    ATTRIBUTE_VALUE,
    ATTRIBUTE_WIDTH,
    ATTRIBUTE_COUNT
};

enum token_type { TOKEN_TEXT, TOKEN_OPEN, TOKEN_CLOSE };

struct token {
    enum token_type type;
    enum element element; /* of a tag */
    struct span text;     /* the text, its references not decoded; or the tag's name as written */
    bool literal;         /* text in which references mean nothing */
    bool self_closing;    /* the tag ends in "/>" */
    uint32_t present;     /* bits of enum attribute */
    struct span attributes[ATTRIBUTE_COUNT];
};

struct tokenizer {
    const char *at, *end;
    enum element raw; /* the element whose raw content comes next */
    bool in_cdata;
};

void tokenizer_init(struct tokenizer *t, const char *html, size_t len);
bool token_next(struct tokenizer *t, struct token *k); /* false at the end; *k is valid while the HTML is */

static inline bool token_has(const struct token *k, enum attribute a)
{
    return (k->present & 1u << a) != 0;
}

/* The value as written, references not decoded; empty where there is none. */
static inline struct span token_attribute(const struct token *k, enum attribute a)
{
    return token_has(k, a) ? k->attributes[a] : (struct span){"", 0};
}

#endif

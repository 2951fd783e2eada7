/* safe_writer: the state of the writer of safe HTML, shared by its files.
 *
 * Nothing of the input is copied but text, and that escaped: every tag and attribute is written from a table here. */
#ifndef HTML_SAFE_WRITER_H
#define HTML_SAFE_WRITER_H

#include "clean.h"
#include "media.h"
#include "style.h"
#include "table.h"
#include "walk.h"

struct safe_block {
    enum element element;
    const char *tag;            /* what was written for it; NULL: nothing */
    bool has_text;              /* outside of any <p>: the next line needs one */
    enum table_kind table_kind; /* of the table around it */
};

struct safe_writer {
    struct buf *out;
    struct clean clean;
    struct buf run;
    struct link_base base;
    struct styles styles;
    bool in_paragraph;              /* a <p> of our own is open */
    bool begun;                     /* something stands in the line */
    unsigned breaks, pre, phrasing; /* phrasing: blocks open that can hold no blocks */
    unsigned lists, definitions;
    struct buf last_image; /* its address, while nothing came after it */
    bool drop_newline, wants_media;
    enum style marks[STYLE_COUNT];
    unsigned links[STYLE_COUNT]; /* which link a mark is */
    size_t mark_count;
    struct safe_block blocks[WALK_DEPTH + 2];
    size_t depth;
    enum table_kind table_kind;
};

/* safe_inline.c */
void safe_add_span(struct safe_writer *w, struct span text, bool literal);
void safe_add_verbatim(struct safe_writer *w, struct span text, bool literal);
void safe_add_image(struct safe_writer *w, const struct token *k);
void safe_add_media(struct safe_writer *w, const struct token *k);
void safe_end_line(struct safe_writer *w); /* closes styles and the paragraph */
void safe_escape(struct buf *out, const char *s, size_t len);

/* safe_block.c */
void safe_open_block(struct safe_writer *w, const struct token *k, const struct tokenizer *rest);
void safe_close_block(struct safe_writer *w, enum element e);

#endif

/* implied: which open elements end where another begins or ends without saying so. */
#ifndef HTML_IMPLIED_H
#define HTML_IMPLIED_H

#include "walk.h"

struct frame {
    enum element element;
    enum element as; /* what the writer was told; ELEMENT_UNKNOWN: nothing */
    struct span name;
    bool hides, unhides;
};

struct walker {
    struct tokenizer tokens;
    const struct walk_sink *sink;
    void *writer;
    size_t depth, overflow; /* overflow: elements too deep for the stack */
    unsigned hidden;        /* frames that hide what is in them */
    unsigned short open[ELEMENT_COUNT];
    struct frame stack[WALK_DEPTH];
};

/* Close what <e> closes, and open the row that a cell implies. */
void implied_close(struct walker *w, enum element e);

/* The frame that the end tag k closes. False where it closes none. */
bool implied_find(const struct walker *w, const struct token *k, size_t *index);

bool implied_is_table_part(enum element e);    /* a row, cell, group of rows or caption */
bool implied_holds_blocks(enum element e);     /* its end tag ends all that began in it */
bool implied_in_title(const struct walker *w); /* inside a heading, a summary or a term: where a button is text */

/* walk.c */
void walk_remove(struct walker *w, size_t index); /* forget a frame; what lies above it stays open */
void walk_pop_to(struct walker *w, size_t depth);
void walk_push(struct walker *w, const struct token *k, bool hides);

#endif

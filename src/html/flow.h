/* flow: blocks of lines, one below the other, behind the marks of the quotes and list items they are in.
 *
 * A level (a quote, an item, a heading) says what stands before the first line in it and before the others. Its mark is written with
 * the first line that comes, so a level without content leaves no trace. */
#ifndef HTML_FLOW_H
#define HTML_FLOW_H

#include "newsfs/buf.h"

#define FLOW_LEVELS 24 /* deeper ones have no mark: what is written stays in proportion to what is read */
#define FLOW_MARK   16

struct flow_level {
    char first[FLOW_MARK], rest[FLOW_MARK];
    bool used;  /* something was written in it */
    bool loose; /* a blank line was written in it */
};

struct flow {
    struct buf *out;
    size_t start; /* out->len when it began */
    struct flow_level levels[FLOW_LEVELS];
    size_t depth;
    size_t shared;  /* levels that what was written last is still in */
    size_t written; /* blocks, so that one can see whether something was written since */
    int gap;        /* newlines before the next block: 1 or 2 */
    bool rule;      /* a line across is to stand before the next block */
};

void flow_init(struct flow *f, struct buf *out);
void flow_push(struct flow *f, const char *first, const char *rest);
bool flow_pop(struct flow *f); /* true where the level was loose */
/* A title is a level whose mark begins with '#' and that has a first line only. */
bool flow_in_title(const struct flow *f); /* what is written next is that line */
void flow_end_title(struct flow *f); /* something follows that cannot stand in one: the mark is not written any more */
bool flow_is_empty(const struct flow *f);

/* At least `gap` newlines before the next block, unless the innermost level waits for its first line: then its own gap holds. */
void flow_gap(struct flow *f, int gap);

/* Write a block of one or more lines, each line but the last followed by line_end. Leaves a gap of 1. */
void flow_write(struct flow *f, const char *text, size_t len, const char *line_end);

#endif

/* index: which articles hold a word or three bytes in a row, in segments.
 *
 * A segment covers the articles first..last; those above the last segment are not indexed yet, and those in `dirty` changed since theirs
 * was written: both are looked at one by one. Segments follow each other and do not overlap; an id between two was pruned
 * before it was indexed. Their numbers are the keys of the postings:
 *
 *   word     (segment, term); term: a word of title, summary, body or a take; or a mark and a word of the title or of an author's name
 *   trigram  segment << 24 | three bytes of a line of the page, ASCII in lower case
 *
 * An id in a posting can be gone (pruned), so what is found is looked up before it is given out. */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "postings.h"
#include "session.h"

#include "newsfs/search.h"

#define MARK_TITLE    '\1'
#define MARK_AUTHOR   '\2'
#define TRIGRAM_BITS  24
#define SEGMENT_BYTES ((int64_t)12 << 20) /* of pages; one article can have more */

struct segment {
    int64_t first, last, number, articles, text_bytes;
    int64_t day_first, day_last, published_first, published_last;
};

static inline size_t segment_width(const struct segment *g)
{
    return (size_t)(g->last - g->first + 1);
}

/* The segment with the highest first below `before`; or the first one whose last is above `after`. */
bool segment_below(struct store *s, int64_t before, struct segment *out, bool *found, struct err *e) MUST_USE;
bool segment_after(struct store *s, int64_t after, struct segment *out, bool *found, struct err *e) MUST_USE;
bool segment_indexed(struct store *s, int64_t *last, struct err *e) MUST_USE; /* 0: nothing is */

/* Ids of a statement's first column, in the segment, become bits. keys: what is bound before the segment's ends. */
bool segment_mark(struct store *s, enum statement which, const int64_t *keys, int count, const struct segment *g,
                  struct bits *out, struct err *e) MUST_USE;

/* Every article of the segment that matches and some that do not; *exact: none that does not. Dirty ones are not to be believed. */
bool index_query(struct store *s, const struct segment *g, const struct query *q, struct bits *out, bool *exact,
                 struct err *e) MUST_USE;

/* The trigrams of needles, and how long their postings were so far: the shortest are asked first, and may spare the rest. */
struct needle_trigram {
    uint32_t trigram;
    int64_t bytes, asked;
};
struct needle_plan {
    struct needle {
        struct needle_trigram *trigrams;
        size_t count;
    } * needles;
    size_t count;
};

/* One for each group; all in the arena. */
struct needle_plan *needle_plans(const struct needle_group *groups, size_t count, struct arena *arena);

/* Every article of the segment that holds a needle of each group, and some that do not. */
bool index_needles(struct store *s, const struct segment *g, struct needle_plan *plans, size_t count, struct bits *out,
                   struct err *e) MUST_USE;

/* Another rendering: all is to be indexed anew. In the caller's transaction. */
bool index_drop(struct store *s, struct err *e) MUST_USE;

#endif

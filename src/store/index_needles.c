/* index_needles: which articles of a segment may hold some strings: those that all trigrams of one have in common.
 *
 * Long postings cost most and exclude least. How long they are differs little from segment to segment, so the trigrams are asked in the order
 * of what was seen, the unknown ones first, until nothing is left, or so little that reading it costs less than asking on. */
#include "index.h"

#include <stdlib.h>

static void add_trigram(struct needle *n, uint32_t trigram)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->trigrams[i].trigram == trigram)
            return;
    if (trigram != TRIGRAM_NONE)
        n->trigrams[n->count++] = (struct needle_trigram){.trigram = trigram};
}

struct needle_plan *needle_plans(const struct needle_group *groups, size_t count, struct arena *arena)
{
    struct needle_plan *plans = arena_alloc(arena, count * sizeof *plans + 1);
    for (size_t i = 0; i < count; i++) {
        plans[i].count = groups[i].count;
        plans[i].needles = arena_alloc(arena, groups[i].count * sizeof *plans[i].needles + 1);
        for (size_t k = 0; k < groups[i].count; k++) {
            const char *needle = groups[i].needles[k];
            size_t len = strlen(needle);
            plans[i].needles[k].trigrams = arena_alloc(arena, len * sizeof(struct needle_trigram) + 1);
            for (size_t at = 0; at + 3 <= len; at++)
                add_trigram(&plans[i].needles[k], trigram_of(needle + at));
        }
    }
    return plans;
}

static int by_length(const void *a, const void *b)
{
    const struct needle_trigram *x = a, *y = b;
    double one = x->asked ? (double)x->bytes / (double)x->asked : -1,
           two = y->asked ? (double)y->bytes / (double)y->asked : -1;
    return (one > two) - (one < two);
}

static bool find_trigram(struct store *s, const struct segment *g, struct needle_trigram *t, struct bits *out,
                         struct err *e)
{
    sqlite3_stmt *st = statement_get(s, TRIGRAM_GET, e);
    bool row;
    bits_clear(out);
    t->asked++;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, g->number << TRIGRAM_BITS | t->trigram);
    if (!statement_row(s, st, &row, e))
        return false;
    if (row) {
        size_t len = (size_t)sqlite3_column_bytes(st, 0);
        bits_add_posting(out, sqlite3_column_blob(st, 0), len, segment_width(g));
        t->bytes += (int64_t)len;
        sqlite3_reset(st);
    }
    return true;
}

static bool find_needle(struct store *s, const struct segment *g, struct needle *n, struct bits *out, struct err *e)
{
    bits_fill(out, segment_width(g));
    qsort(n->trigrams, n->count, sizeof *n->trigrams, by_length);
    for (size_t i = 0, left = SIZE_MAX; i < n->count && left > (n->count - i) / 8; i++) {
        struct bits one;
        if (!find_trigram(s, g, &n->trigrams[i], &one, e))
            return false;
        bits_and(out, &one);
        left = bits_count(out);
    }
    return true;
}

bool index_needles(struct store *s, const struct segment *g, struct needle_plan *plans, size_t count, struct bits *out,
                   struct err *e)
{
    bits_fill(out, segment_width(g));
    for (size_t i = 0; i < count && bits_any(out); i++) {
        struct bits any, one;
        bits_clear(&any);
        for (size_t k = 0; k < plans[i].count; k++) {
            if (!find_needle(s, g, &plans[i].needles[k], &one, e))
                return false;
            bits_or(&any, &one);
        }
        bits_and(out, &any);
    }
    return true;
}

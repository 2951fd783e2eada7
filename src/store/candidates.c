/* candidates: which pages may hold some strings, in order of arrival: those the index does not exclude, and all it does not cover. */
#include "index.h"

#include <stdlib.h>

#define MANY_SHIFT 4 /* where more than a sixteenth of a segment may match, all of it is gone through */

struct candidates {
    struct store *s;
    struct needle_plan *groups; /* those that restrict */
    size_t group_count;
    int64_t *out;
    size_t max, count;
    bool any_dirty;
};

/* A needle without three bytes on a line can be anywhere. */
static bool restricts(const struct needle_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (strlen(group->needles[i]) < 3)
            return false;
    return true;
}

/* Articles after..last, as they are. */
static bool list_plain(struct candidates *c, int64_t after, int64_t last, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (c->count == c->max)
        return true;
    if (!statement_find(c->s, MARK_ALL, (int64_t[]){after + 1, last}, 2, &st, &row, e))
        return false;
    while (row) {
        c->out[c->count++] = sqlite3_column_int64(st, 0);
        if (c->count == c->max) {
            sqlite3_reset(st);
            return true;
        }
        if (!statement_row(c->s, st, &row, e))
            return false;
    }
    return true;
}

static bool add_present(struct candidates *c, int64_t id, struct err *e)
{
    int64_t found = 0;
    if (!statement_number(c->s, MARK_ALL, (int64_t[]){id, id}, 2, &found, e))
        return false;
    if (found)
        c->out[c->count++] = id;
    return true;
}

static bool is_many(const struct bits *b, const struct segment *g)
{
    return bits_count(b) > segment_width(g) >> MANY_SHIFT;
}

/* Those of the set that are there, from the place `from` on. */
static bool list_marked(struct candidates *c, const struct segment *g, const struct bits *set, int64_t from,
                        struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(c->s, MARK_ALL, (int64_t[]){g->first + from, g->last}, 2, &st, &row, e))
        return false;
    while (row && c->count < c->max) {
        int64_t id = sqlite3_column_int64(st, 0);
        if (bits_has(set, (size_t)(id - g->first)))
            c->out[c->count++] = id;
        if (!statement_row(c->s, st, &row, e))
            return false;
    }
    if (row)
        sqlite3_reset(st);
    return true;
}

static bool list_segment(struct candidates *c, const struct segment *g, int64_t after, struct err *e)
{
    struct bits found, dirty;
    bits_clear(&dirty);
    if (c->group_count == 0)
        return list_plain(c, after >= g->first ? after : g->first - 1, g->last, e);
    if (!index_needles(c->s, g, c->groups, c->group_count, &found, e) ||
        (c->any_dirty && !segment_mark(c->s, DIRTY_LIST, NULL, 0, g, &dirty, e)))
        return false;
    bits_or(&found, &dirty);
    int64_t from = after >= g->first ? after + 1 - g->first : 0;
    if (is_many(&found, g))
        return c->count == c->max || list_marked(c, g, &found, from, e);
    for (int64_t i = from; i <= g->last - g->first && c->count < c->max; i++) {
        if (!(found.word[i / 64] >> i % 64))
            i |= 63;
        else if (bits_has(&found, (size_t)i) && !add_present(c, g->first + i, e))
            return false;
    }
    return true;
}

static bool list_all(struct candidates *c, int64_t after, struct err *e)
{
    int64_t indexed, dirty = 0;
    struct segment g;
    if (!segment_indexed(c->s, &indexed, e) || !statement_number(c->s, DIRTY_ANY, NULL, 0, &dirty, e))
        return false;
    c->any_dirty = dirty > 0;
    for (bool found = true; c->count < c->max && after < indexed; after = g.last) {
        if (!segment_after(c->s, after, &g, &found, e))
            return false;
        if (!found)
            break;
        if (!list_segment(c, &g, after, e))
            return false;
    }
    return list_plain(c, after > indexed ? after : indexed, INT64_MAX, e);
}

bool store_list_candidates(struct store *s, const struct needle_group *groups, size_t group_count, int64_t after,
                           int64_t *articles, size_t max, size_t *count, struct err *e)
{
    struct candidates c = {.s = s, .out = articles, .max = max};
    bool mine;
    *count = 0;
    if (!snapshot_begin(s, &mine, e))
        return false;
    ARENA_SCOPED struct arena arena = {0};
    struct needle_group *kept = arena_alloc(&arena, group_count * sizeof *kept + 1);
    for (size_t i = 0; i < group_count; i++)
        if (restricts(&groups[i]))
            kept[c.group_count++] = groups[i];
    c.groups = needle_plans(kept, c.group_count, &arena);
    bool ok = list_all(&c, after, e);
    snapshot_end(s, mine);
    *count = c.count;
    return ok;
}

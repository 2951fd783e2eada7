/* search: which articles match a query, the newest arrival first; which pages may hold some strings.
 *
 * From the newest on: what is not indexed is asked one by one, then segment by segment the index says which articles may match. */
#include "index.h"

#include <stdlib.h>

#define CHUNK 64

static const char **slugs_of(const struct article *a, struct arena *arena)
{
    const char **slugs = arena_alloc(arena, (a->doc.topic_count + 1) * sizeof *slugs);
    for (size_t i = 0; i < a->doc.topic_count; i++) {
        char slug[SLUG_SIZE];
        slug_make(slug, a->doc.topics[i]);
        slugs[i] = arena_strdup(arena, slug);
    }
    return slugs;
}

/* What every engine must find is said by query_matches; this asks it of one article. */
bool article_matches(struct store *s, const struct query *q, const struct entry *entry, bool *yes, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    bool found = false;
    article_init(&a);
    *yes = false;
    if (!store_load_article(s, entry->id, entry->revision, &a, &found, e))
        return false;
    if (!found)
        return true;
    struct query_subject subject = {.title = a.text[FILE_TITLE],
                                    .summary = a.text[FILE_SUMMARY],
                                    .body = a.text[FILE_BODY],
                                    .takes = a.doc.takes,
                                    .take_count = a.doc.take_count,
                                    .source_slug = a.source_slug,
                                    .topic_slugs = slugs_of(&a, &a.doc.arena),
                                    .topic_count = a.doc.topic_count,
                                    .authors = a.doc.authors,
                                    .author_count = a.doc.author_count,
                                    .day = entry->day,
                                    .published = entry->published};
    *yes = query_matches(q, &subject);
    return true;
}

bool store_search_has(struct store *s, const struct query *q, const struct entry *entry, bool *has, struct err *e)
{
    return article_matches(s, q, entry, has, e);
}

/* ---- searching ---- */

struct results {
    struct store *s;
    const struct query *q;
    struct entry *out;
    size_t max, count;
    bool any_dirty;
};

static bool list_below(struct store *s, int64_t before, struct entry *out, size_t *count, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, LIST_BELOW, e);
    *count = 0;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, before);
    sqlite3_bind_int64(st, 2, CHUNK);
    return list_entries_of(s, st, out, CHUNK, count, e);
}

static bool ask(struct results *r, const struct entry *entry, struct err *e)
{
    bool yes;
    if (!article_matches(r->s, r->q, entry, &yes, e))
        return false;
    if (yes)
        r->out[r->count++] = *entry;
    return true;
}

/* One by one, down to `indexed`. */
static bool search_unindexed(struct results *r, int64_t before, int64_t indexed, struct err *e)
{
    struct entry entries[CHUNK];
    size_t got = CHUNK;
    while (got == CHUNK && before > indexed + 1 && r->count < r->max) {
        if (!list_below(r->s, before, entries, &got, e))
            return false;
        for (size_t i = 0; i < got && r->count < r->max; i++) {
            before = entries[i].id;
            if (before <= indexed)
                return true;
            if (!ask(r, &entries[i], e))
                return false;
        }
    }
    return true;
}

static bool take_found(struct results *r, int64_t id, bool sure, struct err *e)
{
    struct entry entry;
    bool found;
    if (!store_get_entry(r->s, id, &entry, &found, e))
        return false;
    if (!found)
        return true;
    if (!sure)
        return ask(r, &entry, e);
    r->out[r->count++] = entry;
    return true;
}

static bool search_segment(struct results *r, const struct segment *g, int64_t before, struct err *e)
{
    struct bits found, dirty;
    bool exact;
    bits_clear(&dirty);
    if (!index_query(r->s, g, r->q, &found, &exact, e) ||
        (r->any_dirty && !segment_mark(r->s, DIRTY_LIST, NULL, 0, g, &dirty, e)))
        return false;
    bits_or(&found, &dirty);
    for (int64_t i = (before <= g->last ? before - 1 : g->last) - g->first; i >= 0 && r->count < r->max; i--) {
        uint64_t rest = found.word[i / 64] << (63 - i % 64);
        if (!rest) {
            i -= i % 64;
            continue;
        }
        i -= __builtin_clzll(rest);
        if (!take_found(r, g->first + i, exact && !bits_has(&dirty, (size_t)i), e))
            return false;
    }
    return true;
}

static bool search_all(struct results *r, int64_t before, struct err *e)
{
    int64_t indexed, dirty = 0;
    struct segment g;
    bool found = true;
    if (!segment_indexed(r->s, &indexed, e) || !statement_number(r->s, DIRTY_ANY, NULL, 0, &dirty, e) ||
        !search_unindexed(r, before, indexed, e))
        return false;
    r->any_dirty = dirty > 0;
    for (int64_t below = before; r->count < r->max; below = g.first) {
        if (!segment_below(r->s, below, &g, &found, e))
            return false;
        if (!found)
            return true;
        if (!search_segment(r, &g, before, e))
            return false;
    }
    return true;
}

bool store_search(struct store *s, const struct query *q, int64_t before, struct entry *out, size_t max, size_t *count,
                  struct err *e)
{
    struct results r = {.s = s, .q = q, .out = out, .max = max};
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = search_all(&r, before, e);
    snapshot_end(s, mine);
    *count = r.count;
    return ok;
}

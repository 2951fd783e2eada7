/* search: which articles match a query, the newest arrival first. */
#include "session.h"

#include "newsfs/search.h"

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

bool store_search(struct store *s, const struct query *q, int64_t before, struct entry *out, size_t max, size_t *count, struct err *e)
{
    struct entry entries[CHUNK];
    size_t got = CHUNK, kept = 0;
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = true;
    while (ok && got == CHUNK && kept < max) {
        ok = list_below(s, before, entries, &got, e);
        for (size_t i = 0; ok && i < got && kept < max; i++) {
            bool yes;
            before = entries[i].id;
            ok = article_matches(s, q, &entries[i], &yes, e);
            if (ok && yes)
                out[kept++] = entries[i];
        }
    }
    snapshot_end(s, mine);
    *count = kept;
    return ok;
}

bool store_list_candidates(struct store *s, const struct needle_group *groups, size_t group_count, int64_t after, int64_t *articles, size_t max,
                           size_t *count, struct err *e)
{
    (void)groups, (void)group_count;
    const struct article_set all = {.kind = SET_ALL};
    struct entry entries[CHUNK];
    size_t kept = 0, got, want;
    do {
        want = max - kept < CHUNK ? max - kept : CHUNK;
        if (!store_list_entries(s, &all, after, entries, want, &got, e))
            return false;
        for (size_t i = 0; i < got; i++)
            articles[kept++] = after = entries[i].id;
    } while (got == want && kept < max);
    *count = kept;
    return true;
}

bool store_get_index_state(struct store *s, struct store_index_state *out, struct err *e)
{
    (void)s, (void)e;
    *out = (struct store_index_state){0};
    return true;
}

bool store_index_step(struct store *s, bool *more, struct err *e)
{
    (void)s, (void)e;
    *more = false;
    return true;
}

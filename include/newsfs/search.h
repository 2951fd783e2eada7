/* search: the store's indexes and what is asked of them; saved searches, topics by query, pruning. Engine behind it as for store.h.
 *
 * The index is built behind the import: articles that are not in it yet, and those that changed since, are looked at one by one, so every
 * answer is complete and exact at any moment; only its speed depends on the index. */
#ifndef NEWSFS_SEARCH_H
#define NEWSFS_SEARCH_H

#include "newsfs/query.h"
#include "newsfs/store.h"

/* At most max articles that match (see query_matches), newest arrival first, below id `before` (INT64_MAX: from the newest). *count < max:
 * there are no more. */
bool store_search(struct store *s, const struct query *q, int64_t before, struct entry *out, size_t max, size_t *count,
                  struct err *e) MUST_USE;

/* Does this article match? */
bool store_search_has(struct store *s, const struct query *q, const struct entry *entry, bool *has,
                      struct err *e) MUST_USE;

/* What a page must hold to be worth reading: every group must have at least one of its needles as a substring, ASCII case ignored.
 * No group: every page is a candidate. */
struct needle_group {
    const char *const *needles; /* UTF-8, without newline */
    size_t count;
};

/* Ids of at most max articles, ascending, above `after`, whose page (pages/<source>/<article>.txt) may hold the needles: all that do, and some that do
 * not. *count < max: the last of them. */
bool store_list_candidates(struct store *s, const struct needle_group *groups, size_t group_count, int64_t after,
                           int64_t *articles, size_t max, size_t *count, struct err *e) MUST_USE;

struct store_index_state {
    int64_t indexed, waiting; /* articles */
    int64_t text_bytes;       /* of the pages that are indexed */
    int64_t index_bytes;
};
bool store_get_index_state(struct store *s, struct store_index_state *out, struct err *e) MUST_USE;

/* So many waiting articles are worth catching up with; fewer are searched one by one in a few hundredths of a second. */
#define INDEX_WORTHWHILE 2000

/* One step of catching up: takes some thousand articles at most, reads without a lock, writes in one short transaction of its own. *more false:
 * nothing waits. With several indexers at once one works, and the others find *more false. */
bool store_index_step(struct store *s, bool *more, struct err *e) MUST_USE;

/* Saved searches: group kind GROUP_SEARCH; slug: the name, url: the query. Setting an existing one replaces its query. */
bool store_save_search(struct store *s, const char *name, const char *query, struct err *e) MUST_USE;
bool store_forget_search(struct store *s, const char *name, bool *found, struct err *e) MUST_USE;

/* A topic that every matching article has, present and future. Present ones get it in batches, each a revision of the article (its page and meta.json name
 * its topics). *articles: how many got it now. */
bool store_set_topic_query(struct store *s, const char *topic, const char *query, int64_t *articles,
                           struct err *e) MUST_USE;
bool store_drop_topic_query(struct store *s, const char *topic, bool *found,
                            struct err *e) MUST_USE; /* articles keep the topic */
bool store_get_topic_query(struct store *s, int64_t topic, struct arena *arena, const char **query,
                           struct err *e) MUST_USE; /* NULL: none */

/* The only way that articles go. Removes those published before `before`, in batches; with keep_takes not those that have takes.
 * dry_run: only counts. The wire keeps its lines. */
bool store_prune(struct store *s, int64_t before, bool keep_takes, bool dry_run, int64_t *articles,
                 struct err *e) MUST_USE;

/* What a CHANGE_REMOVED was: enough to tell whom it concerned. topics, roles: ids, at most max each. */
bool store_get_removed(struct store *s, int64_t change, struct entry *out, int64_t *topics, size_t *topic_count,
                       int64_t *roles, size_t *role_count, size_t max, bool *found, struct err *e) MUST_USE;

#endif

/* prune: the only way that articles go. Listed without the lock and removed in batches under it, each looked at again before.
 *
 * What is told about afterwards (who listed it, which names led to it) is kept in `removed`, and so is the name, which is never
 * given again. The wire and the change log keep their lines, and the index is not touched: it may speak of an article that is gone. */
#include "session.h"

#include "newsfs/search.h"

#include <stdlib.h>

#define BATCH 200

struct pruning {
    struct store *s;
    int64_t before;
    bool keep_takes;
    int64_t articles;
};

static bool pack_roles(struct store *s, int64_t article, struct buf *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, TAKE_ROLES, &article, 1, &st, &row, e))
        return false;
    while (row) {
        topics_pack(out, &(struct topic_mark){.id = (uint32_t)sqlite3_column_int64(st, 0)}, 1);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

static bool remember(struct store *s, int64_t article, struct err *e)
{
    BUF_SCOPED struct buf roles = {0};
    if (!pack_roles(s, article, &roles, e) || !change_add(s, CHANGE_REMOVED, clock_now(), article, 0, e))
        return false;
    sqlite3_stmt *st = statement_get(s, REMOVED_ADD, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, article);
    sqlite3_bind_int64(st, 2, s->write.last_change);
    sqlite3_bind_blob64(st, 3, buf_str(&roles), roles.len, SQLITE_STATIC);
    return statement_run(s, st, e);
}

static bool leave_topics(struct store *s, int64_t article, struct err *e)
{
    int64_t topics[64];
    size_t count = 64;
    for (int64_t after = 0; count == 64;) {
        if (!store_list_article_topics(s, article, after, topics, 64, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            sqlite3_stmt *st;
            bool row;
            after = topics[i];
            if (!statement_find(s, REMOVE_ARTICLE_TOPIC, (int64_t[]){topics[i], article}, 2, &st, &row, e))
                return false;
        }
    }
    return true;
}

static bool remove_rows(struct store *s, int64_t article, struct err *e)
{
    static const enum statement rows[] = {REMOVE_TEXTS, REMOVE_REVISIONS, REMOVE_TAKES,
                                          DIRTY_REMOVE, REMOVE_PAGE,      REMOVE_ARTICLE};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sqlite3_stmt *st;
        bool row;
        if (!statement_find(s, rows[i], &article, 1, &st, &row, e))
            return false;
    }
    return true;
}

static bool remove_article(struct pruning *p, int64_t article, struct err *e)
{
    struct entry entry;
    bool found;
    if (!store_get_entry(p->s, article, &entry, &found, e))
        return false;
    if (!found || entry.published >= p->before || (p->keep_takes && entry.take_count > 0))
        return true;
    p->articles++;
    return pruned_add(p->s, article, e) && remember(p->s, article, e) && leave_topics(p->s, article, e) &&
           remove_rows(p->s, article, e);
}

static bool list_old(struct pruning *p, int64_t after, int64_t *ids, size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    *count = 0;
    if (!statement_find(p->s, PRUNE_LIST, (int64_t[]){after, p->before, p->keep_takes, BATCH}, 4, &st, &row, e))
        return false;
    while (row) {
        ids[(*count)++] = sqlite3_column_int64(st, 0);
        if (!statement_row(p->s, st, &row, e))
            return false;
    }
    return true;
}

static bool prune_batch(struct pruning *p, const int64_t *ids, size_t count, struct err *e)
{
    bool ok = count == 0 || store_begin(p->s, e);
    for (size_t i = 0; ok && i < count; i++)
        ok = remove_article(p, ids[i], e);
    if (ok && count)
        return store_commit(p->s, e);
    store_rollback(p->s);
    return ok;
}

bool store_prune(struct store *s, int64_t before, bool keep_takes, bool dry_run, int64_t *articles, struct err *e)
{
    struct pruning p = {.s = s, .before = before, .keep_takes = keep_takes};
    int64_t ids[BATCH], after = 0;
    size_t count = BATCH;
    if (dry_run)
        return statement_number(s, PRUNE_COUNT, (int64_t[]){before, keep_takes}, 2, articles, e);
    while (count == BATCH) {
        int64_t done = p.articles;
        if (!list_old(&p, after, ids, &count, e) || !prune_batch(&p, ids, count, e)) {
            *articles = done;
            return false;
        }
        after = count ? ids[count - 1] : after;
    }
    *articles = p.articles;
    return true;
}

static size_t unpack_ids(sqlite3_stmt *st, int column, int64_t *out, size_t max)
{
    const unsigned char *bytes = sqlite3_column_blob(st, column);
    size_t count = (size_t)sqlite3_column_bytes(st, column) / 4;
    count = count < max ? count : max;
    for (size_t i = 0; i < count; i++) {
        struct topic_mark mark;
        topics_unpack(&mark, bytes + i * 4, 4);
        out[i] = mark.id;
    }
    return count;
}

bool store_get_removed(struct store *s, int64_t change, struct entry *out, int64_t *topics, size_t *topic_count,
                       int64_t *roles, size_t *role_count, size_t max, bool *found, struct err *e)
{
    sqlite3_stmt *st;
    if (!statement_find(s, REMOVED_GET, &change, 1, &st, found, e))
        return false;
    *topic_count = *role_count = 0;
    if (!*found)
        return true;
    row_entry(st, out);
    *topic_count = unpack_ids(st, 8, topics, max);
    *role_count = unpack_ids(st, ENTRY_COLUMN_COUNT, roles, max);
    sqlite3_reset(st);
    return true;
}

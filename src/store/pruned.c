/* pruned: what prune removed does not come back with the next sync.
 *
 * A feed lists an article for some while after it was pruned. Of articles whose source is subscribed the identity is kept, as a hash of 64 bits, for
 * as long as the feed lists it: each time the feed was read to its end, what it did not list is forgotten. So the table is never much longer than
 * the feeds are. An article that was brought back by hand is an article as any other. */
#include "session.h"

#include "newsfs/feeds.h"

bool pruned_add(struct store *s, int64_t article, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    ARENA_SCOPED struct arena arena = {0};
    if (!statement_find(s, PRUNED_OF_FEED, &article, 1, &st, &row, e))
        return false;
    if (!row)
        return true;
    int64_t source = sqlite3_column_int64(st, 0);
    const char *key = column_string(st, 1, &arena), *identity = column_string(st, 2, &arena);
    sqlite3_reset(st);
    return statement_find(s, PRUNED_ADD, (int64_t[]){source, (int64_t)identity_hash(key, identity)}, 2, &st, &row, e);
}

bool store_is_pruned(struct store *s, struct document *d, bool *pruned, struct err *e)
{
    BUF_SCOPED struct buf identity = {0};
    *pruned = false;
    if (!write_is_open(s, e))
        return false;
    if (!s->write.any_removed)
        return true; /* nearly always: nothing was ever pruned */
    const char *key = source_key(d);
    identity_make(&identity, d);
    int64_t hash = (int64_t)identity_hash(key, buf_str(&identity));
    sqlite3_stmt *st = statement_get(s, PRUNED_FIND, e);
    if (!st)
        return false;
    bind_text(st, 1, key);
    sqlite3_bind_int64(st, 2, hash);
    sqlite3_bind_int64(st, 3, (int32_t)hash);
    bind_text(st, 4, buf_str(&identity));
    if (!statement_row(s, st, pruned, e))
        return false;
    if (!*pruned)
        return true;
    int64_t source = sqlite3_column_int64(st, 0);
    bool row;
    sqlite3_reset(st);
    return statement_find(s, PRUNED_SEEN, (int64_t[]){source, hash}, 2, &st, &row, e);
}

static bool run_for_source(struct store *s, enum statement which, const char *source_url, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, which, e);
    if (!st)
        return false;
    bind_text(st, 1, source_url);
    return statement_run(s, st, e);
}

bool store_forget_unlisted(struct store *s, const char *source_url, struct err *e)
{
    if (!write_is_open(s, e))
        return false;
    return !s->write.any_removed ||
           (run_for_source(s, PRUNED_FORGET, source_url, e) && run_for_source(s, PRUNED_UNSEEN, source_url, e));
}

/* saved: searches that were given a name. */
#include "session.h"

#include "newsfs/search.h"

/* A statement that returns the id of the row it touched; the change is logged, so that search/ lists it. */
static bool touch(struct store *s, sqlite3_stmt *st, bool *found, struct err *e)
{
    if (!statement_row(s, st, found, e))
        return false;
    if (!*found)
        return true;
    int64_t id = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return change_add(s, CHANGE_GROUP, clock_now(), 0, (int64_t)GROUP_SEARCH << 32 | id, e);
}

static bool finish(struct store *s, bool ok, struct err *e)
{
    if (ok)
        return store_commit(s, e);
    store_rollback(s);
    return false;
}

bool store_save_search(struct store *s, const char *name, const char *query, struct err *e)
{
    char slug[SLUG_SIZE];
    bool found;
    if (slug_make(slug, name) == 0)
        return err_set(e, ERR_USAGE, "\"%s\" cannot be a name: give it a letter or a digit", name);
    if (!store_begin(s, e))
        return false;
    sqlite3_stmt *st = statement_get(s, SAVE_SEARCH, e);
    if (st) {
        bind_text(st, 1, slug);
        bind_text(st, 2, name);
        bind_text(st, 3, query);
    }
    return finish(s, st && touch(s, st, &found, e), e);
}

bool store_forget_search(struct store *s, const char *name, bool *found, struct err *e)
{
    char slug[SLUG_SIZE];
    slug_make(slug, name);
    if (!store_begin(s, e))
        return false;
    sqlite3_stmt *st = statement_get(s, FORGET_SEARCH, e);
    if (st)
        bind_text(st, 1, slug);
    return finish(s, st && touch(s, st, found, e), e);
}

/* transaction: snapshots for reading, and the one write at a time.
 *
 * Numbers that must never be given twice (articles, takes) are read when a write begins and written when it ends. A put is many
 * statements without a savepoint of its own (it would copy every page it touches); so what can be refused is refused before the
 * first of them, and a failure between them, a full disk say, ends the transaction: it is rolled back at once and its commit
 * fails with the same error. */
#include "session.h"

#include <string.h>

static bool run(struct store *s, enum statement which, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, which, e);
    return st && statement_run(s, st, e);
}

bool store_begin_read(struct store *s, struct err *e)
{
    if (s->reading || s->writing)
        return true;
    s->reading = run(s, BEGIN_READ, e);
    return s->reading;
}

void store_end_read(struct store *s)
{
    if (s->reading)
        s->reading = !run(s, COMMIT, NULL);
    s->snapshot++;
}

bool snapshot_begin(struct store *s, bool *mine, struct err *e)
{
    *mine = !s->reading && !s->writing;
    return !*mine || store_begin_read(s, e);
}

void snapshot_end(struct store *s, bool mine)
{
    if (mine)
        store_end_read(s);
}

bool meta_number(struct store *s, const char *key, int64_t *value, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, META_GET, e);
    bool row = false;
    if (!st)
        return false;
    bind_text(st, 1, key);
    if (!statement_row(s, st, &row, e))
        return false;
    *value = row ? sqlite3_column_int64(st, 0) : 0;
    if (row)
        sqlite3_reset(st);
    return true;
}

bool meta_set(struct store *s, const char *key, int64_t value, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, META_SET, e);
    if (!st)
        return false;
    bind_text(st, 1, key);
    sqlite3_bind_int64(st, 2, value);
    return statement_run(s, st, e);
}

/* Another version of the program may have rendered everything anew since this session was opened. */
static bool is_our_rendering(struct store *s, struct err *e)
{
    int64_t version;
    if (s->patient)
        return true;
    if (!meta_number(s, "renderer", &version, e))
        return false;
    return version == s->options.renderer->version ||
           err_set(e, ERR_FAILED, "%s is being written by another version of newsfs; start this one again", s->path);
}

static bool state_read(struct store *s, struct err *e)
{
    struct write_state *w = &s->write;
    int64_t removed = 0, page = 0;
    w->last_change = w->wire_end = w->indexed = 0;
    w->numbers_changed = w->rules_loaded = false;
    w->failure = (struct err){0};
    memset(w->next_group, 0, sizeof w->next_group);
    buf_clear(&w->wire);
    bool ok = statement_number(s, INDEXED_LAST, NULL, 0, &w->indexed, e) &&
              statement_number(s, REMOVED_ANY, NULL, 0, &removed, e) &&
              statement_number(s, PAGE_ANY, NULL, 0, &page, e);
    w->any_removed = removed > 0;
    w->any_pages = page > 0;
    return ok && is_our_rendering(s, e) && meta_number(s, "next_article", &w->next_article, e) &&
           meta_number(s, "next_take", &w->next_take, e) &&
           statement_number(s, LAST_CHANGE, NULL, 0, &w->last_change, e) &&
           statement_number(s, WIRE_END, NULL, 0, &w->wire_end, e) && group_cache_refresh(s, e);
}

static bool state_write(struct store *s, struct err *e)
{
    if (!wire_flush(s, e))
        return false;
    return !s->write.numbers_changed ||
           (meta_set(s, "next_article", s->write.next_article, e) && meta_set(s, "next_take", s->write.next_take, e));
}

bool store_begin(struct store *s, struct err *e)
{
    if (s->options.mode == STORE_READ)
        return err_set(e, ERR_READ_ONLY, "%s was opened for reading only", s->path);
    if (s->writing || s->reading)
        return err_set(e, ERR_FAILED, "%s: a transaction is open already", s->path);
    queue_let_others(s);
    s->writing = run(s, BEGIN_WRITE, e);
    queue_leave(s);
    if (s->writing && !state_read(s, e))
        store_rollback(s);
    return s->writing;
}

static void undo(struct store *s)
{
    if (!sqlite3_get_autocommit(s->db) && !run(s, ROLLBACK, NULL))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    group_cache_clear(&s->groups);
    buf_clear(&s->write.wire);
}

bool store_commit(struct store *s, struct err *e)
{
    if (!write_is_open(s, e)) {
        s->writing = false;
        return false;
    }
    bool ok = state_write(s, e) && run(s, COMMIT, e);
    if (!ok)
        undo(s);
    s->writing = false;
    return ok;
}

void store_rollback(struct store *s)
{
    if (!s->writing)
        return;
    undo(s);
    s->writing = false;
}

bool write_is_open(struct store *s, struct err *e)
{
    if (!s->writing)
        return err_set(e, ERR_FAILED, "%s: no transaction is open", s->path);
    if (s->write.failure.code != ERR_NONE && e)
        *e = s->write.failure;
    return s->write.failure.code == ERR_NONE;
}

bool write_give_up(struct store *s, const struct err *e)
{
    s->write.failure = *e;
    undo(s);
    return false;
}

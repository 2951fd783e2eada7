/* takes: what roles say of articles; rows are immutable but for the mark that a later one took their place. */
#include "session.h"

#include <string.h>

static void row_take(sqlite3_stmt *st, int first, struct take_entry *out)
{
    out->id = sqlite3_column_int64(st, first);
    out->article = sqlite3_column_int64(st, first + 1);
    out->role = sqlite3_column_int64(st, first + 2);
    out->added = sqlite3_column_int64(st, first + 3);
    out->size = sqlite3_column_int64(st, first + 4);
    column_copy(st, first + 5, out->slug, sizeof out->slug);
}

static bool one_take(struct store *s, enum statement which, const int64_t *keys, int count, struct take_entry *out,
                     bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, which, keys, count, &st, &row, e))
        return false;
    *found = row;
    if (row) {
        row_take(st, 0, out);
        sqlite3_reset(st);
    }
    return true;
}

bool store_get_take(struct store *s, int64_t take, struct take_entry *out, bool *found, struct err *e)
{
    return one_take(s, GET_TAKE, &take, 1, out, found, e);
}

bool store_find_take(struct store *s, int64_t article, int64_t role, struct take_entry *out, bool *found, struct err *e)
{
    return one_take(s, FIND_TAKE, (int64_t[]){article, role}, 2, out, found, e);
}

/* entries NULL: takes alone. */
static bool list_takes(struct store *s, enum statement which, const int64_t keys[3], struct take_entry *takes,
                       struct entry *entries, size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t n = 0;
    if (!statement_find(s, which, keys, 3, &st, &row, e))
        return false;
    while (row) {
        if (entries)
            row_entry(st, &entries[n]);
        row_take(st, entries ? ENTRY_COLUMN_COUNT : 0, &takes[n++]);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    *count = n;
    return true;
}

bool store_list_takes(struct store *s, int64_t article, int64_t after_role, struct take_entry *out, size_t max,
                      size_t *count, struct err *e)
{
    return list_takes(s, LIST_TAKES, (int64_t[]){article, after_role, (int64_t)max}, out, NULL, count, e);
}

bool store_list_role(struct store *s, int64_t role, int64_t after, struct take_entry *takes, struct entry *entries,
                     size_t max, size_t *count, struct err *e)
{
    return list_takes(s, LIST_ROLE_TAKES, (int64_t[]){role, after, (int64_t)max}, takes, entries, count, e);
}

/* Columns of TAKE_TEXTS. */
void row_take_texts(sqlite3_stmt *st, struct arena *arena, struct take *out)
{
    *out = (struct take){
        .role = column_string(st, 0, arena),
        .name = column_string(st, 1, arena),
        .perspective = column_string(st, 2, arena),
        .text = column_string(st, 3, arena),
        .model = column_string(st, 4, arena),
        .created = sqlite3_column_type(st, 5) == SQLITE_NULL ? TIME_NONE : sqlite3_column_int64(st, 5),
    };
}

bool store_load_take(struct store *s, int64_t take, struct arena *arena, struct take *out, bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, LOAD_TAKE, &take, 1, &st, &row, e))
        return false;
    *found = row;
    if (row) {
        row_take_texts(st, arena, out);
        sqlite3_reset(st);
    }
    return true;
}

bool takes_load(struct store *s, int64_t article, int32_t revision, struct arena *arena, struct stored_take **out,
                size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, LOAD_TAKES, (int64_t[]){article, revision}, 2, &st, &row, e))
        return false;
    *out = NULL;
    *count = 0;
    while (row) {
        *out = arena_grow(arena, *out, *count, sizeof **out);
        struct stored_take *t = &(*out)[(*count)++];
        row_take_texts(st, arena, &t->take);
        t->id = sqlite3_column_int64(st, 6);
        t->role = sqlite3_column_int64(st, 7);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

void takes_set(struct document *d, struct arena *arena, const struct stored_take *takes, size_t count)
{
    d->takes = count ? arena_alloc(arena, count * sizeof *d->takes) : NULL;
    d->take_count = count;
    for (size_t i = 0; i < count; i++)
        d->takes[i] = takes[i].take;
}

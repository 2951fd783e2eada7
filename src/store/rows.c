/* rows: from the columns of a result to plain data. */
#include "session.h"

#include "newsfs/text.h"

#include <string.h>

void column_copy(sqlite3_stmt *st, int column, char *out, size_t size)
{
    const char *bytes = sqlite3_column_blob(st, column);
    size_t len = (size_t)sqlite3_column_bytes(st, column);
    if (len >= size)
        len = text_cut(bytes, len, size - 1);
    if (len)
        memcpy(out, bytes, len);
    out[len] = '\0';
}

const char *column_string(sqlite3_stmt *st, int column, struct arena *arena)
{
    if (sqlite3_column_type(st, column) == SQLITE_NULL)
        return NULL;
    const void *bytes = sqlite3_column_blob(st, column);
    size_t len = (size_t)sqlite3_column_bytes(st, column);
    return len ? arena_strndup(arena, bytes, len) : "";
}

void row_entry(sqlite3_stmt *st, struct entry *out)
{
    out->id = sqlite3_column_int64(st, 0);
    out->source = sqlite3_column_int64(st, 1);
    out->day = sqlite3_column_int64(st, 2);
    out->published = sqlite3_column_int64(st, 3);
    out->first_seen = sqlite3_column_int64(st, 4);
    out->changed = sqlite3_column_int64(st, 5);
    out->revision = sqlite3_column_int(st, 6);
    out->content = sqlite3_column_int(st, 7);
    out->topic_count = sqlite3_column_bytes(st, 8) / 4;
    out->take_count = sqlite3_column_int(st, 9);
    for (int i = 0; i < ARTICLE_FILE_COUNT; i++)
        out->size[i] = sqlite3_column_int64(st, 10 + i);
    column_copy(st, 16, out->name, sizeof out->name);
}

bool list_entries_of(struct store *s, sqlite3_stmt *st, struct entry *out, size_t max, size_t *count, struct err *e)
{
    bool row = true;
    size_t n = 0;
    while (n < max) {
        if (!statement_row(s, st, &row, e))
            return false;
        if (!row)
            break;
        row_entry(st, &out[n++]);
    }
    if (row)
        sqlite3_reset(st);
    *count = n;
    return true;
}

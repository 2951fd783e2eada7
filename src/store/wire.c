/* wire: wire.tsv as chunks of bytes by their offset, and the change log by number. Both only ever grow at the end. */
#include "session.h"

#include <string.h>

#define READ_MAX   (1 << 30)
#define CHUNK_SIZE (32 << 10) /* lines are gathered to about this */

/* As one field: without its last newline, tabs and newlines inside as spaces. */
static void add_value(struct buf *out, const char *value, char end)
{
    size_t from = out->len, len = value ? strlen(value) : 0;
    if (len && value[len - 1] == '\n')
        len--;
    buf_add(out, value ? value : "", len);
    for (char *p = out->data + from; (p = strpbrk(p, "\t\n")) != NULL;)
        *p = ' ';
    buf_addc(out, end);
}

void wire_add(struct store *s, int64_t time, const char *source, const char *name, const char *title, const char *url)
{
    struct buf *wire = &s->write.wire;
    char when[TIME_TEXT_SIZE];
    time_format(when, time);
    add_value(wire, when, '\t');
    add_value(wire, source, '\t');
    add_value(wire, name, '\t');
    add_value(wire, title, '\t');
    add_value(wire, url, '\n');
}

bool wire_flush(struct store *s, struct err *e)
{
    struct write_state *w = &s->write;
    if (w->wire.len == 0)
        return true;
    sqlite3_stmt *st = statement_get(s, WIRE_ADD, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, w->wire_end);
    sqlite3_bind_blob64(st, 2, w->wire.data, w->wire.len, SQLITE_STATIC);
    if (!statement_run(s, st, e))
        return false;
    w->wire_end += (int64_t)w->wire.len;
    buf_clear(&w->wire);
    return true;
}

bool wire_flush_chunk(struct store *s, struct err *e)
{
    return s->write.wire.len < CHUNK_SIZE || wire_flush(s, e);
}

bool store_wire_size(struct store *s, int64_t *bytes, struct err *e)
{
    int64_t end = 0;
    if ((s->writing && !wire_flush(s, e)) || !statement_number(s, WIRE_END, NULL, 0, &end, e))
        return false;
    *bytes = end;
    return true;
}

/* The part of a chunk that begins at start and lies in [offset, offset + max). */
static void add_part(struct buf *out, sqlite3_stmt *st, int64_t offset, size_t max)
{
    int64_t start = sqlite3_column_int64(st, 0);
    const char *bytes = sqlite3_column_blob(st, 1);
    int64_t from = offset > start ? offset - start : 0, to = sqlite3_column_bytes(st, 1);
    if (to > offset + (int64_t)max - start)
        to = offset + (int64_t)max - start;
    if (from < to)
        buf_add(out, bytes + from, (size_t)(to - from));
}

bool store_wire_read(struct store *s, int64_t offset, size_t max, struct buf *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t before = out->len;
    if (max > READ_MAX)
        max = READ_MAX;
    if (offset < 0 || offset > INT64_MAX - READ_MAX)
        return true;
    if ((s->writing && !wire_flush(s, e)) || !statement_find(s, WIRE_READ, &offset, 1, &st, &row, e))
        return false;
    while (row) {
        add_part(out, st, offset, max);
        if (sqlite3_column_int64(st, 0) + sqlite3_column_bytes(st, 1) >= offset + (int64_t)max) {
            sqlite3_reset(st);
            return true;
        }
        if (!statement_row(s, st, &row, e)) {
            buf_truncate(out, before);
            return false;
        }
    }
    return true;
}

bool change_add(struct store *s, enum change_kind kind, int64_t time, int64_t article, int64_t detail, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, CHANGE_ADD, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, ++s->write.last_change);
    sqlite3_bind_int64(st, 2, kind);
    sqlite3_bind_int64(st, 3, time);
    sqlite3_bind_int64(st, 4, article);
    sqlite3_bind_int64(st, 5, detail);
    return statement_run(s, st, e);
}

bool store_last_change(struct store *s, int64_t *number, struct err *e)
{
    int64_t last = 0;
    if (!statement_number(s, LAST_CHANGE, NULL, 0, &last, e))
        return false;
    *number = last;
    return true;
}

bool store_list_changes(struct store *s, int64_t after, struct change *out, size_t max, size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t n = 0;
    if (!statement_find(s, LIST_CHANGES, (int64_t[]){after, (int64_t)max}, 2, &st, &row, e))
        return false;
    while (row) {
        out[n++] = (struct change){.number = sqlite3_column_int64(st, 0),
                                   .kind = (enum change_kind)sqlite3_column_int(st, 1),
                                   .time = sqlite3_column_int64(st, 2),
                                   .article = sqlite3_column_int64(st, 3),
                                   .detail = sqlite3_column_int64(st, 4)};
        if (!statement_row(s, st, &row, e))
            return false;
    }
    *count = n;
    return true;
}

bool store_data_version(struct store *s, int64_t *version, struct err *e)
{
    return statement_number(s, DATA_VERSION, NULL, 0, version, e);
}

/* groups: sources, topics and roles, which differ in their table only. */
#include "path.h"
#include "session.h"

#include <string.h>

static enum statement of_kind(enum statement first, enum group_kind kind)
{
    return (enum statement)(first + kind);
}

static void row_group(sqlite3_stmt *st, struct group *out)
{
    out->id = sqlite3_column_int64(st, 0);
    out->latest = TIME_NONE;
    column_copy(st, 1, out->slug, sizeof out->slug);
    column_copy(st, 2, out->name, sizeof out->name);
    column_copy(st, 3, out->url, sizeof out->url);
}

static bool find_latest(struct store *s, enum group_kind kind, struct group *g, struct err *e)
{
    return statement_number(s, of_kind(LAST_SOURCE, kind), &g->id, 1, &g->latest, e);
}

/* The row st stands on, and when something last came into it. */
static bool take_group(struct store *s, enum group_kind kind, sqlite3_stmt *st, bool row, struct group *out,
                       bool *found, struct err *e)
{
    *found = row;
    if (!row)
        return true;
    row_group(st, out);
    sqlite3_reset(st);
    return find_latest(s, kind, out, e);
}

bool store_get_group(struct store *s, enum group_kind kind, int64_t id, struct group *out, bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    return statement_find(s, of_kind(GET_SOURCE, kind), &id, 1, &st, &row, e) &&
           take_group(s, kind, st, row, out, found, e);
}

bool store_find_group(struct store *s, enum group_kind kind, const char *slug, struct group *out, bool *found,
                      struct err *e)
{
    sqlite3_stmt *st = statement_get(s, of_kind(FIND_SOURCE, kind), e);
    bool row;
    if (!st)
        return false;
    bind_text(st, 1, slug);
    return statement_row(s, st, &row, e) && take_group(s, kind, st, row, out, found, e);
}

static bool list_rows(struct store *s, sqlite3_stmt *st, enum group_kind kind, struct group *out, size_t max,
                      size_t *count, struct err *e)
{
    bool row = true, ok = true;
    size_t n = 0;
    while (n < max && (ok = statement_row(s, st, &row, e)) && row) {
        row_group(st, &out[n]);
        if (!(ok = find_latest(s, kind, &out[n], e)))
            break;
        n++;
    }
    sqlite3_reset(st);
    *count = ok ? n : *count;
    return ok;
}

bool store_list_groups(struct store *s, enum group_kind kind, int64_t after_id, struct group *out, size_t max,
                       size_t *count, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, of_kind(LIST_SOURCES, kind), e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, after_id);
    sqlite3_bind_int64(st, 2, (int64_t)max);
    return list_rows(s, st, kind, out, max, count, e);
}

bool store_count_group(struct store *s, enum group_kind kind, int64_t id, int64_t *articles, struct err *e)
{
    return statement_number(s, of_kind(COUNT_SOURCE, kind), &id, 1, articles, e);
}

static bool count_days(struct store *s, int64_t *days, struct err *e)
{
    int64_t day = INT64_MIN, next = INT64_MIN, n = 0;
    for (;;) {
        if (!statement_number(s, NEXT_DAY, &day, 1, &next, e))
            return false;
        if (next == day)
            break;
        day = next;
        n++;
    }
    *days = n;
    return true;
}

bool store_count(struct store *s, struct store_counts *out, struct err *e)
{
    struct store_counts c = {.bytes = disk_bytes(s->path)};
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = statement_number(s, COUNT_ARTICLES, NULL, 0, &c.articles, e) &&
              statement_number(s, COUNT_SOURCES, NULL, 0, &c.sources, e) &&
              statement_number(s, COUNT_TOPICS, NULL, 0, &c.topics, e) &&
              statement_number(s, COUNT_ROLES, NULL, 0, &c.roles, e) &&
              statement_number(s, COUNT_TAKES, NULL, 0, &c.takes, e) && count_days(s, &c.days, e);
    snapshot_end(s, mine);
    if (ok)
        *out = c;
    return ok;
}

bool store_list_days(struct store *s, int64_t after, int64_t *days, int64_t *latest, size_t max, size_t *count,
                     struct err *e)
{
    bool mine, ok = true;
    size_t n = 0;
    if (!snapshot_begin(s, &mine, e))
        return false;
    while (n < max) {
        int64_t day = after;
        ok = statement_number(s, NEXT_DAY, &after, 1, &day, e);
        if (!ok || day == after)
            break;
        latest[n] = TIME_NONE;
        ok = statement_number(s, LATEST_OF_DAY, &day, 1, &latest[n], e);
        if (!ok)
            break;
        days[n++] = after = day;
    }
    snapshot_end(s, mine);
    *count = ok ? n : *count;
    return ok;
}

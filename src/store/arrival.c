/* arrival: what the tree above asks of the newest, and of one article's topics. */
#include "session.h"

#include <stdlib.h>

bool store_last_arrival(struct store *s, int64_t *time, struct err *e)
{
    int64_t latest = TIME_NONE;
    if (!statement_number(s, LAST_ARRIVAL, NULL, 0, &latest, e))
        return false;
    *time = latest;
    return true;
}

bool store_list_newest(struct store *s, int64_t source, int64_t before, struct entry *out, size_t max, size_t *count,
                       struct err *e)
{
    sqlite3_stmt *st = statement_get(s, NEWEST_OF_SOURCE, e);
    *count = 0;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, source);
    sqlite3_bind_int64(st, 2, before);
    sqlite3_bind_int64(st, 3, (int64_t)max);
    return list_entries_of(s, st, out, max, count, e);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

bool store_list_article_topics(struct store *s, int64_t article, int64_t after, int64_t *topics, size_t max,
                               size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    struct topic_mark marks[TOPICS_MAX];
    int64_t ids[TOPICS_MAX];
    if (!statement_find(s, ARTICLE_TOPICS, &article, 1, &st, &row, e))
        return false;
    size_t all = row && sqlite3_column_bytes(st, 0) <= (int)(4 * TOPICS_MAX)
                     ? topics_unpack(marks, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0))
                     : 0;
    if (row)
        sqlite3_reset(st);
    for (size_t i = 0; i < all; i++)
        ids[i] = marks[i].id;
    if (all)
        qsort(ids, all, sizeof *ids, compare_ids);
    *count = 0;
    for (size_t i = 0; i < all && *count < max; i++)
        if (ids[i] > after)
            topics[(*count)++] = ids[i];
    return true;
}

/* sets: the directories of articles, each a keyset-paged walk along an index.
 *
 * The latest articles are the only set whose end moves: an entry belongs while it stands among the newest `key`, which is found by
 * stepping that far along the index of days. Its cookie counts backwards, from the newest possible day and number. */
#include "session.h"

#define DAY_LAST  2932896 /* 9999-12-31 */
#define DAY_FIRST -719162 /* 0001-01-01 */

static int64_t latest_cookie(int64_t day, int64_t id)
{
    day = day < DAY_FIRST ? DAY_FIRST : day > DAY_LAST ? DAY_LAST : day;
    return ((DAY_LAST - day) << ARTICLE_ID_BITS | (ARTICLE_LIMIT - 1 - id)) + 1;
}

static void latest_place(int64_t cookie, int64_t *day, int64_t *id)
{
    *day = DAY_LAST - ((cookie - 1) >> ARTICLE_ID_BITS);
    *id = ARTICLE_LIMIT - 1 - ((cookie - 1) & (ARTICLE_LIMIT - 1));
}

int64_t article_set_cookie(const struct article_set *set, const struct entry *entry)
{
    return set->kind == SET_LATEST ? latest_cookie(entry->day, entry->id) : entry->id;
}

/* The cookie of the last entry that belongs; INT64_MAX where there are fewer than that many. */
static bool latest_end(struct store *s, int64_t many, int64_t *cookie, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, LATEST_THRESHOLD, (int64_t[]){many - 1, INT64_MAX}, 2, &st, &row, e))
        return false;
    *cookie = INT64_MAX;
    if (row) {
        *cookie = latest_cookie(sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
        sqlite3_reset(st);
    }
    return true;
}

static bool list_latest(struct store *s, int64_t many, int64_t after, struct entry *out, size_t max, size_t *count,
                        struct err *e)
{
    const struct article_set set = {.kind = SET_LATEST};
    int64_t day = INT64_MAX, id = INT64_MAX, end;
    *count = 0;
    if (many <= 0)
        return true;
    if (after > 0)
        latest_place(after, &day, &id);
    sqlite3_stmt *st = statement_get(s, LIST_LATEST, e);
    if (!st || !latest_end(s, many, &end, e))
        return false;
    sqlite3_bind_int64(st, 1, day);
    sqlite3_bind_int64(st, 2, id);
    sqlite3_bind_int64(st, 3, (int64_t)max);
    if (!list_entries_of(s, st, out, max, count, e))
        return false;
    while (*count > 0 && article_set_cookie(&set, &out[*count - 1]) > end)
        --*count;
    return true;
}

static bool list_by_id(struct store *s, enum statement which, int64_t key, int64_t after, struct entry *out, size_t max,
                       size_t *count, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, which, e);
    if (!st)
        return false;
    if (which != LIST_ALL)
        sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int64(st, 2, after);
    sqlite3_bind_int64(st, 3, (int64_t)max);
    return list_entries_of(s, st, out, max, count, e);
}

bool store_list_entries(struct store *s, const struct article_set *set, int64_t after, struct entry *out, size_t max,
                        size_t *count, struct err *e)
{
    static const enum statement list[] = {
        [SET_ALL] = LIST_ALL, [SET_SOURCE] = LIST_SOURCE, [SET_TOPIC] = LIST_TOPIC, [SET_DAY] = LIST_DAY};
    if (set->kind != SET_LATEST)
        return list_by_id(s, list[set->kind], set->key, after, out, max, count, e);
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = list_latest(s, set->key, after, out, max, count, e);
    snapshot_end(s, mine);
    return ok;
}

static bool has_topic(struct store *s, int64_t topic, int64_t article, bool *has, struct err *e)
{
    int64_t one = 0;
    if (!statement_number(s, HAS_TOPIC, (int64_t[]){topic, article}, 2, &one, e))
        return false;
    *has = one == 1;
    return true;
}

bool store_set_has(struct store *s, const struct article_set *set, const struct entry *entry, bool *has, struct err *e)
{
    int64_t end = 0;
    switch (set->kind) {
    case SET_TOPIC:
        return has_topic(s, set->key, entry->id, has, e);
    case SET_LATEST:
        if (set->key > 0 && !latest_end(s, set->key, &end, e))
            return false;
        *has = article_set_cookie(set, entry) <= end;
        return true;
    default:
        *has = set->kind == SET_ALL || set->key == (set->kind == SET_SOURCE ? entry->source : entry->day);
        return true;
    }
}

bool store_list_ids(struct store *s, int64_t source, int64_t after, int64_t *ids, size_t max, size_t *count,
                    struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    *count = 0;
    if (!statement_find(s, LIST_SOURCE_IDS, (int64_t[]){source, after, (int64_t)max}, 3, &st, &row, e))
        return false;
    while (row) {
        ids[(*count)++] = sqlite3_column_int64(st, 0);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

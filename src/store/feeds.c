/* feeds: one row a subscription, its state beside it: a row is read and written as a whole, once a fetching.
 *
 * Topics are lines of one text: a topic's name is a clean line, so it holds no newline. */
#include "newsfs/feeds.h"
#include "session.h"

#include "newsfs/text.h"
#include "newsfs/url.h"

#include <string.h>

#define FIRST_TEXT 2 /* columns of feed, as in FEED_COLUMNS */

void feed_init(struct feed *f, const char *url)
{
    *f = (struct feed){.url = url,
                       .source_url = url,
                       .added = clock_now(),
                       .next_due = clock_now(),
                       .last_fetched = TIME_NONE,
                       .last_success = TIME_NONE,
                       .last_arrival = TIME_NONE};
}

/* ---- rows ---- */

static void read_topics(struct feed *f, const char *lines, struct arena *arena)
{
    while (lines && *lines && f->topic_count < FEED_TOPICS_MAX) {
        size_t len = strcspn(lines, "\n");
        f->topics = arena_grow(arena, f->topics, f->topic_count, sizeof *f->topics);
        f->topics[f->topic_count++] = arena_strndup(arena, lines, len);
        lines += len + (lines[len] == '\n');
    }
}

static int64_t column_time(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? TIME_NONE : sqlite3_column_int64(st, column);
}

static void row_feed(sqlite3_stmt *st, struct arena *arena, struct feed *f)
{
    *f = (struct feed){.id = sqlite3_column_int64(st, 0)};
    f->url = column_string(st, 1, arena);
    f->title = column_string(st, 2, arena);
    f->home_url = column_string(st, 3, arena);
    read_topics(f, column_string(st, 4, arena), arena);
    f->etag = column_string(st, 5, arena);
    f->last_modified = column_string(st, 6, arena);
    f->last_error = column_string(st, 7, arena);
    f->is_named = sqlite3_column_int(st, 8);
    f->allow_private = sqlite3_column_int(st, 9);
    f->next_due = column_time(st, 10);
    f->interval_seconds = sqlite3_column_int64(st, 11);
    f->last_fetched = column_time(st, 12);
    f->last_success = column_time(st, 13);
    f->last_arrival = column_time(st, 14);
    f->last_status = sqlite3_column_int(st, 15);
    f->failures = sqlite3_column_int(st, 16);
    f->is_gone = sqlite3_column_int(st, 17);
    f->articles = sqlite3_column_int64(st, 18);
    f->last_articles = sqlite3_column_int64(st, 19);
    f->source_url = column_string(st, 20, arena);
    f->added = column_time(st, 21);
    f->is_full = sqlite3_column_int(st, 22);
}

static void bind_time(sqlite3_stmt *st, int at, int64_t time)
{
    if (time == TIME_NONE)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_int64(st, at, time);
}

/* Parameters 2 … 20, and 23: what may change, in the order of the columns. */
static void bind_feed(sqlite3_stmt *st, const struct feed *f, struct buf *topics)
{
    const char *const texts[] = {f->url, f->title, f->home_url, NULL, f->etag, f->last_modified, f->last_error};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        bind_text(st, FIRST_TEXT + i, texts[i]);
    for (size_t i = 0; i < f->topic_count && i < FEED_TOPICS_MAX; i++) {
        text_clean_line(topics, f->topics[i], strlen(f->topics[i]));
        buf_addc(topics, '\n');
    }
    bind_text(st, 5, topics->len ? topics->data : NULL);
    sqlite3_bind_int(st, 9, f->is_named);
    sqlite3_bind_int(st, 10, f->allow_private);
    bind_time(st, 11, f->is_gone ? TIME_NONE : f->next_due);
    sqlite3_bind_int64(st, 12, f->interval_seconds);
    bind_time(st, 13, f->last_fetched);
    bind_time(st, 14, f->last_success);
    bind_time(st, 15, f->last_arrival);
    sqlite3_bind_int(st, 16, f->last_status);
    sqlite3_bind_int(st, 17, f->failures < FEED_FAILURES_MAX ? f->failures : FEED_FAILURES_MAX);
    sqlite3_bind_int(st, 18, f->is_gone);
    sqlite3_bind_int64(st, 19, f->articles);
    sqlite3_bind_int64(st, 20, f->last_articles);
    sqlite3_bind_int(st, 23, f->is_full);
}

/* ---- reading ---- */

static bool one_feed(struct store *s, sqlite3_stmt *st, bool row, struct arena *arena, struct feed *out, bool *found)
{
    (void)s;
    *found = row;
    if (row) {
        row_feed(st, arena, out);
        sqlite3_reset(st);
    }
    return true;
}

bool store_get_feed(struct store *s, int64_t id, struct arena *arena, struct feed *out, bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    return statement_find(s, GET_FEED, &id, 1, &st, &row, e) && one_feed(s, st, row, arena, out, found);
}

bool store_find_feed(struct store *s, const char *url, struct arena *arena, struct feed *out, bool *found,
                     struct err *e)
{
    sqlite3_stmt *st = statement_get(s, FIND_FEED, e);
    bool row;
    if (!st)
        return false;
    bind_text(st, 1, url);
    return statement_row(s, st, &row, e) && one_feed(s, st, row, arena, out, found);
}

bool store_list_feeds(struct store *s, int64_t after, struct arena *arena, struct feed *out, size_t max, size_t *count,
                      struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t n = 0;
    if (!statement_find(s, LIST_FEEDS, (int64_t[]){after, (int64_t)max}, 2, &st, &row, e))
        return false;
    while (row && n < max) {
        row_feed(st, arena, &out[n++]);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    *count = n;
    return true;
}

bool store_list_due_feeds(struct store *s, int64_t now, int64_t *ids, size_t max, size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t n = 0;
    if (!statement_find(s, LIST_DUE_FEEDS, (int64_t[]){now, (int64_t)max}, 2, &st, &row, e))
        return false;
    while (row && n < max) {
        ids[n++] = sqlite3_column_int64(st, 0);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    *count = n;
    return true;
}

bool store_next_due(struct store *s, int64_t *time, struct err *e)
{
    int64_t due = TIME_NONE;
    if (!statement_number(s, NEXT_DUE, NULL, 0, &due, e))
        return false;
    *time = due;
    return true;
}

bool store_count_feeds(struct store *s, int64_t *count, struct err *e)
{
    return statement_number(s, COUNT_FEEDS, NULL, 0, count, e);
}

/* ---- writing ---- */

static bool check_feed(struct store *s, const struct feed *f, struct err *e)
{
    if (!write_is_open(s, e))
        return false;
    if (!url_is_http(f->url) || strlen(f->url) > URL_MAX)
        return err_set(e, ERR_USAGE, "%.200s is no http or https address: check its spelling", f->url);
    return true;
}

static bool id_of(struct store *s, const char *url, int64_t *id, bool *found, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, FIND_FEED, e);
    if (!st)
        return false;
    bind_text(st, 1, url);
    if (!statement_row(s, st, found, e))
        return false;
    if (*found) {
        *id = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
    }
    return true;
}

/* Whether the address is the feed's already, as it nearly always is: much cheaper to ask than who else has it. */
static bool has_url(struct store *s, const struct feed *f, bool *has, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, FEED_HAS_URL, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, f->id);
    bind_text(st, 2, f->url);
    if (!statement_row(s, st, has, e))
        return false;
    if (*has)
        sqlite3_reset(st);
    return true;
}

bool store_add_feed(struct store *s, const struct feed *f, int64_t *id, bool *added, struct err *e)
{
    BUF_SCOPED struct buf topics = {0};
    bool known;
    if (!check_feed(s, f, e) || !id_of(s, f->url, id, &known, e))
        return false;
    *added = false;
    if (known)
        return true;
    sqlite3_stmt *st = statement_get(s, ADD_FEED, e);
    if (!st)
        return false;
    bind_feed(st, f, &topics);
    sqlite3_bind_null(st, 1);
    bind_text(st, 21, f->source_url ? f->source_url : f->url);
    bind_time(st, 22, f->added);
    if (!statement_run(s, st, e))
        return false;
    *id = sqlite3_last_insert_rowid(s->db);
    *added = true;
    return true;
}

bool store_set_feed(struct store *s, const struct feed *f, struct err *e)
{
    BUF_SCOPED struct buf topics = {0};
    int64_t owner = f->id;
    bool known;
    if (!check_feed(s, f, e) || !has_url(s, f, &known, e))
        return false;
    if (!known && !id_of(s, f->url, &owner, &known, e))
        return false;
    if (owner != f->id)
        return err_set(e, ERR_USAGE, "another feed has the address %.200s already: remove one of the two", f->url);
    sqlite3_stmt *st = statement_get(s, SET_FEED, e);
    if (!st)
        return false;
    bind_feed(st, f, &topics);
    sqlite3_bind_int64(st, 1, f->id);
    return statement_run(s, st, e);
}

bool store_remove_feed(struct store *s, int64_t id, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    return write_is_open(s, e) && statement_find(s, PRUNED_DROP, &id, 1, &st, &row, e) &&
           statement_find(s, REMOVE_FEED, &id, 1, &st, &row, e);
}

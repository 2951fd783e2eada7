/* index_read: what the index knows of one segment: a query's tree over sets of places. */
#include "index.h"

#define KEY_MAX (TOKEN_MAX + 2)

static bool one_segment(struct store *s, enum statement which, int64_t key, struct segment *out, bool *found,
                        struct err *e)
{
    sqlite3_stmt *st;
    if (!statement_find(s, which, &key, 1, &st, found, e))
        return false;
    if (!*found)
        return true;
    int64_t *const fields[] = {&out->first,         &out->last,      &out->number,   &out->articles,
                               &out->text_bytes,    &out->day_first, &out->day_last, &out->published_first,
                               &out->published_last};
    for (int i = 0; i < 9; i++)
        *fields[i] = sqlite3_column_int64(st, i);
    sqlite3_reset(st);
    return true;
}

bool segment_below(struct store *s, int64_t before, struct segment *out, bool *found, struct err *e)
{
    return one_segment(s, SEGMENT_BELOW, before, out, found, e);
}

bool segment_after(struct store *s, int64_t after, struct segment *out, bool *found, struct err *e)
{
    return one_segment(s, SEGMENT_AFTER, after, out, found, e);
}

bool segment_indexed(struct store *s, int64_t *last, struct err *e)
{
    *last = 0;
    return statement_number(s, INDEXED_LAST, NULL, 0, last, e);
}

bool segment_mark(struct store *s, enum statement which, const int64_t *keys, int count, const struct segment *g,
                  struct bits *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    int64_t all[4];
    for (int i = 0; i < count; i++)
        all[i] = keys[i];
    all[count] = g->first;
    all[count + 1] = g->last;
    if (!statement_find(s, which, all, count + 2, &st, &row, e))
        return false;
    while (row) {
        bits_set(out, (size_t)(sqlite3_column_int64(st, 0) - g->first));
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

/* ---- words ---- */

/* Places of all rows of a statement whose first column is a posting. */
static bool add_rows(struct store *s, sqlite3_stmt *st, const struct segment *g, struct bits *out, struct err *e)
{
    bool row;
    if (!statement_row(s, st, &row, e))
        return false;
    while (row) {
        size_t len = (size_t)sqlite3_column_bytes(st, 0);
        bits_add_posting(out, sqlite3_column_blob(st, 0), len, segment_width(g));
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

static bool find_word(struct store *s, const struct segment *g, char mark, const char *token, bool prefix,
                      struct bits *out, struct err *e)
{
    char key[KEY_MAX + 1];
    int len = 0;
    if (mark)
        key[len++] = mark;
    for (; *token && len < KEY_MAX; token++)
        key[len++] = *token;
    key[len] = '\xFF';
    sqlite3_stmt *st = statement_get(s, prefix ? WORD_RANGE : WORD_GET, e);
    bits_clear(out);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, g->number);
    sqlite3_bind_blob(st, 2, key, len, SQLITE_TRANSIENT);
    if (prefix)
        sqlite3_bind_blob(st, 3, key, len + 1, SQLITE_TRANSIENT);
    return add_rows(s, st, g, out, e);
}

/* Words in a row are in the same article; whether in a row, only its text tells. */
static bool find_row(struct store *s, const struct segment *g, const struct query *q, struct bits *out, bool *exact,
                     struct err *e)
{
    char mark = q->kind == QUERY_AUTHOR ? MARK_AUTHOR : q->title_only ? MARK_TITLE : '\0';
    bits_fill(out, segment_width(g));
    *exact = q->token_count < 2;
    for (size_t i = 0; i < q->token_count && bits_any(out); i++) {
        struct bits one;
        if (!find_word(s, g, mark, q->tokens[i], q->prefix && i + 1 == q->token_count, &one, e))
            return false;
        bits_and(out, &one);
    }
    return true;
}

/* ---- the narrow indexes ---- */

static bool find_members(struct store *s, const struct segment *g, const struct query *q, struct bits *out,
                         struct err *e)
{
    static const enum statement ids[] = {SOURCE_BY_SLUG, TOPIC_BY_SLUG, ROLE_BY_SLUG},
                                members[] = {MARK_SOURCE, MARK_TOPIC, MARK_ROLE};
    int which = q->kind == QUERY_SOURCE ? 0 : q->kind == QUERY_TOPIC ? 1 : 2;
    sqlite3_stmt *st = statement_get(s, ids[which], e);
    bool row;
    bits_clear(out);
    if (!st)
        return false;
    bind_text(st, 1, q->slug);
    if (!statement_row(s, st, &row, e))
        return false;
    if (!row)
        return true;
    int64_t id = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return segment_mark(s, members[which], &id, 1, g, out, e);
}

/* Mostly a segment lies in the period or outside of it. Its bounds are those of when it was written: what changed since is dirty. */
static bool find_period(struct store *s, const struct segment *g, const struct query *q, struct bits *out,
                        struct err *e)
{
    bool days = q->kind == QUERY_DAYS;
    int64_t first = days ? g->day_first : g->published_first, last = days ? g->day_last : g->published_last;
    bits_clear(out);
    if (last < q->from || (days && first >= q->to))
        return true;
    if (first >= q->from && (!days || last < q->to)) {
        bits_fill(out, segment_width(g));
        return true;
    }
    return segment_mark(s, days ? MARK_DAYS : MARK_SINCE, (int64_t[]){q->from, q->to}, days ? 2 : 1, g, out, e);
}

/* ---- the tree ---- */

/* What is cheap is asked first, as it may spare the rest. */
static int cost_of(const struct query *q)
{
    switch (q->kind) {
    case QUERY_TEXT:
    case QUERY_AUTHOR:
        return q->prefix ? 2 : 1;
    case QUERY_AND:
    case QUERY_OR:
        return 4;
    default:
        return 3;
    }
}

static bool find_both(struct store *s, const struct segment *g, const struct query *q, struct bits *out, bool *exact,
                      struct err *e)
{
    bool swap = cost_of(q->right) < cost_of(q->left), is_and = q->kind == QUERY_AND, other_exact = true;
    const struct query *one = swap ? q->right : q->left, *two = swap ? q->left : q->right;
    struct bits other;
    if (!index_query(s, g, one, out, exact, e))
        return false;
    if (is_and && !bits_any(out))
        return true;
    if (!index_query(s, g, two, &other, &other_exact, e))
        return false;
    (is_and ? bits_and : bits_or)(out, &other);
    *exact = *exact && other_exact;
    return true;
}

static bool find_others(struct store *s, const struct segment *g, const struct query *q, struct bits *out, bool *exact,
                        struct err *e)
{
    if (!index_query(s, g, q->left, out, exact, e))
        return false;
    if (*exact)
        bits_invert(out, segment_width(g));
    else
        bits_fill(out, segment_width(g));
    return true;
}

bool index_query(struct store *s, const struct segment *g, const struct query *q, struct bits *out, bool *exact,
                 struct err *e)
{
    *exact = true;
    switch (q->kind) {
    case QUERY_TEXT:
    case QUERY_AUTHOR:
        return find_row(s, g, q, out, exact, e);
    case QUERY_SOURCE:
    case QUERY_TOPIC:
    case QUERY_ROLE:
        return find_members(s, g, q, out, e);
    case QUERY_DAYS:
    case QUERY_SINCE:
        return find_period(s, g, q, out, e);
    case QUERY_AND:
    case QUERY_OR:
        return find_both(s, g, q, out, exact, e);
    case QUERY_NOT:
        return find_others(s, g, q, out, exact, e);
    case QUERY_ALL:
        break;
    }
    bits_fill(out, segment_width(g));
    return true;
}

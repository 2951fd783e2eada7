/* query_field: the fields of queries, a row each, and how their values are read. */
#include "newsfs/name.h"
#include "newsfs/text.h"
#include "query_read.h"

#define SPAN_MOST 1000000000000 /* of any unit: beyond all times, and no product with a unit overflows */

bool query_fail_value(struct query_reader *r, const struct query_value *v, const char *reason)
{
    return query_fail(r, v->at - v->quoted, v->len + 2 * v->quoted + (v->star && !v->quoted), "%s", reason) != NULL;
}

struct token_list {
    struct arena *arena;
    struct query *q;
};

static bool add_token(void *context, const char *token, size_t len)
{
    struct token_list *list = context;
    struct query *q = list->q;
    q->tokens = arena_grow(list->arena, q->tokens, q->token_count, sizeof *q->tokens);
    q->tokens[q->token_count++] = arena_strndup(list->arena, token, len);
    return true;
}

/* A single character of an unspaced script begins every pair that it stands first in; a pair is as long as a token of it gets. */
static bool last_is_beginning(const struct query *q, bool star)
{
    const char *last = q->tokens[q->token_count - 1];
    uint32_t cp;
    size_t n = text_decode(last, strlen(last), &cp, NULL);
    return text_is_unspaced(cp) ? last[n] == '\0' : star;
}

bool query_read_text(struct query_reader *r, const struct query_field *f, const struct query_value *v, struct query *q)
{
    struct token_list list = {r->arena, q};
    token_each(r->text + v->at, v->len, true, add_token, &list);
    if (q->token_count == 0)
        return query_fail_value(r, v, "nothing of this can be searched for: it holds no letter and no digit");
    q->title_only = f && q->kind == QUERY_TEXT;
    q->prefix = last_is_beginning(q, v->star);
    return true;
}

/* In quotes stands a name, which is slugged; without them it may be a directory's name with the suffix of a second source. */
static bool read_slug(struct query_reader *r, const struct query_field *f, const struct query_value *v, struct query *q)
{
    const char *given = r->text + v->at;
    if (!v->quoted && f->kind != QUERY_ROLE && slug_is_possible(given, v->len)) {
        q->slug = arena_strndup(r->arena, given, v->len);
        return true;
    }
    char slug[SLUG_SIZE], *name = arena_strndup(r->arena, given, v->len);
    size_t len = f->kind == QUERY_ROLE ? slug_make_role(slug, name) : slug_make(slug, name);
    if (len == 0)
        return query_fail_value(r, v, "no name can be made of this: it holds no letter and no digit");
    q->slug = arena_strndup(r->arena, slug, len);
    return true;
}

/* "2026-04-08", "2026-04" or "2026", as the first day and the one after the last. */
static bool days_parse(const char *s, size_t len, int64_t *from, int64_t *to)
{
    char text[DAY_TEXT_SIZE] = "0000-01-01";
    if (len != 4 && len != 7 && len != 10)
        return false;
    memcpy(text, s, len);
    int64_t year, first;
    int month, mday;
    if (!day_parse(text, sizeof text - 1, &first))
        return false;
    date_of_day(first, &year, &month, &mday);
    *from = first;
    if (len == 10)
        *to = first + 1;
    else if (len == 7 && month < 12)
        *to = day_of_date(year, month + 1, 1);
    else
        *to = day_of_date(year + 1, 1, 1);
    return true;
}

static bool read_days(struct query_reader *r, const struct query_field *f, const struct query_value *v, struct query *q)
{
    int64_t first, after;
    if (!days_parse(r->text + v->at, v->len, &first, &after))
        return query_fail_value(r, v, "this is no day (2026-04-08), month (2026-04) or year (2026)");
    q->from = f->name[0] == 'o' ? first : f->name[0] == 'a' ? after : INT64_MIN;
    q->to = f->name[0] == 'o' ? after : f->name[0] == 'a' ? INT64_MAX : first;
    return true;
}

static int64_t clamp_time(int64_t seconds)
{
    return seconds < TIME_MIN ? TIME_MIN : seconds > TIME_MAX ? TIME_MAX : seconds;
}

/* "7d": how many seconds before now. */
static bool span_parse(const char *s, size_t len, int64_t *seconds)
{
    static const struct {
        char name;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY_SECONDS}, {'w', 7 * DAY_SECONDS}};
    int64_t n = 0;
    size_t i = 0;
    for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
        n = n * 10 + (s[i] - '0') < SPAN_MOST ? n * 10 + (s[i] - '0') : SPAN_MOST;
    for (size_t u = 0; i > 0 && i + 1 == len && u < sizeof units / sizeof *units; u++)
        if (units[u].name == s[i]) {
            *seconds = n * units[u].seconds;
            return true;
        }
    return false;
}

static bool read_since(struct query_reader *r, const struct query_field *f, const struct query_value *v,
                       struct query *q)
{
    (void)f;
    const char *given = r->text + v->at;
    int64_t span, first, after;
    if (span_parse(given, v->len, &span))
        q->from = clamp_time(clamp_time(r->now) - span);
    else if (days_parse(given, v->len, &first, &after))
        q->from = first * DAY_SECONDS;
    else if (!time_parse(arena_strndup(r->arena, given, v->len), &q->from))
        return query_fail_value(r, v, "this is no span (90s, 15m, 36h, 7d, 2w), date or time (2026-04-08T10:00:00Z)");
    return true;
}

static const struct query_field fields[] = {
    {"title", QUERY_TEXT, query_read_text},
    {"source", QUERY_SOURCE, read_slug},
    {"topic", QUERY_TOPIC, read_slug},
    {"role", QUERY_ROLE, read_slug},
    {"author", QUERY_AUTHOR, query_read_text},
    {"since", QUERY_SINCE, read_since},
    {"on", QUERY_DAYS, read_days},
    {"before", QUERY_DAYS, read_days},
    {"after", QUERY_DAYS, read_days},
};

const struct query_field *query_field_find(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].name) == len && text_starts_nocase(name, fields[i].name))
            return &fields[i];
    return NULL;
}

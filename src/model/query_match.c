/* query_match: what a query finds, said once and without an index.
 *
 * Each text is taken apart once; every row of tokens that the query asks for follows it (Knuth, Morris and Pratt's automaton, so
 * that no token is looked at twice by one row). The tree is judged afterwards, over what was found. */
#include "newsfs/query.h"

/* One QUERY_TEXT or QUERY_AUTHOR, in the order in which the tree is walked. */
struct row {
    const struct query *q;
    size_t *border; /* border[n]: how many tokens at the end of the first n are also their beginning */
    size_t matched;
    bool listens, found;
};

struct rows {
    struct row *at;
    size_t count, open; /* open: rows that listen to the present text and have found nothing yet */
};

static size_t *borders(struct arena *arena, const struct query *q)
{
    size_t *border = arena_alloc(arena, (q->token_count + 1) * sizeof *border);
    for (size_t i = 1, k = 0; i + 1 < q->token_count; i++) {
        while (k > 0 && strcmp(q->tokens[i], q->tokens[k]) != 0)
            k = border[k];
        k += strcmp(q->tokens[i], q->tokens[k]) == 0;
        border[i + 1] = k;
    }
    return border;
}

static void collect(struct arena *arena, struct rows *rows, const struct query *q)
{
    if (q->kind == QUERY_TEXT || q->kind == QUERY_AUTHOR) {
        rows->at = arena_grow(arena, rows->at, rows->count, sizeof *rows->at);
        rows->at[rows->count++] = (struct row){.q = q, .border = borders(arena, q), .found = q->token_count == 0};
    }
    if (q->left)
        collect(arena, rows, q->left);
    if (q->right)
        collect(arena, rows, q->right);
}

static bool is_next(const struct row *row, const char *token, size_t len)
{
    const char *wanted = row->q->tokens[row->matched];
    size_t n = strlen(wanted);
    bool is_beginning = row->q->prefix && row->matched + 1 == row->q->token_count;
    return (is_beginning ? n <= len : n == len) && memcmp(wanted, token, n) == 0;
}

static void advance(struct row *row, const char *token, size_t len)
{
    while (row->matched > 0 && !is_next(row, token, len))
        row->matched = row->border[row->matched];
    row->matched += is_next(row, token, len);
    row->found = row->matched == row->q->token_count;
}

static bool on_token(void *context, const char *token, size_t len)
{
    struct rows *rows = context;
    for (size_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->at[i];
        if (!row->listens || row->found)
            continue;
        advance(row, token, len);
        rows->open -= row->found;
    }
    return rows->open > 0;
}

static bool listens(const struct query *q, enum query_kind kind, bool is_title)
{
    return q->kind == kind && (is_title || !q->title_only);
}

static void read_text(struct rows *rows, const char *text, enum query_kind kind, bool is_title)
{
    rows->open = 0;
    for (size_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->at[i];
        row->matched = 0;
        row->listens = listens(row->q, kind, is_title);
        rows->open += row->listens && !row->found;
    }
    if (text && rows->open)
        token_each(text, strlen(text), false, on_token, rows);
}

static void read_subject(struct rows *rows, const struct query_subject *s)
{
    read_text(rows, s->title, QUERY_TEXT, true);
    read_text(rows, s->summary, QUERY_TEXT, false);
    read_text(rows, s->body, QUERY_TEXT, false);
    for (size_t i = 0; i < s->take_count; i++)
        read_text(rows, s->takes[i].text, QUERY_TEXT, false);
    for (size_t i = 0; i < s->author_count; i++)
        read_text(rows, s->authors[i].name, QUERY_AUTHOR, true);
}

static bool has_topic(const struct query_subject *s, const char *slug)
{
    for (size_t i = 0; i < s->topic_count; i++)
        if (strcmp(s->topic_slugs[i], slug) == 0)
            return true;
    return false;
}

static bool has_role(const struct query_subject *s, const char *slug)
{
    for (size_t i = 0; i < s->take_count; i++)
        if (strcmp(s->takes[i].role, slug) == 0)
            return true;
    return false;
}

/* Both sides are judged always, so that *next walks the rows as they were collected. */
static bool judge(const struct query *q, const struct query_subject *s, const struct row **next)
{
    bool left = q->left && judge(q->left, s, next);
    bool right = q->right && judge(q->right, s, next);
    switch (q->kind) {
    case QUERY_ALL:
        return true;
    case QUERY_TEXT:
    case QUERY_AUTHOR:
        return (*next)++->found;
    case QUERY_SOURCE:
        return s->source_slug && strcmp(s->source_slug, q->slug) == 0;
    case QUERY_TOPIC:
        return has_topic(s, q->slug);
    case QUERY_ROLE:
        return has_role(s, q->slug);
    case QUERY_DAYS:
        return q->from <= s->day && s->day < q->to;
    case QUERY_SINCE:
        return s->published >= q->from;
    case QUERY_AND:
        return left && right;
    case QUERY_OR:
        return left || right;
    case QUERY_NOT:
        return !left;
    }
    return false;
}

bool query_matches(const struct query *q, const struct query_subject *subject)
{
    ARENA_SCOPED struct arena arena = {0};
    struct rows rows = {0};
    collect(&arena, &rows, q);
    if (rows.count)
        read_subject(&rows, subject);
    const struct row *next = rows.at;
    return judge(q, subject, &next);
}

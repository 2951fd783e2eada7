/* query_format: a tree as the shortest text that parses to it. */
#include "newsfs/query.h"
#include "newsfs/text.h"

/* What surrounds a node: a looser operator inside a tighter one needs parentheses. */
enum tightness { ANY, ALL, ONE };

/* How far the printing of tokens in a row has come. */
struct row {
    struct buf *out;
    const char *open; /* the second character of the pair printed last: the run goes on or ends with it */
};

/* A run was taken apart into pairs that share a character, and is put together again. */
static void add_token(struct row *row, const char *token, bool is_first)
{
    uint32_t cp;
    size_t n = text_decode(token, strlen(token), &cp, NULL);
    bool unspaced = text_is_unspaced(cp);
    const char *second = unspaced && token[n] ? token + n : NULL;
    bool shares = row->open && unspaced && strlen(row->open) == n && memcmp(row->open, token, n) == 0;
    if (shares && second)
        buf_adds(row->out, second);
    else if (!shares)
        buf_addf(row->out, "%s%s", is_first ? "" : " ", token);
    row->open = second;
}

static void add_text(struct buf *out, const struct query *q)
{
    BUF_SCOPED struct buf words = {0};
    struct row row = {&words, NULL};
    for (size_t i = 0; i < q->token_count; i++)
        add_token(&row, q->tokens[i], i == 0);
    uint32_t last = 0;
    if (q->token_count)
        text_decode(q->tokens[q->token_count - 1], strlen(q->tokens[q->token_count - 1]), &last, NULL);
    const char *quote = words.len == 0 || strchr(words.data, ' ') ? "\"" : "";
    const char *star = q->prefix && !text_is_unspaced(last) ? "*" : "";
    buf_addf(out, "%s%s%s%s", quote, buf_str(&words), star, quote);
}

/* Bytes of `day` that name from..to: 10 for a day, 7 for a month, 4 for a year, 0 for no such thing. */
static size_t period_length(int64_t from, int64_t to)
{
    int64_t year;
    int month, mday;
    date_of_day(from, &year, &month, &mday);
    if (to == from + 1)
        return 10;
    if (mday != 1)
        return 0;
    if (to == (month < 12 ? day_of_date(year, month + 1, 1) : day_of_date(year + 1, 1, 1)))
        return 7;
    return month == 1 && to == day_of_date(year + 1, 1, 1) ? 4 : 0;
}

static void add_day(struct buf *out, const char *field, int64_t day, size_t len)
{
    char text[DAY_TEXT_SIZE];
    day_format(text, day);
    buf_addf(out, "%s:%.*s", field, (int)len, text);
}

/* A span that no single field names, which a parsed query never holds, is the intersection of two. */
static void add_days(struct buf *out, const struct query *q)
{
    if (q->from == INT64_MIN) {
        add_day(out, "before", q->to, 10);
        return;
    }
    if (q->to == INT64_MAX) {
        add_day(out, "after", q->from - 1, 10);
        return;
    }
    size_t len = period_length(q->from, q->to);
    if (len) {
        add_day(out, "on", q->from, len);
        return;
    }
    add_day(out, "(after", q->from - 1, 10);
    add_day(out, " before", q->to, 10);
    buf_addc(out, ')');
}

static void add_leaf(struct buf *out, const struct query *q)
{
    static const char *const names[] = {[QUERY_SOURCE] = "source:", [QUERY_TOPIC] = "topic:", [QUERY_ROLE] = "role:"};
    char since[TIME_TEXT_SIZE];
    switch (q->kind) {
    case QUERY_TEXT:
    case QUERY_AUTHOR:
        buf_adds(out, q->kind == QUERY_AUTHOR ? "author:" : q->title_only ? "title:" : "");
        add_text(out, q);
        break;
    case QUERY_SOURCE:
    case QUERY_TOPIC:
    case QUERY_ROLE:
        buf_adds(out, names[q->kind]);
        buf_adds(out, q->slug);
        break;
    case QUERY_DAYS:
        add_days(out, q);
        break;
    case QUERY_SINCE:
        time_format(since, q->from);
        buf_addf(out, "since:%s", since);
        break;
    default:
        break;
    }
}

static void add(struct buf *out, const struct query *q, enum tightness around)
{
    enum tightness own = q->kind == QUERY_OR ? ANY : q->kind == QUERY_AND ? ALL : ONE;
    if (own < around)
        buf_addc(out, '(');
    if (own != ONE) {
        add(out, q->left, own);
        buf_adds(out, own == ANY ? " OR " : " ");
        add(out, q->right, own + 1);
    } else if (q->kind == QUERY_NOT) {
        buf_addc(out, '-');
        add(out, q->left, ONE);
    } else {
        add_leaf(out, q);
    }
    if (own < around)
        buf_addc(out, ')');
}

void query_format(struct buf *out, const struct query *q)
{
    add(out, q, ANY);
}

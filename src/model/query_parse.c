/* query_parse: the grammar of queries.
 *
 *   any  = all ("OR" all)*
 *   all  = one (["AND"] one)*
 *   one  = ("NOT" | "-") one | "(" any ")" | term
 *
 * Recursion goes only through `one`, which counts its depth; what stands side by side makes a tree that leans left. */
#include "newsfs/text.h"
#include "query_read.h"

#include <stdio.h>

static const struct query *parse_any(struct query_reader *r);

struct query *query_fail(struct query_reader *r, size_t at, size_t len, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(r->why->text, sizeof r->why->text, fmt, ap);
    va_end(ap);
    r->why->at = at;
    r->why->len = len;
    return NULL;
}

struct query *query_node(struct query_reader *r, enum query_kind kind, size_t at, size_t len)
{
    if (r->nodes == QUERY_NODES_MAX)
        return query_fail(r, at, len, "too many words and operators: a query has %d at most", QUERY_NODES_MAX);
    r->nodes++;
    struct query *q = arena_alloc(r->arena, sizeof *q);
    q->kind = kind;
    return q;
}

static void skip_blanks(struct query_reader *r)
{
    uint32_t cp;
    for (size_t n; r->at < r->len; r->at += n) {
        n = text_decode(r->text + r->at, r->len - r->at, &cp, NULL);
        if (!text_is_space(cp))
            return;
    }
}

size_t query_word(const struct query_reader *r, size_t at)
{
    size_t i = at;
    uint32_t cp;
    for (size_t n; i < r->len; i += n) {
        n = text_decode(r->text + i, r->len - i, &cp, NULL);
        if (cp == '(' || cp == ')' || cp == '"' || text_is_space(cp))
            break;
    }
    return i - at;
}

static bool is_at(const struct query_reader *r, char c)
{
    return r->at < r->len && r->text[r->at] == c;
}

static bool is_at_word(const struct query_reader *r, const char *word)
{
    size_t len = strlen(word);
    return r->len - r->at >= len && memcmp(r->text + r->at, word, len) == 0 && query_word(r, r->at) == len;
}

/* Step over an operator, which then waits for what follows. */
static void take_operator(struct query_reader *r, size_t len)
{
    r->operator_at = r->at;
    r->operator_len = len;
    r->at += len;
}

static bool take_word(struct query_reader *r, const char *word)
{
    bool is_there = is_at_word(r, word);
    if (is_there)
        take_operator(r, strlen(word));
    return is_there;
}

/* Something to search for must stand at r->at and does not. */
static const struct query *fail_operand(struct query_reader *r)
{
    size_t at = r->operator_at, len = r->operator_len;
    const char *waiting = r->text + at;
    if (is_at_word(r, "AND") || is_at_word(r, "OR"))
        return query_fail(r, r->at, query_word(r, r->at), "this has nothing on its left; in quotes it is a word");
    if (is_at(r, ')') && r->depth == 0)
        return query_fail(r, r->at, 1, "no parenthesis is open here");
    if (len && *waiting == '(' && is_at(r, ')'))
        return query_fail(r, at, r->at + 1 - at, "nothing stands between these parentheses");
    if (len && *waiting == '(')
        return query_fail(r, at, 1, "this parenthesis is not closed");
    if (len && *waiting == '-')
        return query_fail(r, at, 1, "a - goes right before what must not be there; leave it out or write it in quotes");
    if (len)
        return query_fail(r, at, len, "this has nothing on its right; in quotes it is a word");
    return query_fail(r, 0, r->len, "the query is empty: write a word to search for");
}

static const struct query *parse_one(struct query_reader *r);

static bool goes_deeper(struct query_reader *r)
{
    if (r->depth == QUERY_DEPTH_MAX)
        return query_fail(r, r->operator_at, r->operator_len, "nested too deeply: %d levels at most",
                          QUERY_DEPTH_MAX) != NULL;
    r->depth++;
    return true;
}

static const struct query *parse_not(struct query_reader *r, bool is_dash)
{
    size_t at = r->operator_at, len = r->operator_len;
    if (!goes_deeper(r))
        return NULL;
    if (!is_dash)
        skip_blanks(r);
    uint32_t cp = ' ';
    if (r->at < r->len)
        text_decode(r->text + r->at, r->len - r->at, &cp, NULL);
    if (text_is_space(cp))
        return fail_operand(r);
    const struct query *operand = parse_one(r);
    struct query *q = operand ? query_node(r, QUERY_NOT, at, len) : NULL;
    if (q)
        q->left = operand;
    r->depth--;
    return q;
}

static const struct query *parse_parentheses(struct query_reader *r)
{
    size_t at = r->operator_at;
    if (!goes_deeper(r))
        return NULL;
    const struct query *q = parse_any(r);
    if (!q)
        return NULL;
    if (!is_at(r, ')'))
        return query_fail(r, at, 1, "this parenthesis is not closed");
    r->at++;
    r->depth--;
    return q;
}

static const struct query *parse_one(struct query_reader *r)
{
    if (r->at == r->len || is_at(r, ')') || is_at_word(r, "AND") || is_at_word(r, "OR"))
        return fail_operand(r);
    if (take_word(r, "NOT"))
        return parse_not(r, false);
    if (is_at(r, '-')) {
        take_operator(r, 1);
        return parse_not(r, true);
    }
    if (is_at(r, '(')) {
        take_operator(r, 1);
        return parse_parentheses(r);
    }
    const struct query *q = query_term(r);
    r->operator_len = 0;
    return q;
}

/* right: parsed just now, NULL where that failed; at, len: the operator, or the place where it might stand. */
static const struct query *join(struct query_reader *r, enum query_kind kind, const struct query *left,
                                const struct query *right, size_t at)
{
    struct query *q = right ? query_node(r, kind, at, r->at - at) : NULL;
    if (q) {
        q->left = left;
        q->right = right;
    }
    return q;
}

static const struct query *parse_all(struct query_reader *r)
{
    skip_blanks(r);
    const struct query *q = parse_one(r);
    while (q) {
        skip_blanks(r);
        size_t at = r->at;
        if (take_word(r, "AND"))
            skip_blanks(r);
        else if (r->at == r->len || is_at(r, ')') || is_at_word(r, "OR"))
            return q;
        q = join(r, QUERY_AND, q, parse_one(r), at);
    }
    return q;
}

static const struct query *parse_any(struct query_reader *r)
{
    const struct query *q = parse_all(r);
    for (size_t at = r->at; q && take_word(r, "OR"); at = r->at)
        q = join(r, QUERY_OR, q, parse_all(r), at);
    return q;
}

/* What was folded can be longer than what was written; the canonical text keeps the limit too. */
static const struct query *limit_canonical(struct query_reader *r, const struct query *q)
{
    BUF_SCOPED struct buf canonical = {0};
    query_format(&canonical, q);
    if (canonical.len > QUERY_MAX)
        return query_fail(r, 0, r->len, "too long: written out in full it has %zu bytes, and %d is the most",
                          canonical.len, QUERY_MAX);
    return q;
}

const struct query *query_parse(struct arena *arena, const char *text, int64_t now, struct query_error *why)
{
    struct query_reader r = {.arena = arena, .text = text, .len = strnlen(text, QUERY_MAX + 1), .now = now, .why = why};
    if (r.len > QUERY_MAX)
        return query_fail(&r, text_cut(text, r.len, QUERY_MAX), 1, "too long: a query has %d bytes at most", QUERY_MAX);
    if (!text_is_utf8(text, r.len))
        return query_fail(&r, 0, r.len, "this is not UTF-8");
    const struct query *q = parse_any(&r);
    if (q && r.at < r.len)
        return query_fail(&r, r.at, 1, "no parenthesis is open here");
    return q ? limit_canonical(&r, q) : NULL;
}

/* query: what people ask for, as a small tree. The same language in search/, `newsfs search` and topics by query.
 *
 *   rates "interest rate" infla* title:fed -opinion (euro OR yen) AND NOT sports source:reuters topic:earn role:skeptic
 *   author:smith since:7d on:2026-04-08 after:2026-04-01 before:2026-05-01
 *
 * Side by side means AND, which binds tighter than OR; NOT and a leading - bind tightest. AND, OR and NOT are operators in capitals only.
 * Words match as tokens: case, diacritics and width do not count (see text_fold_search). Text of Chinese, Japanese, Korean, Thai and other
 * scripts without blanks between words (see text_is_unspaced) is taken as overlapping pairs of characters, and a run of it in a query
 * means those pairs in a row: it is found wherever it stands inside a longer run. The language, for users: docs/query.md.
 * A query is parsed here; only the store turns it into what its engine understands, and query_matches says what every engine must find. */
#ifndef NEWSFS_QUERY_H
#define NEWSFS_QUERY_H

#include "newsfs/document.h"

#define QUERY_MAX       1024 /* bytes of a query */
#define QUERY_NODES_MAX 256
#define QUERY_DEPTH_MAX 32
#define TOKEN_MAX       64 /* bytes of a token; longer words are cut at a character */

/* Call emit for each token of s (valid UTF-8) in order; no token is empty or holds a blank, a quote or any sign. A run of an unspaced
 * script gives, as indexed, its overlapping pairs and its last character alone; as asked, its pairs, and its last character
 * alone only where that is the only one or where a token follows. emit false: stop. */
typedef bool token_emit(void *context, const char *token, size_t len);
void token_each(const char *s, size_t len, bool asked, token_emit *emit, void *context);

enum query_kind {
    QUERY_ALL,    /* every article: the empty query is refused by query_parse, but a tree may hold this */
    QUERY_TEXT,   /* tokens in a row, in one of title, summary, body or a take; title_only: in the title */
    QUERY_SOURCE, /* its slug equals slug, as do those of topics and roles */
    QUERY_TOPIC,
    QUERY_ROLE,   /* has a take of the role */
    QUERY_AUTHOR, /* tokens in a row in an author's name */
    QUERY_DAYS,   /* from <= day of publication (as in the article's name) < to */
    QUERY_SINCE,  /* published (or arrived, where unknown) at or after from, seconds */
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT, /* left only */
};

struct query {
    enum query_kind kind;
    bool title_only;
    bool prefix; /* the last token is the beginning of one; always where it is a single unspaced character */
    const char **tokens;
    size_t token_count;
    const char *slug;
    int64_t from, to;
    const struct query *left, *right;
};

/* Where and why a query cannot be read: bytes of the query, for an arrow under it. len can be 0 only where the query is empty. */
struct query_error {
    size_t at, len;
    char text[160]; /* a sentence without its full stop, ASCII */
};

/* Parse; the tree lives in the arena. now: for since:. NULL with *why filled. Any bytes will do. A tree is at most QUERY_NODES_MAX deep
 * (to the left: words side by side); what is written as nested is at most QUERY_DEPTH_MAX deep. */
const struct query *query_parse(struct arena *arena, const char *text, int64_t now, struct query_error *why) MUST_USE;

/* Append the canonical text of a query: at most QUERY_MAX bytes for what query_parse gave, and parses to the same tree. QUERY_ALL has no text. */
void query_format(struct buf *out, const struct query *q);

/* What a query is asked of. Texts as served; any may be NULL. */
struct query_subject {
    const char *title, *summary, *body;
    const struct take *takes;
    size_t take_count;
    const char *source_slug;
    const char *const *topic_slugs;
    size_t topic_count;
    const struct person *authors;
    size_t author_count;
    int64_t day, published;
};

/* Every text is read once, whatever the query asks. */
bool query_matches(const struct query *q, const struct query_subject *subject);

#endif

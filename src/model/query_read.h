/* query_read: what the grammar of queries and the reading of their terms share. */
#ifndef MODEL_QUERY_READ_H
#define MODEL_QUERY_READ_H

#include "newsfs/query.h"

struct query_reader {
    struct arena *arena;
    const char *text;
    size_t len, at;
    int64_t now;
    size_t nodes, depth;
    size_t operator_at, operator_len; /* the operator or parenthesis that waits for an operand; len 0: none does */
    struct query_error *why;
};

/* Fill *why for text[at..at+len) and return NULL. */
struct query *query_fail(struct query_reader *r, size_t at, size_t len, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* A node that counts; NULL where there are too many. at, len: what to blame. */
struct query *query_node(struct query_reader *r, enum query_kind kind, size_t at, size_t len);

/* The bytes before the next blank, parenthesis or quote. */
size_t query_word(const struct query_reader *r, size_t at);

/* What stands after the colon, or the whole term: text[at..at+len) without quotes and star. */
struct query_value {
    size_t at, len;
    bool quoted, star;
};

struct query_field {
    const char *name;
    enum query_kind kind;
    bool (*read)(struct query_reader *r, const struct query_field *f, const struct query_value *v, struct query *q);
};

/* The row of the table for a name, NULL where no field is called so. */
const struct query_field *query_field_find(const char *name, size_t len);

/* Give q the tokens of v; f is NULL for plain words. */
bool query_read_text(struct query_reader *r, const struct query_field *f, const struct query_value *v, struct query *q);

/* As query_fail, for all of v; returns false. */
bool query_fail_value(struct query_reader *r, const struct query_value *v, const char *reason);

/* Read the word, phrase or field at r->at, where one stands. */
const struct query *query_term(struct query_reader *r);

#endif

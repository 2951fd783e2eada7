/* rows: articles as rows of a table or as JSON, the same in list, search and watch. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli.h"

#define ROW_COLUMNS 3
extern const char *const row_headings[ROW_COLUMNS];

struct article_rows {
    struct invocation *in;
    struct table table;
    bool json;
};

void rows_begin(struct article_rows *r, struct invocation *in); /* --json decides the form */
bool rows_add(struct article_rows *r, const struct entry *entry,
              struct err *e) MUST_USE; /* printed at once where columns need not be known */
void rows_end(struct article_rows *r);

/* What the user typed, parsed; where it cannot be, the reason with an arrow under the place goes to standard error and *e is ERR_USAGE. */
struct query;
const struct query *query_of_user(struct invocation *in, const char *text, struct arena *arena, struct err *e) MUST_USE;

/* The arguments joined by blanks: a query that was not quoted. */
void join_arguments(const struct invocation *in, struct buf *out);

#endif

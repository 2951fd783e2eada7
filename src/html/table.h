/* table: is it one of data, and then its cells, to be laid out when all are known. */
#ifndef HTML_TABLE_H
#define HTML_TABLE_H

#include "newsfs/buf.h"
#include "token.h"

#define TABLE_COLUMNS 64

enum table_kind {
    TABLE_FLOW, /* holds a page together: its cells are written one after another */
    TABLE_ROWS, /* data, too large to align: a row a line */
    TABLE_DATA
};

/* What the table opened by k is. Looks ahead to its end, or to the next <table>, whichever comes first. */
enum table_kind table_scan(const struct token *k, const struct tokenizer *rest);

struct table_cell {
    size_t at, len; /* in the table's text */
    unsigned row, column, span;
    bool header;
};

/* A zeroed struct is an empty table. */
struct table {
    struct buf text;
    struct table_cell *cells;
    size_t count, cap;
    unsigned rows, column, columns;
    unsigned carry[TABLE_COLUMNS]; /* rows that a cell above still covers */
};

void table_finish(struct table *t);
void table_clear(struct table *t);
void table_add_row(struct table *t);
void table_add_cell(struct table *t, const struct token *k);        /* in the row added last */
void table_set_text(struct table *t, const char *text, size_t len); /* of the cell added last; clean, one line */

/* Rows at the head of the table that hold headers only. */
unsigned table_header_rows(const struct table *t);

/* Append the table in aligned columns; as a table of GFM. No newline at the end. */
void table_format_text(struct buf *out, const struct table *t);
void table_format_markdown(struct buf *out, const struct table *t);

#endif

/* table: cells in order of their rows, each with the column it begins in.  spec: HTML 4.9.12 */
#include "table.h"
#include <stdlib.h>

#define ROWSPAN_MAX 1000

void table_finish(struct table *t)
{
    buf_finish(&t->text);
    free(t->cells);
    *t = (struct table){.rows = 0};
}

void table_clear(struct table *t)
{
    buf_clear(&t->text);
    *t = (struct table){.text = t->text, .cells = t->cells, .cap = t->cap};
}

void table_add_row(struct table *t)
{
    t->rows++;
    t->column = 0;
    for (unsigned i = 0; i < t->columns; i++)
        t->carry[i] -= t->carry[i] > 0;
}

static unsigned bounded(const struct token *k, enum attribute a, long most)
{
    long n = span_number(token_attribute(k, a), 1);
    return n < 1 ? 1 : n > most ? (unsigned)most : (unsigned)n;
}

void table_add_cell(struct table *t, const struct token *k)
{
    if (!t->rows)
        table_add_row(t);
    while (t->column < TABLE_COLUMNS - 1 && t->carry[t->column] > 0)
        t->column++;
    unsigned column = t->column < TABLE_COLUMNS ? t->column : TABLE_COLUMNS - 1;
    unsigned span = bounded(k, ATTRIBUTE_COLSPAN, TABLE_COLUMNS - column);
    unsigned rows = bounded(k, ATTRIBUTE_ROWSPAN, ROWSPAN_MAX);
    for (unsigned i = column; rows > 1 && i < column + span; i++)
        t->carry[i] = rows;
    if (t->count == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 64;
        t->cells = mem_realloc(t->cells, t->cap * sizeof *t->cells);
    }
    t->cells[t->count++] = (struct table_cell){t->text.len, 0, t->rows - 1, column, span, k->element == ELEMENT_TH};
    t->column = column + span;
    t->columns = t->column > t->columns ? t->column : t->columns;
}

void table_set_text(struct table *t, const char *text, size_t len)
{
    if (!t->count)
        return;
    t->cells[t->count - 1].at = t->text.len;
    t->cells[t->count - 1].len = len;
    buf_add(&t->text, text, len);
}

unsigned table_header_rows(const struct table *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->cells[i].header)
            return t->cells[i].row;
    return t->rows;
}

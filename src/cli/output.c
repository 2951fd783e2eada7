/* output: rows for people and for programs. */
#include "cli.h"

#include "newsfs/text.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2

void table_begin(struct table *t, size_t columns, unsigned right)
{
    *t = (struct table){.columns = columns, .right = right};
}

static struct buf *next_cell(struct table *t)
{
    if ((t->count & (t->count - 1)) == 0) {
        size_t cap = t->count ? t->count * 2 : 1;
        t->cells = mem_realloc(t->cells, cap * sizeof *t->cells);
    }
    t->cells[t->count] = (struct buf){0};
    return &t->cells[t->count++];
}

void table_add(struct table *t, const char *cell)
{
    text_clean_line(next_cell(t), cell, strlen(cell));
}

void table_addf(struct table *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    BUF_SCOPED struct buf cell = {0};
    buf_vaddf(&cell, fmt, ap);
    va_end(ap);
    table_add(t, buf_str(&cell));
}

static void print_padded(const char *cell, size_t width, bool right, bool last)
{
    size_t columns = text_columns(cell, strlen(cell)), pad = width > columns ? width - columns : 0;
    if (right)
        printf("%*s%s%*s", (int)pad, "", cell, last ? 0 : GAP, "");
    else
        printf("%s%*s", cell, last ? 0 : (int)pad + GAP, "");
}

static size_t width_of(const struct table *t, const char *const *headings, size_t column)
{
    size_t width = headings ? strlen(headings[column]) : 0;
    for (size_t i = column; i < t->count; i += t->columns) {
        size_t columns = text_columns(buf_str(&t->cells[i]), t->cells[i].len);
        width = columns > width ? columns : width;
    }
    return width;
}

static void print_columns(const struct table *t, const char *const *headings)
{
    size_t *widths = mem_alloc(t->columns * sizeof *widths);
    for (size_t c = 0; c < t->columns; c++)
        widths[c] = width_of(t, headings, c);
    for (size_t c = 0; headings && c < t->columns; c++)
        print_padded(headings[c], widths[c], t->right >> c & 1, c + 1 == t->columns);
    if (headings)
        putchar('\n');
    for (size_t i = 0; t->columns && i < t->count; i++) {
        size_t c = i % t->columns;
        print_padded(buf_str(&t->cells[i]), widths[c], t->right >> c & 1, c + 1 == t->columns);
        if (c + 1 == t->columns)
            putchar('\n');
    }
    free(widths);
}

void table_end(struct table *t, const char *const *headings, bool terminal)
{
    if (terminal && t->count)
        print_columns(t, headings);
    for (size_t i = 0; i < t->count; i++) {
        if (!terminal)
            printf("%s%c", buf_str(&t->cells[i]), (i + 1) % t->columns ? '\t' : '\n');
        buf_finish(&t->cells[i]);
    }
    free(t->cells);
    *t = (struct table){0};
}

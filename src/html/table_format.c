/* table_format: cells in columns for people, and between bars for Markdown. */
#include "newsfs/text.h"
#include "table.h"

#define GAP       2
#define WIDTH_MAX 40 /* a longer cell pushes the rest of its row to the right, and no other row */

struct layout {
    unsigned width[TABLE_COLUMNS];
    bool is_number[TABLE_COLUMNS]; /* all its cells are: they are aligned at the right */
};

static const char *cell_text(const struct table *t, const struct table_cell *c)
{
    return buf_str(&t->text) + c->at;
}

static unsigned cell_width(const struct table *t, const struct table_cell *c)
{
    return (unsigned)text_columns(cell_text(t, c), c->len);
}

static bool is_number(const char *s, size_t len)
{
    bool has_digit = false;
    for (size_t i = 0; i < len; i++) {
        has_digit |= char_is_digit(s[i]);
        if (!char_is_digit(s[i]) && !char_is_in("+-.,% $()", s[i]) && (unsigned char)s[i] < 0xC2)
            return false;
    }
    return has_digit && len <= 24;
}

static void measure(struct layout *l, const struct table *t)
{
    bool any[TABLE_COLUMNS] = {false};
    memset(l->is_number, true, sizeof l->is_number);
    for (size_t i = 0; i < t->count; i++) {
        const struct table_cell *c = &t->cells[i];
        unsigned width = cell_width(t, c);
        if (c->span == 1 && width > l->width[c->column])
            l->width[c->column] = width < WIDTH_MAX ? width : WIDTH_MAX;
        if (!c->len || c->header)
            continue;
        any[c->column] = true;
        l->is_number[c->column] &= is_number(cell_text(t, c), c->len);
    }
    for (size_t i = 0; i < TABLE_COLUMNS; i++)
        l->is_number[i] &= any[i];
}

static void pad(struct buf *out, unsigned from, unsigned to)
{
    for (; from < to; from++)
        buf_addc(out, ' ');
}

static unsigned column_start(const struct layout *l, unsigned column)
{
    unsigned at = 0;
    for (unsigned i = 0; i < column; i++)
        at += l->width[i] + (l->width[i] ? GAP : 0);
    return at;
}

/* Append the cells of one row, beginning with *i. */
static void add_row(struct buf *out, const struct table *t, const struct layout *l, size_t *i)
{
    unsigned at = 0, row = t->cells[*i].row;
    for (; *i < t->count && t->cells[*i].row == row; ++*i) {
        const struct table_cell *c = &t->cells[*i];
        unsigned width = cell_width(t, c), start = column_start(l, c->column);
        if (!c->len)
            continue;
        if (l->is_number[c->column] && c->span == 1 && c->column > 0 && width < l->width[c->column])
            start += l->width[c->column] - width;
        if (at && start < at + GAP)
            start = at + GAP;
        pad(out, at, start);
        buf_add(out, cell_text(t, c), c->len);
        at = start + width;
    }
}

static void add_line(struct buf *out, const struct table *t, const struct layout *l)
{
    for (unsigned column = 0, at = 0; column < t->columns; column++) {
        if (!l->width[column])
            continue;
        unsigned start = column_start(l, column);
        pad(out, at, start);
        for (at = start; at < start + l->width[column]; at++)
            buf_addc(out, '-');
    }
    buf_addc(out, '\n');
}

void table_format_text(struct buf *out, const struct table *t)
{
    struct layout l = {.width = {0}};
    unsigned headers = table_header_rows(t);
    size_t start = out->len;
    measure(&l, t);
    for (size_t i = 0; i < t->count;) {
        unsigned row = t->cells[i].row;
        size_t before = out->len;
        add_row(out, t, &l, &i);
        if (out->len > before)
            buf_addc(out, '\n');
        bool ends_head = headers && row < headers && i < t->count && t->cells[i].row >= headers;
        if (ends_head && out->len > start)
            add_line(out, t, &l);
    }
    if (out->len > start)
        buf_truncate(out, out->len - 1);
}

static void add_bars(struct buf *out, const char *between, unsigned from, unsigned to)
{
    for (; from < to; from++)
        buf_adds(out, between);
}

static void add_delimiter_row(struct buf *out, const struct table *t)
{
    buf_addc(out, '|');
    add_bars(out, " --- |", 0, t->columns);
    buf_addc(out, '\n');
}

static void add_markdown_row(struct buf *out, const struct table *t, size_t *i)
{
    unsigned row = t->cells[*i].row, column = 0;
    buf_addc(out, '|');
    for (; *i < t->count && t->cells[*i].row == row; ++*i) {
        const struct table_cell *c = &t->cells[*i];
        add_bars(out, "  |", column, c->column);
        buf_addc(out, ' ');
        buf_add(out, cell_text(t, c), c->len);
        buf_adds(out, " |");
        column = c->column >= column ? c->column + 1 : column;
    }
    add_bars(out, "  |", column, t->columns);
    buf_addc(out, '\n');
}

void table_format_markdown(struct buf *out, const struct table *t)
{
    if (!t->count)
        return;
    size_t i = 0;
    if (table_header_rows(t)) {
        add_markdown_row(out, t, &i);
    } else {
        buf_addc(out, '|');
        add_bars(out, "  |", 0, t->columns);
        buf_addc(out, '\n');
    }
    add_delimiter_row(out, t);
    while (i < t->count)
        add_markdown_row(out, t, &i);
    buf_truncate(out, out->len - 1);
}

/* table_scan: data or layout, told by what the cells hold.
 *
 * The scan ends at the first nested table, so nested tables are scanned once each: the outer one is layout by that alone. */
#include "filter.h"
#include "table.h"

#define SCAN_BYTES   (1u << 20)
#define LONG_CELL    250  /* bytes of text: more is prose, where nothing says that the table is one of data */
#define LONGEST_CELL 2000 /* where something does */

struct scan {
    unsigned rows, full_rows, cells, row_cells, most_cells;
    unsigned headers, images, lists, paragraphs, most_paragraphs;
    size_t cell_bytes, most_bytes;
    bool in_cell, in_caption, nested, heavy, stray, closed;
};

static void end_cell(struct scan *s)
{
    s->most_bytes = s->cell_bytes > s->most_bytes ? s->cell_bytes : s->most_bytes;
    s->most_paragraphs = s->paragraphs > s->most_paragraphs ? s->paragraphs : s->most_paragraphs;
    s->cell_bytes = s->paragraphs = 0;
    s->in_cell = false;
}

static void end_row(struct scan *s)
{
    end_cell(s);
    s->most_cells = s->row_cells > s->most_cells ? s->row_cells : s->most_cells;
    s->rows += s->row_cells > 0;
    s->full_rows += s->row_cells > 1;
    s->row_cells = 0;
}

static void see_cell(struct scan *s, const struct token *k)
{
    end_cell(s);
    long span = span_number(token_attribute(k, ATTRIBUTE_COLSPAN), 1);
    s->row_cells += span > 1 && span < 1000 ? (unsigned)span : 1;
    s->cells++;
    s->headers += k->element == ELEMENT_TH;
    s->in_cell = true;
}

static bool is_heavy(enum element e)
{
    return element_heading(e) || e == ELEMENT_PRE || e == ELEMENT_BLOCKQUOTE || e == ELEMENT_HR || e == ELEMENT_DL ||
           e == ELEMENT_FIGURE || e == ELEMENT_IFRAME || e == ELEMENT_VIDEO || e == ELEMENT_AUDIO || e == ELEMENT_XMP ||
           e == ELEMENT_ARTICLE || e == ELEMENT_SECTION;
}

static void see_open(struct scan *s, const struct token *k)
{
    enum element e = k->element;
    if (e == ELEMENT_TR)
        end_row(s);
    else if (e == ELEMENT_TD || e == ELEMENT_TH)
        see_cell(s, k);
    else if (e == ELEMENT_TABLE)
        s->nested = true;
    else if (e == ELEMENT_CAPTION)
        s->in_caption = true;
    else if (is_heavy(e))
        s->heavy = true;
    s->lists += e == ELEMENT_UL || e == ELEMENT_OL;
    s->images += e == ELEMENT_IMG && !filter_is_pixel(k);
    s->paragraphs += e == ELEMENT_P;
}

static void see_close(struct scan *s, enum element e)
{
    if (e == ELEMENT_TD || e == ELEMENT_TH)
        end_cell(s);
    else if (e == ELEMENT_CAPTION)
        s->in_caption = false;
    else if (e == ELEMENT_TABLE)
        s->closed = true;
}

static void see_text(struct scan *s, struct span text)
{
    text = span_trim(text);
    if (s->in_cell)
        s->cell_bytes += text.len;
    else if (text.len && !s->in_caption)
        s->stray = true;
}

static enum table_kind judge(const struct scan *s)
{
    if (s->nested || s->heavy || s->stray || s->most_cells < 2)
        return TABLE_FLOW;
    if (s->headers) {
        if (s->most_bytes > LONGEST_CELL || (s->rows < 2 && s->headers == s->cells))
            return TABLE_FLOW;
    } else if (s->rows < 2 || s->lists || s->most_paragraphs > 1 || s->most_bytes > LONG_CELL ||
               s->images * 2 >= s->cells || s->full_rows * 2 < s->rows) {
        return TABLE_FLOW;
    }
    return s->closed && s->most_cells <= TABLE_COLUMNS ? TABLE_DATA : TABLE_ROWS;
}

enum table_kind table_scan(const struct token *k, const struct tokenizer *rest)
{
    struct span role = token_attribute(k, ATTRIBUTE_ROLE);
    if (span_equal_nocase(role, "presentation") || span_equal_nocase(role, "none"))
        return TABLE_FLOW;
    struct scan s = {.rows = 0};
    struct tokenizer t = *rest;
    struct token next;
    while (!s.closed && !s.nested && (size_t)(t.at - rest->at) < SCAN_BYTES && token_next(&t, &next)) {
        if (next.type == TOKEN_OPEN)
            see_open(&s, &next);
        else if (next.type == TOKEN_CLOSE)
            see_close(&s, next.element);
        else
            see_text(&s, next.text);
    }
    end_row(&s);
    return judge(&s);
}

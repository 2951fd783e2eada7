/* text_block: paragraphs, headings, lists, quotes, definitions, code and tables of the text writer. */
#include "text_writer.h"
#include <stdio.h>

void text_break(struct text_writer *t, int gap)
{
    if (t->cell_depth) {
        t->clean.space = true;
        return;
    }
    if (t->pre) {
        if (t->line.len && t->line.data[t->line.len - 1] != '\n')
            buf_addc(&t->line, '\n');
        return;
    }
    text_end_line(t);
    flow_gap(&t->flow, gap);
}

static void open_heading(struct text_writer *t, int level)
{
    static const char marks[] = "###### ";
    text_break(t, 2);
    flow_push(&t->flow, marks + 6 - level, "");
    t->titles++;
}

static void close_heading(struct text_writer *t)
{
    text_break(t, 2);
    flow_pop(&t->flow);
    flow_gap(&t->flow, 2);
    t->titles--;
}

static void open_item(struct text_writer *t, const struct token *k)
{
    text_break(t, 1);
    struct list l = list_next(&t->lists, &t->flow, k);
    char mark[FLOW_MARK] = "- ", rest[FLOW_MARK] = "";
    BUF_SCOPED struct buf number = {0};
    if (l.ordered) {
        list_format_number(&number, &l);
        snprintf(mark, sizeof mark, "%.12s. ", buf_str(&number));
    }
    memset(rest, ' ', strlen(mark));
    flow_push(&t->flow, mark, rest);
}

static void open_pre(struct text_writer *t)
{
    text_break(t, 2);
    t->drop_newline = t->pre == 0;
    t->pre++;
}

static void close_pre(struct text_writer *t)
{
    if (--t->pre)
        return;
    struct span s = {buf_str(&t->line), t->line.len};
    while (s.len && char_is_space(s.at[s.len - 1]))
        s.len--;
    for (size_t i = 0; i < s.len && char_is_space(s.at[i]); i++)
        if (s.at[i] == '\n') {
            s.at += i + 1, s.len -= i + 1;
            i = (size_t)-1;
        }
    if (s.len)
        flow_write(&t->flow, s.at, s.len, "");
    buf_clear(&t->line);
    t->clean.space = false;
    flow_gap(&t->flow, 2);
}

static void open_table(struct text_writer *t, const struct token *k, const struct tokenizer *rest)
{
    text_break(t, 2);
    t->table_kind = table_scan(k, rest);
    if (t->table_kind == TABLE_DATA)
        table_clear(&t->table);
}

static void close_table(struct text_writer *t)
{
    BUF_SCOPED struct buf text = {0};
    text_break(t, 2);
    if (t->table_kind == TABLE_DATA)
        table_format_text(&text, &t->table);
    if (text.len)
        flow_write(&t->flow, text.data, text.len, "");
    flow_gap(&t->flow, 2);
    t->table_kind = TABLE_FLOW;
}

static void open_cell(struct text_writer *t, const struct token *k)
{
    if (t->table_kind == TABLE_FLOW) {
        text_break(t, 2);
        return;
    }
    if (t->table_kind == TABLE_DATA) {
        text_end_line(t);
        table_add_cell(&t->table, k);
    } else if (t->line.len) {
        buf_addc(&t->line, '\t');
        t->clean.space = false;
    }
    t->cell_depth = 1;
}

static void close_cell(struct text_writer *t)
{
    if (t->table_kind == TABLE_FLOW) {
        text_break(t, 2);
        return;
    }
    text_end_cell(t);
    if (t->table_kind != TABLE_DATA)
        return;
    table_set_text(&t->table, buf_str(&t->line), t->line.len);
    buf_clear(&t->line);
    t->clean.space = false;
}

static void open_row(struct text_writer *t)
{
    if (t->table_kind == TABLE_DATA)
        table_add_row(&t->table);
    else
        text_break(t, t->table_kind == TABLE_ROWS ? 1 : 2);
}

static void open_term(struct text_writer *t, enum element e)
{
    text_break(t, e == ELEMENT_DT && t->after_definition ? 2 : 1);
    if (e == ELEMENT_DD)
        flow_push(&t->flow, "    ", "    ");
    t->after_definition = e == ELEMENT_DD;
}

static void close_term(struct text_writer *t, enum element e)
{
    text_break(t, 1);
    if (e == ELEMENT_DD)
        flow_pop(&t->flow);
}

/* In a cell there are no blocks: an item is parted from the one before. */
static void open_in_cell(struct text_writer *t, enum element e)
{
    if (e == ELEMENT_LI && t->line.len) {
        t->clean.space = false;
        text_add_sign(t, ";");
    }
    t->cell_depth += !element_is(e, VOID);
    t->clean.space = true;
}

/* What cannot stand in a title. */
static bool ends_title(enum element e)
{
    return e == ELEMENT_BLOCKQUOTE || e == ELEMENT_LI || e == ELEMENT_PRE || e == ELEMENT_XMP || e == ELEMENT_LISTING ||
           e == ELEMENT_PLAINTEXT || e == ELEMENT_DD || e == ELEMENT_TABLE;
}

bool text_open_block(struct text_writer *t, const struct token *k, const struct tokenizer *rest)
{
    enum element e = k->element;
    if (!element_is(e, BLOCK))
        return false;
    if (t->titles && ends_title(e))
        flow_end_title(&t->flow);
    if (t->cell_depth)
        open_in_cell(t, e);
    else if (element_heading(e))
        open_heading(t, element_heading(e));
    else if (e == ELEMENT_UL || e == ELEMENT_OL || e == ELEMENT_MENU || e == ELEMENT_DIR) {
        text_break(t, 1);
        list_open(&t->lists, &t->flow, k);
    } else if (e == ELEMENT_LI)
        open_item(t, k);
    else if (e == ELEMENT_PRE || e == ELEMENT_XMP || e == ELEMENT_LISTING || e == ELEMENT_PLAINTEXT)
        open_pre(t);
    else if (e == ELEMENT_BLOCKQUOTE) {
        text_break(t, 2);
        flow_push(&t->flow, "> ", "> ");
    } else if (e == ELEMENT_TABLE)
        open_table(t, k, rest);
    else if (e == ELEMENT_TR)
        open_row(t);
    else if (e == ELEMENT_TD || e == ELEMENT_TH)
        open_cell(t, k);
    else if (e == ELEMENT_DT || e == ELEMENT_DD)
        open_term(t, e);
    else if (e == ELEMENT_HR) {
        text_break(t, 2);
        t->flow.rule = true;
    } else {
        text_break(t, e == ELEMENT_FIGCAPTION ? 1 : 2);
        t->figures += e == ELEMENT_FIGURE;
    }
    return true;
}

void text_close_block(struct text_writer *t, enum element e)
{
    if (t->cell_depth && --t->cell_depth)
        t->clean.space = true;
    else if (element_heading(e))
        close_heading(t);
    else if (e == ELEMENT_UL || e == ELEMENT_OL || e == ELEMENT_MENU || e == ELEMENT_DIR) {
        text_break(t, 1);
        list_close(&t->lists, &t->flow);
    } else if (e == ELEMENT_LI) {
        text_break(t, 2);
        list_end_item(&t->lists, &t->flow);
    } else if (e == ELEMENT_PRE || e == ELEMENT_XMP || e == ELEMENT_LISTING || e == ELEMENT_PLAINTEXT)
        close_pre(t);
    else if (e == ELEMENT_BLOCKQUOTE) {
        text_break(t, 2);
        flow_pop(&t->flow);
        flow_gap(&t->flow, 2);
    } else if (e == ELEMENT_TABLE)
        close_table(t);
    else if (e == ELEMENT_TD || e == ELEMENT_TH)
        close_cell(t);
    else if (e == ELEMENT_DT || e == ELEMENT_DD)
        close_term(t, e);
    else {
        t->figures -= e == ELEMENT_FIGURE && t->figures;
        text_break(t, e == ELEMENT_TR && t->table_kind == TABLE_ROWS ? 1 : 2);
    }
}

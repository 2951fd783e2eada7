/* md_block: paragraphs, headings, lists, quotes, definitions, code and tables of the writer of Markdown. */
#include "md_writer.h"
#include <stdio.h>

void md_break(struct md_writer *w, int gap)
{
    if (w->cell_depth) {
        w->clean.space = true;
        return;
    }
    if (w->pre) {
        if (w->line.len && w->line.data[w->line.len - 1] != '\n')
            buf_addc(&w->line, '\n');
        return;
    }
    md_end_line(w);
    flow_gap(&w->flow, gap);
}

static bool is_list(enum element e)
{
    return e == ELEMENT_UL || e == ELEMENT_OL || e == ELEMENT_MENU || e == ELEMENT_DIR;
}

static bool is_pre(enum element e)
{
    return e == ELEMENT_PRE || e == ELEMENT_XMP || e == ELEMENT_LISTING || e == ELEMENT_PLAINTEXT;
}

static void open_heading(struct md_writer *w, int level)
{
    static const char marks[] = "###### ";
    md_break(w, 2);
    flow_push(&w->flow, marks + 6 - level, "");
    w->titles++;
}

static void close_heading(struct md_writer *w)
{
    md_break(w, 2);
    flow_pop(&w->flow);
    flow_gap(&w->flow, 2);
    w->titles--;
}

/* A list that does not begin with 1 cannot stand right below a paragraph.  spec: CommonMark 5.3 */
static void open_item(struct md_writer *w, const struct token *k)
{
    md_break(w, 1);
    bool was_begun = w->lists.depth && w->lists.depth <= FLOW_LEVELS && w->lists.stack[w->lists.depth - 1].begun;
    struct list l = list_next(&w->lists, &w->flow, k);
    char mark[FLOW_MARK], rest[FLOW_MARK] = "";
    long number = l.number < 0 ? 0 : l.number;
    if (l.ordered)
        snprintf(mark, sizeof mark, "%ld%c ", number % 1000000000, l.second ? ')' : '.');
    else
        snprintf(mark, sizeof mark, "%c ", l.second ? '+' : '-');
    if (l.ordered && !was_begun && number != 1)
        flow_gap(&w->flow, 2);
    memset(rest, ' ', strlen(mark));
    flow_push(&w->flow, mark, rest);
}

static void set_language(struct md_writer *w, const struct token *k)
{
    struct span class = token_attribute(k, ATTRIBUTE_CLASS);
    if (w->language.len || w->line.len)
        return;
    for (; class.len; class.at++, class.len--) {
        size_t skip = span_starts_nocase(class, "language-") ? 9 : span_starts_nocase(class, "lang-") ? 5 : 0;
        if (!skip)
            continue;
        for (size_t i = skip;
             i < class.len && i < skip + 32 && (char_is_alnum(class.at[i]) || char_is_in("+-#.", class.at[i])); i++)
            buf_addc(&w->language, class.at[i]);
        return;
    }
}

static void open_pre(struct md_writer *w, const struct token *k)
{
    md_break(w, 2);
    if (!w->pre++) {
        w->drop_newline = true;
        buf_clear(&w->language);
        set_language(w, k);
    }
}

/* Code between fences longer than any run of their sign in it. */
static void write_code(struct md_writer *w, struct span s)
{
    size_t longest = 2, run = 0;
    BUF_SCOPED struct buf code = {0}, fence = {0};
    for (size_t i = 0; i < s.len; i++) {
        run = s.at[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        buf_addc(&fence, '`');
    buf_add(&code, fence.data, fence.len);
    buf_add(&code, buf_str(&w->language), w->language.len);
    buf_addc(&code, '\n');
    buf_add(&code, s.at, s.len);
    buf_addc(&code, '\n');
    buf_add(&code, fence.data, fence.len);
    flow_write(&w->flow, code.data, code.len, "");
}

static void close_pre(struct md_writer *w)
{
    if (--w->pre)
        return;
    struct span s = {buf_str(&w->line), w->line.len};
    while (s.len && char_is_space(s.at[s.len - 1]))
        s.len--;
    if (s.len)
        write_code(w, s);
    buf_clear(&w->line);
    w->clean.space = false;
    flow_gap(&w->flow, 2);
}

static void open_table(struct md_writer *w, const struct token *k, const struct tokenizer *rest)
{
    md_break(w, 2);
    w->table_kind = table_scan(k, rest);
    if (w->table_kind == TABLE_DATA)
        table_clear(&w->table);
}

static void close_table(struct md_writer *w)
{
    BUF_SCOPED struct buf text = {0};
    md_break(w, 2);
    if (w->table_kind == TABLE_DATA)
        table_format_markdown(&text, &w->table);
    if (text.len)
        flow_write(&w->flow, text.data, text.len, "");
    flow_gap(&w->flow, 2);
    w->table_kind = TABLE_FLOW;
}

static void open_cell(struct md_writer *w, const struct token *k)
{
    if (w->table_kind == TABLE_FLOW) {
        md_break(w, 2);
        return;
    }
    if (w->table_kind == TABLE_DATA) {
        md_end_line(w);
        table_add_cell(&w->table, k);
    } else if (w->line.len) {
        buf_adds(&w->line, " \xC2\xB7 ");
    }
    w->cell_depth = 1;
}

static void close_cell(struct md_writer *w)
{
    if (w->table_kind == TABLE_FLOW) {
        md_break(w, 2);
        return;
    }
    w->cell_depth = 1; /* bars are still escaped */
    md_end_styles(w);
    w->cell_depth = 0;
    if (w->table_kind != TABLE_DATA)
        return;
    table_set_text(&w->table, buf_str(&w->line), w->line.len);
    buf_clear(&w->line);
}

static void open_term(struct md_writer *w, enum element e)
{
    md_break(w, e == ELEMENT_DT ? 2 : 1);
    if (e == ELEMENT_DD)
        flow_push(&w->flow, "- ", "  ");
    else
        w->styles.count[STYLE_STRONG]++;
}

static void close_term(struct md_writer *w, enum element e)
{
    md_break(w, 1);
    if (e == ELEMENT_DD)
        flow_pop(&w->flow);
    else if (w->styles.count[STYLE_STRONG])
        w->styles.count[STYLE_STRONG]--;
}

static void open_in_cell(struct md_writer *w, enum element e)
{
    if (e == ELEMENT_LI && w->line.len) {
        w->clean.space = false;
        md_add_sign(w, ";");
    }
    w->cell_depth += !element_is(e, VOID);
    w->clean.space = true;
}

/* What cannot stand in a title. */
static bool ends_title(enum element e)
{
    return e == ELEMENT_BLOCKQUOTE || e == ELEMENT_LI || e == ELEMENT_PRE || e == ELEMENT_XMP || e == ELEMENT_LISTING ||
           e == ELEMENT_PLAINTEXT || e == ELEMENT_DD || e == ELEMENT_TABLE;
}

bool md_open_block(struct md_writer *w, const struct token *k, const struct tokenizer *rest)
{
    enum element e = k->element;
    if (w->pre && e == ELEMENT_CODE)
        set_language(w, k);
    if (!element_is(e, BLOCK))
        return false;
    if (w->titles && ends_title(e))
        flow_end_title(&w->flow);
    if (w->cell_depth)
        open_in_cell(w, e);
    else if (element_heading(e))
        open_heading(w, element_heading(e));
    else if (is_list(e)) {
        md_break(w, 1);
        list_open(&w->lists, &w->flow, k);
    } else if (e == ELEMENT_LI)
        open_item(w, k);
    else if (is_pre(e))
        open_pre(w, k);
    else if (e == ELEMENT_BLOCKQUOTE) {
        md_break(w, 2);
        flow_push(&w->flow, "> ", "> ");
    } else if (e == ELEMENT_TABLE)
        open_table(w, k, rest);
    else if (e == ELEMENT_TR && w->table_kind == TABLE_DATA)
        table_add_row(&w->table);
    else if (e == ELEMENT_TD || e == ELEMENT_TH)
        open_cell(w, k);
    else if (e == ELEMENT_DT || e == ELEMENT_DD)
        open_term(w, e);
    else {
        md_break(w, 2);
        w->flow.rule |= e == ELEMENT_HR;
    }
    return true;
}

void md_close_block(struct md_writer *w, enum element e)
{
    if (w->cell_depth && --w->cell_depth)
        w->clean.space = true;
    else if (element_heading(e))
        close_heading(w);
    else if (is_list(e)) {
        md_break(w, 1);
        list_close(&w->lists, &w->flow);
    } else if (e == ELEMENT_LI) {
        md_break(w, 2);
        list_end_item(&w->lists, &w->flow);
    } else if (is_pre(e))
        close_pre(w);
    else if (e == ELEMENT_BLOCKQUOTE) {
        md_break(w, 2);
        flow_pop(&w->flow);
        flow_gap(&w->flow, 2);
    } else if (e == ELEMENT_TABLE)
        close_table(w);
    else if (e == ELEMENT_TD || e == ELEMENT_TH)
        close_cell(w);
    else if (e == ELEMENT_DT || e == ELEMENT_DD)
        close_term(w, e);
    else
        md_break(w, 2);
}

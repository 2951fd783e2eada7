/* safe_block: which blocks safe HTML has, and with which attributes. */
#include "safe_writer.h"

/* Blocks that are written as they are; all others are paragraphs where they hold text. */
static const struct rule {
    enum element element;
    const char *tag;
    bool phrasing; /* can hold no blocks */
} rules[] = {
    {ELEMENT_H1, "h1", true},
    {ELEMENT_H2, "h2", true},
    {ELEMENT_H3, "h3", true},
    {ELEMENT_H4, "h4", true},
    {ELEMENT_H5, "h5", true},
    {ELEMENT_H6, "h6", true},
    {ELEMENT_UL, "ul", false},
    {ELEMENT_MENU, "ul", false},
    {ELEMENT_DIR, "ul", false},
    {ELEMENT_OL, "ol", false},
    {ELEMENT_LI, "li", false},
    {ELEMENT_BLOCKQUOTE, "blockquote", false},
    {ELEMENT_PRE, "pre", false},
    {ELEMENT_XMP, "pre", false},
    {ELEMENT_LISTING, "pre", false},
    {ELEMENT_PLAINTEXT, "pre", false},
    {ELEMENT_DL, "dl", false},
    {ELEMENT_DT, "dt", true},
    {ELEMENT_DD, "dd", false},
    {ELEMENT_FIGURE, "figure", false},
    {ELEMENT_FIGCAPTION, "figcaption", false},
    {ELEMENT_DETAILS, "details", false},
    {ELEMENT_SUMMARY, "summary", true},
    {ELEMENT_TABLE, "table", false},
    {ELEMENT_CAPTION, "caption", true},
    {ELEMENT_THEAD, "thead", false},
    {ELEMENT_TBODY, "tbody", false},
    {ELEMENT_TFOOT, "tfoot", false},
    {ELEMENT_TR, "tr", false},
    {ELEMENT_TH, "th", false},
    {ELEMENT_TD, "td", false},
};

static const struct rule *find_rule(enum element e)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].element == e)
            return &rules[i];
    return NULL;
}

static bool is_table_part(enum element e)
{
    return e == ELEMENT_TABLE || e == ELEMENT_CAPTION || e == ELEMENT_THEAD || e == ELEMENT_TBODY ||
           e == ELEMENT_TFOOT || e == ELEMENT_TR || e == ELEMENT_TH || e == ELEMENT_TD;
}

static bool is_list(enum element e)
{
    return e == ELEMENT_UL || e == ELEMENT_OL || e == ELEMENT_MENU || e == ELEMENT_DIR;
}

/* The rule for e here and now; NULL: nothing is written for it. */
static const struct rule *applied_rule(const struct safe_writer *w, enum element e)
{
    if (w->phrasing || w->pre || (e == ELEMENT_LI && !w->lists) ||
        ((e == ELEMENT_DT || e == ELEMENT_DD) && !w->definitions) || (is_table_part(e) && w->table_kind == TABLE_FLOW))
        return NULL;
    return find_rule(e);
}

static void add_number(struct safe_writer *w, const struct token *k, enum attribute a, const char *name, long low,
                       long high)
{
    long n = span_number(token_attribute(k, a), low - 1);
    if (n >= low && n <= high)
        buf_addf(w->out, " %s=\"%ld\"", name, n);
}

static bool is_language(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!char_is_alnum(s.at[i]) && s.at[i] != '-')
            return false;
    return s.len > 0 && s.len <= 35;
}

static void add_direction(struct safe_writer *w, const struct token *k)
{
    static const char *const directions[] = {"rtl", "ltr", "auto", NULL};
    struct span dir = token_attribute(k, ATTRIBUTE_DIR), lang = token_attribute(k, ATTRIBUTE_LANG);
    for (size_t i = 0; directions[i]; i++)
        if (span_equal_nocase(dir, directions[i]))
            buf_addf(w->out, " dir=\"%s\"", directions[i]);
    if (is_language(lang))
        buf_addf(w->out, " lang=\"%.*s\"", (int)lang.len, lang.at);
}

static void add_attributes(struct safe_writer *w, const struct token *k)
{
    enum element e = k->element;
    add_direction(w, k);
    if (e == ELEMENT_OL) {
        struct span type = token_attribute(k, ATTRIBUTE_TYPE);
        add_number(w, k, ATTRIBUTE_START, "start", -99999999, 999999999);
        if (type.len == 1 && char_is_in("1aAiI", *type.at))
            buf_addf(w->out, " type=\"%c\"", *type.at);
        buf_adds(w->out, token_has(k, ATTRIBUTE_REVERSED) ? " reversed" : "");
    } else if (e == ELEMENT_LI) {
        add_number(w, k, ATTRIBUTE_VALUE, "value", -99999999, 999999999);
    } else if (e == ELEMENT_TD || e == ELEMENT_TH) {
        add_number(w, k, ATTRIBUTE_COLSPAN, "colspan", 2, 1000);
        add_number(w, k, ATTRIBUTE_ROWSPAN, "rowspan", 2, 1000);
    }
}

static void count(struct safe_writer *w, enum element e, const struct rule *r, unsigned step)
{
    w->phrasing += r && r->phrasing ? step : 0;
    w->pre += r && strcmp(r->tag, "pre") == 0 ? step : 0;
    w->lists += r && is_list(e) ? step : 0;
    w->definitions += r && e == ELEMENT_DL ? step : 0;
}

/* What ends a line ends none where no block can be: there it is white space. */
static void end_line(struct safe_writer *w)
{
    if (w->pre && w->begun && w->out->data[w->out->len - 1] != '\n')
        buf_addc(w->out, '\n');
    else if (w->phrasing)
        w->clean.space = true;
    else if (!w->pre)
        safe_end_line(w);
}

void safe_open_block(struct safe_writer *w, const struct token *k, const struct tokenizer *rest)
{
    enum element e = k->element;
    end_line(w);
    if (e == ELEMENT_HR) {
        buf_adds(w->out, w->phrasing || w->pre ? "" : "<hr>\n");
        return;
    }
    struct safe_block *b = &w->blocks[w->depth++];
    *b = (struct safe_block){.element = e, .table_kind = w->table_kind};
    if (e == ELEMENT_TABLE)
        w->table_kind = w->phrasing || w->pre ? TABLE_FLOW : table_scan(k, rest);
    const struct rule *r = applied_rule(w, e);
    bool turns = !r && !w->phrasing && !w->pre && (token_has(k, ATTRIBUTE_DIR) || token_has(k, ATTRIBUTE_LANG));
    b->tag = r ? r->tag : turns ? "div" : NULL;
    count(w, e, r, 1);
    w->drop_newline = w->pre > 0;
    if (!b->tag)
        return;
    buf_addf(w->out, "<%s", b->tag);
    add_attributes(w, k);
    buf_addc(w->out, '>');
}

void safe_close_block(struct safe_writer *w, enum element e)
{
    const struct safe_block *b = &w->blocks[--w->depth];
    if (!b->tag) {
        end_line(w);
    } else {
        const struct rule *r = strcmp(b->tag, "div") == 0 ? NULL : find_rule(e);
        safe_end_line(w);
        count(w, e, r, -1u);
        buf_addf(w->out, "</%s>\n", b->tag);
    }
    w->table_kind = b->table_kind;
}

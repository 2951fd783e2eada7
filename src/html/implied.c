/* implied: the scopes of the standard, as questions.  spec: HTML 13.2.4.2, 13.2.6.4.7 ff
 *
 * Each search runs down a stack of at most WALK_DEPTH frames, and only where such an element is open at all. */
#include "implied.h"

#define SAME_MAX 3 /* formatting elements of one name that go on. spec: HTML 13.2.4.3, "Noah's Ark" */

static bool is_cell(enum element e)
{
    return e == ELEMENT_TD || e == ELEMENT_TH || e == ELEMENT_CAPTION;
}

static bool is_row_group(enum element e)
{
    return e == ELEMENT_TBODY || e == ELEMENT_THEAD || e == ELEMENT_TFOOT;
}

bool implied_is_table_part(enum element e)
{
    return is_cell(e) || is_row_group(e) || e == ELEMENT_TR || e == ELEMENT_COLGROUP;
}

bool implied_in_title(const struct walker *w)
{
    unsigned n = w->open[ELEMENT_SUMMARY] + w->open[ELEMENT_DT];
    for (enum element e = ELEMENT_H1; e <= ELEMENT_H6; e++)
        n += w->open[e];
    return n > 0;
}

/* The walls that no end tag reaches through but those of tables. */
static bool is_wall(const struct frame *f)
{
    return is_cell(f->element) || f->element == ELEMENT_TABLE;
}

static bool is_list(enum element e)
{
    return e == ELEMENT_UL || e == ELEMENT_OL || e == ELEMENT_MENU || e == ELEMENT_DIR;
}

static bool has_name(const struct frame *f, struct span name)
{
    if (f->name.len != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (char_lower(f->name.at[i]) != char_lower(name.at[i]))
            return false;
    return true;
}

static bool is_closed_by(const struct frame *f, const struct token *k)
{
    if (element_heading(k->element))
        return element_heading(f->element) != 0;
    return f->element == k->element && (k->element != ELEMENT_UNKNOWN || has_name(f, k->text));
}

static unsigned count_closable(const struct walker *w, enum element e)
{
    unsigned n = w->open[e];
    for (enum element h = ELEMENT_H1; element_heading(e) && h <= ELEMENT_H6; h++)
        n += w->open[h];
    return n;
}

bool implied_find(const struct walker *w, const struct token *k, size_t *index)
{
    enum element e = k->element;
    bool is_table = implied_is_table_part(e) || e == ELEMENT_TABLE;
    if (!count_closable(w, e))
        return false;
    for (size_t i = w->depth; i-- > 0;) {
        const struct frame *f = &w->stack[i];
        if (is_closed_by(f, k)) {
            *index = i;
            return true;
        }
        if (is_table ? f->element == ELEMENT_TABLE : is_wall(f) || (e == ELEMENT_LI && is_list(f->element)))
            return false;
    }
    return false;
}

/* Elements that go on in the next block where a paragraph ends before they do.  spec: HTML 13.2.4.3 */
static bool is_formatting(enum element e)
{
    return e == ELEMENT_A || e == ELEMENT_B || e == ELEMENT_BIG || e == ELEMENT_CODE || e == ELEMENT_EM ||
           e == ELEMENT_FONT || e == ELEMENT_I || e == ELEMENT_NOBR || e == ELEMENT_S || e == ELEMENT_SMALL ||
           e == ELEMENT_STRIKE || e == ELEMENT_STRONG || e == ELEMENT_TT || e == ELEMENT_U;
}

/* Close the paragraph that is open unless a wall stands before it. */
static void close_paragraph(struct walker *w)
{
    struct token k = {.element = ELEMENT_P};
    size_t i;
    if (!w->open[ELEMENT_P] || !implied_find(w, &k, &i))
        return;
    for (size_t at = w->depth; at-- > i;)
        if (!is_formatting(w->stack[at].element) || w->stack[at].hides || w->open[w->stack[at].element] > SAME_MAX)
            walk_remove(w, at);
}

bool implied_holds_blocks(enum element e)
{
    return e == ELEMENT_SELECT || e == ELEMENT_BUTTON || e == ELEMENT_OBJECT || e == ELEMENT_APPLET ||
           e == ELEMENT_VIDEO || e == ELEMENT_AUDIO || e == ELEMENT_SVG || e == ELEMENT_MATH || e == ELEMENT_TEMPLATE ||
           e == ELEMENT_CANVAS || e == ELEMENT_MARQUEE || e == ELEMENT_DATALIST || e == ELEMENT_RUBY ||
           e == ELEMENT_NOSCRIPT || element_is(e, BLOCK);
}

/* Close the item that is open in this list; e or its twin. */
static void close_item(struct walker *w, enum element e, enum element twin)
{
    for (size_t i = w->depth; (w->open[e] || w->open[twin]) && i-- > 0;) {
        enum element at = w->stack[i].element;
        if (at == e || at == twin) {
            walk_pop_to(w, i);
            return;
        }
        bool is_transparent = !element_is(at, BLOCK) || at == ELEMENT_ADDRESS || at == ELEMENT_DIV || at == ELEMENT_P;
        if (!is_transparent)
            return;
    }
}

static void close_heading(struct walker *w)
{
    for (size_t i = w->depth; i-- > 0 && !is_wall(&w->stack[i]);)
        if (element_is(w->stack[i].element, BLOCK)) {
            if (element_heading(w->stack[i].element))
                walk_pop_to(w, i);
            return;
        }
}

/* Pop everything above the nearest part of a table that may hold e; returns that part. */
static enum element clear_to_table(struct walker *w, enum element e)
{
    for (size_t i = w->depth; w->open[ELEMENT_TABLE] && i-- > 0;) {
        enum element at = w->stack[i].element;
        bool holds = at == ELEMENT_TABLE || (is_row_group(at) && (e == ELEMENT_TR || is_cell(e))) ||
                     (at == ELEMENT_TR && is_cell(e));
        if (holds) {
            walk_pop_to(w, i + 1);
            return at;
        }
    }
    return ELEMENT_UNKNOWN;
}

static void enter_table_part(struct walker *w, enum element e)
{
    enum element parent = clear_to_table(w, e == ELEMENT_CAPTION ? ELEMENT_TBODY : e);
    if ((e != ELEMENT_TD && e != ELEMENT_TH) || parent == ELEMENT_UNKNOWN || parent == ELEMENT_TR)
        return;
    struct token row = {.type = TOKEN_OPEN, .element = ELEMENT_TR, .text = {"tr", 2}};
    walk_push(w, &row, false);
}

/* A table that begins between the cells of another ends it. */
static void close_cut_table(struct walker *w)
{
    for (size_t i = w->depth; w->open[ELEMENT_TABLE] && i-- > 0;) {
        enum element at = w->stack[i].element;
        if (is_cell(at))
            return;
        if (at == ELEMENT_TABLE) {
            walk_pop_to(w, i);
            return;
        }
    }
}

/* An inline element that cannot hold itself. */
static void close_inline(struct walker *w, enum element e)
{
    for (size_t i = w->depth; w->open[e] && i-- > 0;)
        if (w->stack[i].element == e) {
            walk_remove(w, i);
            return;
        }
}

void implied_close(struct walker *w, enum element e)
{
    if (element_is(e, CLOSES_P))
        close_paragraph(w);
    if (e == ELEMENT_LI)
        close_item(w, e, e);
    else if (e == ELEMENT_DD || e == ELEMENT_DT)
        close_item(w, ELEMENT_DD, ELEMENT_DT);
    else if (element_heading(e))
        close_heading(w);
    else if (implied_is_table_part(e))
        enter_table_part(w, e);
    else if (e == ELEMENT_TABLE)
        close_cut_table(w);
    else if (e == ELEMENT_A || e == ELEMENT_BUTTON)
        close_inline(w, e);
    else if (e == ELEMENT_RT || e == ELEMENT_RP) {
        close_inline(w, ELEMENT_RT);
        close_inline(w, ELEMENT_RP);
    } else if (e == ELEMENT_OPTION)
        close_item(w, e, e);
}

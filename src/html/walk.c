/* walk: the stack of open elements.  spec: HTML 13.2.6
 *
 * What differs from the standard's tree: formatting elements go on in the next block where a paragraph is ended by what follows it, and
 * not where an end tag ends the block around them; and text between the cells of a table stays where it is. */
#include "walk.h"
#include "filter.h"
#include "implied.h"

static const struct tokenizer no_rest;

static bool is_shown(const struct walker *w)
{
    return w->hidden == 0;
}

static void report_open(struct walker *w, const struct token *k, enum element as)
{
    struct token renamed;
    if (as != k->element) {
        renamed = *k;
        renamed.element = as;
        k = &renamed;
    }
    w->sink->open(w->writer, k, &w->tokens);
}

static void report_break(struct walker *w)
{
    struct token k = {.type = TOKEN_OPEN, .element = ELEMENT_DIV};
    if (!is_shown(w))
        return;
    w->sink->open(w->writer, &k, &no_rest);
    w->sink->close(w->writer, ELEMENT_DIV);
}

static void report_space(struct walker *w)
{
    w->sink->text(w->writer, (struct span){" ", 1}, true);
}

void walk_remove(struct walker *w, size_t i)
{
    struct frame f = w->stack[i];
    memmove(&w->stack[i], &w->stack[i + 1], (w->depth - i - 1) * sizeof w->stack[0]);
    w->depth--;
    w->open[f.element]--;
    w->hidden -= f.hides;
    if (f.unhides) {
        report_space(w);
        w->hidden = 1;
    }
    if (f.as != ELEMENT_UNKNOWN)
        w->sink->close(w->writer, f.as);
}

void walk_pop_to(struct walker *w, size_t depth)
{
    while (w->depth > depth)
        walk_remove(w, w->depth - 1);
}

/* What the writer hears of an element. */
static enum element reported_as(const struct walker *w, const struct token *k)
{
    enum element e = k->element;
    if (implied_is_table_part(e) && !w->open[ELEMENT_TABLE])
        return ELEMENT_DIV;
    bool is_inline = !element_is(e, BLOCK);
    return is_inline && filter_is_displayed_as_block(k) ? ELEMENT_DIV : e;
}

void walk_push(struct walker *w, const struct token *k, bool hides)
{
    if (w->depth == WALK_DEPTH) {
        w->overflow++;
        if (element_is(k->element, BLOCK))
            report_break(w);
        return;
    }
    bool is_media = k->element == ELEMENT_VIDEO || k->element == ELEMENT_AUDIO;
    struct frame f = {.element = k->element, .name = k->text, .hides = hides || is_media};
    if (is_shown(w) && !hides) {
        f.as = reported_as(w, k);
        if (f.as != ELEMENT_UNKNOWN)
            report_open(w, k, f.as);
    } else if (k->element == ELEMENT_TEXT && w->hidden == 1 && w->open[ELEMENT_SVG] && !hides) {
        f.unhides = true;
        w->hidden = 0;
        report_space(w);
    }
    w->hidden += f.hides;
    w->stack[w->depth++] = f;
    w->open[f.element]++;
}

static bool is_root(enum element e)
{
    return e == ELEMENT_HTML || e == ELEMENT_HEAD || e == ELEMENT_BODY;
}

/* Void, or written as "<a/>" the way XML writes an empty element. */
static bool is_empty(const struct walker *w, const struct token *k)
{
    return element_is(k->element, VOID) ||
           (k->self_closing && (!element_is(k->element, BLOCK) || element_is(k->element, RAW) || w->open[ELEMENT_SVG]));
}

static void see_open(struct walker *w, struct token *k)
{
    if (is_root(k->element))
        return;
    if (k->element == ELEMENT_IMAGE)
        k->element = ELEMENT_IMG;
    implied_close(w, k->element);
    bool hides = filter_hides(k, &w->tokens, !w->sink->keeps_permalinks) ||
                 (k->element == ELEMENT_BUTTON && !implied_in_title(w));
    bool is_furniture = filter_is_furniture(k);
    if (is_furniture && element_is(k->element, BLOCK) && k->element != ELEMENT_TD)
        report_break(w);
    if (!is_empty(w, k)) {
        walk_push(w, k, hides || is_furniture);
        return;
    }
    bool is_source = k->element == ELEMENT_SOURCE;
    bool is_shown_source = is_source && w->hidden == 1 && (w->open[ELEMENT_VIDEO] || w->open[ELEMENT_AUDIO]);
    if (hides || (is_source ? !is_shown_source : !is_shown(w)) || k->element == ELEMENT_UNKNOWN)
        return;
    report_open(w, k, k->element);
    if (!element_is(k->element, VOID))
        w->sink->close(w->writer, k->element);
}

static void see_unmatched_close(struct walker *w, struct token *k)
{
    if (k->element == ELEMENT_P)
        report_break(w);
    if (k->element != ELEMENT_BR || !is_shown(w))
        return;
    k->present = 0;
    report_open(w, k, ELEMENT_BR);
}

static void see_close(struct walker *w, struct token *k)
{
    if (is_root(k->element))
        return;
    if (w->overflow && !element_is(k->element, VOID)) {
        w->overflow--;
        if (element_is(k->element, BLOCK))
            report_break(w);
        return;
    }
    size_t i;
    if (!implied_find(w, k, &i))
        see_unmatched_close(w, k);
    else if (implied_holds_blocks(w->stack[i].element))
        walk_pop_to(w, i);
    else
        walk_remove(w, i);
}

void walk(const char *html, size_t len, const struct walk_sink *sink, void *writer)
{
    struct walker w = {.sink = sink, .writer = writer};
    struct token k = {0};
    tokenizer_init(&w.tokens, html, len);
    while (token_next(&w.tokens, &k)) {
        if (k.type == TOKEN_OPEN)
            see_open(&w, &k);
        else if (k.type == TOKEN_CLOSE)
            see_close(&w, &k);
        else if (is_shown(&w))
            sink->text(writer, k.text, k.literal);
    }
    walk_pop_to(&w, 0);
}

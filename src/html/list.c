/* list: numbers and gaps.  spec: HTML 4.4.5, 4.4.8 */
#include "list.h"

static struct list *top(struct lists *l)
{
    return l->depth && l->depth <= FLOW_LEVELS ? &l->stack[l->depth - 1] : NULL;
}

void list_open(struct lists *l, struct flow *f, const struct token *k)
{
    flow_gap(f, l->depth ? 1 : 2);
    struct list new = {.ordered = k->element == ELEMENT_OL, .reversed = token_has(k, ATTRIBUTE_REVERSED), .type = '1'};
    struct span type = token_attribute(k, ATTRIBUTE_TYPE);
    if (type.len == 1 && char_is_in("1aAiI", *type.at))
        new.type = *type.at;
    new.number = span_number(token_attribute(k, ATTRIBUTE_START), 1) - 1;
    if (new.reversed)
        new.number = span_number(token_attribute(k, ATTRIBUTE_START), 0) + 1;
    bool is_next = l->last_depth == l->depth && l->last_written == f->written && f->written;
    if (is_next && l->last.ordered == new.ordered)
        new.second = !l->last.second;
    new.written = f->written;
    l->depth++;
    if (top(l))
        *top(l) = new;
}

void list_close(struct lists *l, struct flow *f)
{
    if (top(l))
        l->last = *top(l);
    l->depth--;
    l->last_depth = l->depth;
    l->last_written = f->written;
    flow_gap(f, 2);
}

struct list list_next(struct lists *l, struct flow *f, const struct token *li)
{
    struct list *list = top(l), bullet = {.type = '1'};
    if (!list) {
        flow_gap(f, 1);
        return bullet;
    }
    if (list->begun && f->written > list->written)
        f->gap = list->loose ? 2 : 1;
    list->begun = true;
    list->number += list->reversed ? -1 : 1;
    list->number = span_number(token_attribute(li, ATTRIBUTE_VALUE), list->number);
    return *list;
}

void list_end_item(struct lists *l, struct flow *f)
{
    bool loose = flow_pop(f);
    if (top(l))
        top(l)->loose |= loose;
}

static void add_letters(struct buf *out, long n, char first)
{
    char text[16];
    size_t at = sizeof text;
    for (; n > 0 && at > 0; n = (n - 1) / 26)
        text[--at] = (char)(first + (n - 1) % 26);
    buf_add(out, text + at, sizeof text - at);
}

static void add_roman(struct buf *out, long n, bool upper)
{
    static const char *const parts[] = {"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};
    static const int values[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    for (size_t i = 0; i < 13; i++)
        for (; n >= values[i]; n -= values[i])
            for (const char *c = parts[i]; *c; c++)
                buf_addc(out, upper ? (char)(*c - 'a' + 'A') : *c);
}

void list_format_number(struct buf *out, const struct list *l)
{
    bool is_letter = (l->type == 'a' || l->type == 'A') && l->number > 0;
    bool is_roman = (l->type == 'i' || l->type == 'I') && l->number > 0 && l->number < 300;
    if (is_letter)
        add_letters(out, l->number, l->type);
    else if (is_roman)
        add_roman(out, l->number, l->type == 'I');
    else
        buf_addf(out, "%ld", l->number);
}

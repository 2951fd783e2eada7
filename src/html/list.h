/* list: how the items of ordered lists are numbered, and which lists are open. */
#ifndef HTML_LIST_H
#define HTML_LIST_H

#include "flow.h"
#include "token.h"

struct list {
    bool ordered, reversed;
    bool begun;     /* has an item */
    size_t written; /* blocks there were when it began */
    bool loose;     /* an item of it had a blank line inside */
    char type;      /* '1', 'a', 'A', 'i' or 'I' */
    bool second;    /* in Markdown: takes the other mark, because a list like it stands right before it */
    long number;    /* of the item that is open */
};

struct lists {
    struct list stack[FLOW_LEVELS];
    size_t depth;
    struct list last;                /* the list that was closed last, */
    size_t last_depth, last_written; /* at this depth, when so many blocks had been written */
};

/* Open and close a list around what flow writes, with the gaps that are due. */
void list_open(struct lists *l, struct flow *f, const struct token *k);
void list_close(struct lists *l, struct flow *f);

/* Count an item; sets the gap before it. An item outside of any list is one of a list with bullets. */
struct list list_next(struct lists *l, struct flow *f, const struct token *li);
void list_end_item(struct lists *l, struct flow *f); /* pops the item's level */

void list_format_number(struct buf *out, const struct list *l); /* "3", "c", "iii" */

#endif

/* extract_teasers: what shows other articles: a heading that is a link, with few words below it, several times in a row. */
#include "extract.h"

#define ROW           3   /* so many beside each other are teasers */
#define ALL_TENTHS    6   /* of the page's text; with more of it they are what the page is about */
#define ROW_TENTHS    6   /* of what is around them */
#define LONGEST_CHARS 600 /* and at most */
#define REST_CHARS    80  /* what is left around them is their heading */
#define PLAIN_CHARS   250 /* outside of links, of one on the average */

static bool is_teaser(const struct extract *x, uint32_t i, uint32_t plain_chars)
{
    const struct extract_measure *m = &x->measures[i];
    int tag = x->nodes[i].tag;
    if (x->nodes[i].dropped || !m->linked_heads || (tag >= TAG_H1 && tag <= TAG_H6))
        return false;
    return m->chars - m->link_chars <= plain_chars * m->linked_heads && !extract_holds_article(x, i);
}

/* Drops the teasers among the children of a node where they are a row and little else is there. */
static void drop_row(struct extract *x, uint32_t node, uint32_t all)
{
    uint32_t heads = 0, chars = 0, plain = 0;
    for (uint32_t i = node + 1; i < x->nodes[node].end; i = x->nodes[i].end)
        if (is_teaser(x, i, LONGEST_CHARS)) {
            heads += x->measures[i].linked_heads;
            chars += x->measures[i].chars;
            plain += x->measures[i].chars - x->measures[i].link_chars;
        }
    if (heads < ROW || plain > PLAIN_CHARS * heads || (uint64_t)plain * 10 > (uint64_t)all * ALL_TENTHS ||
        (uint64_t)chars * 10 < (uint64_t)x->measures[node].chars * ROW_TENTHS)
        return;
    for (uint32_t i = node + 1; i < x->nodes[node].end; i = x->nodes[i].end)
        if (is_teaser(x, i, LONGEST_CHARS))
            extract_drop(x, i);
    if (node && x->measures[node].chars <= REST_CHARS && !extract_holds_article(x, node))
        extract_drop(x, node);
}

void extract_drop_teasers(struct extract *x, uint32_t top)
{
    uint32_t all = x->measures[top].chars - x->measures[top].link_chars;
    for (uint32_t i = top; i < x->nodes[top].end; i++) {
        if (x->nodes[i].dropped || x->measures[i].linked_heads < ROW)
            i = x->nodes[i].end - 1;
        else
            drop_row(x, i, all);
    }
}

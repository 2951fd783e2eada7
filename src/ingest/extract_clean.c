/* extract_clean: what stands inside the article and is none of its text: forms, lists of links, buttons to share, boxes. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

#define PARTS_MOST        500 /* of a box that a heading begins */
#define CARD_CHARS        250
#define PROSE_CHARS       80
#define SHARE_CHARS       500
#define BEFORE_LINK_CHARS 20
#define ANNOUNCED_BYTES   25
#define NAMED_TENTHS      4
#define COMMAS_ENOUGH     10 /* so many, and it is prose */

static bool is_furniture(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    if (n->tag == TAG_FOOTER || n->tag == TAG_ASIDE || n->tag == TAG_FIELDSET)
        return true;
    return (n->words & WORDS_SHARE) && !(n->words & WORDS_MAYBE) && x->measures[i].chars < SHARE_CHARS;
}

static bool is_heading(enum extract_tag tag)
{
    return tag >= TAG_H1 && tag <= TAG_H6;
}

static bool is_judged(enum extract_tag tag)
{
    return tag == TAG_FORM || tag == TAG_TABLE || tag == TAG_UL || tag == TAG_OL || tag == TAG_DIV ||
           tag == TAG_SECTION || tag == TAG_HEADER || tag == TAG_DL;
}

/* A table of data: with a caption or heads, or more than a few rows of several cells. */
static bool is_data_table(const struct extract *x, uint32_t i)
{
    uint32_t rows = 0, cells = 0;
    for (uint32_t k = i + 1; k < x->nodes[i].end; k++) {
        int tag = x->nodes[k].tag;
        if (tag == TAG_CAPTION || tag == TAG_TH || tag == TAG_THEAD || tag == TAG_TFOOT)
            return true;
        if (tag == TAG_TABLE)
            return false;
        rows += tag == TAG_TR;
        cells += tag == TAG_TD;
    }
    return rows > 3 && cells >= 2 * rows;
}

static bool is_list(const struct extract *x, uint32_t i)
{
    return x->nodes[i].tag == TAG_UL || x->nodes[i].tag == TAG_OL || x->nodes[i].tag == TAG_DL ||
           x->measures[i].item_chars * 10 > x->measures[i].chars * 9;
}

/* Does a sentence before it end in a colon? */
static bool is_announced(const struct extract *x, uint32_t i)
{
    const char *begin = x->text.data, *s = begin + x->nodes[i].text;
    while (s > begin && (unsigned char)s[-1] <= ' ')
        s--;
    const char *end = s;
    while (s > begin && s[-1] != '\n' && end - s <= ANNOUNCED_BYTES)
        s--;
    return end > begin && end[-1] == ':' && end - s > ANNOUNCED_BYTES;
}

/* A list of nothing but links to elsewhere, or of a word before each of them. */
static bool is_list_of_links(const struct extract *x, uint32_t i)
{
    const struct extract_measure *m = &x->measures[i];
    double density = extract_link_density(x, i);
    bool words_before = m->items && m->links >= m->items && m->chars - m->link_chars <= m->items * BEFORE_LINK_CHARS;
    return ((m->links >= 2 && density > 0.75) || (words_before && density > 0.4)) && !is_announced(x, i);
}

static bool is_surplus(const struct extract *x, uint32_t i)
{
    const struct extract_measure *m = &x->measures[i];
    bool list = is_list(x, i), figure = x->nodes[i].tag == TAG_FIGURE;
    double density = extract_link_density(x, i), weight = x->nodes[i].weight;
    if (m->images > 1 && m->paragraphs * 2 < m->images && m->chars < m->images * 40)
        return true;
    if (!list && m->items > m->paragraphs + 100)
        return true;
    if (m->inputs > m->paragraphs / 3 && m->inputs)
        return true;
    if (!list && !figure && m->chars < 25 && density > 0 && m->heading_chars * 10 < m->chars * 9 && m->images != 1)
        return true;
    if (list && is_list_of_links(x, i))
        return true;
    return !list && ((weight < 25 && density > 0.2 && m->chars < 600) || density > 0.5);
}

static bool is_line(const struct extract *x, uint32_t i)
{
    return (extract_traits(x->nodes[i].tag) & TRAIT_BLOCK) && x->measures[i].blocks <= 1;
}

/* A name says nothing against what holds a good part of the text. */
static bool is_judged_out(const struct extract *x, uint32_t i, uint32_t top, unsigned care)
{
    const struct extract_measure *m = &x->measures[i];
    int weight = care & CARE_WEIGHTS ? x->nodes[i].weight : 0;
    if (weight < 0 && (uint64_t)m->chars * 10 < (uint64_t)x->measures[top].chars * NAMED_TENTHS)
        return true;
    if (x->nodes[i].tag == TAG_DIV && is_line(x, i) && !m->inputs)
        return extract_link_density(x, i) > 0.9;
    return m->commas < COMMAS_ENOUGH && is_surplus(x, i);
}

/* A link that stands alone, as a block: a card without a heading. */
static bool is_card(const struct extract *x, uint32_t i)
{
    const struct extract_measure *m = &x->measures[i];
    const char *href = x->nodes[i].tag == TAG_A ? extract_get(x, i, ATTR_HREF) : NULL;
    return href && *href != '#' && m->blocks && !m->images && !m->heading_chars && m->chars < CARD_CHARS;
}

static bool is_out(struct extract *x, uint32_t i, uint32_t top, unsigned care)
{
    enum extract_tag tag = x->nodes[i].tag;
    if (extract_is_in_line(x, i))
        return false;
    if (is_furniture(x, i))
        return true;
    if ((care & CARE_CLEAN) && (extract_is_box(x, i, top, care) || (is_line(x, i) && extract_is_label_line(x, i))))
        return true;
    if (is_heading(tag))
        return (care & CARE_WEIGHTS) && x->nodes[i].weight < 0;
    if (!(care & CARE_CLEAN) || !is_judged(tag))
        return (care & CARE_CLEAN) && is_card(x, i);
    return is_judged_out(x, i, top, care);
}

/* A heading with nothing below it but the next of its kind or the end. */
static bool is_bare_heading(const struct extract *x, uint32_t i, uint32_t top)
{
    for (uint32_t k = x->nodes[i].end; k < x->nodes[top].end; k++) {
        if (x->nodes[k].dropped || (extract_traits(x->nodes[k].tag) & TRAIT_SILENT)) {
            k = x->nodes[k].end - 1;
            continue;
        }
        if (is_heading(x->nodes[k].tag))
            return x->nodes[k].tag <= x->nodes[i].tag;
        if (x->nodes[k].tag == TAG_IMG || (x->nodes[k].tag == TAG_TEXT && x->measures[k].chars))
            return false;
    }
    return true;
}

static void drop_bare_headings(struct extract *x, uint32_t top)
{
    for (uint32_t i = x->nodes[top].end - 1; i > top; i--)
        if (is_heading(x->nodes[i].tag) && !x->nodes[i].dropped && x->measures[i].chars && is_bare_heading(x, i, top))
            extract_drop(x, i);
}

/* The first node behind the node, in its parent, that is more than links and short lines, or a heading of another matter. */
static uint32_t end_of_box(struct extract *x, uint32_t heading, enum extract_label label)
{
    uint32_t i = x->nodes[heading].end, end = x->nodes[x->nodes[heading].parent].end;
    for (int parts = 0; i < end && parts < PARTS_MOST; i = x->nodes[i].end, parts++) {
        const struct extract_measure *m = &x->measures[i];
        if (x->nodes[i].dropped)
            continue;
        if (is_heading(x->nodes[i].tag) && x->nodes[i].tag <= x->nodes[heading].tag)
            break;
        if (label == LABEL_LINKS && m->chars - m->link_chars >= PROSE_CHARS)
            break;
    }
    return i;
}

/* Drop what a heading of a box is the heading of: where it begins an element, that, and else what follows it. */
static void drop_headed(struct extract *x, uint32_t heading, uint32_t top, enum extract_label label)
{
    uint32_t parent = x->nodes[heading].parent, end = end_of_box(x, heading, label), chars = 0;
    for (uint32_t i = heading; i < end; i = x->nodes[i].end)
        chars += x->measures[i].chars;
    if ((uint64_t)chars * 10 >= (uint64_t)x->measures[top].chars * NAMED_TENTHS)
        return;
    if (parent != top && end == x->nodes[parent].end && chars * 10 >= x->measures[parent].chars * 9) {
        extract_drop(x, parent);
        return;
    }
    for (uint32_t i = heading; i < end; i = x->nodes[i].end)
        if (!x->nodes[i].dropped)
            extract_drop(x, i);
}

static void drop_labelled(struct extract *x, uint32_t top)
{
    for (uint32_t i = top + 1; i < x->nodes[top].end; i++) {
        enum extract_label label = LABEL_NONE;
        if (x->nodes[i].dropped || (extract_traits(x->nodes[i].tag) & TRAIT_SILENT)) {
            i = x->nodes[i].end - 1;
            continue;
        }
        if (is_heading(x->nodes[i].tag) || (is_line(x, i) && x->nodes[i].tag != TAG_LI))
            label = extract_label_of(x, i);
        if (label)
            drop_headed(x, i, top, label);
    }
}

void extract_clean(struct extract *x, uint32_t top, unsigned care)
{
    for (uint32_t i = top + 1; i < x->nodes[top].end; i++) {
        const struct extract_node *n = &x->nodes[i];
        if (n->dropped || n->tag == TAG_PRE || n->tag == TAG_CODE || n->tag == TAG_FIGURE ||
            (extract_traits(n->tag) & TRAIT_SILENT)) {
            i = n->end - 1;
            continue;
        }
        if (n->tag == TAG_TABLE && is_data_table(x, i)) {
            i = n->end - 1;
            continue;
        }
        if (n->tag == TAG_TEXT || !is_out(x, i, top, care))
            continue;
        extract_drop(x, i);
        i = n->end - 1;
    }
    if (!(care & CARE_CLEAN))
        return;
    drop_labelled(x, top);
    extract_drop_outro(x, top);
    drop_bare_headings(x, top);
}

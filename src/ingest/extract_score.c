/* extract_score: what speaks for an element.
 *
 * As readers' views of browsers find it: a paragraph speaks for its parent, half as much for its parent's parent, and so on; the
 * more so the longer it is and the more commas it has. What is mostly links speaks less. */
#include "extract.h"

#define PARAGRAPH_CHARS 25
#define CELL_CHARS      200 /* a cell with so much arranges a page */
#define LEVELS          5

static double base_score(enum extract_tag tag)
{
    switch (tag) {
    case TAG_DIV:
    case TAG_ARTICLE:
    case TAG_MAIN:
        return 5;
    case TAG_PRE:
    case TAG_TD:
    case TAG_BLOCKQUOTE:
        return 3;
    case TAG_ADDRESS:
    case TAG_OL:
    case TAG_UL:
    case TAG_DL:
    case TAG_DD:
    case TAG_DT:
    case TAG_LI:
    case TAG_FORM:
        return -3;
    case TAG_H1:
    case TAG_H2:
    case TAG_H3:
    case TAG_H4:
    case TAG_H5:
    case TAG_H6:
    case TAG_TH:
        return -5;
    default:
        return 0;
    }
}

static void speak(struct extract *x, uint32_t node, double score, unsigned care)
{
    for (int level = 0; level < LEVELS && node; level++, node = x->nodes[node].parent) {
        struct extract_node *n = &x->nodes[node];
        if (!n->candidate)
            n->score = (float)(base_score(n->tag) + (care & CARE_WEIGHTS ? n->weight : 0));
        n->candidate = true;
        n->score += (float)(score / (level == 0 ? 1 : level == 1 ? 2 : level * 3));
        if (n->tag == TAG_BODY)
            return;
    }
}

static double paragraph_score(uint32_t chars, uint32_t commas)
{
    uint32_t hundreds = chars / 100;
    return 2 + commas + (hundreds < 3 ? hundreds : 3);
}

/* Does the child belong to a line of text? */
static bool is_inline(const struct extract *x, uint32_t i)
{
    return !(extract_traits(x->nodes[i].tag) & TRAIT_BLOCK) && !x->measures[i].blocks;
}

/* The runs of text that stand among the children of an element. Two line breaks end a run. */
static void score_runs(struct extract *x, uint32_t node, uint32_t speaks_for, unsigned care)
{
    uint32_t chars = 0, commas = 0;
    bool broke = false;
    for (uint32_t i = node + 1, end = x->nodes[node].end; i <= end; i = i < end ? x->nodes[i].end : end + 1) {
        bool is_break = i < end && x->nodes[i].tag == TAG_BR;
        if (i == end || !is_inline(x, i) || (is_break && broke)) {
            if (chars >= PARAGRAPH_CHARS)
                speak(x, speaks_for, paragraph_score(chars, commas), care);
            chars = commas = 0;
        }
        if (i < end && is_inline(x, i)) {
            chars += x->measures[i].chars;
            commas += x->measures[i].commas;
        }
        broke = is_break || (broke && i < end && !x->measures[i].chars);
    }
}

static bool is_container(enum extract_tag tag)
{
    return tag == TAG_DIV || tag == TAG_SECTION || tag == TAG_ARTICLE || tag == TAG_MAIN || tag == TAG_BODY ||
           tag == TAG_OTHER;
}

/* A section speaks as a whole, and with the lines of its own. */
static void score_section(struct extract *x, uint32_t i, unsigned care)
{
    const struct extract_measure *m = &x->measures[i];
    speak(x, x->nodes[i].parent, paragraph_score(m->chars, m->commas), care);
    if (m->blocks > 1)
        score_runs(x, i, i, care);
}

void extract_score(struct extract *x, unsigned care)
{
    for (uint32_t i = 1; i < x->count; i++) {
        const struct extract_node *n = &x->nodes[i];
        const struct extract_measure *m = &x->measures[i];
        if (n->dropped || (extract_traits(n->tag) & TRAIT_SILENT)) {
            i = n->end - 1;
            continue;
        }
        if (m->chars < PARAGRAPH_CHARS)
            continue;
        if (n->tag == TAG_TD && (m->blocks > 1 || m->chars >= CELL_CHARS))
            score_runs(x, i, i, care);
        else if (n->tag == TAG_SECTION)
            score_section(x, i, care);
        else if (n->tag == TAG_DD)
            score_runs(x, i, n->parent, care);
        else if (extract_traits(n->tag) & TRAIT_SCORED)
            speak(x, n->parent, paragraph_score(m->chars, m->commas), care);
        else if (is_container(n->tag) && (m->blocks > 1 || (n->tag == TAG_OTHER && m->blocks)))
            score_runs(x, i, i, care);
        else if (n->tag == TAG_DIV)
            score_runs(x, i, n->parent, care);
    }
    for (uint32_t i = 1; i < x->count; i++)
        if (x->nodes[i].candidate)
            x->nodes[i].score *= (float)(1 - extract_link_density(x, i));
}

/* extract_score: where the article is.
 *
 * As readers' views of browsers find it: a paragraph speaks for its parent, half as much for its parent's parent, and so on; the
 * more so the longer it is and the more commas it has. What is mostly links speaks less. The best element, or one around several
 * that are nearly as good, is the article's; parts of it that stand beside it are taken too. */
#include "extract.h"
#include <string.h>

#define PARAGRAPH_CHARS 25
#define CELL_CHARS      200 /* a cell with so much arranges a page */
#define LEVELS          5
#define TOP_COUNT       5
#define NEARLY          0.75
#define AROUND          3 /* so many of the best in one element, and it is the article's */

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

static void score_all(struct extract *x, unsigned care)
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

/* The best candidates, best first. */
static int find_best(const struct extract *x, uint32_t best[TOP_COUNT])
{
    int count = 0;
    for (uint32_t i = 1; i < x->count; i++) {
        if (!x->nodes[i].candidate || x->nodes[i].dropped)
            continue;
        int at = count;
        while (at > 0 && x->nodes[best[at - 1]].score < x->nodes[i].score)
            at--;
        if (at == TOP_COUNT)
            continue;
        count += count < TOP_COUNT;
        memmove(best + at + 1, best + at, (size_t)(count - at - 1) * sizeof *best);
        best[at] = i;
    }
    return count;
}

static bool is_outermost(const struct extract *x, uint32_t i)
{
    return !i || x->nodes[i].tag == TAG_BODY || x->nodes[i].tag == TAG_HTML;
}

/* An element around several that are nearly as good as the best. */
static uint32_t around_best(const struct extract *x, const uint32_t *best, int count)
{
    for (uint32_t i = x->nodes[best[0]].parent; !is_outermost(x, i); i = x->nodes[i].parent) {
        int inside = 0;
        for (int k = 1; k < count; k++)
            inside += extract_is_below(x, best[k], i) && !extract_is_below(x, best[0], best[k]) &&
                      x->nodes[best[k]].score >= NEARLY * x->nodes[best[0]].score;
        if (inside >= AROUND)
            return i;
    }
    return best[0];
}

/* Upwards while the score rises. */
static uint32_t climb(const struct extract *x, uint32_t top)
{
    double last = x->nodes[top].score, least = last / 3;
    for (uint32_t i = x->nodes[top].parent; !is_outermost(x, i); i = x->nodes[i].parent) {
        if (!x->nodes[i].candidate)
            continue;
        if (x->nodes[i].score < least)
            break;
        if (x->nodes[i].score > last)
            return i;
        last = x->nodes[i].score;
    }
    return top;
}

static bool is_only_child(const struct extract *x, uint32_t node)
{
    const uint32_t parent = x->nodes[node].parent;
    for (uint32_t i = parent + 1; i < x->nodes[parent].end; i = x->nodes[i].end)
        if (i != node && (x->measures[i].chars || x->measures[i].images))
            return false;
    return true;
}

static bool has_same_class(const struct extract *x, uint32_t a, uint32_t b)
{
    const char *one = extract_get(x, a, ATTR_CLASS), *other = extract_get(x, b, ATTR_CLASS);
    return one && other && *one && strcmp(one, other) == 0;
}

static bool ends_sentence(const struct extract *x, uint32_t i)
{
    const char *s = x->text.data + x->nodes[i].text, *end = x->text.data + x->nodes[i].text_end;
    while (end > s && (unsigned char)end[-1] <= ' ')
        end--;
    return end > s && (strchr(".!?", end[-1]) || memmem(s, (size_t)(end - s), ". ", 2) ||
                       memmem(s, (size_t)(end - s), "\u3002", 3));
}

/* Is what stands beside the best element a part of the article? */
static bool belongs(const struct extract *x, uint32_t i, uint32_t top)
{
    const struct extract_node *n = &x->nodes[i];
    double best = x->nodes[top].score, threshold = best * 0.2 > 10 ? best * 0.2 : 10;
    if (n->candidate && n->score + (has_same_class(x, i, top) ? best * 0.2 : 0) >= threshold)
        return true;
    if (n->tag != TAG_P && (n->tag != TAG_DIV || x->measures[i].blocks > 1))
        return false;
    double density = extract_link_density(x, i);
    uint32_t chars = x->measures[i].chars;
    return (chars > 80 && density < 0.25) || (chars && chars <= 80 && density == 0 && ends_sentence(x, i));
}

/* Take the parts beside top: their parent, without what is none. */
static uint32_t take_beside(struct extract *x, uint32_t top)
{
    uint32_t parent = x->nodes[top].parent, taken = 0;
    if (!parent)
        return top;
    for (uint32_t i = parent + 1; i < x->nodes[parent].end; i = x->nodes[i].end)
        taken += i != top && !x->nodes[i].dropped && belongs(x, i, top);
    if (!taken)
        return top;
    for (uint32_t i = parent + 1; i < x->nodes[parent].end; i = x->nodes[i].end)
        if (i != top && !x->nodes[i].dropped && !belongs(x, i, top))
            extract_drop(x, i);
    return parent;
}

uint32_t extract_choose(struct extract *x, unsigned care)
{
    uint32_t best[TOP_COUNT];
    score_all(x, care);
    int count = find_best(x, best);
    if (!count)
        return 0;
    uint32_t said = x->said && !x->nodes[x->said].dropped ? x->said : 0, top = climb(x, around_best(x, best, count));
    while (!is_outermost(x, x->nodes[top].parent) && is_only_child(x, top))
        top = x->nodes[top].parent;
    if (said && !extract_is_below(x, said, top) && x->measures[said].chars * 2 >= x->measures[top].chars)
        return said;
    if (said && x->measures[said].chars * 10 >= x->measures[top].chars * 4)
        return said;
    return is_outermost(x, top) ? top : take_beside(x, top);
}

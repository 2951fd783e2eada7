/* extract_choose: where the article is.
 *
 * The element for which most speaks, or one around several that are nearly as good, is the article's; parts of it that stand beside it are
 * taken too. What the page itself calls the article's body, or its only article, goes before. */
#include "extract.h"
#include <string.h>

#define TOP_COUNT     5
#define NEARLY        0.75
#define ARTICLE_CHARS 140
#define AROUND        3 /* so many of the best in one element, and it is the article's */

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

/* The only <article> with text of its own that stands in no other; 0: there is none. */
static uint32_t only_article(const struct extract *x)
{
    uint32_t found = 0;
    for (uint32_t i = 1; i < x->count; i++) {
        if (x->nodes[i].tag != TAG_ARTICLE || x->nodes[i].dropped)
            continue;
        if (x->measures[i].chars - x->measures[i].link_chars >= ARTICLE_CHARS) {
            if (found)
                return 0;
            found = i;
        }
        i = x->nodes[i].end - 1;
    }
    return found;
}

static bool has_tenths(const struct extract *x, uint32_t node, uint32_t top, unsigned tenths)
{
    return (uint64_t)x->measures[node].chars * 10 >= (uint64_t)x->measures[top].chars * tenths;
}

uint32_t extract_choose(struct extract *x, unsigned care)
{
    uint32_t best[TOP_COUNT];
    extract_score(x, care);
    int count = find_best(x, best);
    if (!count)
        return 0;
    uint32_t said = x->said && !x->nodes[x->said].dropped ? x->said : 0, top = climb(x, around_best(x, best, count));
    while (!is_outermost(x, x->nodes[top].parent) && is_only_child(x, top))
        top = x->nodes[top].parent;
    if (said && has_tenths(x, said, top, 4))
        return said;
    uint32_t article = only_article(x);
    if (article && article != top && extract_is_below(x, article, top) && has_tenths(x, article, top, 7))
        return article;
    if (is_outermost(x, top) || top == article)
        return top;
    return take_beside(x, top);
}

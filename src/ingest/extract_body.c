/* extract_body: the article's body out of a page, by attempts that throw away less and less until there is enough text. */
#include "extract.h"
#include <string.h>

#define ENOUGH_CHARS 500 /* the attempt is taken */
#define LEAST_CHARS  140 /* without so much text outside of links there is no article */
#define LINKS_MOST   0.5
#define LINKS_LONG   0.7 /* where there is enough text besides */
#define MUCH_MORE    3   /* times as much text makes up for throwing less away */

static const unsigned attempts[] = {CARE_UNLIKELY | CARE_WEIGHTS | CARE_CLEAN, CARE_WEIGHTS | CARE_CLEAN, CARE_CLEAN,
                                    0};
#define ATTEMPT_COUNT (sizeof attempts / sizeof *attempts)

static uint32_t attempt(struct extract *x, const struct extract_facts *f, unsigned care)
{
    extract_undrop(x);
    if (care & CARE_UNLIKELY)
        extract_drop_unlikely(x);
    extract_measure(x);
    if (care & CARE_CLEAN)
        extract_drop_teasers(x, 0);
    uint32_t top = extract_choose(x, care);
    if (!top)
        return 0;
    extract_clean(x, top, care);
    if (care & CARE_CLEAN)
        extract_drop_intro(x, top, f);
    return top;
}

static bool says_body(const struct extract *x, uint32_t i)
{
    const char *item = extract_get(x, i, ATTR_ITEMPROP), *rdfa = extract_get(x, i, ATTR_PROPERTY);
    return (item && strstr(item, "articleBody")) || (rdfa && strstr(rdfa, "articleBody"));
}

/* The only element that says it is the article's body; 0: there is none. */
static uint32_t find_said(const struct extract *x)
{
    uint32_t found = 0;
    for (uint32_t i = 1; i < x->count; i++) {
        if (!x->nodes[i].values || x->nodes[i].tag == TAG_META || x->nodes[i].dropped || !says_body(x, i))
            continue;
        if (found)
            return 0;
        found = i;
    }
    return found;
}

static uint32_t plain_chars(const struct extract *x, uint32_t top)
{
    return top ? x->measures[top].chars - x->measures[top].link_chars : 0;
}

static bool is_enough(const struct extract *x, uint32_t top)
{
    uint32_t plain = plain_chars(x, top);
    return top && plain >= LEAST_CHARS &&
           extract_link_density(x, top) < (plain < ENOUGH_CHARS ? LINKS_MOST : LINKS_LONG);
}

/* The first attempt that has enough text, or the one with the most; 0: none has any. */
static uint32_t try_all(struct extract *x, const struct extract_facts *f)
{
    uint32_t most = 0, top;
    size_t best = ATTEMPT_COUNT;
    for (size_t i = 0; i < ATTEMPT_COUNT; i++) {
        top = attempt(x, f, attempts[i]);
        if (plain_chars(x, top) >= ENOUGH_CHARS && is_enough(x, top) && plain_chars(x, top) / MUCH_MORE >= most)
            return top;
        if (is_enough(x, top) && plain_chars(x, top) / MUCH_MORE >= most) {
            most = plain_chars(x, top);
            best = i;
        }
    }
    return best < ATTEMPT_COUNT ? attempt(x, f, attempts[best]) : 0;
}

bool extract_body(struct buf *out, struct extract *x, const struct extract_facts *f, uint32_t *chars)
{
    extract_measure(x);
    extract_drop_sure(x, f->values[FACT_TITLE]);
    x->said = find_said(x);
    uint32_t top = try_all(x, f);
    if (!top)
        return false;
    *chars = x->measures[top].chars;
    extract_write(out, x, top);
    return true;
}

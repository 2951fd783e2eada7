/* extract_body: the article's body out of a page, by attempts that throw away less and less until there is enough text. */
#include "extract.h"

#define ENOUGH_CHARS 500 /* the attempt is taken */
#define LEAST_CHARS  140 /* without so much text outside of links there is no article */
#define LINKS_MOST   0.5
#define MUCH_MORE    3 /* times as much text makes up for throwing less away */

static const unsigned attempts[] = {CARE_UNLIKELY | CARE_WEIGHTS | CARE_CLEAN, CARE_WEIGHTS | CARE_CLEAN, CARE_CLEAN,
                                    0};
#define ATTEMPT_COUNT (sizeof attempts / sizeof *attempts)

static uint32_t attempt(struct extract *x, unsigned care)
{
    extract_undrop(x);
    if (care & CARE_UNLIKELY)
        extract_drop_unlikely(x);
    extract_measure(x);
    uint32_t top = extract_choose(x, care);
    if (top)
        extract_clean(x, top, care);
    return top;
}

static uint32_t plain_chars(const struct extract *x, uint32_t top)
{
    return top ? x->measures[top].chars - x->measures[top].link_chars : 0;
}

static bool is_enough(const struct extract *x, uint32_t top)
{
    return top && plain_chars(x, top) >= LEAST_CHARS && extract_link_density(x, top) < LINKS_MOST;
}

/* The first attempt that has enough text, or the one with the most; 0: none has any. */
static uint32_t try_all(struct extract *x)
{
    uint32_t most = 0, top;
    size_t best = ATTEMPT_COUNT;
    for (size_t i = 0; i < ATTEMPT_COUNT; i++) {
        top = attempt(x, attempts[i]);
        if (plain_chars(x, top) >= ENOUGH_CHARS && is_enough(x, top))
            return top;
        if (is_enough(x, top) && plain_chars(x, top) / MUCH_MORE >= most) {
            most = plain_chars(x, top);
            best = i;
        }
    }
    return best < ATTEMPT_COUNT ? attempt(x, attempts[best]) : 0;
}

bool extract_body(struct buf *out, struct extract *x, const char *title, uint32_t *chars)
{
    extract_measure(x);
    extract_drop_sure(x, title);
    uint32_t top = try_all(x);
    if (!top)
        return false;
    *chars = x->measures[top].chars;
    extract_write(out, x, top);
    return true;
}

/* charset: a bit a character. All of Unicode is gone through for a class, which takes a few milliseconds, and only for patterns that have one. */
#include "charset.h"

#include <stdlib.h>
#include <wctype.h>

#define CASED_LIMIT 0x20000u /* above it no character has another case */

struct charset *charset_new(void)
{
    return mem_alloc(sizeof(struct charset));
}

void charset_add_range(struct charset *s, uint32_t first, uint32_t last)
{
    for (uint32_t cp = first; cp <= last && cp < CHARSET_LIMIT; cp++)
        charset_add(s, cp);
}

bool charset_add_class(struct charset *s, locale_t locale, const char *name)
{
    wctype_t class = wctype_l(name, locale);
    if (!class)
        return false;
    for (uint32_t cp = 1; cp < CHARSET_LIMIT; cp++)
        if (iswctype_l((wint_t)cp, class, locale))
            charset_add(s, cp);
    return true;
}

void cases_init(struct cases *c, locale_t locale)
{
    size_t cap = 0;
    *c = (struct cases){0};
    for (uint32_t cp = 0; cp < CASED_LIMIT; cp++) {
        uint32_t upper = (uint32_t)towupper_l((wint_t)cp, locale);
        if (upper == cp)
            continue;
        if (c->count == cap)
            c->at = mem_realloc(c->at, (cap = cap ? cap * 2 : 1024) * sizeof *c->at);
        c->at[c->count++] = (struct cased){cp, upper};
    }
}

void cases_finish(struct cases *c)
{
    free(c->at);
    *c = (struct cases){0};
}

size_t cases_alike(const struct cases *c, uint32_t cp, uint32_t out[ALIKE_MAX])
{
    uint32_t upper = cp;
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++)
        if (c->at[i].cp == cp)
            upper = c->at[i].upper;
    out[count++] = upper;
    for (size_t i = 0; i < c->count && count < ALIKE_MAX; i++)
        if (c->at[i].upper == upper)
            out[count++] = c->at[i].cp;
    return count;
}

void charset_fold(struct charset *s, const struct cases *c)
{
    struct charset *given = charset_new();
    *given = *s;
    for (size_t i = 0; i < c->count; i++) {
        uint32_t cp = c->at[i].cp;
        s->word[cp / 64] &= ~((uint64_t)1 << cp % 64);
        if (charset_has(given, c->at[i].upper))
            charset_add(s, cp);
    }
    free(given);
}

void charset_invert(struct charset *s)
{
    for (size_t i = 0; i < CHARSET_LIMIT / 64; i++)
        s->word[i] = ~s->word[i];
    for (uint32_t i = 0xD800 / 64; i < 0xE000 / 64; i++)
        s->word[i] = 0; /* surrogates are no characters */
}

static bool is_uniform(const struct charset *s, uint32_t cp, bool in)
{
    return cp % 64 == 0 && s->word[cp / 64] == (in ? UINT64_MAX : 0);
}

/* The first character from cp on that is (in: not) in the set. */
static uint32_t next_edge(const struct charset *s, uint32_t cp, bool in)
{
    while (cp < CHARSET_LIMIT && charset_has(s, cp) == in)
        cp += is_uniform(s, cp, in) ? 64 : 1;
    return cp;
}

void charset_write(struct buf *out, struct charset *s)
{
    size_t start = out->len;
    buf_addc(out, '[');
    s->word[0] &= ~((uint64_t)1 << '\n');
    for (uint32_t first = next_edge(s, 0, false), end; first < CHARSET_LIMIT; first = next_edge(s, end, false)) {
        end = next_edge(s, first, true);
        buf_addf(out, "\\x{%x}", first);
        if (end > first + 1)
            buf_addf(out, "-\\x{%x}", end - 1);
    }
    buf_addc(out, ']');
    if (out->len == start + 2) {
        buf_truncate(out, start);
        buf_adds(out, "(?!)");
    }
}

/* charset: sets of characters as grep's locale has them, for PCRE2. */
#ifndef CLI_CHARSET_H
#define CLI_CHARSET_H

#include "newsfs/buf.h"

#include <locale.h>

#define CHARSET_LIMIT 0x110000u
#define ALIKE_MAX     8

struct charset {
    uint64_t word[CHARSET_LIMIT / 64];
};

static inline void charset_add(struct charset *s, uint32_t cp)
{
    s->word[cp / 64] |= (uint64_t)1 << cp % 64;
}

static inline bool charset_has(const struct charset *s, uint32_t cp)
{
    return s->word[cp / 64] >> cp % 64 & 1;
}

struct charset *charset_new(void); /* empty; free() */
void charset_add_range(struct charset *s, uint32_t first, uint32_t last);
bool charset_add_class(struct charset *s, locale_t locale,
                       const char *name); /* "alpha"; false: there is none of that name */
void charset_invert(struct charset *s);
/* "[\x{61}-\x{7a}]"; of an empty set "(?!)". A newline never belongs. */
void charset_write(struct buf *out, struct charset *s);

/* The characters that have an upper case. */
struct cases {
    struct cased {
        uint32_t cp, upper;
    } * at;
    size_t count;
};
void cases_init(struct cases *c, locale_t locale);
void cases_finish(struct cases *c);
/* The characters with the same upper case as this one, itself among them. */
size_t cases_alike(const struct cases *c, uint32_t cp, uint32_t out[ALIKE_MAX]);
/* Ignoring case, a character belongs where its upper case does. */
void charset_fold(struct charset *s, const struct cases *c);

#endif

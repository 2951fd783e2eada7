/* char: ASCII, without a locale; and runs of bytes. */
#ifndef HTML_CHAR_H
#define HTML_CHAR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* len bytes of somebody else's memory; no NUL at the end. */
struct span {
    const char *at;
    size_t len;
};

static inline bool char_is_alpha(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool char_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool char_is_alnum(char c)
{
    return char_is_alpha(c) || char_is_digit(c);
}

/* White space as HTML has it. */
static inline bool char_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static inline bool char_is_punct(char c)
{
    return c > 0x20 && c < 0x7F && !char_is_alnum(c);
}

static inline char char_lower(char c)
{
    return (unsigned char)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

/* strchr would find a NUL in every set. */
static inline bool char_is_in(const char *set, char c)
{
    return c && strchr(set, c);
}

bool span_equal(struct span a, struct span b);
bool span_equal_nocase(struct span s, const char *lower); /* lower: in lower case */
bool span_starts_nocase(struct span s, const char *lower);
bool span_contains_nocase(struct span s, const char *lower); /* linear for short needles */
bool span_has_word(struct span s,
                   const char *const words[]); /* one of the words of s, parted by white space, is in words[] */
struct span span_trim(struct span s);
long span_number(struct span s,
                 long otherwise); /* the digits it begins with, a sign before them; at most 999,999,999 */

#endif

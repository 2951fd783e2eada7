/* char: comparisons of runs of bytes with words in lower case. */
#include "char.h"

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

bool span_starts_nocase(struct span s, const char *lower)
{
    size_t i = 0;
    while (lower[i] && i < s.len && char_lower(s.at[i]) == lower[i])
        i++;
    return !lower[i];
}

bool span_equal_nocase(struct span s, const char *lower)
{
    size_t i = 0;
    while (i < s.len && lower[i] && char_lower(s.at[i]) == lower[i])
        i++;
    return i == s.len && !lower[i];
}

bool span_contains_nocase(struct span s, const char *lower)
{
    for (; s.len; s.at++, s.len--)
        if (char_lower(*s.at) == *lower && span_starts_nocase(s, lower))
            return true;
    return false;
}

struct span span_trim(struct span s)
{
    while (s.len && char_is_space(s.at[0]))
        s.at++, s.len--;
    while (s.len && char_is_space(s.at[s.len - 1]))
        s.len--;
    return s;
}

static bool is_one_of(struct span s, const char *const words[])
{
    for (; *words; words++)
        if (span_equal_nocase(s, *words))
            return true;
    return false;
}

bool span_has_word(struct span s, const char *const words[])
{
    const char *end = s.at + s.len;
    for (const char *at = s.at; at < end;) {
        const char *stop = at;
        while (stop < end && !char_is_space(*stop))
            stop++;
        if (stop > at && is_one_of((struct span){at, (size_t)(stop - at)}, words))
            return true;
        at = stop + 1;
    }
    return false;
}

long span_number(struct span s, long otherwise)
{
    s = span_trim(s);
    bool negative = s.len && *s.at == '-';
    if (s.len && (*s.at == '-' || *s.at == '+'))
        s.at++, s.len--;
    if (!s.len || !char_is_digit(*s.at))
        return otherwise;
    long value = 0;
    for (; s.len && char_is_digit(*s.at) && value <= 99999999; s.at++, s.len--)
        value = value * 10 + (*s.at - '0');
    return negative ? -value : value;
}

/* utf8: decoding and skipping, inlined into the loops of text.
 *
 * Words of eight bytes are looked at with additions that cannot carry from one byte into the next as long as
 * no byte has its high bit, and a word with a high bit fails whatever the sums say. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "newsfs/text.h"
#include <string.h>

#define UTF8_EACH(byte) (0x0101010101010101ull * (byte))
#define UTF8_HIGH       UTF8_EACH(0x80)

static inline uint64_t utf8_word(const char *s)
{
    uint64_t w;
    memcpy(&w, s, sizeof w);
    return w;
}

/* All eight bytes are ASCII and none is NUL. */
static inline bool utf8_word_is_ascii(uint64_t w)
{
    return (~(w + UTF8_EACH(0x7F)) & UTF8_HIGH) == 0 && (w & UTF8_HIGH) == 0;
}

/* All eight bytes are printable ASCII, \n or \t. */
static inline bool utf8_word_is_plain(uint64_t w)
{
    uint64_t below_space = ~(w + UTF8_EACH(0x80 - 0x20));
    uint64_t not_newline = (w ^ UTF8_EACH('\n')) + UTF8_EACH(0x7F);
    uint64_t not_tab = (w ^ UTF8_EACH('\t')) + UTF8_EACH(0x7F);
    uint64_t is_delete = w + UTF8_EACH(0x01);
    return (((below_space & not_newline & not_tab) | is_delete | w) & UTF8_HIGH) == 0;
}

/* As text_decode, with valid never NULL. spec: Unicode 15 table 3-7 */
static inline size_t utf8_decode(const char *text, size_t len, uint32_t *cp, bool *valid)
{
    const unsigned char *s = (const unsigned char *)text;
    unsigned char lead = s[0], low = 0x80, high = 0xBF;
    *valid = true;
    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    size_t need = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, i = 1;
    uint32_t value = lead & (0x7Fu >> need);
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (lead >= 0xC2 && lead <= 0xF4)
        for (; i < need && i < len && s[i] >= low && s[i] <= high; i++, low = 0x80, high = 0xBF)
            value = value << 6 | (s[i] & 0x3Fu);
    *valid = i == need;
    *cp = i == need ? value : TEXT_REPLACEMENT;
    return i;
}

#endif

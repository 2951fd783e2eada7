/* utf8: decoding and skipping, inlined into the loops of text.
 *
 * Runs of ASCII, which most text is, are passed over by blocks of bytes that are compared at once; where a block fails, its bytes are
 * looked at one by one. Stretches of anything else are judged in a loop of constant length and without branches, of which compilers make
 * few steps of many bytes each. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "newsfs/text.h"
#include <string.h>

#define UTF8_BLOCK   16
#define UTF8_STRETCH 64

typedef signed char utf8_block __attribute__((vector_size(UTF8_BLOCK)));
typedef int64_t utf8_lanes __attribute__((vector_size(UTF8_BLOCK)));

static inline utf8_block utf8_load(const char *s)
{
    utf8_block b;
    memcpy(&b, s, sizeof b);
    return b;
}

/* is: what a comparison gave, 0 or -1 a byte. */
static inline bool utf8_all(utf8_block is)
{
    utf8_lanes lanes = (utf8_lanes)is;
    return (lanes[0] & lanes[1]) == -1;
}

/* Printable ASCII, \n or \t; bytes of other characters are negative. */
static inline bool utf8_is_plain(char c)
{
    signed char s = (signed char)c;
    return (s >= ' ' && s != 0x7F) || s == '\n' || s == '\t';
}

static inline utf8_block utf8_block_is_plain(utf8_block b)
{
    return ((b >= ' ') | (b == '\n') | (b == '\t')) & (b != 0x7F);
}

/* Printable ASCII, each space with something else before the next; next: the block one byte further. */
static inline utf8_block utf8_block_is_words(utf8_block b, utf8_block next)
{
    return (b >= ' ') & (b != 0x7F) & ((b != ' ') | ((next > ' ') & (next != 0x7F)));
}

/* Bytes at the start of s that are ASCII and not NUL. */
static inline size_t utf8_ascii_run(const char *s, size_t len)
{
    size_t i = 0;
    while (len - i >= UTF8_BLOCK && utf8_all(utf8_load(s + i) > 0))
        i += UTF8_BLOCK;
    while (i < len && (signed char)s[i] > 0)
        i++;
    return i;
}

/* Bytes at the start of s that are ASCII from the space on. */
static inline size_t utf8_line_run(const char *s, size_t len)
{
    size_t i = 0;
    while (len - i >= UTF8_BLOCK && utf8_all(utf8_load(s + i) >= ' '))
        i += UTF8_BLOCK;
    while (i < len && (signed char)s[i] >= ' ')
        i++;
    return i;
}

/* Bytes at the start of s that are plain. */
static inline size_t utf8_plain_run(const char *s, size_t len)
{
    size_t i = 0;
    while (len - i >= UTF8_BLOCK && utf8_all(utf8_block_is_plain(utf8_load(s + i))))
        i += UTF8_BLOCK;
    while (i < len && utf8_is_plain(s[i]))
        i++;
    return i;
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

/* The stretch is UTF-8 without NUL, but for a character that its end cuts. It begins with a character, and the three bytes before it
 * can be read. spec: Unicode 15 table 3-7 */
static inline bool utf8_stretch_is_valid(const char *stretch)
{
    const unsigned char *s = (const unsigned char *)stretch;
    unsigned char bad = 0;
    for (int i = 0; i < UTF8_STRETCH; i++) {
        unsigned char c = s[i], before = s[i - 1];
        unsigned char follows = (before >= 0xC0) | (s[i - 2] >= 0xE0) | (s[i - 3] >= 0xF0);
        bad |= follows ^ ((c & 0xC0) == 0x80);
        bad |= (c == 0) | ((c & 0xFE) == 0xC0) | (c >= 0xF5);
        bad |= ((before == 0xE0) & (c < 0xA0)) | ((before == 0xED) & (c > 0x9F));
        bad |= ((before == 0xF0) & (c < 0x90)) | ((before == 0xF4) & (c > 0x8F));
    }
    return !bad;
}

/* Bytes of a valid stretch less the character that its end cuts. */
static inline size_t utf8_stretch_whole(const char *s)
{
    for (size_t i = UTF8_STRETCH - 1; i > UTF8_STRETCH - 4; i--) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0xC0)
            return i + (c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4) > UTF8_STRETCH ? i : UTF8_STRETCH;
    }
    return UTF8_STRETCH;
}

/* Bytes at the start of s that are valid UTF-8 of characters that are allowed. ascii_run: passes over ASCII that is. all_allowed: all
 * characters of the stretch, which is UTF-8, surely are. Where that cannot be said, they are looked at one by one for as long. */
static inline __attribute__((always_inline)) size_t utf8_run(const char *s, size_t len,
                                                             size_t (*ascii_run)(const char *s, size_t len),
                                                             bool (*allowed)(uint32_t cp),
                                                             bool (*all_allowed)(const char *stretch))
{
    size_t i = 0, next = 3; /* next: where a stretch may begin */
    while ((i += ascii_run(s + i, len - i)) < len) {
        uint32_t cp;
        bool valid;
        if (i >= next && len - i >= UTF8_STRETCH && utf8_stretch_is_valid(s + i) && all_allowed(s + i)) {
            i += utf8_stretch_whole(s + i);
            continue;
        }
        next = i >= next ? i + UTF8_STRETCH : next;
        size_t n = utf8_decode(s + i, len - i, &cp, &valid);
        if (!valid || !allowed(cp))
            break;
        i += n;
    }
    return i;
}

#endif

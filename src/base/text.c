/* text: what may stand in clean text, and making it so.
 *
 * Cleaning copies the longest clean runs whole and looks at what stands between them one character at a time. */
#include "newsfs/text.h"
#include "utf8.h"

bool text_allowed(uint32_t cp)
{
    if (cp < 0xA0)
        return cp >= 0x20 ? cp < 0x7F : cp == '\n' || cp == '\t';
    if (cp < 0x2028)
        return true;
    if (cp <= 0x202E || (cp >= 0x2066 && cp <= 0x2069)) /* line separators and bidirectional controls */
        return false;
    if (cp < 0xD800)
        return true;
    if (cp <= 0xDFFF || (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE)
        return false;
    if (cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB))
        return false;
    return cp <= 0x10FFFF && (cp < 0xE0000 || cp > 0xE007F);
}

bool text_is_space(uint32_t cp)
{
    if (cp < 0x80)
        return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool is_line_break(uint32_t cp)
{
    return cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* No byte of the stretch belongs to a character that text_allowed refuses; some that it allows count as refused. */
static bool is_allowed_stretch(const char *stretch)
{
    const unsigned char *s = (const unsigned char *)stretch;
    unsigned char bad = 0;
    for (int i = 0; i < UTF8_STRETCH; i++) {
        unsigned char c = s[i], before = s[i - 1];
        unsigned char general = (unsigned char)((before == 0x80) & (c >= 0xA8) & (c <= 0xAE)) | /* U+2028-202E */
                                (unsigned char)((before == 0x81) & (c >= 0xA6) & (c <= 0xA9));  /* U+2066-2069 */
        bad |= ((c < 0x20) & (c != '\n') & (c != '\t')) | (c == 0x7F);
        bad |= (before == 0xC2) & (c < 0xA0); /* C1 */
        bad |= (s[i - 2] == 0xE2) & general;
        bad |= (before == 0xEF) & ((c == 0xB7) | (c == 0xBB) | (c == 0xBF)); /* U+FDC0-FDFF, FEC0-FEFF, FFC0-FFFF */
        bad |= ((before == 0xBF) & ((c & 0xFE) == 0xBE)) | (c >= 0xF3);      /* U+..FFFE and FFFF, from U+C0000 on */
    }
    return !bad;
}

/* Bytes at the start of s that are clean. */
static size_t clean_run(const char *s, size_t len)
{
    return utf8_run(s, len, utf8_plain_run, text_allowed, is_allowed_stretch);
}

bool text_is_clean(const char *s, size_t len)
{
    return clean_run(s, len) == len;
}

/* Append what the unclean character at the start of s becomes; returns the bytes it took. */
static size_t clean_one(struct buf *out, const char *s, size_t len)
{
    uint32_t cp;
    bool valid;
    size_t n = utf8_decode(s, len, &cp, &valid);
    if (!valid)
        text_add(out, TEXT_REPLACEMENT);
    else if (is_line_break(cp))
        buf_addc(out, '\n');
    return n + (cp == '\r' && len > 1 && s[1] == '\n');
}

void text_clean(struct buf *out, const char *s, size_t len)
{
    buf_reserve(out, len);
    for (size_t i = 0; i < len;) {
        size_t run = clean_run(s + i, len - i);
        buf_add(out, s + i, run);
        i += run;
        if (i < len)
            i += clean_one(out, s + i, len - i);
    }
}

/* The next character of s that clean_line sees: a space of any kind as ' ', a dropped one as 0. */
static size_t next_of_line(const char *s, size_t len, uint32_t *cp)
{
    bool valid;
    size_t n = utf8_decode(s, len, cp, &valid);
    if (text_is_space(*cp))
        *cp = ' ';
    else if (!text_allowed(*cp))
        *cp = 0;
    return n;
}

static bool is_graphic(char c)
{
    return (unsigned char)(c - 0x21) < 0x7F - 0x21;
}

/* Bytes at the start of s that are ASCII letters, digits and signs, and single blanks between them. */
static size_t words_run(const char *s, size_t len)
{
    size_t n = 0;
    while (len - n > UTF8_BLOCK && *s != ' ' && utf8_all(utf8_block_is_words(utf8_load(s + n), utf8_load(s + n + 1))))
        n += UTF8_BLOCK;
    while (n < len && (is_graphic(s[n]) || (s[n] == ' ' && n > 0 && n + 1 < len && is_graphic(s[n + 1]))))
        n++;
    return n;
}

void text_clean_line(struct buf *out, const char *s, size_t len)
{
    size_t start = out->len;
    bool gap = false;
    buf_reserve(out, len);
    for (size_t i = 0; i < len;) {
        uint32_t cp = 0;
        size_t run = words_run(s + i, len - i);
        size_t n = run ? run : next_of_line(s + i, len - i, &cp);
        bool keeps = run || (cp && cp != ' ');
        if (keeps && gap && out->len > start)
            buf_addc(out, ' ');
        gap = cp == ' ' || (gap && !keeps);
        if (run)
            buf_add(out, s + i, n);
        else if (keeps)
            text_add(out, cp);
        i += n;
    }
}

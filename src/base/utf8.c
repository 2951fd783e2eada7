/* utf8: the encoding itself, whatever the characters mean. */
#include "utf8.h"

size_t text_decode(const char *s, size_t len, uint32_t *cp, bool *valid)
{
    bool ignored;
    return utf8_decode(s, len, cp, valid ? valid : &ignored);
}

size_t text_encode(char out[4], uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = TEXT_REPLACEMENT;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3F));
    out[0] = (char)(0xF00u >> len | cp);
    return len;
}

void text_add(struct buf *out, uint32_t cp)
{
    if (cp < 0x80) {
        buf_addc(out, (char)cp);
        return;
    }
    char bytes[4];
    buf_add(out, bytes, text_encode(bytes, cp));
}

static bool is_character(uint32_t cp)
{
    return cp != 0;
}

static bool are_characters(const char *stretch)
{
    (void)stretch;
    return true;
}

/* Bytes at the start of s that are valid UTF-8 without NUL. */
static size_t valid_run(const char *s, size_t len)
{
    return utf8_run(s, len, utf8_ascii_run, is_character, are_characters);
}

bool text_is_utf8(const char *s, size_t len)
{
    return valid_run(s, len) == len;
}

static bool is_no_control(uint32_t cp)
{
    return cp >= ' ';
}

static bool are_no_controls(const char *stretch)
{
    unsigned char bad = 0;
    for (int i = 0; i < UTF8_STRETCH; i++)
        bad |= (unsigned char)stretch[i] < ' ';
    return !bad;
}

bool text_is_line(const char *s, size_t len)
{
    return utf8_run(s, len, utf8_line_run, is_no_control, are_no_controls) == len;
}

void text_validate(struct buf *out, const char *s, size_t len)
{
    buf_reserve(out, len);
    for (size_t i = 0; i < len;) {
        size_t run = valid_run(s + i, len - i);
        buf_add(out, s + i, run);
        i += run;
        if (i == len)
            break;
        uint32_t cp;
        i += text_decode(s + i, len - i, &cp, NULL);
        text_add(out, TEXT_REPLACEMENT);
    }
}

/* text: lengths as people see them, and comparisons of ASCII words. */
#include "newsfs/text.h"
#include "utf8.h"
#include <utf8proc.h>

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* The nearest place at or before `at` where a grapheme surely begins: the start, or between two ASCII characters. */
static size_t sure_boundary(const char *s, size_t at)
{
    while (at > 0 && !(is_ascii(s[at - 1]) && is_ascii(s[at]) && s[at] != '\n'))
        at--;
    return at;
}

size_t text_cut(const char *s, size_t len, size_t max)
{
    if (len <= max)
        return len;
    size_t i = sure_boundary(s, max), cut = i;
    utf8proc_int32_t state = 0;
    uint32_t before = 0;
    while (i < len && i <= max) {
        uint32_t cp;
        size_t n = text_decode(s + i, len - i, &cp, NULL);
        if (i == cut || utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)cp, &state))
            cut = i;
        before = cp;
        i += n;
    }
    return cut;
}

/* The letters that most text is made of are known here, all others to the library. */
static size_t columns_of(uint32_t cp)
{
    bool narrow = (cp >= 0x20 && cp < 0x7F) || (cp >= 0xAE && cp < 0x300) || (cp >= 0x370 && cp <= 0x482);
    bool wide = (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7A3);
    return narrow ? 1 : wide ? 2 : (size_t)utf8proc_charwidth((utf8proc_int32_t)cp);
}

/* Add the columns of the characters that begin in the stretch; false where it holds other than ASCII, Latin, Greek, Cyrillic, most
 * ideographs and most Hangul, all of which their first bytes tell. */
static bool add_stretch(size_t *columns, const char *stretch)
{
    const unsigned char *s = (const unsigned char *)stretch;
    unsigned char other = 0, sum = 0;
    for (int i = 0; i < UTF8_STRETCH; i++) {
        unsigned char c = s[i];
        unsigned char narrow = ((c >= 0x20) & (c < 0x7F)) | ((c >= 0xC3) & (c <= 0xCB)) | ((c >= 0xCE) & (c <= 0xD1));
        unsigned char wide = ((c >= 0xE5) & (c <= 0xE9)) | (c == 0xEB) | (c == 0xEC);
        other |= !(narrow | wide | ((c & 0xC0) == 0x80));
        sum = (unsigned char)(sum + narrow + 2 * wide);
    }
    *columns += other ? 0 : sum;
    return !other;
}

size_t text_columns(const char *s, size_t len)
{
    size_t columns = 0, i = 0;
    while (i < len) {
        size_t end = len - i < UTF8_STRETCH ? len : i + UTF8_STRETCH;
        if (end - i == UTF8_STRETCH && add_stretch(&columns, s + i)) {
            for (i = end; i < len && (s[i] & 0xC0) == 0x80;)
                i++;
            continue;
        }
        while (i < end) {
            uint32_t cp;
            bool valid;
            i += utf8_decode(s + i, len - i, &cp, &valid);
            columns += columns_of(cp);
        }
    }
    return columns;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b))
        a++, b++;
    return *a == *b;
}

bool text_starts_nocase(const char *s, const char *prefix)
{
    while (*prefix && lower(*s) == lower(*prefix))
        s++, prefix++;
    return !*prefix;
}

bool text_list_has(const char *list, const char *item)
{
    size_t len = strlen(item);
    for (const char *at = list; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, item, len) == 0 && (at[len] == ',' || at[len] == '\0'))
            return true;
    return false;
}

/* entity: character references: the full table of names, and numbers with the remapping of windows-1252.
 *
 * A name is looked for by bisection among those of its first letter, at most 32 bytes of it, so a text of nothing but '&' is linear. */
#include "entity.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "char.h"
#include <string.h>

struct entity {
    unsigned short at;
    unsigned char len, legacy;
    uint32_t first;
    unsigned short second;
};
#include "entity_table.h"

/* What 0x80 to 0x9F mean. spec: HTML 13.2.5.80 */
static uint32_t remap_c1(uint32_t cp)
{
    static const unsigned short windows_1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return cp >= 0x80 && cp <= 0x9F ? windows_1252[cp - 0x80] : cp;
}

static int digit_value(char c, uint32_t base)
{
    if (char_is_digit(c))
        return c - '0';
    char low = char_lower(c);
    return base == 16 && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static size_t read_number(const char *s, size_t len, uint32_t *cp)
{
    bool hex = len > 2 && char_lower(s[2]) == 'x';
    uint32_t base = hex ? 16 : 10, value = 0;
    size_t start = hex ? 3 : 2, i = start;
    for (int digit; i < len && (digit = digit_value(s[i], base)) >= 0; i++)
        value = value > 0x10FFFF ? value : value * base + (uint32_t)digit;
    if (i == start)
        return 0;
    bool is_character = value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    *cp = is_character ? remap_c1(value) : TEXT_REPLACEMENT;
    return i + (i < len && s[i] == ';');
}

static const struct entity *find_name(const char *name, size_t len)
{
    size_t letter = name[0] >= 'a' ? (size_t)(name[0] - 'a' + 26) : (size_t)(name[0] - 'A');
    size_t low = entity_starts[letter], high = entity_starts[letter + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct entity *e = &entity_table[middle];
        int order = memcmp(name, entity_names + e->at, len < e->len ? len : e->len);
        if (order == 0 && len == e->len)
            return e;
        if (order < 0 || (order == 0 && len < e->len))
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The longest name known without a semicolon that begins s[0..len). */
static const struct entity *find_legacy(const char *s, size_t len)
{
    for (size_t n = len < ENTITY_LEGACY_MAX ? len : ENTITY_LEGACY_MAX; n >= 2; n--) {
        const struct entity *e = find_name(s, n);
        if (e && e->legacy)
            return e;
    }
    return NULL;
}

/* The commonest five, without bisection. Returns the length of the reference or 0. */
static size_t read_common(const char *s, size_t len, uint32_t *cp)
{
    static const struct {
        const char *name;
        size_t len;
        uint32_t cp;
    } common[] = {{"&amp;", 5, '&'}, {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&quot;", 6, '"'}, {"&nbsp;", 6, 0xA0}};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (len >= common[i].len && memcmp(s, common[i].name, common[i].len) == 0) {
            *cp = common[i].cp;
            return common[i].len;
        }
    return 0;
}

static size_t read_name(const char *s, size_t len, bool in_attribute, uint32_t cp[2], size_t *count)
{
    size_t n = 1;
    while (n < len && n <= ENTITY_NAME_MAX && char_is_alnum(s[n]))
        n++;
    bool closed = n < len && s[n] == ';';
    const struct entity *e = closed ? find_name(s + 1, n - 1) : NULL;
    size_t taken = n + 1;
    if (!e) {
        e = find_legacy(s + 1, n - 1);
        taken = e ? 1u + e->len : 0;
        if (e && in_attribute && taken < len && (s[taken] == '=' || char_is_alnum(s[taken])))
            return 0;
    }
    if (!e)
        return 0;
    cp[0] = e->first;
    cp[1] = e->second;
    *count = e->second ? 2 : 1;
    return taken;
}

size_t entity_read(const char *s, size_t len, bool in_attribute, uint32_t cp[2], size_t *count)
{
    *count = 1;
    if (len > 2 && s[1] == '#')
        return read_number(s, len, cp);
    if (len < 3 || !char_is_alpha(s[1]))
        return 0;
    size_t n = read_common(s, len, cp);
    return n ? n : read_name(s, len, in_attribute, cp, count);
}

void entity_decode(struct buf *out, const char *s, size_t len, bool in_attribute)
{
    const char *end = s + len;
    while (s < end) {
        const char *mark = memchr(s, '&', (size_t)(end - s));
        buf_add(out, s, (size_t)((mark ? mark : end) - s));
        if (!mark)
            return;
        uint32_t cp[2] = {0, 0};
        size_t count, n = entity_read(mark, (size_t)(end - mark), in_attribute, cp, &count);
        for (size_t i = 0; n && i < count; i++)
            text_add(out, cp[i]);
        if (!n)
            buf_addc(out, '&');
        s = mark + (n ? n : 1);
    }
}

void html_decode(struct buf *out, const char *s, size_t len)
{
    entity_decode(out, s, len, false);
}

/* json_bytes: texts and integers as they stand in JSON (spec: RFC 8259 6, 7), what is between their escapes copied whole. */
#include "json_bytes.h"
#include "newsfs/text.h"

#define DIGITS_MAX 18

/* The quotation mark that ends the text whose inside begins at s; NULL where there is none. */
static const char *find_quote(const char *s, const char *end)
{
    for (const char *quote = s; (quote = memchr(quote, '"', (size_t)(end - quote))); quote++) {
        const char *slash = quote;
        while (slash > s && slash[-1] == '\\')
            slash--;
        if ((quote - slash) % 2 == 0)
            return quote;
    }
    return NULL;
}

bool json_take_raw(struct json_bytes *b, struct json_raw *raw)
{
    const char *quote = json_skip(b, '"') ? find_quote(b->at, b->end) : NULL;
    if (!quote)
        return false;
    *raw = (struct json_raw){b->at, (size_t)(quote - b->at)};
    b->at = quote + 1;
    return !b->controls || text_is_line(raw->at, raw->len);
}

bool json_take_integer(struct json_bytes *b, int64_t *value)
{
    bool minus = json_skip(b, '-');
    const char *first = b->at;
    int64_t sum = 0;
    for (; b->at < b->end && b->at - first < DIGITS_MAX && *b->at >= '0' && *b->at <= '9'; b->at++)
        sum = sum * 10 + (*b->at - '0');
    *value = minus ? -sum : sum;
    bool whole = b->at > first && b->at < b->end && !memchr("0123456789.eE", *b->at, 13);
    return whole && (*first != '0' || b->at - first == 1);
}

static bool hex4(const char *s, const char *end, uint32_t *value)
{
    *value = 0;
    if (end - s < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = s[i];
        int digit = c >= '0' && c <= '9'                     ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : -1;
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* \uXXXX at *s, behind the u; a pair of surrogates is one character. Writes at most as many bytes as it reads. */
static bool undo_unicode(const char **s, const char *end, char **to)
{
    uint32_t cp, low;
    if (!hex4(*s, end, &cp) || cp == 0 || (cp >= 0xDC00 && cp < 0xE000))
        return false;
    *s += 4;
    if (cp >= 0xD800 && cp < 0xDC00) {
        if (end - *s < 6 || (*s)[0] != '\\' || (*s)[1] != 'u' || !hex4(*s + 2, end, &low) || low < 0xDC00 ||
            low > 0xDFFF)
            return false;
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
        *s += 6;
    }
    *to += text_encode(*to, cp);
    return true;
}

/* One escape at *s, behind the backslash. */
static bool undo_escape(const char **s, const char *end, char **to)
{
    static const char into[128] = {
        ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
    };
    unsigned char c = *s < end ? (unsigned char)*(*s)++ : 0;
    if (c == 'u')
        return undo_unicode(s, end, to);
    char is = c < sizeof into ? into[c] : 0;
    *(*to)++ = is;
    return is;
}

const char *json_unescape(struct arena *arena, const struct json_raw *raw)
{
    const char *s = raw->at, *end = s + raw->len, *slash = memchr(s, '\\', raw->len);
    if (!slash)
        return arena_strndup(arena, s, raw->len);
    char *text = arena_alloc(arena, raw->len + 1), *to = text;
    while (slash) {
        to = mempcpy(to, s, (size_t)(slash - s));
        s = slash + 1;
        if (!undo_escape(&s, end, &to))
            return NULL;
        slash = memchr(s, '\\', (size_t)(end - s));
    }
    memcpy(to, s, (size_t)(end - s));
    return text;
}

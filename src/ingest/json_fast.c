/* json_fast: the common article document read without building a value for each of its long texts.
 *
 * A document whose members come once each, and whose texts need nothing but their escapes undone, is taken here: texts
 * are copied once, everything else (lists, objects, times) goes through the parser member by member. Whatever is unusual,
 * wrong JSON included, is left to json_parse and json_article, which say what it is. So this file accepts a subset and decides
 * nothing. */
#include "json.h"
#include "newsfs/text.h"
#include <string.h>

#define LONGEST        ((size_t)1 << 20) /* longer ones take the way that watches how many values there are */
#define EXTRA_KEY_SIZE 64

struct fast {
    const char *at, *end;
    unsigned seen; /* a bit for each key */
    json_t *extra; /* members that have no row; NULL: none yet */
};

static void skip_spaces(struct fast *f)
{
    while (f->at < f->end && (*f->at == ' ' || *f->at == '\t' || *f->at == '\r'))
        f->at++;
}

static bool take(struct fast *f, char c)
{
    skip_spaces(f);
    if (f->at == f->end || *f->at != c)
        return false;
    f->at++;
    return true;
}

static bool has_control(const char *s, size_t len)
{
    unsigned found = 0;
    for (size_t i = 0; i < len; i++)
        found |= (unsigned char)s[i] < 0x20;
    return found;
}

/* The inside of a text whose opening mark is at f->at. */
static bool take_text(struct fast *f, const char **text, size_t *len)
{
    const char *begin = ++f->at, *quote = begin;
    while ((quote = memchr(quote, '"', (size_t)(f->end - quote)))) {
        const char *slash = quote;
        while (slash > begin && slash[-1] == '\\')
            slash--;
        if ((quote - slash) % 2 == 0)
            break;
        quote++;
    }
    if (!quote)
        return false;
    *text = begin;
    *len = (size_t)(quote - begin);
    f->at = quote + 1;
    return true;
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
    if (cp < 0x80) {
        *(*to)++ = (char)cp;
        return true;
    }
    int more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    *(*to)++ = (char)((0xFF00u >> (more + 1) & 0xFF) | cp >> (6 * more));
    while (more--)
        *(*to)++ = (char)(0x80 | (cp >> (6 * more) & 0x3F));
    return true;
}

static bool undo_escape(const char **s, const char *end, char **to)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    char c = *(*s)++;
    if (c == 'u')
        return undo_unicode(s, end, to);
    const char *at = c ? strchr(from, c) : NULL;
    if (!at)
        return false;
    *(*to)++ = into[at - from];
    return true;
}

/* Undo the escapes of s[0..len) in place. */
static bool undo_escapes(char *s, size_t len)
{
    const char *from = memchr(s, '\\', len), *end = s + len;
    if (!from)
        return true;
    char *to = (char *)from;
    while (from < end) {
        if (*from == '\\') {
            from++;
            if (from == end || !undo_escape(&from, end, &to))
                return false;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return true;
}

/* A value that is no plain text: cut it out and let the parser have it. */
static json_t *parse_value(struct fast *f)
{
    struct json_scan scan = {0};
    if (f->at == f->end || json_scan(&scan, f->at, (size_t)(f->end - f->at)) != JSON_SCAN_DONE)
        return NULL;
    json_t *v = json_loadb(f->at, scan.at, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    f->at += scan.at;
    return v;
}

static bool take_other(struct fast *f, struct document *d, const struct json_key *key)
{
    struct err unused;
    json_t *v = parse_value(f);
    bool ok = v && json_take(d, key, v, &unused);
    json_decref(v);
    return ok;
}

static bool take_extra(struct fast *f, const char *name, size_t len)
{
    char key[EXTRA_KEY_SIZE];
    if (len >= sizeof key || memchr(name, '\\', len))
        return false;
    memcpy(key, name, len);
    key[len] = '\0';
    if (!f->extra)
        f->extra = json_object();
    json_t *v = json_object_get(f->extra, key) ? NULL : parse_value(f);
    return v && json_object_set_new_nocheck(f->extra, key, v) == 0;
}

static bool take_member(struct fast *f, struct document *d)
{
    const char *name, *text;
    size_t name_len, len;
    if (f->at == f->end || *f->at != '"' || !take_text(f, &name, &name_len) || !take(f, ':'))
        return false;
    const struct json_key *key = json_key_find(json_keys, name, name_len);
    skip_spaces(f);
    if (!key)
        return take_extra(f, name, name_len);
    if (f->seen & 1u << (key - json_keys))
        return false;
    f->seen |= 1u << (key - json_keys);
    if (f->at == f->end || key->kind != JSON_KIND_TEXT || *f->at != '"')
        return take_other(f, d, key);
    if (!take_text(f, &text, &len))
        return false;
    char *copy = arena_strndup(&d->arena, text, len);
    return undo_escapes(copy, len) && json_put_text(d, key, copy);
}

static bool take_members(struct fast *f, struct document *d)
{
    if (!take(f, '{'))
        return false;
    do {
        skip_spaces(f);
        if (!take_member(f, d))
            return false;
    } while (take(f, ','));
    if (!take(f, '}'))
        return false;
    skip_spaces(f);
    return f->at == f->end && (d->title || d->body || d->body_html);
}

bool json_fast(struct document *d, const char *s, size_t len)
{
    struct fast f = {.at = s, .end = s + len};
    if (len > LONGEST || has_control(s, len) || !text_is_utf8(s, len))
        return false;
    bool ok = take_members(&f, d);
    if (ok && f.extra)
        json_keep_extra(d, f.extra);
    json_decref(f.extra);
    return ok;
}

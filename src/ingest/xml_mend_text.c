/* xml_mend_text: what may stand in XML: references, characters, the ends of values. */
#include "xml_mend.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>

#define VALUE_MAX     32768 /* how far the end of a value is looked for */
#define INNER_TAG_MAX 512

bool mend_is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (c & 0x80);
}

bool mend_is_name_byte(char c)
{
    return mend_is_name_start(c) || isdigit((unsigned char)c) || c == '-' || c == '.' || c == ':';
}

/* The length of the reference at s, which is '&': &#1; &#x1; &name; and 0 where it is none. */
static size_t reference(const char *s, const char *end)
{
    const char *at = s + 1;
    unsigned long value = 0;
    if (at < end && *at == '#') {
        bool hex = ++at < end && *at == 'x';
        const char *digits = at += hex;
        for (; at < end && (hex ? isxdigit((unsigned char)*at) : isdigit((unsigned char)*at)) && value < 0x110000; at++)
            value = value * (hex ? 16 : 10) +
                    (unsigned long)(isdigit((unsigned char)*at) ? *at - '0' : (*at | 0x20) - 'a' + 10);
        bool legal = value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value < 0xD800) ||
                     (value >= 0xE000 && value < 0xFFFE) || (value >= 0x10000 && value < 0x110000);
        return at > digits && at < end && *at == ';' && legal ? (size_t)(at + 1 - s) : 0;
    }
    if (at < end && isalpha((unsigned char)*at))
        while (at < end && isalnum((unsigned char)*at))
            at++;
    return at > s + 1 && at < end && *at == ';' && at - s < 32 ? (size_t)(at + 1 - s) : 0;
}

bool mend_is_legal(const char *s, const char *end, size_t *len)
{
    unsigned char c = (unsigned char)*s;
    *len = 1;
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    if (c < 0x80)
        return true;
    uint32_t cp;
    *len = text_decode(s, (size_t)(end - s), &cp, NULL);
    return cp != 0xFFFE && cp != 0xFFFF;
}

void mend_text(struct buf *out, const char *s, const char *end, bool quoted)
{
    for (size_t len; s < end; s += len) {
        if (*s == '&') {
            len = reference(s, end);
            buf_adds(out, len ? "&" : "&amp;");
            if (len)
                buf_add(out, s + 1, len - 1);
            len = len ? len : 1;
        } else if (*s == '<' || *s == '>' || (quoted && *s == '"')) {
            buf_adds(out, *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : "&quot;");
            len = 1;
        } else if (mend_is_legal(s, end, &len)) {
            buf_add(out, s, len);
        }
    }
}

static const char *after_spaces(const char *s, const char *end)
{
    while (s < end && isspace((unsigned char)*s))
        s++;
    return s;
}

static bool ends_tag(const char *s, const char *end)
{
    return s == end || *s == '>' || (end - s > 1 && (*s == '/' || *s == '?') && s[1] == '>');
}

/* Does a tag go on at s as it would behind a value: with its end, or with another attribute? */
static bool is_behind_value(const char *s, const char *end)
{
    s = after_spaces(s, end);
    if (ends_tag(s, end))
        return true;
    const char *name = s;
    while (s < end && mend_is_name_byte(*s))
        s++;
    s = after_spaces(s, end);
    return s > name && (ends_tag(s, end) || *s == '=');
}

/* Behind a whole tag at s, which is '<'; s itself where it is none. */
static const char *skip_inner_tag(const char *s, const char *end)
{
    size_t look = end - s > INNER_TAG_MAX ? INNER_TAG_MAX : (size_t)(end - s);
    const char *close = memchr(s, '>', look), *next = look > 1 ? memchr(s + 1, '<', look - 1) : NULL;
    bool named = look > 1 && (mend_is_name_start(s[1]) || s[1] == '/');
    return named && close && (!next || close < next) ? close : s;
}

const char *mend_value_end(const char *s, const char *end, char quote)
{
    const char *first = memchr(s, quote, (size_t)(end - s)), *stop = end - s > VALUE_MAX ? s + VALUE_MAX : end;
    for (const char *at = s; at < stop; at++) {
        if (*at == '<')
            at = skip_inner_tag(at, end);
        else if (*at == quote && is_behind_value(at + 1, end))
            return at;
    }
    return first;
}

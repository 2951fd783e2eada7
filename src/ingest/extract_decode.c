/* extract_decode: the bytes of a page as text that libxml2 reads in linear time.
 *
 * spec: HTML 13.2.3.2: a mark of byte order, the transport's word, then what a meta element says; corrected by the bytes as charset.c
 * does. libxml2's time grows with the square of an element's attributes, so those beyond a bound are blanked out. */
#include "extract.h"
#include "feed.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LOOK_BYTES 4096 /* a meta element with a charset stands within them */
#define LABEL_SIZE 40

static const char *find_nocase(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);
    for (; (size_t)(end - s) >= n; s++) {
        s = memchr(s, *what, (size_t)(end - s)); /* what begins with no letter */
        if (!s || (size_t)(end - s) < n)
            return NULL;
        if (strncasecmp(s, what, n) == 0)
            return s;
    }
    return NULL;
}

/* The charset that the meta tag s..end names. */
static bool meta_charset(char label[LABEL_SIZE], const char *s, const char *end)
{
    static const char word[] = "charset";
    size_t n = 0;
    while ((size_t)(end - s) > strlen(word) && strncasecmp(s, word, strlen(word)) != 0)
        s++;
    if ((size_t)(end - s) <= strlen(word))
        return false;
    for (s += strlen(word); s < end && *s && strchr(" \t\r\n=\"'", *s); s++)
        ;
    for (; s < end && *s && !strchr(" \t\r\n\"';/>", *s) && n + 1 < LABEL_SIZE; s++)
        label[n++] = *s;
    label[n] = '\0';
    return n > 0;
}

static bool find_charset(char label[LABEL_SIZE], const char *s, size_t len)
{
    const char *end = s + (len < LOOK_BYTES ? len : LOOK_BYTES);
    while ((s = find_nocase(s, end, "<meta"))) {
        const char *close = memchr(s, '>', (size_t)(end - s));
        if (meta_charset(label, s, close ? close : end))
            return true;
        s++;
    }
    return false;
}

static size_t drop_nul(char *s, size_t len)
{
    char *to = memchr(s, '\0', len);
    if (!to)
        return len;
    for (const char *from = to; from < s + len; from++)
        if (*from)
            *to++ = *from;
    return (size_t)(to - s);
}

/* Over one attribute, its value included. */
static char *skip_attribute(char *s, const char *end)
{
    for (; s < end && !isspace((unsigned char)*s) && *s != '>' && *s != '='; s++)
        ;
    if (s == end || *s != '=')
        return s;
    for (s++; s < end && isspace((unsigned char)*s); s++)
        ;
    if (s < end && (*s == '"' || *s == '\'')) {
        char *close = memchr(s + 1, *s, (size_t)(end - s - 1));
        return close ? close + 1 : (char *)end;
    }
    for (; s < end && !isspace((unsigned char)*s) && *s != '>'; s++)
        ;
    return s;
}

/* Blank out the attributes of the tag at s beyond the bound; returns where it ends. */
static char *guard_tag(char *s, const char *end)
{
    for (; s < end && !isspace((unsigned char)*s) && *s != '>'; s++)
        ;
    char *surplus = NULL;
    for (int count = 0; s < end && *s != '>';) {
        if (isspace((unsigned char)*s)) {
            s++;
            continue;
        }
        if (++count == EXTRACT_ATTRIBUTES_MAX)
            surplus = s;
        char *behind = skip_attribute(s, end);
        s = behind > s ? behind : s + 1;
    }
    if (surplus)
        memset(surplus, ' ', (size_t)(s - surplus));
    return s;
}

static char *skip_script(char *s, const char *end)
{
    const char *close = find_nocase(s, end, "</script");
    return close ? (char *)close : (char *)end;
}

static void guard_tags(char *s, size_t len)
{
    const char *end = s + len;
    while (s < end && (s = memchr(s, '<', (size_t)(end - s)))) {
        bool script = (size_t)(end - s) > 7 && strncasecmp(s, "<script", 7) == 0;
        s++;
        if (s < end && isalpha((unsigned char)*s))
            s = guard_tag(s, end);
        if (script)
            s = skip_script(s, end);
    }
}

void extract_decode(struct buf *out, const char *in, size_t len, const char *http)
{
    struct charset_result result;
    char label[LABEL_SIZE];
    BUF_SCOPED struct buf bytes = {0};
    const char *said = find_charset(label, in, len) ? label : NULL;
    bool wide = len >= 2 && (!in[0] || !in[1] || memcmp(in, "\xFF\xFE", 2) == 0 || memcmp(in, "\xFE\xFF", 2) == 0);
    if (!wide && memchr(in, '\0', len)) {
        buf_add(&bytes, in, len);
        bytes.len = len = drop_nul(bytes.data, len);
        in = bytes.data;
    }
    charset_decode(out, in, len, http && *http ? http : said, &result);
    if (result.as_it_is) {
        buf_clear(out);
        buf_add(out, in + result.skip, len - result.skip);
    }
    if (!out->len)
        return;
    buf_truncate(out, drop_nul(out->data, out->len));
    guard_tags(out->data, out->len);
}

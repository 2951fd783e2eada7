/* xml_head: what a text is by its first element, found without parsing it. */
#include "feed.h"
#include <ctype.h>
#include <string.h>

#define HEAD_BYTES 65536

static const char *skip_to(const char *s, const char *end, const char *mark)
{
    const char *at = memmem(s, (size_t)(end - s), mark, strlen(mark));
    return at ? at + strlen(mark) : end;
}

static bool begins(const char *s, const char *end, const char *what)
{
    return (size_t)(end - s) >= strlen(what) && memcmp(s, what, strlen(what)) == 0;
}

static const char *skip_doctype(const char *s, const char *end)
{
    const char *subset = memchr(s, '[', (size_t)(end - s)), *close = memchr(s, '>', (size_t)(end - s));
    if (subset && close && subset < close)
        s = skip_to(subset, end, "]");
    return skip_to(s, end, ">");
}

static void take_name(char out[XML_NAME_SIZE], const char *s, const char *end)
{
    size_t n = 0;
    for (; s < end && (isalnum((unsigned char)*s) || strchr("_-.:", *s)) && *s; s++) {
        if (*s == ':')
            n = 0;
        else if (n + 1 < XML_NAME_SIZE)
            out[n++] = *s;
    }
    out[n] = '\0';
}

static void find_root(char out[XML_NAME_SIZE], const char *s, size_t len)
{
    const char *end = s + len;
    out[0] = '\0';
    while (s < end && (s = memchr(s, '<', (size_t)(end - s)))) {
        if (begins(s, end, "<!--"))
            s = skip_to(s, end, "-->");
        else if (begins(s, end, "<?"))
            s = skip_to(s, end, ">");
        else if (begins(s, end, "<!"))
            s = skip_doctype(s, end);
        else {
            take_name(out, s + 1, end);
            return;
        }
    }
}

void xml_root_name(char out[XML_NAME_SIZE], const char *s, size_t len)
{
    struct charset_result charset;
    BUF_SCOPED struct buf text = {0};
    out[0] = '\0';
    len = len < HEAD_BYTES ? len : HEAD_BYTES;
    len -= len % 4; /* whole characters of wide charsets, or the last bytes of little */
    size_t begin = 0;
    while (begin < len && isspace((unsigned char)s[begin]))
        begin++;
    if (!len)
        return;
    if (s[begin] == '<') {
        find_root(out, s + begin, len - begin);
        if (*out)
            return;
    }
    charset_decode(&text, s, len, NULL, &charset);
    if (charset.as_it_is)
        find_root(out, s + charset.skip, len - charset.skip);
    else
        find_root(out, buf_str(&text), text.len);
}

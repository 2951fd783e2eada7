/* feed_guard: a look over the text before libxml2 sees it. Its time grows with the square of the number of attributes that one
 * element has, so that number is bounded here. */
#include "feed_xml.h"
#include <string.h>

static const char *behind(const char *s, const char *end, const char *mark)
{
    const char *at = memmem(s, (size_t)(end - s), mark, strlen(mark));
    return at ? at + strlen(mark) : end;
}

static bool begins(const char *s, const char *end, const char *what)
{
    return (size_t)(end - s) >= strlen(what) && memcmp(s, what, strlen(what)) == 0;
}

/* Over a tag to its '>'; *equals counts what may be attributes. */
static const char *skip_tag(const char *s, const char *end, size_t *equals)
{
    char quote = 0;
    for (; s < end; s++) {
        if (quote) {
            s = memchr(s, quote, (size_t)(end - s));
            if (!s)
                return end;
            quote = 0;
        } else if (*s == '"' || *s == '\'') {
            quote = *s;
        } else if (*s == '=') {
            ++*equals;
        } else if (*s == '>') {
            return s;
        }
    }
    return end;
}

bool feed_guard(const char *s, size_t len)
{
    const char *end = s + len;
    while ((s = memchr(s, '<', (size_t)(end - s)))) {
        size_t equals = 0;
        if (begins(s, end, "<!--"))
            s = behind(s + 4, end, "-->");
        else if (begins(s, end, "<![CDATA["))
            s = behind(s, end, "]]>");
        else
            s = skip_tag(s + 1, end, &equals);
        if (equals > FEED_ATTRIBUTES_MAX)
            return true;
    }
    return false;
}

/* feed_markup: XHTML, and whatever else stands inside a value, as HTML. */
#include "feed_xml.h"
#include <string.h>

/* spec: HTML 13.1.2 void elements */
static const char *const voids[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                    "input", "link", "meta", "source", "track", "wbr"};

static bool is_void(const char *name)
{
    for (size_t i = 0; i < sizeof voids / sizeof *voids; i++)
        if (strcmp(voids[i], name) == 0)
            return true;
    return false;
}

static const char *escape_of(char c, bool quoted)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return quoted ? NULL : "&gt;";
    case '"':
        return quoted ? "&quot;" : NULL;
    default:
        return NULL;
    }
}

static void add_escaped(struct buf *out, const char *s, size_t len, bool quoted)
{
    size_t begin = 0;
    for (size_t i = 0; i < len; i++) {
        const char *escape = escape_of(s[i], quoted);
        if (!escape)
            continue;
        buf_add(out, s + begin, i - begin);
        buf_adds(out, escape);
        begin = i + 1;
    }
    buf_add(out, s + begin, len - begin);
}

void feed_markup_text(struct buf *out, const char *s, size_t len)
{
    add_escaped(out, s, len, false);
}

void feed_markup_open(struct buf *out, const char *name, const struct feed_markup_attribute *attributes, size_t count)
{
    buf_addc(out, '<');
    buf_adds(out, name);
    for (size_t i = 0; i < count; i++) {
        const struct feed_markup_attribute *a = &attributes[i];
        if (a->prefix && strcmp(a->prefix, "xml") == 0)
            continue;
        buf_addf(out, " %s%s%s=\"", a->prefix ? a->prefix : "", a->prefix ? ":" : "", a->name);
        add_escaped(out, a->value, a->value_len, true);
        buf_addc(out, '"');
    }
    buf_addc(out, '>');
}

void feed_markup_close(struct buf *out, const char *name)
{
    if (!is_void(name))
        buf_addf(out, "</%s>", name);
}

/* xml_mend: text that is nearly XML made into XML, so that a strict parser reads what can be had.
 *
 * Text is cut into tags and what is between them, as a browser would. What comes out is well-formed by construction: every name
 * is one, every attribute is quoted and given once, every & begins a reference, every element that was opened is closed, and
 * one that closes too early closes what is inside it. No element is invented. An item inside an open item ends that first. */
#include "xml_mend.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define GROWTH_MAX     ((size_t)8 << 20)
#define ATTRIBUTES_MAX 64
#define DEPTH_MAX      (FEED_DEPTH_MAX - 8)

struct slice {
    const char *at;
    size_t len;
};

struct mend {
    struct buf *out;
    const char *s, *end;
    struct slice open[DEPTH_MAX]; /* names of elements that are open */
    int depth;
    bool had_root;
};

static bool begins(const struct mend *m, const char *what)
{
    return (size_t)(m->end - m->s) >= strlen(what) && strncasecmp(m->s, what, strlen(what)) == 0;
}

/* Move behind the next mark, or to the end. */
static void skip_behind(struct mend *m, const char *mark)
{
    const char *at = memmem(m->s, (size_t)(m->end - m->s), mark, strlen(mark));
    m->s = at ? at + strlen(mark) : m->end;
}

static struct slice take_name(struct mend *m)
{
    struct slice name = {m->s, 0};
    while (m->s < m->end && mend_is_name_byte(*m->s))
        m->s++;
    name.len = (size_t)(m->s - name.at);
    return name;
}

/* At most one colon, with a name on both sides of it. */
static bool is_name(const struct slice *n)
{
    const char *colon = memchr(n->at, ':', n->len), *end = n->at + n->len;
    if (!n->len || !mend_is_name_start(n->at[0]))
        return false;
    return !colon ||
           (colon + 1 < end && mend_is_name_start(colon[1]) && !memchr(colon + 1, ':', (size_t)(end - colon - 1)));
}

static bool same(const struct slice *a, const struct slice *b)
{
    return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

static void add_cdata(struct mend *m)
{
    const char *begin = m->s += strlen("<![CDATA[");
    skip_behind(m, "]]>");
    const char *end = m->s - begin >= 3 && memcmp(m->s - 3, "]]>", 3) == 0 ? m->s - 3 : m->s;
    buf_adds(m->out, "<![CDATA[");
    for (size_t len; begin < end; begin += len)
        if (mend_is_legal(begin, end, &len))
            buf_add(m->out, begin, len);
    buf_adds(m->out, "]]>");
}

static void close_top(struct mend *m)
{
    const struct slice *name = &m->open[--m->depth];
    buf_adds(m->out, "</");
    buf_add(m->out, name->at, name->len);
    buf_addc(m->out, '>');
}

/* Close down to and with the innermost element of this name; where none is open nothing happens. */
static void close_named(struct mend *m, const struct slice *name)
{
    int at = m->depth - 1;
    while (at >= 0 && !same(&m->open[at], name))
        at--;
    while (at >= 0 && m->depth > at)
        close_top(m);
}

static bool is_item(const struct slice *name)
{
    return (name->len == 4 && memcmp(name->at, "item", 4) == 0) ||
           (name->len == 5 && memcmp(name->at, "entry", 5) == 0);
}

/* HTML elements that are never closed. */
static bool is_void(const struct slice *name)
{
    static const char *const voids[] = {"br", "hr", "img", "input", "wbr", "meta"};
    for (size_t i = 0; i < sizeof voids / sizeof *voids; i++)
        if (name->len == strlen(voids[i]) && strncasecmp(name->at, voids[i], name->len) == 0)
            return true;
    return false;
}

static void skip_spaces(struct mend *m)
{
    while (m->s < m->end && isspace((unsigned char)*m->s))
        m->s++;
}

static struct slice take_value(struct mend *m)
{
    struct slice value = {m->s, 0};
    char quote = m->s < m->end && (*m->s == '"' || *m->s == '\'') ? *m->s : 0;
    if (!quote) {
        while (m->s < m->end && !isspace((unsigned char)*m->s) && *m->s != '>')
            m->s++;
        value.len = (size_t)(m->s - value.at);
        return value;
    }
    value.at = ++m->s;
    const char *close = mend_value_end(m->s, m->end, quote);
    m->s = close ? close + 1 : m->end;
    value.len = (size_t)((close ? close : m->end) - value.at);
    return value;
}

static void take_attribute(struct mend *m, struct slice *names, size_t *count)
{
    struct slice name = take_name(m), value = name;
    if (!name.len) {
        m->s++;
        return;
    }
    skip_spaces(m);
    if (m->s < m->end && *m->s == '=') {
        m->s++;
        skip_spaces(m);
        value = take_value(m);
    }
    if (!is_name(&name) || *count == ATTRIBUTES_MAX)
        return;
    for (size_t i = 0; i < *count; i++)
        if (same(&names[i], &name))
            return;
    names[(*count)++] = name;
    buf_addc(m->out, ' ');
    buf_add(m->out, name.at, name.len);
    buf_adds(m->out, "=\"");
    mend_text(m->out, value.at, value.at + value.len, true);
    buf_addc(m->out, '"');
}

static void add_start_tag(struct mend *m)
{
    struct slice name, names[ATTRIBUTES_MAX];
    size_t count = 0;
    m->s++;
    name = take_name(m);
    if (is_item(&name))
        close_named(m, &name);
    size_t begin = m->out->len;
    buf_addc(m->out, '<');
    buf_add(m->out, name.at, name.len);
    bool closed = false;
    while (m->s < m->end && *m->s != '>' && *m->s != '<') {
        closed = *m->s == '/' && m->s + 1 < m->end && m->s[1] == '>';
        if (mend_is_name_byte(*m->s))
            take_attribute(m, names, &count);
        else
            m->s++;
    }
    m->s += m->s < m->end && *m->s == '>';
    if (!is_name(&name) || (m->depth == 0 && m->had_root) || m->depth == DEPTH_MAX) {
        buf_truncate(m->out, begin);
        return;
    }
    m->had_root = true;
    buf_adds(m->out, closed || is_void(&name) ? "/>" : ">");
    if (!closed && !is_void(&name))
        m->open[m->depth++] = name;
}

static void add_end_tag(struct mend *m)
{
    m->s += 2;
    struct slice name = take_name(m);
    const char *close = memchr(m->s, '>', (size_t)(m->end - m->s));
    m->s = close ? close + 1 : m->end;
    close_named(m, &name);
}

/* Markup at m->s, which is '<'. */
static void add_markup(struct mend *m)
{
    if (begins(m, "<![CDATA[") && m->depth) {
        add_cdata(m);
    } else if (begins(m, "<!--")) {
        skip_behind(m, "-->");
    } else if (begins(m, "<?")) {
        skip_behind(m, ">");
    } else if (begins(m, "<!doctype")) {
        skip_behind(m, ">");
    } else if (begins(m, "</") && m->end - m->s > 2 && mend_is_name_start(m->s[2])) {
        add_end_tag(m);
    } else if (m->end - m->s > 1 && mend_is_name_start(m->s[1])) {
        add_start_tag(m);
    } else {
        if (m->depth)
            buf_adds(m->out, "&lt;");
        m->s++;
    }
}

bool xml_mend(struct buf *out, const char *s, size_t len)
{
    struct mend m = {.out = out, .s = s, .end = s + len};
    while (m.s < m.end && out->len < len + GROWTH_MAX) {
        const char *tag = memchr(m.s, '<', (size_t)(m.end - m.s)), *stop = tag ? tag : m.end;
        if (m.depth)
            mend_text(out, m.s, stop, false);
        m.s = stop;
        if (tag)
            add_markup(&m);
    }
    bool whole = m.s == m.end;
    while (m.depth)
        close_top(&m);
    return whole;
}

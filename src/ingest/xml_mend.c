/* xml_mend: text that is nearly XML made into XML, so that a strict parser reads what can be had.
 *
 * Text is cut into tags and what is between them, as a browser would. What comes out is well-formed by construction: every name
 * is one, every attribute is quoted and given once, every & begins a reference, every element that was opened is closed, and
 * one that closes too early closes what is inside it. No element is invented. An item inside an open item ends that first. */
#include "feed.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define GROWTH_MAX     ((size_t)8 << 20)
#define ATTRIBUTES_MAX 64
#define VALUE_MAX      32768 /* how far the end of a value is looked for */
#define INNER_TAG_MAX  512
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

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (c & 0x80);
}

static bool is_name_byte(char c)
{
    return is_name_start(c) || isdigit((unsigned char)c) || c == '-' || c == '.' || c == ':';
}

static struct slice take_name(struct mend *m)
{
    struct slice name = {m->s, 0};
    while (m->s < m->end && is_name_byte(*m->s))
        m->s++;
    name.len = (size_t)(m->s - name.at);
    return name;
}

/* At most one colon, with a name on both sides of it. */
static bool is_name(const struct slice *n)
{
    const char *colon = memchr(n->at, ':', n->len), *end = n->at + n->len;
    if (!n->len || !is_name_start(n->at[0]))
        return false;
    return !colon || (colon + 1 < end && is_name_start(colon[1]) && !memchr(colon + 1, ':', (size_t)(end - colon - 1)));
}

static bool same(const struct slice *a, const struct slice *b)
{
    return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
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

/* May the byte or character at s stand in XML? *len is its length. */
static bool is_legal(const char *s, const char *end, size_t *len)
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

/* Text, with what cannot stand in it escaped or left out. `quoted`: inside an attribute. */
static void add_text(struct buf *out, const char *s, const char *end, bool quoted)
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
        } else if (is_legal(s, end, &len)) {
            buf_add(out, s, len);
        }
    }
}

static void add_cdata(struct mend *m)
{
    const char *begin = m->s += strlen("<![CDATA[");
    skip_behind(m, "]]>");
    const char *end = m->s - begin >= 3 && memcmp(m->s - 3, "]]>", 3) == 0 ? m->s - 3 : m->s;
    buf_adds(m->out, "<![CDATA[");
    for (size_t len; begin < end; begin += len)
        if (is_legal(begin, end, &len))
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
    while (s < end && is_name_byte(*s))
        s++;
    s = after_spaces(s, end);
    return s > name && (ends_tag(s, end) || *s == '=');
}

/* Behind a whole tag at s, which is '<'; s itself where it is none. */
static const char *skip_inner_tag(const char *s, const char *end)
{
    size_t look = end - s > INNER_TAG_MAX ? INNER_TAG_MAX : (size_t)(end - s);
    const char *close = memchr(s, '>', look), *next = look > 1 ? memchr(s + 1, '<', look - 1) : NULL;
    bool named = look > 1 && (is_name_start(s[1]) || s[1] == '/');
    return named && close && (!next || close < next) ? close : s;
}

/* The quotation mark that ends the value beginning at s. Values may hold the mark itself, and whole tags with marks of their
 * own: it is the one behind which the tag goes on. */
static const char *value_end(const char *s, const char *end, char quote)
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
    const char *close = value_end(m->s, m->end, quote);
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
    add_text(m->out, value.at, value.at + value.len, true);
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
        if (is_name_byte(*m->s))
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
    } else if (begins(m, "</") && m->end - m->s > 2 && is_name_start(m->s[2])) {
        add_end_tag(m);
    } else if (m->end - m->s > 1 && is_name_start(m->s[1])) {
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
            add_text(out, m.s, stop, false);
        m.s = stop;
        if (tag)
            add_markup(&m);
    }
    bool whole = m.s == m.end;
    while (m.depth)
        close_top(&m);
    return whole;
}

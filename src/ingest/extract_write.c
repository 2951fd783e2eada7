/* extract_write: a subtree as HTML, of elements that mean something alone.
 *
 * Elements that only arrange the page become paragraphs where they hold a line of text, and nothing where they hold others. */
#include "extract.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OPEN_MAX 512

struct writing {
    struct buf *out;
    const struct extract *x;
    struct {
        uint32_t end;
        const char *name;
    } open[OPEN_MAX];
    size_t count;
    int pre;
};

static void add_escaped(struct buf *out, const char *s, size_t len, bool quote)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '&')
            buf_adds(out, "&amp;");
        else if (s[i] == '<')
            buf_adds(out, "&lt;");
        else if (s[i] == '>')
            buf_adds(out, "&gt;");
        else if (s[i] == '"' && quote)
            buf_adds(out, "&quot;");
        else
            buf_addc(out, s[i]);
    }
}

/* Text outside pre, white space squeezed. */
static void add_squeezed(struct buf *out, const char *s, size_t len)
{
    size_t begin = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && s[i] != ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r' && s[i] != '\f')
            continue;
        add_escaped(out, s + begin, i - begin, false);
        if (i < len && out->len && out->data[out->len - 1] != ' ' && out->data[out->len - 1] != '\n')
            buf_addc(out, ' ');
        begin = i + 1;
    }
}

static void add_attribute(struct buf *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_addf(out, " %s=\"", name);
    add_escaped(out, value, strlen(value), true);
    buf_addc(out, '"');
}

static const char *image_address(const struct extract *x, uint32_t i)
{
    const char *src = extract_get(x, i, ATTR_SRC), *lazy = extract_get(x, i, ATTR_DATA_SRC);
    return lazy && *lazy && (!src || strncmp(src, "data:", 5) == 0) ? lazy : src;
}

static const char *link_address(const struct extract *x, uint32_t i)
{
    const char *href = extract_get(x, i, ATTR_HREF);
    return href && strncasecmp(href + strspn(href, " \t\n"), "javascript:", 11) == 0 ? NULL : href;
}

static void add_attributes(struct buf *out, const struct extract *x, uint32_t i)
{
    switch (x->nodes[i].tag) {
    case TAG_A:
        add_attribute(out, "href", link_address(x, i));
        break;
    case TAG_IMG:
        add_attribute(out, "src", image_address(x, i));
        add_attribute(out, "alt", extract_get(x, i, ATTR_ALT));
        break;
    case TAG_OL:
        add_attribute(out, "start", extract_get(x, i, ATTR_START));
        break;
    case TAG_TD:
    case TAG_TH:
        add_attribute(out, "colspan", extract_get(x, i, ATTR_COLSPAN));
        add_attribute(out, "rowspan", extract_get(x, i, ATTR_ROWSPAN));
        break;
    default:
        break;
    }
}

/* Is there text, or an image, between the element's parts? */
static bool has_own_text(const struct extract *x, uint32_t node)
{
    for (uint32_t i = node + 1; i < x->nodes[node].end; i = x->nodes[i].end)
        if (!(extract_traits(x->nodes[i].tag) & TRAIT_BLOCK) && x->measures[i].chars)
            return true;
    return false;
}

/* The name an element is written by; NULL: only what is in it is written. */
static const char *name_of(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    unsigned traits = extract_traits(n->tag);
    if (traits & TRAIT_WRITTEN)
        return n->tag == TAG_H1 ? "h2" : extract_tag_name(n->tag);
    if (!(traits & TRAIT_BLOCK))
        return NULL;
    bool is_line = x->measures[i].blocks <= 1 && !extract_is_below_tag(x, n->parent, TAG_P, 0);
    return is_line ? "p" : has_own_text(x, i) ? "div" : NULL;
}

static void close_until(struct writing *w, uint32_t node)
{
    while (w->count && w->open[w->count - 1].end <= node) {
        const char *name = w->open[--w->count].name;
        buf_addf(w->out, "</%s>", name);
        w->pre -= strcmp(name, "pre") == 0;
        if (!w->pre && (extract_traits(extract_tag_named(name)) & TRAIT_BLOCK))
            buf_addc(w->out, '\n');
    }
}

/* What means something only inside a table or a list. */
static bool is_part(enum extract_tag tag)
{
    return tag == TAG_TD || tag == TAG_TH || tag == TAG_TR || tag == TAG_TBODY || tag == TAG_LI || tag == TAG_DD ||
           tag == TAG_DT;
}

static void begin(struct writing *w, uint32_t i)
{
    const char *name = name_of(w->x, i);
    if (name && !w->count && is_part(w->x->nodes[i].tag))
        name = "div";
    bool is_void = extract_traits(w->x->nodes[i].tag) & TRAIT_VOID;
    if (!name || (w->count == OPEN_MAX && !is_void))
        return;
    buf_addf(w->out, "<%s", name);
    add_attributes(w->out, w->x, i);
    buf_addc(w->out, '>');
    if (is_void)
        return;
    w->pre += strcmp(name, "pre") == 0;
    w->open[w->count].end = w->x->nodes[i].end;
    w->open[w->count++].name = name;
}

/* Cells keep their place in a table though they are empty; white space in a line of text counts, as between the words of code. */
static bool is_empty(const struct extract *x, uint32_t i)
{
    const struct extract_measure *m = &x->measures[i];
    int tag = x->nodes[i].tag;
    if (!m->blocks && tag != TAG_A && x->nodes[i].text_end > x->nodes[i].text)
        return false;
    return !m->chars && !m->images && x->nodes[i].tag != TAG_TEXT && !(extract_traits(x->nodes[i].tag) & TRAIT_VOID) &&
           tag != TAG_TD && tag != TAG_TH;
}

void extract_write(struct buf *out, const struct extract *x, uint32_t node)
{
    struct writing w = {.out = out, .x = x};
    for (uint32_t i = node; i < x->nodes[node].end; i++) {
        const struct extract_node *n = &x->nodes[i];
        close_until(&w, i);
        if (n->dropped || (extract_traits(n->tag) & TRAIT_SILENT) || is_empty(x, i)) {
            i = n->end - 1;
            continue;
        }
        const char *s = x->text.data + n->text;
        if (n->tag != TAG_TEXT)
            begin(&w, i);
        else if (w.pre)
            add_escaped(out, s, n->text_end - n->text, false);
        else
            add_squeezed(out, s, n->text_end - n->text);
    }
    close_until(&w, UINT32_MAX);
}

/* feed_guard: a look over the text before libxml2 sees it.
 *
 * Its time grows with the square of the number of attributes that one element has, so that number is bounded here.
 *
 * It takes a CDATA section apart character by character, which is half of reading a feed. So a section is cut out, and a processing
 * instruction says where it stood, on as many lines, as faults are told by line. A section that libxml2 would find a fault in stays
 * for it to find: one without an end, outside of the first element, or with characters that XML has not. The text is walked as
 * well-formed XML; where it is none the walk may go astray, but libxml2 goes no further than there. */
#include "feed_xml.h"
#include "newsfs/text.h"
#include "xml_mend.h"
#include <stdlib.h>
#include <string.h>

#define SECTION_BEGIN "<![CDATA["
#define SECTION_END   "]]>"
#define SECTION_LEAST 64 /* bytes of one that is worth a cut */
#define CUT_TARGET    "newsfs-cdata"

struct guard {
    const char *begin, *end;
    struct buf *cut;
    const char *kept; /* what stands from here on is not in cut yet */
    size_t depth, attributes_most;
    bool is_forged; /* the text holds such an instruction of its own: nothing is cut then */
};

static const char *behind(const char *s, const char *end, const char *mark)
{
    const char *at = memmem(s, (size_t)(end - s), mark, strlen(mark));
    return at ? at + strlen(mark) : end;
}

static bool begins(const char *s, const char *end, const char *what)
{
    return (size_t)(end - s) >= strlen(what) && memcmp(s, what, strlen(what)) == 0;
}

/* ---- sections ---- */

/* Where the section whose content begins at s ends; NULL: nowhere. A bracket is rarer than what memmem would stop at. */
static const char *section_end(const char *s, const char *end)
{
    while ((s = memchr(s, ']', (size_t)(end - s))) && !begins(s, end, SECTION_END))
        s++;
    return s;
}

/* spec: XML 1.0, production 2. Clean text, as most is, holds less than that. */
static bool is_legal(const char *s, const char *end)
{
    size_t len;
    if (text_is_clean(s, (size_t)(end - s)))
        return true;
    for (; s < end; s += len)
        if (!mend_is_legal(s, end, &len))
            return false;
    return true;
}

static void add_cut(struct guard *g, const char *s, const char *end)
{
    buf_addf(g->cut, "<?" CUT_TARGET " %zu %zu", (size_t)(s - g->begin), (size_t)(end - s));
    for (; (s = memchr(s, '\n', (size_t)(end - s))); s++)
        buf_addc(g->cut, '\n');
    buf_adds(g->cut, "?>");
}

/* Behind the section at s. */
static const char *pass_section(struct guard *g, const char *s)
{
    const char *text = s + strlen(SECTION_BEGIN), *close = section_end(text, g->end);
    if (!close)
        return g->end;
    if (g->cut && g->depth && close - text >= SECTION_LEAST && is_legal(text, close)) {
        buf_add(g->cut, g->kept, (size_t)(s - g->kept));
        add_cut(g, text, close);
        g->kept = close + strlen(SECTION_END);
    }
    return close + strlen(SECTION_END);
}

bool feed_guard_find_cut(const char *target, const char *data, size_t len, size_t *begin, size_t *size)
{
    char *next;
    if (strcmp(target, CUT_TARGET) != 0 || !data)
        return false;
    *begin = strtoul(data, &next, 10);
    *size = strtoul(next, NULL, 10);
    return *begin <= len && *size <= len - *begin;
}

/* ---- the walk ---- */

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

/* To the '>' of the tag at s, or of a declaration. */
static const char *pass_tag(struct guard *g, const char *s)
{
    size_t equals = 0;
    const char *close = skip_tag(s + 1, g->end, &equals);
    if (begins(s, g->end, "</"))
        g->depth -= g->depth > 0;
    else if (!begins(s, g->end, "<!") && close < g->end && close[-1] != '/')
        g->depth++;
    g->attributes_most = equals > g->attributes_most ? equals : g->attributes_most;
    return close;
}

static const char *pass_markup(struct guard *g, const char *s)
{
    if (begins(s, g->end, "<!--"))
        return behind(s + 4, g->end, "-->");
    if (begins(s, g->end, SECTION_BEGIN))
        return pass_section(g, s);
    if (!begins(s, g->end, "<?"))
        return pass_tag(g, s);
    g->is_forged |= begins(s + 2, g->end, CUT_TARGET);
    return behind(s + 2, g->end, "?>");
}

bool feed_guard(const char *s, size_t len, struct buf *cut)
{
    struct guard g = {.begin = s, .end = s + len, .cut = cut, .kept = s};
    while (g.attributes_most <= FEED_ATTRIBUTES_MAX && (s = memchr(s, '<', (size_t)(g.end - s))))
        s = pass_markup(&g, s);
    if (g.is_forged && cut)
        buf_clear(cut);
    else if (g.kept != g.begin)
        buf_add(cut, g.kept, (size_t)(g.end - g.kept));
    return g.attributes_most > FEED_ATTRIBUTES_MAX;
}

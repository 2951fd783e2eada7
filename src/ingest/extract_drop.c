/* extract_drop: what is no part of any article. */
#include "extract.h"
#include "newsfs/text.h"
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define BYLINE_CHARS 100
#define SHOWN_TENTHS 6
#define EARS_CHARS   200
#define TITLE_CHARS  300
#define TITLE_BYTES  1000
#define SAME_TENTHS  8 /* of the words */
#define MARK_BYTES   3 /* behind a heading: "#", "¶" */

static const char *const roles[] = {"menu",        "menubar", "complementary", "navigation", "alert",
                                    "alertdialog", "dialog",  "search",        "banner",     "contentinfo"};

static bool is_one_of(const char *s, const char *const *list, size_t count)
{
    for (size_t i = 0; s && i < count; i++)
        if (strcasecmp(s, list[i]) == 0)
            return true;
    return false;
}

static bool style_hides(const char *style)
{
    const char *display = style ? strcasestr(style, "display") : NULL,
               *seen = style ? strcasestr(style, "visibility") : NULL;
    if (display && (display = strchr(display, ':')) &&
        strncasecmp(display + 1 + strspn(display + 1, " "), "none", 4) == 0)
        return true;
    return seen && (seen = strchr(seen, ':')) && strncasecmp(seen + 1 + strspn(seen + 1, " "), "hidden", 6) == 0;
}

/* Classes of what is not shown but read out. */
static bool is_for_ears(const char *class)
{
    static const char *const names[] = {"sr-only",    "visually-hidden", "visuallyhidden", "screen-reader-text",
                                        "off-screen", "offscreen",       "screenreader",   "u-hidden-visually"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(class, names[i]))
            return true;
    return false;
}

/* What hides most of the page waits for a program that shows it. */
static bool is_hidden(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    if (!n->values || n->tag == TAG_HTML || n->tag == TAG_BODY ||
        (uint64_t)x->measures[i].chars * 10 > (uint64_t)x->measures[0].chars * SHOWN_TENTHS)
        return false;
    const char *aria = extract_get(x, i, ATTR_ARIA_HIDDEN), *class = extract_get(x, i, ATTR_CLASS);
    if (class && is_for_ears(class) && x->measures[i].chars < EARS_CHARS)
        return true;
    return extract_get(x, i, ATTR_HIDDEN) || style_hides(extract_get(x, i, ATTR_STYLE)) ||
           (aria && strcasecmp(aria, "true") == 0 && n->tag != TAG_A && !(extract_traits(n->tag) & TRAIT_SCORED));
}

/* How much of the words of line, in bytes, is in the title too, in tenths; both are folded. */
static size_t tenths_in(const char *line, const char *title)
{
    size_t all = 0, common = 0;
    while (*(line += strspn(line, " "))) {
        size_t len = strcspn(line, " ");
        const char *at = memmem(title, strlen(title), line, len);
        all += len;
        common += at && (at == title || at[-1] == ' ') ? len : 0;
        line += len;
    }
    return all ? common * 10 / all : 0;
}

static bool is_the_title(struct extract *x, uint32_t i, const char *title)
{
    const struct extract_node *n = &x->nodes[i];
    if ((n->tag != TAG_H1 && n->tag != TAG_H2) || !title || n->text_end - n->text > TITLE_BYTES)
        return false;
    BUF_SCOPED struct buf a = {0}, b = {0};
    const char *line = extract_line(x, i);
    text_fold(&a, line, strlen(line));
    text_fold(&b, title, strnlen(title, TITLE_BYTES));
    if (!b.len || !a.len)
        return false;
    bool same = a.len >= b.len && a.len - b.len <= MARK_BYTES && memcmp(a.data, b.data, b.len) == 0;
    bool begins = n->tag == TAG_H1 && b.len > a.len && memcmp(a.data, b.data, a.len) == 0;
    return same || begins || (a.len * 2 >= b.len && tenths_in(buf_str(&a), buf_str(&b)) >= SAME_TENTHS);
}

static bool is_byline(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    const char *rel = extract_get(x, i, ATTR_REL), *prop = extract_get(x, i, ATTR_ITEMPROP);
    bool said =
        (n->words & WORDS_BYLINE) || (rel && strcmp(rel, "author") == 0) || (prop && strcmp(prop, "author") == 0);
    return said && x->measures[i].chars < BYLINE_CHARS && n->tag != TAG_BODY && x->measures[i].commas < 3;
}

/* The mark behind a heading by which documentation links to it. */
static bool is_mark(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    const char *href = n->tag == TAG_A ? extract_get(x, i, ATTR_HREF) : NULL, *s = buf_str(&x->text) + n->text;
    size_t len = n->text_end - n->text;
    return href && *href == '#' && ((len == 1 && *s == '#') || (len == 2 && memcmp(s, "\u00B6", 2) == 0));
}

static bool is_sure(struct extract *x, uint32_t i, const char *title)
{
    const struct extract_node *n = &x->nodes[i];
    if (n->tag == TAG_NAV || is_mark(x, i) || is_hidden(x, i) || is_the_title(x, i, title))
        return true;
    return n->values &&
           (is_one_of(extract_get(x, i, ATTR_ROLE), roles, sizeof roles / sizeof *roles) || is_byline(x, i));
}

/* The page's only heading of the first order is the article's, whatever its title says. */
static void drop_only_heading(struct extract *x)
{
    uint32_t only = extract_find(x, TAG_H1, 0, x->count);
    if (only == x->count || extract_find(x, TAG_H1, only + 1, x->count) < x->count ||
        x->measures[only].chars > TITLE_CHARS)
        return;
    x->title = only;
    x->nodes[only].dropped = DROP_SURE;
}

/* Needs measures; they are to be made anew. */
void extract_drop_sure(struct extract *x, const char *title)
{
    for (uint32_t i = 1; i < x->count; i++) {
        if (x->nodes[i].tag == TAG_TEXT || !is_sure(x, i, title))
            continue;
        x->nodes[i].dropped = DROP_SURE;
        if (!x->title && is_the_title(x, i, title))
            x->title = i;
        i = x->nodes[i].end - 1;
    }
    if (!x->title)
        drop_only_heading(x);
}

/* What is a part of a sentence is not dropped for its name. */
bool extract_is_in_line(const struct extract *x, uint32_t i)
{
    return x->nodes[x->nodes[i].parent].tag == TAG_P && !(extract_traits(x->nodes[i].tag) & TRAIT_BLOCK);
}

static bool is_unlikely(const struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    if (extract_is_in_line(x, i))
        return false;
    if (n->tag == TAG_ASIDE || extract_is_box(x, i, 0, CARE_UNLIKELY))
        return true;
    if (extract_holds_article(x, i) && x->measures[i].chars * 3ull > x->measures[0].chars)
        return false;
    return (n->words & WORDS_UNLIKELY) && !(n->words & WORDS_MAYBE) && n->tag != TAG_BODY && n->tag != TAG_HTML &&
           n->tag != TAG_A && n->tag != TAG_ARTICLE && n->tag != TAG_MAIN;
}

void extract_drop_unlikely(struct extract *x)
{
    for (uint32_t i = 1; i < x->count; i++) {
        struct extract_node *n = &x->nodes[i];
        if (n->tag == TAG_TABLE || n->tag == TAG_CODE || n->tag == TAG_PRE || n->dropped)
            i = n->end - 1;
        else if (is_unlikely(x, i)) {
            n->dropped = DROP_CAREFUL;
            i = n->end - 1;
        }
    }
}

void extract_undrop(struct extract *x)
{
    for (uint32_t i = 0; i < x->count; i++) {
        x->nodes[i].candidate = false;
        x->nodes[i].score = 0;
        if (x->nodes[i].dropped == DROP_CAREFUL)
            x->nodes[i].dropped = DROP_NOT;
    }
}

void extract_drop(struct extract *x, uint32_t node)
{
    struct extract_measure lost = x->measures[node];
    x->nodes[node].dropped = DROP_CAREFUL;
    const uint32_t *from = (const uint32_t *)&lost;
    for (uint32_t i = node;; i = x->nodes[i].parent) {
        uint32_t *to = (uint32_t *)&x->measures[i];
        for (size_t k = 0; k < sizeof lost / sizeof *to; k++)
            to[k] -= from[k] < to[k] ? from[k] : to[k];
        if (!i)
            return;
    }
}

bool extract_is_below_tag(const struct extract *x, uint32_t node, enum extract_tag tag, uint32_t top)
{
    for (; node > top; node = x->nodes[node].parent)
        if (x->nodes[node].tag == tag)
            return true;
    return false;
}

/* extract_labels: lines that speak of the page and not of the article: "Advertisement", "Read more: …", "Related stories", and what
 * stands between the title and the first paragraph.
 *
 * Lines are compared folded and without the marks at their ends. Only short lines are looked at. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

#define LABEL_CHARS  60
#define LINE_CHARS   240 /* of a line with links */
#define ASKING_CHARS 160
#define LOUD_LETTERS 12

/* Whole lines. Sorted by bytes. */
static const char *const lines[] = {
    "ad",
    "ad feedback",
    "advertisement",
    "advertisement - continue reading below",
    "advertising",
    "annonce",
    "anuncio",
    "anzeige",
    "article continues after advertisement",
    "article continues after this advertisement",
    "article continues below",
    "article continues below advertisement",
    "continue reading",
    "continue reading below",
    "continue reading the main story",
    "email this article",
    "follow us",
    "follow us on facebook",
    "follow us on twitter",
    "jump to comments",
    "leave a comment",
    "mostra altro",
    "print",
    "print this article",
    "publicidad",
    "publicidade",
    "publicité",
    "read more",
    "reklam",
    "reklama",
    "scroll down to continue",
    "share",
    "share on facebook",
    "share on twitter",
    "share this",
    "share this article",
    "share this page",
    "share this post",
    "share this story",
    "share via email",
    "show more",
    "skip advertisement",
    "sponsored",
    "sponsored content",
    "story continues below",
    "story continues below advertisement",
    "teilen",
    "this article was originally published on",
    "tweet",
    "tweet this",
    "view comments",
    "werbung",
    "реклама",
    "поделиться",
    "広告",
    "广告",
    "廣告",
};

/* How a line begins that is otherwise a link to elsewhere. */
static const char *const pointers[] = {
    "read more",       "also read",      "read also",      "see also",     "related:",         "related story",
    "related article", "more:",          "read:",          "watch:",       "don't miss",       "don’t miss",
    "read the full",   "click here",     "in pictures:",   "must read",    "you may like",     "recommended:",
    "lesen sie auch",  "mehr zum thema", "lesen sie hier", "lire aussi",   "à lire aussi",     "lire également",
    "a lire aussi",    "lea también",    "lee también",    "te puede",     "leia também",      "leia mais",
    "veja também",     "leggi anche",    "lees ook",       "läs också",    "läs mer",          "les også",
    "læs også",        "lue myös",       "czytaj także",   "czytaj też",   "přečtěte si",      "baca juga",
    "читайте также",   "читать также",   "читайте також",  "ayrıca bakın", "延伸阅读",         "相关阅读",
    "相关新闻",        "関連記事",       "관련기사",       "更多：",       "あわせて読みたい",
};

static bool is_line_of(const struct buf *folded)
{
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcmp(buf_str(folded), lines[i]) == 0)
            return true;
    return false;
}

static bool is_pointer(const struct extract *x, uint32_t node, const struct buf *folded)
{
    if (x->measures[node].link_chars * 2 < x->measures[node].chars)
        return false;
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        if (strncmp(buf_str(folded), pointers[i], strlen(pointers[i])) == 0)
            return true;
    return false;
}

/* "© 2019 …. All rights reserved.", "Sign up for our newsletter …": with the words that such lines have. */
static bool is_of_the_site(const struct extract *x, uint32_t node, const struct buf *folded)
{
    const char *s = buf_str(folded);
    if (strncmp(s, "\u00A9", 2) == 0 || strncmp(s, "copyright \u00A9", 12) == 0 || strstr(s, "all rights reserved"))
        return true;
    bool asks = strstr(s, "sign up") || strstr(s, "subscribe") || strstr(s, "delivered") || strstr(s, "straight to");
    return x->measures[node].chars < ASKING_CHARS && asks && (strstr(s, "newsletter") || strstr(s, "your inbox"));
}

/* A line that is a link from end to end, and loud: in capitals, or all bold. */
static bool is_loud_link(const struct extract *x, uint32_t node, const char *line)
{
    const struct extract_measure *m = &x->measures[node];
    if (m->link_chars * 20 < m->chars * 19 || m->images || m->heading_chars)
        return false;
    for (uint32_t i = node + 1; i < x->nodes[node].end; i++)
        if ((x->nodes[i].tag == TAG_STRONG || x->nodes[i].tag == TAG_B) && x->measures[i].chars * 20 >= m->chars * 19)
            return true;
    size_t small = 0, big = 0;
    for (const char *s = line; *s; s++) {
        small += *s >= 'a' && *s <= 'z';
        big += *s >= 'A' && *s <= 'Z';
    }
    return !small && big >= LOUD_LETTERS;
}

/* Is it worth to fold a longer line without links? */
static bool has_words(const struct extract *x, uint32_t node)
{
    static const char *const words[] = {"ights reserved", "newsletter", "nbox"};
    const struct extract_node *n = &x->nodes[node];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(x->text.data + n->text, n->text_end - n->text, words[i], strlen(words[i])))
            return true;
    return false;
}

bool extract_is_label_line(struct extract *x, uint32_t node)
{
    BUF_SCOPED struct buf folded = {0};
    uint32_t chars = x->measures[node].chars;
    if (!chars || chars > LINE_CHARS || (chars > LABEL_CHARS && !x->measures[node].link_chars && !has_words(x, node)))
        return false;
    extract_fold_line(&folded, x, node);
    if (chars <= LABEL_CHARS && is_line_of(&folded))
        return true;
    return is_pointer(x, node, &folded) || is_of_the_site(x, node, &folded) ||
           is_loud_link(x, node, extract_line(x, node));
}

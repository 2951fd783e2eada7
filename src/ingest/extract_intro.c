/* extract_intro: lines between the title and the first paragraph that say when, by whom and where, and not what; and links below the
 * last paragraph. */
#include "extract.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>

#define PROSE_CHARS 80
#define LINE_CHARS  80
#define LINES_MOST  12
#define LINKS_LEAST 2 /* one alone may be what the article leads to */

/* Digits are a good part of a date, and there are more of them than of a year. */
static bool is_like_a_date(const char *line)
{
    size_t digits = 0, others = 0;
    for (const char *s = line; *s; s++) {
        digits += isdigit((unsigned char)*s) != 0;
        others += !isspace((unsigned char)*s);
    }
    size_t len = strlen(line);
    return digits >= 5 && digits * 5 >= others && !strchr("!?", line[len - 1]);
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_of_reading(const char *folded)
{
    static const char *const ends[] = {" min read", " minute read", " minutes read", " comments", " comment",
                                       " shares",   " views",       " min lesen",    " mins read"};
    for (size_t i = 0; isdigit((unsigned char)*folded) && i < sizeof ends / sizeof *ends; i++)
        if (ends_with(folded, ends[i]))
            return true;
    return false;
}

/* Nothing but a name of an author and a few words. */
static bool is_of_author(const char *folded, const struct extract_facts *f)
{
    for (size_t i = 0; i < f->author_count; i++) {
        BUF_SCOPED struct buf name = {0};
        text_fold(&name, f->authors[i], strlen(f->authors[i]));
        if (name.len > 4 && strstr(folded, buf_str(&name)) && strlen(folded) < name.len + 40 && !ends_with(folded, "."))
            return true;
    }
    return strncmp(folded, "by ", 3) == 0 && strlen(folded) < 40 && !ends_with(folded, ".");
}

/* Is the line, but for a few letters, what a <time> holds? */
static bool is_a_time(const struct extract *x, uint32_t node)
{
    uint32_t time = extract_find(x, TAG_TIME, node, x->nodes[node].end);
    return time < x->nodes[node].end && x->measures[time].chars * 10 >= x->measures[node].chars * 6;
}

static bool says_no_more(struct extract *x, uint32_t i, const struct extract_facts *f)
{
    BUF_SCOPED struct buf folded = {0};
    const char *line = extract_line(x, i);
    text_fold(&folded, line, strlen(line));
    return is_like_a_date(line) || is_of_reading(buf_str(&folded)) || is_of_author(buf_str(&folded), f) ||
           is_a_time(x, i) || extract_link_density(x, i) > 0.9;
}

static bool is_line(const struct extract *x, uint32_t i)
{
    int tag = x->nodes[i].tag;
    if (tag == TAG_TD || tag == TAG_TH || tag == TAG_DD || tag == TAG_DT || tag == TAG_PRE)
        return false;
    return (extract_traits(tag) & TRAIT_BLOCK) && x->measures[i].blocks <= 1 && x->measures[i].chars &&
           x->measures[i].chars < LINE_CHARS && (tag < TAG_H1 || tag > TAG_H6);
}

static bool is_heading(int tag)
{
    return tag >= TAG_H1 && tag <= TAG_H6;
}

void extract_drop_intro(struct extract *x, uint32_t top, const struct extract_facts *f)
{
    int lines = 0;
    for (uint32_t i = top + 1; i < x->nodes[top].end && lines < LINES_MOST; i++) {
        const struct extract_node *n = &x->nodes[i];
        if (n->dropped || (extract_traits(n->tag) & TRAIT_SILENT) || n->tag == TAG_FIGURE || is_heading(n->tag)) {
            i = n->end - 1;
        } else if (is_line(x, i)) {
            lines++;
            if (says_no_more(x, i, f))
                extract_drop(x, i);
            i = n->end - 1;
        } else if ((n->tag == TAG_TEXT || (extract_traits(n->tag) & TRAIT_WRITTEN)) &&
                   x->measures[i].chars >= PROSE_CHARS) {
            return;
        }
    }
}

static bool is_shown(const struct extract *x, uint32_t i)
{
    return !x->nodes[i].dropped && !(extract_traits(x->nodes[i].tag) & TRAIT_SILENT);
}

/* A paragraph of one line that is a link from end to end. */
static bool is_link_line(const struct extract *x, uint32_t i)
{
    int tag = x->nodes[i].tag;
    return (tag == TAG_P || tag == TAG_DIV) && x->measures[i].blocks <= 1 && x->measures[i].chars &&
           !x->measures[i].images && extract_link_density(x, i) > 0.95;
}

void extract_drop_outro(struct extract *x, uint32_t top)
{
    uint32_t first = 0, lines = 0;
    for (uint32_t i = top + 1; i < x->nodes[top].end; i++) {
        if (!is_shown(x, i)) {
            i = x->nodes[i].end - 1;
        } else if (is_link_line(x, i)) {
            first = lines++ ? first : i;
            i = x->nodes[i].end - 1;
        } else if ((x->nodes[i].tag == TAG_TEXT && x->measures[i].chars) || x->nodes[i].tag == TAG_IMG) {
            lines = 0;
        }
    }
    if (lines < LINKS_LEAST)
        return;
    for (uint32_t i = first; i < x->nodes[top].end; i++)
        if (is_shown(x, i) && is_link_line(x, i))
            extract_drop(x, i);
}

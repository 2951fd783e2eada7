/* extract_micro: what elements of the page say of the article by their attributes and classes.
 *
 * spec: HTML 5 (microdata) with schema.org's names; microformats.org/wiki/h-entry and hAtom. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

#define NAME_CHARS    100 /* a byline is no longer */
#define BETWEEN_BYTES 40  /* names of one byline are no farther apart */

enum { FROM_ITEMPROP, FROM_CLASS };

static const struct {
    const char *name;
    int from, rank;
    enum extract_fact fact;
} rows[] = {
    {"headline", FROM_ITEMPROP, 7, FACT_TITLE},       {"datePublished", FROM_ITEMPROP, 6, FACT_PUBLISHED},
    {"dateModified", FROM_ITEMPROP, 6, FACT_UPDATED}, {"entry-title", FROM_CLASS, 8, FACT_TITLE},
    {"dt-published", FROM_CLASS, 7, FACT_PUBLISHED},  {"published", FROM_CLASS, 8, FACT_PUBLISHED},
    {"dt-updated", FROM_CLASS, 7, FACT_UPDATED},      {"updated", FROM_CLASS, 8, FACT_UPDATED},
    {"inLanguage", FROM_ITEMPROP, 6, FACT_LANGUAGE},
};

static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *s = list; s && (s = strstr(s, word)); s++)
        if ((s == list || strchr(" \t\r\n", s[-1])) && (!s[n] || strchr(" \t\r\n", s[n])))
            return true;
    return false;
}

static const char *value_of(struct extract *x, uint32_t node, enum extract_fact fact)
{
    const char *content = extract_get(x, node, ATTR_CONTENT), *time = extract_get(x, node, ATTR_DATETIME);
    if (content && *content)
        return content;
    if (time && *time)
        return time;
    uint32_t inside = extract_find(x, TAG_TIME, node, x->nodes[node].end);
    if ((fact == FACT_PUBLISHED || fact == FACT_UPDATED) && inside < x->nodes[node].end) {
        time = extract_get(x, inside, ATTR_DATETIME);
        if (time && *time)
            return time;
    }
    const char *title = extract_get(x, node, ATTR_TITLE);
    int64_t seconds;
    if ((fact == FACT_PUBLISHED || fact == FACT_UPDATED) && title && ingest_parse_date(title, &seconds))
        return title;
    return extract_line(x, node);
}

/* A further author stands close behind the one before. */
static bool is_apart(const struct extract *x, const struct extract_facts *f, uint32_t node)
{
    return f->author_count && x->nodes[node].text > f->author_end + BETWEEN_BYTES;
}

static void take_author(struct extract *x, struct extract_facts *f, uint32_t node, int rank)
{
    uint32_t end = x->nodes[node].end;
    const char *name = NULL;
    if (f->ranks[FACT_AUTHOR] == rank && is_apart(x, f, node))
        return;
    for (uint32_t i = node + 1; i < end && !name; i++) {
        const char *prop = extract_get(x, i, ATTR_ITEMPROP), *class = extract_get(x, i, ATTR_CLASS);
        if (has_word(prop, "name") || has_word(class, "fn") || has_word(class, "p-name"))
            name = value_of(x, i, FACT_AUTHOR);
    }
    if (!name)
        name = value_of(x, node, FACT_AUTHOR);
    if (!*name || strlen(name) > NAME_CHARS)
        return;
    extract_author(f, rank, name);
    f->author_end = x->nodes[node].text_end;
}

static void take_marks(struct extract *x, struct extract_facts *f, uint32_t i, bool beside)
{
    const char *prop = extract_get(x, i, ATTR_ITEMPROP), *class = extract_get(x, i, ATTR_CLASS);
    if (!prop && !class)
        return;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        if (has_word(rows[r].from == FROM_ITEMPROP ? prop : class, rows[r].name))
            extract_fact(f, rows[r].fact, rows[r].rank, value_of(x, i, rows[r].fact));
    if (!beside && (has_word(prop, "author") || has_word(class, "p-author")))
        take_author(x, f, i, 7);
    if (has_word(prop, "articleSection"))
        extract_topics(f, 1, value_of(x, i, FACT_TITLE), NULL);
    if (has_word(prop, "keywords"))
        extract_topics(f, 2, value_of(x, i, FACT_TITLE), ",");
    if (has_word(class, "p-category"))
        extract_topics(f, 1, extract_line(x, i), NULL);
}

static void take_relations(struct extract *x, struct extract_facts *f, uint32_t i, bool beside)
{
    const char *rel = extract_get(x, i, ATTR_REL);
    if (!beside && has_word(rel, "author"))
        take_author(x, f, i, 8);
    if (has_word(rel, "tag"))
        extract_topics(f, 1, extract_line(x, i), NULL);
}

/* An element whose class speaks of a byline; of nested ones the innermost that has a name. */
static void take_byline(struct extract *x, struct extract_facts *f, uint32_t i)
{
    if (f->author_count || !(x->nodes[i].words & WORDS_BYLINE))
        return;
    if (x->nodes[i].text_end - x->nodes[i].text > 4 * NAME_CHARS)
        return;
    const char *line = extract_line(x, i);
    if (*line && strlen(line) <= NAME_CHARS && !strchr(line, '@'))
        take_author(x, f, i, 9);
}

static void take_time(struct extract *x, struct extract_facts *f, uint32_t i)
{
    int64_t seconds;
    const char *time = extract_get(x, i, ATTR_DATETIME);
    if (time && ingest_parse_date(time, &seconds))
        extract_fact(f, FACT_PUBLISHED, 9, time);
}

/* What speaks of other articles, or of what readers say. */
static bool is_beside(const struct extract *x, uint32_t i, uint32_t heading)
{
    const struct extract_node *n = &x->nodes[i];
    return (n->words & (WORDS_BOX | WORDS_COMMENTS)) && !(n->words & WORDS_BYLINE) && n->tag != TAG_BODY &&
           n->tag != TAG_HTML && !extract_is_below(x, heading, i);
}

void extract_micro(struct extract *x, struct extract_facts *f)
{
    bool many = false;
    uint32_t heading = extract_find(x, TAG_H1, 0, x->count), end = 0; /* of what is beside the article */
    uint32_t first = extract_find(x, TAG_ARTICLE, 0, x->count);
    many = first < x->count && extract_find(x, TAG_ARTICLE, x->nodes[first].end, x->count) < x->count;
    for (uint32_t i = 0; i < x->count; i++) {
        const struct extract_node *n = &x->nodes[i];
        if (n->tag == TAG_NAV || n->tag == TAG_ASIDE || n->tag == TAG_FOOTER) {
            i = n->end - 1;
            continue;
        }
        if (!n->values)
            continue;
        if (i >= end && is_beside(x, i, heading))
            end = n->end;
        bool beside = i < end;
        take_marks(x, f, i, beside);
        if (n->tag == TAG_A && (!many || !f->topic_count || i < x->nodes[first].end))
            take_relations(x, f, i, beside);
        if (n->tag == TAG_TIME)
            take_time(x, f, i);
        if (!beside)
            take_byline(x, f, i);
    }
}

/* extract_meta: what the elements of the page's head say.
 *
 * spec: ogp.me; Dublin Core (dcterms); Highwire tags (citation_); what news sites are seen to write. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

#define LOCALE_RANK 3

static const struct {
    const char *name;
    enum extract_fact fact;
    int rank;
} rows[] = {
    {"og:title", FACT_TITLE, 3},
    {"dc.title", FACT_TITLE, 2},
    {"dcterms.title", FACT_TITLE, 2},
    {"citation_title", FACT_TITLE, 2},
    {"title", FACT_TITLE, 4},
    {"twitter:title", FACT_TITLE, 5},
    {"parsely-title", FACT_TITLE, 6},
    {"sailthru.title", FACT_TITLE, 6},
    {"og:url", FACT_URL, 2},
    {"og:site_name", FACT_SITE, 2},
    {"citation_journal_title", FACT_SITE, 3},
    {"application-name", FACT_SITE, 5},
    {"apple-mobile-web-app-title", FACT_SITE, 6},
    {"article:published_time", FACT_PUBLISHED, 2},
    {"og:published_time", FACT_PUBLISHED, 3},
    {"citation_publication_date", FACT_PUBLISHED, 4},
    {"citation_date", FACT_PUBLISHED, 5},
    {"dc.date.issued", FACT_PUBLISHED, 4},
    {"dcterms.issued", FACT_PUBLISHED, 4},
    {"dcterms.created", FACT_PUBLISHED, 4},
    {"dc.date", FACT_PUBLISHED, 5},
    {"dcterms.date", FACT_PUBLISHED, 5},
    {"parsely-pub-date", FACT_PUBLISHED, 5},
    {"sailthru.date", FACT_PUBLISHED, 6},
    {"pubdate", FACT_PUBLISHED, 6},
    {"publishdate", FACT_PUBLISHED, 6},
    {"publish-date", FACT_PUBLISHED, 6},
    {"datepublished", FACT_PUBLISHED, 6},
    {"date", FACT_PUBLISHED, 8},
    {"article:modified_time", FACT_UPDATED, 2},
    {"og:updated_time", FACT_UPDATED, 3},
    {"dcterms.modified", FACT_UPDATED, 4},
    {"og:locale", FACT_LANGUAGE, LOCALE_RANK},
    {"content-language", FACT_LANGUAGE, 5},
    {"dc.language", FACT_LANGUAGE, 4},
    {"og:description", FACT_SUMMARY, 2},
    {"dc.description", FACT_SUMMARY, 3},
    {"description", FACT_SUMMARY, 4},
    {"twitter:description", FACT_SUMMARY, 5},
};

static const struct {
    const char *name;
    int rank;
} author_rows[] = {
    {"dc.creator", 2}, {"dcterms.creator", 2}, {"citation_author", 3}, {"author", 4},
    {"byl", 4},        {"article:author", 5},  {"parsely-author", 6},  {"sailthru.author", 6},
};

static const struct {
    const char *name, *between;
    int rank;
} topic_rows[] = {
    {"article:tag", ",", 1},  {"article:section", NULL, 1}, {"citation_keywords", ",;", 2}, {"news_keywords", ",", 2},
    {"parsely-tags", ",", 2}, {"sailthru.tags", ",", 2},    {"keywords", ",", 4},
};

/* "en_GB" as "en-GB". */
static const char *tag_of_locale(struct extract *x, const char *locale)
{
    char *tag = arena_strdup(&x->arena, locale), *at = strchr(tag, '_');
    if (at)
        *at = '-';
    return tag;
}

static void take(struct extract *x, struct extract_facts *f, const char *name, const char *content)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_equal_nocase(rows[i].name, name))
            extract_fact(f, rows[i].fact, rows[i].rank,
                         rows[i].fact == FACT_LANGUAGE ? tag_of_locale(x, content) : content);
    for (size_t i = 0; i < sizeof author_rows / sizeof *author_rows; i++)
        if (text_equal_nocase(author_rows[i].name, name))
            extract_author(f, author_rows[i].rank, content);
    for (size_t i = 0; i < sizeof topic_rows / sizeof *topic_rows; i++)
        if (text_equal_nocase(topic_rows[i].name, name))
            extract_topics(f, topic_rows[i].rank, content, topic_rows[i].between);
    if (text_equal_nocase(name, "og:type") && (strstr(content, "article") || strstr(content, "blog")))
        f->is_article = true;
}

/* dc:title and dcterms:title are written with a point too. */
static const char *usual_name(struct extract *x, const char *name, size_t len)
{
    char *usual = arena_strndup(&x->arena, name, len), *colon = strchr(usual, ':');
    if (colon && (text_starts_nocase(usual, "dc:") || text_starts_nocase(usual, "dcterms:") ||
                  text_starts_nocase(usual, "dcterm:")))
        *colon = '.';
    return usual;
}

/* One element may say several things at once: property="dc:title og:title". */
static void take_each(struct extract *x, struct extract_facts *f, const char *names, const char *content)
{
    for (size_t len; names && *(names += strspn(names, " \t\r\n")); names += len) {
        len = strcspn(names, " \t\r\n");
        take(x, f, usual_name(x, names, len), content);
    }
}

static void take_meta(struct extract *x, struct extract_facts *f, uint32_t node)
{
    const char *content = extract_get(x, node, ATTR_CONTENT), *property = extract_get(x, node, ATTR_PROPERTY),
               *name = extract_get(x, node, ATTR_NAME);
    if (!content || !*content)
        return;
    take_each(x, f, property, content);
    take_each(x, f, name, content);
}

static void take_link(struct extract *x, struct extract_facts *f, uint32_t node)
{
    const char *rel = extract_get(x, node, ATTR_REL), *href = extract_get(x, node, ATTR_HREF);
    if (rel && href && text_equal_nocase(rel, "canonical"))
        extract_fact(f, FACT_URL, 1, href);
}

void extract_meta(struct extract *x, struct extract_facts *f)
{
    for (uint32_t i = 0; i < x->count; i++) {
        if (x->nodes[i].tag == TAG_META)
            take_meta(x, f, i);
        else if (x->nodes[i].tag == TAG_LINK)
            take_link(x, f, i);
        else if (x->nodes[i].tag == TAG_HTML)
            extract_fact(f, FACT_LANGUAGE, 1, extract_get(x, i, ATTR_LANG));
    }
    extract_fact(f, FACT_URL, 4, x->saved_from);
}

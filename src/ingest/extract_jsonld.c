/* extract_jsonld: what the page says of the article as linked data.
 *
 * spec: schema.org/Article, JSON-LD 1.1. Nothing is fetched: contexts are taken for schema.org's. Control characters in texts,
 * which JSON forbids and pages hold, are read as blanks. */
#include "extract.h"
#include "json.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <string.h>

#define OBJECTS_MAX    500
#define TEXT_MAX_BYTES ((size_t)4 << 20)
#define RANK           1

struct linked {
    struct extract *x;
    struct extract_facts *f;
    json_t *objects[OBJECTS_MAX]; /* borrowed from the roots */
    size_t count;
};

/* Members under which other objects of interest stand. */
static const char *const inner[] = {"@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart"};

static void collect(struct linked *l, json_t *root)
{
    size_t begin = l->count;
    if (l->count < OBJECTS_MAX)
        l->objects[l->count++] = root;
    for (size_t at = begin; at < l->count; at++) {
        json_t *v = l->objects[at], *item;
        size_t i;
        json_array_foreach(v, i, item) if (l->count < OBJECTS_MAX) l->objects[l->count++] = item;
        for (i = 0; i < sizeof inner / sizeof *inner; i++)
            if ((item = json_object_get(v, inner[i])) && !json_is_string(item) && l->count < OBJECTS_MAX)
                l->objects[l->count++] = item;
    }
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_article_type(const char *type)
{
    static const char *const ends[] = {"Article", "Posting", "Report", "APIReference", "Review", "Recipe"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (type && ends_with(type, ends[i]))
            return true;
    return false;
}

static bool is_article(const json_t *v)
{
    const json_t *type = json_object_get(v, "@type");
    size_t i;
    json_t *item;
    if (is_article_type(json_string_value(type)))
        return true;
    json_array_foreach(type, i, item) if (is_article_type(json_string_value(item))) return true;
    return false;
}

/* Named for what it is of: the page's title is not always its. */
static bool is_work(const json_t *v)
{
    const char *type = json_string_value(json_object_get(v, "@type"));
    return type && (ends_with(type, "Recipe") || ends_with(type, "Review"));
}

/* The object that a mere {"@id": …} means. */
static const json_t *resolved(const struct linked *l, const json_t *v)
{
    const char *id = json_string_value(json_object_get(v, "@id"));
    if (!id || json_object_get(v, "name"))
        return v;
    for (size_t i = 0; i < l->count; i++) {
        const char *other = json_string_value(json_object_get(l->objects[i], "@id"));
        if (other && strcmp(id, other) == 0 && json_object_get(l->objects[i], "name"))
            return l->objects[i];
    }
    return v;
}

static const char *name_of(const struct linked *l, const json_t *v)
{
    if (json_is_array(v))
        v = json_array_get(v, 0);
    if (json_is_object(v))
        v = json_object_get(resolved(l, v), "name");
    return json_string_value(json_is_array(v) ? json_array_get(v, 0) : v);
}

static void take_authors(struct linked *l, const json_t *v)
{
    size_t i;
    json_t *item;
    if (!json_is_array(v))
        extract_author(l->f, RANK, name_of(l, v));
    else
        json_array_foreach(v, i, item) extract_author(l->f, RANK, name_of(l, item));
}

static void take_topics(struct linked *l, const json_t *v, const char *between)
{
    size_t i;
    json_t *item;
    if (json_is_string(v))
        extract_topics(l->f, RANK, json_string_value(v), between);
    json_array_foreach(v, i, item) extract_topics(l->f, RANK, name_of(l, item), NULL);
}

static void take_text(struct linked *l, const json_t *v, enum extract_fact fact, int rank)
{
    if (json_is_array(v))
        v = json_array_get(v, 0);
    if (json_is_object(v) && fact == FACT_URL)
        v = json_object_get(v, "@id");
    extract_fact(l->f, fact, rank, json_is_object(v) ? name_of(l, v) : json_string_value(v));
}

static void take_body(struct linked *l, const char *body)
{
    BUF_SCOPED struct buf text = {0};
    if (!body || strlen(body) > TEXT_MAX_BYTES || l->f->body)
        return;
    if (html_is_markup(body, strlen(body)))
        html_to_text(&text, body, strlen(body), &(struct html_options){0});
    else
        buf_adds(&text, body);
    l->f->body = arena_strndup(&l->x->arena, buf_str(&text), text.len);
}

/* Of headline and name, where they differ, the one that the page's title holds. */
static void take_title(struct linked *l, const json_t *v)
{
    const char *name = json_string_value(json_object_get(v, "name")),
               *headline = json_string_value(json_object_get(v, "headline"));
    uint32_t at = extract_find(l->x, TAG_TITLE, 0, l->x->count);
    const char *title = at < l->x->count ? extract_line(l->x, at) : "";
    bool by_name = name && (!headline || (strstr(title, name) && !strstr(title, headline)));
    extract_fact(l->f, FACT_TITLE, is_work(v) ? 4 : RANK, by_name ? name : headline);
}

static void take_article(struct linked *l, const json_t *v)
{
    static const struct {
        const char *name;
        enum extract_fact fact;
        int rank;
    } rows[] = {
        {"url", FACT_URL, 3},
        {"mainEntityOfPage", FACT_URL, 4},
        {"datePublished", FACT_PUBLISHED, 1},
        {"dateCreated", FACT_PUBLISHED, 7},
        {"dateModified", FACT_UPDATED, 1},
        {"inLanguage", FACT_LANGUAGE, 2},
        {"description", FACT_SUMMARY, 1},
        {"publisher", FACT_SITE, 3},
    };
    l->f->is_article = true;
    take_title(l, v);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        take_text(l, json_object_get(v, rows[i].name), rows[i].fact, rows[i].rank);
    take_authors(l, json_object_get(v, "author"));
    take_authors(l, json_object_get(v, "creator"));
    take_topics(l, json_object_get(v, "articleSection"), NULL);
    take_topics(l, json_object_get(v, "keywords"), ",;");
    take_body(l, json_string_value(json_object_get(v, "articleBody")));
}

static bool has_type(const json_t *v, const char *type)
{
    const char *said = json_string_value(json_object_get(v, "@type"));
    return said && ends_with(said, type);
}

static void take_rest(struct linked *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (has_type(l->objects[i], "WebSite"))
            extract_fact(l->f, FACT_SITE, 4, json_string_value(json_object_get(l->objects[i], "name")));
        if (!has_type(l->objects[i], "WebPage"))
            continue;
        take_text(l, json_object_get(l->objects[i], "datePublished"), FACT_PUBLISHED, 7);
        take_text(l, json_object_get(l->objects[i], "inLanguage"), FACT_LANGUAGE, 2);
    }
}

static json_t *read_script(const char *s, size_t len)
{
    BUF_SCOPED struct buf text = {0};
    const char *begin = memchr(s, '{', len), *array = memchr(s, '[', len);
    if (array && (!begin || array < begin) && !memmem(s, (size_t)(array - s), "CDATA", 5))
        begin = array;
    if (!begin || (size_t)(s + len - begin) > TEXT_MAX_BYTES)
        return NULL;
    text_validate(&text, begin, (size_t)(s + len - begin));
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.data[i] < ' ')
            text.data[i] = ' ';
    return json_loadb(text.data, text.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
}

/* The first object of an article; of several in a list none is the page's. */
static void take_all(struct linked *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (is_article(l->objects[i])) {
            take_article(l, l->objects[i]);
            break;
        }
    take_rest(l);
}

#define SCRIPTS_MAX 32

void extract_jsonld(struct extract *x, struct extract_facts *f)
{
    struct linked l = {.x = x, .f = f};
    json_t *roots[SCRIPTS_MAX];
    size_t count = 0;
    for (uint32_t i = 0; i < x->count && count < SCRIPTS_MAX; i++) {
        const struct extract_node *n = &x->nodes[i];
        const char *type = n->tag == TAG_SCRIPT ? extract_get(x, i, ATTR_TYPE) : NULL;
        if (!type || !text_starts_nocase(type, "application/ld+json"))
            continue;
        json_t *root = read_script(x->text.data + n->text, n->text_end - n->text);
        if (root)
            collect(&l, roots[count++] = root);
    }
    take_all(&l);
    while (count)
        json_decref(roots[--count]);
}

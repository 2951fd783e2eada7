/* json_keys: the keys of article documents, a row each, for both ways of reading: json_article takes what the parser made of the
 * bytes and says what is wrong with it, json_fast takes the bytes themselves.
 *
 * A row says a key's name, what may stand there and where it goes. Keys that have no row are kept as `extra`.
 * docs/document.schema.json says all this to others. */
#include "json.h"
#include "newsfs/name.h"
#include <string.h>

#define TOPICS_MAX     256
#define PEOPLE_MAX     256
#define ENCLOSURES_MAX 256
#define TAKES_MAX      64

#define ROW(kind, record, field)                                                                                       \
    {                                                                                                                  \
#field, JSON_KIND_##kind, offsetof(record, field), NULL                                                        \
    }

static const struct json_key source_keys[] = {
    {"name", JSON_KIND_TEXT, offsetof(struct document, source_name), NULL},
    {"url", JSON_KIND_TEXT, offsetof(struct document, source_url), NULL},
    {0},
};

static const struct json_entries source = {
    .wanted = "text, or an object with \"name\" and \"url\"",
    .keys = source_keys,
    .called = "source",
    .texts = true,
    .objects = true,
    .or_one = true,
};

static const char *add_topic(struct document *d, union json_entry *entry)
{
    document_add_topic(d, entry->topic);
    return NULL;
}

static const struct json_key topic_keys[] = {ROW(TEXT, union json_entry, topic), {0}};

static const struct json_entries topics = {
    .wanted = "a list of texts",
    .keys = topic_keys,
    .called = "topic",
    .max = TOPICS_MAX,
    .texts = true,
    .or_one = true,
    .none = &(const union json_entry){.topic = NULL},
    .add = add_topic,
};

static const char *add_author(struct document *d, union json_entry *entry)
{
    const struct person *p = &entry->author;
    if (p->name || p->email || p->url)
        *document_add_author(d) = *p;
    return NULL;
}

static const struct json_key author_keys[] = {
    ROW(TEXT, struct person, name), ROW(TEXT, struct person, email), ROW(TEXT, struct person, url), {0}};

static const struct json_entries authors = {
    .wanted = "a list of texts or of objects with \"name\", \"email\" and \"url\"",
    .keys = author_keys,
    .called = "author",
    .max = PEOPLE_MAX,
    .texts = true,
    .objects = true,
    .or_one = true,
    .none = &(const union json_entry){.author = {NULL}},
    .add = add_author,
};

static const char *add_enclosure(struct document *d, union json_entry *entry)
{
    if (!entry->enclosure.url)
        return "url";
    *document_add_enclosure(d, entry->enclosure.url) = entry->enclosure;
    return NULL;
}

static const struct json_key enclosure_keys[] = {
    ROW(TEXT, struct enclosure, url), ROW(TEXT, struct enclosure, type), ROW(SIZE, struct enclosure, size), {0}};

static const struct json_entries enclosures = {
    .wanted = "a list of objects with a \"url\"",
    .keys = enclosure_keys,
    .called = "enclosure",
    .max = ENCLOSURES_MAX,
    .objects = true,
    .none = &(const union json_entry){.enclosure = {.size = -1}},
    .add = add_enclosure,
};

/* A take's role is the slug of "role", else of the role's name. */
static const char *add_take(struct document *d, union json_entry *entry)
{
    struct take *t = &entry->take;
    char slug[SLUG_SIZE] = "";
    if (t->role || t->name)
        slug_make_role(slug, t->role ? t->role : t->name);
    if (!*slug)
        return "role";
    if (!t->text || !*t->text)
        return "text";
    t->role = arena_strdup(&d->arena, slug);
    *document_add_take(d, t->role) = *t;
    return NULL;
}

static const struct json_key take_keys[] = {
    ROW(HINT, struct take, role),
    ROW(TEXT, struct take, name),
    ROW(TEXT, struct take, perspective),
    ROW(TEXT, struct take, text),
    ROW(TEXT, struct take, model),
    ROW(TIME, struct take, created),
    {0},
};

static const struct json_entries takes = {
    .wanted = "a list of objects with \"role\" and \"text\"",
    .keys = take_keys,
    .called = "take",
    .max = TAKES_MAX,
    .objects = true,
    .none = &(const union json_entry){.take = {.created = TIME_NONE}},
    .add = add_take,
};

#define ENTRIES(name)                                                                                                  \
    {                                                                                                                  \
#name, JSON_KIND_ENTRIES, 0, &name                                                                             \
    }

const struct json_key json_keys[] = {
    ROW(ID, struct document, id),
    ROW(TEXT, struct document, url),
    ROW(TEXT, struct document, title),
    ENTRIES(source),
    ROW(TIME, struct document, published),
    ROW(TIME, struct document, updated),
    ENTRIES(authors),
    ROW(TEXT, struct document, language),
    ENTRIES(topics),
    ROW(TEXT, struct document, summary),
    ROW(TEXT, struct document, summary_html),
    ROW(TEXT, struct document, body),
    ROW(TEXT, struct document, body_html),
    ENTRIES(enclosures),
    ENTRIES(takes),
    {0},
};

const struct json_key *json_key_find(const struct json_key *keys, const char *name, size_t len)
{
    for (const struct json_key *key = keys; key->name; key++)
        if (key->name[0] == name[0] && strncmp(key->name, name, len) == 0 && key->name[len] == '\0')
            return key;
    return NULL;
}

bool json_put_text(void *record, const struct json_key *key, const char *text)
{
    void *place = (char *)record + key->at;
    if (key->kind == JSON_KIND_TIME)
        return time_parse(text, place) || ingest_parse_date(text, place);
    if (key->kind != JSON_KIND_TEXT && key->kind != JSON_KIND_ID && key->kind != JSON_KIND_HINT)
        return false;
    *(const char **)place = text;
    return true;
}

static const char *digits_of(struct document *d, int64_t value)
{
    BUF_SCOPED struct buf digits = {0};
    buf_addf(&digits, "%lld", (long long)value);
    return arena_strndup(&d->arena, digits.data, digits.len);
}

bool json_put_integer(struct document *d, void *record, const struct json_key *key, int64_t value)
{
    void *place = (char *)record + key->at;
    bool is_time = key->kind == JSON_KIND_TIME && value >= TIME_MIN && value <= TIME_MAX;
    if (is_time || (key->kind == JSON_KIND_SIZE && value >= 0))
        *(int64_t *)place = value;
    else if (key->kind == JSON_KIND_ID)
        *(const char **)place = digits_of(d, value);
    else
        return false;
    return true;
}

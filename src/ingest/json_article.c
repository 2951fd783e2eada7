/* json_article: an article document from its JSON object: a table of keys.
 *
 * A key is a row: its name and the function that takes its value, with the place of the text it fills where it is a plain text. null
 * is the same as absent. Keys that have no row are kept as `extra`. docs/document.schema.json says all this to others. */
#include "json.h"
#include "newsfs/name.h"
#include <stdlib.h>
#include <string.h>

#define TOPICS_MAX     256
#define PEOPLE_MAX     256
#define ENCLOSURES_MAX 256
#define TAKES_MAX      64

static const char *type_name(const json_t *v)
{
    static const char *const names[] = {"an object", "a list", "text", "a number", "a number", "true", "false", "null"};
    return names[json_typeof(v)];
}

static bool fail_type(const char *key, const json_t *v, const char *wanted, struct err *e)
{
    return err_set(e, ERR_INPUT, "\"%s\" is %s: it must be %s", key, type_name(v), wanted);
}

static const char *copy(struct document *d, const json_t *v)
{
    return arena_strndup(&d->arena, json_string_value(v), json_string_length(v));
}

/* *to = the text of v; absent for null. */
static bool take_text(struct document *d, const char *key, const json_t *v, const char **to, struct err *e)
{
    if (json_is_null(v))
        return true;
    if (!json_is_string(v))
        return fail_type(key, v, "text", e);
    *to = copy(d, v);
    return true;
}

static bool take_time(const char *key, const json_t *v, int64_t *to, struct err *e)
{
    if (json_is_null(v))
        return true;
    if (json_is_integer(v) && json_integer_value(v) >= TIME_MIN && json_integer_value(v) <= TIME_MAX) {
        *to = json_integer_value(v);
        return true;
    }
    if (!json_is_string(v))
        return fail_type(key, v, "a time like \"2026-04-08T10:00:00Z\"", e);
    int64_t seconds;
    if (!time_parse(json_string_value(v), &seconds) && !ingest_parse_date(json_string_value(v), &seconds))
        return err_set(e, ERR_INPUT,
                       "\"%s\" is no time that can be read, \"%.40s\": write it like 2026-04-08T10:00:00Z", key,
                       json_string_value(v));
    *to = seconds;
    return true;
}

static bool take_published(struct document *d, const json_t *v, struct err *e)
{
    return take_time("published", v, &d->published, e);
}

static bool take_updated(struct document *d, const json_t *v, struct err *e)
{
    return take_time("updated", v, &d->updated, e);
}

/* An id may be a number: it is the digits then. */
static bool take_id(struct document *d, const json_t *v, struct err *e)
{
    if (!json_is_integer(v))
        return take_text(d, "id", v, &d->id, e);
    BUF_SCOPED struct buf digits = {0};
    buf_addf(&digits, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    d->id = arena_strndup(&d->arena, buf_str(&digits), digits.len);
    return true;
}

static bool take_source(struct document *d, const json_t *v, struct err *e)
{
    if (json_is_null(v))
        return true;
    if (json_is_string(v))
        return take_text(d, "source", v, &d->source_name, e);
    if (!json_is_object(v))
        return fail_type("source", v, "text, or an object with \"name\" and \"url\"", e);
    const json_t *name = json_object_get(v, "name"), *url = json_object_get(v, "url");
    return (!name || take_text(d, "source name", name, &d->source_name, e)) &&
           (!url || take_text(d, "source url", url, &d->source_url, e));
}

static bool add_topic(struct document *d, const json_t *v, struct err *e)
{
    const char *topic = NULL;
    if (!json_is_string(v))
        return fail_type("topics", v, "a list of texts", e);
    topic = copy(d, v);
    document_add_topic(d, topic);
    return true;
}

static bool add_author(struct document *d, const json_t *v, struct err *e)
{
    struct person p = {0};
    if (!json_is_string(v) && !json_is_object(v))
        return fail_type("authors", v, "a list of texts or of objects with \"name\", \"email\" and \"url\"", e);
    const json_t *name = json_is_string(v) ? v : json_object_get(v, "name");
    const json_t *email = json_object_get(v, "email"), *url = json_object_get(v, "url");
    if ((name && !take_text(d, "author name", name, &p.name, e)) ||
        (email && !take_text(d, "author email", email, &p.email, e)) ||
        (url && !take_text(d, "author url", url, &p.url, e)))
        return false;
    if (p.name || p.email || p.url)
        *document_add_author(d) = p;
    return true;
}

static bool add_enclosure(struct document *d, const json_t *v, struct err *e)
{
    const char *url = NULL, *type = NULL;
    const json_t *address = json_object_get(v, "url"), *kind = json_object_get(v, "type"),
                 *size = json_object_get(v, "size");
    if (!json_is_object(v) || !json_is_string(address))
        return fail_type("enclosures", v, "a list of objects with a \"url\"", e);
    if (!take_text(d, "enclosure url", address, &url, e) || (kind && !take_text(d, "enclosure type", kind, &type, e)))
        return false;
    struct enclosure *added = document_add_enclosure(d, url);
    added->type = type;
    if (json_is_integer(size) && json_integer_value(size) >= 0)
        added->size = json_integer_value(size);
    return true;
}

/* The slug of the role that a take is of, from "role", else from the role's name; NULL where there is neither. */
static const char *take_role(struct document *d, const json_t *v)
{
    char slug[SLUG_SIZE] = "";
    const json_t *role = json_object_get(v, "role"), *name = json_object_get(v, "name");
    const json_t *from = json_is_string(role) ? role : name;
    if (json_is_string(from))
        slug_make_role(slug, json_string_value(from));
    return *slug ? arena_strdup(&d->arena, slug) : NULL;
}

static bool add_take(struct document *d, const json_t *v, struct err *e)
{
    if (!json_is_object(v))
        return fail_type("takes", v, "a list of objects with \"role\" and \"text\"", e);
    struct take t = {.role = take_role(d, v), .created = TIME_NONE};
    const struct {
        const char *key;
        const char **to;
    } texts[] = {{"name", &t.name}, {"perspective", &t.perspective}, {"text", &t.text}, {"model", &t.model}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const json_t *text = json_object_get(v, texts[i].key);
        if (text && !take_text(d, texts[i].key, text, texts[i].to, e))
            return err_prefix(e, "take %zu", d->take_count + 1);
    }
    const json_t *created = json_object_get(v, "created");
    if (created && !take_time("created", created, &t.created, e))
        return err_prefix(e, "take %zu", d->take_count + 1);
    if (!t.role || !t.text || !*t.text)
        return err_set(e, ERR_INPUT, "take %zu has no %s: give it one", d->take_count + 1,
                       t.role ? "\"text\"" : "\"role\"");
    *document_add_take(d, t.role) = t;
    return true;
}

struct list {
    bool (*add)(struct document *d, const json_t *v, struct err *e);
    size_t max;
    bool or_one; /* one value that is no list stands for a list of it */
};

static bool take_list(struct document *d, const char *key, const json_t *v, const struct list *list, struct err *e)
{
    if (json_is_null(v))
        return true;
    if (!json_is_array(v))
        return list->or_one ? list->add(d, v, e) : fail_type(key, v, "a list", e);
    if (json_array_size(v) > list->max)
        return err_set(e, ERR_LIMIT, "\"%s\" has %zu entries: %zu is the most", key, json_array_size(v), list->max);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!list->add(d, json_array_get(v, i), e))
            return false;
    return true;
}

static const struct list topic_list = {add_topic, TOPICS_MAX, true}, author_list = {add_author, PEOPLE_MAX, true},
                         enclosure_list = {add_enclosure, ENCLOSURES_MAX, false},
                         take_list_rows = {add_take, TAKES_MAX, false};

struct json_key {
    const char *name;
    size_t text; /* offset of a const char * of the document; 0: see the others */
    bool (*take)(struct document *d, const json_t *v, struct err *e);
    const struct list *list;
};

#define TEXT(field)                                                                                                    \
    {                                                                                                                  \
#field, offsetof(struct document, field), NULL, NULL                                                           \
    }
static const struct json_key keys[] = {
    {"id", 0, take_id, NULL},
    TEXT(url),
    TEXT(title),
    {"source", 0, take_source, NULL},
    {"published", 0, take_published, NULL},
    {"updated", 0, take_updated, NULL},
    {"authors", 0, NULL, &author_list},
    TEXT(language),
    {"topics", 0, NULL, &topic_list},
    TEXT(summary),
    TEXT(summary_html),
    TEXT(body),
    TEXT(body_html),
    {"enclosures", 0, NULL, &enclosure_list},
    {"takes", 0, NULL, &take_list_rows},
};

const struct json_key *json_key_find(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].name[0] == name[0] && strncmp(keys[i].name, name, len) == 0 && keys[i].name[len] == '\0')
            return &keys[i];
    return NULL;
}

unsigned json_key_number(const struct json_key *key)
{
    return (unsigned)(key - keys);
}

const char **json_key_text(struct document *d, const struct json_key *key)
{
    return key->text ? (const char **)((char *)d + key->text) : NULL;
}

bool json_key_take(struct document *d, const struct json_key *key, const json_t *v, struct err *e)
{
    if (key->take)
        return key->take(d, v, e);
    if (key->list)
        return take_list(d, key->name, v, key->list, e);
    return take_text(d, key->name, v, json_key_text(d, key), e);
}

void json_keep_extra(struct document *d, const json_t *extra)
{
    char *text = json_dumps(extra, JSON_COMPACT);
    if (text)
        d->extra = arena_strdup(&d->arena, text);
    free(text);
}

bool json_article(struct document *d, const json_t *article, struct err *e)
{
    if (!json_is_object(article))
        return err_set(e, ERR_INPUT, "%s, not an article document: it must be an object with a \"title\" or a \"body\"",
                       type_name(article));
    json_t *extra = NULL, *v;
    const char *name;
    json_object_foreach((json_t *)article, name, v)
    {
        const struct json_key *key = json_key_find(name, strlen(name));
        if (key ? json_key_take(d, key, v, e) : true) {
            if (!key && (extra || (extra = json_object())))
                json_object_set(extra, name, v);
            continue;
        }
        json_decref(extra);
        return false;
    }
    if (extra)
        json_keep_extra(d, extra);
    json_decref(extra);
    return d->title || d->body || d->body_html ||
           err_set(e, ERR_INPUT, "neither a \"title\" nor a \"body\": an article needs one of them");
}

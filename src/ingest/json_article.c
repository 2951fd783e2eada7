/* json_article: an article document from what the parser made of it, and what is wrong with it in a sentence. */
#include "json.h"
#include <stdlib.h>
#include <string.h>

static const char *type_name(const json_t *v)
{
    static const char *const names[] = {"an object", "a list", "text", "a number", "a number", "true", "false", "null"};
    return names[json_typeof(v)];
}

static bool fail_type(const char *key, const json_t *v, const char *wanted, struct err *e)
{
    return err_set(e, ERR_INPUT, "\"%s\" is %s: it must be %s", key, type_name(v), wanted);
}

static bool fail_unfit(const struct json_key *key, const json_t *v, struct err *e)
{
    if (key->kind != JSON_KIND_TIME)
        return fail_type(key->name, v, "text", e);
    if (!json_is_string(v))
        return fail_type(key->name, v, "a time like \"2026-04-08T10:00:00Z\"", e);
    return err_set(e, ERR_INPUT, "\"%s\" is no time that can be read, \"%.40s\": write it like 2026-04-08T10:00:00Z",
                   key->name, json_string_value(v));
}

static const char *copy(struct document *d, const json_t *v)
{
    return arena_strndup(&d->arena, json_string_value(v), json_string_length(v));
}

/* A value of any kind but JSON_KIND_ENTRIES. */
static bool take_value(struct document *d, void *record, const struct json_key *key, const json_t *v, struct err *e)
{
    if (json_is_null(v) || (json_is_string(v) && json_put_text(record, key, copy(d, v))) ||
        (json_is_integer(v) && json_put_integer(d, record, key, json_integer_value(v))))
        return true;
    return key->kind == JSON_KIND_HINT || key->kind == JSON_KIND_SIZE || fail_unfit(key, v, e);
}

/* The text or the members of v, which is either. */
static bool take_entry(struct document *d, void *record, const struct json_key *keys, const json_t *v, struct err *e)
{
    if (json_is_string(v))
        return take_value(d, record, keys, v, e);
    for (const struct json_key *key = keys; key->name; key++) {
        const json_t *member = json_object_get(v, key->name);
        if (member && !take_value(d, record, key, member, e))
            return false;
    }
    return true;
}

static bool add_entry(struct document *d, const struct json_entries *entries, const json_t *v, size_t number,
                      struct err *e)
{
    union json_entry entry = *entries->none;
    if (!take_entry(d, &entry, entries->keys, v, e))
        return err_prefix(e, "%s %zu", entries->called, number);
    const char *missing = entries->add(d, &entry);
    return !missing || err_set(e, ERR_INPUT, "%s %zu has no \"%s\": give it one", entries->called, number, missing);
}

static bool take_one(struct document *d, const struct json_key *key, const json_t *v, size_t number, struct err *e)
{
    const struct json_entries *entries = key->entries;
    if (!(entries->texts && json_is_string(v)) && !(entries->objects && json_is_object(v)))
        return fail_type(key->name, v, entries->wanted, e);
    if (entries->add)
        return add_entry(d, entries, v, number, e);
    return take_entry(d, d, entries->keys, v, e) || err_prefix(e, "%s", entries->called);
}

static bool take_entries(struct document *d, const struct json_key *key, const json_t *v, struct err *e)
{
    const struct json_entries *entries = key->entries;
    if (json_is_null(v))
        return true;
    if (!json_is_array(v) || !entries->max)
        return entries->or_one ? take_one(d, key, v, 1, e) : fail_type(key->name, v, "a list", e);
    if (json_array_size(v) > entries->max)
        return err_set(e, ERR_LIMIT, "\"%s\" has %zu entries: %zu is the most", key->name, json_array_size(v),
                       entries->max);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!take_one(d, key, json_array_get(v, i), i + 1, e))
            return false;
    return true;
}

static bool take_member(struct document *d, const struct json_key *key, const json_t *v, struct err *e)
{
    return key->entries ? take_entries(d, key, v, e) : take_value(d, d, key, v, e);
}

static void keep_extra(struct document *d, const json_t *extra)
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
        const struct json_key *key = json_key_find(json_keys, name, strlen(name));
        if (!key && (extra || (extra = json_object())))
            json_object_set(extra, name, v);
        if (!key || take_member(d, key, v, e))
            continue;
        json_decref(extra);
        return false;
    }
    if (extra)
        keep_extra(d, extra);
    json_decref(extra);
    return d->title || d->body || d->body_html ||
           err_set(e, ERR_INPUT, "neither a \"title\" nor a \"body\": an article needs one of them");
}

/* jsonfeed_item: the members of feeds and items in JSON. What is of a wrong type is taken for absent, as in other feeds. */
#include "jsonfeed.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <string.h>

#define OWN 9 /* the rank of what the vocabulary says itself, see feed_elements.c */

typedef void set_function(struct feed *f, const struct feed_value *v, int rank);

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && *text ? text : NULL;
}

/* A text, or the text of an object that has attributes besides: {"#value": "…"}. */
static const char *value_of(const json_t *v)
{
    const char *text = json_is_object(v) ? text_of(v, "#value") : json_string_value(v);
    return text && *text ? text : NULL;
}

static void set_text(struct feed *f, const char *text, bool as_markup, set_function *set)
{
    struct feed_value value = {text, text ? strlen(text) : 0, as_markup};
    if (text)
        set(f, &value, OWN);
}

static void set_guessed(struct feed *f, const char *text, set_function *set)
{
    set_text(f, text, text && html_is_markup(text, strlen(text)), set);
}

static void set_times(struct feed *f, const char *published, const char *updated)
{
    if (published)
        feed_set_published(f, published, OWN);
    if (updated)
        feed_set_updated(f, updated, OWN);
}

static void set_id(struct feed *f, const json_t *id)
{
    BUF_SCOPED struct buf text = {0};
    if (json_is_integer(id))
        buf_addf(&text, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    else if (json_is_real(id))
        buf_addf(&text, "%.17g", json_real_value(id));
    else if (value_of(id))
        buf_adds(&text, value_of(id));
    if (text.len)
        feed_set_id(f, text.data, OWN);
}

static void add_person(struct feed *f, const json_t *v)
{
    struct arena *arena = f->place == IN_ITEM ? &f->r->doc.arena : &f->feed_arena;
    struct person p = {.name = arena_strdup(arena, json_is_string(v) ? json_string_value(v) : text_of(v, "name")),
                       .url = arena_strdup(arena, text_of(v, "url"))};
    feed_add_person(f, &p, OWN);
}

/* spec: JSON Feed 1.1 has a list of authors, 1.0 one author. */
static void add_people(struct feed *f, const json_t *one, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        add_person(f, json_array_get(list, i));
    if (!json_array_size(list) && one)
        add_person(f, one);
}

static void add_topics(struct feed *f, const json_t *topics)
{
    if (value_of(topics))
        feed_add_topic(f, value_of(topics));
    for (size_t i = 0; i < json_array_size(topics); i++)
        if (value_of(json_array_get(topics, i)))
            feed_add_topic(f, value_of(json_array_get(topics, i)));
}

static void add_attachment(struct feed *f, const json_t *a, const char *type_key, const char *size_key)
{
    const json_t *size = json_object_get(a, size_key);
    BUF_SCOPED struct buf digits = {0};
    if (json_is_number(size) && json_number_value(size) > 0 && json_number_value(size) < 1e15)
        buf_addf(&digits, "%.0f", json_number_value(size));
    else if (json_is_string(size))
        buf_adds(&digits, json_string_value(size));
    feed_add_enclosure(f, text_of(a, "url"), text_of(a, type_key), buf_str(&digits));
}

void jsonfeed_member(struct feed *f, const char *key, const json_t *v)
{
    const char *text = json_string_value(v);
    f->place = IN_FEED;
    if (strcmp(key, "title") == 0)
        set_text(f, text, false, feed_set_title);
    else if (strcmp(key, "description") == 0)
        set_guessed(f, text, feed_set_summary);
    else if ((strcmp(key, "home_page_url") == 0 || strcmp(key, "link") == 0) && text)
        feed_set_url(f, text, OWN);
    else if (strcmp(key, "feed_url") == 0 && text)
        f->self_url = feed_address(f, &f->feed_arena, text);
    else if (strcmp(key, "language") == 0 && text)
        feed_set_language(f, text);
    else if (strcmp(key, "authors") == 0)
        add_people(f, NULL, v);
    else if (strcmp(key, "author") == 0 && !f->feed_author_count)
        add_people(f, v, NULL);
}

void jsonfeed_item(struct feed *f, const json_t *item)
{
    const char *url = text_of(item, "url"), *external = text_of(item, "external_url");
    const char *html = text_of(item, "content_html"), *attached = "attachments";
    feed_item_begin(f);
    f->place = IN_ITEM;
    set_id(f, json_object_get(item, "id"));
    if (url || external)
        feed_set_url(f, url ? url : external, OWN);
    set_text(f, text_of(item, "title"), false, feed_set_title);
    set_text(f, html ? html : text_of(item, "content_text"), html != NULL, feed_set_body);
    set_text(f, text_of(item, "summary"), false, feed_set_summary);
    set_times(f, text_of(item, "date_published"), text_of(item, "date_modified"));
    if (text_of(item, "language"))
        feed_set_language(f, text_of(item, "language"));
    add_people(f, json_object_get(item, "author"), json_object_get(item, "authors"));
    add_topics(f, json_object_get(item, "tags"));
    for (size_t i = 0; i < json_array_size(json_object_get(item, attached)); i++)
        add_attachment(f, json_array_get(json_object_get(item, attached), i), "mime_type", "size_in_bytes");
    feed_item_end(f);
}

void jsonfeed_rss_item(struct feed *f, const json_t *item)
{
    const json_t *guid = json_object_get(item, "guid");
    feed_item_begin(f);
    f->place = IN_ITEM;
    set_id(f, guid);
    if (value_of(json_object_get(item, "link")))
        feed_set_url(f, value_of(json_object_get(item, "link")), OWN);
    set_guessed(f, value_of(json_object_get(item, "title")), feed_set_title);
    set_guessed(f, value_of(json_object_get(item, "description")), feed_set_summary);
    set_guessed(f, value_of(json_object_get(item, "content:encoded")), feed_set_body);
    set_times(f, value_of(json_object_get(item, "pubDate")), NULL);
    if (value_of(json_object_get(item, "author")))
        feed_add_author(f, value_of(json_object_get(item, "author")), OWN);
    add_topics(f, json_object_get(item, "category"));
    add_attachment(f, json_object_get(item, "enclosure"), "type", "length");
    feed_item_end(f);
}

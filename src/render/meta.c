/* meta: meta.json, the article document without its texts, plus name, first_seen, revision and the sizes. Keys are documented in
 * docs/meta.md; they are never renamed. */
#include "json.h"
#include "newsfs/text.h"
#include "render_private.h"

#include <jansson.h>
#include <stdlib.h>

static void add_time(struct json_writer *w, const char *key, int64_t seconds)
{
    char text[TIME_TEXT_SIZE];
    if (seconds == TIME_NONE)
        return;
    time_format(text, seconds);
    json_line(w, key, text);
}

static void add_people(struct json_writer *w, const struct document *d)
{
    json_open(w, "authors", '[');
    for (size_t i = 0; i < d->author_count; i++) {
        json_open(w, NULL, '{');
        json_line(w, "name", d->authors[i].name);
        json_line(w, "email", d->authors[i].email);
        json_line(w, "url", d->authors[i].url);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void add_topics(struct json_writer *w, const struct document *d)
{
    json_open(w, "topics", '[');
    for (size_t i = 0; i < d->topic_count; i++)
        json_line(w, NULL, d->topics[i]);
    json_close(w, ']');
}

static void add_enclosures(struct json_writer *w, const struct document *d)
{
    json_open(w, "enclosures", '[');
    for (size_t i = 0; i < d->enclosure_count; i++) {
        json_open(w, NULL, '{');
        json_line(w, "url", d->enclosures[i].url);
        json_line(w, "type", d->enclosures[i].type);
        if (d->enclosures[i].size >= 0)
            json_integer_of(w, "size", d->enclosures[i].size);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void add_takes(struct json_writer *w, const struct document *d)
{
    json_open(w, "takes", '[');
    for (size_t i = 0; i < d->take_count; i++) {
        const struct take *t = &d->takes[i];
        json_open(w, NULL, '{');
        json_line(w, "role", t->role);
        json_line(w, "name", t->name);
        json_line(w, "perspective", t->perspective);
        json_line(w, "model", t->model);
        add_time(w, "created", t->created);
        json_close(w, '}');
    }
    json_close(w, ']');
}

/* A value of a key that newsfs does not know. What nests deeper than ingest lets through is left out. */
static void add_value(struct json_writer *w, const char *key, json_t *value)
{
    const char *name;
    size_t index;
    json_t *child;
    BUF_SCOPED struct buf clean = {0};
    if (key) {
        add_line_of(&clean, key);
        key = buf_str(&clean);
    }
    if (w->depth >= JSON_DEPTH_MAX || json_is_null(value)) {
        json_raw(w, key, "null");
    } else if (json_is_object(value)) {
        json_open(w, key, '{');
        json_object_foreach(value, name, child) add_value(w, name, child);
        json_close(w, '}');
    } else if (json_is_array(value)) {
        json_open(w, key, '[');
        json_array_foreach(value, index, child) add_value(w, NULL, child);
        json_close(w, ']');
    } else if (json_is_string(value)) {
        json_line(w, key, json_string_value(value));
    } else {
        char *text = json_dumps(value, JSON_ENCODE_ANY);
        json_raw(w, key, text ? text : "null");
        free(text);
    }
}

static void add_sizes(struct json_writer *w, const struct entry *e)
{
    json_open(w, "sizes", '{');
    for (const struct render_format *f = render_formats; f->name; f++)
        if (f->file < ARTICLE_FILE_COUNT && f->file != FILE_META && e->size[f->file] > 0)
            json_integer_of(w, f->file == FILE_PAGE ? "page" : f->name, e->size[f->file]);
    json_close(w, '}');
}

void meta_write_with(struct buf *out, const struct article *a, json_t *extra)
{
    const struct document *d = &a->doc;
    struct json_writer w = {.out = out};
    json_open(&w, NULL, '{');
    json_line(&w, "name", a->entry.name);
    json_line(&w, "id", d->id);
    json_line(&w, "url", d->url);
    json_line(&w, "title", a->text[FILE_TITLE]);
    json_open(&w, "source", '{');
    json_line(&w, "name", d->source_name);
    json_line(&w, "url", d->source_url);
    json_close(&w, '}');
    add_time(&w, "published", d->published);
    add_time(&w, "updated", d->updated);
    add_people(&w, d);
    json_line(&w, "language", d->language);
    add_topics(&w, d);
    add_enclosures(&w, d);
    add_takes(&w, d);
    if (extra)
        add_value(&w, "extra", extra);
    add_time(&w, "first_seen", a->entry.first_seen);
    json_integer_of(&w, "revision", a->entry.revision);
    add_sizes(&w, &a->entry);
    json_close(&w, '}');
    buf_addc(out, '\n');
    text_defuse_modelines(out);
}

void meta_write(struct buf *out, const struct article *a)
{
    json_t *extra = extra_read(&a->doc);
    meta_write_with(out, a, extra);
    json_decref(extra);
}

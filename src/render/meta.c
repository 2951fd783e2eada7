/* meta: meta.json, the article document without its texts, plus name, first_seen, revision and the sizes. Keys are documented in
 * docs/meta.md; they are never renamed. */
#include "newsfs/text.h"
#include "render_private.h"

#include <jansson.h>
#include <string.h>

static void set_line(json_t *object, const char *key, const char *value)
{
    if (!value)
        return;
    BUF_SCOPED struct buf line = {0};
    add_line_of(&line, value);
    json_object_set_new_nocheck(object, key, json_stringn_nocheck(buf_str(&line), line.len));
}

static void set_time(json_t *object, const char *key, int64_t seconds)
{
    if (seconds == TIME_NONE)
        return;
    char text[TIME_TEXT_SIZE];
    time_format(text, seconds);
    json_object_set_new_nocheck(object, key, json_string_nocheck(text));
}

static void set_source(json_t *meta, const struct document *d)
{
    json_t *source = json_object();
    set_line(source, "name", d->source_name);
    set_line(source, "url", d->source_url);
    json_object_set_new_nocheck(meta, "source", source);
}

static void set_authors(json_t *meta, const struct document *d)
{
    json_t *authors = json_array();
    for (size_t i = 0; i < d->author_count; i++) {
        json_t *author = json_object();
        set_line(author, "name", d->authors[i].name);
        set_line(author, "email", d->authors[i].email);
        set_line(author, "url", d->authors[i].url);
        json_array_append_new(authors, author);
    }
    json_object_set_new_nocheck(meta, "authors", authors);
}

static void set_topics(json_t *meta, const struct document *d)
{
    json_t *topics = json_array();
    for (size_t i = 0; i < d->topic_count; i++) {
        BUF_SCOPED struct buf line = {0};
        add_line_of(&line, d->topics[i]);
        json_array_append_new(topics, json_stringn_nocheck(buf_str(&line), line.len));
    }
    json_object_set_new_nocheck(meta, "topics", topics);
}

static void set_enclosures(json_t *meta, const struct document *d)
{
    json_t *enclosures = json_array();
    for (size_t i = 0; i < d->enclosure_count; i++) {
        json_t *enclosure = json_object();
        set_line(enclosure, "url", d->enclosures[i].url);
        set_line(enclosure, "type", d->enclosures[i].type);
        if (d->enclosures[i].size >= 0)
            json_object_set_new_nocheck(enclosure, "size", json_integer(d->enclosures[i].size));
        json_array_append_new(enclosures, enclosure);
    }
    json_object_set_new_nocheck(meta, "enclosures", enclosures);
}

static void set_takes(json_t *meta, const struct document *d)
{
    json_t *takes = json_array();
    for (size_t i = 0; i < d->take_count; i++) {
        json_t *take = json_object();
        set_line(take, "role", d->takes[i].role);
        set_line(take, "name", d->takes[i].name);
        set_line(take, "perspective", d->takes[i].perspective);
        set_line(take, "model", d->takes[i].model);
        set_time(take, "created", d->takes[i].created);
        json_array_append_new(takes, take);
    }
    json_object_set_new_nocheck(meta, "takes", takes);
}

static void set_sizes(json_t *meta, const struct entry *e)
{
    json_t *sizes = json_object();
    for (const struct render_format *f = render_formats; f->name; f++)
        if (f->file < ARTICLE_FILE_COUNT && f->file != FILE_META && e->size[f->file] > 0)
            json_object_set_new_nocheck(sizes, f->file == FILE_PAGE ? "page" : f->name, json_integer(e->size[f->file]));
    json_object_set_new_nocheck(meta, "sizes", sizes);
}

/* Cleaning the text of a JSON value cannot break it: what is dropped is never part of the syntax. */
static void set_extra(json_t *meta, const char *extra)
{
    if (!extra)
        return;
    BUF_SCOPED struct buf clean = {0};
    text_clean(&clean, extra, strlen(extra));
    json_t *value = json_loadb(buf_str(&clean), clean.len, 0, NULL);
    if (value)
        json_object_set_new_nocheck(meta, "extra", value);
}

static int add_chunk(const char *bytes, size_t len, void *out)
{
    buf_add(out, bytes, len);
    return 0;
}

void meta_write(struct buf *out, const struct article *a)
{
    const struct document *d = &a->doc;
    json_t *meta = json_object();
    set_line(meta, "name", a->entry.name);
    set_line(meta, "id", d->id);
    set_line(meta, "url", d->url);
    set_line(meta, "title", a->text[FILE_TITLE]);
    set_source(meta, d);
    set_time(meta, "published", d->published);
    set_time(meta, "updated", d->updated);
    set_authors(meta, d);
    set_line(meta, "language", d->language);
    set_topics(meta, d);
    set_enclosures(meta, d);
    set_takes(meta, d);
    set_extra(meta, d->extra);
    set_time(meta, "first_seen", a->entry.first_seen);
    json_object_set_new_nocheck(meta, "revision", json_integer(a->entry.revision));
    set_sizes(meta, &a->entry);
    json_dump_callback(meta, add_chunk, out, JSON_INDENT(2));
    buf_addc(out, '\n');
    json_decref(meta);
    text_defuse_modelines(out);
}

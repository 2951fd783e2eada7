/* document: a record in an arena. Arrays double in it; what they leave behind goes with the arena. */
#include "newsfs/document.h"
#include "newsfs/text.h"

#include <string.h>

static void set_absent(struct document *d)
{
    struct arena arena = d->arena;
    *d = (struct document){.arena = arena, .published = TIME_NONE, .updated = TIME_NONE};
}

void document_init(struct document *d)
{
    d->arena = (struct arena){0};
    set_absent(d);
}

void document_finish(struct document *d)
{
    arena_finish(&d->arena);
    set_absent(d);
}

void document_clear(struct document *d)
{
    arena_clear(&d->arena);
    set_absent(d);
}

const char *document_text(struct document *d, const char *s, size_t len)
{
    if (text_is_utf8(s, len))
        return arena_strndup(&d->arena, s, len);
    BUF_SCOPED struct buf valid = {0};
    text_validate(&valid, s, len);
    return arena_strndup(&d->arena, buf_str(&valid), valid.len);
}

bool document_is_blank(const char *s)
{
    size_t len = s ? strlen(s) : 0;
    uint32_t cp;
    for (size_t i = 0; i < len;) {
        i += text_decode(s + i, len - i, &cp, NULL);
        if (!text_is_space(cp))
            return false;
    }
    return true;
}

struct person *document_add_author(struct document *d)
{
    d->authors = arena_grow(&d->arena, d->authors, d->author_count, sizeof *d->authors);
    return &d->authors[d->author_count++];
}

void document_add_topic(struct document *d, const char *topic)
{
    if (document_is_blank(topic))
        return;
    for (size_t i = 0; i < d->topic_count; i++)
        if (strcmp(d->topics[i], topic) == 0)
            return;
    d->topics = arena_grow(&d->arena, d->topics, d->topic_count, sizeof *d->topics);
    d->topics[d->topic_count++] = topic;
}

struct enclosure *document_add_enclosure(struct document *d, const char *url)
{
    d->enclosures = arena_grow(&d->arena, d->enclosures, d->enclosure_count, sizeof *d->enclosures);
    struct enclosure *e = &d->enclosures[d->enclosure_count++];
    *e = (struct enclosure){.url = url, .size = -1};
    return e;
}

struct take *document_add_take(struct document *d, const char *role)
{
    struct take *t = NULL;
    for (size_t i = 0; i < d->take_count && !t; i++)
        if (strcmp(d->takes[i].role, role) == 0)
            t = &d->takes[i];
    if (!t) {
        d->takes = arena_grow(&d->arena, d->takes, d->take_count, sizeof *d->takes);
        t = &d->takes[d->take_count++];
    }
    *t = (struct take){.role = role, .text = "", .created = TIME_NONE};
    return t;
}

bool document_is_article(const struct document *d)
{
    return !document_is_blank(d->title) || !document_is_blank(d->body) || !document_is_blank(d->body_html);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool take_equals(const struct take *a, const struct take *b)
{
    return same_text(a->name, b->name) && same_text(a->perspective, b->perspective) && same_text(a->text, b->text) &&
           same_text(a->model, b->model) && a->created == b->created;
}

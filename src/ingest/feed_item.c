/* feed_item: an item from its begin to where it is handed over. */
#include "feed.h"
#include "newsfs/url.h"
#include <string.h>

void feed_item_begin(struct feed *f)
{
    document_clear(&f->r->doc);
    f->ranks = (struct feed_ranks){0};
    f->source_author = (struct person){0};
    f->in_item = true;
}

static bool says_anything(const struct document *d)
{
    return d->title || d->id || d->url || d->summary || d->summary_html || d->body || d->body_html || d->author_count ||
           d->topic_count || d->enclosure_count || d->published != TIME_NONE || d->updated != TIME_NONE;
}

static bool has_author(const struct person *p)
{
    return p->name || p->email || p->url;
}

/* What is the feed's is copied: a document may outlive the reading of its feed. */
static void add_copy(struct document *d, const struct person *p)
{
    *document_add_author(d) = (struct person){.name = arena_strdup(&d->arena, p->name),
                                              .email = arena_strdup(&d->arena, p->email),
                                              .url = arena_strdup(&d->arena, p->url)};
}

/* spec: RFC 4287 4.2.1: an entry without author has those of its source, then those of the feed. */
static void inherit_authors(struct feed *f, struct document *d)
{
    if (d->author_count || !f->atom)
        return;
    if (has_author(&f->source_author)) {
        add_copy(d, &f->source_author);
        return;
    }
    for (size_t i = 0; i < f->feed_author_count; i++)
        add_copy(d, &f->feed_authors[i]);
}

/* The only text of an item without title is its text, whatever the element was called. */
static void promote_summary(struct document *d)
{
    if (d->title || d->body || d->body_html)
        return;
    d->body = d->summary;
    d->body_html = d->summary_html;
    d->summary = d->summary_html = NULL;
}

static void set_source(const struct feed *f, struct document *d)
{
    const char *base = f->r->options->base;
    const char *self = f->self_url && url_is_http(f->self_url) ? f->self_url : NULL;
    d->source_name = arena_strdup(&d->arena, f->title);
    d->source_url = arena_strdup(&d->arena, base ? base : self);
}

void feed_item_end(struct feed *f)
{
    struct document *d = &f->r->doc;
    f->in_item = false;
    if (!says_anything(d)) {
        f->empty_items++;
        return;
    }
    if (f->items++ < f->skip)
        return;
    inherit_authors(f, d);
    promote_summary(d);
    set_source(f, d);
    if (d->published == TIME_NONE)
        d->published = d->updated;
    if (!d->language)
        d->language = arena_strdup(&d->arena, f->language);
    if (!reader_deliver(f->r, f->e))
        f->stopped = true;
}

static const char *keep(struct feed_info *info, const char *s)
{
    return s && *s ? arena_strdup(&info->arena, s) : NULL;
}

void feed_fill_info(struct feed *f)
{
    struct feed_info *info = f->r->info;
    info->title = keep(info, f->title);
    info->home_url = keep(info, f->home_url);
    info->self_url = keep(info, f->self_url);
    info->description = keep(info, f->description);
    info->language = keep(info, f->language);
}

/* feed_fields: the setters: how what elements say becomes a document. */
#include "feed.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdlib.h>
#include <string.h>

const char *feed_line(struct arena *arena, const struct feed_value *v)
{
    BUF_SCOPED struct buf line = {0};
    if (v->as_markup)
        html_to_line(&line, v->text, v->len);
    else
        text_clean_line(&line, v->text, v->len);
    return arena_strndup(arena, buf_str(&line), line.len);
}

static const char *clean_line(struct arena *arena, const char *s)
{
    struct feed_value v = {s, strlen(s), false};
    return feed_line(arena, &v);
}

/* An ampersand that was escaped once too often is one: no address means what it says then. */
static void mend_ampersands(struct buf *address)
{
    static const char *const escapes[] = {"&amp;", "&#38;", "&#038;", "&#x26;"};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        size_t n = strlen(escapes[i]);
        for (char *at = address->data; at && (at = strstr(at, escapes[i])); at++) {
            memmove(at + 1, at + n, strlen(at + n) + 1);
            address->len -= n - 1;
        }
    }
}

const char *feed_address(const struct feed *f, struct arena *arena, const char *ref)
{
    BUF_SCOPED struct buf line = {0}, whole = {0};
    text_clean_line(&line, ref, strlen(ref));
    if (line.len <= URL_MAX)
        mend_ampersands(&line);
    if (line.len > URL_MAX)
        return arena_strndup(arena, line.data, line.len);
    url_resolve(&whole, f->base ? f->base : f->home_url, buf_str(&line));
    return arena_strndup(arena, buf_str(&whole), whole.len);
}

/* May a value of this rank be set? Then it has been from here on. */
static bool takes(int *current, int rank)
{
    if (rank < *current)
        return false;
    *current = rank;
    return true;
}

void feed_set_title(struct feed *f, const struct feed_value *v, int rank)
{
    bool item = f->place == IN_ITEM;
    const char *line = feed_line(item ? &f->r->doc.arena : &f->feed_arena, v);
    if (!*line || !takes(item ? &f->ranks.title : &f->feed_ranks.title, rank))
        return;
    if (item)
        f->r->doc.title = line;
    else
        f->title = line;
}

/* The value without white space around it, links resolved, in the arena. */
static const char *copy_text(const struct feed *f, struct arena *arena, const struct feed_value *v)
{
    const char *s = v->text, *end = v->text + v->len;
    while (s < end && strchr(" \t\r\n", *s))
        s++;
    while (end > s && strchr(" \t\r\n", end[-1]))
        end--;
    if (!v->as_markup || !f->base_is_said)
        return arena_strndup(arena, s, (size_t)(end - s));
    BUF_SCOPED struct buf html = {0};
    feed_resolve_links(&html, s, (size_t)(end - s), f->base);
    return arena_strndup(arena, buf_str(&html), html.len);
}

static void set_text(struct feed *f, const struct feed_value *v, int rank, int *current, const char **plain,
                     const char **html)
{
    if (v->len == strspn(v->text, " \t\r\n") || !takes(current, rank))
        return;
    const char *text = copy_text(f, &f->r->doc.arena, v);
    *plain = v->as_markup ? NULL : text;
    *html = v->as_markup ? text : NULL;
}

void feed_set_summary(struct feed *f, const struct feed_value *v, int rank)
{
    struct document *d = &f->r->doc;
    if (f->place == IN_ITEM) {
        set_text(f, v, rank, &f->ranks.summary, &d->summary, &d->summary_html);
        return;
    }
    const char *line = feed_line(&f->feed_arena, v);
    if (*line && takes(&f->feed_ranks.summary, rank))
        f->description = line;
}

void feed_set_body(struct feed *f, const struct feed_value *v, int rank)
{
    struct document *d = &f->r->doc;
    if (f->place == IN_ITEM)
        set_text(f, v, rank, &f->ranks.body, &d->body, &d->body_html);
}

void feed_set_url(struct feed *f, const char *url, int rank)
{
    bool item = f->place == IN_ITEM;
    if (url[strspn(url, " \t\r\n")] == '\0' || !takes(item ? &f->ranks.url : &f->feed_ranks.url, rank))
        return;
    if (item)
        f->r->doc.url = feed_address(f, &f->r->doc.arena, url);
    else
        f->home_url = feed_address(f, &f->feed_arena, url);
}

void feed_set_id(struct feed *f, const char *id, int rank)
{
    const char *line = clean_line(&f->r->doc.arena, id);
    if (f->place == IN_ITEM && *line && takes(&f->ranks.id, rank))
        f->r->doc.id = line;
}

static void set_time(int64_t *to, const char *date, int *current, int rank)
{
    int64_t seconds;
    if (ingest_parse_date(date, &seconds) && takes(current, rank))
        *to = seconds;
}

void feed_set_published(struct feed *f, const char *date, int rank)
{
    if (f->place == IN_ITEM)
        set_time(&f->r->doc.published, date, &f->ranks.published, rank);
}

void feed_set_updated(struct feed *f, const char *date, int rank)
{
    if (f->place == IN_ITEM)
        set_time(&f->r->doc.updated, date, &f->ranks.updated, rank);
}

void feed_set_language(struct feed *f, const char *language)
{
    if (!*language)
        return;
    if (f->place == IN_ITEM)
        f->r->doc.language = clean_line(&f->r->doc.arena, language);
    else
        f->language = clean_line(&f->feed_arena, language);
}

void feed_add_topic(struct feed *f, const char *topic)
{
    struct document *d = &f->r->doc;
    if (f->place == IN_ITEM && d->topic_count < FEED_TOPICS_MAX)
        document_add_topic(d, clean_line(&d->arena, topic));
}

void feed_add_topics(struct feed *f, const char *list, char between)
{
    while (*list) {
        size_t len = strcspn(list, (char[]){between, '\0'});
        feed_add_topic(f, arena_strndup(&f->element_arena, list, len));
        list += len + (list[len] != '\0');
    }
}

static int64_t parse_size(const char *s)
{
    char *end;
    long long size = s ? strtoll(s, &end, 10) : -1;
    return size > 0 ? size : -1;
}

void feed_add_enclosure(struct feed *f, const char *url, const char *type, const char *size)
{
    struct document *d = &f->r->doc;
    if (f->place != IN_ITEM || !url || !*url || d->enclosure_count >= FEED_ENCLOSURES_MAX)
        return;
    const char *address = feed_address(f, &d->arena, url);
    for (size_t i = 0; i < d->enclosure_count; i++)
        if (strcmp(d->enclosures[i].url, address) == 0)
            return;
    struct enclosure *n = document_add_enclosure(d, address);
    n->type = type && *type ? clean_line(&d->arena, type) : NULL;
    n->size = parse_size(size);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *or_absent(const char *s)
{
    return s && *s ? s : NULL;
}

void feed_add_person(struct feed *f, const struct person *p, int rank)
{
    struct person person = {or_absent(p->name), or_absent(p->email), or_absent(p->url)};
    struct document *d = &f->r->doc;
    if (!person.name && !person.email && !person.url)
        return;
    if (f->place != IN_ITEM) {
        if (f->feed_author_count == FEED_PEOPLE_MAX)
            return;
        f->feed_authors = arena_grow(&f->feed_arena, f->feed_authors, f->feed_author_count, sizeof person);
        f->feed_authors[f->feed_author_count++] = person;
        return;
    }
    if (rank > f->ranks.authors)
        d->author_count = 0;
    if (!takes(&f->ranks.authors, rank) || d->author_count >= FEED_PEOPLE_MAX)
        return;
    for (size_t i = 0; i < d->author_count; i++)
        if (same(d->authors[i].name, person.name) && same(d->authors[i].email, person.email))
            return;
    *document_add_author(d) = person;
}

/* measure: how long the files are that are made anew at each reading.
 *
 * Most articles are new, keep the name their title gives them and bring topics and roles that are spelled as ever. So what an article will be
 * is forecast and measured by the thread that reads documents; the one that stores them compares, which is far cheaper. */
#include "render_private.h"

#include <string.h>

#define ROOM (32u << 10) /* bytes that most pages need less than */

static void measure(const struct article *a, int64_t size[ARTICLE_FILE_COUNT], int64_t take_size[])
{
    BUF_SCOPED struct buf bytes = {0};
    struct article measured = *a;
    json_t *extra = extra_read(&a->doc);
    buf_reserve(&bytes, ROOM);
    page_write_with(&bytes, &measured, extra, take_size);
    size[FILE_PAGE] = measured.entry.size[FILE_PAGE] = (int64_t)bytes.len;
    buf_clear(&bytes);
    meta_write_with(&bytes, &measured, extra); /* after the page: it tells the page's size */
    size[FILE_META] = (int64_t)bytes.len;
    json_decref(extra);
}

static bool same_topics(const struct document *a, const struct document *b)
{
    if (a->topic_count != b->topic_count)
        return false;
    for (size_t i = 0; i < a->topic_count; i++)
        if (strcmp(a->topics[i], b->topics[i]) != 0)
            return false;
    return true;
}

static bool same_takes(const struct document *a, const struct document *b)
{
    if (a->take_count != b->take_count)
        return false;
    for (size_t i = 0; i < a->take_count; i++)
        if (strcmp(a->takes[i].role, b->takes[i].role) != 0 || !take_equals(&a->takes[i], &b->takes[i]))
            return false;
    return true;
}

/* Of all that the page and meta.json say, this is what the store has a say in; a time of arrival is as long as another, but where
 * a page begins with it. */
static bool holds(const struct forecast *f, const struct article *a, const struct draft *draft)
{
    const struct document *d = draft->doc;
    return a->entry.revision == 1 && strcmp(a->entry.name, f->entry.name) == 0 && d->source_name &&
           (d->published != TIME_NONE || a->entry.first_seen == f->entry.first_seen) && same_topics(&a->doc, d) &&
           same_takes(&a->doc, d);
}

void render_measure(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                    int64_t take_size[])
{
    const struct forecast *f = draft ? draft->forecast : NULL;
    if (!f || !holds(f, a, draft)) {
        measure(a, size, take_size);
        return;
    }
    size[FILE_PAGE] = f->entry.size[FILE_PAGE];
    size[FILE_META] = f->entry.size[FILE_META];
    if (take_size && a->doc.take_count)
        memcpy(take_size, f->take_size, a->doc.take_count * sizeof *take_size);
}

void render_forecast(struct draft *draft, int64_t now)
{
    struct document *d = draft->doc;
    struct forecast *f = arena_alloc(&d->arena, sizeof *f + d->take_count * sizeof *f->take_size);
    struct article a = {.doc = *d,
                        .entry = {.day = name_day(d->published, now),
                                  .first_seen = now,
                                  .revision = 1,
                                  .content = 1,
                                  .topic_count = (int32_t)d->topic_count,
                                  .take_count = (int32_t)d->take_count}};
    name_make(a.entry.name, a.entry.day, draft->text[FILE_TITLE], draft->text[FILE_BODY], 0);
    for (int i = 0; i <= FILE_URL; i++) {
        a.text[i] = draft->text[i];
        a.entry.size[i] = (int64_t)draft->text_len[i];
    }
    measure(&a, a.entry.size, f->take_size);
    f->entry = a.entry;
    draft->forecast = f;
}

/* tasks: what is to be fetched: the feeds that are named, all of them, or those that are due; and what follows from their answers. */
#include "tasks.h"
#include <stdlib.h>
#include <string.h>

#define EARLY     60 /* seconds before it is due that a feed may be asked: who runs this by a timer is never exact */
#define PAGE      256
#define PAGES_MAX 500 /* of one feed in one run: the others wait for the next */
#define ACCEPT                                                                                                         \
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "        \
    "application/json;q=0.8, */*;q=0.5"
#define ACCEPT_PAGE "text/html, application/xhtml+xml, */*;q=0.5"

static void ask(struct tasks *t, const struct feed *f, struct task task, struct net_request request)
{
    task.feed = f->id;
    if (!task.article) {
        task.source_url = arena_strdup(t->arena, f->source_url);
        task.source_name = arena_strdup(t->arena, f->title);
    }
    request.allow_private = f->allow_private;
    request.context = memcpy(arena_alloc(t->arena, sizeof task), &task, sizeof task);
    fetch_ask(t->fetch, &request);
    t->open++;
}

static void add_task(struct tasks *t, const struct feed *f)
{
    struct task task = {0};
    struct net_request request = {.url = f->url, .accept = ACCEPT};
    if (!t->options->force) {
        request.etag = f->etag;
        request.last_modified = f->last_modified;
        task.sent_validators = f->etag || f->last_modified;
    }
    ask(t, f, task, request);
    t->count++;
}

void tasks_add_named(struct tasks *t, const struct feed *f, const char *url)
{
    const struct task task = {.named = arena_strdup(t->arena, url)};
    ask(t, f, task, (struct net_request){.url = url, .accept = ACCEPT});
}

bool tasks_add_pages(struct tasks *t, const struct feed *f, int64_t *pages, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct wanted_page wanted[PAGES_MAX];
    size_t count;
    if (!store_list_wanted_pages(t->s, f->id, &arena, wanted, PAGES_MAX, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct task task = {.article = wanted[i].article};
        ask(t, f, task, (struct net_request){.url = wanted[i].url, .accept = ACCEPT_PAGE});
    }
    *pages += (int64_t)count;
    return true;
}

static bool add_listed(struct tasks *t, const int64_t *ids, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        ARENA_SCOPED struct arena arena = {0};
        struct feed f;
        bool found;
        if (!store_get_feed(t->s, ids[i], &arena, &f, &found, e))
            return false;
        if (found)
            add_task(t, &f);
    }
    return true;
}

static bool add_due(struct tasks *t, struct err *e)
{
    int64_t count;
    size_t due;
    if (!store_count_feeds(t->s, &count, e))
        return false;
    int64_t *ids = mem_alloc((size_t)count * sizeof *ids + 1);
    bool ok =
        store_list_due_feeds(t->s, clock_now() + EARLY, ids, (size_t)count, &due, e) && add_listed(t, ids, due, e);
    free(ids);
    return ok;
}

static bool add_all(struct tasks *t, struct err *e)
{
    struct feed page[PAGE];
    int64_t after = 0;
    size_t count;
    do {
        ARENA_SCOPED struct arena arena = {0};
        if (!store_list_feeds(t->s, after, &arena, page, PAGE, &count, e))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!page[i].is_gone)
                add_task(t, &page[i]);
        after = count ? page[count - 1].id : after;
    } while (count == PAGE);
    return true;
}

bool tasks_add(struct tasks *t, struct err *e)
{
    const struct sync_options *o = t->options;
    if (o->feeds)
        return add_listed(t, o->feeds, o->feed_count, e);
    return o->force ? add_all(t, e) : add_due(t, e);
}

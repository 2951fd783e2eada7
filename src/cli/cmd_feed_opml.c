/* feed import, feed export: lists of feeds, folders as topics. */
#include "feeds.h"
#include "reading.h"

#include "newsfs/untrusted.h"

#include <string.h>
#include <unistd.h>

#define PAGE 256

struct opml_import {
    struct invocation *in;
    struct untrusted *reader;
    int64_t added, known;
};

static bool import_one(void *context, const struct feed_outline *o, struct err *e)
{
    struct opml_import *im = context;
    ARENA_SCOPED struct arena arena = {0};
    struct feed f;
    int64_t id;
    bool added;
    feed_init(&f, o->url);
    f.title = o->title;
    f.home_url = o->home_url;
    f.topics = (const char **)o->folders;
    f.topic_count = o->folder_count < FEED_TOPICS_MAX ? o->folder_count : FEED_TOPICS_MAX;
    f.allow_private = option_has(im->in, "allow-private");
    if (!store_add_feed(im->in->store, &f, &id, &added, e))
        return false;
    im->added += added;
    im->known += !added;
    return true;
}

static void warn(void *context, const char *text)
{
    const struct opml_import *im = context;
    complain(im->in, text);
}

static bool import_file(struct opml_import *im, const char *path, struct err *e)
{
    struct ingest_fd fd = {0};
    const char *name;
    if (!reading_open(path, &fd.fd, &name, e))
        return false;
    const struct ingest_source source = ingest_from_fd(&fd, name);
    const struct outline_sink sink = {import_one, warn, im};
    bool ok = untrusted_read_opml(im->reader, &source, &sink, e);
    reading_close(fd.fd);
    return ok;
}

/* One transaction for all lists. */
static bool import_all(struct opml_import *im, struct err *e)
{
    struct invocation *in = im->in;
    bool ok = store_begin(in->store, e);
    for (int i = 0; ok && i < in->argument_count; i++)
        ok = import_file(im, in->arguments[i], e);
    if (ok)
        return store_commit(in->store, e);
    store_rollback(in->store);
    return false;
}

static enum exit_status run_import(struct invocation *in, struct err *e)
{
    struct opml_import im = {.in = in, .reader = untrusted_open(&(struct untrusted_options){0})};
    bool ok = import_all(&im, e);
    untrusted_close(im.reader);
    if (!ok)
        return EXIT_FAILED;
    long long added = im.added, known = im.known, all = added + known;
    printf("%lld feed%s: %lld added, %lld known\n", all, all == 1 ? "" : "s", added, known);
    return EXIT_DONE;
}

const struct command feed_import_command = {
    .name = "feed import",
    .arguments = "FILE|-…",
    .summary = "subscribe to the feeds of an OPML list; its folders become topics",
    .details = "Lists that are not well-formed are read all the same. Only http and https addresses are taken. A feed "
               "that is known stays as it is.",
    .options =
        (const struct option_spec[]){{"allow-private", 0, NULL, "they may be on this machine or in a private network"},
                                     {0}},
    .min_arguments = 1,
    .max_arguments = -1,
    .store = NEEDS_STORE_CREATE,
    .run = run_import,
};

static struct feed_outline outline_of(const struct feed *f)
{
    return (struct feed_outline){f->url, f->title, f->home_url, f->topics, f->topic_count};
}

static bool list_all(struct invocation *in, struct arena *arena, struct feed_outline **all, size_t *total,
                     struct err *e)
{
    struct feed page[PAGE];
    size_t count = PAGE;
    for (int64_t after = 0; count == PAGE;) {
        if (!store_list_feeds(in->store, after, arena, page, PAGE, &count, e))
            return false;
        for (size_t i = 0; i < count; i++, (*total)++) {
            *all = arena_grow(arena, *all, *total, sizeof **all);
            (*all)[*total] = outline_of(&page[i]);
            after = page[i].id;
        }
    }
    return true;
}

static enum exit_status run_export(struct invocation *in, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf out = {0};
    struct feed_outline *all = NULL;
    size_t total = 0;
    if (!list_all(in, &arena, &all, &total, e))
        return EXIT_FAILED;
    ingest_format_opml(&out, "newsfs", all, total);
    fwrite(buf_str(&out), 1, out.len, stdout);
    return EXIT_DONE;
}

const struct command feed_export_command = {
    .name = "feed export",
    .summary = "print the feeds as an OPML list, topics as folders",
    .store = NEEDS_STORE_READ,
    .run = run_export,
};

/* Any bytes are read to an end as a list of feeds, and what it gives is written as a list of as many; any text is a date or none. */
#include "newsfs/ingest.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEPT 64

struct list {
    struct arena arena;
    struct feed_outline feeds[KEPT];
    size_t count;
};

static bool keep(void *context, const struct feed_outline *o, struct err *e)
{
    struct list *l = context;
    const char **folders = arena_alloc(&l->arena, (o->folder_count + 1) * sizeof *folders);
    for (size_t i = 0; i < o->folder_count; i++)
        folders[i] = arena_strdup(&l->arena, o->folders[i]);
    l->feeds[l->count] = (struct feed_outline){.url = arena_strdup(&l->arena, o->url),
                                               .title = arena_strdup(&l->arena, o->title),
                                               .home_url = arena_strdup(&l->arena, o->home_url),
                                               .folders = folders,
                                               .folder_count = o->folder_count};
    return ++l->count < KEPT || err_set(e, ERR_FAILED, "enough");
}

static bool read_list(struct list *l, const char *s, size_t len)
{
    struct ingest_bytes bytes = {s, len};
    struct ingest_source source = ingest_from_bytes(&bytes, "it");
    const struct outline_sink sink = {.feed = keep, .context = l};
    struct err e = {0};
    return ingest_read_opml(&source, &sink, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct list first = {0}, again = {0};
    BUF_SCOPED struct buf out = {0}, text = {0};
    read_list(&first, (const char *)data, size);
    ingest_format_opml(&out, "title", first.feeds, first.count);
    bool whole = read_list(&again, out.data, out.len);
    if (again.count != first.count || (!whole && first.count < KEPT))
        abort();
    buf_add(&text, data, size < 200 ? size : 200);
    int64_t seconds;
    ingest_parse_date(buf_str(&text), &seconds);
    arena_finish(&first.arena);
    arena_finish(&again.arena);
    return 0;
}

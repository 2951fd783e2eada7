/* What the benchmarks of the store share: chance, clocks, documents, and a renderer that costs next to nothing. */
#ifndef BENCH_STORE_H
#define BENCH_STORE_H

#include "newsfs/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* spec: splitmix64 */
static inline uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline double clock_seconds(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static inline double seconds(void)
{
    return clock_seconds(CLOCK_MONOTONIC);
}

static inline void must(bool ok, const struct err *e)
{
    if (ok)
        return;
    fprintf(stderr, "%s\n", e->text);
    exit(1);
}

static inline const char *numbered(struct document *d, const char *what, uint64_t number)
{
    char text[64];
    snprintf(text, sizeof text, "%s%llu", what, (unsigned long long)number);
    return arena_strdup(&d->arena, text);
}

/* ---- the renderer ---- */

static inline const char *bench_line(struct document *d, const char *s)
{
    BUF_SCOPED struct buf b = {0};
    if (!s)
        return NULL;
    buf_addf(&b, "%s\n", s);
    return arena_strndup(&d->arena, b.data, b.len);
}

static inline void bench_prepare(struct draft *draft)
{
    struct document *d = draft->doc;
    draft->text[FILE_TITLE] = bench_line(d, d->title ? d->title : "Untitled");
    draft->text[FILE_SUMMARY] = bench_line(d, d->summary);
    draft->text[FILE_BODY] = bench_line(d, d->body ? d->body : "");
    draft->text[FILE_URL] = bench_line(d, d->url);
    draft_digest(draft);
}

static inline void bench_page(struct buf *out, const struct article *a)
{
    for (int i = 0; i <= FILE_URL; i++)
        buf_adds(out, a->text[i] ? a->text[i] : "");
    for (size_t i = 0; i < a->doc.topic_count; i++)
        buf_addf(out, "%s%s", a->doc.topics[i], i + 1 < a->doc.topic_count ? ", " : "\n");
}

static inline int64_t bench_measure_take(const struct take *t)
{
    return (int64_t)strlen(t->text);
}

static inline void bench_measure(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                                 int64_t take_size[])
{
    (void)draft;
    size[FILE_META] = 300;
    size[FILE_PAGE] = 0;
    for (int i = 0; i <= FILE_URL; i++)
        size[FILE_PAGE] += a->entry.size[i];
    for (size_t i = 0; i < a->doc.topic_count; i++)
        size[FILE_PAGE] += (int64_t)strlen(a->doc.topics[i]) + (i + 1 < a->doc.topic_count ? 2 : 1);
    for (size_t i = 0; take_size && i < a->doc.take_count; i++)
        take_size[i] = bench_measure_take(&a->doc.takes[i]);
}

static const struct store_renderer bench_renderer = {1, bench_prepare, bench_measure, bench_measure_take, bench_page};

#endif

/* support_ingest: read a text and keep what came of it, as lines of JSON, of reasons and of warnings. */
#ifndef SUPPORT_INGEST_H
#define SUPPORT_INGEST_H

#include "newsfs/ingest.h"
#include <stdio.h>
#include <string.h>

struct reading {
    struct buf documents, rejects, warnings; /* a line each */
    size_t document_count, reject_count, warning_count;
    bool ok, stop_at_reject;
    struct err error;
    struct feed_info info;
    size_t chunk; /* bytes that one read gives; 0: all there are */
};

static inline bool reading_document(void *context, struct document *d, struct err *e)
{
    struct reading *r = context;
    (void)e;
    r->document_count++;
    ingest_format_json(&r->documents, d);
    buf_addc(&r->documents, '\n');
    return true;
}

static inline bool reading_reject(void *context, const struct err *why)
{
    struct reading *r = context;
    r->reject_count++;
    buf_addf(&r->rejects, "%s\n", why->text);
    return !r->stop_at_reject;
}

static inline void reading_warning(void *context, const char *text)
{
    struct reading *r = context;
    r->warning_count++;
    buf_addf(&r->warnings, "%s\n", text);
}

struct reading_bytes {
    const char *at;
    size_t left, chunk;
};

static inline long reading_read(void *context, char *into, size_t size, struct err *e)
{
    struct reading_bytes *b = context;
    (void)e;
    size_t n = b->left < size ? b->left : size;
    if (b->chunk && n > b->chunk)
        n = b->chunk;
    if (n)
        memcpy(into, b->at, n);
    b->at += n;
    b->left -= n;
    return (long)n;
}

/* Read s[0..len) with options (NULL: none). r is zeroed, or has chunk and stop_at_reject set; reading_finish after. */
static inline void reading_run(struct reading *r, const char *s, size_t len, const struct ingest_options *options)
{
    struct reading_bytes bytes = {s, len, r->chunk};
    struct ingest_source source = {reading_read, &bytes, "it"};
    struct ingest_sink sink = {reading_document, reading_reject, reading_warning, r};
    r->ok = ingest_read(&source, options, &sink, &r->info, &r->error);
}

static inline void reading_finish(struct reading *r)
{
    buf_finish(&r->documents);
    buf_finish(&r->rejects);
    buf_finish(&r->warnings);
    arena_finish(&r->info.arena);
}

#define READING_SCOPED __attribute__((cleanup(reading_finish)))

#define assert_contains(text, part)                                                                                    \
    do {                                                                                                               \
        if (!strstr((text), (part)))                                                                                   \
            fail_msg("'%s' is not in: %s", (part), (text));                                                            \
    } while (0)

#endif

/* input: a window over a source of bytes, unpacked where they are gzip.
 *
 * Invariant: window.data[at..window.len) is what was read and not yet consumed; `line` and `column` say where its first
 * byte stands in the unpacked text, both counted from 1. Pointers into the window last until the next input_more. */
#ifndef INGEST_INPUT_H
#define INGEST_INPUT_H

#include "newsfs/ingest.h"

struct gunzip;

struct input {
    const struct ingest_source *source;
    struct gunzip *gunzip; /* NULL: the source is read as it is */
    struct buf window;
    size_t at;
    int64_t line, column;
    bool ended; /* nothing follows the window */
};

#define INPUT_SCOPED __attribute__((cleanup(input_finish)))

/* Look at the first bytes and be ready. input_finish also after failure. */
bool input_open(struct input *in, const struct ingest_source *source, struct err *e) MUST_USE;
void input_finish(struct input *in);

/* Read some more behind the window; at the end set `ended`. */
bool input_more(struct input *in, struct err *e) MUST_USE;

/* Read until the window holds the whole rest; ERR_LIMIT where that is more than max bytes. */
bool input_all(struct input *in, size_t max, struct err *e) MUST_USE;

void input_consume(struct input *in, size_t count);

/* What is left of it, unpacked, as a source for another reader; of in nothing more is read then. */
struct ingest_source input_source(struct input *in);

static inline const char *input_bytes(const struct input *in)
{
    return buf_str(&in->window) + in->at;
}

static inline size_t input_left(const struct input *in)
{
    return in->window.len - in->at;
}

/* Move a place (line and column, from 1) over s[0..len). */
void input_advance(int64_t *line, int64_t *column, const char *s, size_t len);

/* The packed bytes of a source one gzip member after the other. read: as in ingest_source; `head` (borrowed for the call) was
 * read already. */
struct gunzip *gunzip_new(const struct ingest_source *source, const char *head, size_t len);
void gunzip_free(struct gunzip *g);
long gunzip_read(struct gunzip *g, char *into, size_t size, struct err *e);
bool gunzip_is(const char *head, size_t len);

#endif

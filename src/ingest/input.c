/* input: the window. Bytes are read behind it and consumed in front; what is left moves down when more is read, so the
 * window is as large as the largest thing a format wants to see at once, and no larger. */
#include "input.h"
#include <string.h>

#define CHUNK ((size_t)128 << 10)
#define HEAD  2 /* bytes that tell gzip */

void input_advance(int64_t *line, int64_t *column, const char *s, size_t len)
{
    const char *end = s + len, *newline;
    while ((newline = memchr(s, '\n', (size_t)(end - s)))) {
        *line += 1;
        *column = 1;
        s = newline + 1;
    }
    *column += end - s;
}

void input_consume(struct input *in, size_t count)
{
    input_advance(&in->line, &in->column, input_bytes(in), count);
    in->at += count;
}

static void move_down(struct input *in)
{
    if (!in->at)
        return;
    memmove(in->window.data, in->window.data + in->at, input_left(in));
    buf_truncate(&in->window, input_left(in));
    in->at = 0;
}

static bool read_more(struct input *in, struct err *e)
{
    move_down(in);
    char *into = buf_reserve(&in->window, CHUNK);
    const struct ingest_source *s = in->source;
    long got = in->gunzip ? gunzip_read(in->gunzip, into, CHUNK, e) : s->read(s->context, into, CHUNK, e);
    if (got < 0)
        return false;
    in->ended = got == 0;
    in->window.len += (size_t)got;
    in->window.data[in->window.len] = '\0';
    return true;
}

bool input_more(struct input *in, struct err *e)
{
    return read_more(in, e) || err_prefix(e, "%s", in->source->name);
}

static long read_on(void *context, char *into, size_t size, struct err *e)
{
    struct input *in = context;
    while (!in->ended && !input_left(in))
        if (!read_more(in, e))
            return -1;
    size_t len = input_left(in) < size ? input_left(in) : size;
    if (len)
        memcpy(into, input_bytes(in), len);
    in->at += len;
    return (long)len;
}

struct ingest_source input_source(struct input *in)
{
    return (struct ingest_source){read_on, in, in->source->name};
}

bool input_all(struct input *in, size_t max, struct err *e)
{
    while (!in->ended && input_left(in) <= max)
        if (!input_more(in, e))
            return false;
    if (input_left(in) > max)
        return err_set(e, ERR_LIMIT, "%s: larger than %zu MiB, the most that is read as one piece: split it",
                       in->source->name, max >> 20);
    return true;
}

bool input_open(struct input *in, const struct ingest_source *source, struct err *e)
{
    *in = (struct input){.source = source, .line = 1, .column = 1};
    while (!in->ended && input_left(in) < HEAD)
        if (!input_more(in, e))
            return false;
    if (!gunzip_is(in->window.data, in->window.len))
        return true;
    in->gunzip = gunzip_new(source, in->window.data, in->window.len);
    buf_clear(&in->window);
    in->ended = false;
    return input_more(in, e);
}

void input_finish(struct input *in)
{
    gunzip_free(in->gunzip);
    buf_finish(&in->window);
    *in = (struct input){0};
}

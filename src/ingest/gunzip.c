/* gunzip: gzip unpacked as it streams by. Members may follow each other, as `cat a.gz b.gz` makes them; what follows the
 * last one and is no member is padding and is left alone.  spec: RFC 1952 */
#include "input.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CHUNK       ((size_t)64 << 10)
#define GZIP_WINDOW (15 + 16) /* zlib: the largest window, gzip framing only */

struct gunzip {
    const struct ingest_source *source;
    z_stream z;
    int64_t taken; /* packed bytes read from the source */
    bool between;  /* a member has ended and no next one has begun */
    bool ended;
    char packed[CHUNK];
};

bool gunzip_is(const char *head, size_t len)
{
    return len >= 2 && (unsigned char)head[0] == 0x1F && (unsigned char)head[1] == 0x8B;
}

struct gunzip *gunzip_new(const struct ingest_source *source, const char *head, size_t len)
{
    struct gunzip *g = mem_alloc(sizeof *g + len);
    g->source = source;
    g->taken = (int64_t)len;
    if (inflateInit2(&g->z, GZIP_WINDOW) != Z_OK)
        abort(); /* only for want of memory: as mem_alloc does */
    memcpy(g + 1, head, len);
    g->z.next_in = (unsigned char *)(g + 1);
    g->z.avail_in = (unsigned)len;
    return g;
}

void gunzip_free(struct gunzip *g)
{
    if (!g)
        return;
    inflateEnd(&g->z);
    free(g);
}

/* True where packed bytes are at hand or the source has ended. */
static bool refill(struct gunzip *g, bool *none, struct err *e)
{
    *none = false;
    if (g->z.avail_in)
        return true;
    long got = g->source->read(g->source->context, g->packed, CHUNK, e);
    if (got < 0)
        return false;
    g->taken += got;
    g->z.next_in = (unsigned char *)g->packed;
    g->z.avail_in = (unsigned)got;
    *none = got == 0;
    return true;
}

static bool fail_at(const struct gunzip *g, const char *what, const char *next, struct err *e)
{
    return err_set(e, ERR_INPUT, "the gzip data %s at byte %lld: %s", what, (long long)(g->taken - g->z.avail_in),
                   next);
}

/* Between members: begin the next one where there is one, else this is the end. */
static void begin_member(struct gunzip *g)
{
    g->between = false;
    if (gunzip_is((const char *)g->z.next_in, g->z.avail_in) || (g->z.avail_in == 1 && g->z.next_in[0] == 0x1F))
        inflateReset(&g->z);
    else
        g->ended = true;
}

static bool step(struct gunzip *g, struct err *e)
{
    bool none;
    if (!refill(g, &none, e))
        return false;
    if (none && g->between)
        return g->ended = true;
    if (none)
        return fail_at(g, "ends early", "the file is cut off, get it again", e);
    if (g->between)
        begin_member(g);
    if (g->ended)
        return true;
    int status = inflate(&g->z, Z_NO_FLUSH);
    g->between = status == Z_STREAM_END;
    if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR)
        return true;
    return fail_at(g, "is damaged", g->z.msg ? g->z.msg : "get the file again", e);
}

long gunzip_read(struct gunzip *g, char *into, size_t size, struct err *e)
{
    g->z.next_out = (unsigned char *)into;
    g->z.avail_out = (unsigned)size;
    while (!g->ended && g->z.avail_out == size)
        if (!step(g, e))
            return -1;
    return (long)(size - g->z.avail_out);
}

/* source: the two places bytes come from, a file descriptor and memory. */
#include "newsfs/ingest.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static long read_fd(void *context, char *into, size_t size, struct err *e)
{
    struct ingest_fd *f = context;
    ssize_t got;
    do
        got = read(f->fd, into, size);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        err_errno(e, "cannot be read after byte %lld", (long long)f->offset);
    else
        f->offset += got;
    return got;
}

static long read_bytes(void *context, char *into, size_t size, struct err *e)
{
    struct ingest_bytes *b = context;
    (void)e;
    size_t take = b->left < size ? b->left : size;
    if (take)
        memcpy(into, b->at, take);
    b->at += take;
    b->left -= take;
    return (long)take;
}

struct ingest_source ingest_from_fd(struct ingest_fd *fd, const char *name)
{
    return (struct ingest_source){read_fd, fd, name};
}

struct ingest_source ingest_from_bytes(struct ingest_bytes *bytes, const char *name)
{
    return (struct ingest_source){read_bytes, bytes, name};
}

/* buf: bytes that grow by doubling, and the allocations that cannot fail.
 *
 * Invariant: data is NULL with len == cap == 0, or len < cap and data[len] == '\0'. */
#include "newsfs/buf.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAP_FIRST  64
#define SIZE_LIMIT ((size_t)PTRDIFF_MAX / 2) /* sums of two sizes below it cannot overflow */

/* Plain write and _exit: nothing here may need memory or run a handler that does. */
static _Noreturn void out_of_memory(void)
{
    static const char words[] = "newsfs: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, words, sizeof words - 1);
    (void)ignored;
    _exit(1);
}

void *mem_alloc(size_t size)
{
    void *p = size < SIZE_LIMIT ? calloc(1, size ? size : 1) : NULL;
    if (!p)
        out_of_memory();
    return p;
}

void *mem_realloc(void *p, size_t size)
{
    void *moved = size < SIZE_LIMIT ? realloc(p, size ? size : 1) : NULL;
    if (!moved)
        out_of_memory();
    return moved;
}

char *mem_strdup(const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(mem_realloc(NULL, size), s, size);
}

void buf_finish(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    buf_truncate(b, 0);
}

void buf_truncate(struct buf *b, size_t len)
{
    b->len = len;
    if (b->data)
        b->data[len] = '\0';
}

char *buf_reserve(struct buf *b, size_t more)
{
    if (more >= SIZE_LIMIT)
        out_of_memory();
    if (more >= b->cap - b->len) {
        size_t need = b->len + more + 1, cap = b->cap ? b->cap * 2 : CAP_FIRST;
        b->cap = cap > need ? cap : need;
        b->data = mem_realloc(b->data, b->cap);
        b->data[b->len] = '\0';
    }
    return b->data + b->len;
}

void buf_adds(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(b, fmt, ap);
    va_end(ap);
}

void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char *at = buf_reserve(b, CAP_FIRST);
    size_t room = b->cap - b->len;
    int len = vsnprintf(at, room, fmt, ap);
    if (len >= 0 && (size_t)len >= room) {
        at = buf_reserve(b, (size_t)len);
        len = vsnprintf(at, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    buf_truncate(b, b->len + (len > 0 ? (size_t)len : 0));
}

const char *buf_str(const struct buf *b)
{
    return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
    buf_reserve(b, 0);
    char *taken = b->data;
    *b = (struct buf){0};
    return taken;
}

/* buf: bytes that grow. arena: many small allocations freed at once.
 *
 * Both end the process with a message when memory runs out: callers bound sizes beforehand.
 * A zeroed struct is a valid empty one. Not shared between threads. */
#ifndef NEWSFS_BUF_H
#define NEWSFS_BUF_H

#include "newsfs/err.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *data; /* NUL-terminated whenever not NULL; the NUL is not counted */
    size_t len;
    size_t cap;
};

#define BUF_SCOPED __attribute__((cleanup(buf_finish)))

void buf_finish(struct buf *b);                /* frees and zeroes */
void buf_clear(struct buf *b);                 /* len = 0, memory kept */
void buf_truncate(struct buf *b, size_t len);  /* len <= b->len */
char *buf_reserve(struct buf *b, size_t more); /* room for `more` bytes at b->data + b->len; b->len unchanged */
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vaddf(struct buf *b, const char *fmt, va_list ap);
const char *buf_str(const struct buf *b); /* never NULL */
char *buf_take(struct buf *b);            /* the bytes, to free(); the buf is empty after */

static inline void buf_addc(struct buf *b, char c)
{
    if (b->len + 1 >= b->cap)
        buf_reserve(b, 1);
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
}

static inline void buf_add(struct buf *b, const void *bytes, size_t len)
{
    char *at = len < b->cap - b->len ? b->data + b->len : buf_reserve(b, len);
    if (len)
        memcpy(at, bytes, len);
    b->len += len;
    at[len] = '\0';
}

struct arena_block;
struct arena {
    struct arena_block *head;
    char *at, *end;
};

#define ARENA_SCOPED __attribute__((cleanup(arena_finish)))

void arena_finish(struct arena *a);              /* frees and zeroes */
void arena_clear(struct arena *a);               /* forgets everything, keeps one block of modest size */
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */

/* Room for element `count` (zeroed) in an array of `size`-byte elements that doubles in the arena.
 * The array starts as NULL with count 0; returns the array's (new) place. */
void *arena_grow(struct arena *a, void *array, size_t count, size_t size);

/* malloc, realloc and strdup that end the process instead of returning NULL. */
void *mem_alloc(size_t size); /* zeroed */
void *mem_realloc(void *p, size_t size);
char *mem_strdup(const char *s);

#endif

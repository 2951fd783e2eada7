/* arena: a bump through blocks that start out zeroed.
 *
 * Invariant: every byte of a block from `at` on is zero, so arena_alloc need not clear. The head is the block
 * being filled; an allocation too big to share a block gets one of its own behind the head. */
#include "newsfs/buf.h"
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST ((size_t)4 << 10)
#define BLOCK_MOST  ((size_t)256 << 10)
#define BLOCK_KEPT  ((size_t)64 << 10) /* the largest block that outlives arena_clear */
#define GROW_FIRST  4

struct arena_block {
    struct arena_block *next;
    size_t size; /* of data */
    alignas(max_align_t) char data[];
};

static struct arena_block *block_new(size_t size)
{
    struct arena_block *b = mem_alloc(size < PTRDIFF_MAX / 4 ? sizeof *b + size : SIZE_MAX);
    b->size = size;
    return b;
}

static void fill_from(struct arena *a, struct arena_block *b)
{
    a->head = b;
    a->at = b->data;
    a->end = b->data + b->size;
}

static void *alloc_alone(struct arena *a, size_t size)
{
    struct arena_block *b = block_new(size);
    if (a->head) {
        b->next = a->head->next;
        a->head->next = b;
    } else {
        fill_from(a, b);
        a->at = a->end;
    }
    return b->data;
}

static __attribute__((noinline)) void *alloc_slow(struct arena *a, size_t size)
{
    size_t next = a->head ? a->head->size * 2 : BLOCK_FIRST;
    next = next < BLOCK_FIRST ? BLOCK_FIRST : next > BLOCK_MOST ? BLOCK_MOST : next;
    if (size > next / 4)
        return alloc_alone(a, size);
    struct arena_block *b = block_new(next);
    b->next = a->head;
    fill_from(a, b);
    a->at += size;
    return b->data;
}

static inline void *alloc_aligned(struct arena *a, size_t size, size_t align)
{
    size_t pad = -(uintptr_t)a->at & (align - 1), room = (size_t)(a->end - a->at);
    if (__builtin_expect(pad > room || size > room - pad || !a->at, 0))
        return alloc_slow(a, size);
    char *p = a->at + pad;
    a->at = p + size;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return alloc_aligned(a, size, alignof(max_align_t));
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *copy = alloc_aligned(a, len + 1, 1);
    if (len)
        memcpy(copy, s, len);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

void *arena_grow(struct arena *a, void *array, size_t count, size_t size)
{
    bool full = count == 0 || (count >= GROW_FIRST && (count & (count - 1)) == 0);
    if (full) {
        size_t cap = count ? count * 2 : GROW_FIRST;
        void *wider = arena_alloc(a, cap < PTRDIFF_MAX / 4 / size ? cap * size : SIZE_MAX / 2);
        array = count ? memcpy(wider, array, count * size) : wider;
    }
    memset((char *)array + count * size, 0, size);
    return array;
}

static void blocks_free(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_finish(struct arena *a)
{
    blocks_free(a->head);
    *a = (struct arena){0};
}

/* Unlink and return the newest block of modest size, or NULL. */
static struct arena_block *take_modest(struct arena *a)
{
    for (struct arena_block **link = &a->head; *link; link = &(*link)->next) {
        struct arena_block *b = *link;
        if (b->size < BLOCK_FIRST || b->size > BLOCK_KEPT)
            continue;
        *link = b->next;
        b->next = NULL;
        return b;
    }
    return NULL;
}

void arena_clear(struct arena *a)
{
    struct arena_block *filling = a->head;
    size_t used = filling ? (size_t)(a->at - filling->data) : 0;
    struct arena_block *kept = take_modest(a);
    arena_finish(a);
    if (!kept)
        return;
    memset(kept->data, 0, kept == filling ? used : kept->size);
    fill_from(a, kept);
}

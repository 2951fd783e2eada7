/* link_list: addresses to numbers, by open addressing.
 *
 * A search gives up after PROBES places and then counts the address as new, so addresses made to collide cost no more than others. */
#include "link.h"
#include <stdlib.h>

#define PROBES 16

void link_list_finish(struct link_list *l)
{
    buf_finish(&l->text);
    free(l->at);
    free(l->slots);
    *l = (struct link_list){0};
}

static uint64_t hash(const char *s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t len = strlen(s), n; len; s += n, len -= n) {
        uint64_t word = 0;
        n = len < sizeof word ? len : sizeof word;
        memcpy(&word, s, n);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 32;
    }
    return h;
}

const char *link_list_get(const struct link_list *l, size_t number)
{
    return l->text.data + l->at[number - 1];
}

/* The slot of address, or a free one; NULL where neither is near. */
static uint32_t *find_slot(const struct link_list *l, const char *address)
{
    uint64_t h = hash(address);
    for (size_t i = 0; i < PROBES; i++) {
        uint32_t *slot = &l->slots[(h + i) & (l->slot_count - 1)];
        if (!*slot || strcmp(link_list_get(l, *slot), address) == 0)
            return slot;
    }
    return NULL;
}

static void grow(struct link_list *l)
{
    l->cap = l->cap ? l->cap * 2 : 16;
    l->at = mem_realloc(l->at, l->cap * sizeof *l->at);
    free(l->slots);
    l->slot_count = l->cap * 4;
    l->slots = mem_alloc(l->slot_count * sizeof *l->slots);
    for (size_t i = 1; i <= l->count; i++) {
        uint32_t *slot = find_slot(l, link_list_get(l, i));
        if (slot)
            *slot = (uint32_t)i;
    }
}

size_t link_list_add(struct link_list *l, const char *address)
{
    if (l->count == l->cap)
        grow(l);
    uint32_t *slot = find_slot(l, address);
    if (slot && *slot)
        return *slot;
    l->at[l->count++] = l->text.len;
    buf_add(&l->text, address, strlen(address) + 1);
    if (slot)
        *slot = (uint32_t)l->count;
    return l->count;
}

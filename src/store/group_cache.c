/* group_cache: a hash table in an arena, forgotten as a whole when it grows large or a transaction fails. */
#include "group_cache.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256

void group_cache_finish(struct group_cache *c)
{
    arena_finish(&c->arena);
    free(c->slot);
    *c = (struct group_cache){0};
}

void group_cache_clear(struct group_cache *c)
{
    arena_clear(&c->arena);
    if (c->slots)
        memset(c->slot, 0, c->slots * sizeof(struct cached_group *));
    c->count = 0;
}

/* spec: FNV-1a, 64 bits */
static size_t hash_of(enum group_kind kind, const char *key)
{
    uint64_t hash = 0xcbf29ce484222325u ^ kind;
    for (const char *p = key; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
    return hash ^ hash >> 32;
}

static struct cached_group **place(const struct group_cache *c, enum group_kind kind, const char *key)
{
    size_t at = hash_of(kind, key) & (c->slots - 1);
    while (c->slot[at] && (c->slot[at]->kind != kind || strcmp(c->slot[at]->key, key) != 0))
        at = (at + 1) & (c->slots - 1);
    return &c->slot[at];
}

const struct cached_group *group_cache_find(const struct group_cache *c, enum group_kind kind, const char *key)
{
    return c->slots ? *place(c, kind, key) : NULL;
}

static void grow(struct group_cache *c)
{
    struct group_cache old = *c;
    c->slots = old.slots ? old.slots * 2 : FIRST_SLOTS;
    c->slot = mem_alloc(c->slots * sizeof(struct cached_group *));
    for (size_t i = 0; i < old.slots; i++)
        if (old.slot[i])
            *place(c, old.slot[i]->kind, old.slot[i]->key) = old.slot[i];
    free(old.slot);
}

const struct cached_group *group_cache_add(struct group_cache *c, enum group_kind kind, const char *key, int64_t id,
                                           const char *slug, const char *name)
{
    if (c->count * 2 >= c->slots)
        grow(c);
    struct cached_group *g = arena_alloc(&c->arena, sizeof *g);
    *g = (struct cached_group){.id = id,
                               .kind = kind,
                               .key = arena_strdup(&c->arena, key),
                               .slug = arena_strdup(&c->arena, slug),
                               .name = arena_strdup(&c->arena, name)};
    *place(c, kind, key) = g;
    c->count++;
    return g;
}

/* group_cache: from a name as written to its group, for a writer: thousands of articles name the same few topics. */
#ifndef STORE_GROUP_CACHE_H
#define STORE_GROUP_CACHE_H

#include "newsfs/buf.h"
#include "newsfs/store.h"

struct cached_group {
    int64_t id; /* 0: this name makes no slug */
    const char *key, *slug, *name;
    enum group_kind kind;
};

struct group_cache {
    struct arena arena;
    struct cached_group **slot; /* open addressing, a power of two */
    size_t slots, count;
};

void group_cache_finish(struct group_cache *c);
void group_cache_clear(struct group_cache *c);
const struct cached_group *group_cache_find(const struct group_cache *c, enum group_kind kind, const char *key);
const struct cached_group *group_cache_add(struct group_cache *c, enum group_kind kind, const char *key, int64_t id,
                                           const char *slug, const char *name);

#endif

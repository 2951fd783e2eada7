/* search: any name looked up under search/ is a query, and a directory of what it finds.
 *
 * A query does not fit into an inode number, so a number carries the slot of a table that holds the query's text. The table is bounded: what the
 * kernel has forgotten makes room. A name keeps its slot where it can (by its hash), so numbers are the same from mount to mount unless two
 * names meet. What a name finds is asked of the store each time: nothing of a result is kept. */
#include "kinds.h"
#include "newsfs/search.h"
#include "newsfs/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS      4096 /* queries at once */
#define RANK_SHIFT ARTICLE_ID_BITS

struct slot {
    char *name; /* NULL: free */
    uint64_t lookups;
};

struct tree_searches {
    pthread_mutex_t lock;
    struct slot slots[SLOTS]; /* under lock; number of slot i: i + 1 */
};

struct tree_searches *tree_searches_new(void)
{
    struct tree_searches *s = mem_alloc(sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void tree_searches_free(struct tree_searches *s)
{
    for (size_t i = 0; i < SLOTS; i++)
        free(s->slots[i].name);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

bool tree_is_query(uint64_t inode)
{
    struct node n;
    return inode_unpack(inode, &n) && n.kind == KIND_QUERY;
}

static struct slot *slot_at(struct tree_searches *s, int64_t number)
{
    return number > 0 && number <= SLOTS ? &s->slots[number - 1] : NULL;
}

void tree_searches_hold(struct tree_searches *s, uint64_t inode)
{
    struct node n;
    if (!inode_unpack(inode, &n) || n.kind != KIND_QUERY)
        return;
    pthread_mutex_lock(&s->lock);
    struct slot *slot = slot_at(s, n.row);
    if (slot)
        slot->lookups++;
    pthread_mutex_unlock(&s->lock);
}

void tree_searches_forget(struct tree_searches *s, uint64_t inode, uint64_t lookups)
{
    struct node n;
    if (!inode_unpack(inode, &n) || n.kind != KIND_QUERY)
        return;
    pthread_mutex_lock(&s->lock);
    struct slot *slot = slot_at(s, n.row);
    if (slot)
        slot->lookups -= lookups < slot->lookups ? lookups : slot->lookups;
    pthread_mutex_unlock(&s->lock);
}

/* Under the lock: the slot that has the name; else a free one, else one that nobody holds, from the name's own place on; 0: all are held. */
static int64_t choose_slot(struct tree_searches *s, const char *name)
{
    size_t start = identity_hash("", name) % SLOTS;
    int64_t chosen = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        size_t at = (start + i) % SLOTS;
        const struct slot *slot = &s->slots[at];
        if (slot->name && strcmp(slot->name, name) == 0)
            return (int64_t)at + 1;
        if (!chosen && (!slot->name || slot->lookups == 0))
            chosen = (int64_t)at + 1;
        if (!slot->name)
            break;
    }
    return chosen;
}

static int64_t take_slot(struct tree_searches *s, const char *name)
{
    pthread_mutex_lock(&s->lock);
    int64_t number = choose_slot(s, name);
    struct slot *slot = slot_at(s, number);
    if (slot && (!slot->name || strcmp(slot->name, name) != 0)) {
        free(slot->name);
        slot->name = mem_strdup(name);
        slot->lookups = 0;
    }
    pthread_mutex_unlock(&s->lock);
    return number;
}

static const char *name_of_slot(struct tree_searches *s, int64_t number, struct arena *arena)
{
    pthread_mutex_lock(&s->lock);
    struct slot *slot = slot_at(s, number);
    const char *name = slot && slot->name ? arena_strdup(arena, slot->name) : NULL;
    pthread_mutex_unlock(&s->lock);
    return name;
}

size_t search_slots(struct tree *t, int64_t *slots, size_t max)
{
    size_t count = 0;
    pthread_mutex_lock(&t->searches->lock);
    for (size_t i = 0; i < SLOTS && count < max; i++)
        if (t->searches->slots[i].name)
            slots[count++] = (int64_t)i + 1;
    pthread_mutex_unlock(&t->searches->lock);
    return count;
}

/* The query a name stands for: of a saved search with that name, else the name itself. */
static const struct query *query_of(struct tree *t, const char *name, struct arena *arena, struct err *e)
{
    struct group saved;
    struct query_error why;
    bool found = false;
    if (strlen(name) < NAME_SIZE && !store_find_group(t->store, GROUP_SEARCH, name, &saved, &found, e))
        return NULL;
    const struct query *q = query_parse(arena, found ? saved.url : name, clock_now(), &why);
    if (!q)
        err_set(e, ERR_USAGE, "search/%s: %s", name, why.text);
    return q;
}

static bool query_attr(struct tree *t, int64_t slot, struct tree_attr *out, struct err *e)
{
    int64_t latest;
    if (!store_last_arrival(t->store, &latest, e))
        return false;
    latest = latest == TIME_NONE ? 0 : latest;
    *out = directory_attr(&(struct node){.kind = KIND_QUERY, .row = slot}, latest, latest);
    return true;
}

static bool search_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                        enum tree_absence *what, struct err *e)
{
    (void)dir;
    ARENA_SCOPED struct arena arena = {0};
    *what = TREE_IMPOSSIBLE;
    if (name[0] == '.' || strlen(name) > 255 || !text_is_utf8(name, strlen(name)))
        return true;
    if (!query_of(t, name, &arena, e))
        return false;
    int64_t slot = take_slot(t->searches, name);
    if (!slot)
        return err_set(e, ERR_LIMIT, "search/%s: too many searches are open at once", name);
    *what = TREE_FOUND;
    return query_attr(t, slot, out, e);
}

static bool search_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    (void)dir;
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_groups(t->store, GROUP_SEARCH, cookie, t->groups, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr;
            int64_t slot = take_slot(t->searches, t->groups[i].slug);
            cookie = t->groups[i].id;
            if (!slot)
                continue;
            if (!query_attr(t, slot, &attr, e))
                return false;
            if (!to->emit(to->context, t->groups[i].slug, &attr, cookie))
                return true;
        }
    }
    return true;
}

static bool search_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    *found = true;
    return fixed_attr(t, n->kind, out, e);
}

static bool query_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    *found = name_of_slot(t->searches, n->row, &arena) != NULL;
    return !*found || query_attr(t, n->row, out, e);
}

/* NULL without an error: the slot is free. */
static const struct query *query_of_slot(struct tree *t, int64_t slot, struct arena *arena, struct err *e)
{
    const char *name = name_of_slot(t->searches, slot, arena);
    return name ? query_of(t, name, arena, e) : NULL;
}

static bool query_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                       enum tree_absence *what, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct entry entry;
    bool has = false;
    if (!find_entry(t, name, &entry, what, e))
        return false;
    if (*what != TREE_FOUND)
        return true;
    const struct query *q = query_of_slot(t, dir->row, &arena, e);
    if (q && !store_search_has(t->store, q, &entry, &has, e))
        return false;
    *what = has ? TREE_FOUND : TREE_ABSENT;
    return !has || entry_attr(t, KIND_SEARCH_ARTICLE, dir->row, &entry, out, e);
}

/* A cookie is the rank in the listing, for the limit, and the article's place counted from the newest possible. */
static int64_t cookie_of(int64_t rank, int64_t article)
{
    return rank << RANK_SHIFT | ((INT64_C(1) << ARTICLE_ID_BITS) - article);
}

static bool query_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct entry entries[CHUNK];
    int64_t limit = t->options.search_limit ? t->options.search_limit : SEARCH_LIMIT, rank = cookie >> RANK_SHIFT;
    int64_t before =
        cookie ? (INT64_C(1) << ARTICLE_ID_BITS) - (cookie & ((INT64_C(1) << ARTICLE_ID_BITS) - 1)) : INT64_MAX;
    const struct query *q = query_of_slot(t, dir->row, &arena, e);
    size_t count = CHUNK;
    while (q && count == CHUNK && rank < limit) {
        if (!store_search(t->store, q, before, entries, limit - rank < CHUNK ? (size_t)(limit - rank) : CHUNK, &count,
                          e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr;
            before = entries[i].id;
            if (!entry_attr(t, KIND_SEARCH_ARTICLE, dir->row, &entries[i], &attr, e))
                return false;
            if (!to->emit(to->context, entries[i].name, &attr, cookie_of(++rank, before)))
                return true;
        }
    }
    return q || e->code == ERR_NONE;
}

const struct shape search_shape = {search_find, search_list, search_stat, NULL, false};
const struct shape query_shape = {query_find, query_list, query_stat, NULL, false};

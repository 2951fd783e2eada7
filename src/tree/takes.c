/* takes: an article's takes/ and a role's directory under panel/: one file per take, the same inode in both. */
#include "kinds.h"

#include <string.h>

#define TAKE_EXTENSION ".txt"

static bool has_article(struct tree *t, const struct node *dir, struct entry *entry, bool *found, struct err *e)
{
    if (!store_get_entry(t->store, dir->row, entry, found, e))
        return false;
    if (!*found || dir->kind != KIND_TOPIC_TAKES)
        return true;
    return store_set_has(t->store, &(struct article_set){SET_TOPIC, dir->number}, entry, found, e);
}

static bool takes_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                       enum tree_absence *what, struct err *e)
{
    char slug[NAME_SIZE];
    struct group role;
    struct entry entry;
    struct take_entry take;
    bool found = false;
    *what = TREE_IMPOSSIBLE;
    if (!strip_extension(name, TAKE_EXTENSION, slug, sizeof slug))
        return true;
    if (!find_group(t, GROUP_ROLE, slug, &role, what, e))
        return false;
    if (*what != TREE_FOUND)
        return true;
    *what = TREE_ABSENT;
    if (!has_article(t, dir, &entry, &found, e))
        return false;
    if (!found)
        return true;
    if (!store_find_take(t->store, dir->row, role.id, &take, &found, e))
        return false;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return !found || take_attr(t, &take, &entry, out, e);
}

static bool takes_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    struct entry entry;
    bool found = false;
    size_t count = CHUNK;
    if (!has_article(t, dir, &entry, &found, e))
        return false;
    while (found && count == CHUNK) {
        if (!store_list_takes(t->store, dir->row, cookie, t->takes, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr;
            char name[SLUG_SIZE + sizeof TAKE_EXTENSION];
            if (!take_attr(t, &t->takes[i], &entry, &attr, e))
                return false;
            strcpy(stpcpy(name, t->takes[i].slug), TAKE_EXTENSION);
            cookie = t->takes[i].role;
            if (!to->emit(to->context, name, &attr, cookie))
                return true;
        }
    }
    return true;
}

static bool takes_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct entry entry;
    if (!has_article(t, n, &entry, found, e))
        return false;
    *found = *found && entry.take_count > 0;
    return !*found || entry_attr(t, n->kind, n->number, &entry, out, e);
}

static bool role_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                      enum tree_absence *what, struct err *e)
{
    char stem[NAME_SIZE];
    struct entry entry;
    struct take_entry take;
    bool found = false;
    *what = TREE_IMPOSSIBLE;
    if (!strip_extension(name, TAKE_EXTENSION, stem, sizeof stem))
        return true;
    if (!find_entry(t, stem, &entry, what, e))
        return false;
    if (*what != TREE_FOUND)
        return true;
    if (!store_find_take(t->store, entry.id, dir->row, &take, &found, e))
        return false;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return !found || take_attr(t, &take, &entry, out, e);
}

static bool role_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    struct entry entries[CHUNK];
    struct take_entry takes[CHUNK];
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_role(t->store, dir->row, cookie, takes, entries, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr;
            char name[NAME_SIZE + sizeof TAKE_EXTENSION];
            if (!take_attr(t, &takes[i], &entries[i], &attr, e))
                return false;
            strcpy(stpcpy(name, entries[i].name), TAKE_EXTENSION);
            cookie = takes[i].article;
            if (!to->emit(to->context, name, &attr, cookie))
                return true;
        }
    }
    return true;
}

static bool role_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct group g;
    if (!store_get_group(t->store, GROUP_ROLE, n->row, &g, found, e))
        return false;
    if (*found)
        *out = group_attr(n->kind, &g);
    return true;
}

static bool take_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct take_entry take;
    struct entry entry;
    if (!store_get_take(t->store, n->row, &take, found, e))
        return false;
    if (!*found)
        return true;
    if (!store_get_entry(t->store, take.article, &entry, found, e))
        return false;
    return !*found || take_attr(t, &take, &entry, out, e);
}

static bool take_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct take take;
    if (!store_load_take(t->store, n->row, &arena, &take, found, e))
        return false;
    if (*found)
        render_take(out, &take);
    return true;
}

const struct shape takes_shape = {takes_find, takes_list, takes_stat, NULL};
const struct shape role_shape = {role_find, role_list, role_stat, NULL};
const struct shape take_shape = {.stat = take_stat, .make = take_make};

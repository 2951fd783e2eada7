/* sets: directories of articles: of a source (as directories and as pages), a topic, a day, and the latest. */
#include "kinds.h"

#include <string.h>

#define PAGE_EXTENSION ".txt"

struct article_set set_of(const struct node *dir)
{
    enum article_set_kind kind = (enum article_set_kind)kinds[dir->kind].about;
    if (kind == SET_LATEST)
        return (struct article_set){kind, LATEST_MAX};
    return (struct article_set){kind, kind == SET_DAY ? dir->row - DAY_BIAS : dir->row};
}

bool strip_extension(const char *name, const char *extension, char *stem, size_t size)
{
    size_t len = strlen(name), ext = strlen(extension);
    if (len <= ext || len - ext >= size || strcmp(name + len - ext, extension) != 0)
        return false;
    memcpy(stem, name, len - ext);
    stem[len - ext] = '\0';
    return true;
}

bool find_entry(struct tree *t, const char *name, struct entry *out, enum tree_absence *what, struct err *e)
{
    int64_t day;
    bool found = false;
    *what = TREE_IMPOSSIBLE;
    if (!name_is_possible(name, strlen(name), &day))
        return true;
    if (!store_find_entry(t->store, name, out, &found, e))
        return false;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return true;
}

static int64_t container_of(const struct node *dir)
{
    return dir->kind == KIND_TOPIC ? dir->row : 0;
}

static bool is_page_directory(const struct node *dir)
{
    return kinds[dir->kind].child == KIND_PAGE;
}

static bool set_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                     enum tree_absence *what, struct err *e)
{
    struct entry entry;
    struct article_set set = set_of(dir);
    char stem[NAME_SIZE];
    bool has = false, is_index;
    if (!index_find(t, dir, name, out, what, &is_index, e))
        return false;
    if (is_index)
        return true;
    *what = TREE_IMPOSSIBLE;
    if (is_page_directory(dir)) {
        if (!strip_extension(name, PAGE_EXTENSION, stem, sizeof stem))
            return true;
        name = stem;
    }
    if (!find_entry(t, name, &entry, what, e))
        return false;
    if (*what != TREE_FOUND)
        return true;
    if (!store_set_has(t->store, &set, &entry, &has, e))
        return false;
    *what = has ? TREE_FOUND : TREE_ABSENT;
    return !has || entry_attr(t, kinds[dir->kind].child, container_of(dir), &entry, out, e);
}

/* Entries are copied out of the tree's room before emit, which may make in_latest use it. */
static bool set_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    struct article_set set = set_of(dir);
    struct entry entries[CHUNK];
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_entries(t->store, &set, cookie, entries, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr;
            char name[NAME_SIZE + sizeof PAGE_EXTENSION];
            if (!entry_attr(t, kinds[dir->kind].child, container_of(dir), &entries[i], &attr, e))
                return false;
            strcpy(stpcpy(name, entries[i].name), is_page_directory(dir) ? PAGE_EXTENSION : "");
            cookie = article_set_cookie(&set, &entries[i]);
            if (!to->emit(to->context, name, &attr, cookie))
                return true;
        }
    }
    return true;
}

static bool set_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    if (n->kind == KIND_LATEST) {
        *found = true;
        return fixed_attr(t, n->kind, out, e);
    }
    if (n->kind == KIND_DAY) {
        int64_t day, latest;
        size_t count = 0;
        if (!store_list_days(t->store, n->row - DAY_BIAS - 1, &day, &latest, 1, &count, e))
            return false;
        *found = count && day == n->row - DAY_BIAS;
        if (*found)
            *out = day_attr(day, latest);
        return true;
    }
    struct group g;
    if (!store_get_group(t->store, n->kind == KIND_TOPIC ? GROUP_TOPIC : GROUP_SOURCE, n->row, &g, found, e))
        return false;
    if (*found)
        *out = group_attr(n->kind, &g);
    return true;
}

const struct shape set_shape = {set_find, set_list, set_stat, NULL};

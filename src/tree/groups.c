/* groups: pages/, sources/, topics/, panel/ — directories of sources, topics and roles — and dates/, the directory of days. */
#include "kinds.h"

#include <string.h>

bool find_group(struct tree *t, enum group_kind kind, const char *slug, struct group *out, enum tree_absence *what,
                struct err *e)
{
    bool found = false;
    *what = TREE_IMPOSSIBLE;
    if (!slug_is_possible(slug, strlen(slug)))
        return true;
    if (!store_find_group(t->store, kind, slug, out, &found, e))
        return false;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return true;
}

static bool groups_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                        enum tree_absence *what, struct err *e)
{
    struct group g;
    bool is_index;
    if (!index_find(t, dir, name, out, what, &is_index, e))
        return false;
    if (is_index)
        return true;
    if (!find_group(t, (enum group_kind)kinds[dir->kind].about, name, &g, what, e))
        return false;
    if (*what == TREE_FOUND)
        *out = group_attr(kinds[dir->kind].child, &g);
    return true;
}

static bool groups_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_groups(t->store, (enum group_kind)kinds[dir->kind].about, cookie, t->groups, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct tree_attr attr = group_attr(kinds[dir->kind].child, &t->groups[i]);
            cookie = t->groups[i].id;
            if (!to->emit(to->context, t->groups[i].slug, &attr, cookie))
                return true;
        }
    }
    return true;
}

static bool groups_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    *found = true;
    return fixed_attr(t, n->kind, out, e);
}

static bool days_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                      enum tree_absence *what, struct err *e)
{
    (void)dir;
    int64_t day, found, latest;
    size_t count = 0;
    *what = TREE_IMPOSSIBLE;
    if (!day_parse(name, strlen(name), &day))
        return true;
    if (!store_list_days(t->store, day - 1, &found, &latest, 1, &count, e))
        return false;
    *what = count && found == day ? TREE_FOUND : TREE_ABSENT;
    if (*what == TREE_FOUND)
        *out = day_attr(day, latest);
    return true;
}

static bool days_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    (void)dir;
    int64_t days[CHUNK], latest[CHUNK], after = cookie ? cookie - DAY_BIAS : INT64_MIN;
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_days(t->store, after, days, latest, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            char name[DAY_TEXT_SIZE];
            struct tree_attr attr = day_attr(days[i], latest[i]);
            after = days[i];
            day_format(name, after);
            if (!to->emit(to->context, name, &attr, after + DAY_BIAS))
                return true;
        }
    }
    return true;
}

const struct shape groups_shape = {groups_find, groups_list, groups_stat, NULL};
const struct shape days_shape = {days_find, days_list, groups_stat, NULL};

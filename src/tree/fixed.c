/* fixed: the nodes whose names never change: the root and what stands in it. */
#include "kinds.h"

#include <string.h>

static bool fixed_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                       enum tree_absence *what, struct err *e)
{
    *what = TREE_IMPOSSIBLE;
    for (int k = KIND_ROOT + 1; k < KIND_FIXED_END; k++) {
        if (kinds[k].parent != dir->kind || strcmp(kinds[k].name, name) != 0)
            continue;
        if (!fixed_attr(t, k, out, e))
            return false;
        *what = TREE_FOUND;
    }
    return true;
}

static bool fixed_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    for (int k = cookie ? (int)cookie + 1 : KIND_ROOT + 1; k < KIND_FIXED_END; k++) {
        struct tree_attr attr;
        if (kinds[k].parent != dir->kind)
            continue;
        if (!fixed_attr(t, k, &attr, e))
            return false;
        if (!to->emit(to->context, kinds[k].name, &attr, k))
            return true;
    }
    return true;
}

static bool fixed_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    *found = true;
    return fixed_attr(t, n->kind, out, e);
}

static bool readme_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    (void)t, (void)n, (void)e;
    *found = true;
    readme_write(out);
    return true;
}

const struct shape fixed_shape = {fixed_find, fixed_list, fixed_stat, readme_make};
const struct shape wire_shape = {.stat = fixed_stat}; /* read by offset: see tree_read */

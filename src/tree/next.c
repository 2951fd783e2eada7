/* next: what a reader of one file is likely to read after it, in the order of its directory's listing. */
#include "kinds.h"

static bool next_pages(struct tree *t, const struct node *n, bool backwards, tree_emit *emit, void *context,
                       struct err *e)
{
    struct entry entries[TREE_NEXT_MAX];
    bool found = false;
    size_t count;
    if (!store_get_entry(t->store, n->row, entries, &found, e))
        return false;
    if (!found)
        return true;
    struct article_set set = {SET_SOURCE, entries[0].source};
    bool ok = backwards ? store_list_newest(t->store, set.key, n->row, entries, TREE_NEXT_MAX, &count, e)
                        : store_list_entries(t->store, &set, article_set_cookie(&set, entries), entries, TREE_NEXT_MAX,
                                             &count, e);
    if (!ok)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct tree_attr attr;
        if (!entry_attr(t, KIND_PAGE, 0, &entries[i], &attr, e))
            return false;
        if (!emit(context, NULL, &attr, 1))
            break;
    }
    return true;
}

static bool next_takes(struct tree *t, const struct node *n, tree_emit *emit, void *context, struct err *e)
{
    struct entry entries[TREE_NEXT_MAX];
    struct take_entry takes[TREE_NEXT_MAX];
    bool found = false;
    size_t count;
    if (!store_get_take(t->store, n->row, takes, &found, e))
        return false;
    if (!found)
        return true;
    if (!store_list_role(t->store, takes[0].role, takes[0].article, takes, entries, TREE_NEXT_MAX, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct tree_attr attr;
        if (!take_attr(t, &takes[i], &entries[i], &attr, e))
            return false;
        if (!emit(context, NULL, &attr, 1))
            break;
    }
    return true;
}

bool tree_list_next(struct tree *t, uint64_t file, bool backwards, tree_emit *emit, void *context, struct err *e)
{
    struct node n;
    if (!inode_unpack(file, &n) || (n.kind != KIND_PAGE && n.kind != KIND_TAKE))
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok =
        n.kind == KIND_PAGE ? next_pages(t, &n, backwards, emit, context, e) : next_takes(t, &n, emit, context, e);
    tree_end(t);
    return ok;
}

/* contents: the bytes of all files of one article directory at the price of loading the article once: what a scan is about to read. */
#include "kinds.h"

#include <string.h>

struct sending {
    struct tree *tree;
    tree_bytes *emit;
    void *context;
    struct err *e;
    bool failed;
};

static bool send_article(struct sending *s, const struct node *dir, bool *found)
{
    struct entry entry;
    ARTICLE_SCOPED struct article a;
    BUF_SCOPED struct buf bytes = {0};
    article_init(&a);
    if (!store_get_entry(s->tree->store, dir->row, &entry, found, s->e))
        return false;
    if (!*found)
        return true;
    if (!store_load_article(s->tree->store, entry.id, entry.revision, &a, found, s->e))
        return false;
    for (int f = 0; *found && f <= FILE_META; f++) {
        struct node n = {KIND_TITLE + f, entry.id, f <= FILE_URL ? entry.content : entry.revision};
        if (entry.size[f] == 0)
            continue;
        buf_clear(&bytes);
        render_formats[f].write(&bytes, &a);
        if (!s->emit(s->context, inode_pack(&n), bytes.data, bytes.len))
            break;
    }
    return true;
}

static bool send_child(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)name, (void)next;
    struct sending *s = context;
    struct node n;
    bool found = false;
    BUF_SCOPED struct buf bytes = {0};
    if (!inode_unpack(attr->inode, &n) || !kinds[n.kind].shape->make)
        return true;
    s->failed = !kinds[n.kind].shape->make(s->tree, &n, &bytes, &found, s->e);
    return !s->failed && (!found || s->emit(s->context, attr->inode, bytes.data, bytes.len));
}

bool tree_contents(struct tree *t, uint64_t directory, tree_bytes *emit, void *context, struct err *e)
{
    struct node dir;
    struct sending s = {t, emit, context, e, false};
    bool found;
    if (!inode_unpack(directory, &dir) || !tree_is_article(directory))
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok = kinds[dir.kind].shape == &article_shape
                  ? send_article(&s, &dir, &found)
                  : tree_list(t, directory, 0, send_child, &s, &found, e) && !s.failed;
    tree_end(t);
    return ok;
}

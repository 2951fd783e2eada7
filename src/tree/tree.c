/* tree: the questions of tree.h, asked of the table. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

struct tree *tree_open(struct store *s, const struct tree_options *options)
{
    struct tree *t = mem_alloc(sizeof *t);
    t->store = s;
    t->options = options ? *options : (struct tree_options){0};
    t->latest_version = -1;
    t->searches = t->options.searches;
    if (!t->searches) {
        t->searches = tree_searches_new();
        t->owns_searches = true;
    }
    t->entries = mem_alloc(CHUNK * sizeof *t->entries);
    t->takes = mem_alloc(CHUNK * sizeof *t->takes);
    t->groups = mem_alloc(CHUNK * sizeof *t->groups);
    return t;
}

void tree_close(struct tree *t)
{
    if (!t)
        return;
    free(t->entries);
    free(t->takes);
    free(t->groups);
    buf_finish(&t->made);
    if (t->owns_searches)
        tree_searches_free(t->searches);
    free(t);
}

struct store *tree_store(const struct tree *t)
{
    return t->store;
}

int tree_watch_open(const struct tree *t)
{
    return store_watch_open(t->store);
}

bool tree_watch_clear(int fd)
{
    return store_watch_clear(fd);
}

bool tree_begin(struct tree *t, struct err *e)
{
    if (t->depth == 0) {
        if (!store_begin_read(t->store, e))
            return false;
        t->latest_is_fresh = false;
    }
    t->depth++;
    return true;
}

void tree_end(struct tree *t)
{
    if (--t->depth == 0)
        store_end_read(t->store);
}

bool tree_inode_is_valid(uint64_t inode)
{
    struct node n;
    return inode_unpack(inode, &n);
}

bool tree_is_article(uint64_t inode)
{
    struct node n;
    return inode_unpack(inode, &n) && (kinds[n.kind].shape == &article_shape || kinds[n.kind].shape == &takes_shape);
}

bool tree_is_page(uint64_t inode)
{
    struct node n;
    return inode_unpack(inode, &n) && n.kind == KIND_PAGE;
}

bool tree_holds_pages(uint64_t inode, int64_t *source)
{
    struct node n;
    *source = 0;
    if (!inode_unpack(inode, &n) || (n.kind != KIND_PAGES && n.kind != KIND_PAGE_SOURCE))
        return false;
    *source = n.row;
    return true;
}

uint64_t tree_page_inode(const struct entry *entry)
{
    return inode_pack(&(struct node){KIND_PAGE, entry->id, entry->revision});
}

bool tree_is_take(uint64_t inode)
{
    struct node n;
    return inode_unpack(inode, &n) && n.kind == KIND_TAKE;
}

bool tree_lookup(struct tree *t, uint64_t parent, const char *name, struct tree_attr *out, enum tree_absence *what,
                 struct err *e)
{
    struct node dir;
    if (!inode_unpack(parent, &dir) || !kinds[dir.kind].shape->find) {
        *what = TREE_IMPOSSIBLE;
        return true;
    }
    if (!tree_begin(t, e))
        return false;
    bool ok = kinds[dir.kind].shape->find(t, &dir, name, out, what, e);
    tree_end(t);
    return ok;
}

bool tree_stat(struct tree *t, uint64_t inode, struct tree_attr *out, bool *found, struct err *e)
{
    struct node n;
    *found = false;
    if (!inode_unpack(inode, &n))
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok = kinds[n.kind].shape->stat(t, &n, out, found, e);
    tree_end(t);
    return ok;
}

bool tree_list(struct tree *t, uint64_t directory, int64_t cookie, tree_emit *emit, void *context, bool *found,
               struct err *e)
{
    struct node dir;
    *found = inode_unpack(directory, &dir) && kinds[dir.kind].shape->list;
    if (!*found)
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok = kinds[dir.kind].shape->list(t, &dir, cookie, &(struct listing){emit, context}, e);
    tree_end(t);
    return ok;
}

static void add_slice(struct buf *out, const struct buf *from, int64_t offset, size_t max)
{
    if (offset < 0 || (uint64_t)offset >= from->len)
        return;
    size_t left = from->len - (size_t)offset;
    buf_add(out, from->data + offset, left < max ? left : max);
}

/* The bytes of `made` are still those of the file. */
static bool is_made(struct tree *t, const struct node *n, uint64_t inode, bool *yes, struct err *e)
{
    int64_t version = 0;
    if (kinds[n->kind].shape->changes && !store_data_version(t->store, &version, e))
        return false;
    *yes = t->made_inode == inode && t->made_version == version;
    t->made_version = version;
    return true;
}

/* What was made for one read is kept for the next one of the same file. */
static bool read_made(struct tree *t, const struct node *n, uint64_t inode, int64_t offset, size_t max, struct buf *out,
                      bool *found, struct err *e)
{
    bool made;
    *found = true;
    if (!is_made(t, n, inode, &made, e))
        return false;
    if (!made) {
        t->made_inode = 0;
        buf_clear(&t->made);
        if (!tree_begin(t, e))
            return false;
        bool ok = kinds[n->kind].shape->make(t, n, &t->made, found, e);
        tree_end(t);
        if (!ok || !*found)
            return ok;
        t->made_inode = inode;
    }
    add_slice(out, &t->made, offset, max);
    if (t->made.cap > (1u << 20) && offset + (int64_t)max >= (int64_t)t->made.len) {
        t->made_inode = 0;
        buf_finish(&t->made);
    }
    return true;
}

bool tree_read(struct tree *t, uint64_t file, int64_t offset, size_t max, struct buf *out, bool *found, struct err *e)
{
    struct node n;
    *found = inode_unpack(file, &n);
    if (!*found)
        return true;
    if (n.kind == KIND_WIRE)
        return store_wire_read(t->store, offset, max, out, e);
    *found = kinds[n.kind].shape->make != NULL && S_ISREG(kinds[n.kind].mode);
    return !*found || read_made(t, &n, file, offset, max, out, found, e);
}

static bool parent_of(struct tree *t, const struct node *dir, struct node *up, bool *found, struct err *e)
{
    *found = true;
    *up = (struct node){.kind = kinds[dir->kind].parent};
    if (kinds[up->kind].class == 0)
        return true;
    if (kinds[dir->kind].shape == &takes_shape) {
        up->row = dir->row;
        up->number = dir->number;
        return true;
    }
    if (up->kind == KIND_TOPIC || up->kind == KIND_QUERY) {
        up->row = dir->number;
        return true;
    }
    struct entry entry;
    if (!store_get_entry(t->store, dir->row, &entry, found, e))
        return false;
    up->row = up->kind == KIND_DAY ? entry.day + DAY_BIAS : entry.source;
    return true;
}

bool tree_parent(struct tree *t, uint64_t directory, uint64_t *parent, bool *found, struct err *e)
{
    struct node dir, up;
    *found = inode_unpack(directory, &dir) && S_ISDIR(kinds[dir.kind].mode);
    if (!*found)
        return true;
    if (!parent_of(t, &dir, &up, found, e))
        return false;
    *parent = inode_pack(&up);
    return true;
}

bool tree_walk(struct tree *t, const char *path, struct tree_attr *out, bool *found, struct err *e)
{
    if (!tree_stat(t, TREE_ROOT, out, found, e))
        return false;
    for (const char *at = path; *at && *found;) {
        size_t len = strcspn(at, "/");
        BUF_SCOPED struct buf name = {0};
        buf_add(&name, at, len);
        at += len + (at[len] == '/');
        if (len == 0 || strcmp(name.data, ".") == 0)
            continue;
        if (strcmp(name.data, "..") == 0)
            return err_set(e, ERR_USAGE, "%s: \"..\" has no meaning here: give the path from the root of the tree",
                           path);
        enum tree_absence what;
        if (!tree_lookup(t, out->inode, name.data, out, &what, e))
            return false;
        *found = what == TREE_FOUND;
    }
    return true;
}

void tree_describe(struct buf *out)
{
    for (int k = KIND_ROOT; k < KIND_COUNT; k++)
        if (kinds[k].pattern)
            buf_addf(out, "%-32s %s\n", kinds[k].pattern, kinds[k].help);
    for (const struct render_format *f = render_formats; f->name; f++)
        if (f->file != FILE_PAGE)
            buf_addf(out, "  <article>/%-20s %s%s\n", f->name, f->help, f->list_option ? " (open it by name)" : "");
    buf_addf(out, "  <article>/%-20s %s\n", "takes/<role>.txt", "what each role of the panel says of it");
}

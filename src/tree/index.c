/* index: index.html in pages/ and in each source, opened by name: a browser's way through the mount. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_NAME "index.html"
#define INDEX_MAX  1000

static bool made_attr(struct tree *t, const struct node *n, int64_t latest, struct tree_attr *out, struct err *e)
{
    BUF_SCOPED struct buf bytes = {0};
    bool found;
    if (!kinds[n->kind].shape->make(t, n, &bytes, &found, e))
        return false;
    *out = (struct tree_attr){.inode = inode_pack(n),
                              .mode = kinds[n->kind].mode,
                              .nlink = n->kind == KIND_INDEX ? 1 : 2, /* in pages/ and in sources/ */
                              .size = (int64_t)bytes.len,
                              .mtime = latest,
                              .ctime = latest,
                              .hidden = true};
    return true;
}

static bool index_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct group g;
    int64_t latest = TIME_NONE;
    *found = true;
    if (n->kind == KIND_INDEX) {
        if (!store_last_arrival(t->store, &latest, e))
            return false;
    } else {
        if (!store_get_group(t->store, GROUP_SOURCE, n->row, &g, found, e))
            return false;
        latest = g.latest;
    }
    return !*found || made_attr(t, n, latest == TIME_NONE ? 0 : latest, out, e);
}

bool index_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                enum tree_absence *what, bool *is_index, struct err *e)
{
    bool found = false;
    *is_index = (dir->kind == KIND_PAGES || dir->kind == KIND_PAGE_SOURCE || dir->kind == KIND_SOURCE) &&
                strcmp(name, INDEX_NAME) == 0;
    if (!*is_index)
        return true;
    struct node n = {dir->kind == KIND_PAGES ? KIND_INDEX : KIND_SOURCE_INDEX, dir->row, 0};
    if (!index_stat(t, &n, out, &found, e))
        return false;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return true;
}

static bool write_sources(struct tree *t, struct buf *out, struct err *e)
{
    size_t count = CHUNK;
    render_index_begin(out, "The news", NULL);
    for (int64_t after = 0; count == CHUNK;) {
        if (!store_list_groups(t->store, GROUP_SOURCE, after, t->groups, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            BUF_SCOPED struct buf href = {0};
            const struct group *g = &t->groups[i];
            after = g->id;
            buf_addf(&href, "%s/" INDEX_NAME, g->slug);
            render_index_row(out, href.data, g->name, day_of_time(g->latest == TIME_NONE ? 0 : g->latest));
        }
    }
    render_index_end(out, NULL);
    return true;
}

static bool write_row(struct tree *t, const struct group *g, const struct entry *entry, struct buf *out, struct err *e)
{
    BUF_SCOPED struct buf href = {0}, title = {0};
    bool found;
    if (!store_read_text(t->store, entry->id, entry->content, FILE_TITLE, &title, &found, e))
        return false;
    buf_addf(&href, "../../sources/%s/%s/page.html", g->slug, entry->name);
    render_index_row(out, href.data, buf_str(&title), entry->day);
    return true;
}

static bool write_source(struct tree *t, const struct group *g, struct buf *out, struct err *e)
{
    struct entry *entries = mem_alloc(INDEX_MAX * sizeof *entries);
    size_t count = 0;
    bool ok = store_list_newest(t->store, g->id, INT64_MAX, entries, INDEX_MAX, &count, e);
    render_index_begin(out, g->name, "../../pages/" INDEX_NAME);
    for (size_t i = 0; ok && i < count; i++)
        ok = write_row(t, g, &entries[i], out, e);
    render_index_end(out, count == INDEX_MAX ? "The newest 1,000 articles are shown." : NULL);
    free(entries);
    return ok;
}

static bool index_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    struct group g;
    *found = true;
    if (n->kind == KIND_INDEX)
        return write_sources(t, out, e);
    if (!store_get_group(t->store, GROUP_SOURCE, n->row, &g, found, e))
        return false;
    return !*found || write_source(t, &g, out, e);
}

const struct shape index_shape = {.stat = index_stat, .make = index_make, .changes = true};

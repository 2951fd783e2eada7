/* attr: what stat says, from rows at hand. */
#include "kinds.h"

#include <string.h>

#define RELEASE_TIME 1793318400 /* st_mtime of what comes with the program: 2026-10-30T00:00:00Z */

struct tree_attr directory_attr(const struct node *n, int64_t mtime, int64_t ctime)
{
    return (struct tree_attr){
        .inode = inode_pack(n), .mode = kinds[n->kind].mode, .nlink = 1, .mtime = mtime, .ctime = ctime};
}

bool latest_refresh(struct tree *t, struct err *e)
{
    const struct article_set latest = {SET_LATEST, LATEST_MAX};
    int64_t version, after = 0;
    size_t count = CHUNK;
    if (t->latest_is_fresh)
        return true;
    if (!store_data_version(t->store, &version, e))
        return false;
    t->latest_is_fresh = t->depth > 0;
    if (version == t->latest_version)
        return true;
    t->latest_version = -1;
    t->latest_is_fresh = false;
    t->latest_count = 0;
    while (count == CHUNK && t->latest_count < LATEST_MAX) {
        if (!store_list_entries(t->store, &latest, after, t->entries, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count && t->latest_count < LATEST_MAX; i++) {
            after = article_set_cookie(&latest, &t->entries[i]);
            t->latest[t->latest_count++] = t->entries[i].id;
        }
    }
    t->latest_cut = after;
    t->latest_version = version;
    t->latest_is_fresh = t->depth > 0;
    return true;
}

bool in_latest(struct tree *t, const struct entry *entry, bool *has, struct err *e)
{
    const struct article_set latest = {SET_LATEST, LATEST_MAX};
    if (!latest_refresh(t, e))
        return false;
    *has = article_set_cookie(&latest, entry) <= t->latest_cut;
    return true;
}

/* A rendering whose size the store does not keep: made to be counted. */
static bool made_size(struct tree *t, const struct node *n, int64_t *size, struct err *e)
{
    BUF_SCOPED struct buf bytes = {0};
    bool found;
    if (!kinds[n->kind].shape->make(t, n, &bytes, &found, e))
        return false;
    *size = (int64_t)bytes.len;
    return true;
}

static bool file_attr(struct tree *t, enum kind_id kind, const struct entry *entry, struct tree_attr *out,
                      struct err *e)
{
    int file = kinds[kind].about;
    struct node n = {kind, entry->id, file <= FILE_URL ? entry->content : entry->revision};
    int64_t size = 0;
    if (file < ARTICLE_FILE_COUNT)
        size = entry->size[file];
    else if (!made_size(t, &n, &size, e))
        return false;
    *out = (struct tree_attr){.inode = inode_pack(&n),
                              .mode = kinds[kind].mode,
                              .nlink = 1,
                              .size = size,
                              .mtime = entry->published,
                              .ctime = entry->changed,
                              .immutable = true,
                              .hidden = file >= ARTICLE_FILE_COUNT};
    if (kind == KIND_PAGE)
        return true;
    bool latest = false;
    if (!in_latest(t, entry, &latest, e))
        return false;
    out->nlink = 2 + (uint32_t)entry->topic_count + latest; /* sources/, dates/, topics/, latest/ */
    return true;
}

bool entry_attr(struct tree *t, enum kind_id kind, int64_t container, const struct entry *entry, struct tree_attr *out,
                struct err *e)
{
    if (S_ISREG(kinds[kind].mode))
        return file_attr(t, kind, entry, out, e);
    struct node n = {kind, entry->id, container};
    *out = directory_attr(&n, entry->published, entry->changed);
    return true;
}

bool take_attr(struct tree *t, const struct take_entry *take, const struct entry *entry, struct tree_attr *out,
               struct err *e)
{
    struct node n = {KIND_TAKE, take->id, 0};
    bool latest = false;
    if (!in_latest(t, entry, &latest, e))
        return false;
    *out = (struct tree_attr){.inode = inode_pack(&n),
                              .mode = kinds[KIND_TAKE].mode,
                              .nlink = 3 + (uint32_t)entry->topic_count + latest, /* and panel/ */
                              .size = take->size,
                              .mtime = entry->published,
                              .ctime = take->added,
                              .immutable = true};
    return true;
}

struct tree_attr group_attr(enum kind_id kind, const struct group *g)
{
    int64_t latest = g->latest == TIME_NONE ? 0 : g->latest;
    return directory_attr(&(struct node){.kind = kind, .row = g->id}, latest, latest);
}

struct tree_attr day_attr(int64_t day, int64_t latest)
{
    return directory_attr(&(struct node){.kind = KIND_DAY, .row = day + DAY_BIAS}, latest, latest);
}

bool fixed_attr(struct tree *t, enum kind_id kind, struct tree_attr *out, struct err *e)
{
    int64_t latest, size = 0;
    if (!store_last_arrival(t->store, &latest, e))
        return false;
    latest = latest == TIME_NONE ? 0 : latest;
    if (kind == KIND_WIRE && !store_wire_size(t->store, &size, e))
        return false;
    if (kind == KIND_TODAY && !made_size(t, &(struct node){.kind = kind}, &size, e))
        return false;
    *out = directory_attr(&(struct node){.kind = kind}, latest, latest);
    out->size = size;
    if (kind == KIND_README || kind == KIND_AGENTS) {
        BUF_SCOPED struct buf text = {0};
        readme_write(&text);
        out->size = (int64_t)text.len;
        out->mtime = out->ctime = RELEASE_TIME;
        out->nlink = 2;
        out->immutable = true;
    }
    return true;
}

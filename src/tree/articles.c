/* articles: an article's directory, and its files. */
#include "kinds.h"

#include <string.h>

static bool is_there(const struct node *dir, const struct entry *entry, struct tree *t, bool *has, struct err *e)
{
    *has = true;
    if (dir->kind != KIND_TOPIC_ARTICLE)
        return true;
    return store_set_has(t->store, &(struct article_set){SET_TOPIC, dir->number}, entry, has, e);
}

/* The article that a directory in a view shows, where it (still) is in that view. */
static bool get_shown(struct tree *t, const struct node *dir, struct entry *entry, bool *found, struct err *e)
{
    if (!store_get_entry(t->store, dir->row, entry, found, e))
        return false;
    return !*found || is_there(dir, entry, t, found, e);
}

static bool article_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out, enum tree_absence *what, struct err *e)
{
    struct entry entry;
    bool found = false;
    enum kind_id kind = strcmp(name, "takes") == 0 ? kinds[dir->kind].child : KIND_NONE;
    for (enum article_file f = 0; f <= FILE_META && kind == KIND_NONE; f++)
        if (strcmp(name, render_formats[f].name) == 0)
            kind = KIND_TITLE + (int)f;
    *what = TREE_IMPOSSIBLE;
    if (kind == KIND_NONE)
        return true;
    if (!get_shown(t, dir, &entry, &found, e))
        return false;
    if (found)
        found = S_ISDIR(kinds[kind].mode) ? entry.take_count > 0 : entry.size[kinds[kind].about] > 0;
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return !found || entry_attr(t, kind, dir->number, &entry, out, e);
}

static bool article_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e)
{
    struct entry entry;
    struct tree_attr attr;
    bool found = false;
    if (!get_shown(t, dir, &entry, &found, e))
        return false;
    if (!found)
        return true;
    for (int f = (int)cookie; f <= FILE_META; f++) {
        if (entry.size[f] == 0)
            continue;
        if (!entry_attr(t, KIND_TITLE + f, 0, &entry, &attr, e))
            return false;
        if (!to->emit(to->context, render_formats[f].name, &attr, f + 1))
            return true;
    }
    if (entry.take_count == 0 || cookie > FILE_META + 1)
        return true;
    if (!entry_attr(t, kinds[dir->kind].child, dir->number, &entry, &attr, e))
        return false;
    to->emit(to->context, "takes", &attr, FILE_META + 2);
    return true;
}

static bool article_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct entry entry;
    if (!get_shown(t, n, &entry, found, e))
        return false;
    return !*found || entry_attr(t, n->kind, n->number, &entry, out, e);
}

static bool file_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    struct entry entry;
    bool text = kinds[n->kind].about <= FILE_URL;
    if (!(text ? store_get_content : store_get_revision)(t->store, n->row, (int32_t)n->number, &entry, found, e))
        return false;
    *found = *found && entry.size[kinds[n->kind].about] > 0;
    return !*found || entry_attr(t, n->kind, 0, &entry, out, e);
}

static bool file_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    enum article_file file = (enum article_file)kinds[n->kind].about;
    if (file <= FILE_URL)
        return store_read_text(t->store, n->row, (int32_t)n->number, file, out, found, e);
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    if (!store_load_article(t->store, n->row, (int32_t)n->number, &a, found, e))
        return false;
    if (*found)
        render_formats[file].write(out, &a);
    return true;
}

const struct shape article_shape = {article_find, article_list, article_stat, NULL};
const struct shape file_shape = {.stat = file_stat, .make = file_make};

/* articles: an article's directory, and its files. */
#include "kinds.h"
#include "newsfs/text.h"

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

/* takes/ comes after every format: see render_formats. */
#define TAKES_COOKIE (KIND_WEBPAGE - KIND_TITLE + 2)

/* A rendering is listed where the table says so, or the mount was asked to. */
static bool is_listed(const struct tree *t, int format)
{
    const char *option = render_formats[format].list_option;
    return !option || (*option && t->options.list && text_list_has(t->options.list, option));
}

static bool is_served(const struct entry *entry, int format)
{
    return format >= ARTICLE_FILE_COUNT || entry->size[format] > 0;
}

static bool article_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                         enum tree_absence *what, struct err *e)
{
    struct entry entry;
    bool found = false;
    enum kind_id kind = strcmp(name, "takes") == 0 ? kinds[dir->kind].child : KIND_NONE;
    for (int f = 0; render_formats[f].name && kind == KIND_NONE; f++)
        if (f != FILE_PAGE && strcmp(name, render_formats[f].name) == 0)
            kind = KIND_TITLE + f;
    *what = TREE_IMPOSSIBLE;
    if (kind == KIND_NONE)
        return true;
    if (!get_shown(t, dir, &entry, &found, e))
        return false;
    if (found)
        found = S_ISDIR(kinds[kind].mode) ? entry.take_count > 0 : is_served(&entry, kinds[kind].about);
    *what = found ? TREE_FOUND : TREE_ABSENT;
    return !found || entry_attr(t, kind, dir->number, &entry, out, e);
}

static bool article_list(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to,
                         struct err *e)
{
    struct entry entry;
    struct tree_attr attr;
    bool found = false;
    if (!get_shown(t, dir, &entry, &found, e))
        return false;
    if (!found)
        return true;
    for (int f = (int)cookie; f < TAKES_COOKIE - 1; f++) {
        if (!is_listed(t, f) || !is_served(&entry, f))
            continue;
        if (!entry_attr(t, KIND_TITLE + f, 0, &entry, &attr, e))
            return false;
        if (!to->emit(to->context, render_formats[f].name, &attr, f + 1))
            return true;
    }
    if (entry.take_count == 0 || cookie >= TAKES_COOKIE)
        return true;
    if (!entry_attr(t, kinds[dir->kind].child, dir->number, &entry, &attr, e))
        return false;
    to->emit(to->context, "takes", &attr, TAKES_COOKIE);
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
    *found = *found && is_served(&entry, kinds[n->kind].about);
    return !*found || entry_attr(t, n->kind, 0, &entry, out, e);
}

static bool file_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    int file = kinds[n->kind].about;
    if (file <= FILE_URL)
        return store_read_text(t->store, n->row, (int32_t)n->number, (enum article_file)file, out, found, e);
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

/* front: today.txt, the newest day that has articles. Made from the store as it is now: its inode is not immutable, and every change of
 * the store invalidates it. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

#define FRONT_MAX 200

static int by_source(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->id < y->id ? 1 : -1; /* the latest arrival first */
}

static size_t count_day(const struct entry *entries, size_t count)
{
    size_t n = 0;
    while (n < count && entries[n].day == entries[0].day)
        n++;
    return n;
}

static bool write_article(struct tree *t, const struct entry *entry, bool new_source, const struct front_style *style,
                          struct buf *out, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    bool found = false;
    article_init(&a);
    if (!store_load_article(t->store, entry->id, entry->revision, &a, &found, e))
        return false;
    if (!found)
        return true;
    if (new_source)
        render_front_source(out, a.doc.source_name ? a.doc.source_name : a.source_slug, style);
    render_front_article(out, &a, style);
    return true;
}

static bool write_day(struct tree *t, struct entry *entries, size_t count, bool more, const struct front_style *style,
                      struct buf *out, struct err *e)
{
    render_front_head(out, entries[0].day, count, more, style);
    qsort(entries, count, sizeof *entries, by_source);
    for (size_t i = 0; i < count; i++)
        if (!write_article(t, &entries[i], i == 0 || entries[i].source != entries[i - 1].source, style, out, e))
            return false;
    return true;
}

bool tree_front_page(struct tree *t, const struct front_style *style, struct buf *out, struct err *e)
{
    const struct article_set latest = {SET_LATEST, FRONT_MAX + 1};
    struct entry *entries = mem_alloc((FRONT_MAX + 1) * sizeof *entries);
    size_t count = 0;
    bool ok = tree_begin(t, e);
    if (ok) {
        ok = store_list_entries(t->store, &latest, 0, entries, FRONT_MAX + 1, &count, e);
        size_t of_day = count ? count_day(entries, count) : 0;
        if (ok && count == 0)
            buf_adds(out, "No articles yet: \"newsfs import FILE\" brings some.\n");
        else if (ok)
            ok = write_day(t, entries, of_day > FRONT_MAX ? FRONT_MAX : of_day, of_day > FRONT_MAX, style, out, e);
        tree_end(t);
    }
    free(entries);
    return ok;
}

static bool front_make(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e)
{
    (void)n;
    *found = true;
    return tree_front_page(t, &(struct front_style){"", "", "", ""}, out, e);
}

static bool front_stat(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e)
{
    *found = true;
    return fixed_attr(t, n->kind, out, e);
}

const struct shape front_shape = {.stat = front_stat, .make = front_make, .changes = true};

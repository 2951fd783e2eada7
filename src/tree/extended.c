/* extended: user.newsfs.* attributes of article directories and their files. */
#include "kinds.h"
#include "newsfs/text.h"

#include <string.h>

#define PREFIX "user.newsfs."

/* The entry of the article a node belongs to, at the revision it stands for. */
static bool entry_of(struct tree *t, const struct node *n, struct entry *out, bool *found, struct err *e)
{
    struct take_entry take;
    const struct shape *shape = kinds[n->kind].shape;
    *found = false;
    if (shape == &take_shape) {
        if (!store_get_take(t->store, n->row, &take, found, e))
            return false;
        return !*found || store_get_entry(t->store, take.article, out, found, e);
    }
    if (shape == &article_shape || shape == &takes_shape)
        return store_get_entry(t->store, n->row, out, found, e);
    if (shape != &file_shape)
        return true;
    bool text = kinds[n->kind].about <= FILE_URL;
    return (text ? store_get_content : store_get_revision)(t->store, n->row, (int32_t)n->number, out, found, e);
}

struct telling {
    tree_attribute *emit;
    void *context;
};

static void tell(const struct telling *to, const char *name, const char *value)
{
    BUF_SCOPED struct buf full = {0}, clean = {0};
    if (!value || !*value)
        return;
    buf_addf(&full, PREFIX "%s", name);
    text_clean_line(&clean, value, strlen(value));
    to->emit(to->context, full.data, buf_str(&clean), clean.len);
}

static void tell_all(const struct telling *to, const struct article *a)
{
    BUF_SCOPED struct buf topics = {0}, roles = {0}, revision = {0};
    char published[TIME_TEXT_SIZE];
    for (size_t i = 0; i < a->doc.topic_count; i++)
        buf_addf(&topics, "%s%s", i ? "," : "", a->doc.topics[i]);
    for (size_t i = 0; i < a->doc.take_count; i++)
        buf_addf(&roles, "%s%s", i ? "," : "", a->doc.takes[i].role);
    buf_addf(&revision, "%d", a->entry.revision);
    time_format(published, a->doc.published == TIME_NONE ? a->entry.published : a->doc.published);
    tell(to, "id", a->doc.id);
    tell(to, "url", a->doc.url);
    tell(to, "source", a->doc.source_name ? a->doc.source_name : a->source_slug);
    tell(to, "topics", buf_str(&topics));
    tell(to, "roles", buf_str(&roles));
    tell(to, "published", published);
    tell(to, "revision", revision.data);
}

static bool load(struct tree *t, const struct node *n, struct article *out, bool *found, struct err *e)
{
    struct entry entry;
    if (!entry_of(t, n, &entry, found, e))
        return false;
    return !*found || store_load_article(t->store, entry.id, entry.revision, out, found, e);
}

bool tree_list_attributes(struct tree *t, uint64_t inode, tree_attribute *emit, void *context, struct err *e)
{
    struct node n;
    ARTICLE_SCOPED struct article a;
    bool found = false;
    article_init(&a);
    if (!inode_unpack(inode, &n))
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok = load(t, &n, &a, &found, e);
    tree_end(t);
    if (ok && found)
        tell_all(&(struct telling){emit, context}, &a);
    return ok;
}

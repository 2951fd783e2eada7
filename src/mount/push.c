/* push: contents sent into the page cache before anybody asks, so that a scan costs few requests.
 *
 * Two occasions, both only while contents are being read:
 *   - the empty reply that ends an article directory's listing: the kernel has then created the inodes of the earlier replies, so storing
 *     into them cannot miss. A READ of a file grants credit for some directories; when it is used up, one directory goes without, and its READ
 *     renews and doubles the credit, so `find` and `ls -lR` push next to nothing.
 *   - a READ of a page or a take: those that follow in the directory's order, in a window that doubles while the reader arrives where the
 *     last push ended, as the kernel's own readahead does within one file.
 *
 * A store can wait for a page that a reader holds locked while it waits for its READ. So at most one thread ever stores (a trylock), and
 * another always comes to serve that READ (workers.c). Both are invariants. */
#include "session.h"

#include <errno.h>
#include <sys/stat.h>

#define GRANT_FIRST  16
#define GRANT_MAX    1024
#define WINDOW_FIRST 4
#define WINDOW_MAX   64
#define PUSH_MAX     (128 << 10) /* bytes of one file: what is larger is read in slices */

void push_init(struct push_state *p)
{
    pthread_mutex_init(&p->one, NULL);
    atomic_init(&p->grant, GRANT_FIRST);
}

/* Send the bytes of one file. False where it is of no use to go on. */
static bool push_bytes(void *context, uint64_t inode, const char *bytes, size_t len)
{
    struct worker *w = context;
    if (len > PUSH_MAX)
        return true;
    struct fuse_bufvec vec = FUSE_BUFVEC_INIT(len);
    vec.buf[0].mem = (char *)bytes;
    workers_push_begins(w->session);
    int status = fuse_lowlevel_notify_store(w->session->fuse, inode, 0, &vec, 0);
    workers_push_ends(w->session);
    count(status == 0 ? &w->counters.pushed : &w->counters.push_skipped, 1);
    return status == 0 || status == -ENOENT;
}

static bool push_file(struct worker *w, const struct tree_attr *attr)
{
    struct err e = {0};
    bool found;
    buf_clear(&w->content);
    if (attr->size > PUSH_MAX)
        return true;
    if (!tree_read(w->tree, attr->inode, 0, PUSH_MAX, &w->content, &found, &e) || !found)
        return false;
    return push_bytes(w, attr->inode, w->content.data, w->content.len);
}

static bool may_push(struct worker *w)
{
    return w->session->options->push && pthread_mutex_trylock(&w->session->push.one) == 0;
}

void push_directory(struct worker *w, uint64_t directory)
{
    struct push_state *p = &w->session->push;
    if (!tree_is_article(directory) || atomic_load(&p->credit) <= 0 || !may_push(w))
        return;
    struct err e = {0};
    atomic_fetch_sub(&p->credit, 1);
    if (!tree_contents(w->tree, directory, push_bytes, w, &e))
        log_line(LOG_LEVEL_WARNING, "push: %s", e.text);
    pthread_mutex_unlock(&p->one);
}

/* The files that follow, as far as the window reaches. */
struct ahead {
    struct worker *w;
    int left;
};

static bool push_next(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)name, (void)next;
    struct ahead *a = context;
    if (a->left-- <= 0)
        return false;
    return push_file(a->w, attr);
}

/* In a listing's order ids grow, so the next file to be read is near the last, also where the reader sorted by name. */
static bool is_near(uint64_t file, uint64_t last)
{
    uint64_t distance = file > last ? file - last : last - file;
    return last && distance <= 2 * WINDOW_MAX;
}

/* Some readers (rg, with several threads) take a directory from its end: so the direction of the last step counts. */
static void push_ahead(struct worker *w, uint64_t file)
{
    struct push_state *p = &w->session->push;
    uint64_t last = atomic_exchange(&p->last, file);
    int window = is_near(file, last) ? atomic_load(&p->window) * 2 : WINDOW_FIRST;
    struct ahead ahead = {w, window > WINDOW_MAX ? WINDOW_MAX : window};
    struct err e = {0};
    atomic_store(&p->window, ahead.left);
    if (!tree_begin(w->tree, &e))
        return;
    if (!tree_list_next(w->tree, file, is_near(file, last) && file < last, push_next, &ahead, &e))
        log_line(LOG_LEVEL_WARNING, "push: %s", e.text);
    tree_end(w->tree);
}

void push_before_read(struct worker *w, uint64_t file, int64_t offset)
{
    struct push_state *p = &w->session->push;
    if (offset != 0 || !w->session->options->push)
        return;
    if (!tree_is_page(file) && atomic_load(&p->credit) <= 0) {
        int grant = atomic_load(&p->grant);
        atomic_store(&p->credit, grant);
        atomic_store(&p->grant, grant * 2 > GRANT_MAX ? GRANT_MAX : grant * 2);
    }
    if ((tree_is_page(file) || tree_is_take(file)) && may_push(w)) {
        push_ahead(w, file);
        pthread_mutex_unlock(&p->one);
    }
}

/* push: contents sent into the page cache before anybody asks, so that a scan costs few requests.
 *
 * Two occasions, both only while contents are being read:
 *   - the empty reply that ends an article directory's listing: the kernel has then created the inodes of the earlier replies, so storing
 *     into them cannot miss. A READ of a file grants credit for some directories; when it is used up, one directory goes without, and its READ
 *     renews and doubles the credit, so `find` and `ls -lR` push next to nothing.
 *   - a READ of a page or a take: those that follow in the directory's order, in a window that doubles while the reader arrives where the
 *     last push ended, as the kernel's own readahead does within one file; for several readers at once.
 *
 * A store can wait for a page that a reader holds locked while it waits for its READ. So at most one thread ever stores (a trylock), and
 * another always comes to serve that READ (workers.c). Both are invariants. */
#include "session.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define GRANT_FIRST  16
#define GRANT_MAX    1024
#define WINDOW_FIRST 4
#define WINDOW_MAX   64
#define NEAR         (2 * WINDOW_MAX) /* between the numbers of two files that may be of one scan */
#define PASSED       4                /* files left to another reader where it and the pushing are side by side */
#define RECENT_MS    1000
#define PUSH_MAX     (128 << 10) /* bytes of one file: what is larger is read in slices */

void push_init(struct push_state *p)
{
    pthread_mutex_init(&p->one, NULL);
    atomic_init(&p->grant, GRANT_FIRST);
}

/* Send the bytes of one file. -ENOENT: the kernel does not know it; what else is negative: it is of no use to go on. */
static int store(struct worker *w, uint64_t inode, const char *bytes, size_t len)
{
    if (len > PUSH_MAX)
        return 0;
    struct fuse_bufvec vec = FUSE_BUFVEC_INIT(len);
    vec.buf[0].mem = (char *)bytes;
    workers_push_begins(w->session);
    int status = fuse_lowlevel_notify_store(w->session->fuse, inode, 0, &vec, 0);
    workers_push_ends(w->session);
    count(status == 0 ? &w->counters.pushed : &w->counters.push_skipped, 1);
    return status;
}

static bool push_bytes(void *context, uint64_t inode, const char *bytes, size_t len)
{
    int status = store(context, inode, bytes, len);
    return status == 0 || status == -ENOENT;
}

static int push_file(struct worker *w, const struct tree_attr *attr)
{
    struct err e = {0};
    bool found;
    buf_clear(&w->content);
    if (attr->size > PUSH_MAX)
        return 0;
    if (!tree_read(w->tree, attr->inode, 0, PUSH_MAX, &w->content, &found, &e) || !found)
        return -EIO;
    return store(w, attr->inode, w->content.data, w->content.len);
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

/* ---- pages and takes ---- */

static uint64_t *place_of(struct push_state *p, uint64_t file)
{
    return &p->recent[file * UINT64_C(0x9e3779b97f4a7c15) >> (64 - PUSH_RECENT_BITS)];
}

/* The kernel may have dropped what was sent a while ago; and a scan that has been still for as long is over. */
static void forget_old(struct push_state *p)
{
    int64_t now = clock_monotonic_ms();
    if (now >= p->recent_until) {
        memset(p->recent, 0, sizeof p->recent);
        p->recent_until = now + RECENT_MS;
    }
    if (now >= p->used_ms + RECENT_MS)
        memset(p->streams, 0, sizeof p->streams);
    p->used_ms = now;
}

/* Whether the file was sent or asked for of late; it is now. */
static bool note_recent(struct push_state *p, uint64_t file)
{
    uint64_t *place = place_of(p, file);
    bool was = *place == file;
    *place = file;
    return was;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

static struct push_stream *stream_at_edge(struct push_state *p, uint64_t file)
{
    for (int i = 0; i < PUSH_STREAMS; i++)
        if (p->streams[i].edge == file)
            return &p->streams[i];
    return NULL;
}

/* In a listing's order ids grow, so the next file to be read is near the last, also where the reader sorted by name, or is several threads. */
static const struct push_stream *stream_near(const struct push_state *p, uint64_t file)
{
    const struct push_stream *near = NULL;
    for (const struct push_stream *s = p->streams; s < p->streams + PUSH_STREAMS; s++) {
        uint64_t reach = s->edge && distance(s->edge, s->last) > NEAR ? distance(s->edge, s->last) : NEAR;
        if (s->last && distance(file, s->last) <= reach && (!near || s->used > near->used))
            near = s;
    }
    return near;
}

/* A scan that came to its directory's end goes on in the next one. */
static const struct push_stream *stream_at_end(const struct push_state *p)
{
    const struct push_stream *newest = p->streams;
    for (const struct push_stream *s = p->streams; s < p->streams + PUSH_STREAMS; s++)
        if (s->used > newest->used)
            newest = s;
    return newest->last && !newest->edge ? newest : NULL;
}

static struct push_stream *oldest_stream(struct push_state *p)
{
    struct push_stream *oldest = p->streams;
    for (struct push_stream *s = p->streams; s < p->streams + PUSH_STREAMS; s++)
        if (s->used < oldest->used)
            oldest = s;
    return oldest;
}

/* Some readers (rg, with several threads) take a directory from its end, and some are several at once. */
static struct push_stream *stream_of(struct push_state *p, uint64_t file)
{
    struct push_stream *s = stream_at_edge(p, file);
    if (s) {
        s->window = s->window * 2 > WINDOW_MAX ? WINDOW_MAX : s->window * 2;
    } else {
        const struct push_stream *near = stream_near(p, file), *before = near ? near : stream_at_end(p);
        struct push_stream next = {.window = before ? before->window : WINDOW_FIRST,
                                   .backwards = near && file < near->last};
        s = oldest_stream(p);
        *s = next;
    }
    s->last = file;
    s->edge = 0;
    s->used = ++p->turn;
    return s;
}

struct ahead {
    struct worker *w;
    struct push_stream *stream;
    int left, passed, looked;
};

/* A directory's later files may not be known yet, where the reader lists it piece by piece. */
static bool push_next(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)name, (void)next;
    struct ahead *a = context;
    struct push_state *p = &a->w->session->push;
    if (a->left == 0 || ++a->looked == TREE_NEXT_MAX) {
        a->stream->edge = attr->inode;
        return false;
    }
    if (a->passed > 0) {
        a->passed--;
        return true;
    }
    if (note_recent(p, attr->inode))
        return true;
    a->left--;
    int status = push_file(a->w, attr);
    if (status == -ENOENT) {
        *place_of(p, attr->inode) = 0;
        a->stream->edge = attr->inode;
    }
    /* a store waits for a page that a READ is under way for: so both would go on side by side */
    if (atomic_load(&p->asked) == attr->inode)
        a->passed = PASSED;
    return status == 0;
}

/* What is asked for although it was just sent was on its way. */
static void push_ahead(struct worker *w, uint64_t file)
{
    struct push_state *p = &w->session->push;
    struct err e = {0};
    forget_old(p);
    if (note_recent(p, file))
        return;
    struct push_stream *s = stream_of(p, file);
    struct ahead ahead = {.w = w, .stream = s, .left = s->window};
    if (!tree_begin(w->tree, &e))
        return;
    if (!tree_list_next(w->tree, file, s->backwards, push_next, &ahead, &e))
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
    if (!tree_is_page(file) && !tree_is_take(file))
        return;
    atomic_store(&w->session->push.asked, file);
    if (may_push(w)) {
        push_ahead(w, file);
        pthread_mutex_unlock(&p->one);
    }
}

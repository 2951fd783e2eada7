/* live: what is committed to the store becomes visible in the mount.
 *
 * One thread of its own, holding no lock that a handler takes, asks the tree what changed and tells the kernel: it costs
 * a look at a counter ten times a second while nothing happens. Within a burst each directory is invalidated once. What was invalidated is
 * invalidated once more a moment later: a request that was under way, on the snapshot before, may have put the old answer back. */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_EVERY_MS 100
#define ECHO_AFTER_MS 300
#define ECHO_MAX      8192 /* inodes and names remembered for the second time; a burst above that is told once */

/* One thing to tell: an inode's content or attributes, or a name in a directory. */
struct telling {
    uint64_t inode;
    char *name; /* NULL: the inode itself */
    bool content;
};

struct live {
    struct session *session;
    struct tree *tree;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t end;
    bool ending; /* under lock */
    int64_t number;
    struct telling echo[ECHO_MAX];
    size_t echo_count;
    int64_t echo_at; /* monotonic ms */
    uint64_t *told;  /* inodes of this burst, open addressing; key << 1 | content */
    size_t told_count, told_cap;
};

static void send(struct live *l, const struct telling *t)
{
    struct fuse_session *fuse = l->session->fuse;
    if (t->name)
        fuse_lowlevel_notify_inval_entry(fuse, t->inode, t->name, strlen(t->name));
    else
        fuse_lowlevel_notify_inval_inode(fuse, t->inode, t->content ? 0 : -1, 0);
}

static void tell(struct live *l, struct telling t)
{
    send(l, &t);
    if (l->echo_count == ECHO_MAX)
        return;
    if (t.name)
        t.name = mem_strdup(t.name);
    l->echo[l->echo_count++] = t;
}

static size_t slot_of(const struct live *l, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (l->told_cap - 1);
    while (l->told[at] && l->told[at] != key)
        at = (at + 1) & (l->told_cap - 1);
    return at;
}

static void grow_told(struct live *l)
{
    uint64_t *old = l->told;
    size_t cap = l->told_cap;
    l->told_cap = cap ? cap * 2 : 256;
    l->told = mem_alloc(l->told_cap * sizeof *l->told);
    for (size_t i = 0; i < cap; i++)
        if (old[i])
            l->told[slot_of(l, old[i])] = old[i];
    free(old);
}

static bool is_first(struct live *l, uint64_t inode, bool content)
{
    uint64_t key = inode << 1 | content;
    if (l->told_count * 2 >= l->told_cap)
        grow_told(l);
    size_t at = slot_of(l, key);
    if (l->told[at])
        return false;
    l->told[at] = key;
    l->told_count++;
    return true;
}

static void on_content(void *context, uint64_t inode)
{
    if (is_first(context, inode, true))
        tell(context, (struct telling){inode, NULL, true});
}

static void on_node(void *context, uint64_t inode)
{
    if (is_first(context, inode, false))
        tell(context, (struct telling){inode, NULL, false});
}

static void on_entry(void *context, uint64_t directory, const char *name)
{
    tell(context, (struct telling){directory, (char *)name, false});
}

static void tell_again(struct live *l)
{
    for (size_t i = 0; i < l->echo_count; i++) {
        send(l, &l->echo[i]);
        free(l->echo[i].name);
    }
    l->echo_count = 0;
}

static void look(struct live *l)
{
    const struct tree_watcher watcher = {on_content, on_entry, on_node, l};
    struct err e = {0};
    size_t before = l->echo_count;
    if (l->echo_count && clock_monotonic_ms() >= l->echo_at) {
        tell_again(l);
        before = 0;
    }
    if (!tree_follow(l->tree, &l->number, &watcher, &e))
        log_line(LOG_LEVEL_ERROR, "following the store: %s", e.text);
    if (l->echo_count > before)
        l->echo_at = clock_monotonic_ms() + ECHO_AFTER_MS;
    if (l->told_count) {
        free(l->told);
        l->told = NULL;
        l->told_count = l->told_cap = 0;
    }
}

static bool wait_a_moment(struct live *l)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_EVERY_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&l->lock);
    while (!l->ending && pthread_cond_timedwait(&l->end, &l->lock, &until) != ETIMEDOUT)
        ;
    bool ending = l->ending;
    pthread_mutex_unlock(&l->lock);
    return !ending;
}

static void *follow(void *context)
{
    struct live *l = context;
    while (wait_a_moment(l))
        look(l);
    return NULL;
}

static void live_free(struct live *l)
{
    for (size_t i = 0; i < l->echo_count; i++)
        free(l->echo[i].name);
    if (l->tree)
        l->session->options->close_tree(l->session->options->context, l->tree);
    pthread_cond_destroy(&l->end);
    pthread_mutex_destroy(&l->lock);
    free(l->told);
    free(l);
}

struct live *live_start(struct session *s, struct err *e)
{
    struct live *l = mem_alloc(sizeof *l);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->end, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&l->lock, NULL);
    l->session = s;
    l->number = -1;
    l->tree = s->options->open_tree(s->options->context, e);
    if (!l->tree || !tree_follow(l->tree, &l->number, NULL, e))
        goto fail;
    int status = pthread_create(&l->thread, NULL, follow, l);
    if (status == 0)
        return l;
    errno = status;
    err_errno(e, "starting a thread");
fail:
    live_free(l);
    return NULL;
}

void live_end(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    l->ending = true;
    pthread_cond_signal(&l->end);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    live_free(l);
}

/* live: what is committed to the store becomes visible in the mount.
 *
 * One thread of its own, holding no lock that a handler takes, asks the tree what changed and tells the kernel. It sleeps until the store
 * hints that somebody commits; then it looks soon, and again at doubling distances, as the hint comes before the commit; a look costs some
 * microseconds. While nothing happens it looks about once a second, in case a hint was missed; where there are no hints, ten times.
 *
 * Within a burst each directory is invalidated once, and bursts that follow each other are a twentieth of a second apart. What was invalidated is
 * invalidated once more a moment later: a request that was under way, on the snapshot before, may have put the old answer back. */
#include "newsfs/number_map.h"
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define LOOK_SOON_MS  10  /* after a hint */
#define LOOK_BURST_MS 50  /* after a look that found something */
#define LOOK_QUIET_MS 800 /* when nothing happens: within the second that is promised, should a hint be missed */
#define LOOK_BLIND_MS 100 /* without hints */
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
    int end;   /* an eventfd: readable when the thread shall end */
    int watch; /* hints of the store; -1: none */
    int pause; /* ms until the next look */
    int64_t number;
    struct telling echo[ECHO_MAX];
    size_t echo_count;
    int64_t echo_at;        /* monotonic ms */
    struct number_map told; /* of this burst: inode << 1 | content */
};

static void send(struct live *l, const struct telling *t)
{
    struct fuse_session *fuse = l->session->fuse;
    count(&l->session->notified, 1);
    if (t->name)
        fuse_lowlevel_notify_inval_entry(fuse, t->inode, t->name, strlen(t->name));
    else
        fuse_lowlevel_notify_inval_inode(fuse, t->inode, t->content ? 0 : -1, 0);
}

static void tell(struct live *l, struct telling t)
{
    atomic_fetch_add(&l->session->news, 1); /* no later answer may be from before */
    send(l, &t);
    if (l->echo_count == ECHO_MAX)
        return;
    if (t.name)
        t.name = mem_strdup(t.name);
    l->echo[l->echo_count++] = t;
}

static bool is_first(struct live *l, uint64_t inode, bool content)
{
    const void **told = number_map_at(&l->told, inode << 1 | content);
    bool first = !*told;
    *told = l;
    return first;
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

/* True: something had changed. */
static bool look(struct live *l)
{
    const struct tree_watcher watcher = {on_content, on_entry, on_node, l};
    struct err e = {0};
    int64_t before = l->number;
    size_t echoes = l->echo_count;
    if (l->echo_count && clock_monotonic_ms() >= l->echo_at) {
        tell_again(l);
        echoes = 0;
    }
    if (!tree_follow(l->tree, &l->number, &watcher, &e))
        log_line(LOG_LEVEL_ERROR, "following the store: %s", e.text);
    if (l->echo_count > echoes)
        l->echo_at = clock_monotonic_ms() + ECHO_AFTER_MS;
    number_map_finish(&l->told);
    return l->number != before;
}

/* ---- when to look ---- */

static void open_watch(struct live *l)
{
    if (l->watch < 0)
        l->watch = tree_watch_open(l->tree);
}

/* True: there was a hint. */
static bool take_hint(struct live *l, bool hinted)
{
    if (hinted && !tree_watch_clear(l->watch)) {
        close(l->watch);
        l->watch = -1;
    }
    return hinted;
}

static int until_next_look(const struct live *l)
{
    int64_t echo = l->echo_count ? l->echo_at - clock_monotonic_ms() : l->pause;
    return echo < 0 ? 0 : echo < l->pause ? (int)echo : l->pause;
}

/* Sleep until it is time to look. Only a long sleep is ended by a hint: hints that come one after the other are taken together. False: the end. */
static bool wait_for_look(struct live *l)
{
    struct pollfd on[] = {{.fd = l->end, .events = POLLIN}, {.fd = l->watch, .events = POLLIN}};
    if (l->pause > LOOK_BURST_MS && poll(on, 2, until_next_look(l)) > 0 && !on[0].revents &&
        take_hint(l, on[1].revents))
        l->pause = LOOK_SOON_MS;
    else if (l->pause > LOOK_BURST_MS)
        return !on[0].revents;
    return poll(on, 1, until_next_look(l)) == 0;
}

static void choose_pause(struct live *l, bool changed, bool hinted)
{
    int quiet = l->watch < 0 ? LOOK_BLIND_MS : LOOK_QUIET_MS;
    if (changed)
        l->pause = LOOK_BURST_MS;
    else if (hinted)
        l->pause = l->pause < LOOK_BURST_MS ? LOOK_SOON_MS : LOOK_BURST_MS;
    else
        l->pause = l->pause * 2;
    if (l->pause > quiet)
        l->pause = quiet;
}

static void *follow(void *context)
{
    struct live *l = context;
    while (wait_for_look(l)) {
        struct pollfd hint = {.fd = l->watch, .events = POLLIN};
        bool hinted = take_hint(l, l->watch >= 0 && poll(&hint, 1, 0) > 0);
        choose_pause(l, look(l), hinted);
        open_watch(l);
    }
    return NULL;
}

static void live_free(struct live *l)
{
    for (size_t i = 0; i < l->echo_count; i++)
        free(l->echo[i].name);
    if (l->tree)
        l->session->options->close_tree(l->session->options->context, l->tree);
    if (l->watch >= 0)
        close(l->watch);
    if (l->end >= 0)
        close(l->end);
    number_map_finish(&l->told);
    free(l);
}

struct live *live_start(struct session *s, struct err *e)
{
    struct live *l = mem_alloc(sizeof *l);
    l->session = s;
    l->number = l->watch = -1;
    l->pause = LOOK_BLIND_MS;
    l->end = eventfd(0, EFD_CLOEXEC);
    if (l->end < 0) {
        err_errno(e, "making a descriptor");
        goto fail;
    }
    l->tree = s->options->open_tree(s->options->context, e);
    if (!l->tree || !tree_follow(l->tree, &l->number, NULL, e))
        goto fail;
    open_watch(l);
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
    eventfd_write(l->end, 1);
    pthread_join(l->thread, NULL);
    live_free(l);
}

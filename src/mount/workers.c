/* workers: the threads that serve requests.
 *
 * One serves all while one is enough: handing single requests round between threads costs a reader a switch to another processor each
 * time. It looks, with each request, whether another is waiting already; then it calls a parked worker, which serves until for a while
 * nothing was waiting any more.
 *
 * Having answered, it looks for the next request for a moment before it sleeps: a reader's next request comes sooner than a sleeping processor
 * wakes, and that waking is most of what a request costs. It gives way to whoever wants its processor meanwhile.
 * Over such a burst it keeps its snapshot of the store, for some milliseconds, as long as nothing new was told to the kernel: an answer from
 * before would stay cached for ever.
 *
 * A push (see push.c) can block until a READ is served. So while pushes happen a parked worker looks after them: where it finds
 * the same one under way twice, it serves. That is a delay of some hundredths of a second in a case that is rare; without it, it would be for ever. */
#include "session.h"
#include "newsfs/clock.h"

#include <errno.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define WAKE_SIGNAL   SIGUSR1
#define WAKE_EVERY_NS (10 * 1000000L)
#define LOOK_EVERY_NS (20 * 1000000L)
#define RETIRE_AFTER  64  /* requests behind which nothing waited */
#define LINGER_US     100 /* several wakings of a processor */
#define HOLD_US       5000

void parking_init(struct parking *p)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->wanted, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&p->lock, NULL);
}

void parking_finish(struct parking *p)
{
    pthread_cond_destroy(&p->wanted);
    pthread_mutex_destroy(&p->lock);
}

static void call_one(struct parking *p)
{
    pthread_mutex_lock(&p->lock);
    if (p->calls < p->parked)
        p->calls++;
    atomic_store(&p->all_parked, false);
    pthread_cond_signal(&p->wanted);
    pthread_mutex_unlock(&p->lock);
}

void workers_push_begins(struct session *s)
{
    atomic_fetch_add(&s->parking.push_number, 1);
    if (!atomic_exchange(&s->parking.unwatched, false))
        return;
    pthread_mutex_lock(&s->parking.lock);
    pthread_cond_broadcast(&s->parking.wanted);
    pthread_mutex_unlock(&s->parking.lock);
}

void workers_push_ends(struct session *s)
{
    atomic_fetch_add(&s->parking.push_number, 1);
}

/* Wait a moment or, where no push happened since the last look, until something does. Under the lock. True: the same push as before is under way. */
static bool watch_pushes(struct parking *p, uint64_t *seen)
{
    struct timespec until;
    uint64_t now = atomic_load(&p->push_number);
    bool quiet = now == *seen && now % 2 == 0;
    *seen = now;
    if (quiet) {
        atomic_store(&p->unwatched, true);
        if (atomic_load(&p->push_number) == now)
            pthread_cond_wait(&p->wanted, &p->lock);
        atomic_store(&p->unwatched, false);
        return false;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_EVERY_NS;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int status = pthread_cond_timedwait(&p->wanted, &p->lock, &until);
    return status == ETIMEDOUT && now % 2 == 1 && atomic_load(&p->push_number) == now;
}

/* Under the lock. */
static void count_parked(struct session *s, int by)
{
    struct parking *p = &s->parking;
    p->parked += by;
    atomic_store(&p->any_parked, p->parked > 0);
    atomic_store(&p->all_parked, p->parked == s->options->workers - 1 && !p->calls);
}

/* Until there is work for one more. */
static void park(struct session *s)
{
    struct parking *p = &s->parking;
    uint64_t seen = 0;
    bool stuck = false;
    pthread_mutex_lock(&p->lock);
    bool watcher = !p->watching;
    p->watching = true;
    count_parked(s, 1);
    while (!p->calls && !p->ending && !stuck) {
        if (watcher)
            stuck = watch_pushes(p, &seen);
        else
            pthread_cond_wait(&p->wanted, &p->lock);
    }
    if (p->calls)
        p->calls--;
    if (watcher)
        p->watching = false;
    count_parked(s, -1);
    pthread_mutex_unlock(&p->lock);
}

static bool is_waiting(struct session *s)
{
    struct pollfd fd = {fuse_session_fd(s->fuse), POLLIN, 0};
    return poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}

/* Until a request waits or, false, it is time to sleep. */
static bool linger(struct session *s)
{
    const int64_t end = clock_monotonic_us() + (s->lingers ? LINGER_US : 0);
    while (!is_waiting(s)) {
        if (clock_monotonic_us() >= end)
            return false;
        sched_yield();
    }
    return true;
}

static void let_go(struct worker *w)
{
    if (w->holds)
        tree_end(w->tree);
    w->holds = false;
}

/* Where it cannot begin each request says so itself. */
static void hold_snapshot(struct worker *w)
{
    struct err e = {0};
    const uint64_t news = atomic_load(&w->session->news);
    const int64_t now = clock_monotonic_us();
    if (w->holds && w->held_news == news && now < w->held_until)
        return;
    let_go(w);
    w->held_news = news;
    w->held_until = now + HOLD_US;
    w->holds = tree_begin(w->tree, &e);
}

static void count_request(struct worker *w)
{
    const struct fuse_in_header *in = w->request.mem;
    if (w->request.size >= sizeof *in && in->opcode < MOUNT_OPCODES)
        count(&w->counters.requests[in->opcode], 1);
}

/* Serve one request. False: the session is over. */
static bool serve_one(struct worker *w, int *quiet)
{
    struct session *s = w->session;
    int size = fuse_session_receive_buf(s->fuse, &w->request);
    if (size == -EINTR)
        return true;
    if (size <= 0)
        return false;
    count_request(w);
    if (w == s->workers && s->lingers && atomic_load(&s->parking.all_parked))
        hold_snapshot(w);
    bool more = is_waiting(s);
    *quiet = more ? 0 : *quiet + 1;
    if (more && atomic_load(&s->parking.any_parked))
        call_one(&s->parking);
    fuse_session_process_buf(s->fuse, &w->request);
    return true;
}

static bool open_tree(struct worker *w, struct err *e)
{
    w->tree = w->session->options->open_tree(w->session->options->context, e);
    return w->tree;
}

/* The first worker serves while the others open their trees. Without them no push would be safe, so a failure ends the session. */
static bool join(struct worker *w)
{
    struct err e = {0};
    if (!open_tree(w, &e)) {
        log_line(LOG_LEVEL_ERROR, "a worker cannot begin: %s", e.text);
        return false;
    }
    park(w->session);
    return true;
}

static void *work(void *context)
{
    struct worker *w = context;
    struct session *s = w->session;
    bool first = w == s->workers;
    int quiet = 0;
    pthread_setspecific(s->worker_key, w);
    bool serves = first || join(w);
    while (serves && !fuse_session_exited(s->fuse) && serve_one(w, &quiet)) {
        if (!first && quiet >= RETIRE_AFTER) {
            park(s);
            quiet = 0;
        } else if (first && (!linger(s) || !atomic_load(&s->parking.all_parked))) {
            let_go(w); /* nothing may be held while it sleeps, and who is not alone may find its request taken */
        }
    }
    let_go(w);
    fuse_session_exit(s->fuse);
    if (!atomic_exchange(&s->ending, true))
        kill(getpid(), SIGTERM);
    return NULL;
}

static void ignore_wake(int number)
{
    (void)number;
}

bool workers_start(struct session *s, struct err *e)
{
    s->lingers = sysconf(_SC_NPROCESSORS_ONLN) > 1; /* a reader needs a processor to ask with */
    sigaction(WAKE_SIGNAL, &(struct sigaction){.sa_handler = ignore_wake}, NULL);
    for (int i = 0; i < s->options->workers; i++) {
        struct worker *w = &s->workers[i];
        w->session = s;
        if (i == 0 && !open_tree(w, e))
            return false;
        int status = pthread_create(&w->thread, NULL, work, w);
        if (status) {
            errno = status;
            return err_errno(e, "starting a thread");
        }
        w->running = true;
    }
    return true;
}

static void stop_worker(struct session *s, struct worker *w)
{
    /* A wake-up can fall between the check and the read, so it is repeated until the thread is gone. */
    while (w->running && pthread_tryjoin_np(w->thread, NULL) == EBUSY) {
        pthread_kill(w->thread, WAKE_SIGNAL);
        nanosleep(&(struct timespec){.tv_nsec = WAKE_EVERY_NS}, NULL);
    }
    if (w->tree)
        s->options->close_tree(s->options->context, w->tree);
    free(w->request.mem);
    buf_finish(&w->reply);
    buf_finish(&w->content);
}

void workers_stop(struct session *s)
{
    atomic_store(&s->ending, true);
    fuse_session_exit(s->fuse);
    pthread_mutex_lock(&s->parking.lock);
    s->parking.ending = true;
    pthread_cond_broadcast(&s->parking.wanted);
    pthread_mutex_unlock(&s->parking.lock);
    for (int i = 0; i < s->options->workers; i++)
        stop_worker(s, &s->workers[i]);
}

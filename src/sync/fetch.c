/* fetch: a loop around the network and the readers.
 *
 * All requests are handed to net as they come, which keeps hosts from being asked too often and the number of bodies in memory
 * small; an answer waits in net until a reader is idle, and what was read waits in its seat until a slot is free. The loop sleeps in
 * net; what the other side asks for, gives back or wants ended wakes it by a descriptor. */
#include "fetch.h"
#include "newsfs/clock.h"
#include "seat.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define JOBS        16
#define JOBS_MAX    256
#define HOST_GAP_MS 100
#define WAIT_MS     250 /* then the readers' deadlines are looked at */
#define SLOTS       8

/* Requests on their way to the thread. */
struct asked {
    struct arena arena;
    struct net_request *at;
    size_t count;
};

struct fetch {
    struct net *net; /* the thread's, and the seats */
    struct seats seats;
    struct fetched slots[SLOTS];
    pthread_t thread;
    bool is_running;
    int wake;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t came;  /* something is ready, or failure is set */
    struct asked asked;
    struct fetched *idle, *ready, *last_ready;
    bool stops;
    struct err failure;
};

static void wake(struct fetch *f)
{
    (void)!write(f->wake, &(uint64_t){1}, sizeof(uint64_t));
}

/* ---- the thread ---- */

static void add_asked(struct fetch *f)
{
    pthread_mutex_lock(&f->lock);
    struct asked asked = f->asked;
    f->asked = (struct asked){0};
    pthread_mutex_unlock(&f->lock);
    for (size_t i = 0; i < asked.count; i++)
        net_add(f->net, &asked.at[i]);
    arena_finish(&asked.arena);
}

/* A slot to fill, with nothing in it; NULL: all wait for the other side. */
static struct fetched *take_slot(struct fetch *f)
{
    pthread_mutex_lock(&f->lock);
    struct fetched *slot = f->idle;
    if (slot)
        f->idle = slot->next;
    pthread_mutex_unlock(&f->lock);
    if (!slot)
        return NULL;
    seats_forget(&f->seats, slot->reading);
    net_response_finish(&slot->answer);
    return slot;
}

static void hand_over(struct fetch *f, struct fetched *slot, const struct net_response *answer, bool was_read)
{
    slot->answer = *answer;
    slot->was_read = was_read;
    slot->next = NULL;
    buf_finish(&slot->answer.body);
    pthread_mutex_lock(&f->lock);
    if (f->ready)
        f->last_ready->next = slot;
    else
        f->ready = slot;
    f->last_ready = slot;
    pthread_mutex_unlock(&f->lock);
    pthread_cond_signal(&f->came);
}

static void end_readings(struct fetch *f)
{
    for (int i = 0; i < f->seats.count; i++) {
        struct seat *seat = &f->seats.at[i];
        struct fetched *slot = seat_has_ended(seat) ? take_slot(f) : NULL;
        if (slot) {
            const struct net_response answer = seat_end(seat, slot->reading);
            hand_over(f, slot, &answer, true);
        }
    }
}

static void put_back(struct fetch *f, struct fetched *slot)
{
    pthread_mutex_lock(&f->lock);
    slot->next = f->idle;
    f->idle = slot;
    pthread_mutex_unlock(&f->lock);
}

/* Take answers as long as somebody can read them; those without anything to read are done with at once. */
static void take_answers(struct fetch *f)
{
    struct net_response answer;
    struct fetched *slot;
    for (struct seat *seat; (seat = seats_find_idle(&f->seats)) && (slot = take_slot(f));) {
        bool came = net_next(f->net, &answer);
        if (came && (answer.error.code != ERR_NONE || answer.status != 200)) {
            hand_over(f, slot, &answer, false);
            continue;
        }
        put_back(f, slot);
        if (!came)
            return;
        seat_begin(seat, &answer);
    }
}

static bool sleep_in_net(struct fetch *f, struct err *e)
{
    struct pollfd wait[1 + SEATS_MAX] = {{.fd = f->wake, .events = POLLIN}};
    uint64_t ignored;
    if (!net_wait(f->net, wait, 1 + seats_list(&f->seats, wait + 1), WAIT_MS, e))
        return false;
    if (wait[0].revents)
        (void)!read(f->wake, &ignored, sizeof ignored);
    return true;
}

static bool goes_on(struct fetch *f)
{
    pthread_mutex_lock(&f->lock);
    bool stops = f->stops;
    pthread_mutex_unlock(&f->lock);
    return !stops;
}

/* The readers die with the thread that made them. */
static void *run(void *context)
{
    struct fetch *f = context;
    struct err why = {0};
    while (goes_on(f)) {
        add_asked(f);
        end_readings(f);
        take_answers(f);
        if (!sleep_in_net(f, &why))
            break;
    }
    seats_close(&f->seats);
    pthread_mutex_lock(&f->lock);
    f->failure = why;
    pthread_cond_signal(&f->came);
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* ---- the other side ---- */

static int or_default(int given, int otherwise, int most)
{
    int value = given > 0 ? given : otherwise;
    return value < most ? value : most;
}

static struct net *open_net(const struct sync_options *options, struct err *e)
{
    const struct net_options net = {.transfers = or_default(options->jobs, JOBS, JOBS_MAX),
                                    .host_gap_ms = options->host_gap_ms ? options->host_gap_ms : HOST_GAP_MS,
                                    .proxy = options->proxies ? NET_PROXY_ENVIRONMENT : NET_PROXY_NONE,
                                    .ca_file = options->ca_file};
    return net_open(&net, e);
}

static void init_lock(struct fetch *f)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->came, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* Signals are for the thread that knows what they mean. */
static bool start(struct fetch *f, struct err *e)
{
    sigset_t all, before;
    sigfillset(&all);
    f->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (f->wake < 0)
        return err_errno(e, "cannot start fetching");
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&f->thread, NULL, run, f);
    f->is_running = errno == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return f->is_running || err_errno(e, "cannot start fetching");
}

struct fetch *fetch_open(const struct sync_options *options, struct err *e)
{
    struct net *net = open_net(options, e);
    if (!net)
        return NULL;
    struct fetch *f = mem_alloc(sizeof *f);
    f->net = net;
    init_lock(f);
    seats_open(&f->seats, options->workers, options->renderer->prepare);
    for (int i = 0; i < SLOTS; i++) {
        f->slots[i].reading = seats_slot(options->renderer->prepare);
        put_back(f, &f->slots[i]);
    }
    if (start(f, e))
        return f;
    fetch_close(f);
    return NULL;
}

static void stop(struct fetch *f)
{
    pthread_mutex_lock(&f->lock);
    f->stops = true;
    pthread_mutex_unlock(&f->lock);
    wake(f);
    pthread_join(f->thread, NULL);
}

void fetch_close(struct fetch *f)
{
    if (!f)
        return;
    if (f->is_running)
        stop(f);
    else
        seats_close(&f->seats);
    for (int i = 0; i < SLOTS; i++) {
        net_response_finish(&f->slots[i].answer);
        untrusted_close(f->slots[i].reading);
    }
    net_close(f->net);
    arena_finish(&f->asked.arena);
    pthread_cond_destroy(&f->came);
    pthread_mutex_destroy(&f->lock);
    if (f->wake >= 0)
        close(f->wake);
    free(f);
}

void fetch_ask(struct fetch *f, const struct net_request *request)
{
    struct asked *a = &f->asked;
    pthread_mutex_lock(&f->lock);
    bool is_first = a->count == 0;
    a->at = arena_grow(&a->arena, a->at, a->count, sizeof *a->at);
    struct net_request *copy = &a->at[a->count++];
    *copy = *request;
    copy->url = arena_strdup(&a->arena, request->url);
    copy->etag = arena_strdup(&a->arena, request->etag);
    copy->last_modified = arena_strdup(&a->arena, request->last_modified);
    copy->accept = arena_strdup(&a->arena, request->accept);
    pthread_mutex_unlock(&f->lock);
    if (is_first)
        wake(f);
}

static void wait_until(struct fetch *f, int64_t deadline)
{
    const struct timespec end = {deadline / 1000, deadline % 1000 * 1000000};
    while (!f->ready && f->failure.code == ERR_NONE && clock_monotonic_ms() < deadline)
        pthread_cond_timedwait(&f->came, &f->lock, &end);
}

bool fetch_next(struct fetch *f, int timeout_ms, struct fetched **out, struct err *e)
{
    pthread_mutex_lock(&f->lock);
    wait_until(f, clock_monotonic_ms() + timeout_ms);
    bool ok = f->failure.code == ERR_NONE;
    *out = f->ready;
    if (f->ready)
        f->ready = f->ready->next;
    if (!ok)
        *e = f->failure;
    pthread_mutex_unlock(&f->lock);
    return ok;
}

void fetch_give_back(struct fetch *f, struct fetched *done)
{
    pthread_mutex_lock(&f->lock);
    bool is_waited_for = !f->idle;
    done->next = f->idle;
    f->idle = done;
    pthread_mutex_unlock(&f->lock);
    if (is_waited_for)
        wake(f);
}

/* sync: one loop around the network and the readers.
 *
 * A feed's result is stored whole or not at all. Results that are ready within the same quarter of a second share a
 * commit, because a commit costs a disk's cache flush; where they come more slowly each has its own.
 *
 * All requests are handed to net at once, which keeps hosts from being asked too often and the number of bodies in memory small;
 * an answer waits in net until a reader is idle. The loop itself does nothing but store. */
#include "newsfs/sync.h"
#include "outcome.h"
#include "page.h"
#include "tasks.h"
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define JOBS        16
#define JOBS_MAX    256
#define WORKERS_MAX 4
#define HOST_GAP_MS 100
#define WAIT_MS     250
#define GROUP_MS    250

/* A reader, and the answer it is reading. */
struct seat {
    struct untrusted *reader;
    struct net_response answer;
    struct ingest_bytes bytes;
    struct ingest_source source;
    bool busy;
};

struct run {
    struct store *s;
    const struct sync_options *options;
    const struct sync_observer *observer;
    struct sync_summary *summary;
    struct net *net;
    struct arena arena; /* of the tasks */
    struct tasks tasks;
    struct seat seats[WORKERS_MAX];
    int seat_count;
    bool group_open; /* a transaction with the results of the last moment */
    int64_t group_deadline;
};

/* ---- transactions ---- */

static bool begin_group(struct run *r, struct err *e)
{
    if (r->group_open)
        return true;
    r->group_deadline = clock_monotonic_ms() + GROUP_MS;
    r->group_open = store_begin(r->s, e);
    return r->group_open;
}

static bool end_group(struct run *r, struct err *e)
{
    if (!r->group_open)
        return true;
    r->group_open = false;
    return store_commit(r->s, e);
}

static bool end_group_in_time(struct run *r, struct err *e)
{
    return !r->group_open || clock_monotonic_ms() < r->group_deadline || end_group(r, e);
}

static int wait_ms(const struct run *r)
{
    int64_t left = r->group_open ? r->group_deadline - clock_monotonic_ms() : WAIT_MS;
    return left < 0 ? 0 : left < WAIT_MS ? (int)left : WAIT_MS;
}

/* ---- what came of it ---- */

static bool finish_page(struct run *r, const struct net_response *answer, struct untrusted *reader, struct err *e)
{
    enum page_outcome outcome;
    if (!page_store(r->s, answer->context, answer, reader, &outcome, e))
        return err_prefix(e, "storing the page %s", answer->url);
    r->summary->pages_taken += outcome == PAGE_TAKEN;
    r->summary->pages_less += outcome == PAGE_LESS;
    r->summary->pages_failed += outcome == PAGE_FAILED;
    return true;
}

static void count_result(struct run *r, const struct sync_result *result)
{
    r->summary->done[result->outcome]++;
    r->summary->new_articles += result->new_articles;
    r->summary->changed_articles += result->changed_articles;
    if (r->observer && r->observer->result)
        r->observer->result(r->observer->context, result);
}

static bool finish_feed(struct run *r, const struct net_response *answer, struct untrusted *reader, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct sync_result result;
    const char *named;
    if (!outcome_store(r->s, answer->context, answer, reader, &arena, &result, &named, e))
        return err_prefix(e, "storing what %s brought", answer->url);
    if (!result.feed)
        r->summary->feeds--;
    else if (named)
        tasks_add_named(&r->tasks, result.feed, named);
    if (!result.feed || named)
        return true;
    count_result(r, &result);
    bool succeeded = result.outcome != SYNC_FAILED && result.outcome != SYNC_GONE;
    return !succeeded || !result.feed->is_full || tasks_add_pages(&r->tasks, result.feed, &r->summary->pages, e);
}

static bool finish_task(struct run *r, const struct net_response *answer, struct untrusted *reader, struct err *e)
{
    const struct task *task = answer->context;
    return begin_group(r, e) && (task->article ? finish_page(r, answer, reader, e) : finish_feed(r, answer, reader, e));
}

static void begin_reading(struct seat *seat, const struct net_response *answer)
{
    seat->answer = *answer;
    seat->bytes = (struct ingest_bytes){answer->body.data, answer->body.len};
    seat->source = ingest_from_bytes(&seat->bytes, SYNC_INPUT_NAME);
    seat->busy = true;
    const struct ingest_options options = {
        .base = answer->final_url, .charset = answer->charset, .published = TIME_NONE};
    untrusted_begin(seat->reader, &seat->source, &options);
}

static bool end_reading(struct run *r, struct seat *seat, struct err *e)
{
    bool ok = finish_task(r, &seat->answer, seat->reader, e);
    untrusted_stop(seat->reader);
    net_response_finish(&seat->answer);
    seat->busy = false;
    return ok;
}

static bool has_ended(struct seat *seat)
{
    struct err why;
    untrusted_work(seat->reader);
    return untrusted_has_ended(seat->reader, &why);
}

static struct seat *free_seat(struct run *r)
{
    for (int i = 0; i < r->seat_count; i++)
        if (!r->seats[i].busy)
            return &r->seats[i];
    return NULL;
}

/* Take answers as long as somebody can read them; those without anything to read are done with at once. */
static bool take_answers(struct run *r, struct err *e)
{
    struct net_response answer;
    for (struct seat *seat; (seat = free_seat(r)) && net_next(r->net, &answer);) {
        if (answer.error.code == ERR_NONE && answer.status == 200) {
            begin_reading(seat, &answer);
            continue;
        }
        bool ok = finish_task(r, &answer, NULL, e);
        net_response_finish(&answer);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the loop ---- */

static bool end_readings(struct run *r, struct err *e)
{
    for (int i = 0; i < r->seat_count; i++) {
        struct seat *seat = &r->seats[i];
        if (seat->busy && has_ended(seat) && !end_reading(r, seat, e))
            return false;
    }
    return true;
}

static size_t list_seats(const struct run *r, struct pollfd *wait)
{
    size_t count = 0;
    for (int i = 0; i < r->seat_count; i++)
        if (r->seats[i].busy && untrusted_poll(r->seats[i].reader, &wait[count]))
            count++;
    return count;
}

static bool goes_on(const struct run *r)
{
    return !r->observer || !r->observer->go_on || r->observer->go_on(r->observer->context);
}

static bool is_done(const struct run *r)
{
    bool reading = false;
    for (int i = 0; i < r->seat_count; i++)
        reading |= r->seats[i].busy;
    return !reading && net_pending(r->net) == 0;
}

/* After taking answers either all seats are busy or no answer is ready: the moment to wait. */
static bool work(struct run *r, struct err *e)
{
    struct pollfd wait[WORKERS_MAX];
    while (goes_on(r)) {
        if (!end_readings(r, e) || !take_answers(r, e) || !end_group_in_time(r, e))
            return false;
        if (is_done(r))
            break;
        if (!net_wait(r->net, wait, list_seats(r, wait), wait_ms(r), e))
            return false;
    }
    return end_group(r, e);
}

static int or_default(int given, int otherwise, int most)
{
    int value = given > 0 ? given : otherwise;
    return value < most ? value : most;
}

static void open_seats(struct run *r)
{
    const struct untrusted_options options = {.prepare = r->options->renderer->prepare, .whole = true};
    int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    r->seat_count = or_default(r->options->workers, or_default(processors, 1, WORKERS_MAX), WORKERS_MAX);
    for (int i = 0; i < r->seat_count; i++)
        r->seats[i].reader = untrusted_open(&options);
}

static void close_seats(struct run *r)
{
    for (int i = 0; i < r->seat_count; i++) {
        if (r->seats[i].busy)
            net_response_finish(&r->seats[i].answer);
        untrusted_close(r->seats[i].reader);
    }
}

bool sync_run(struct store *s, const struct sync_options *options, const struct sync_observer *observer,
              struct sync_summary *summary, struct err *e)
{
    struct run r = {.s = s, .options = options, .observer = observer, .summary = summary};
    const struct net_options net = {.transfers = or_default(options->jobs, JOBS, JOBS_MAX),
                                    .host_gap_ms = options->host_gap_ms ? options->host_gap_ms : HOST_GAP_MS,
                                    .proxy = options->proxies ? NET_PROXY_ENVIRONMENT : NET_PROXY_NONE,
                                    .ca_file = options->ca_file};
    *summary = (struct sync_summary){0};
    r.net = net_open(&net, e);
    if (!r.net)
        return false;
    open_seats(&r);
    r.tasks = (struct tasks){.s = s, .net = r.net, .options = options, .arena = &r.arena};
    bool ok = tasks_add(&r.tasks, e);
    summary->feeds = r.tasks.count;
    ok = ok && work(&r, e);
    if (r.group_open)
        store_rollback(s);
    close_seats(&r);
    net_close(r.net);
    arena_finish(&r.arena);
    return ok;
}

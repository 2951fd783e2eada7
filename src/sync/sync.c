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
#include "seat.h"
#include <poll.h>

#define JOBS        16
#define JOBS_MAX    256
#define HOST_GAP_MS 100
#define WAIT_MS     250
#define GROUP_MS    250

struct run {
    struct store *s;
    const struct sync_options *options;
    const struct sync_observer *observer;
    struct sync_summary *summary;
    struct net *net;
    struct arena arena; /* of the tasks */
    struct tasks tasks;
    struct seats seats;
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

/* Take answers as long as somebody can read them; those without anything to read are done with at once. */
static bool take_answers(struct run *r, struct err *e)
{
    struct net_response answer;
    for (struct seat *seat; (seat = seats_find_idle(&r->seats)) && net_next(r->net, &answer);) {
        if (answer.error.code == ERR_NONE && answer.status == 200) {
            seat_begin(seat, &answer);
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
    for (int i = 0; i < r->seats.count; i++) {
        struct seat *seat = &r->seats.at[i];
        if (!seat_has_ended(seat))
            continue;
        bool ok = finish_task(r, &seat->answer, seat->reader, e);
        seat_end(seat);
        if (!ok)
            return false;
    }
    return true;
}

static bool goes_on(const struct run *r)
{
    return !r->observer || !r->observer->go_on || r->observer->go_on(r->observer->context);
}

/* After taking answers either all seats are busy or no answer is ready: the moment to wait. */
static bool work(struct run *r, struct err *e)
{
    struct pollfd wait[SEATS_MAX];
    while (goes_on(r)) {
        if (!end_readings(r, e) || !take_answers(r, e) || !end_group_in_time(r, e))
            return false;
        if (seats_are_idle(&r->seats) && net_pending(r->net) == 0)
            break;
        if (!net_wait(r->net, wait, seats_list(&r->seats, wait), wait_ms(r), e))
            return false;
    }
    return end_group(r, e);
}

static int or_default(int given, int otherwise, int most)
{
    int value = given > 0 ? given : otherwise;
    return value < most ? value : most;
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
    seats_open(&r.seats, options->workers, options->renderer->prepare);
    r.tasks = (struct tasks){.s = s, .net = r.net, .options = options, .arena = &r.arena};
    bool ok = tasks_add(&r.tasks, e);
    summary->feeds = r.tasks.count;
    ok = ok && work(&r, e);
    if (r.group_open)
        store_rollback(s);
    seats_close(&r.seats);
    net_close(r.net);
    arena_finish(&r.arena);
    return ok;
}

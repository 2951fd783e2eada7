/* sync: one loop that stores what comes.
 *
 * A feed's result is stored whole or not at all. Results that are ready within the same quarter of a second share a
 * commit, because a commit costs a disk's cache flush; where they come more slowly each has its own.
 *
 * Asking and reading go on meanwhile in a thread of their own: the loop itself does nothing but store. */
#include "newsfs/sync.h"
#include "outcome.h"
#include "page.h"

#define WAIT_MS  250
#define GROUP_MS 250

struct run {
    struct store *s;
    const struct sync_options *options;
    const struct sync_observer *observer;
    struct sync_summary *summary;
    struct fetch *fetch;
    struct arena arena; /* of the tasks */
    struct tasks tasks;
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

/* ---- the loop ---- */

/* Wait for an answer, and store what it brought. */
static bool take_next(struct run *r, struct err *e)
{
    struct fetched *came;
    if (!fetch_next(r->fetch, wait_ms(r), &came, e))
        return false;
    if (!came)
        return true;
    bool ok = finish_task(r, &came->answer, came->was_read ? came->reading : NULL, e);
    fetch_give_back(r->fetch, came);
    r->tasks.open--;
    return ok;
}

static bool goes_on(const struct run *r)
{
    return !r->observer || !r->observer->go_on || r->observer->go_on(r->observer->context);
}

static bool work(struct run *r, struct err *e)
{
    while (goes_on(r) && r->tasks.open)
        if (!take_next(r, e) || !end_group_in_time(r, e))
            return false;
    return end_group(r, e);
}

bool sync_run(struct store *s, const struct sync_options *options, const struct sync_observer *observer,
              struct sync_summary *summary, struct err *e)
{
    struct run r = {.s = s, .options = options, .observer = observer, .summary = summary};
    *summary = (struct sync_summary){0};
    r.fetch = fetch_open(options, e);
    if (!r.fetch)
        return false;
    r.tasks = (struct tasks){.s = s, .fetch = r.fetch, .options = options, .arena = &r.arena};
    bool ok = tasks_add(&r.tasks, e);
    summary->feeds = r.tasks.count;
    ok = ok && work(&r, e);
    if (r.group_open)
        store_rollback(s);
    fetch_close(r.fetch);
    arena_finish(&r.arena);
    return ok;
}

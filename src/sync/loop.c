/* loop: sync for a process of its own, beside a mount or under a supervisor. */
#include "newsfs/sync.h"
#include "newsfs/log.h"
#include "newsfs/search.h"
#include <errno.h>
#include <poll.h>

struct loop {
    int stop_fd;
};

/* Wait up to timeout_ms for the word to stop. */
static bool is_told_to_stop(const struct loop *l, int64_t timeout_ms)
{
    struct pollfd stop = {.fd = l->stop_fd, .events = POLLIN};
    int64_t deadline = clock_monotonic_ms() + timeout_ms;
    for (;;) {
        int64_t left = deadline - clock_monotonic_ms();
        int ready = poll(&stop, 1, left < 0 ? 0 : left > 3600 * 1000 ? 3600 * 1000 : (int)left);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
        if (clock_monotonic_ms() >= deadline)
            return false;
    }
}

static bool may_go_on(void *context)
{
    return !is_told_to_stop(context, 0);
}

static void log_result(void *context, const struct sync_result *r)
{
    (void)context;
    if (r->outcome == SYNC_FAILED || r->outcome == SYNC_GONE)
        log_line(LOG_LEVEL_WARNING, "sync: %s: %s", r->feed->url, r->error);
}

static bool index_on(struct store *s, const struct loop *l, struct err *e)
{
    struct store_index_state state;
    if (!store_get_index_state(s, &state, e))
        return false;
    bool more = state.waiting >= INDEX_WORTHWHILE;
    while (more && !is_told_to_stop(l, 0))
        if (!store_index_step(s, &more, e))
            return false;
    return true;
}

/* A store that is busy for long, a full disk: tomorrow is another day. */
void sync_loop(struct store *s, const struct sync_options *options, int64_t interval_seconds, int stop_fd)
{
    struct loop l = {.stop_fd = stop_fd};
    const struct sync_observer observer = {log_result, may_go_on, &l};
    do {
        struct sync_summary summary;
        struct err why = {0};
        if (!sync_run(s, options, &observer, &summary, &why))
            log_line(LOG_LEVEL_ERROR, "sync: %s", why.text);
        else if (summary.new_articles)
            log_line(LOG_LEVEL_INFO, "sync: %lld new articles", (long long)summary.new_articles);
        if (!index_on(s, &l, &why))
            log_line(LOG_LEVEL_ERROR, "sync: the index: %s", why.text);
    } while (!is_told_to_stop(&l, interval_seconds * 1000));
}

/* schedule: when a feed is asked next. */
#ifndef SYNC_SCHEDULE_H
#define SYNC_SCHEDULE_H

#include "newsfs/feeds.h"

#define INTERVAL_LEAST (15 * 60)
#define INTERVAL_FIRST (60 * 60)
#define INTERVAL_MOST  (24 * 60 * 60)

/* What an answer said about when to come again; -1: nothing. */
struct hints {
    int64_t max_age; /* of the answer, by its cache headers */
    int64_t ttl;     /* of the feed, by its own elements */
    int64_t retry_after;
};

/* After an answer that was read, or that said that nothing changed: something new came, or not. */
void schedule_success(struct feed *f, int64_t now, bool is_new, const struct hints *hints);

/* After a failure; f->failures counts it already. */
void schedule_failure(struct feed *f, int64_t now, const struct hints *hints);

#endif

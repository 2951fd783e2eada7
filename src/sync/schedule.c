/* schedule: the interval shrinks by half when something new came and grows by a quarter when nothing did, so it settles where about
 * one fetching in four brings something. What the publisher asks for is obeyed where it asks for more patience. */
#include "schedule.h"

static int64_t between(int64_t least, int64_t value, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void schedule_success(struct feed *f, int64_t now, bool is_new, const struct hints *hints)
{
    bool first = f->interval_seconds == 0;
    int64_t interval = first ? INTERVAL_FIRST : is_new ? f->interval_seconds / 2 : f->interval_seconds * 5 / 4;
    f->interval_seconds = between(INTERVAL_LEAST, interval, INTERVAL_MOST);
    int64_t asked_for = between(0, larger(hints->max_age, hints->ttl), INTERVAL_MOST);
    f->next_due = now + larger(larger(f->interval_seconds, asked_for), hints->retry_after);
}

void schedule_failure(struct feed *f, int64_t now, const struct hints *hints)
{
    int64_t wait = f->interval_seconds ? f->interval_seconds : INTERVAL_FIRST;
    for (int i = 1; i < f->failures && wait < INTERVAL_MOST; i++)
        wait *= 2;
    f->next_due = now + larger(between(INTERVAL_LEAST, wait, INTERVAL_MOST), hints->retry_after);
}

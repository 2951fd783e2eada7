/* host: requests wait here, in a queue for each host, until politeness lets them go. */
#ifndef NET_HOST_H
#define NET_HOST_H

#include "job.h"

struct hosts {
    void *by_name;             /* tsearch tree of struct host */
    struct host *first, *last; /* those that have waiting requests */
    size_t waiting;            /* requests in all queues */
    int per_host, gap_ms;
};

void hosts_finish(struct hosts *all, void (*free_job)(struct job *j));

void hosts_add(struct hosts *all, struct job *j, bool first); /* into the queue of the host of j->url, first or last */

/* The next request that may begin, counted as under way of its host until hosts_end; NULL: none may now. *asked_to_wait: the
 * host has said for how many more seconds it wants no requests, and this one is to be answered so; else -1. */
struct job *hosts_take(struct hosts *all, int64_t now_ms, int64_t *asked_to_wait);
void hosts_end(struct job *j);
void hosts_ask_to_wait(struct job *j, int64_t now_ms, int64_t seconds);

int64_t hosts_next_ms(const struct hosts *all, int64_t now_ms); /* until a gap ends; -1: none is running */

#endif

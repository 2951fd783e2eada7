/* tasks: the requests of one run. */
#ifndef SYNC_TASKS_H
#define SYNC_TASKS_H

#include "fetch.h"
#include "newsfs/sync.h"

/* One request of a run, and its context: for a feed, or for the page of one of its articles. */
struct task {
    int64_t feed;    /* id */
    int64_t article; /* id of the one whose page is asked for; 0: the feed is */
    const char *
        named; /* the address is the one that the page at the feed's own names as its feed's; NULL: it is the feed's own */
    bool sent_validators;                 /* the request was a conditional one */
    const char *source_url, *source_name; /* that its articles are stored under, as far as is known; NULL */
};

struct tasks {
    struct store *s;
    struct fetch *fetch;
    const struct sync_options *options;
    struct arena *arena; /* of the tasks */
    int64_t count;       /* feeds that were to be asked */
    int64_t open;        /* requests that are not done with */
};

/* Queue a request for every feed that the options mean. */
bool tasks_add(struct tasks *t, struct err *e) MUST_USE;

/* One for f at another address, which a web page at its own has named. */
void tasks_add_named(struct tasks *t, const struct feed *f, const char *url);

/* One for each page that is wanted of f's articles; *pages grows by their number. */
bool tasks_add_pages(struct tasks *t, const struct feed *f, int64_t *pages, struct err *e) MUST_USE;

#endif

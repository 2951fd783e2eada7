/* tasks: the requests of one run. */
#ifndef SYNC_TASKS_H
#define SYNC_TASKS_H

#include "newsfs/net.h"
#include "newsfs/sync.h"

/* One feed of a run: the context of its request. */
struct task {
    int64_t feed;         /* id */
    bool sent_validators; /* the request was a conditional one */
};

struct tasks {
    struct store *s;
    struct net *net;
    const struct sync_options *options;
    struct arena *arena; /* of the tasks */
    int64_t count;
};

/* Queue a request for every feed that the options mean. */
bool tasks_add(struct tasks *t, struct err *e) MUST_USE;

#endif

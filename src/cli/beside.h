/* beside: sync in a process of its own, beside a mount, as long as the mount lives. */
#ifndef CLI_BESIDE_H
#define CLI_BESIDE_H

#include "cli.h"

#include <sys/types.h>

struct beside {
    int64_t interval_seconds; /* 0: no sync */
    bool proxies;             /* those that the environment names */
    pid_t pid;
    int alive; /* the writing end of a pipe that only this process holds: its end is the other's */
};

bool beside_options(const struct invocation *in, struct beside *b,
                    struct err *e) MUST_USE; /* --sync INTERVAL, --proxy */

/* Before any thread is started. in_child: run in the new process first, to let go of what it must not hold. */
bool beside_begin(struct beside *b, const char *store_url, void (*in_child)(void *context), void *context,
                  struct err *e) MUST_USE;
void beside_end(struct beside *b);

#endif

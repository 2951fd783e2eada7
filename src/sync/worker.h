/* worker: the confined process, from its birth to its end. */
#ifndef SYNC_WORKER_H
#define SYNC_WORKER_H

#include "newsfs/untrusted.h"
#include <sys/types.h>

/* Make one; *socket (non-blocking) leads to it. */
bool worker_start(const struct untrusted_options *options, pid_t *pid, int *socket, struct err *e) MUST_USE;

#endif

/* reason: why an answer is nothing to store. */
#ifndef SYNC_REASON_H
#define SYNC_REASON_H

#include "newsfs/net.h"
#include "newsfs/untrusted.h"
#include "tasks.h"

/* What a reader calls its input in messages: it is taken from them again, as the feed's address stands beside them. */
#define SYNC_INPUT_NAME "the feed"

/* A sentence in the arena; NULL: there is something to store, or the answer is that nothing changed. named_is_taken: a feed that the
 * answer, a web page, names is subscribed already. */
const char *reason_find(const struct task *task, const struct net_response *answer, const struct untrusted *reader,
                        bool named_is_taken, struct arena *arena);

/* Of what went wrong. */
const char *reason_tell(const struct task *task, const struct err *why, struct arena *arena);

#endif

/* outcome: what one answer means for its feed. */
#ifndef SYNC_OUTCOME_H
#define SYNC_OUTCOME_H

#include "newsfs/net.h"
#include "newsfs/sync.h"
#include "newsfs/untrusted.h"
#include "schedule.h"
#include "tasks.h"

/* Write what the answer says of the feed, in the open transaction; where reader is not NULL, it has read the answer's body to its end, and
 * the articles are stored too. False: the store failed, and the transaction must be rolled back. *result is filled, its strings in the arena; its
 * feed is NULL where the feed was removed meanwhile. *named (in the arena): nothing is settled, as the answer is a web page that names its
 * feed, to be asked there; NULL: it is. */
bool outcome_store(struct store *s, const struct task *task, const struct net_response *answer,
                   struct untrusted *reader, struct arena *arena, struct sync_result *result, const char **named,
                   struct err *e) MUST_USE;

#endif

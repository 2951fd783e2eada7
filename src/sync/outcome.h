/* outcome: what one answer means for its feed, and the one transaction that makes it so. */
#ifndef SYNC_OUTCOME_H
#define SYNC_OUTCOME_H

#include "newsfs/net.h"
#include "newsfs/sync.h"
#include "newsfs/untrusted.h"
#include "schedule.h"

/* One feed of a run. */
struct task {
    int64_t feed;         /* id */
    bool sent_validators; /* the request was a conditional one */
};

/* Write what the answer says of the feed; where reader is not NULL, the answer's body has been read by it to its end, and the articles are
 * stored in the same transaction. False: the store failed, nothing was written. *result is filled, its strings in the arena; its feed is
 * NULL where the feed was removed meanwhile. */
bool outcome_store(struct store *s, const struct task *task, const struct net_response *answer,
                   struct untrusted *reader, struct arena *arena, struct sync_result *result, struct err *e) MUST_USE;

#endif

/* page: what one answer means for the article whose web page it is. */
#ifndef SYNC_PAGE_H
#define SYNC_PAGE_H

#include "newsfs/net.h"
#include "newsfs/untrusted.h"
#include "tasks.h"

enum page_outcome {
    PAGE_TAKEN, /* its body is the article's now */
    PAGE_LESS,  /* it was read, and the feed's own text stays */
    PAGE_FAILED,
};

/* Write what the answer brought, in the open transaction; where reader is not NULL, it has read the answer's body to its end. False: the
 * store failed, and the transaction must be rolled back. */
bool page_store(struct store *s, const struct task *task, const struct net_response *answer, struct untrusted *reader,
                enum page_outcome *outcome, struct err *e) MUST_USE;

#endif

/* fetch: the asking and the reading of one run, in a thread of its own: while one answer is stored, or the disk waited for, the next
 * are on their way and being read.
 *
 * All that is strange is in that thread: the network and the seats. What came of a request is handed over in one of a few slots, so
 * that no more of it waits than the slots hold. A struct fetch belongs to the thread that opened it. */
#ifndef SYNC_FETCH_H
#define SYNC_FETCH_H

#include "newsfs/net.h"
#include "newsfs/sync.h"
#include "newsfs/untrusted.h"

struct fetch;

/* An answer. */
struct fetched {
    struct fetched *next;
    struct net_response answer; /* without its body */
    struct untrusted *reading;  /* what a reader made of the body */
    bool was_read;              /* a reader was given it; else reading says nothing */
};

struct fetch *fetch_open(const struct sync_options *options, struct err *e) MUST_USE;
void fetch_close(struct fetch *f); /* NULL is fine; what is under way is dropped */

void fetch_ask(struct fetch *f, const struct net_request *request); /* strings are copied */

/* What came next, for fetch_give_back; *out is NULL where nothing came within timeout_ms. False: the network cannot be used. */
bool fetch_next(struct fetch *f, int timeout_ms, struct fetched **out, struct err *e) MUST_USE;
void fetch_give_back(struct fetch *f, struct fetched *done);

#endif

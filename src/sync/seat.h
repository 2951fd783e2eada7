/* seat: a reader, and the answer that it is reading. */
#ifndef SYNC_SEAT_H
#define SYNC_SEAT_H

#include "newsfs/net.h"
#include "newsfs/untrusted.h"

struct seat {
    struct untrusted *reader;
    struct net_response answer;
    struct ingest_bytes bytes;
    struct ingest_source source;
    bool busy;
};

#define SEATS_MAX 4

struct seats {
    struct seat at[SEATS_MAX];
    int count;
};

/* count: at most SEATS_MAX; 0: one a processor. prepare as in untrusted_options. */
void seats_open(struct seats *s, int count, void (*prepare)(struct draft *draft));
void seats_close(struct seats *s); /* what is being read is dropped */

struct seat *seats_find_idle(struct seats *s); /* NULL: all are busy */
size_t seats_list(const struct seats *s, struct pollfd *wait); /* what to wait for; room for SEATS_MAX */

void seat_begin(struct seat *seat, const struct net_response *answer); /* which is taken over */
bool seat_has_ended(struct seat *seat); /* it is busy and all is read; works on it as far as that needs no waiting */
/* What was read moves to `into`, one of seats_slot; the answer is the caller's again. */
struct net_response seat_end(struct seat *seat, struct untrusted *into);

struct untrusted *seats_slot(void (*prepare)(struct draft *draft)); /* room for what was read, without a reader */
void seats_forget(struct seats *s, const struct untrusted *slot);   /* what was read is done with */

#endif

/* exchange: one input and its answer, between a worker and its maker.
 *
 * States: idle; busy, from begin until END was read or the worker died; ended, until END was taken. A worker that fails, or that
 * has an input left over, is killed and not spoken to again. Received bytes are `in`; of them `seen` are frames already looked at
 * for an END, and `taken` are frames already given out. */
#ifndef SYNC_EXCHANGE_H
#define SYNC_EXCHANGE_H

#include "frame.h"
#include "newsfs/untrusted.h"
#include <sys/types.h>

#define JOBS_MAX 512 /* of one worker: what it may have leaked goes with it */
#define NONSENSE "the process that read it answers nonsense"

enum state { IDLE, BUSY, ENDED };

struct untrusted {
    struct untrusted_options options; /* complete */
    pid_t pid;                        /* 0: no worker */
    int socket;
    int jobs; /* of this worker */
    enum state state;
    const struct ingest_source *source;
    const char *name; /* the source's */
    bool source_ended;
    struct buf out; /* to the worker; sent[0..sent) is gone */
    size_t sent;
    struct buf in;
    size_t seen, taken;
    int64_t deadline;
    struct err end; /* where the worker died, or was killed: instead of its END */
    bool broken;
    pid_t moved_from; /* the worker that read what came from another one; 0: it is dead */
    struct feed_info info;
    struct document doc;
    struct draft draft;
    struct feed_outline outline; /* strings in doc's arena */
};

int exchange_end(struct untrusted *u);                                         /* end the worker; how it ended */
void exchange_break(struct untrusted *u, enum err_code code, const char *why); /* its END says why, under its name */

/* As untrusted_begin, for either job. */
void exchange_begin(struct untrusted *u, enum frame_job job, const struct ingest_source *source,
                    const struct ingest_options *options);
void exchange_send(struct untrusted *u);
void exchange_receive(struct untrusted *u);
bool exchange_is_full(const struct untrusted *u);                                          /* of what nobody takes */
bool exchange_frame_at(const struct untrusted *u, size_t at, struct frame_header *header); /* a whole one */

#endif

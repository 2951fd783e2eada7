/* What the files of this folder share: one mount. */
#ifndef MOUNT_SESSION_H
#define MOUNT_SESSION_H

#include "newsfs/log.h"
#include "newsfs/mount.h"

#include <fuse_lowlevel.h>
#include <pthread.h>
#include <stdatomic.h>

/* Counters of one thread: written by it alone, read by who asks. */
struct counters {
    _Atomic int64_t requests[MOUNT_OPCODES];
    _Atomic int64_t bytes_read, pushed, push_skipped;
};

struct worker {
    struct session *session;
    pthread_t thread;
    struct tree *tree;
    struct fuse_buf request;
    struct buf reply;   /* a listing or a file's bytes */
    struct buf content; /* what is pushed */
    struct counters counters;
    bool running;

    /* The snapshot that is kept over a burst: see workers.c. */
    bool holds;
    int64_t held_until; /* monotonic µs */
    uint64_t held_news; /* of the session when it began */
};

/* Pages or takes that are being read one after the other. */
struct push_stream {
    uint64_t last; /* the file that was asked for last */
    uint64_t edge; /* the next one, the first that was not sent; 0: there is none */
    int window;    /* how many were to be sent */
    bool backwards;
    uint64_t used; /* when, in turns */
};

/* Whether contents are being read while directories are scanned. */
#define PUSH_STREAMS     8
#define PUSH_RECENT_BITS 10
struct push_state {
    pthread_mutex_t one;    /* at most one thread stores, others skip: see push.c */
    _Atomic int credit;     /* directories still to be pushed before a READ must be seen again */
    _Atomic int grant;      /* the next credit */
    _Atomic uint64_t asked; /* the page or take that a READ came for last */
    /* under one */
    struct push_stream streams[PUSH_STREAMS];
    uint64_t turn;
    uint64_t recent[1 << PUSH_RECENT_BITS]; /* files sent or asked for of late, each in its place */
    int64_t recent_until, used_ms;          /* clock_monotonic_ms */
};

/* The workers that wait until there is work for more than one: see workers.c. */
struct parking {
    pthread_mutex_t lock;
    pthread_cond_t wanted;
    int parked;                                     /* under lock */
    int calls;                                      /* under lock: how many are to come */
    bool watching;                                  /* under lock: one of them looks after pushes from time to time */
    bool ending;                                    /* under lock */
    _Atomic bool any_parked, all_parked, unwatched; /* what the busy worker looks at without the lock */
    _Atomic uint64_t push_number;                   /* odd while a push is under way */
};

struct live;

struct session {
    const struct mount_options *options;
    struct fuse_session *fuse;
    pthread_key_t worker_key;
    struct worker *workers;
    _Atomic uint64_t news; /* grows before the kernel is told of anything new */
    bool lingers;          /* the first worker, for the next request, before it sleeps */
    struct parking parking;
    struct push_state push;
    struct live *live;
    _Atomic int64_t notified; /* written by the thread of live alone */
    _Atomic bool ending;
};

extern const struct fuse_lowlevel_ops mount_operations;

struct worker *worker_of(fuse_req_t req);

/* workers.c */
void parking_init(struct parking *p);
void parking_finish(struct parking *p);
bool workers_start(struct session *s, struct err *e) MUST_USE;
void workers_stop(struct session *s);
void workers_push_begins(struct session *s); /* around every store into the page cache */
void workers_push_ends(struct session *s);

void count(_Atomic int64_t *counter, int64_t by);

/* push.c */
void push_init(struct push_state *p);
void push_before_read(struct worker *w, uint64_t file, int64_t offset);
void push_directory(struct worker *w, uint64_t directory);

/* xattr.c */
void op_getxattr(fuse_req_t req, fuse_ino_t inode, const char *name, size_t size);
void op_listxattr(fuse_req_t req, fuse_ino_t inode, size_t size);

/* status.c */
void status_reply(fuse_req_t req, struct worker *w);
#define STATUS_IOCTL _IOR('N', 1, struct mount_status)

/* live.c */
struct live *live_start(struct session *s, struct err *e) MUST_USE;
void live_end(struct live *l);

int errno_of(const struct err *e);

#endif

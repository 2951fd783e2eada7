/* queue: documents from the thread that reads to the thread that stores, bounded in count and bytes. */
#ifndef CLI_QUEUE_H
#define CLI_QUEUE_H

#include "newsfs/article.h"

#include <pthread.h>

#define QUEUE_SLOTS 1024
#define QUEUE_BYTES (8 << 20)

struct queue_slot {
    struct document doc;
    struct draft draft;
    size_t bytes;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue_slot slots[QUEUE_SLOTS];
    size_t head, count; /* under lock */
    size_t bytes;       /* under lock: of text waiting */
    bool full;          /* under lock: the reader waits until it is half empty */
    bool ended;         /* under lock: nothing more comes */
    bool refused;       /* under lock: nothing more is wanted */
};

void queue_init(struct queue *q);
void queue_finish(struct queue *q);

/* For the reader. The document's contents are taken over, *d is as after document_clear. False: nothing more is wanted. */
bool queue_add(struct queue *q, struct document *d, struct draft *draft);
void queue_end(struct queue *q);
bool queue_is_long(struct queue *q); /* the storer has work for a while */

/* For the storer. Waits; NULL: the end, or, where timeout_ms >= 0, nothing came in time (*idle is set then). The slot is valid until queue_release. */
struct queue_slot *queue_next(struct queue *q, int timeout_ms, bool *idle);
void queue_release(struct queue *q);
void queue_refuse(struct queue *q);

#endif

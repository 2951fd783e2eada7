#include "queue.h"

#include <string.h>
#include <time.h>

#define WAKE_COUNT 64
#define MOMENT_MS  5

void queue_init(struct queue *q)
{
    pthread_condattr_t monotonic;
    memset(q, 0, sizeof *q);
    pthread_mutex_init(&q->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&q->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    for (size_t i = 0; i < QUEUE_SLOTS; i++)
        document_init(&q->slots[i].doc);
}

void queue_finish(struct queue *q)
{
    for (size_t i = 0; i < QUEUE_SLOTS; i++)
        document_finish(&q->slots[i].doc);
    pthread_cond_destroy(&q->changed);
    pthread_mutex_destroy(&q->lock);
}

/* The body as published and as served, and the rest; roughly. */
static size_t bytes_of(const struct draft *draft)
{
    return 2 * draft->text_len[FILE_BODY] + draft->packed_len;
}

/* The documents are swapped, so the arenas' memory goes round instead of being given back and taken again. */
bool queue_add(struct queue *q, struct document *d, struct draft *draft)
{
    size_t bytes = bytes_of(draft);
    pthread_mutex_lock(&q->lock);
    q->full = q->count == QUEUE_SLOTS || (q->count && q->bytes + bytes > QUEUE_BYTES);
    while (!q->refused && q->full)
        pthread_cond_wait(&q->changed, &q->lock);
    bool wanted = !q->refused;
    if (wanted) {
        struct queue_slot *slot = &q->slots[(q->head + q->count) % QUEUE_SLOTS];
        struct document spare = slot->doc;
        slot->doc = *d;
        slot->draft = *draft;
        slot->draft.doc = &slot->doc;
        slot->bytes = bytes;
        *d = spare;
        q->bytes += bytes;
        if (++q->count == WAKE_COUNT)
            pthread_cond_signal(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
    if (wanted)
        document_clear(d);
    return wanted;
}

bool queue_is_long(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool is = q->count >= WAKE_COUNT;
    pthread_mutex_unlock(&q->lock);
    return is;
}

void queue_end(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->ended = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

/* Wait until something changed, or a moment is over. Under the lock. */
static void wait_a_moment(struct queue *q)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += MOMENT_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&q->changed, &q->lock, &until);
}

/* To be woken for each document would cost more than the document: so the storer is woken for a bunch of them, and looks by itself from time to time. */
struct queue_slot *queue_next(struct queue *q, int timeout_ms, bool *idle)
{
    int64_t late = timeout_ms < 0 ? INT64_MAX : clock_monotonic_ms() + timeout_ms;
    pthread_mutex_lock(&q->lock);
    while (q->count == 0 && !q->ended && (late == INT64_MAX || clock_monotonic_ms() < late))
        wait_a_moment(q);
    *idle = q->count == 0 && !q->ended;
    struct queue_slot *slot = q->count ? &q->slots[q->head] : NULL;
    pthread_mutex_unlock(&q->lock);
    return slot;
}

/* The reader is woken when the queue is half empty, not for every slot. A slot keeps the memory of its document for the next one, unless it is
 * more than its share. */
void queue_release(struct queue *q)
{
    if (q->slots[q->head].bytes > QUEUE_BYTES / QUEUE_SLOTS)
        document_finish(&q->slots[q->head].doc);
    pthread_mutex_lock(&q->lock);
    q->bytes -= q->slots[q->head].bytes;
    q->head = (q->head + 1) % QUEUE_SLOTS;
    q->count--;
    if (q->full && q->count <= QUEUE_SLOTS / 2 && q->bytes <= QUEUE_BYTES / 2) {
        q->full = false;
        pthread_cond_signal(&q->changed);
    }
    pthread_mutex_unlock(&q->lock);
}

void queue_refuse(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->refused = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

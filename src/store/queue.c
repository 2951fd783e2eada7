/* queue: how a session waits for another one's write, and how a writer lets others in.
 *
 * SQLite's write lock has no queue: who waits asks again after a while, and a writer that commits and begins again at once
 * would win nearly always. So who waits holds a shared flock on the store's directory (nothing is written, no file is made), and
 * a writer that sees it before its next transaction steps aside for a moment. */
#include "session.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MAX_US 4000 /* between two tries; ASIDE_US is longer, so whoever waits gets in */
#define ASIDE_US    6000

static void sleep_us(int64_t us)
{
    struct timespec ts = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    nanosleep(&ts, NULL);
}

/* spec: xorshift64 */
static uint64_t next_random(struct store *s)
{
    uint64_t x = s->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return s->random = x;
}

void queue_open(struct store *s, const char *directory)
{
    s->random = ((uint64_t)clock_monotonic_ms() ^ (uint64_t)getpid() << 32 ^ (uintptr_t)s) | 1;
    s->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void queue_sleep(struct store *s, int count)
{
    int64_t most = count < 5 ? (int64_t)200 << count : WAIT_MAX_US;
    sleep_us(most / 2 + (int64_t)(next_random(s) % (uint64_t)(most / 2)));
}

bool queue_is_late(struct store *s)
{
    int64_t now = clock_monotonic_ms();
    if (s->deadline == 0)
        s->deadline = now + s->options.deadline_ms;
    return now >= s->deadline;
}

int queue_busy(void *store, int count)
{
    struct store *s = store;
    if (queue_is_late(s))
        return 0;
    if (s->directory >= 0)
        flock(s->directory, LOCK_SH | LOCK_NB);
    queue_sleep(s, count);
    return 1;
}

int queue_progress(void *store)
{
    struct store *s = store;
    return !s->patient && queue_is_late(s);
}

void queue_let_others(struct store *s)
{
    if (s->directory < 0)
        return;
    if (flock(s->directory, LOCK_EX | LOCK_NB) != 0)
        sleep_us(ASIDE_US);
    flock(s->directory, LOCK_UN);
}

void queue_leave(struct store *s)
{
    if (s->directory >= 0)
        flock(s->directory, LOCK_UN);
}

bool queue_take_turn(struct store *s, struct err *e)
{
    s->deadline = 0;
    for (int tries = 0; s->directory >= 0 && flock(s->directory, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (queue_is_late(s))
            return error_of(s, SQLITE_BUSY, "cannot make", e);
        queue_sleep(s, tries);
    }
    return true;
}

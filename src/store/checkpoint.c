/* checkpoint: moving the log into the store, which is as much writing as the commits were, by a thread with a connection of its own
 * while the session goes on. What it has not moved when the log has grown large is moved by the session, which waits for readers
 * where they kept the log from being begun anew for very long.
 *
 * The thread never makes a pass when there is nothing to move: SQLite below 3.51.3 can lose track of a log that is begun anew during such
 * a pass. spec: https://sqlite.org/wal.html#walresetbug */
#include "session.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define LOG_PAGES       1000 /* moved from that many on: 16 MB */
#define LOG_PAGES_LARGE (4 * LOG_PAGES)
#define LOG_PAGES_MAX   (16 * LOG_PAGES)
#define LOG_WAIT_MS     2000

struct checkpoint {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    int wanted; /* pages in the log that a pass was asked for; 0: none */
    int asked;  /* at the last time */
    int moved;  /* pages of the log, where it was moved whole; fewer in it means that it was begun anew */
    bool busy, ended;
    sqlite3 *db; /* NULL while nothing is moved */
    const char *path;
};

static void set_db(struct checkpoint *c, sqlite3 *db)
{
    pthread_mutex_lock(&c->lock);
    c->db = c->ended ? NULL : db;
    pthread_mutex_unlock(&c->lock);
}

/* How many pages the log has, where all of them were moved; else 0. The log is looked at once something was read. Where it fails the
 * session's own turn comes, and says why. */
static int move_log(struct checkpoint *c)
{
    sqlite3 *db = NULL;
    int pages = 0, moved = -1;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(c->path, &db, flags, NULL) == SQLITE_OK &&
        sqlite3_exec(db, "PRAGMA user_version", NULL, NULL, NULL) == SQLITE_OK) {
        set_db(c, db);
        sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
        set_db(c, NULL);
    }
    sqlite3_close(db);
    return pages == moved ? moved : 0;
}

static void *run(void *context)
{
    struct checkpoint *c = context;
    pthread_mutex_lock(&c->lock);
    while (!c->ended) {
        if (!c->wanted) {
            pthread_cond_wait(&c->changed, &c->lock);
            continue;
        }
        c->wanted = 0;
        c->busy = true;
        pthread_mutex_unlock(&c->lock);
        int moved = move_log(c);
        pthread_mutex_lock(&c->lock);
        c->moved = moved;
        if (c->wanted <= moved)
            c->wanted = 0;
        c->busy = false;
        pthread_cond_broadcast(&c->changed);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

/* Signals stay with the threads that know what to do then. NULL where there can be no thread. */
static struct checkpoint *start(const char *path)
{
    sigset_t all, before;
    struct checkpoint *c = mem_alloc(sizeof *c);
    *c = (struct checkpoint){.path = path};
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(&c->thread, NULL, run, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok)
        return c;
    free(c);
    return NULL;
}

static bool ask(struct store *s, int pages)
{
    struct checkpoint *c = s->checkpoint ? s->checkpoint : start(s->path);
    if (!c)
        return false;
    s->checkpoint = c;
    pthread_mutex_lock(&c->lock);
    if (pages < c->asked)
        c->moved = 0;
    c->asked = pages;
    if (pages > c->moved)
        c->wanted = pages;
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    return true;
}

static void wait_for_thread(struct checkpoint *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->wanted = 0;
    while (c->busy)
        pthread_cond_wait(&c->changed, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

int checkpoint_after_commit(void *store, sqlite3 *db, const char *schema, int pages)
{
    struct store *s = store;
    if (pages < LOG_PAGES || (pages < LOG_PAGES_LARGE && ask(s, pages)))
        return SQLITE_OK;
    wait_for_thread(s->checkpoint);
    sqlite3_wal_checkpoint_v2(db, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (pages >= LOG_PAGES_MAX) {
        s->deadline = clock_monotonic_ms() + LOG_WAIT_MS;
        sqlite3_wal_checkpoint_v2(db, schema, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    }
    return SQLITE_OK;
}

void checkpoint_end(struct checkpoint *c, bool leaves_log)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->ended = true;
    if (leaves_log && c->db)
        sqlite3_interrupt(c->db);
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

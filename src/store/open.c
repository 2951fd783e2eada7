/* open: from a path to a session.
 *
 * The file is never opened beside SQLite, not even to look: closing such a descriptor would drop the locks that other sessions of
 * this process hold on it (POSIX locks belong to the process). So all that is asked of it is asked through SQLite.
 *
 * A new store is made in one transaction, still with a rollback journal, and only then switched to its write-ahead log: its header
 * says whose it is from the first moment on, and a file is either empty or a store. */
#include "path.h"
#include "schema.h"
#include "session.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEADLINE_MS  60000
#define PROGRESS_OPS 20000 /* virtual machine steps between two looks at the clock: about a millisecond */

/* SQLite's own statistics take a mutex at every allocation; nobody asks for them. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool writes(const struct store *s)
{
    return s->options.mode != STORE_READ;
}

static bool check_place(struct store *s, struct err *e)
{
    BUF_SCOPED struct buf directory = {0};
    struct stat st;
    path_directory(&directory, s->path);
    if (stat(s->path, &st) != 0) {
        if (errno != ENOENT)
            return err_errno(e, "cannot open the store %s", s->path);
        if (s->options.mode != STORE_CREATE)
            return err_set(e, ERR_NOT_FOUND,
                           "there is no store at %s; make one with 'newsfs import FILE', or name another with --store",
                           s->path);
        return path_make_directory(s->path, e);
    }
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_NOT_STORE, "%s is not a file; name a file with --store", s->path);
    if (access(s->path, R_OK) != 0)
        return err_errno(e, "cannot read the store %s", s->path);
    if (writes(s) && (access(s->path, W_OK) != 0 || access(directory.data, W_OK) != 0))
        return err_set(e, ERR_READ_ONLY, "cannot write the store %s: %s; name another with --store", s->path,
                       strerror(errno));
    return true;
}

/* Media and directories that cannot be written have no place for the log's index: then the file is read as it lies there. */
static bool is_frozen(struct store *s)
{
    BUF_SCOPED struct buf directory = {0};
    path_directory(&directory, s->path);
    return !writes(s) && access(directory.data, W_OK) != 0 && !path_has_log(s->path);
}

static bool connect_file(struct store *s, struct err *e)
{
    BUF_SCOPED struct buf name = {0};
    bool frozen = is_frozen(s);
    if (frozen)
        path_immutable_uri(&name, s->path);
    else
        buf_adds(&name, s->path);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    flags |= frozen ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE;
    flags |= s->options.mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0;
    int rc = sqlite3_open_v2(name.data, &s->db, flags, NULL);
    if (rc != SQLITE_OK)
        return error_of(s, rc, "cannot open", e);
    sqlite3_busy_handler(s->db, queue_busy, s);
    sqlite3_progress_handler(s->db, PROGRESS_OPS, queue_progress, s);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return statement_script(s, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;", e);
}

static bool pragma_number(struct store *s, const char *sql, int64_t *value, struct err *e)
{
    sqlite3_stmt *st = NULL;
    s->deadline = 0;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *value = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || error_of(s, rc, "cannot open", e);
}

/* Pages that neither the file nor its log have. The log is looked for before the file's size is asked: what leaves it went there. */
static bool is_cut_short(struct store *s, int64_t pages, struct err *e)
{
    int64_t page_size = 0;
    if (!pragma_number(s, "PRAGMA page_size", &page_size, e))
        return true;
    if (path_has_log(s->path) || path_size(s->path, "") >= pages * page_size)
        return false;
    err_set(e, ERR_NOT_STORE, "%s is damaged: its end is missing; restore a copy", s->path);
    return true;
}

/* All from one state of the file: another session may be making it a store right now. */
static bool read_header(struct store *s, int64_t *application, int64_t *version, int64_t *pages, struct err *e)
{
    return statement_script(s, "BEGIN", e) && pragma_number(s, "PRAGMA application_id", application, e) &&
           pragma_number(s, "PRAGMA user_version", version, e) && pragma_number(s, "PRAGMA page_count", pages, e) &&
           statement_script(s, "COMMIT", e);
}

/* Whose file is it? *version 0: nobody's yet. */
static bool recognize(struct store *s, int64_t *version, struct err *e)
{
    int64_t application, pages, size = path_size(s->path, "");
    if (!read_header(s, &application, version, &pages, e))
        return false;
    if (pages == 0 && size > 0)
        return error_of(s, SQLITE_NOTADB, "", e);
    if (pages == 0 && s->options.mode != STORE_CREATE)
        return err_set(e, ERR_NOT_STORE, "%s is an empty file, not a store; make one with 'newsfs import FILE'",
                       s->path);
    if (pages == 0)
        return true;
    if (application != SCHEMA_APPLICATION || *version < 1)
        return err_set(e, ERR_NOT_STORE,
                       "%s is a database of another program, not a newsfs store; name another with --store", s->path);
    if (*version > schema_version())
        return err_set(e, ERR_NEWER,
                       "%s was written by a newer newsfs (version %lld of the schema, this program knows %d); upgrade "
                       "newsfs",
                       s->path, (long long)*version, schema_version());
    return !is_cut_short(s, pages, e);
}

static bool upgrade(struct store *s, int64_t version, struct err *e)
{
    if (version == schema_version())
        return true;
    if (version == 0) {
        char size[60];
        sqlite3_snprintf(sizeof size, size, "PRAGMA page_size=%d", SCHEMA_PAGE_SIZE);
        if (!statement_script(s, size, e))
            return false;
    }
    return schema_migrate(s, schema_version(), e) ||
           err_prefix(e, "cannot bring the store to version %d", schema_version());
}

/* SQLite refuses this at once where another session is at work, so the waiting is done here. */
static bool use_log(struct store *s, struct err *e)
{
    s->deadline = 0;
    for (int tries = 0;; tries++) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode=WAL", -1, &st, NULL);
        if (rc == SQLITE_OK)
            rc = sqlite3_step(st);
        bool done = rc == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(st, 0), "wal") == 0;
        sqlite3_finalize(st);
        if (done)
            return true;
        if ((rc != SQLITE_ROW && (rc & 0xff) != SQLITE_BUSY) || queue_is_late(s))
            return error_of(s, rc == SQLITE_ROW ? SQLITE_BUSY : rc, "cannot open", e);
        queue_sleep(s, tries);
    }
}

static bool prepare_to_write(struct store *s, struct err *e)
{
    if (!statement_script(s,
                          "PRAGMA synchronous=FULL; PRAGMA secure_delete=OFF; PRAGMA cache_size=-16000;"
                          "PRAGMA journal_size_limit=67108864",
                          e))
        return false;
    sqlite3_wal_hook(s->db, checkpoint_after_commit, s);
    return rerender_all(s, e);
}

static bool become_store(struct store *s, struct err *e)
{
    int64_t version;
    return connect_file(s, e) && recognize(s, &version, e) && upgrade(s, version, e) && (!writes(s) || use_log(s, e));
}

/* Those who find no store make one in turn: the first makes it, the others then find it. */
static bool become_store_in_turn(struct store *s, struct err *e)
{
    bool making = s->options.mode == STORE_CREATE && path_size(s->path, "") <= 0;
    if (making && !queue_take_turn(s, e))
        return false;
    bool ok = become_store(s, e);
    if (making)
        queue_leave(s);
    return ok;
}

static bool prepare(struct store *s, struct err *e)
{
    BUF_SCOPED struct buf directory = {0};
    path_directory(&directory, s->path);
    if (writes(s))
        queue_open(s, directory.data);
    if (!become_store_in_turn(s, e))
        return false;
    if (writes(s))
        return prepare_to_write(s, e);
    return statement_script(s, "PRAGMA query_only=ON; PRAGMA cache_size=-1000", e);
}

static bool check_options(const struct store_options *o, struct err *e)
{
    if (o->mode != STORE_READ && !o->renderer)
        return err_set(e, ERR_FAILED, "a store that is written needs a renderer");
    return true;
}

struct store *store_open(const char *url, const struct store_options *options, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    BUF_SCOPED struct buf path = {0};
    if (!check_options(options, e) || !path_resolve(&path, url, e))
        return NULL;
    struct store *s = mem_alloc(sizeof *s);
    s->options = *options;
    s->options.deadline_ms = options->deadline_ms > 0 ? options->deadline_ms : DEADLINE_MS;
    s->path = buf_take(&path);
    s->directory = -1;
    s->random = 1;
    if (check_place(s, e) && prepare(s, e))
        return s;
    store_close(s);
    return NULL;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    store_rollback(s);
    statement_finish_all(s);
    checkpoint_end(s->checkpoint, s->leaves_log);
    sqlite3_close(s->db);
    if (s->directory >= 0)
        close(s->directory);
    group_cache_finish(&s->groups);
    buf_finish(&s->write.wire);
    buf_finish(&s->packed);
    arena_finish(&s->scratch);
    arena_finish(&s->rule_arena);
    free(s->path);
    free(s);
}

void store_leave_log(struct store *s)
{
    s->leaves_log = sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK;
}

const char *store_url(const struct store *s)
{
    return s->path;
}

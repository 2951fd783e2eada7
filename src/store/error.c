/* error: what SQLite returned, as a sentence that says what, where and what to do. */
#include "session.h"

#include <errno.h>
#include <string.h>

static bool system_error(struct store *s, const char *what, struct err *e)
{
    errno = sqlite3_system_errno(s->db);
    if (errno == ENOSPC || errno == EDQUOT)
        return err_set(e, ERR_FULL,
                       "%s %s: no space left on its disk; free some and try again, what was stored is safe", what,
                       s->path);
    if (errno)
        return err_errno(e, "%s %s", what, s->path);
    return err_set(e, ERR_IO, "%s %s: the system refused (%s)", what, s->path, sqlite3_errmsg(s->db));
}

static bool timeout(struct store *s, const char *what, struct err *e)
{
    return err_set(e, ERR_TIMEOUT, "%s %s: another process has been writing to it for %g seconds; try again later",
                   what, s->path, s->options.deadline_ms / 1000.0);
}

bool error_of(struct store *s, int rc, const char *what, struct err *e)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return timeout(s, what, e);
    case SQLITE_INTERRUPT:
        return err_set(e, ERR_TIMEOUT, "%s %s: it took more than %g seconds; ask for less at once", what, s->path,
                       s->options.deadline_ms / 1000.0);
    case SQLITE_FULL:
        return err_set(e, ERR_FULL,
                       "%s %s: no space left on its disk; free some and try again, what was stored is safe", what,
                       s->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return err_set(e, ERR_READ_ONLY,
                       "%s %s: it cannot be written here; check the permissions of the file and its directory", what,
                       s->path);
    case SQLITE_NOTADB:
        return err_set(e, ERR_NOT_STORE, "%s is not a newsfs store; name another one with --store", s->path);
    case SQLITE_CORRUPT:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR: /* a table or column that is not there */
        return err_set(e, ERR_NOT_STORE, "%s %s: it is damaged (%s); look with 'newsfs check', or restore a copy", what,
                       s->path, sqlite3_errmsg(s->db));
    case SQLITE_TOOBIG:
        return err_set(e, ERR_LIMIT, "%s %s: the article is too long to be stored", what, s->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return system_error(s, what, e);
    default:
        return err_set(e, ERR_FAILED, "%s %s: %s", what, s->path, sqlite3_errmsg(s->db));
    }
}

/* err: what went wrong, in one sentence a user can act on.
 *
 * A fallible function returns bool (or a pointer) and fills the caller's struct err on failure;
 * on failure its other outputs are untouched. Absence is not an error: it is a `bool *found`.
 * Allocation failure is not an error either: sizes from outside meet a limit before they meet an
 * allocation, and a process that cannot get a few kilobytes ends with a message (see buf.h). */
#ifndef NEWSFS_ERR_H
#define NEWSFS_ERR_H

#include <stdbool.h>

#define MUST_USE               __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_code {
    ERR_NONE,
    ERR_FAILED,    /* anything that fits none of the others */
    ERR_USAGE,     /* the caller's words are off */
    ERR_NOT_FOUND, /* the thing that was named does not exist */
    ERR_INPUT,     /* a document, feed or page that cannot be read as what it claims to be */
    ERR_LIMIT,     /* a size, depth, count or time above what is allowed */
    ERR_IO,        /* the system refused: the text carries strerror */
    ERR_FULL,      /* no space left */
    ERR_READ_ONLY, /* the store cannot be written */
    ERR_TIMEOUT,   /* the call's deadline passed */
    ERR_NEWER,     /* the store was written by a newer version */
    ERR_NOT_STORE, /* the file is no store, or is damaged */
    ERR_NET,       /* the network or the far server */
};

struct err {
    enum err_code code;
    char text[512]; /* one sentence, no newline, valid UTF-8, cut with an ellipsis */
};

/* Fill e and return false, so that `return err_set(...)` reads well. e may be NULL. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* As err_set with ": <strerror(errno)>" appended; code ERR_FULL, ERR_READ_ONLY, ERR_NOT_FOUND or
 * ERR_IO after errno. */
bool err_errno(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Put "<fmt>: " in front of the text: where the caller was. Returns false. */
bool err_prefix(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif

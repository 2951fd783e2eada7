/* err: composing the one sentence.
 *
 * Texts pass through text_clean_line, so whatever a far server or a file name put into an argument cannot drive
 * the terminal that shows the message. Where head and cause do not fit together, the head gives way first:
 * the end of a message says what happened. */
#include "newsfs/err.h"
#include "newsfs/buf.h"
#include "newsfs/text.h"
#include <errno.h>
#include <string.h>

#define ELLIPSIS        "\xE2\x80\xA6"
#define ELLIPSIS_LEN    3
#define TEXT_ROOM       (sizeof((struct err *)NULL)->text - 1)
#define HEAD_ROOM_LEAST 160 /* bytes of the head that are kept whatever the cause's length */

static void cut(struct buf *line, size_t max)
{
    if (line->len <= max)
        return;
    buf_truncate(line, text_cut(line->data, line->len, max - ELLIPSIS_LEN));
    buf_add(line, ELLIPSIS, ELLIPSIS_LEN);
}

/* The cleaned sentence of fmt and ap, then ": " and tail where tail is not NULL. */
static void compose(struct err *e, const char *tail, const char *fmt, va_list ap)
{
    BUF_SCOPED struct buf raw = {0}, line = {0};
    buf_vaddf(&raw, fmt, ap);
    text_clean_line(&line, buf_str(&raw), raw.len);
    if (tail) {
        size_t need = strlen(tail) + 2;
        cut(&line, need + HEAD_ROOM_LEAST < TEXT_ROOM ? TEXT_ROOM - need : HEAD_ROOM_LEAST);
        buf_add(&line, ": ", 2);
        text_clean_line(&line, tail, strlen(tail));
    }
    cut(&line, TEXT_ROOM);
    memcpy(e->text, buf_str(&line), line.len + 1);
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
    if (!e)
        return false;
    va_list ap;
    va_start(ap, fmt);
    compose(e, NULL, fmt, ap);
    va_end(ap);
    e->code = code;
    return false;
}

static enum err_code code_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    case EROFS:
        return ERR_READ_ONLY;
    case ENOENT:
        return ERR_NOT_FOUND;
    default:
        return ERR_IO;
    }
}

bool err_errno(struct err *e, const char *fmt, ...)
{
    int number = errno;
    if (!e)
        return false;
    char space[128];
    va_list ap;
    va_start(ap, fmt);
    compose(e, strerror_r(number, space, sizeof space), fmt, ap);
    va_end(ap);
    e->code = code_of_errno(number);
    errno = number;
    return false;
}

bool err_prefix(struct err *e, const char *fmt, ...)
{
    if (!e)
        return false;
    char cause[sizeof e->text];
    memcpy(cause, e->text, sizeof cause);
    va_list ap;
    va_start(ap, fmt);
    compose(e, cause, fmt, ap);
    va_end(ap);
    return false;
}

/* reading: the options by which import and parse read the same input. */
#include "reading.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool reading_options(const struct invocation *in, struct ingest_options *out, struct err *e)
{
    *out = (struct ingest_options){.format = option_get(in, "format"),
                                   .source_name = option_get(in, "source"),
                                   .url = option_get(in, "url"),
                                   .published = TIME_NONE};
    if (!option_time(in, "published", &out->published, e))
        return false;
    if (!out->format)
        return true;
    BUF_SCOPED struct buf known = {0};
    for (const char *const *f = ingest_formats(); *f; f++) {
        if (strcmp(*f, out->format) == 0)
            return true;
        buf_addf(&known, "%s%s", known.len ? ", " : "", *f);
    }
    return err_set(e, ERR_USAGE, "--format: \"%s\" is not one of: %s", out->format, known.data);
}

bool reading_open(const char *path, int *fd, const char **name, struct err *e)
{
    *name = path;
    if (strcmp(path, "-") == 0) {
        *name = "standard input";
        *fd = STDIN_FILENO;
        return true;
    }
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd >= 0)
        return true;
    bool missing = errno == ENOENT;
    err_errno(e, "%s", path);
    if (missing)
        e->code = ERR_NOT_FOUND;
    return false;
}

void reading_close(int fd)
{
    if (fd != STDIN_FILENO)
        close(fd);
}

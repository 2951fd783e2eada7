/* watch: when to look for commits of others without looking all the time.
 *
 * Every commit writes to the log beside the store, which the system tells of. It tells before the commit can be seen (the disk's cache is flushed
 * in between), and not of a log that takes the place of this one: so it is a hint to look soon and more than once, not news.
 * Nothing that a reader does writes there. */
#include "session.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

int store_watch_open(const struct store *s)
{
    BUF_SCOPED struct buf log = {0};
    buf_addf(&log, "%s-wal", s->path);
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd >= 0 && inotify_add_watch(fd, log.data, IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF) >= 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

bool store_watch_clear(int fd)
{
    char room[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t got;
    bool lasts = true;
    while ((got = read(fd, room, sizeof room)) > 0 || (got < 0 && errno == EINTR))
        for (ssize_t at = 0; at < got;) {
            const struct inotify_event *event = (const struct inotify_event *)(room + at);
            lasts = lasts && !(event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED));
            at += (ssize_t)(sizeof *event + event->len);
        }
    return lasts;
}

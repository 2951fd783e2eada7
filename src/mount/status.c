/* status: what a daemon counts, asked through an ioctl on the mount's root: no socket, no file, nothing to clean up. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int64_t anonymous_memory(void)
{
    FILE *f = fopen("/proc/self/status", "re");
    char line[128];
    long long kb = 0;
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "RssAnon: %lld kB", &kb) == 1)
            break;
    if (f)
        fclose(f);
    return kb * 1024;
}

static int64_t read_counter(_Atomic int64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void status_reply(fuse_req_t req, struct worker *asked)
{
    struct session *s = asked->session;
    struct mount_status status = {.pid = getpid(), .memory_anon_bytes = anonymous_memory()};
    for (int i = 0; i < s->options->workers; i++) {
        struct counters *c = &s->workers[i].counters;
        for (int op = 0; op < MOUNT_OPCODES; op++)
            status.requests[op] += read_counter(&c->requests[op]);
        status.bytes_read += read_counter(&c->bytes_read);
        status.pushed += read_counter(&c->pushed);
        status.push_skipped += read_counter(&c->push_skipped);
    }
    status.notified = read_counter(&s->notified);
    snprintf(status.store, sizeof status.store, "%s", s->options->store);
    fuse_reply_ioctl(req, 0, &status, sizeof status);
}

bool mount_ask_status(const char *mountpoint, struct mount_status *out, struct err *e)
{
    int fd = open(mountpoint, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(e, "%s", mountpoint);
    int status = ioctl(fd, STATUS_IOCTL, out);
    int why = errno;
    close(fd);
    errno = why;
    if (status == 0)
        return true;
    if (errno == ENOTTY)
        return err_set(e, ERR_NOT_FOUND, "%s: not a newsfs mount: \"newsfs mount\" lists them", mountpoint);
    return err_errno(e, "%s", mountpoint);
}

const char *mount_opcode_name(int opcode)
{
    static const char *const names[MOUNT_OPCODES] = {
        [FUSE_LOOKUP] = "lookup",
        [FUSE_FORGET] = "forget",
        [FUSE_GETATTR] = "getattr",
        [FUSE_SETATTR] = "setattr",
        [FUSE_READLINK] = "readlink",
        [FUSE_SYMLINK] = "symlink",
        [FUSE_MKNOD] = "mknod",
        [FUSE_MKDIR] = "mkdir",
        [FUSE_UNLINK] = "unlink",
        [FUSE_RMDIR] = "rmdir",
        [FUSE_RENAME] = "rename",
        [FUSE_LINK] = "link",
        [FUSE_OPEN] = "open",
        [FUSE_READ] = "read",
        [FUSE_WRITE] = "write",
        [FUSE_STATFS] = "statfs",
        [FUSE_RELEASE] = "release",
        [FUSE_FSYNC] = "fsync",
        [FUSE_SETXATTR] = "setxattr",
        [FUSE_GETXATTR] = "getxattr",
        [FUSE_LISTXATTR] = "listxattr",
        [FUSE_REMOVEXATTR] = "removexattr",
        [FUSE_FLUSH] = "flush",
        [FUSE_INIT] = "init",
        [FUSE_OPENDIR] = "opendir",
        [FUSE_READDIR] = "readdir",
        [FUSE_RELEASEDIR] = "releasedir",
        [FUSE_FSYNCDIR] = "fsyncdir",
        [FUSE_GETLK] = "getlk",
        [FUSE_SETLK] = "setlk",
        [FUSE_SETLKW] = "setlkw",
        [FUSE_ACCESS] = "access",
        [FUSE_CREATE] = "create",
        [FUSE_INTERRUPT] = "interrupt",
        [FUSE_BMAP] = "bmap",
        [FUSE_DESTROY] = "destroy",
        [FUSE_IOCTL] = "ioctl",
        [FUSE_POLL] = "poll",
        [FUSE_NOTIFY_REPLY] = "notify_reply",
        [FUSE_BATCH_FORGET] = "batch_forget",
        [FUSE_FALLOCATE] = "fallocate",
        [FUSE_READDIRPLUS] = "readdirplus",
        [FUSE_RENAME2] = "rename2",
        [FUSE_LSEEK] = "lseek",
        [FUSE_COPY_FILE_RANGE] = "copy_file_range",
        [FUSE_SETUPMAPPING] = "setupmapping",
        [FUSE_REMOVEMAPPING] = "removemapping",
        [FUSE_SYNCFS] = "syncfs",
        [52] = "statx", /* Linux 6.6 */
    };
    return opcode >= 0 && opcode < MOUNT_OPCODES ? names[opcode] : NULL;
}

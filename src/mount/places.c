/* places: which mounts there are, dead ones too, and ending them. */
#include "newsfs/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* One line of mountinfo (spec: proc(5)): "36 35 98:0 / /mnt rw … - fuse.newsfs /store ro". Octal escapes stand for blanks. */
struct mount_line {
    char *mountpoint, *type, *source;
};

static void unescape(char *s)
{
    char *to = s;
    for (; *s; s++) {
        if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] && s[3]) {
            *to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
            s += 3;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static bool split_line(char *line, struct mount_line *out)
{
    char *rest = strstr(line, " - "), *save = NULL;
    if (!rest)
        return false;
    *rest = '\0';
    char *field = strtok_r(line, " ", &save);
    for (int i = 0; i < 4 && field; i++)
        field = strtok_r(NULL, " ", &save);
    out->mountpoint = field;
    out->type = strtok_r(rest + 3, " ", &save);
    out->source = strtok_r(NULL, " \n", &save);
    if (!out->mountpoint || !out->type || !out->source)
        return false;
    unescape(out->mountpoint);
    unescape(out->source);
    return true;
}

static void each_mount(bool (*each)(void *context, const struct mount_line *line), void *context)
{
    FILE *f = fopen("/proc/self/mountinfo", "re");
    char *line = NULL;
    size_t cap = 0;
    struct mount_line split;
    while (f && getline(&line, &cap, f) > 0)
        if (split_line(line, &split) && !each(context, &split))
            break;
    free(line);
    if (f)
        fclose(f);
}

static bool is_newsfs(const struct mount_line *line)
{
    return strcmp(line->type, "fuse.newsfs") == 0;
}

/* statvfs is the one question that the kernel never answers from what it remembers, as it does stat of a dead mount's root. */
static enum mount_state look_at(const char *mountpoint)
{
    struct statvfs st;
    return statvfs(mountpoint, &st) == 0 ? MOUNT_ALIVE : MOUNT_DEAD;
}

struct finding {
    const char *mountpoint;
    bool mounted, ours;
};

static bool find_one(void *context, const struct mount_line *line)
{
    struct finding *f = context;
    if (strcmp(line->mountpoint, f->mountpoint) == 0) {
        f->mounted = true; /* the last line of a place is the mount on top */
        f->ours = is_newsfs(line);
    }
    return true;
}

enum mount_state mount_find(const char *mountpoint)
{
    struct finding f = {mountpoint, false, false};
    each_mount(find_one, &f);
    if (!f.mounted)
        return MOUNT_NONE;
    return f.ours ? look_at(mountpoint) : MOUNT_OTHER;
}

struct collecting {
    struct mount_place *places;
    size_t count;
};

static bool collect_one(void *context, const struct mount_line *line)
{
    struct collecting *c = context;
    if (!is_newsfs(line))
        return true;
    c->places = mem_realloc(c->places, (c->count + 1) * sizeof *c->places);
    c->places[c->count++] =
        (struct mount_place){mem_strdup(line->mountpoint), mem_strdup(line->source), look_at(line->mountpoint)};
    return true;
}

size_t mount_list(struct mount_place **out)
{
    struct collecting c = {0};
    each_mount(collect_one, &c);
    *out = c.places;
    return c.count;
}

void mount_list_free(struct mount_place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(places[i].mountpoint);
        free(places[i].store);
    }
    free(places);
}

/* fusermount3 is set-uid root: how an ordinary user unmounts. */
static bool end_as_user(const char *mountpoint, bool lazy, struct err *e)
{
    pid_t pid = fork();
    if (pid < 0)
        return err_errno(e, "starting fusermount3");
    if (pid == 0) {
        execlp("fusermount3", "fusermount3", lazy ? "-uqz" : "-uq", "--", mountpoint, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_set(e, ERR_FAILED, "fusermount3 is not installed: install the package fuse3, or unmount as root");
    return err_set(e, ERR_FAILED,
                   "%s: is busy: close what is open there (\"fuser -vm\" shows it), or use \"newsfs umount --lazy\"",
                   mountpoint);
}

bool mount_end(const char *mountpoint, bool lazy, struct err *e)
{
    if (umount2(mountpoint, lazy ? MNT_DETACH : 0) == 0)
        return true;
    if (errno == EPERM)
        return end_as_user(mountpoint, lazy, e);
    if (errno == EBUSY)
        return err_set(
            e, ERR_FAILED,
            "%s: is busy: close what is open there (\"fuser -vm\" shows it), or use \"newsfs umount --lazy\"",
            mountpoint);
    return err_errno(e, "%s: cannot be unmounted", mountpoint);
}

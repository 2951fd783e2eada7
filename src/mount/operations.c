/* operations: get the answer from the tree, reply. What the kernel need not ask is answered ENOSYS once.
 *
 * Answers are cached for ever: inode numbers stand for immutable bytes, and what can change is invalidated exactly by the live thread.
 * Only "no such file" for a name that might come to exist is short-lived as well, against a lookup that was under way while its
 * article arrived. */
#include "session.h"

#include <errno.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOREVER        (365.0 * DAY_SECONDS)
#define ABSENT_SECONDS 0.5
#define BLOCK          512
#define NAME_BYTES_MAX 255

void count(_Atomic int64_t *counter, int64_t by)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + by, memory_order_relaxed);
}

int errno_of(const struct err *e)
{
    switch (e->code) {
    case ERR_TIMEOUT:
        return ETIMEDOUT;
    case ERR_NOT_FOUND:
        return ENOENT;
    case ERR_USAGE:
        return EINVAL;
    default:
        return EIO;
    }
}

static void reply_failure(fuse_req_t req, const char *what, const struct err *e)
{
    if (e->code != ERR_USAGE) /* a query that cannot be parsed is the asker's matter */
        log_line(LOG_LEVEL_ERROR, "%s: %s", what, e->text);
    fuse_reply_err(req, errno_of(e));
}

static void fill_stat(struct stat *st, const struct tree_attr *attr)
{
    *st = (struct stat){.st_ino = attr->inode,
                        .st_mode = attr->mode,
                        .st_nlink = attr->nlink,
                        .st_uid = getuid(),
                        .st_gid = getgid(),
                        .st_size = attr->size,
                        .st_blocks = (attr->size + BLOCK - 1) / BLOCK,
                        .st_blksize = 4096,
                        .st_atim.tv_sec = attr->mtime,
                        .st_mtim.tv_sec = attr->mtime,
                        .st_ctim.tv_sec = attr->ctime};
}

static void fill_entry(struct fuse_entry_param *entry, const struct tree_attr *attr)
{
    *entry = (struct fuse_entry_param){.ino = attr->inode, .attr_timeout = FOREVER, .entry_timeout = FOREVER};
    fill_stat(&entry->attr, attr);
}

static void op_init(void *userdata, struct fuse_conn_info *conn)
{
    (void)userdata;
    conn->want &= ~(unsigned)(FUSE_CAP_SPLICE_READ | FUSE_CAP_READDIRPLUS_AUTO | FUSE_CAP_AUTO_INVAL_DATA);
    conn->want |= conn->capable & (FUSE_CAP_READDIRPLUS | FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_IOCTL_DIR |
                                   FUSE_CAP_ASYNC_READ | FUSE_CAP_NO_OPEN_SUPPORT | FUSE_CAP_NO_OPENDIR_SUPPORT);
}

static void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
    struct err e = {0};
    struct tree_attr attr;
    enum tree_absence what;
    if (strlen(name) > NAME_BYTES_MAX) {
        fuse_reply_err(req, ENAMETOOLONG);
        return;
    }
    if (!tree_lookup(worker_of(req)->tree, parent, name, &attr, &what, &e)) {
        reply_failure(req, "lookup", &e);
        return;
    }
    struct session *s = fuse_req_userdata(req);
    struct fuse_entry_param entry = {.entry_timeout = what == TREE_IMPOSSIBLE ? FOREVER : ABSENT_SECONDS};
    if (what == TREE_FOUND)
        fill_entry(&entry, &attr);
    if (what == TREE_FOUND && tree_is_query(attr.inode))
        tree_searches_hold(s->options->searches, attr.inode);
    fuse_reply_entry(req, &entry);
}

static void op_getattr(fuse_req_t req, fuse_ino_t inode, struct fuse_file_info *fi)
{
    (void)fi;
    struct err e = {0};
    struct tree_attr attr;
    bool found;
    struct stat st;
    if (!tree_stat(worker_of(req)->tree, inode, &attr, &found, &e)) {
        reply_failure(req, "getattr", &e);
        return;
    }
    if (!found) {
        fuse_reply_err(req, ENOENT);
        return;
    }
    fill_stat(&st, &attr);
    fuse_reply_attr(req, &st, FOREVER);
}

/* A reply to READDIRPLUS being filled. */
struct filling {
    fuse_req_t req;
    struct buf *reply;
    size_t size;
};

static bool fill_child(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    struct filling *f = context;
    struct fuse_entry_param entry;
    fill_entry(&entry, attr);
    size_t left = f->size - f->reply->len;
    size_t need = fuse_add_direntry_plus(f->req, f->reply->data + f->reply->len, left, name, &entry, next + 2);
    if (need > left)
        return false;
    if (tree_is_query(attr->inode))
        tree_searches_hold(((struct session *)fuse_req_userdata(f->req))->options->searches, attr->inode);
    f->reply->len += need;
    return true;
}

/* "." and "..": the kernel takes no inode from them, so only number and type are said. */
static bool fill_dots(struct filling *f, struct tree *t, fuse_ino_t directory, off_t offset, struct err *e)
{
    bool found;
    struct fuse_entry_param dot = {.attr.st_ino = directory, .attr.st_mode = S_IFDIR};
    uint64_t parent = directory;
    if (!tree_parent(t, directory, &parent, &found, e))
        return false;
    for (; offset < 2; offset++) {
        dot.attr.st_ino = offset == 0 ? directory : parent;
        f->reply->len += fuse_add_direntry_plus(f->req, f->reply->data + f->reply->len, f->size - f->reply->len,
                                                offset == 0 ? "." : "..", &dot, offset + 1);
    }
    return true;
}

static void op_readdirplus(fuse_req_t req, fuse_ino_t directory, size_t size, off_t offset, struct fuse_file_info *fi)
{
    (void)fi;
    struct worker *w = worker_of(req);
    struct err e = {0};
    bool found = true;
    buf_clear(&w->reply);
    buf_reserve(&w->reply, size);
    struct filling f = {req, &w->reply, size};
    if ((offset < 2 && !fill_dots(&f, w->tree, directory, offset, &e)) ||
        !tree_list(w->tree, directory, offset < 2 ? 0 : offset - 2, fill_child, &f, &found, &e)) {
        reply_failure(req, "readdir", &e);
        return;
    }
    if (!found) {
        fuse_reply_err(req, ENOENT);
        return;
    }
    if (w->reply.len == 0)
        push_directory(w, directory);
    fuse_reply_buf(req, w->reply.data, w->reply.len);
}

static void op_read(fuse_req_t req, fuse_ino_t file, size_t size, off_t offset, struct fuse_file_info *fi)
{
    (void)fi;
    struct worker *w = worker_of(req);
    struct err e = {0};
    bool found;
    buf_clear(&w->reply);
    if (!tree_read(w->tree, file, offset, size, &w->reply, &found, &e)) {
        reply_failure(req, "read", &e);
        return;
    }
    if (!found) {
        fuse_reply_err(req, ENOENT); /* pruned */
        return;
    }
    count(&w->counters.bytes_read, (int64_t)w->reply.len);
    push_before_read(w, file, offset);
    fuse_reply_buf(req, w->reply.data, w->reply.len);
}

static void op_forget(fuse_req_t req, fuse_ino_t inode, uint64_t lookups)
{
    struct session *s = fuse_req_userdata(req);
    if (tree_is_query(inode))
        tree_searches_forget(s->options->searches, inode, lookups);
    fuse_reply_none(req);
}

static void op_forget_multi(fuse_req_t req, size_t count, struct fuse_forget_data *forgets)
{
    struct session *s = fuse_req_userdata(req);
    for (size_t i = 0; i < count; i++)
        if (tree_is_query(forgets[i].ino))
            tree_searches_forget(s->options->searches, forgets[i].ino, forgets[i].nlookup);
    fuse_reply_none(req);
}

static void op_statfs(fuse_req_t req, fuse_ino_t inode)
{
    (void)inode;
    fuse_reply_statfs(req, &(struct statvfs){.f_bsize = 4096, .f_frsize = 4096, .f_namemax = NAME_BYTES_MAX});
}

static void op_ioctl(fuse_req_t req, fuse_ino_t inode, unsigned cmd, void *arg, struct fuse_file_info *fi,
                     unsigned flags, const void *in, size_t in_size, size_t out_size)
{
    (void)inode, (void)arg, (void)fi, (void)flags, (void)in, (void)in_size;
    if (cmd == STATUS_IOCTL && out_size >= sizeof(struct mount_status))
        status_reply(req, worker_of(req));
    else
        fuse_reply_err(req, ENOTTY);
}

/* Opens need no answer: READ and READDIR go by inode number. The kernel stops asking and keeps its caches over opens. */
static void op_open(fuse_req_t req, fuse_ino_t inode, struct fuse_file_info *fi)
{
    (void)inode, (void)fi;
    fuse_reply_err(req, ENOSYS);
}

static void op_access(fuse_req_t req, fuse_ino_t inode, int mask)
{
    (void)inode, (void)mask;
    fuse_reply_err(req, ENOSYS);
}

const struct fuse_lowlevel_ops mount_operations = {
    .init = op_init,
    .lookup = op_lookup,
    .forget = op_forget,
    .forget_multi = op_forget_multi,
    .getattr = op_getattr,
    .readdirplus = op_readdirplus,
    .read = op_read,
    .statfs = op_statfs,
    .ioctl = op_ioctl,
    .open = op_open,
    .opendir = op_open,
    .flush = op_open,
    .access = op_access,
    .getxattr = op_getxattr,
    .listxattr = op_listxattr,
};

/* xattr: extended attributes, where the mount was asked for them: without, the kernel is told once that there are none. */
#include "session.h"

#include <errno.h>
#include <string.h>

/* Either all names, or the value of one. */
struct asking {
    const char *name; /* NULL: all names */
    struct buf answer;
    bool found;
};

static void take_attribute(void *context, const char *name, const char *value, size_t len)
{
    struct asking *a = context;
    if (!a->name) {
        buf_add(&a->answer, name, strlen(name) + 1);
    } else if (strcmp(a->name, name) == 0) {
        buf_add(&a->answer, value, len);
        a->found = true;
    }
}

static void reply_attribute(fuse_req_t req, fuse_ino_t inode, struct asking *a, size_t size)
{
    struct worker *w = worker_of(req);
    struct err e = {0};
    if (!w->session->options->xattr)
        fuse_reply_err(req, ENOSYS);
    else if (!tree_list_attributes(w->tree, inode, take_attribute, a, &e))
        fuse_reply_err(req, errno_of(&e));
    else if (a->name && !a->found)
        fuse_reply_err(req, ENODATA);
    else if (size == 0)
        fuse_reply_xattr(req, a->answer.len);
    else if (a->answer.len > size)
        fuse_reply_err(req, ERANGE);
    else
        fuse_reply_buf(req, buf_str(&a->answer), a->answer.len);
    buf_finish(&a->answer);
}

void op_getxattr(fuse_req_t req, fuse_ino_t inode, const char *name, size_t size)
{
    reply_attribute(req, inode, &(struct asking){.name = name}, size);
}

void op_listxattr(fuse_req_t req, fuse_ino_t inode, size_t size)
{
    reply_attribute(req, inode, &(struct asking){0}, size);
}

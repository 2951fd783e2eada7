/* mount: the tree through FUSE.
 *
 * The operations only translate: ask the tree, reply. Nothing is kept per inode. Worker threads serve requests, each with a tree of its own; one
 * more thread follows the store and invalidates exactly what a commit changed. errno lives here and nowhere below. */
#ifndef NEWSFS_MOUNT_H
#define NEWSFS_MOUNT_H

#include "newsfs/tree.h"

struct mount_options {
    const char *mountpoint;         /* absolute */
    const char *store;              /* shown as the mount's source */
    struct tree_searches *searches; /* shared by the trees that open_tree gives */
    bool allow_other;
    bool nonempty; /* mount over a directory that is not empty */
    bool push;     /* send contents ahead of being asked */
    bool xattr;    /* extended attributes: costs a request per file in `ls -l` */
    int workers;   /* 2 or more */
    struct tree *(*open_tree)(void *context, struct err *e); /* one a thread; closed with close_tree */
    void (*close_tree)(void *context, struct tree *t);
    bool (*ready)(void *context, struct err *e); /* called once requests are served; false ends the mount */
    void *context;
};

/* Mount and serve until it is unmounted, or SIGTERM, SIGINT or SIGHUP arrives. Blocks these signals in the calling thread. */
bool mount_run(const struct mount_options *options, struct err *e) MUST_USE;

/* Unmount: directly as root, else through fusermount3. A busy mount is an error unless lazy. */
bool mount_end(const char *mountpoint, bool lazy, struct err *e) MUST_USE;

/* What a mountpoint is, from /proc/self/mountinfo and a look at it. */
enum mount_state { MOUNT_NONE, MOUNT_ALIVE, MOUNT_DEAD, MOUNT_OTHER /* of another file system */ };
enum mount_state mount_find(const char *mountpoint);

struct mount_place {
    char *mountpoint, *store; /* owned */
    enum mount_state state;
};
size_t mount_list(struct mount_place **out); /* newsfs mounts that this process sees; free with mount_list_free */
void mount_list_free(struct mount_place *places, size_t count);

#define MOUNT_OPCODES 64

/* What a daemon says of itself, asked through the mount. */
struct mount_status {
    int64_t pid;
    int64_t bytes_read, pushed, push_skipped, memory_anon_bytes;
    int64_t notified;                /* what the kernel was told to forget */
    int64_t requests[MOUNT_OPCODES]; /* by opcode of linux/fuse.h, since the mount; the one that asks is counted */
    char store[4096];
};
bool mount_ask_status(const char *mountpoint, struct mount_status *out, struct err *e) MUST_USE;
const char *mount_opcode_name(int opcode); /* lower case, as in linux/fuse.h without FUSE_; NULL: unknown */

#endif

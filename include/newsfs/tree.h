/* tree: the namespace, without FUSE.
 *
 * Described once, as a table of node kinds (src/tree/kinds.c): a row says a kind's name, mode, how to find a child by name, how
 * to list children from a cookie, and how to make its bytes. The mount, `newsfs ls/cat/tree/export` and the generated
 * documentation all ask through this header. A new view is a row and a file.
 *
 * Inode numbers are computed, not counted, and carry everything: there is no table of nodes, so memory does not grow with what was
 * walked and numbers are the same after a remount and on every host.
 *
 *   63      58 57            38 37                                  0
 *   [ class  ][ number (20)    ][ row (38)                           ]
 *
 *   class 0   fixed nodes; row: 1 the root, 2 …; number 0
 *   others    the kind's `class` column; row and number as the kind says: (article, revision or content) for files, (article, container)
 *             for article directories, (group, 0) or (day + DAY_BIAS, 0) for the views' directories; a take's 58-bit id over both
 *
 * A file of an article stands for one immutable byte string: when the article changes its names lead to new inodes, and who has the old
 * file open reads the old bytes to the end. Directories are never shared between views (the kernel keeps one dentry for
 * a directory inode); files always are.
 *
 * A struct tree is used by one thread at a time; it borrows a store session of its own. */
#ifndef NEWSFS_TREE_H
#define NEWSFS_TREE_H

#include "newsfs/store.h"

#include <sys/stat.h>
#include <sys/types.h>

#define TREE_ROOT    1
#define LATEST_MAX   100
#define SEARCH_LIMIT 1000

/* The queries that are looked at: a directory under search/ is a name, and its inode a slot that holds it. What is kept is bounded by what the
 * kernel remembers: a slot is free again when it has forgotten the inode. Shared by the trees of a mount; thread-safe. */
struct tree_searches;
struct tree_searches *tree_searches_new(void);
void tree_searches_free(struct tree_searches *s);
bool tree_is_query(uint64_t inode);
void tree_searches_hold(struct tree_searches *s, uint64_t inode); /* the kernel was told of the inode once more */
void tree_searches_forget(struct tree_searches *s, uint64_t inode, uint64_t lookups); /* and forgets it so many times */

struct tree_options {
    struct tree_searches *searches; /* NULL: the tree has its own */
    int64_t search_limit;           /* articles in a directory under search/; 0: SEARCH_LIMIT */
    const char *list; /* comma-separated renderings to list besides ("md,html"); NULL: none; borrowed for ever */
};

struct tree;
struct tree *tree_open(struct store *s, const struct tree_options *options); /* options may be NULL */
void tree_close(struct tree *t);                                             /* the store stays open */

struct store *tree_store(const struct tree *t);

/* What readdir, lookup and stat say of a node. */
struct tree_attr {
    uint64_t inode;
    mode_t mode;    /* S_IFDIR | 0555 or S_IFREG | 0444 */
    uint32_t nlink; /* a file: the number of its paths; a directory: 1, "not counted" */
    int64_t size;   /* exact */
    int64_t mtime, ctime;
    bool immutable; /* its bytes never change (its nlink may) */
    bool hidden;    /* may be looked up, is not listed */
};

enum tree_absence {
    TREE_FOUND,
    TREE_ABSENT,     /* might come to exist */
    TREE_IMPOSSIBLE, /* can never exist: may be remembered for ever */
};

/* Errors are the store's. *what is set on success only. */
bool tree_lookup(struct tree *t, uint64_t parent, const char *name, struct tree_attr *out, enum tree_absence *what,
                 struct err *e) MUST_USE;
bool tree_stat(struct tree *t, uint64_t inode, struct tree_attr *out, bool *found, struct err *e) MUST_USE;

/* Call emit for each child that follows cookie (0: from the start) until it returns false or there are no more. `next` is the cookie that resumes
 * after this child: > 0, below 2^62. "." and ".." are not among them. */
typedef bool tree_emit(void *context, const char *name, const struct tree_attr *attr, int64_t next);
bool tree_list(struct tree *t, uint64_t directory, int64_t cookie, tree_emit *emit, void *context, bool *found,
               struct err *e) MUST_USE;

/* Append at most max bytes of a file from offset; fewer only at its end. */
bool tree_read(struct tree *t, uint64_t file, int64_t offset, size_t max, struct buf *out, bool *found,
               struct err *e) MUST_USE;

/* The bytes of every file in an article's directory or its takes/, for a scan that is about to read them. Calls emit until it returns false. */
typedef bool tree_bytes(void *context, uint64_t inode, const char *bytes, size_t len);
bool tree_contents(struct tree *t, uint64_t directory, tree_bytes *emit, void *context, struct err *e) MUST_USE;

/* The extended attributes of an article's directories and files: user.newsfs.{id,url,source,topics,roles,published,revision}, absent values left out. */
typedef void tree_attribute(void *context, const char *name, const char *value, size_t len);
bool tree_list_attributes(struct tree *t, uint64_t inode, tree_attribute *emit, void *context, struct err *e) MUST_USE;

bool tree_parent(struct tree *t, uint64_t directory, uint64_t *parent, bool *found,
                 struct err *e) MUST_USE; /* the root's is the root */

/* Follow a path ("topics/ai", "/", "./x"); empty components and "." are passed over, ".." is refused (ERR_USAGE). */
bool tree_walk(struct tree *t, const char *path, struct tree_attr *out, bool *found, struct err *e) MUST_USE;

/* All reads between these see one snapshot of the store; nests. */
bool tree_begin(struct tree *t, struct err *e) MUST_USE;
void tree_end(struct tree *t);

/* False: no node can have this number. */
bool tree_inode_is_valid(uint64_t inode);
bool tree_is_article(
    uint64_t inode); /* an article's directory in any view, or its takes/: small and read whole by a scan */
bool tree_is_page(uint64_t inode);
bool tree_is_take(uint64_t inode);
bool tree_holds_pages(uint64_t inode, int64_t *source); /* pages/ (*source 0) or pages/<source> */
uint64_t tree_page_inode(const struct entry *entry);

/* Whom a change in the store concerns. content: the names in a directory, or the bytes of a file that grows, changed (times and
 * size, too). entry: what a name in a directory leads to may have changed, or it exists now. node: attributes changed. */
struct tree_watcher {
    void (*content)(void *context, uint64_t inode);
    void (*entry)(void *context, uint64_t directory, const char *name);
    void (*node)(void *context, uint64_t inode);
    void *context;
};

/* Tell w of all that was committed since *number and advance it. *number < 0: only remember where the log ends now. Costs a
 * microsecond where nothing was committed. */
bool tree_follow(struct tree *t, int64_t *number, const struct tree_watcher *w, struct err *e) MUST_USE;

/* When to follow: see store_watch_open. */
int tree_watch_open(const struct tree *t);
bool tree_watch_clear(int fd);

/* The nodes whose bytes a reader of this file is likely to want next, in order, with a copy of their attributes: the pages of the same source, the
 * takes of the same role; backwards: those before it, for pages. Calls emit (name NULL) as tree_list does. Nothing for other files. */
#define TREE_NEXT_MAX 65 /* at most so many */
bool tree_list_next(struct tree *t, uint64_t file, bool backwards, tree_emit *emit, void *context,
                    struct err *e) MUST_USE;

struct front_style;
/* Append today.txt; the style's strings are empty there, and colours for `newsfs today`. */
bool tree_front_page(struct tree *t, const struct front_style *style, struct buf *out, struct err *e) MUST_USE;

/* The table as documentation: one line a kind, "pages/<source>/<article>.txt  one file per article …". */
void tree_describe(struct buf *out);

#endif

/* The node-kind table and what its rows are made of: private to the tree. */
#ifndef TREE_KINDS_H
#define TREE_KINDS_H

#include "newsfs/render.h"
#include "newsfs/tree.h"

/* Fixed nodes first: their place here is their inode number, for ever; append only. */
enum kind_id {
    KIND_NONE,
    KIND_ROOT = TREE_ROOT,
    KIND_README,
    KIND_AGENTS,
    KIND_WIRE,
    KIND_PAGES,
    KIND_SOURCES,
    KIND_TOPICS,
    KIND_DATES,
    KIND_LATEST,
    KIND_PANEL,
    KIND_TODAY,
    KIND_INDEX,
    KIND_SEARCH,
    KIND_FIXED_END,
    KIND_PAGE_SOURCE = KIND_FIXED_END, /* row: source */
    KIND_SOURCE,                       /* row: source */
    KIND_TOPIC,                        /* row: topic */
    KIND_DAY,                          /* row: day + DAY_BIAS */
    KIND_ROLE,                         /* row: role */
    KIND_QUERY,                        /* row: slot of the query: see search.c */
    KIND_SOURCE_ARTICLE,               /* row: article */
    KIND_TOPIC_ARTICLE,                /* row: article; number: topic */
    KIND_DAY_ARTICLE,                  /* row: article */
    KIND_LATEST_ARTICLE,               /* row: article */
    KIND_SEARCH_ARTICLE,               /* row: article; number: slot of the query */
    KIND_SOURCE_TAKES,                 /* as the article directory it is in */
    KIND_TOPIC_TAKES,
    KIND_DAY_TAKES,
    KIND_LATEST_TAKES,
    KIND_SEARCH_TAKES,
    KIND_SOURCE_INDEX, /* row: source */
    KIND_TITLE,        /* row: article; number: content */
    KIND_SUMMARY,
    KIND_BODY,
    KIND_URL,
    KIND_META, /* row: article; number: revision */
    KIND_PAGE,
    KIND_MARKDOWN,
    KIND_WEBPAGE,
    KIND_TAKE, /* row: take, over 58 bits */
    KIND_COUNT
};

#define DAY_BIAS (INT64_C(1) << 30)

struct node {
    enum kind_id kind;
    int64_t row, number;
};

struct kind;
struct tree {
    struct store *store;
    struct tree_options options;
    struct tree_searches *searches; /* shared with other trees, or own */
    bool owns_searches;
    int depth;                  /* of tree_begin */
    int64_t latest[LATEST_MAX]; /* the articles of latest/ … */
    size_t latest_count;
    bool latest_is_fresh;     /* looked at in this snapshot */
    int64_t latest_cut;       /* … the cookie of its last … */
    int64_t latest_version;   /* … at this version of the data; -1: not known */
    int64_t followed_version; /* of the data when tree_follow last looked */
    struct entry *entries;    /* room for one chunk of a listing */
    struct take_entry *takes;
    struct group *groups;
    uint64_t made_inode;  /* the file whose bytes `made` holds; 0: none … */
    int64_t made_version; /* … at this version of the data, where they change with it */
    struct buf made;
};

#define CHUNK 64

/* Where listed children go. go returns false when the caller has enough. */
struct listing {
    tree_emit *emit;
    void *context;
};

/* How the kinds of one shape behave. Every call runs inside one snapshot of the store.
 * find: TREE_FOUND with *out filled. list: children after cookie. stat: false in *found where the row is gone.
 * make: all bytes of a file. */
struct shape {
    bool (*find)(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                 enum tree_absence *what, struct err *e);
    bool (*list)(struct tree *t, const struct node *dir, int64_t cookie, const struct listing *to, struct err *e);
    bool (*stat)(struct tree *t, const struct node *n, struct tree_attr *out, bool *found, struct err *e);
    bool (*make)(struct tree *t, const struct node *n, struct buf *out, bool *found, struct err *e);
    bool changes; /* made from the store as it is now: bytes follow every change */
};

struct kind {
    unsigned class; /* bits 63…58 of the inode number; 0: a fixed node. Never reused */
    mode_t mode;
    const struct shape *shape;
    enum kind_id parent; /* the kind of directory it stands in */
    enum kind_id child;  /* a directory's: the kind of what it lists */
    int about; /* what the shape lists or makes: an enum group_kind, article_set_kind, or a row of render_formats */
    const char *name;    /* where it is fixed */
    const char *pattern; /* the path, for the documentation; NULL: not shown */
    const char *help;
};
extern const struct kind kinds[KIND_COUNT];

extern const struct shape fixed_shape, wire_shape, groups_shape, days_shape, set_shape, front_shape, index_shape,
    search_shape, query_shape, article_shape, takes_shape, role_shape, file_shape, take_shape;

uint64_t inode_pack(const struct node *n);
bool inode_unpack(uint64_t inode, struct node *out) MUST_USE; /* refuses every number that inode_pack does not give */

/* Attributes of a node of this kind, from rows at hand. */
struct tree_attr directory_attr(const struct node *n, int64_t mtime, int64_t ctime);
bool entry_attr(struct tree *t, enum kind_id kind, int64_t container, const struct entry *entry, struct tree_attr *out,
                struct err *e) MUST_USE;
bool take_attr(struct tree *t, const struct take_entry *take, const struct entry *entry, struct tree_attr *out,
               struct err *e) MUST_USE;
bool fixed_attr(struct tree *t, enum kind_id kind, struct tree_attr *out, struct err *e) MUST_USE;
struct tree_attr group_attr(enum kind_id kind, const struct group *g);
struct tree_attr day_attr(int64_t day, int64_t latest);

bool latest_refresh(struct tree *t, struct err *e) MUST_USE;
bool in_latest(struct tree *t, const struct entry *entry, bool *has, struct err *e) MUST_USE;
struct article_set set_of(const struct node *dir);

/* Split "<stem><extension>"; false where name does not end so. */
bool strip_extension(const char *name, const char *extension, char *stem, size_t size);

/* A group's id by its slug; found false and *what set where there is none. */
bool find_group(struct tree *t, enum group_kind kind, const char *slug, struct group *out, enum tree_absence *what,
                struct err *e) MUST_USE;
/* An entry by its article name, likewise. */
bool find_entry(struct tree *t, const char *name, struct entry *out, enum tree_absence *what, struct err *e) MUST_USE;

/* index.html, where a directory has one: *is_index false where name is something else. */
bool index_find(struct tree *t, const struct node *dir, const char *name, struct tree_attr *out,
                enum tree_absence *what, bool *is_index, struct err *e) MUST_USE;

/* Each slot that holds a query now, at most max. */
size_t search_slots(struct tree *t, int64_t *slots, size_t max);

void readme_write(struct buf *out);

#endif

/* put: one article on its way into the store: put.c decides what is new of it, put_rows.c writes that. */
#ifndef STORE_PUT_H
#define STORE_PUT_H

#include "session.h"

struct put_topic {
    struct topic_mark mark;
    const char *name; /* NULL: not looked up yet */
};

struct put {
    struct store *s;
    struct draft *draft;
    int64_t now;
    const struct cached_group *source; /* NULL: not there yet */
    const char *identity;
    int64_t identity_hash; /* 32 bits of it: the index stays small, the text decides */
    bool is_new, content_changed, topics_changed, marks_changed, takes_changed;
    bool touched;           /* something was written */
    struct article article; /* as it shall be; strings borrowed from the draft, the cache and the scratch arena */
    int32_t old_revision;
    uint64_t old_digest[2];
    struct topic_mark *old_topics;
    struct put_topic *topics;
    size_t old_topic_count, topic_count;
    struct stored_take *takes; /* id 0: new */
    size_t take_count;
    int64_t *take_size;
    int64_t *superseded; /* takes that a new one replaces */
    size_t superseded_count;
};

bool put_write(struct put *p, struct err *e) MUST_USE;
int64_t put_published(const struct put *p); /* what the entry will say */
void put_add_topic(struct put *p, struct topic_mark mark, const char *name);
void put_compare_topics(struct put *p);
void put_compare_content(struct put *p);

/* pages.c: an article whose body is its page's keeps it, unless the draft has more text. */
bool put_keep_page(struct put *p, struct err *e) MUST_USE;

/* Topics by query: what matches the article as it shall be is added to p->topics. */
bool put_rule_topics(struct put *p, struct err *e) MUST_USE;

#endif

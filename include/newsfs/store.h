/* store: the only door to stored articles.
 *
 * An interface, engine behind it: SQLite now (a file), a server database later (a URL); nothing above it knows SQL, and no
 * assumption is made about how ids are given except that they are positive, below the limits of article.h, and grow in order of arrival.
 * Listings are keyset-paged: the caller passes the last key it has and gets what follows, so an entry that was there all along is
 * met exactly once. Changes are read by number from a log in commit order.
 *
 * A struct store is one session: used by one thread at a time, as many sessions as wanted, in any number of processes. Every call has a
 * deadline (store_options.deadline_ms for the wait on others' writes and for long reads) after which it fails with ERR_TIMEOUT.
 * Errors: ERR_TIMEOUT, ERR_FULL, ERR_READ_ONLY, ERR_IO, ERR_NEWER, ERR_NOT_STORE, ERR_NOT_FOUND (open without create), ERR_LIMIT.
 * A failed write leaves the store as it was before the call; a transaction that was not committed leaves nothing. What is refused for
 * its own sake (ERR_LIMIT) leaves the transaction open for others; a failure in the middle of a put (ERR_FULL, ERR_IO, …) ends it: all of
 * it is rolled back, and further puts and the commit fail with the same error. */
#ifndef NEWSFS_STORE_H
#define NEWSFS_STORE_H

#include "newsfs/article.h"

struct store;

/* How served bytes are made: given by the layer above, since sizes are stored with the article. */
struct store_renderer {
    int version; /* when it differs from the store's, every text and size is made anew at the next open for writing */
    /* Make draft->text from draft->doc; strings go to doc->arena. */
    void (*prepare)(struct draft *draft);
    /* size[FILE_META] and size[FILE_PAGE] of a: everything else of a->entry is filled. take_size: the bytes of takes/<role>.txt for each of
     * its takes; NULL: not wanted. draft: what was put; NULL for what is stored. */
    void (*measure)(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                    int64_t take_size[]);
    /* The same of one take. */
    int64_t (*measure_take)(const struct take *t);
    /* Append the bytes of the page, for the index of substrings. NULL: the session does not index. */
    void (*page)(struct buf *out, const struct article *a);
};

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };

struct store_options {
    enum store_mode mode;                  /* STORE_CREATE: written, and made where it is missing, directories too */
    int deadline_ms;                       /* 0: 60,000 */
    const struct store_renderer *renderer; /* needed for STORE_WRITE and STORE_CREATE; lives as long as the store */
};

/* url: a path, "file:" and a path; later "postgresql://…". */
struct store *store_open(const char *url, const struct store_options *options, struct err *e) MUST_USE;
void store_close(struct store *s); /* NULL is fine; rolls back what is not committed */

/* To be closed so that another session, which opens the store at once, has the work of moving what was committed from the log into the
 * store; until then the log lies beside it, as while a session is open. Should none come, the next that writes does it. */
void store_leave_log(struct store *s);

/* The default: $NEWSFS_STORE, else $XDG_DATA_HOME/newsfs/news.db, else ~/.local/share/newsfs/news.db. */
void store_default_url(struct buf *out);
const char *store_url(const struct store *s); /* absolute, as `status` shows it */

/* ---- reading ----
 * Between begin and end all reads see one snapshot; without them each call sees the newest. Keep it short: milliseconds. */
bool store_begin_read(struct store *s, struct err *e) MUST_USE;
void store_end_read(struct store *s);

bool store_get_entry(struct store *s, int64_t article, struct entry *out, bool *found, struct err *e) MUST_USE;
bool store_find_entry(struct store *s, const char *name, struct entry *out, bool *found, struct err *e) MUST_USE;

/* An entry as it was at an older (or the current) revision. topic_count is the current one. */
bool store_get_revision(struct store *s, int64_t article, int32_t revision, struct entry *out, bool *found,
                        struct err *e) MUST_USE;

/* An entry whose content is `content` (any revision that has it): for the four text files. */
bool store_get_content(struct store *s, int64_t article, int32_t content, struct entry *out, bool *found,
                       struct err *e) MUST_USE;

enum article_set_kind { SET_ALL, SET_SOURCE, SET_TOPIC, SET_DAY, SET_LATEST };
struct article_set {
    enum article_set_kind kind;
    int64_t key; /* source or topic id, day; for SET_LATEST how many (100) */
};

/* The place of an entry in the order of a set: > 0, grows along the listing. SET_LATEST: newest day first, in a day the latest arrival first;
 * all others: in order of arrival. */
int64_t article_set_cookie(const struct article_set *set, const struct entry *entry);

/* At most max entries that follow cookie `after` (0: from the start). *count < max: that was the last of them. */
bool store_list_entries(struct store *s, const struct article_set *set, int64_t after, struct entry *out, size_t max,
                        size_t *count, struct err *e) MUST_USE;
/* At most max entries of a source with ids below `before` (INT64_MAX: all), the latest arrival first. */
bool store_list_newest(struct store *s, int64_t source, int64_t before, struct entry *out, size_t max, size_t *count,
                       struct err *e) MUST_USE;
/* Ids of at most max articles of a source, ascending, above `after`: in the order of its entries, at a tenth of their price. */
bool store_list_ids(struct store *s, int64_t source, int64_t after, int64_t *ids, size_t max, size_t *count,
                    struct err *e) MUST_USE;
bool store_set_has(struct store *s, const struct article_set *set, const struct entry *entry, bool *has,
                   struct err *e) MUST_USE;

/* Served bytes of FILE_TITLE … FILE_URL, appended. */
bool store_read_text(struct store *s, int64_t article, int32_t content, enum article_file file, struct buf *out,
                     bool *found, struct err *e) MUST_USE;

/* All of it, as of a revision. out: initialised by the caller. */
bool store_load_article(struct store *s, int64_t article, int32_t revision, struct article *out, bool *found,
                        struct err *e) MUST_USE;
bool store_load_newest(struct store *s, int64_t article, struct article *out, bool *found,
                       struct err *e) MUST_USE; /* as it is now */

/* Sources, topics, roles. */
enum group_kind { GROUP_SOURCE, GROUP_TOPIC, GROUP_ROLE, GROUP_SEARCH };
struct group {
    int64_t id;     /* 1 … 2^20-1 */
    int64_t latest; /* first_seen of the latest arrival in it (a role: arrival of its latest take); TIME_NONE: empty */
    char slug[NAME_SIZE];
    char name[256]; /* as written, cut */
    char url[1024]; /* a source's feed; "" where none */
};
bool store_get_group(struct store *s, enum group_kind kind, int64_t id, struct group *out, bool *found,
                     struct err *e) MUST_USE;
bool store_find_group(struct store *s, enum group_kind kind, const char *slug, struct group *out, bool *found,
                      struct err *e) MUST_USE;
bool store_list_groups(struct store *s, enum group_kind kind, int64_t after_id, struct group *out, size_t max,
                       size_t *count, struct err *e) MUST_USE;
bool store_count_group(struct store *s, enum group_kind kind, int64_t id, int64_t *articles, struct err *e) MUST_USE;

/* The topics of an article, ascending by id. */
bool store_list_article_topics(struct store *s, int64_t article, int64_t after, int64_t *topics, size_t max,
                               size_t *count, struct err *e) MUST_USE;

/* Days that have articles, ascending; after: the last one seen (INT64_MIN: from the start). latest[i]: arrival of its latest article. */
bool store_list_days(struct store *s, int64_t after, int64_t *days, int64_t *latest, size_t max, size_t *count,
                     struct err *e) MUST_USE;

/* Takes: rows are immutable. */
struct take_entry {
    int64_t id;
    int64_t article, role;
    int64_t added;        /* arrival: st_ctime */
    int64_t size;         /* of takes/<role>.txt */
    char slug[SLUG_SIZE]; /* the role's */
};
bool store_get_take(struct store *s, int64_t take, struct take_entry *out, bool *found,
                    struct err *e) MUST_USE; /* superseded ones too */
bool store_find_take(struct store *s, int64_t article, int64_t role, struct take_entry *out, bool *found,
                     struct err *e) MUST_USE;
bool store_list_takes(struct store *s, int64_t article, int64_t after_role, struct take_entry *out, size_t max,
                      size_t *count, struct err *e) MUST_USE; /* current ones, by role id */
/* A role's current takes with their articles, in order of the articles' arrival; after: an article's id. A later take of the role stands where the
 * earlier one stood. */
bool store_list_role(struct store *s, int64_t role, int64_t after, struct take_entry *takes, struct entry *entries,
                     size_t max, size_t *count, struct err *e) MUST_USE;
bool store_load_take(struct store *s, int64_t take, struct arena *arena, struct take *out, bool *found,
                     struct err *e) MUST_USE;

/* The wire: one line per article in order of arrival, append-only, as bytes. */
bool store_wire_size(struct store *s, int64_t *bytes, struct err *e) MUST_USE;
bool store_wire_read(struct store *s, int64_t offset, size_t max, struct buf *out,
                     struct err *e) MUST_USE; /* short only at the end */

/* The change log. ARRIVED speaks for all that the article brought. Every later revision is one REVISED (texts or topics), one TAKE, or
 * both with the same detail; TOPICS follow them. A number is never missing. */
enum change_kind { CHANGE_ARRIVED = 1, CHANGE_REVISED, CHANGE_TAKE, CHANGE_TOPICS, CHANGE_REMOVED, CHANGE_GROUP };
struct change {
    int64_t number; /* 1, 2, … in commit order */
    int64_t time;
    int64_t article; /* 0 for CHANGE_GROUP */
    int64_t
        detail; /* REVISED, TAKE: the revision that was superseded; TOPICS: id of a topic that came or went; GROUP: kind << 32 | id */
    enum change_kind kind;
};
bool store_last_change(struct store *s, int64_t *number, struct err *e) MUST_USE;
bool store_list_changes(struct store *s, int64_t after, struct change *out, size_t max, size_t *count,
                        struct err *e) MUST_USE;
/* A number that differs whenever another session has committed since; costs about a microsecond and no read of the file. */
bool store_data_version(struct store *s, int64_t *version, struct err *e) MUST_USE;
/* A descriptor that becomes readable when another session is about to commit: a hint to look now, and again soon. -1: there is none to be had, and
 * one has to look from time to time. The caller closes it. */
int store_watch_open(const struct store *s);
bool store_watch_clear(int fd); /* until the next hint; false: no more will come, open another */

/* Arrival of the latest article; TIME_NONE where there is none. An index seek. */
bool store_last_arrival(struct store *s, int64_t *time, struct err *e) MUST_USE;

struct store_counts {
    int64_t articles, sources, topics, roles, takes, days, bytes; /* bytes: of the store on disk */
};
bool store_count(struct store *s, struct store_counts *out, struct err *e) MUST_USE;

/* ---- writing: begin, any number of puts, commit ---- */
/* Waits for other writers until the deadline. Not while a snapshot is held; reads inside see what was put. */
bool store_begin(struct store *s, struct err *e) MUST_USE;
bool store_commit(struct store *s, struct err *e) MUST_USE;
void store_rollback(struct store *s);

enum put_result { PUT_NEW, PUT_CHANGED, PUT_SAME };

/* Store an article, or what is new of it. Identity: (source, guid), else (source, canonical url), else (source, hash of title and date).
 * The name is given once. Topics in `sticky` (the user's own) stay through later revisions. A take stays until its role says something
 * else: a document without it does not remove it. draft: prepared (texts, digest) by the caller. */
bool store_put(struct store *s, struct draft *draft, const char *const *sticky, size_t sticky_count,
               enum put_result *result, struct err *e) MUST_USE;

/* Integrity: every problem as a sentence to `problem`. */
bool store_check(struct store *s, void (*problem)(void *context, const char *text), void *context,
                 struct err *e) MUST_USE;

#endif

/* session: what the files of the store share: one SQLite connection, its prepared statements, and the state of a write.
 *
 * Inside the module every SQLite result is turned into a struct err at the place where it appears (error_of), and a
 * statement is left reset, so that no read lock outlives a call. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "newsfs/store.h"
#include "statement.h"
#include "group_cache.h"

#include <sqlite3.h>

#define REVISION_LIMIT (1 << ARTICLE_REVISION_BITS)
#define ARTICLE_LIMIT  ((int64_t)1 << ARTICLE_ID_BITS)
#define GROUP_LIMIT    (1 << 20)
#define GROUP_KINDS    (GROUP_ROLE + 1)

/* The number of a text or revision row: grows with the article, then with the revision. */
#define ROW_OF(article, revision) ((article) << ARTICLE_REVISION_BITS | (revision))

/* What only lives while a write transaction is open. */
struct write_state {
    int64_t next_article, next_take, next_group[GROUP_KINDS];
    int64_t last_change, wire_end;
    bool numbers_changed; /* next_article or next_take */
    int64_t indexed;      /* the last article that a segment of the index covers */
    bool
        any_removed; /* something was pruned: its name is not to be given again, nor is it to come again with its feed */
    bool any_pages;  /* some article's page is or was wanted */
    bool rules_loaded;  /* rules: topics by query, as of this transaction */
    struct buf wire;    /* lines not yet in the table */
    struct err failure; /* code != ERR_NONE: the transaction was rolled back, its commit must fail */
};

/* What articles read in one snapshot have in common: looked up once. */
#define NAMES_KEPT 64
struct kept_name {
    int64_t id, snapshot;
    char name[SLUG_SIZE]; /* a longer one is not kept */
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
    struct store_options options; /* deadline filled in */
    char *path;                   /* absolute */
    int64_t deadline;             /* of the current call, in clock_monotonic_ms; 0: not asked for yet */
    uint64_t random;              /* for the lengths of waits */
    int directory;                /* -1, or open: where writers that wait say so (see queue.c) */
    bool reading, writing;
    bool patient; /* no deadline for statements: checks and renderings anew take what they take */
    struct write_state write;
    struct group_cache groups; /* of the writer */
    int64_t groups_version;    /* data version the cache is good for */
    struct arena scratch;      /* of one put */
    struct buf packed;
    int64_t snapshot; /* the number of this or the next one */
    struct kept_name topics[NAMES_KEPT], source;
    struct arena rule_arena;
    struct topic_rule *rules;
    size_t rule_count;
    struct checkpoint *checkpoint; /* NULL until the log has grown */
    bool leaves_log;               /* for another session, when it is closed */
};

/* ---- errors ---- */
bool error_of(struct store *s, int rc, const char *what, struct err *e); /* of an SQLite result; false */

/* ---- schema ---- */
int schema_version(void);
bool schema_migrate(struct store *s, int to, struct err *e) MUST_USE; /* from whatever it is at */

/* ---- statements ---- */
/* Ready to bind; NULL with e filled. */
sqlite3_stmt *statement_get(struct store *s, enum statement which, struct err *e) MUST_USE;
/* One row: true, and *row tells whether there is one. Resets at the end or on failure. */
bool statement_row(struct store *s, sqlite3_stmt *st, bool *row, struct err *e) MUST_USE;
/* Step a statement without rows to its end and reset it. */
bool statement_run(struct store *s, sqlite3_stmt *st, struct err *e) MUST_USE;
/* statement_get, bind integers, first row. Release with sqlite3_reset where *row. */
bool statement_find(struct store *s, enum statement which, const int64_t *keys, int count, sqlite3_stmt **st, bool *row,
                    struct err *e) MUST_USE;
/* One integer; where there is no row or it is NULL, *value stays. */
bool statement_number(struct store *s, enum statement which, const int64_t *keys, int count, int64_t *value,
                      struct err *e) MUST_USE;
/* SQL that is run once. */
bool statement_script(struct store *s, const char *sql, struct err *e) MUST_USE;
void statement_finish_all(struct store *s);
void bind_text(sqlite3_stmt *st, int at, const char *text); /* borrowed until the next bind; NULL is NULL */
void bind_text_of(sqlite3_stmt *st, int at, const char *text, size_t len);

/* ---- snapshots ---- */
/* Several statements of one call see one state. *mine goes to snapshot_end. */
bool snapshot_begin(struct store *s, bool *mine, struct err *e) MUST_USE;
void snapshot_end(struct store *s, bool mine);

/* ---- waiting for other writers ---- */
void queue_open(struct store *s, const char *directory);
void queue_let_others(struct store *s); /* before a write begins */
void queue_leave(struct store *s);      /* after it has begun, or not; also after queue_take_turn */
bool queue_take_turn(struct store *s, struct err *e) MUST_USE; /* alone in the directory, until queue_leave */
int queue_busy(void *store, int count);                        /* sqlite3_busy_handler */
int queue_progress(void *store);                               /* sqlite3_progress_handler */
void queue_sleep(struct store *s, int count);
bool queue_is_late(struct store *s);

/* ---- the log ---- */
int checkpoint_after_commit(void *store, sqlite3 *db, const char *schema, int pages); /* sqlite3_wal_hook */
void checkpoint_end(struct checkpoint *c, bool leaves_log);                           /* NULL is fine */

/* ---- writing ---- */
bool write_is_open(struct store *s, struct err *e) MUST_USE;
/* Numbers that are kept beside the tables: 0 where one was never set. */
bool meta_number(struct store *s, const char *key, int64_t *value, struct err *e) MUST_USE;
bool meta_set(struct store *s, const char *key, int64_t value, struct err *e) MUST_USE;
bool write_give_up(struct store *s,
                   const struct err *e); /* after a failure that tore a put in two: rolls back; false */

/* ---- rows ---- */
int64_t name_hash(const char *name);                 /* by which names of one day are found: 47 bits */
void row_entry(sqlite3_stmt *st, struct entry *out); /* columns of ENTRY_COLUMNS */
#define ENTRY_COLUMN_COUNT 17
const char *column_string(sqlite3_stmt *st, int column, struct arena *arena); /* NULL is NULL */
void column_copy(sqlite3_stmt *st, int column, char *out, size_t size);       /* cut at a character */
bool list_entries_of(struct store *s, sqlite3_stmt *st, struct entry *out, size_t max, size_t *count,
                     struct err *e) MUST_USE;

bool article_load_text(struct store *s, struct article *out,
                       struct err *e) MUST_USE; /* of out->entry's id and content */

/* ---- groups ---- */
/* The group a name belongs to, made where it is missing; *group NULL where nothing of the name remains as a slug. Borrowed from the
 * cache until the transaction ends. */
bool group_topic(struct store *s, const char *name, const struct cached_group **group, struct err *e) MUST_USE;
bool group_role(struct store *s, const struct take *take, const struct cached_group **group, struct err *e) MUST_USE;
bool group_source(struct store *s, struct document *d, bool make, const struct cached_group **group,
                  struct err *e) MUST_USE;
bool group_cache_refresh(struct store *s, struct err *e) MUST_USE;

/* ---- topics of an article: a list of topic_mark, four bytes each, in the article's row ---- */
struct topic_mark {
    uint32_t id;
    bool sticky; /* the user's own */
};
#define TOPICS_MAX 1000 /* of one article; takes likewise */
void topics_pack(struct buf *out, const struct topic_mark *marks, size_t count);
size_t topics_unpack(struct topic_mark *out, const void *bytes, size_t len); /* out: room for len / 4 */
bool name_is_kept(const struct store *s, const struct kept_name *kept, int64_t id);
void name_keep(const struct store *s, struct kept_name *kept, int64_t id, const char *name);
bool topic_name(struct store *s, int64_t id, struct arena *arena, const char **name, struct err *e) MUST_USE;
/* The document's topics are these, by their names as stored; strings and array in the arena. */
bool topics_load(struct store *s, const void *bytes, size_t len, struct arena *arena, struct document *d,
                 struct err *e) MUST_USE;

/* ---- topics by query ---- */
struct query;
struct query_subject;
struct topic_rule {
    uint32_t topic;
    const struct query *query;
};
bool rules_load(struct store *s, struct err *e) MUST_USE; /* s->rules, once a transaction */

/* ---- search ---- */
struct query;
/* Does the article match, as of the entry's revision? */
bool article_matches(struct store *s, const struct query *q, const struct entry *entry, bool *yes,
                     struct err *e) MUST_USE;

/* ---- takes ---- */
struct stored_take {
    int64_t id, role;
    struct take take;
};
/* Takes as of a revision by role id, appended to an array in the arena. */
bool takes_load(struct store *s, int64_t article, int32_t revision, struct arena *arena, struct stored_take **out,
                size_t *count, struct err *e) MUST_USE;
void row_take_texts(sqlite3_stmt *st, struct arena *arena, struct take *out); /* columns of TAKE_TEXTS */
/* The document's takes are these, in an array in its arena. */
void takes_set(struct document *d, struct arena *arena, const struct stored_take *takes, size_t count);

/* ---- what was pruned ---- */
bool pruned_add(struct store *s, int64_t article, struct err *e) MUST_USE; /* before its rows go */

/* ---- the wire and the change log ---- */
void wire_add(struct store *s, int64_t time, const char *source, const char *name, const char *title, const char *url);
bool wire_flush(struct store *s, struct err *e) MUST_USE;
bool wire_flush_chunk(struct store *s, struct err *e) MUST_USE; /* where enough has gathered */
bool change_add(struct store *s, enum change_kind kind, int64_t time, int64_t article, int64_t detail,
                struct err *e) MUST_USE;

/* Texts and sizes of everything, made by the renderer of this session. */
bool rerender_all(struct store *s, struct err *e) MUST_USE;

#endif

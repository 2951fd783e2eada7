/* schema: the tables, as numbered steps that only go forward. Why they are cut as they are: docs/store.md.
 *
 * A step is never edited once it was released; a new one is appended. The number of steps taken is user_version, so a file
 * of a newer program is known by its number, and a foreign SQLite file by application_id. */
#include "schema.h"
#include "session.h"

/* article   the narrow row; topics: four bytes each, little-endian, id << 1 | the user's own
 * text      one row per content, id = article << 20 | content: bodies stay out of every listing
 * revision  superseded revisions only, id = article << 20 | revision
 * take      until_revision NULL: current; else the revision that no longer has it
 * wire      chunks of wire.tsv by the offset of their first byte */
static const char step_1[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE source(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL, url TEXT) STRICT;"
    "CREATE TABLE topic(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE role(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, perspective TEXT) STRICT;"
    "CREATE TABLE article(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, day INTEGER NOT NULL,"
    " published INTEGER NOT NULL, first_seen INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " revision INTEGER NOT NULL, content INTEGER NOT NULL, topics BLOB, take_count INTEGER NOT NULL,"
    " size_title INTEGER NOT NULL, size_summary INTEGER NOT NULL, size_body INTEGER NOT NULL,"
    " size_url INTEGER NOT NULL, size_meta INTEGER NOT NULL, size_page INTEGER NOT NULL,"
    " name TEXT NOT NULL, name_hash INTEGER NOT NULL, identity_hash INTEGER NOT NULL) STRICT;"
    "CREATE INDEX article_by_source ON article(source);"
    "CREATE INDEX article_by_day ON article(day);"
    "CREATE UNIQUE INDEX article_by_name ON article(day, name_hash);"
    "CREATE INDEX article_by_identity ON article(identity_hash);"
    "CREATE TABLE text(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, identity TEXT NOT NULL,"
    " title TEXT NOT NULL, summary TEXT, url TEXT, body TEXT NOT NULL, details BLOB NOT NULL) STRICT;"
    "CREATE TABLE revision(id INTEGER PRIMARY KEY, content INTEGER NOT NULL, published INTEGER NOT NULL,"
    " changed INTEGER NOT NULL, topics BLOB, take_count INTEGER NOT NULL,"
    " size_title INTEGER NOT NULL, size_summary INTEGER NOT NULL, size_body INTEGER NOT NULL,"
    " size_url INTEGER NOT NULL, size_meta INTEGER NOT NULL, size_page INTEGER NOT NULL) STRICT;"
    "CREATE TABLE article_topic(topic INTEGER NOT NULL, article INTEGER NOT NULL,"
    " PRIMARY KEY(topic, article)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE take(id INTEGER PRIMARY KEY, article INTEGER NOT NULL, role INTEGER NOT NULL,"
    " since_revision INTEGER NOT NULL, until_revision INTEGER, added INTEGER NOT NULL, size INTEGER NOT NULL,"
    " created INTEGER, name TEXT, perspective TEXT, model TEXT, text TEXT NOT NULL) STRICT;"
    "CREATE INDEX take_by_article ON take(article, role);"
    "CREATE INDEX take_by_role ON take(role) WHERE until_revision IS NULL;"
    "CREATE TABLE wire(start INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE change(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, time INTEGER NOT NULL,"
    " article INTEGER NOT NULL, detail INTEGER NOT NULL) STRICT;"
    "INSERT INTO meta VALUES('next_article', 1), ('next_take', 1);";

/* feed      next_due NULL: asked no more; topics: a name a line. AUTOINCREMENT: an id means one feed for ever */
static const char step_2[] =
    "CREATE TABLE feed(id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, source_url TEXT NOT NULL UNIQUE,"
    " title TEXT, is_named INTEGER NOT NULL, home_url TEXT, topics TEXT, allow_private INTEGER NOT NULL,"
    " added INTEGER NOT NULL, etag TEXT, last_modified TEXT, next_due INTEGER, interval INTEGER NOT NULL,"
    " last_fetched INTEGER, last_success INTEGER, last_arrival INTEGER, last_status INTEGER NOT NULL, last_error TEXT,"
    " failures INTEGER NOT NULL, is_gone INTEGER NOT NULL, articles INTEGER NOT NULL,"
    " last_articles INTEGER NOT NULL) STRICT;"
    "CREATE INDEX feed_by_due ON feed(next_due) WHERE next_due IS NOT NULL;";

/* search    saved searches: the query as typed */
static const char step_3[] =
    "CREATE TABLE search(id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " query TEXT NOT NULL) STRICT;";

/* topic_query  topics by query, as typed
 * removed      what a pruned article was, by the number of the change that removed it; roles: four bytes each, as topics
 * segment      ids first..last are indexed; the rows of word and trigram carry its number (see index.h)
 * dirty        articles of segments that changed since */
static const char step_4[] =
    "CREATE TABLE topic_query(topic INTEGER PRIMARY KEY, query TEXT NOT NULL) STRICT;"
    "CREATE TABLE removed(number INTEGER PRIMARY KEY, id INTEGER NOT NULL, source INTEGER NOT NULL,"
    " day INTEGER NOT NULL, published INTEGER NOT NULL, first_seen INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " revision INTEGER NOT NULL, content INTEGER NOT NULL, topics BLOB, take_count INTEGER NOT NULL,"
    " size_title INTEGER NOT NULL, size_summary INTEGER NOT NULL, size_body INTEGER NOT NULL,"
    " size_url INTEGER NOT NULL, size_meta INTEGER NOT NULL, size_page INTEGER NOT NULL,"
    " name TEXT NOT NULL, name_hash INTEGER NOT NULL, roles BLOB) STRICT;"
    "CREATE INDEX removed_by_name ON removed(day, name_hash);"
    "CREATE TABLE segment(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, number INTEGER NOT NULL UNIQUE,"
    " articles INTEGER NOT NULL, text_bytes INTEGER NOT NULL, index_bytes INTEGER NOT NULL,"
    " day_first INTEGER NOT NULL, day_last INTEGER NOT NULL, published_first INTEGER NOT NULL,"
    " published_last INTEGER NOT NULL) STRICT;"
    "CREATE TABLE dirty(article INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE word(segment INTEGER NOT NULL, term BLOB NOT NULL, articles BLOB NOT NULL,"
    " PRIMARY KEY(segment, term)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE trigram(id INTEGER PRIMARY KEY, articles BLOB NOT NULL) STRICT;";

/* page      of an article of a feed that is full: state is enum page_state of pages.c */
static const char step_5[] =
    "ALTER TABLE feed ADD COLUMN is_full INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE page(article INTEGER PRIMARY KEY, feed INTEGER NOT NULL, state INTEGER NOT NULL,"
    " tries INTEGER NOT NULL) STRICT;"
    "CREATE INDEX page_wanted ON page(feed) WHERE state=0;";

/* pruned    what a feed may still list of what was pruned, by a hash of its identity; is_listed: the feed has it, as far as it was read */
static const char step_6[] =
    "CREATE INDEX take_by_role_article ON take(role, article) WHERE until_revision IS NULL;"
    "CREATE TABLE pruned(source INTEGER NOT NULL, identity INTEGER NOT NULL, is_listed INTEGER NOT NULL,"
    " PRIMARY KEY(source, identity)) STRICT, WITHOUT ROWID;";

static const char *const steps[] = {step_1, step_2, step_3, step_4, step_5, step_6};

int schema_version(void)
{
    return sizeof steps / sizeof *steps;
}

static bool user_version(struct store *s, int *version, struct err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *version = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || error_of(s, rc, "cannot read the version of", e);
}

static bool take_steps(struct store *s, int to, struct err *e)
{
    int at = 0;
    if (!user_version(s, &at, e))
        return false;
    for (; at < to && at < schema_version(); at++) {
        char number[120];
        sqlite3_snprintf(sizeof number, number, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                         SCHEMA_APPLICATION, at + 1);
        if (!statement_script(s, steps[at], e) || !statement_script(s, number, e))
            return err_prefix(e, "step %d of the schema", at + 1);
    }
    return true;
}

/* All steps in one transaction: a store is at one version or the other, also after a power cut. */
bool schema_migrate(struct store *s, int to, struct err *e)
{
    if (!statement_script(s, "BEGIN IMMEDIATE", e))
        return false;
    bool patient = s->patient; /* a step may go over all there is */
    s->patient = true;
    bool ok = take_steps(s, to, e) && statement_script(s, "COMMIT", e);
    s->patient = patient;
    if (ok)
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

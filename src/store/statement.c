/* statement: every SQL text of the store, prepared once per session when it is first needed. */
#include "session.h"

#include <string.h>

/* As row_entry reads them; the count of topics is the length of their list. */
#define ENTRY_COLUMNS                                                                                                  \
    "a.id,a.source,a.day,a.published,a.first_seen,a.changed,a.revision,a.content,a.topics,a.take_count,"               \
    "a.size_title,a.size_summary,a.size_body,a.size_url,a.size_meta,a.size_page,a.name"
#define REVISION_COLUMNS                                                                                               \
    "a.id,a.source,a.day,r.published,a.first_seen,r.changed,r.id & 1048575,r.content,a.topics,r.take_count,"           \
    "r.size_title,r.size_summary,r.size_body,r.size_url,r.size_meta,r.size_page,a.name"
#define TAKE_COLUMNS  "t.id,t.article,t.role,t.added,t.size,r.slug"
#define TAKE_TEXTS    "r.slug,t.name,t.perspective,t.text,t.model,t.created"
#define GROUP_COLUMNS "g.id,g.slug,g.name"
/* As row_feed reads them and bind_feed binds them. */
#define FEED_COLUMNS                                                                                                   \
    "id,url,title,home_url,topics,etag,last_modified,last_error,is_named,allow_private,next_due,interval,"             \
    "last_fetched,last_success,last_arrival,last_status,failures,is_gone,articles,last_articles,source_url,added,is_"  \
    "full"
#define SEGMENT_COLUMNS "first,last,number,articles,text_bytes,day_first,day_last,published_first,published_last"
#define LAST_OF         "SELECT first_seen FROM article "

static const char *const sql[STATEMENT_COUNT] = {
    [BEGIN_READ] = "BEGIN",
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [DATA_VERSION] = "PRAGMA data_version",
    [META_GET] = "SELECT value FROM meta WHERE key=?1",
    [META_SET] = "INSERT INTO meta VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value",

    [GET_ENTRY] = "SELECT " ENTRY_COLUMNS " FROM article a WHERE a.id=?1",
    [LAST_ARRIVAL] = LAST_OF "ORDER BY id DESC LIMIT 1",
    [NEWEST_OF_SOURCE] = "SELECT " ENTRY_COLUMNS " FROM article a INDEXED BY article_by_source"
                         " WHERE a.source=?1 AND a.id<?2 ORDER BY a.id DESC LIMIT ?3",
    [LIST_BELOW] = "SELECT " ENTRY_COLUMNS " FROM article a WHERE a.id<?1 ORDER BY a.id DESC LIMIT ?2",
    [ARTICLE_TOPICS] = "SELECT topics FROM article WHERE id=?1",
    [FIND_ENTRY] =
        "SELECT " ENTRY_COLUMNS " FROM article a INDEXED BY article_by_name WHERE a.day=?1 AND a.name_hash=?2",
    [GET_REVISION] = "SELECT " REVISION_COLUMNS " FROM revision r CROSS JOIN article a ON a.id=r.id>>20 WHERE r.id=?1",
    [LOAD_CURRENT] = "SELECT " ENTRY_COLUMNS ",a.topics FROM article a WHERE a.id=?1 AND a.revision=?2",
    [LOAD_NEWEST] = "SELECT " ENTRY_COLUMNS ",a.topics FROM article a WHERE a.id=?1",
    [LOAD_REVISION] =
        "SELECT " REVISION_COLUMNS ",r.topics FROM revision r CROSS JOIN article a ON a.id=r.id>>20 WHERE r.id=?1",
    [LOAD_TEXT] = "SELECT title,summary,body,url,details FROM text WHERE id=?1",
    [READ_TITLE] = "SELECT title FROM text WHERE id=?1",
    [READ_SUMMARY] = "SELECT summary FROM text WHERE id=?1",
    [READ_BODY] = "SELECT body FROM text WHERE id=?1",
    [READ_URL] = "SELECT url FROM text WHERE id=?1",

    [LIST_ALL] = "SELECT " ENTRY_COLUMNS " FROM article a WHERE a.id>?2 ORDER BY a.id LIMIT ?3",
    [LIST_SOURCE] = "SELECT " ENTRY_COLUMNS " FROM article a INDEXED BY article_by_source"
                    " WHERE a.source=?1 AND a.id>?2 ORDER BY a.id LIMIT ?3",
    [LIST_SOURCE_IDS] =
        "SELECT id FROM article INDEXED BY article_by_source WHERE source=?1 AND id>?2 ORDER BY id LIMIT ?3",
    [LIST_TOPIC] = "SELECT " ENTRY_COLUMNS " FROM article_topic t CROSS JOIN article a ON a.id=t.article"
                   " WHERE t.topic=?1 AND t.article>?2 ORDER BY t.article LIMIT ?3",
    [LIST_DAY] = "SELECT " ENTRY_COLUMNS " FROM article a INDEXED BY article_by_day"
                 " WHERE a.day=?1 AND a.id>?2 ORDER BY a.id LIMIT ?3",
    [LIST_LATEST] = "SELECT " ENTRY_COLUMNS " FROM article a INDEXED BY article_by_day"
                    " WHERE a.day<=?1 AND (a.day<?1 OR a.id<?2) ORDER BY a.day DESC,a.id DESC LIMIT ?3",
    [LATEST_THRESHOLD] = "SELECT day,id FROM article INDEXED BY article_by_day WHERE day<=?2"
                         " ORDER BY day DESC,id DESC LIMIT 1 OFFSET ?1",
    [HAS_TOPIC] = "SELECT 1 FROM article_topic WHERE topic=?1 AND article=?2",
    [NEXT_DAY] = "SELECT min(day) FROM article INDEXED BY article_by_day WHERE day>?1",
    [LATEST_OF_DAY] = LAST_OF "INDEXED BY article_by_day WHERE day=?1 ORDER BY id DESC LIMIT 1",

    [GET_SOURCE] = "SELECT " GROUP_COLUMNS ",g.url FROM source g WHERE g.id=?1",
    [GET_TOPIC] = "SELECT " GROUP_COLUMNS ",NULL FROM topic g WHERE g.id=?1",
    [GET_ROLE] = "SELECT " GROUP_COLUMNS ",NULL FROM role g WHERE g.id=?1",
    [GET_SEARCH] = "SELECT " GROUP_COLUMNS ",g.query FROM search g WHERE g.id=?1",
    [FIND_SOURCE] = "SELECT " GROUP_COLUMNS ",g.url FROM source g WHERE g.slug=?1",
    [FIND_TOPIC] = "SELECT " GROUP_COLUMNS ",NULL FROM topic g WHERE g.slug=?1",
    [FIND_ROLE] = "SELECT " GROUP_COLUMNS ",NULL FROM role g WHERE g.slug=?1",
    [FIND_SEARCH] = "SELECT " GROUP_COLUMNS ",g.query FROM search g WHERE g.slug=?1",
    [LIST_SOURCES] = "SELECT " GROUP_COLUMNS ",g.url FROM source g WHERE g.id>?1 ORDER BY g.id LIMIT ?2",
    [LIST_TOPICS] = "SELECT " GROUP_COLUMNS ",NULL FROM topic g WHERE g.id>?1 ORDER BY g.id LIMIT ?2",
    [LIST_ROLES] = "SELECT " GROUP_COLUMNS ",NULL FROM role g WHERE g.id>?1 ORDER BY g.id LIMIT ?2",
    [LIST_SEARCHES] = "SELECT " GROUP_COLUMNS ",g.query FROM search g WHERE g.id>?1 ORDER BY g.id LIMIT ?2",
    [COUNT_SOURCE] = "SELECT count(*) FROM article INDEXED BY article_by_source WHERE source=?1",
    [COUNT_TOPIC] = "SELECT count(*) FROM article_topic WHERE topic=?1",
    [COUNT_ROLE] = "SELECT count(*) FROM take INDEXED BY take_by_role WHERE role=?1 AND until_revision IS NULL",
    [COUNT_SEARCH] = "SELECT 0 WHERE ?1",
    [LAST_SOURCE] = LAST_OF "INDEXED BY article_by_source WHERE source=?1 ORDER BY id DESC LIMIT 1",
    [LAST_TOPIC] = LAST_OF "WHERE id=(SELECT max(article) FROM article_topic WHERE topic=?1)",
    [LAST_SEARCH] = LAST_OF "WHERE ?1 ORDER BY id DESC LIMIT 1",
    [SAVE_SEARCH] = "INSERT INTO search(slug,name,query) VALUES(?1,?2,?3)"
                    " ON CONFLICT(slug) DO UPDATE SET name=excluded.name,query=excluded.query RETURNING id",
    [FORGET_SEARCH] = "DELETE FROM search WHERE slug=?1 RETURNING id",
    [LAST_ROLE] = "SELECT added FROM take INDEXED BY take_by_role WHERE role=?1 AND until_revision IS NULL"
                  " ORDER BY id DESC LIMIT 1",
    [SOURCE_BY_KEY] = "SELECT " GROUP_COLUMNS " FROM source g WHERE g.key=?1",
    [ADD_SOURCE] = "INSERT INTO source(id,slug,name,key,url) VALUES(?1,?2,?3,?4,?5)",
    [ADD_TOPIC] = "INSERT INTO topic(id,slug,name) VALUES(?1,?2,?3)",
    [ADD_ROLE] = "INSERT INTO role(id,slug,name,perspective) VALUES(?1,?2,?3,?4)",
    [SOURCE_SLUG] = "SELECT slug FROM source WHERE id=?1",
    [TOPIC_NAME] = "SELECT name FROM topic WHERE id=?1",

    [GET_TAKE] = "SELECT " TAKE_COLUMNS " FROM take t CROSS JOIN role r ON r.id=t.role WHERE t.id=?1",
    [FIND_TAKE] = "SELECT " TAKE_COLUMNS " FROM take t INDEXED BY take_by_article CROSS JOIN role r ON r.id=t.role"
                  " WHERE t.article=?1 AND t.role=?2 AND t.until_revision IS NULL",
    [LIST_TAKES] = "SELECT " TAKE_COLUMNS " FROM take t INDEXED BY take_by_article CROSS JOIN role r ON r.id=t.role"
                   " WHERE t.article=?1 AND t.role>?2 AND t.until_revision IS NULL ORDER BY t.role LIMIT ?3",
    [LIST_ROLE_TAKES] = "SELECT " ENTRY_COLUMNS "," TAKE_COLUMNS " FROM take t INDEXED BY take_by_role_article"
                        " CROSS JOIN role r ON r.id=t.role CROSS JOIN article a ON a.id=t.article"
                        " WHERE t.role=?1 AND t.article>?2 AND t.until_revision IS NULL ORDER BY t.article LIMIT ?3",
    [LOAD_TAKE] = "SELECT " TAKE_TEXTS " FROM take t CROSS JOIN role r ON r.id=t.role WHERE t.id=?1",
    [LOAD_TAKES] = "SELECT " TAKE_TEXTS ",t.id,t.role FROM take t INDEXED BY take_by_article"
                   " CROSS JOIN role r ON r.id=t.role WHERE t.article=?1 AND t.since_revision<=?2"
                   " AND (t.until_revision IS NULL OR t.until_revision>?2) ORDER BY t.role",

    [WIRE_END] = "SELECT start+length(bytes) FROM wire ORDER BY start DESC LIMIT 1",
    [WIRE_READ] = "SELECT start,bytes FROM wire WHERE start>=ifnull((SELECT max(start) FROM wire WHERE start<=?1),0)"
                  " ORDER BY start",
    [WIRE_ADD] = "INSERT INTO wire VALUES(?1,?2)",
    [LAST_CHANGE] = "SELECT max(number) FROM change",
    [LIST_CHANGES] = "SELECT number,kind,time,article,detail FROM change WHERE number>?1 ORDER BY number LIMIT ?2",
    [CHANGE_ADD] = "INSERT INTO change VALUES(?1,?2,?3,?4,?5)",
    [COUNT_ARTICLES] = "SELECT count(*) FROM article",
    [COUNT_SOURCES] = "SELECT count(*) FROM source",
    [COUNT_TOPICS] = "SELECT count(*) FROM topic",
    [COUNT_ROLES] = "SELECT count(*) FROM role",
    [COUNT_TAKES] = "SELECT count(*) FROM take INDEXED BY take_by_role WHERE until_revision IS NULL",

    [FIND_IDENTITY] = "SELECT " ENTRY_COLUMNS ",t.digest,t.identity FROM article a INDEXED BY article_by_identity"
                      " CROSS JOIN text t ON t.id=a.id<<20|a.content WHERE a.identity_hash=?1 AND a.source=?2",
    [ADD_ARTICLE] = "INSERT INTO article VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)",
    [UPDATE_ARTICLE] =
        "UPDATE article SET published=?4,changed=?6,revision=?7,content=?8,topics=?9,take_count=?10,"
        "size_title=?11,size_summary=?12,size_body=?13,size_url=?14,size_meta=?15,size_page=?16 WHERE id=?1",
    [UPDATE_TOPICS] = "UPDATE article SET topics=?2 WHERE id=?1",
    [ADD_REVISION] =
        "INSERT INTO revision SELECT id<<20|revision,content,published,changed,topics,take_count,size_title,"
        "size_summary,size_body,size_url,size_meta,size_page FROM article WHERE id=?1",
    [ADD_TEXT] = "INSERT INTO text(id,digest,identity,title,summary,body,url,details) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
    [ADD_ARTICLE_TOPIC] = "INSERT INTO article_topic VALUES(?1,?2)",
    [REMOVE_ARTICLE_TOPIC] = "DELETE FROM article_topic WHERE topic=?1 AND article=?2",
    [ADD_TAKE] = "INSERT INTO take(id,article,role,since_revision,added,size,created,name,perspective,model,text)"
                 " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
    [SUPERSEDE_TAKE] = "UPDATE take SET until_revision=?2 WHERE id=?1",

    [RERENDER_ARTICLES] = "SELECT id FROM article WHERE id>=?1 ORDER BY id LIMIT ?2",
    [RERENDER_TEXTS] = "SELECT id FROM text WHERE id>=?1 AND id<?2",
    [RERENDER_REVISIONS] = "SELECT id FROM revision WHERE id>=?1 AND id<?2",
    [RERENDER_TAKES] = "SELECT id FROM take INDEXED BY take_by_article WHERE article=?1 AND id>?2",
    [UPDATE_TEXT] = "UPDATE text SET digest=?2,title=?3,summary=?4,body=?5,url=?6,details=?7 WHERE id=?1",
    [UPDATE_SIZES] =
        "UPDATE article SET size_title=?2,size_summary=?3,size_body=?4,size_url=?5,size_meta=?6,size_page=?7"
        " WHERE id=?1",
    [UPDATE_REVISION_SIZES] = "UPDATE revision SET size_title=?2,size_summary=?3,size_body=?4,size_url=?5,size_meta=?6,"
                              "size_page=?7 WHERE id=?1",
    [UPDATE_TAKE_SIZE] = "UPDATE take SET size=?2 WHERE id=?1",

    [GET_FEED] = "SELECT " FEED_COLUMNS " FROM feed WHERE id=?1",
    [FIND_FEED] = "SELECT " FEED_COLUMNS " FROM feed WHERE url=?1 OR source_url=?1 ORDER BY url=?1 DESC LIMIT 1",
    [FEED_HAS_URL] = "SELECT 1 FROM feed WHERE id=?1 AND url=?2",
    [LIST_FEEDS] = "SELECT " FEED_COLUMNS " FROM feed WHERE id>?1 ORDER BY id LIMIT ?2",
    [LIST_DUE_FEEDS] = "SELECT id FROM feed WHERE next_due<=?1 ORDER BY next_due,id LIMIT ?2",
    [NEXT_DUE] = "SELECT min(next_due) FROM feed",
    [COUNT_FEEDS] = "SELECT count(*) FROM feed",
    [ADD_FEED] = "INSERT INTO feed(" FEED_COLUMNS ") VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,"
                 "?18,?19,?20,?21,?22,?23)",
    [SET_FEED] = "UPDATE feed SET url=?2,title=?3,home_url=?4,topics=?5,etag=?6,last_modified=?7,last_error=?8,"
                 "is_named=?9,allow_private=?10,next_due=?11,interval=?12,last_fetched=?13,last_success=?14,"
                 "last_arrival=?15,last_status=?16,failures=?17,is_gone=?18,articles=?19,last_articles=?20,"
                 "is_full=?23 WHERE id=?1",
    [REMOVE_FEED] = "DELETE FROM feed WHERE id=?1",
    [PRUNED_OF_FEED] = "SELECT s.id,s.key,t.identity FROM article a CROSS JOIN source s ON s.id=a.source"
                       " CROSS JOIN text t ON t.id=a.id<<20|a.content"
                       " WHERE a.id=?1 AND EXISTS(SELECT 1 FROM feed WHERE source_url=s.key)",
    [PRUNED_FIND] =
        "SELECT p.source FROM pruned p WHERE p.source=(SELECT id FROM source WHERE key=?1) AND p.identity=?2"
        " AND NOT EXISTS(SELECT 1 FROM article a INDEXED BY article_by_identity"
        " CROSS JOIN text t ON t.id=a.id<<20|a.content"
        " WHERE a.identity_hash=?3 AND a.source=p.source AND t.identity=?4)",
    [PRUNED_ADD] = "INSERT OR REPLACE INTO pruned VALUES(?1,?2,0)",
    [PRUNED_SEEN] = "UPDATE pruned SET is_listed=1 WHERE source=?1 AND identity=?2",
    [PRUNED_FORGET] = "DELETE FROM pruned WHERE source=(SELECT id FROM source WHERE key=?1) AND is_listed=0",
    [PRUNED_UNSEEN] = "UPDATE pruned SET is_listed=0 WHERE source=(SELECT id FROM source WHERE key=?1)",
    [PRUNED_DROP] = "DELETE FROM pruned WHERE source="
                    "(SELECT s.id FROM source s JOIN feed f ON f.source_url=s.key WHERE f.id=?1)",
    [PAGE_ANY] = "SELECT article FROM page LIMIT 1",
    [PAGE_STATE] = "SELECT state FROM page WHERE article=?1",
    [PAGE_WANT] = "INSERT INTO page SELECT a.id,?2,0,0 FROM article a WHERE a.id=?1 AND a.size_url>0"
                  " ON CONFLICT(article) DO UPDATE SET feed=excluded.feed WHERE state=0 AND feed<>excluded.feed",
    [PAGE_LIST] = "SELECT p.article,t.url FROM page p INDEXED BY page_wanted CROSS JOIN article a ON a.id=p.article"
                  " CROSS JOIN text t ON t.id=a.id<<20|a.content WHERE p.feed=?1 AND p.state=0 AND t.url IS NOT NULL"
                  " ORDER BY p.article DESC LIMIT ?2",
    [PAGE_SET] = "UPDATE page SET state=?2 WHERE article=?1",
    [PAGE_TRIED] = "UPDATE page SET tries=tries+1,state=CASE WHEN tries+1<?2 THEN state ELSE ?3 END WHERE article=?1",
    [REMOVE_PAGE] = "DELETE FROM page WHERE article=?1",

    [GET_TOPIC_QUERY] = "SELECT query FROM topic_query WHERE topic=?1",
    [LIST_TOPIC_QUERIES] = "SELECT topic,query FROM topic_query ORDER BY topic",
    [SET_TOPIC_QUERY] = "INSERT INTO topic_query VALUES(?1,?2) ON CONFLICT(topic) DO UPDATE SET query=excluded.query",
    [DROP_TOPIC_QUERY] = "DELETE FROM topic_query WHERE topic=?1 RETURNING topic",
    [TOPIC_BY_SLUG] = "SELECT id FROM topic WHERE slug=?1",

    [PRUNE_LIST] = "SELECT id FROM article WHERE id>?1 AND published<?2 AND (?3=0 OR take_count=0) ORDER BY id"
                   " LIMIT ?4",
    [PRUNE_COUNT] = "SELECT count(*) FROM article WHERE published<?1 AND (?2=0 OR take_count=0)",
    [REMOVED_ANY] = "SELECT number FROM removed LIMIT 1",
    [REMOVED_NAME] = "SELECT name FROM removed WHERE day=?1 AND name_hash=?2",
    [REMOVED_GET] = "SELECT " ENTRY_COLUMNS ",a.roles FROM removed a WHERE a.number=?1",
    [REMOVED_ADD] = "INSERT INTO removed SELECT ?2," ENTRY_COLUMNS ",a.name_hash,?3 FROM article a WHERE a.id=?1",
    [REMOVE_TEXTS] = "DELETE FROM text WHERE id>=?1<<20 AND id<(?1+1)<<20",
    [REMOVE_REVISIONS] = "DELETE FROM revision WHERE id>=?1<<20 AND id<(?1+1)<<20",
    [REMOVE_TAKES] = "DELETE FROM take WHERE article=?1",
    [REMOVE_ARTICLE] = "DELETE FROM article WHERE id=?1",
    [TAKE_ROLES] =
        "SELECT role FROM take INDEXED BY take_by_article WHERE article=?1 AND until_revision IS NULL ORDER BY role",

    [INDEXED_LAST] = "SELECT last FROM segment ORDER BY first DESC LIMIT 1",
    [DIRTY_ADD] = "INSERT OR IGNORE INTO dirty VALUES(?1)",
    [DIRTY_REMOVE] = "DELETE FROM dirty WHERE article=?1",
    [DIRTY_LIST] = "SELECT article FROM dirty WHERE article BETWEEN ?1 AND ?2",
    [DIRTY_ANY] = "SELECT article FROM dirty LIMIT 1",
    [DIRTY_CLEAR] = "DELETE FROM dirty WHERE article BETWEEN ?1 AND ?2",
    [DIRTY_CHANGED] =
        "INSERT OR IGNORE INTO dirty SELECT c.article FROM change c CROSS JOIN article a ON a.id=c.article"
        " WHERE c.number>?1 AND c.article BETWEEN ?2 AND ?3",
    [DIRTY_MOST] = "SELECT first,many FROM (SELECT first,articles,(SELECT count(*) FROM dirty WHERE article BETWEEN"
                   " first AND last) many FROM segment) WHERE many>256 OR many*16>articles ORDER BY many DESC LIMIT 1",
    [SEGMENT_BELOW] = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE first<?1 ORDER BY first DESC LIMIT 1",
    [SEGMENT_AFTER] = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE first>=ifnull((SELECT max(first) FROM segment"
                      " WHERE first<=?1+1),0) AND last>?1 ORDER BY first LIMIT 1",
    [SEGMENT_ADD] = "INSERT INTO segment(" SEGMENT_COLUMNS ",index_bytes) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
    [SEGMENT_DROP] = "DELETE FROM segment WHERE number=?1",
    [SEGMENT_NUMBER] = "SELECT max(number)+1 FROM segment",
    [SEGMENT_IS] = "SELECT 1 FROM segment WHERE number=?1 AND first=?2 AND last=?3",
    [SEGMENT_PLAN] = "SELECT id,revision,size_page,day,published FROM article WHERE id>?1 AND id<=?2 ORDER BY id",
    [INDEX_STATE] = "SELECT sum(articles),sum(text_bytes),sum(index_bytes) FROM segment",
    [INDEX_WAITING] = "SELECT (SELECT count(*) FROM article WHERE id>?1)+(SELECT count(*) FROM dirty)",
    [WORD_GET] = "SELECT articles FROM word WHERE segment=?1 AND term=?2",
    [WORD_RANGE] = "SELECT articles FROM word WHERE segment=?1 AND term>=?2 AND term<?3",
    [WORD_ADD] = "INSERT INTO word VALUES(?1,?2,?3)",
    [WORD_DROP] = "DELETE FROM word WHERE segment=?1",
    [TRIGRAM_GET] = "SELECT articles FROM trigram WHERE id=?1",
    [TRIGRAM_ADD] = "INSERT INTO trigram VALUES(?1,?2)",
    [TRIGRAM_DROP] = "DELETE FROM trigram WHERE id>=?1<<24 AND id<(?1+1)<<24",
    [SOURCE_BY_SLUG] = "SELECT id FROM source WHERE slug=?1",
    [ROLE_BY_SLUG] = "SELECT id FROM role WHERE slug=?1",
    [MARK_SOURCE] = "SELECT id FROM article INDEXED BY article_by_source WHERE source=?1 AND id BETWEEN ?2 AND ?3",
    [MARK_TOPIC] = "SELECT article FROM article_topic WHERE topic=?1 AND article BETWEEN ?2 AND ?3",
    [MARK_ROLE] = "SELECT article FROM take INDEXED BY take_by_article WHERE role=?1 AND article BETWEEN ?2 AND ?3"
                  " AND until_revision IS NULL",
    [MARK_DAYS] = "SELECT id FROM article NOT INDEXED WHERE day>=?1 AND day<?2 AND id BETWEEN ?3 AND ?4",
    [MARK_SINCE] = "SELECT id FROM article WHERE published>=?1 AND id BETWEEN ?2 AND ?3",
    [MARK_ALL] = "SELECT id FROM article NOT INDEXED WHERE id BETWEEN ?1 AND ?2",
};

sqlite3_stmt *statement_get(struct store *s, enum statement which, struct err *e)
{
    s->deadline = 0;
    sqlite3_stmt **st = &s->statement[which];
    if (!*st) {
        int rc = sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
        if (rc != SQLITE_OK) {
            error_of(s, rc, "cannot read", e);
            return NULL;
        }
    }
    return *st;
}

bool statement_row(struct store *s, sqlite3_stmt *st, bool *row, struct err *e)
{
    int rc = sqlite3_step(st);
    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        error_of(s, rc, "cannot use", e);
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool statement_run(struct store *s, sqlite3_stmt *st, struct err *e)
{
    bool row;
    bool ok = statement_row(s, st, &row, e);
    if (ok && row)
        sqlite3_reset(st);
    return ok;
}

bool statement_find(struct store *s, enum statement which, const int64_t *keys, int count, sqlite3_stmt **st, bool *row,
                    struct err *e)
{
    *st = statement_get(s, which, e);
    if (!*st)
        return false;
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(*st, i + 1, keys[i]);
    return statement_row(s, *st, row, e);
}

bool statement_number(struct store *s, enum statement which, const int64_t *keys, int count, int64_t *value,
                      struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, which, keys, count, &st, &row, e))
        return false;
    if (row && sqlite3_column_type(st, 0) != SQLITE_NULL)
        *value = sqlite3_column_int64(st, 0);
    if (row)
        sqlite3_reset(st);
    return true;
}

bool statement_script(struct store *s, const char *text, struct err *e)
{
    s->deadline = 0;
    int rc = sqlite3_exec(s->db, text, NULL, NULL, NULL);
    return rc == SQLITE_OK || error_of(s, rc, "cannot use", e);
}

void statement_finish_all(struct store *s)
{
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(s->statement[i]);
}

void bind_text(sqlite3_stmt *st, int at, const char *text)
{
    bind_text_of(st, at, text, text ? strlen(text) : 0);
}

void bind_text_of(sqlite3_stmt *st, int at, const char *text, size_t len)
{
    if (text)
        sqlite3_bind_text64(st, at, text, len, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(st, at);
}

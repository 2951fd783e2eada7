/* check: is the store whole? First the file as SQLite sees it, then what the tables promise each other. */
#include "session.h"

#include <string.h>

/* Each gives sentences; none where all is well. */
static const char *const laws[] = {
    "PRAGMA integrity_check(50)",
    "SELECT 'article '||a.id||' has no text' FROM article a LEFT JOIN text t ON t.id=a.id<<20|a.content"
    " WHERE t.id IS NULL",
    "SELECT 'text '||(t.id>>20)||' of revision '||(t.id&1048575)||' belongs to no article' FROM text t"
    " LEFT JOIN article a ON a.id=t.id>>20 WHERE a.id IS NULL",
    "SELECT 'article '||id||' cannot be found by its name '||name FROM article WHERE name_hash IS NOT name_hash(name)",
    "SELECT 'article '||a.id||' has no source' FROM article a LEFT JOIN source s ON s.id=a.source WHERE s.id IS NULL",
    "SELECT 'article '||a.id||' tells other sizes than its texts have' FROM article a JOIN text t ON "
    "t.id=a.id<<20|a.content"
    " WHERE a.size_title<>length(CAST(t.title AS BLOB)) OR a.size_body<>length(CAST(t.body AS BLOB))"
    " OR a.size_summary<>ifnull(length(CAST(t.summary AS BLOB)),0) OR a.size_url<>ifnull(length(CAST(t.url AS "
    "BLOB)),0)",
    "SELECT 'article '||a.id||' has '||a.revision||' revisions and '||count(r.id)||' superseded ones' FROM article a"
    " LEFT JOIN revision r ON r.id>a.id<<20 AND r.id<(a.id+1)<<20 WHERE a.revision>1"
    " GROUP BY a.id HAVING count(r.id)<>a.revision-1",
    "SELECT 'article '||t.article||' is listed under topic '||t.topic||' without having it' FROM article_topic t"
    " LEFT JOIN article a ON a.id=t.article LEFT JOIN topic g ON g.id=t.topic"
    " WHERE g.id IS NULL OR NOT has_topic(a.topics,t.topic)",
    "SELECT 'topics list '||listed||' articles where articles have '||had||' topics' FROM"
    " (SELECT (SELECT count(*) FROM article_topic) listed,(SELECT ifnull(sum(length(topics)/4),0) FROM article) had)"
    " WHERE listed<>had",
    "SELECT 'take '||t.id||' belongs to no article, role or revision' FROM take t LEFT JOIN article a ON a.id=t.article"
    " LEFT JOIN role r ON r.id=t.role WHERE a.id IS NULL OR r.id IS NULL OR t.since_revision>a.revision"
    " OR t.until_revision<=t.since_revision OR t.until_revision>a.revision",
    "SELECT 'article '||a.id||' tells '||a.take_count||' takes and has '||count(t.id) FROM article a"
    " LEFT JOIN take t ON t.article=a.id AND t.until_revision IS NULL GROUP BY a.id HAVING count(t.id)<>a.take_count",
    "SELECT 'article '||article||' has two takes of role '||role FROM take WHERE until_revision IS NULL"
    " GROUP BY article,role HAVING count(*)>1",
    "SELECT 'the wire has a gap before byte '||start FROM"
    " (SELECT start,lag(start+length(bytes),1,0) OVER (ORDER BY start) before FROM wire) WHERE start<>before",
    "SELECT 'the change log has a gap before number '||number FROM"
    " (SELECT number,lag(number) OVER (ORDER BY number) before FROM change) WHERE number<>before+1",
    "SELECT 'the next article would be given the number of an old one' FROM meta"
    " WHERE key='next_article' AND value<=(SELECT max(id) FROM article)",
    "SELECT 'the next take would be given the number of an old one' FROM meta"
    " WHERE key='next_take' AND value<=(SELECT max(id) FROM take)",
    "SELECT 'topic '||q.topic||' has a query and does not exist' FROM topic_query q LEFT JOIN topic g ON g.id=q.topic"
    " WHERE g.id IS NULL",
    "SELECT 'the page of article '||p.article||' is remembered, but there is no such article' FROM page p"
    " LEFT JOIN article a ON a.id=p.article WHERE a.id IS NULL",
    "SELECT 'article '||r.id||' was removed and is still there' FROM removed r JOIN article a ON a.id=r.id",
    "SELECT 'change '||c.number||' removed article '||c.article||' and nothing says what it was' FROM change c"
    " LEFT JOIN removed r ON r.number=c.number WHERE c.kind=5 AND r.id IS NOT c.article",
    "SELECT 'segments of the index overlap at article '||first FROM"
    " (SELECT first,lag(last,1,0) OVER (ORDER BY first) before FROM segment) WHERE first<=before",
    "SELECT 'article '||d.article||' is to be indexed anew and does not exist' FROM dirty d"
    " LEFT JOIN article a ON a.id=d.article WHERE a.id IS NULL",
    "SELECT 'words of segment '||segment||' of the index, which does not exist' FROM"
    " (SELECT DISTINCT segment FROM word) WHERE segment NOT IN (SELECT number FROM segment)",
    "SELECT 'trigrams of segment '||segment||' of the index, which does not exist' FROM"
    " (SELECT DISTINCT id>>24 segment FROM trigram) WHERE segment NOT IN (SELECT number FROM segment)",
};
#define LAW_COUNT    (sizeof laws / sizeof *laws)
#define PROBLEMS_MAX 50 /* of one law; who breaks it more often needs a copy, not a list */

static void sql_name_hash(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *name = (const char *)sqlite3_value_text(values[0]);
    sqlite3_result_int64(context, name ? name_hash(name) : -1);
}

static void sql_has_topic(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const unsigned char *p = sqlite3_value_blob(values[0]);
    int len = sqlite3_value_bytes(values[0]), has = 0;
    struct topic_mark mark;
    for (int i = 0; i + 4 <= len && !has; i += 4) {
        topics_unpack(&mark, p + i, 4);
        has = mark.id == sqlite3_value_int64(values[1]);
    }
    sqlite3_result_int(context, has);
}

/* A law that cannot be asked because pages are damaged is a problem, not the end. */
static bool ask(struct store *s, const char *sql, void (*problem)(void *context, const char *text), void *context,
                struct err *e)
{
    sqlite3_stmt *st = NULL;
    int problems = 0, rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
    while (rc == SQLITE_OK && problems < PROBLEMS_MAX && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        rc = SQLITE_OK;
        if (!text || strcmp(text, "ok") == 0)
            continue;
        problem(context, text);
        problems++;
    }
    bool ok = rc == SQLITE_DONE || rc == SQLITE_OK || error_of(s, rc, "cannot check", e);
    if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_ERROR) {
        problem(context, sqlite3_errmsg(s->db));
        ok = true;
    }
    sqlite3_finalize(st);
    return ok;
}

bool store_check(struct store *s, void (*problem)(void *context, const char *text), void *context, struct err *e)
{
    bool mine, ok = true;
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    if (sqlite3_create_function(s->db, "name_hash", 1, flags, NULL, sql_name_hash, NULL, NULL) != SQLITE_OK ||
        sqlite3_create_function(s->db, "has_topic", 2, flags, NULL, sql_has_topic, NULL, NULL) != SQLITE_OK)
        return error_of(s, sqlite3_errcode(s->db), "cannot check", e);
    if (!snapshot_begin(s, &mine, e))
        return false;
    s->patient = true;
    for (size_t i = 0; i < LAW_COUNT && ok; i++)
        ok = ask(s, laws[i], problem, context, e);
    s->patient = false;
    snapshot_end(s, mine);
    return ok;
}

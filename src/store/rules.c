/* rules: topics by query. A rule gives its topic to every article that matches, when the rule is set and with each later put.
 *
 * A topic given by a rule may be what another rule asks for, so rules are tried until none adds any more. */
#include "put.h"

#include "newsfs/query.h"
#include "newsfs/search.h"

#include <stdlib.h>
#include <string.h>

#define RULES_MAX 1000
#define BATCH     200

static bool add_rule(struct store *s, sqlite3_stmt *st, struct err *e)
{
    struct query_error why;
    const char *text = column_string(st, 1, &s->rule_arena);
    const struct query *q = query_parse(&s->rule_arena, text, clock_now(), &why);
    if (!q)
        return err_set(e, ERR_NOT_STORE, "%s is damaged: a topic's query cannot be read: %s", s->path, why.text);
    s->rules = arena_grow(&s->rule_arena, s->rules, s->rule_count, sizeof *s->rules);
    s->rules[s->rule_count++] = (struct topic_rule){(uint32_t)sqlite3_column_int64(st, 0), q};
    return true;
}

bool rules_load(struct store *s, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (s->write.rules_loaded)
        return true;
    arena_clear(&s->rule_arena);
    s->rules = NULL;
    s->rule_count = 0;
    if (!statement_find(s, LIST_TOPIC_QUERIES, NULL, 0, &st, &row, e))
        return false;
    while (row) {
        if (!add_rule(s, st, e)) {
            sqlite3_reset(st);
            return false;
        }
        if (!statement_row(s, st, &row, e))
            return false;
    }
    s->write.rules_loaded = true;
    return true;
}

/* ---- with each put ---- */

static bool has_topic(const struct put *p, uint32_t id)
{
    for (size_t i = 0; i < p->topic_count; i++)
        if (p->topics[i].mark.id == id)
            return true;
    return false;
}

static bool list_slugs(struct put *p, struct query_subject *subject, struct err *e)
{
    struct arena *arena = &p->s->scratch;
    const char **slugs = arena_alloc(arena, (p->topic_count + 1) * sizeof *slugs);
    for (size_t i = 0; i < p->topic_count; i++) {
        char slug[SLUG_SIZE];
        struct put_topic *t = &p->topics[i];
        if (!t->name && !topic_name(p->s, t->mark.id, arena, &t->name, e))
            return false;
        slug_make(slug, t->name);
        slugs[i] = arena_strdup(arena, slug);
    }
    subject->topic_slugs = slugs;
    subject->topic_count = p->topic_count;
    return true;
}

/* The article as query_matches sees it, but for its topics. */
static bool fill_subject(struct put *p, struct query_subject *subject, struct err *e)
{
    const struct document *d = p->draft->doc;
    p->touched = true;
    if (!p->source && !group_source(p->s, p->draft->doc, true, &p->source, e))
        return false;
    struct take *takes = arena_alloc(&p->s->scratch, (p->take_count + 1) * sizeof *takes);
    for (size_t i = 0; i < p->take_count; i++)
        takes[i] = p->takes[i].take;
    *subject = (struct query_subject){.title = p->draft->text[FILE_TITLE],
                                      .summary = p->draft->text[FILE_SUMMARY],
                                      .body = p->draft->text[FILE_BODY],
                                      .takes = takes,
                                      .take_count = p->take_count,
                                      .source_slug = p->source->slug,
                                      .authors = d->authors,
                                      .author_count = d->author_count,
                                      .day = p->is_new ? name_day(d->published, p->now) : p->article.entry.day,
                                      .published = put_published(p)};
    return true;
}

static bool try_rules(struct put *p, struct query_subject *subject, bool *added, struct err *e)
{
    *added = false;
    if (!list_slugs(p, subject, e))
        return false;
    for (size_t i = 0; i < p->s->rule_count; i++) {
        const struct topic_rule *rule = &p->s->rules[i];
        if (has_topic(p, rule->topic) || !query_matches(rule->query, subject))
            continue;
        put_add_topic(p, (struct topic_mark){.id = rule->topic, .sticky = true}, NULL);
        *added = true;
    }
    return true;
}

bool put_rule_topics(struct put *p, struct err *e)
{
    struct query_subject subject;
    if (!p->is_new && !p->content_changed && !p->topics_changed && !p->takes_changed)
        return true;
    if (!rules_load(p->s, e))
        return false;
    if (p->s->rule_count == 0)
        return true;
    bool added = true;
    if (!fill_subject(p, &subject, e))
        return false;
    while (added)
        if (!try_rules(p, &subject, &added, e))
            return false;
    put_compare_topics(p);
    return true;
}

/* ---- when a rule is set ---- */

/* p as the article is. */
static bool read_current(struct put *p, struct article *a, struct err *e)
{
    struct store *s = p->s;
    sqlite3_stmt *st;
    bool row;
    p->article.entry = a->entry;
    p->old_revision = a->entry.revision;
    if (!statement_find(s, ARTICLE_TOPICS, &a->entry.id, 1, &st, &row, e))
        return false;
    size_t bytes = row ? (size_t)sqlite3_column_bytes(st, 0) : 0;
    p->old_topics = arena_alloc(&s->scratch, bytes / 4 * sizeof *p->old_topics + 1);
    p->old_topic_count = row ? topics_unpack(p->old_topics, sqlite3_column_blob(st, 0), bytes) : 0;
    if (row)
        sqlite3_reset(st);
    for (size_t i = 0; i < p->old_topic_count; i++)
        put_add_topic(p, p->old_topics[i], NULL);
    return takes_load(s, a->entry.id, a->entry.revision, &s->scratch, &p->takes, &p->take_count, e);
}

/* What the rules add to an article is a revision of it. */
static bool apply_rules(struct store *s, int64_t id, uint32_t topic, int64_t *articles, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    struct entry entry;
    bool found;
    article_init(&a);
    if (!store_get_entry(s, id, &entry, &found, e))
        return false;
    if (!found || entry.revision + 1 >= REVISION_LIMIT)
        return true;
    if (!store_load_article(s, id, entry.revision, &a, &found, e))
        return false;
    arena_clear(&s->scratch);
    struct draft draft = {.doc = &a.doc};
    memcpy(draft.text, a.text, sizeof draft.text);
    const struct cached_group source = {.id = entry.source, .slug = a.source_slug, .kind = GROUP_SOURCE};
    struct put p = {.s = s, .draft = &draft, .now = clock_now(), .source = &source};
    if (!read_current(&p, &a, e))
        return false;
    bool had = has_topic(&p, topic);
    p.topics_changed = true;
    if (!put_rule_topics(&p, e) || (p.topics_changed && !put_write(&p, e)))
        return write_give_up(s, e);
    *articles += !had && has_topic(&p, topic);
    return true;
}

/* Searched without the lock; what is found is looked at again under it. */
static bool apply_to_present(struct store *s, const struct query *q, uint32_t topic, int64_t *articles, struct err *e)
{
    size_t count = BATCH;
    int64_t before = INT64_MAX;
    struct entry *entries = mem_alloc(BATCH * sizeof *entries);
    bool ok = true;
    while (ok && count == BATCH) {
        ok = store_search(s, q, before, entries, BATCH, &count, e) && (count == 0 || store_begin(s, e));
        for (size_t i = 0; ok && i < count; i++)
            ok = apply_rules(s, before = entries[i].id, topic, articles, e);
        if (ok && count)
            ok = store_commit(s, e);
    }
    store_rollback(s);
    free(entries);
    return ok;
}

static bool set_rule(struct store *s, const char *name, const char *query, uint32_t *topic, struct err *e)
{
    const struct cached_group *g;
    sqlite3_stmt *st;
    if (!group_topic(s, name, &g, e) || !rules_load(s, e))
        return false;
    if (s->rule_count >= RULES_MAX)
        return err_set(e, ERR_LIMIT, "%d topics can have a query, and as many have one", RULES_MAX);
    *topic = (uint32_t)g->id;
    st = statement_get(s, SET_TOPIC_QUERY, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, g->id);
    bind_text(st, 2, query);
    return statement_run(s, st, e) &&
           change_add(s, CHANGE_GROUP, clock_now(), 0, (int64_t)GROUP_TOPIC << 32 | g->id, e);
}

bool store_set_topic_query(struct store *s, const char *topic, const char *query, int64_t *articles, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct query_error why;
    char slug[SLUG_SIZE];
    uint32_t id = 0;
    const struct query *q = query_parse(&arena, query, clock_now(), &why);
    if (!q)
        return err_set(e, ERR_USAGE, "the query of topic \"%s\" cannot be read: %s", topic, why.text);
    if (slug_make(slug, topic) == 0)
        return err_set(e, ERR_USAGE, "\"%s\" cannot be a topic: give it a letter or a digit", topic);
    if (!store_begin(s, e))
        return false;
    if (!set_rule(s, topic, query, &id, e)) {
        store_rollback(s);
        return false;
    }
    *articles = 0;
    return store_commit(s, e) && apply_to_present(s, q, id, articles, e);
}

bool store_drop_topic_query(struct store *s, const char *topic, bool *found, struct err *e)
{
    char slug[SLUG_SIZE];
    int64_t id = 0;
    sqlite3_stmt *st;
    bool row = false;
    slug_make(slug, topic);
    if (!store_begin(s, e))
        return false;
    bool ok = (st = statement_get(s, TOPIC_BY_SLUG, e)) != NULL;
    if (ok)
        bind_text(st, 1, slug);
    ok = ok && statement_row(s, st, &row, e);
    if (row) {
        id = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
    }
    ok = ok && statement_find(s, DROP_TOPIC_QUERY, &id, 1, &st, found, e);
    if (ok && *found)
        sqlite3_reset(st);
    ok = ok && (!*found || change_add(s, CHANGE_GROUP, clock_now(), 0, (int64_t)GROUP_TOPIC << 32 | id, e));
    if (ok)
        return store_commit(s, e);
    store_rollback(s);
    return false;
}

bool store_get_topic_query(struct store *s, int64_t topic, struct arena *arena, const char **query, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, GET_TOPIC_QUERY, &topic, 1, &st, &row, e))
        return false;
    *query = row ? column_string(st, 0, arena) : NULL;
    if (row)
        sqlite3_reset(st);
    return true;
}

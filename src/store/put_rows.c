/* put_rows: the rows of a new article or a new revision, their sizes measured before. */
#include "put.h"

#include <string.h>

/* As name_day decides: a publication that is not given or lies ahead counts as arrival. */
static int64_t believable(int64_t published, int64_t now, int64_t arrived)
{
    return published != TIME_NONE && published >= TIME_MIN && published <= now + DAY_SECONDS ? published : arrived;
}

int64_t put_published(const struct put *p)
{
    const struct entry *entry = &p->article.entry;
    int64_t arrived = p->is_new ? p->now : entry->first_seen;
    return p->content_changed ? believable(p->draft->doc->published, p->now, arrived) : entry->published;
}

static void fill_entry(struct put *p)
{
    struct entry *entry = &p->article.entry;
    const struct document *d = p->draft->doc;
    if (p->is_new)
        *entry = (struct entry){.id = p->s->write.next_article,
                                .source = p->source->id,
                                .first_seen = p->now,
                                .day = name_day(d->published, p->now)};
    entry->published = put_published(p);
    entry->revision++;
    entry->changed = p->now;
    entry->topic_count = (int32_t)p->topic_count;
    entry->take_count = (int32_t)p->take_count;
    if (!p->content_changed)
        return;
    entry->content = entry->revision;
    for (int i = 0; i <= FILE_URL; i++)
        entry->size[i] = (int64_t)p->draft->text_len[i];
}

/* What a reader will load: the document with the topics and takes as stored. */
static bool fill_article(struct put *p, struct err *e)
{
    struct article *a = &p->article;
    struct arena *arena = &p->s->scratch;
    a->doc = *p->draft->doc;
    memcpy(a->text, p->draft->text, sizeof a->text);
    memcpy(a->source_slug, p->source->slug, strlen(p->source->slug) + 1);
    const char **names = arena_alloc(arena, p->topic_count * sizeof *names + 1);
    for (size_t i = 0; i < p->topic_count; i++) {
        names[i] = p->topics[i].name;
        if (!names[i] && !topic_name(p->s, p->topics[i].mark.id, arena, &names[i], e))
            return false;
    }
    a->doc.topics = names;
    a->doc.topic_count = p->topic_count;
    takes_set(&a->doc, arena, p->takes, p->take_count);
    return true;
}

static void bind_entry(struct put *p, sqlite3_stmt *st, struct buf *marks)
{
    const struct entry *entry = &p->article.entry;
    const int64_t values[] = {entry->id,         entry->source,  entry->day,      entry->published,
                              entry->first_seen, entry->changed, entry->revision, entry->content};
    for (int i = 0; i < 8; i++)
        sqlite3_bind_int64(st, i + 1, values[i]);
    for (size_t i = 0; i < p->topic_count; i++)
        topics_pack(marks, &p->topics[i].mark, 1);
    if (marks->len)
        sqlite3_bind_blob64(st, 9, marks->data, marks->len, SQLITE_STATIC);
    else
        sqlite3_bind_null(st, 9);
    sqlite3_bind_int(st, 10, entry->take_count);
    for (int i = 0; i < ARTICLE_FILE_COUNT; i++)
        sqlite3_bind_int64(st, 11 + i, entry->size[i]);
}

static void measure(struct put *p)
{
    p->take_size = arena_alloc(&p->s->scratch, p->take_count * sizeof *p->take_size + 1);
    p->s->options.renderer->measure(&p->article, p->draft, p->article.entry.size, p->take_size);
}

/* One try under one name; *taken where another article of the day has it. */
static bool insert_article(struct put *p, bool *taken, struct err *e)
{
    BUF_SCOPED struct buf marks = {0};
    sqlite3_stmt *st = statement_get(p->s, ADD_ARTICLE, e);
    if (!st)
        return false;
    bind_entry(p, st, &marks);
    bind_text(st, 17, p->article.entry.name);
    sqlite3_bind_int64(st, 18, name_hash(p->article.entry.name));
    sqlite3_bind_int64(st, 19, p->identity_hash);
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    *taken = rc == SQLITE_CONSTRAINT_UNIQUE;
    return rc == SQLITE_DONE || *taken || error_of(p->s, rc, "cannot write", e);
}

/* A name means one article for ever, also when that one is gone. */
static bool had_name(struct put *p, bool *taken, struct err *e)
{
    const struct entry *entry = &p->article.entry;
    sqlite3_stmt *st;
    *taken = false;
    if (!p->s->write.any_removed)
        return true;
    if (!statement_find(p->s, REMOVED_NAME, (int64_t[]){entry->day, name_hash(entry->name)}, 2, &st, taken, e))
        return false;
    if (*taken)
        sqlite3_reset(st);
    return true;
}

static void make_name(struct put *p, uint64_t suffix)
{
    const struct forecast *f = p->draft->forecast;
    struct entry *entry = &p->article.entry;
    if (f && f->entry.day == entry->day && !suffix)
        memcpy(entry->name, f->entry.name, sizeof entry->name);
    else
        name_make(entry->name, entry->day, p->draft->text[FILE_TITLE], p->draft->text[FILE_BODY], suffix);
}

static bool add_article(struct put *p, struct err *e)
{
    struct entry *entry = &p->article.entry;
    uint64_t hash = identity_hash(source_key(p->draft->doc), p->identity), suffix = 0;
    bool taken;
    do {
        make_name(p, suffix);
        if (!had_name(p, &taken, e))
            return false;
        measure(p);
        if (!taken && !insert_article(p, &taken, e))
            return false;
        suffix = suffix ? suffix * 6364136223846793005u + 1442695040888963407u : hash | !hash;
    } while (taken);
    p->s->write.next_article++;
    p->s->write.numbers_changed = true;
    wire_add(p->s, p->now, p->article.source_slug, entry->name, p->draft->text[FILE_TITLE], p->draft->text[FILE_URL]);
    return wire_flush_chunk(p->s, e);
}

/* What the index says of it holds no more. */
static bool mark_dirty(struct put *p, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    return p->article.entry.id > p->s->write.indexed ||
           statement_find(p->s, DIRTY_ADD, &p->article.entry.id, 1, &st, &row, e);
}

static bool revise_article(struct put *p, struct err *e)
{
    BUF_SCOPED struct buf marks = {0};
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(p->s, ADD_REVISION, &p->article.entry.id, 1, &st, &row, e))
        return false;
    measure(p);
    st = statement_get(p->s, UPDATE_ARTICLE, e);
    if (!st)
        return false;
    bind_entry(p, st, &marks);
    return statement_run(p->s, st, e) && mark_dirty(p, e);
}

static bool add_text(struct put *p, struct err *e)
{
    const struct draft *draft = p->draft;
    sqlite3_stmt *st = statement_get(p->s, ADD_TEXT, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, ROW_OF(p->article.entry.id, p->article.entry.content));
    sqlite3_bind_blob(st, 2, draft->digest, sizeof draft->digest, SQLITE_STATIC);
    bind_text(st, 3, p->identity);
    for (int i = 0; i <= FILE_URL; i++)
        bind_text_of(st, 4 + i, draft->text[i], draft->text_len[i]);
    sqlite3_bind_blob64(st, 8, draft->packed, draft->packed_len, SQLITE_STATIC);
    return statement_run(p->s, st, e);
}

static bool add_take(struct put *p, const struct stored_take *t, int64_t size, struct err *e)
{
    sqlite3_stmt *st = statement_get(p->s, ADD_TAKE, e);
    if (!st)
        return false;
    const int64_t values[] = {
        p->s->write.next_take++, p->article.entry.id, t->role, p->article.entry.revision, p->now, size};
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(st, i + 1, values[i]);
    if (t->take.created == TIME_NONE)
        sqlite3_bind_null(st, 7);
    else
        sqlite3_bind_int64(st, 7, t->take.created);
    bind_text(st, 8, t->take.name);
    bind_text(st, 9, t->take.perspective);
    bind_text(st, 10, t->take.model);
    bind_text(st, 11, t->take.text);
    p->s->write.numbers_changed = true;
    return statement_run(p->s, st, e);
}

static bool write_takes(struct put *p, struct err *e)
{
    for (size_t i = 0; i < p->superseded_count; i++) {
        sqlite3_stmt *st;
        bool row;
        if (!statement_find(p->s, SUPERSEDE_TAKE, (int64_t[]){p->superseded[i], p->article.entry.revision}, 2, &st,
                            &row, e))
            return false;
    }
    for (size_t i = 0; i < p->take_count; i++)
        if (!p->takes[i].id && !add_take(p, &p->takes[i], p->take_size[i], e))
            return false;
    return true;
}

static bool had_topic(const struct put *p, uint32_t id)
{
    for (size_t i = 0; i < p->old_topic_count; i++)
        if (p->old_topics[i].id == id)
            return true;
    return false;
}

static bool has_topic(const struct put *p, uint32_t id)
{
    for (size_t i = 0; i < p->topic_count; i++)
        if (p->topics[i].mark.id == id)
            return true;
    return false;
}

static bool move_topic(struct put *p, enum statement which, uint32_t id, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(p->s, which, (int64_t[]){id, p->article.entry.id}, 2, &st, &row, e))
        return false;
    return p->is_new || change_add(p->s, CHANGE_TOPICS, p->now, p->article.entry.id, id, e);
}

static bool write_topics(struct put *p, struct err *e)
{
    for (size_t i = 0; i < p->topic_count; i++)
        if (!had_topic(p, p->topics[i].mark.id) && !move_topic(p, ADD_ARTICLE_TOPIC, p->topics[i].mark.id, e))
            return false;
    for (size_t i = 0; i < p->old_topic_count; i++)
        if (!has_topic(p, p->old_topics[i].id) && !move_topic(p, REMOVE_ARTICLE_TOPIC, p->old_topics[i].id, e))
            return false;
    return true;
}

/* A new article is one change, whatever it brings; a new revision says of what kind it is. */
static bool log_changes(struct put *p, struct err *e)
{
    int64_t id = p->article.entry.id;
    if (p->is_new)
        return change_add(p->s, CHANGE_ARRIVED, p->now, id, 0, e);
    if ((p->content_changed || p->topics_changed) && !change_add(p->s, CHANGE_REVISED, p->now, id, p->old_revision, e))
        return false;
    return !p->takes_changed || change_add(p->s, CHANGE_TAKE, p->now, id, p->old_revision, e);
}

bool put_write(struct put *p, struct err *e)
{
    if (!p->source && !group_source(p->s, p->draft->doc, true, &p->source, e))
        return false;
    fill_entry(p);
    return fill_article(p, e) && (p->is_new ? add_article(p, e) : revise_article(p, e)) &&
           (!p->content_changed || add_text(p, e)) && write_takes(p, e) && log_changes(p, e) && write_topics(p, e);
}

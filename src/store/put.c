/* put: is this article known, and what of it is new? */
#include "put.h"

#include <string.h>

#define SOURCE_KEY_MAX    16384
#define ARTICLE_BYTES_MAX 900000000 /* SQLite's own limit of a row is 10^9 */

static bool admit(struct put *p, struct err *e)
{
    struct store *s = p->s;
    const struct document *d = p->draft->doc;
    if (!write_is_open(s, e))
        return false;
    if (d->topic_count > TOPICS_MAX || d->take_count > TOPICS_MAX)
        return err_set(e, ERR_LIMIT, "an article can have %d topics and as many takes; this one has %zu and %zu",
                       TOPICS_MAX, d->topic_count, d->take_count);
    if (strlen(source_key(p->draft->doc)) > SOURCE_KEY_MAX)
        return err_set(e, ERR_LIMIT, "the name of a source can have %d bytes; this one is longer", SOURCE_KEY_MAX);
    if (s->write.next_article >= ARTICLE_LIMIT || s->write.next_take + TOPICS_MAX >= ARTICLE_LIMIT)
        return err_set(e, ERR_LIMIT, "%s has given all its numbers and can take no more articles", s->path);
    return true;
}

/* ---- the article as it is ---- */

static bool is_this(sqlite3_stmt *st, const struct put *p)
{
    size_t len = (size_t)sqlite3_column_bytes(st, ENTRY_COLUMN_COUNT + 1);
    return len == strlen(p->identity) && memcmp(sqlite3_column_blob(st, ENTRY_COLUMN_COUNT + 1), p->identity, len) == 0;
}

void put_compare_content(struct put *p)
{
    p->content_changed = memcmp(p->old_digest, p->draft->digest, sizeof p->old_digest) != 0;
}

static void take_row(struct put *p, sqlite3_stmt *st)
{
    const void *digest = sqlite3_column_blob(st, ENTRY_COLUMN_COUNT);
    size_t len = (size_t)sqlite3_column_bytes(st, ENTRY_COLUMN_COUNT);
    if (len == sizeof p->old_digest)
        memcpy(p->old_digest, digest, len);
    put_compare_content(p);
    p->is_new = false;
    row_entry(st, &p->article.entry);
    p->old_revision = p->article.entry.revision;
    const void *topics = sqlite3_column_blob(st, 8);
    size_t bytes = (size_t)sqlite3_column_bytes(st, 8);
    p->old_topics = arena_alloc(&p->s->scratch, bytes / 4 * sizeof *p->old_topics + 1);
    p->old_topic_count = topics_unpack(p->old_topics, topics, bytes);
}

static bool find_known(struct put *p, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(p->s, FIND_IDENTITY, (int64_t[]){p->identity_hash, p->source->id}, 2, &st, &row, e))
        return false;
    while (row) {
        if (is_this(st, p)) {
            take_row(p, st);
            sqlite3_reset(st);
            return true;
        }
        if (!statement_row(p->s, st, &row, e))
            return false;
    }
    return true;
}

static bool find(struct put *p, struct err *e)
{
    struct document *d = p->draft->doc;
    BUF_SCOPED struct buf identity = {0};
    identity_make(&identity, d);
    p->identity = arena_strndup(&p->s->scratch, buf_str(&identity), identity.len);
    p->identity_hash = (int32_t)identity_hash(source_key(d), p->identity);
    p->is_new = p->content_changed = true;
    if (!group_source(p->s, d, false, &p->source, e))
        return false;
    if (p->source && !find_known(p, e))
        return false;
    if (!p->is_new && p->old_revision + 1 >= REVISION_LIMIT)
        return err_set(e, ERR_LIMIT, "%s has had %d revisions and can take no more", p->article.entry.name,
                       p->old_revision);
    return true;
}

static bool fits(const struct put *p, struct err *e)
{
    size_t total = p->draft->packed_len;
    for (int i = 0; i <= FILE_URL; i++)
        total += p->draft->text_len[i];
    if (p->content_changed && total > ARTICLE_BYTES_MAX)
        return err_set(e, ERR_LIMIT, "an article can have %d bytes; this one is longer", ARTICLE_BYTES_MAX);
    return true;
}

/* ---- topics ---- */

static struct put_topic *topic_of(const struct put *p, uint32_t id)
{
    for (size_t i = 0; i < p->topic_count; i++)
        if (p->topics[i].mark.id == id)
            return &p->topics[i];
    return NULL;
}

void put_add_topic(struct put *p, struct topic_mark mark, const char *name)
{
    struct put_topic *t = topic_of(p, mark.id);
    if (!t) {
        p->topics = arena_grow(&p->s->scratch, p->topics, p->topic_count, sizeof *p->topics);
        t = &p->topics[p->topic_count++];
        *t = (struct put_topic){.mark = {.id = mark.id}, .name = name};
    }
    t->mark.sticky |= mark.sticky;
}

static bool add_named(struct put *p, const char *const *names, size_t count, bool sticky, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        const struct cached_group *g;
        p->touched = true;
        if (!group_topic(p->s, names[i], &g, e))
            return false;
        if (g->id)
            put_add_topic(p, (struct topic_mark){.id = (uint32_t)g->id, .sticky = sticky}, g->name);
    }
    return true;
}

void put_compare_topics(struct put *p)
{
    p->topics_changed = p->topic_count != p->old_topic_count;
    for (size_t i = 0; i < p->topic_count && !p->topics_changed; i++) {
        p->topics_changed |= p->topics[i].mark.id != p->old_topics[i].id;
        p->marks_changed |= p->topics[i].mark.sticky != p->old_topics[i].sticky;
    }
}

/* Of a new content: the publisher's topics, then the user's own of before; of a known one: as they are. Then what is sticky now. */
static bool choose_topics(struct put *p, const char *const *sticky, size_t sticky_count, struct err *e)
{
    const struct document *d = p->draft->doc;
    if (p->content_changed && !add_named(p, d->topics, d->topic_count, false, e))
        return false;
    for (size_t i = 0; i < p->old_topic_count; i++)
        if (!p->content_changed || p->old_topics[i].sticky)
            put_add_topic(p, p->old_topics[i], NULL);
    if (!add_named(p, sticky, sticky_count, true, e))
        return false;
    put_compare_topics(p);
    return true;
}

/* ---- takes ---- */

static void set_take(struct put *p, int64_t role, const char *slug, const struct take *take)
{
    size_t at = 0;
    while (at < p->take_count && p->takes[at].role < role)
        at++;
    bool known = at < p->take_count && p->takes[at].role == role;
    if (known && take_equals(&p->takes[at].take, take))
        return;
    if (known && p->takes[at].id) {
        p->superseded = arena_grow(&p->s->scratch, p->superseded, p->superseded_count, sizeof *p->superseded);
        p->superseded[p->superseded_count++] = p->takes[at].id;
    }
    if (!known) {
        p->takes = arena_grow(&p->s->scratch, p->takes, p->take_count, sizeof *p->takes);
        memmove(&p->takes[at + 1], &p->takes[at], (p->take_count++ - at) * sizeof *p->takes);
    }
    p->takes[at] = (struct stored_take){.role = role, .take = *take};
    p->takes[at].take.role = slug;
    p->takes_changed = true;
}

static bool choose_takes(struct put *p, struct err *e)
{
    const struct document *d = p->draft->doc;
    const struct entry *entry = &p->article.entry;
    if (d->take_count == 0 && (p->is_new || entry->take_count == 0))
        return true;
    if (!p->is_new && !takes_load(p->s, entry->id, entry->revision, &p->s->scratch, &p->takes, &p->take_count, e))
        return false;
    for (size_t i = 0; i < d->take_count; i++) {
        const struct cached_group *role;
        p->touched = true;
        if (!group_role(p->s, &d->takes[i], &role, e))
            return false;
        set_take(p, role->id, role->slug, &d->takes[i]);
    }
    return true;
}

/* ---- the whole ---- */

static bool mark_topics(struct put *p, struct err *e)
{
    BUF_SCOPED struct buf marks = {0};
    for (size_t i = 0; i < p->topic_count; i++)
        topics_pack(&marks, &p->topics[i].mark, 1);
    sqlite3_stmt *st = statement_get(p->s, UPDATE_TOPICS, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, p->article.entry.id);
    sqlite3_bind_blob64(st, 2, buf_str(&marks), marks.len, SQLITE_STATIC);
    return statement_run(p->s, st, e);
}

static bool write_what_is_new(struct put *p, enum put_result *result, struct err *e)
{
    if (p->is_new || p->content_changed || p->topics_changed || p->takes_changed) {
        *result = p->is_new ? PUT_NEW : PUT_CHANGED;
        p->touched = true;
        return put_write(p, e);
    }
    *result = PUT_SAME;
    return !p->marks_changed || mark_topics(p, e);
}

bool store_put(struct store *s, struct draft *draft, const char *const *sticky, size_t sticky_count,
               enum put_result *result, struct err *e)
{
    struct err local = {0};
    enum put_result what = PUT_SAME;
    struct put p = {.s = s, .draft = draft, .now = clock_now()};
    arena_clear(&s->scratch);
    bool ok = admit(&p, &local) && find(&p, &local) && put_keep_page(&p, &local) && fits(&p, &local) &&
              choose_topics(&p, sticky, sticky_count, &local) && choose_takes(&p, &local) &&
              put_rule_topics(&p, &local) && write_what_is_new(&p, &what, &local);
    if (!ok && p.touched)
        write_give_up(s, &local);
    draft->article = p.article.entry.id;
    if (ok)
        *result = what;
    else if (e)
        *e = local;
    return ok;
}

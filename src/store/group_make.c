/* group_make: the group that a name in a document means, made where it is new. Only inside a write transaction. */
#include "session.h"

#include "newsfs/text.h"

#include <string.h>

bool group_cache_refresh(struct store *s, struct err *e)
{
    int64_t version = 0;
    if (!store_data_version(s, &version, e))
        return false;
    if (version != s->groups_version || s->groups.count > 50000)
        group_cache_clear(&s->groups);
    s->groups_version = version;
    return true;
}

#define GROUP_NAME_MAX 1000 /* bytes kept of a name */

static bool next_id(struct store *s, enum group_kind kind, int64_t *id, struct err *e)
{
    static const char *const kinds[] = {"sources", "topics", "roles"};
    static const char *const last[] = {"SELECT max(id) FROM source", "SELECT max(id) FROM topic",
                                       "SELECT max(id) FROM role"};
    int64_t *next = &s->write.next_group[kind];
    if (*next == 0) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(s->db, last[kind], -1, &st, NULL);
        if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
            *next = sqlite3_column_int64(st, 0) + 1;
        sqlite3_finalize(st);
        if (*next == 0)
            return error_of(s, rc, "cannot read", e);
    }
    if (*next >= GROUP_LIMIT)
        return err_set(e, ERR_LIMIT, "%s has %d %s and can take no more", s->path, GROUP_LIMIT - 1, kinds[kind]);
    *id = (*next)++;
    return true;
}

static bool find_slug(struct store *s, enum group_kind kind, const char *slug, bool *row, sqlite3_stmt **st,
                      struct err *e)
{
    *st = statement_get(s, (enum statement)(FIND_SOURCE + kind), e);
    if (!*st)
        return false;
    bind_text(*st, 1, slug);
    return statement_row(s, *st, row, e);
}

/* key as written; the row st stands on has id, slug and name. */
static const struct cached_group *remember_row(struct store *s, enum group_kind kind, const char *key, sqlite3_stmt *st)
{
    BUF_SCOPED struct buf name = {0};
    char slug[NAME_SIZE];
    column_copy(st, 1, slug, sizeof slug);
    buf_adds(&name, (const char *)sqlite3_column_text(st, 2));
    int64_t id = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return group_cache_add(&s->groups, kind, key, id, slug, buf_str(&name));
}

/* Names are shown on terminals: clean, and never empty. */
static void clean_name(struct buf *out, const char *name, const char *slug)
{
    text_clean_line(out, name, text_cut(name, strlen(name), GROUP_NAME_MAX));
    if (out->len == 0)
        buf_adds(out, slug);
}

static bool add_group(struct store *s, enum group_kind kind, const char *key, const char *slug,
                      const char *const values[3], const struct cached_group **group, struct err *e)
{
    int64_t id = 0;
    BUF_SCOPED struct buf name = {0};
    clean_name(&name, values[0], slug);
    sqlite3_stmt *st = statement_get(s, (enum statement)(ADD_SOURCE + kind), e);
    if (!st || !next_id(s, kind, &id, e))
        return false;
    sqlite3_bind_int64(st, 1, id);
    bind_text(st, 2, slug);
    bind_text(st, 3, name.data);
    for (int i = 1; i < 3 && i < sqlite3_bind_parameter_count(st) - 2; i++)
        bind_text(st, 3 + i, values[i]);
    if (!statement_run(s, st, e) || !change_add(s, CHANGE_GROUP, clock_now(), 0, (int64_t)kind << 32 | id, e))
        return false;
    *group = group_cache_add(&s->groups, kind, key, id, slug, name.data);
    return true;
}

static bool find_or_add(struct store *s, enum group_kind kind, const char *key, const char *slug,
                        const char *const values[3], const struct cached_group **group, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!find_slug(s, kind, slug, &row, &st, e))
        return false;
    if (!row)
        return add_group(s, kind, key, slug, values, group, e);
    *group = remember_row(s, kind, key, st);
    return true;
}

bool group_topic(struct store *s, const char *name, const struct cached_group **group, struct err *e)
{
    char slug[SLUG_SIZE];
    *group = group_cache_find(&s->groups, GROUP_TOPIC, name);
    if (*group)
        return true;
    if (slug_make(slug, name) > 0)
        return find_or_add(s, GROUP_TOPIC, name, slug, (const char *const[3]){name}, group, e);
    *group = group_cache_add(&s->groups, GROUP_TOPIC, name, 0, "", "");
    return true;
}

bool group_role(struct store *s, const struct take *take, const struct cached_group **group, struct err *e)
{
    char slug[SLUG_SIZE];
    *group = group_cache_find(&s->groups, GROUP_ROLE, take->role);
    if (*group)
        return true;
    slug_make_or(slug, take->role, "unnamed");
    const char *name = take->name && *take->name ? take->name : slug;
    return find_or_add(s, GROUP_ROLE, take->role, slug, (const char *const[3]){name, take->perspective}, group, e);
}

/* The source's slug, with a suffix where another source has it already. */
static bool free_slug(struct store *s, const char *name, const char *key, char out[NAME_SIZE], struct err *e)
{
    char plain[SLUG_SIZE];
    slug_make_or(plain, name, "unsorted");
    memcpy(out, plain, sizeof plain);
    for (uint64_t hash = identity_hash(key, "");; hash = hash * 6364136223846793005u + 1442695040888963407u) {
        sqlite3_stmt *st;
        bool row;
        if (!find_slug(s, GROUP_SOURCE, out, &row, &st, e))
            return false;
        if (!row)
            return true;
        sqlite3_reset(st);
        slug_suffix(out, plain, hash);
    }
}

bool group_source(struct store *s, struct document *d, bool make, const struct cached_group **group, struct err *e)
{
    const char *key = source_key(d);
    char slug[NAME_SIZE];
    bool row;
    *group = group_cache_find(&s->groups, GROUP_SOURCE, key);
    if (*group)
        return true;
    sqlite3_stmt *st = statement_get(s, SOURCE_BY_KEY, e);
    if (!st)
        return false;
    bind_text(st, 1, key);
    if (!statement_row(s, st, &row, e))
        return false;
    if (row)
        *group = remember_row(s, GROUP_SOURCE, key, st);
    if (row || !make)
        return true;
    const char *name = source_name(d);
    return free_slug(s, name, key, slug, e) &&
           add_group(s, GROUP_SOURCE, key, slug, (const char *const[3]){name, key, d->source_url}, group, e);
}

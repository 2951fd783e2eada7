/* rerender: when the program serves other bytes than the one that stored them, every text and size is made anew.
 *
 * In place, some hundreds of articles a transaction, with a note of how far it came, so that a stop in the middle is taken up again.
 * Numbers and revisions stay: the article is the same, only its form is another. No other version of the program can write
 * meanwhile or afterwards (store_begin looks at the store's renderer); readers of another version may be served old sizes until they
 * are started anew. */
#include "index.h"

#include <string.h>

#define BATCH 500

struct ids {
    int64_t *at;
    size_t count;
};

static bool list_ids(struct store *s, enum statement which, int64_t from, int64_t to, struct arena *arena,
                     struct ids *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct ids){0};
    if (!statement_find(s, which, (int64_t[]){from, to}, 2, &st, &row, e))
        return false;
    while (row) {
        out->at = arena_grow(arena, out->at, out->count, sizeof *out->at);
        out->at[out->count++] = sqlite3_column_int64(st, 0);
        if (!statement_row(s, st, &row, e))
            return false;
    }
    return true;
}

static bool update_text(struct store *s, int64_t id, const struct draft *draft, struct err *e)
{
    sqlite3_stmt *st = statement_get(s, UPDATE_TEXT, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_blob(st, 2, draft->digest, sizeof draft->digest, SQLITE_STATIC);
    for (int i = 0; i <= FILE_URL; i++)
        bind_text(st, 3 + i, draft->text[i]);
    sqlite3_bind_blob64(st, 7, draft->packed, draft->packed_len, SQLITE_STATIC);
    return statement_run(s, st, e);
}

static bool rerender_text(struct store *s, int64_t id, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    a.entry.id = id >> ARTICLE_REVISION_BITS;
    a.entry.content = (int32_t)(id & (REVISION_LIMIT - 1));
    if (!article_load_text(s, &a, e))
        return false;
    struct draft draft = {.doc = &a.doc};
    s->options.renderer->prepare(&draft);
    return update_text(s, id, &draft, e);
}

static bool rerender_take(struct store *s, int64_t id, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct take take;
    bool found, row;
    sqlite3_stmt *st;
    if (!store_load_take(s, id, &arena, &take, &found, e))
        return false;
    int64_t size = found ? s->options.renderer->measure_take(&take) : 0;
    return statement_find(s, UPDATE_TAKE_SIZE, (int64_t[]){id, size}, 2, &st, &row, e);
}

static bool rerender_sizes(struct store *s, int64_t article, int32_t revision, bool current, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    bool found, row;
    sqlite3_stmt *st;
    article_init(&a);
    if (!store_load_article(s, article, revision, &a, &found, e))
        return false;
    int64_t *size = a.entry.size, id = current ? article : ROW_OF(article, revision);
    memset(size, 0, sizeof a.entry.size);
    for (int i = 0; i <= FILE_URL; i++)
        size[i] = a.text[i] ? (int64_t)strlen(a.text[i]) : 0;
    s->options.renderer->measure(&a, NULL, size, NULL);
    return statement_find(s, current ? UPDATE_SIZES : UPDATE_REVISION_SIZES,
                          (int64_t[]){id, size[0], size[1], size[2], size[3], size[4], size[5]}, 7, &st, &row, e);
}

static bool rerender_article(struct store *s, int64_t article, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct ids texts, takes, old;
    struct entry now;
    bool found;
    int64_t from = ROW_OF(article, 0), to = ROW_OF(article + 1, 0);
    if (!list_ids(s, RERENDER_TEXTS, from, to, &arena, &texts, e) ||
        !list_ids(s, RERENDER_REVISIONS, from, to, &arena, &old, e) ||
        !list_ids(s, RERENDER_TAKES, article, 0, &arena, &takes, e) || !store_get_entry(s, article, &now, &found, e))
        return false;
    for (size_t i = 0; i < texts.count; i++)
        if (!rerender_text(s, texts.at[i], e))
            return false;
    for (size_t i = 0; i < takes.count; i++)
        if (!rerender_take(s, takes.at[i], e))
            return false;
    for (size_t i = 0; i < old.count; i++)
        if (!rerender_sizes(s, article, (int32_t)(old.at[i] & (REVISION_LIMIT - 1)), false, e))
            return false;
    return rerender_sizes(s, article, now.revision, true, e);
}

/* From *next on; *next 0: all done. */
static bool rerender_some(struct store *s, int64_t *next, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    struct ids articles;
    if (!list_ids(s, RERENDER_ARTICLES, *next, BATCH, &arena, &articles, e))
        return false;
    for (size_t i = 0; i < articles.count; i++)
        if (!rerender_article(s, articles.at[i], e))
            return err_prefix(e, "article %lld", (long long)articles.at[i]);
    *next = articles.count == BATCH ? articles.at[BATCH - 1] + 1 : 0;
    return true;
}

static bool rerender_batch(struct store *s, int version, bool *done, struct err *e)
{
    int64_t next = 1, renderer = 0, under_way = 0;
    if (!meta_number(s, "renderer", &renderer, e) || !meta_number(s, "rendering", &under_way, e))
        return false;
    *done = renderer == version;
    if (*done || (under_way == version && !meta_number(s, "rendering_next", &next, e)))
        return *done;
    if ((next == 1 && !index_drop(s, e)) || !rerender_some(s, &next, e))
        return false;
    if (next == 0)
        return index_drop(s, e) && meta_set(s, "renderer", version, e) && meta_set(s, "rendering", 0, e);
    return meta_set(s, "rendering", version, e) && meta_set(s, "rendering_next", next, e);
}

bool rerender_all(struct store *s, struct err *e)
{
    int64_t version = 0;
    bool done = false, ok = meta_number(s, "renderer", &version, e);
    if (!ok || version == s->options.renderer->version)
        return ok;
    s->patient = true;
    while (ok && !done) {
        ok = store_begin(s, e);
        if (ok && !rerender_batch(s, s->options.renderer->version, &done, e)) {
            ok = false;
            store_rollback(s);
        }
        ok = ok && store_commit(s, e);
    }
    s->patient = false;
    return ok || err_prefix(e, "cannot bring the texts of the store up to date");
}

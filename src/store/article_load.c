/* article_load: all of an article as of one of its revisions. */
#include "session.h"

#include <string.h>

static bool damaged(struct store *s, int64_t article, const char *what, struct err *e)
{
    return err_set(e, ERR_NOT_STORE, "%s is damaged: %s of article %lld; look with 'newsfs check', or restore a copy",
                   s->path, what, (long long)article);
}

/* The narrow row and the topics as of the revision; 0: the current one. */
static bool load_row(struct store *s, int64_t article, int32_t revision, struct article *out, bool *found,
                     struct err *e)
{
    sqlite3_stmt *st;
    if (!statement_find(s, revision ? LOAD_CURRENT : LOAD_NEWEST, (int64_t[]){article, revision}, revision ? 2 : 1, &st,
                        found, e))
        return false;
    if (!*found && revision &&
        !statement_find(s, LOAD_REVISION, (int64_t[]){ROW_OF(article, revision)}, 1, &st, found, e))
        return false;
    if (!*found)
        return true;
    row_entry(st, &out->entry);
    buf_clear(&s->packed);
    buf_add(&s->packed, sqlite3_column_blob(st, ENTRY_COLUMN_COUNT),
            (size_t)sqlite3_column_bytes(st, ENTRY_COLUMN_COUNT));
    sqlite3_reset(st);
    return true;
}

bool article_load_text(struct store *s, struct article *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    const struct entry *entry = &out->entry;
    if (!statement_find(s, LOAD_TEXT, (int64_t[]){ROW_OF(entry->id, entry->content)}, 1, &st, &row, e))
        return false;
    if (!row)
        return damaged(s, entry->id, "the text is missing", e);
    for (int i = 0; i <= FILE_URL; i++)
        out->text[i] = column_string(st, i, &out->doc.arena);
    bool ok = document_unpack(&out->doc, sqlite3_column_blob(st, 4), (size_t)sqlite3_column_bytes(st, 4), out->text);
    sqlite3_reset(st);
    return ok || damaged(s, entry->id, "cannot read the details", e);
}

static bool load_source(struct store *s, struct article *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (name_is_kept(s, &s->source, out->entry.source)) {
        memcpy(out->source_slug, s->source.name, sizeof s->source.name);
        return true;
    }
    if (!statement_find(s, SOURCE_SLUG, &out->entry.source, 1, &st, &row, e))
        return false;
    if (!row)
        return damaged(s, out->entry.id, "the source is missing", e);
    column_copy(st, 0, out->source_slug, sizeof out->source_slug);
    sqlite3_reset(st);
    name_keep(s, &s->source, out->entry.source, out->source_slug);
    return true;
}

static bool load_takes(struct store *s, struct article *out, struct err *e)
{
    struct stored_take *takes;
    size_t count;
    if (out->entry.take_count == 0)
        return true;
    if (!takes_load(s, out->entry.id, out->entry.revision, &out->doc.arena, &takes, &count, e))
        return false;
    takes_set(&out->doc, &out->doc.arena, takes, count);
    return true;
}

static bool load_all(struct store *s, int64_t article, int32_t revision, struct article *out, bool *found,
                     struct err *e)
{
    if (!load_row(s, article, revision, out, found, e))
        return false;
    if (!*found)
        return true;
    return article_load_text(s, out, e) &&
           topics_load(s, buf_str(&s->packed), s->packed.len, &out->doc.arena, &out->doc, e) &&
           load_source(s, out, e) && load_takes(s, out, e);
}

static bool load(struct store *s, int64_t article, int32_t revision, struct article *out, bool *found, struct err *e)
{
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    document_clear(&out->doc);
    bool ok = load_all(s, article, revision, out, found, e);
    snapshot_end(s, mine);
    return ok;
}

bool store_load_article(struct store *s, int64_t article, int32_t revision, struct article *out, bool *found,
                        struct err *e)
{
    *found = false;
    if (article <= 0 || article >= ARTICLE_LIMIT || revision <= 0 || revision >= REVISION_LIMIT)
        return true;
    return load(s, article, revision, out, found, e);
}

bool store_load_newest(struct store *s, int64_t article, struct article *out, bool *found, struct err *e)
{
    *found = false;
    return load(s, article, 0, out, found, e);
}

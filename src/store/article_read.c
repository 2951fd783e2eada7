/* article_read: one article, by number, by name, as of a revision; its texts. */
#include "session.h"

#include <string.h>

#define NAME_HASH_MASK (((uint64_t)1 << 47) - 1)

int64_t name_hash(const char *name)
{
    return (int64_t)(identity_hash("", name) & NAME_HASH_MASK);
}

static bool one_entry(struct store *s, enum statement which, const int64_t *keys, int count, struct entry *out,
                      bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, which, keys, count, &st, &row, e))
        return false;
    *found = row;
    if (row) {
        row_entry(st, out);
        sqlite3_reset(st);
    }
    return true;
}

bool store_get_entry(struct store *s, int64_t article, struct entry *out, bool *found, struct err *e)
{
    return one_entry(s, GET_ENTRY, &article, 1, out, found, e);
}

bool store_find_entry(struct store *s, const char *name, struct entry *out, bool *found, struct err *e)
{
    int64_t day;
    *found = false;
    if (strlen(name) < DAY_TEXT_SIZE || !day_parse(name, DAY_TEXT_SIZE - 1, &day))
        return true;
    struct entry entry;
    if (!one_entry(s, FIND_ENTRY, (int64_t[]){day, name_hash(name)}, 2, &entry, found, e))
        return false;
    *found = *found && strcmp(entry.name, name) == 0;
    if (*found)
        *out = entry;
    return true;
}

static bool is_revision(int64_t article, int32_t revision)
{
    return article > 0 && article < ARTICLE_LIMIT && revision > 0 && revision < REVISION_LIMIT;
}

/* The current entry where it is the one, else the superseded row; both of one snapshot. */
static bool current_or_old(struct store *s, int64_t article, int32_t number, bool by_content, struct entry *out,
                           bool *found, struct err *e)
{
    struct entry entry;
    *found = false;
    if (!is_revision(article, number))
        return true;
    if (!one_entry(s, GET_ENTRY, &article, 1, &entry, found, e))
        return false;
    if (*found && (by_content ? entry.content : entry.revision) != number &&
        !one_entry(s, GET_REVISION, (int64_t[]){ROW_OF(article, number)}, 1, &entry, found, e))
        return false;
    *found = *found && (!by_content || entry.content == number);
    if (*found)
        *out = entry;
    return true;
}

static bool snapshot_entry(struct store *s, int64_t article, int32_t number, bool by_content, struct entry *out,
                           bool *found, struct err *e)
{
    bool mine;
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = current_or_old(s, article, number, by_content, out, found, e);
    snapshot_end(s, mine);
    return ok;
}

bool store_get_revision(struct store *s, int64_t article, int32_t revision, struct entry *out, bool *found,
                        struct err *e)
{
    return snapshot_entry(s, article, revision, false, out, found, e);
}

bool store_get_content(struct store *s, int64_t article, int32_t content, struct entry *out, bool *found, struct err *e)
{
    return snapshot_entry(s, article, content, true, out, found, e);
}

bool store_read_text(struct store *s, int64_t article, int32_t content, enum article_file file, struct buf *out,
                     bool *found, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    *found = false;
    if (!is_revision(article, content) || file > FILE_URL)
        return true;
    if (!statement_find(s, (enum statement)(READ_TITLE + file), (int64_t[]){ROW_OF(article, content)}, 1, &st, &row, e))
        return false;
    *found = row && sqlite3_column_type(st, 0) != SQLITE_NULL;
    if (*found)
        buf_add(out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
    if (row)
        sqlite3_reset(st);
    return true;
}

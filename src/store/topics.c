/* topics: the list of topics an article has, in the order they were given.
 *
 * It lives twice: as rows of article_topic, by which a topic's directory is listed, and packed in the article's row and in each
 * superseded revision, so that what a revision said of its topics stays as it was. */
#include "session.h"

void topics_pack(struct buf *out, const struct topic_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t value = marks[i].id << 1 | marks[i].sticky;
        for (int shift = 0; shift < 32; shift += 8)
            buf_addc(out, (char)(value >> shift));
    }
}

size_t topics_unpack(struct topic_mark *out, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len / 4; i++, p += 4) {
        uint32_t value = p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
        out[i] = (struct topic_mark){.id = value >> 1, .sticky = value & 1};
    }
    return len / 4;
}

bool name_is_kept(const struct store *s, const struct kept_name *kept, int64_t id)
{
    return s->reading && kept->id == id && kept->snapshot == s->snapshot;
}

void name_keep(const struct store *s, struct kept_name *kept, int64_t id, const char *name)
{
    size_t len = strlen(name);
    if (!s->reading || len >= sizeof kept->name)
        return;
    kept->id = id;
    kept->snapshot = s->snapshot;
    memcpy(kept->name, name, len + 1);
}

bool topic_name(struct store *s, int64_t id, struct arena *arena, const char **name, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    struct kept_name *kept = &s->topics[id % NAMES_KEPT];
    if (name_is_kept(s, kept, id)) {
        *name = arena_strdup(arena, kept->name);
        return true;
    }
    if (!statement_find(s, TOPIC_NAME, &id, 1, &st, &row, e))
        return false;
    if (!row)
        return err_set(e, ERR_NOT_STORE, "%s is damaged: topic %lld is missing; look with 'newsfs check'", s->path,
                       (long long)id);
    *name = column_string(st, 0, arena);
    sqlite3_reset(st);
    name_keep(s, kept, id, *name);
    return true;
}

bool topics_load(struct store *s, const void *bytes, size_t len, struct arena *arena, struct document *d, struct err *e)
{
    size_t count = len / 4;
    struct topic_mark *marks = arena_alloc(arena, count * sizeof *marks + 1);
    const char **names = arena_alloc(arena, count * sizeof *names + 1);
    topics_unpack(marks, bytes, len);
    for (size_t i = 0; i < count; i++)
        if (!topic_name(s, marks[i].id, arena, &names[i], e))
            return false;
    d->topics = count ? names : NULL;
    d->topic_count = count;
    return true;
}

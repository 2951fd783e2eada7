/* index_build: the index of one segment, built from a snapshot without the write lock and written in one transaction.
 *
 * Which one: behind the last segment, taking small ones at the end along (so that segments stay few and an article is
 * indexed a few times at most), or else the one of which most has changed. What changed while it was built is found in the change
 * log and stays dirty. One indexer works at a time: it holds a name in the system's abstract namespace, which cannot outlive it; where
 * that fails nothing is harmed, as whoever writes second finds the segments changed and leaves it. */
#include "index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define REPLACED_MAX 64
#define ROW_OVERHEAD 12 /* bytes of a row beside its key and its posting, about */

struct planned {
    int64_t id;
    int32_t revision;
};

struct build {
    struct store *s;
    struct segment segment;
    int64_t indexed, change;               /* as of the snapshot */
    struct segment replaced[REPLACED_MAX]; /* by this one */
    size_t replaced_count;
    struct planned *articles;
    struct terms words, trigrams;
    struct buf page, key;
    uint32_t place;
    int64_t bytes;
};

/* ---- what to build ---- */

static void plan_row(struct build *b, sqlite3_stmt *st)
{
    struct segment *g = &b->segment;
    int64_t id = sqlite3_column_int64(st, 0), day = sqlite3_column_int64(st, 3),
            published = sqlite3_column_int64(st, 4);
    if (g->articles == 0)
        *g = (struct segment){
            .first = id, .day_first = day, .day_last = day, .published_first = published, .published_last = published};
    b->articles[g->articles++] = (struct planned){id, sqlite3_column_int(st, 1)};
    g->last = id;
    g->text_bytes += sqlite3_column_int64(st, 2);
    g->day_first = day < g->day_first ? day : g->day_first;
    g->day_last = day > g->day_last ? day : g->day_last;
    g->published_first = published < g->published_first ? published : g->published_first;
    g->published_last = published > g->published_last ? published : g->published_last;
}

/* The articles above `after` up to `to` that fit into a segment. */
static bool plan_range(struct build *b, int64_t after, int64_t to, int64_t most_bytes, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    b->segment = (struct segment){0};
    if (!statement_find(b->s, SEGMENT_PLAN, (int64_t[]){after, to}, 2, &st, &row, e))
        return false;
    while (row) {
        bool fits = b->segment.articles == 0 || (b->segment.text_bytes + sqlite3_column_int64(st, 2) <= most_bytes &&
                                                 sqlite3_column_int64(st, 0) - b->segment.first < SEGMENT_WIDTH);
        if (!fits) {
            sqlite3_reset(st);
            return true;
        }
        plan_row(b, st);
        if (!statement_row(b->s, st, &row, e))
            return false;
    }
    return true;
}

/* Segments at the end that are not much longer than what comes after them. */
static bool plan_replaced(struct build *b, struct err *e)
{
    int64_t many = b->segment.articles, before = INT64_MAX;
    bool found = true;
    while (b->replaced_count < REPLACED_MAX) {
        struct segment *g = &b->replaced[b->replaced_count];
        if (!segment_below(b->s, before, g, &found, e))
            return false;
        if (!found || g->articles > 2 * many || g->text_bytes > SEGMENT_BYTES / 2 ||
            b->indexed - g->first >= SEGMENT_WIDTH / 2)
            return true;
        many += g->articles;
        before = g->first;
        b->replaced_count++;
    }
    return true;
}

static bool plan_new(struct build *b, struct err *e)
{
    int64_t to = INT64_MAX;
    if (!plan_range(b, b->indexed, to, SEGMENT_BYTES, e))
        return false;
    if (b->segment.articles == 0)
        return true;
    if (!plan_replaced(b, e))
        return false;
    for (; b->replaced_count > 0; b->replaced_count--) {
        int64_t first = b->replaced[b->replaced_count - 1].first;
        if (!plan_range(b, first - 1, to, SEGMENT_BYTES, e))
            return false;
        if (b->segment.articles && b->segment.last > b->indexed)
            return true;
    }
    return plan_range(b, b->indexed, to, SEGMENT_BYTES, e);
}

static bool plan_dirty(struct build *b, struct err *e)
{
    int64_t first = 0;
    bool found;
    if (!statement_number(b->s, DIRTY_MOST, NULL, 0, &first, e))
        return false;
    if (first == 0)
        return true;
    struct segment *g = &b->replaced[0];
    if (!segment_below(b->s, first + 1, g, &found, e) || !plan_range(b, g->first - 1, g->last, INT64_MAX, e))
        return false;
    b->replaced_count = 1;
    b->segment.first = g->first;
    b->segment.last = g->last;
    return true;
}

static bool plan(struct build *b, struct err *e)
{
    if (!segment_indexed(b->s, &b->indexed, e) || !statement_number(b->s, LAST_CHANGE, NULL, 0, &b->change, e))
        return false;
    return plan_new(b, e) && (b->segment.articles > 0 || plan_dirty(b, e));
}

/* ---- terms of an article ---- */

struct words_of {
    struct build *b;
    char mark;
};

static bool add_word(void *context, const char *token, size_t len)
{
    struct words_of *w = context;
    char key[TOKEN_MAX + 1];
    if (!w->mark) {
        terms_add_word(&w->b->words, token, len, w->b->place);
        return true;
    }
    key[0] = w->mark;
    memcpy(key + 1, token, len);
    terms_add_word(&w->b->words, key, len + 1, w->b->place);
    return true;
}

static void add_text(struct build *b, const char *text, char mark)
{
    if (text)
        token_each(text, strlen(text), false, add_word, &(struct words_of){b, mark});
}

static void add_article(struct build *b, const struct article *a)
{
    b->place = (uint32_t)(a->entry.id - b->segment.first);
    add_text(b, a->text[FILE_TITLE], MARK_TITLE);
    for (int i = FILE_TITLE; i <= FILE_BODY; i++)
        add_text(b, a->text[i], '\0');
    for (size_t i = 0; i < a->doc.take_count; i++)
        add_text(b, a->doc.takes[i].text, '\0');
    for (size_t i = 0; i < a->doc.author_count; i++)
        add_text(b, a->doc.authors[i].name, MARK_AUTHOR);
    terms_end_words(&b->words, b->place);
    buf_clear(&b->page);
    b->s->options.renderer->page(&b->page, a);
    terms_add_trigrams(&b->trigrams, buf_str(&b->page), b->page.len, b->place);
}

static bool read_articles(struct build *b, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    bool found;
    article_init(&a);
    for (int64_t i = 0; i < b->segment.articles; i++) {
        if (!store_load_article(b->s, b->articles[i].id, b->articles[i].revision, &a, &found, e))
            return false;
        if (found)
            add_article(b, &a);
    }
    terms_sort_words(&b->words);
    terms_sort_trigrams(&b->trigrams);
    return true;
}

/* ---- writing ---- */

/* Nobody else has written segments since the snapshot. */
static bool is_unchanged(struct build *b, bool *yes, struct err *e)
{
    int64_t indexed;
    *yes = false;
    if (!segment_indexed(b->s, &indexed, e))
        return false;
    *yes = indexed == b->indexed;
    for (size_t i = 0; i < b->replaced_count && *yes; i++) {
        const struct segment *g = &b->replaced[i];
        int64_t is = 0;
        if (!statement_number(b->s, SEGMENT_IS, (int64_t[]){g->number, g->first, g->last}, 3, &is, e))
            return false;
        *yes = is == 1;
    }
    return true;
}

static bool run(struct store *s, enum statement which, const int64_t *keys, int count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    if (!statement_find(s, which, keys, count, &st, &row, e))
        return false;
    if (row)
        sqlite3_reset(st);
    return true;
}

static bool drop_replaced(struct build *b, struct err *e)
{
    static const enum statement drops[] = {WORD_DROP, TRIGRAM_DROP, SEGMENT_DROP};
    for (size_t i = 0; i < b->replaced_count; i++)
        for (size_t k = 0; k < 3; k++)
            if (!run(b->s, drops[k], &b->replaced[i].number, 1, e))
                return false;
    return true;
}

static void bind_posting(struct build *b, sqlite3_stmt *st, int at, const struct term *term, struct bits *bitmap)
{
    size_t len;
    const void *bytes = posting_bytes(&term->posting, segment_width(&b->segment), bitmap, &len);
    sqlite3_bind_blob64(st, at, bytes, len, SQLITE_STATIC);
    b->bytes += (int64_t)len + ROW_OVERHEAD;
}

static bool write_words(struct build *b, struct err *e)
{
    struct bits bitmap;
    sqlite3_stmt *st = statement_get(b->s, WORD_ADD, e);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, b->segment.number);
    for (size_t i = 0; i < b->words.count; i++) {
        const struct term *term = &b->words.at[i];
        sqlite3_bind_blob(st, 2, term->word, (int)term->len, SQLITE_STATIC);
        bind_posting(b, st, 3, term, &bitmap);
        b->bytes += term->len;
        if (!statement_run(b->s, st, e))
            return false;
    }
    return true;
}

static bool write_trigrams(struct build *b, struct err *e)
{
    struct bits bitmap;
    sqlite3_stmt *st = statement_get(b->s, TRIGRAM_ADD, e);
    if (!st)
        return false;
    for (size_t i = 0; i < b->trigrams.count; i++) {
        const struct term *term = &b->trigrams.at[i];
        sqlite3_bind_int64(st, 1, b->segment.number << TRIGRAM_BITS | term->key);
        bind_posting(b, st, 2, term, &bitmap);
        if (!statement_run(b->s, st, e))
            return false;
    }
    return true;
}

static bool write_segment(struct build *b, struct err *e)
{
    struct segment *g = &b->segment;
    g->number = 1;
    if (!statement_number(b->s, SEGMENT_NUMBER, NULL, 0, &g->number, e) || !drop_replaced(b, e) || !write_words(b, e) ||
        !write_trigrams(b, e))
        return false;
    return run(b->s, SEGMENT_ADD,
               (int64_t[]){g->first, g->last, g->number, g->articles, g->text_bytes, g->day_first, g->day_last,
                           g->published_first, g->published_last, b->bytes},
               10, e) &&
           run(b->s, DIRTY_CLEAR, (int64_t[]){g->first, g->last}, 2, e) &&
           run(b->s, DIRTY_CHANGED, (int64_t[]){b->change, g->first, g->last}, 3, e);
}

static bool write_all(struct build *b, struct err *e)
{
    bool unchanged;
    if (!store_begin(b->s, e))
        return false;
    if (is_unchanged(b, &unchanged, e) && (!unchanged || write_segment(b, e)))
        return store_commit(b->s, e);
    store_rollback(b->s);
    return false;
}

/* ---- one at a time ---- */

/* False: another indexer has it. *fd -1: the system gives no names, so whoever writes second will find out. */
static bool take_turn(struct store *s, int *fd)
{
    struct stat st;
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    *fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (*fd < 0 || stat(s->path, &st) != 0)
        return true;
    int len = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "newsfs-index-%llx-%llx",
                       (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
    if (bind(*fd, (struct sockaddr *)&name, size) == 0 || errno != EADDRINUSE)
        return true;
    close(*fd);
    return false;
}

static void end_turn(int fd)
{
    if (fd >= 0)
        close(fd);
}

static bool build_segment(struct build *b, bool *more, struct err *e)
{
    if (!store_begin_read(b->s, e))
        return false;
    bool ok = plan(b, e) && read_articles(b, e);
    store_end_read(b->s);
    *more = ok && (b->segment.articles > 0 || b->replaced_count > 0);
    return ok && (!*more || write_all(b, e));
}

bool store_index_step(struct store *s, bool *more, struct err *e)
{
    struct err local = {0};
    *more = false;
    if (s->options.mode == STORE_READ || s->reading || s->writing)
        return err_set(e, ERR_FAILED, "%s: the index is written by a session that writes, outside of its transactions",
                       s->path);
    int turn;
    if (!s->options.renderer->page || !take_turn(s, &turn))
        return true;
    struct build *b = mem_alloc(sizeof *b);
    b->s = s;
    b->articles = mem_alloc(SEGMENT_WIDTH * sizeof *b->articles);
    terms_init(&b->words);
    terms_init(&b->trigrams);
    bool ok = build_segment(b, more, &local);
    terms_finish(&b->words);
    terms_finish(&b->trigrams);
    buf_finish(&b->page);
    free(b->articles);
    free(b);
    end_turn(turn);
    if (!ok && e)
        *e = local;
    return ok;
}

bool store_get_index_state(struct store *s, struct store_index_state *out, struct err *e)
{
    sqlite3_stmt *st;
    bool row, mine;
    int64_t last;
    *out = (struct store_index_state){0};
    if (!snapshot_begin(s, &mine, e))
        return false;
    bool ok = segment_indexed(s, &last, e) && statement_number(s, INDEX_WAITING, &last, 1, &out->waiting, e) &&
              statement_find(s, INDEX_STATE, NULL, 0, &st, &row, e);
    if (ok && row) {
        out->indexed = sqlite3_column_int64(st, 0);
        out->text_bytes = sqlite3_column_int64(st, 1);
        out->index_bytes = sqlite3_column_int64(st, 2);
        sqlite3_reset(st);
    }
    snapshot_end(s, mine);
    return ok;
}

bool index_drop(struct store *s, struct err *e)
{
    return statement_script(s, "DELETE FROM word; DELETE FROM trigram; DELETE FROM segment; DELETE FROM dirty", e);
}

/* support_store: stores for tests: a place for each, a renderer that serves something of everything, and random articles. */
#ifndef SUPPORT_STORE_H
#define SUPPORT_STORE_H

#include "newsfs/store.h"
#include "support_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a renderer: every stored value has a part in the bytes, so a wrong value is a wrong size or a wrong text ---- */

static inline const char *support_line(struct document *d, const char *s, const char *fallback)
{
    BUF_SCOPED struct buf line = {0};
    if (s)
        text_clean_line(&line, s, strlen(s));
    if (!line.len && !fallback)
        return NULL;
    buf_adds(&line, line.len ? "\n" : fallback);
    return arena_strndup(&d->arena, line.data, line.len);
}

static inline void support_prepare(struct draft *draft)
{
    struct document *d = draft->doc;
    draft->text[FILE_TITLE] = support_line(d, d->title, "Untitled\n");
    draft->text[FILE_SUMMARY] = support_line(d, d->summary, NULL);
    draft->text[FILE_BODY] = support_line(d, d->body, "Nothing\n");
    draft->text[FILE_URL] = support_line(d, d->url, NULL);
    draft_digest(draft);
}

static inline void support_add(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, "%s=%s\n", name, value ? value : "(absent)");
}

static inline void support_add_take(struct buf *out, const struct take *t)
{
    support_add(out, "role", t->role);
    support_add(out, "name", t->name);
    support_add(out, "perspective", t->perspective);
    support_add(out, "text", t->text);
    support_add(out, "model", t->model);
    buf_addf(out, "created=%lld\n", (long long)t->created);
}

/* What a reader can know of an article as of a revision. */
static inline void support_render(struct buf *out, const struct article *a)
{
    const struct entry *entry = &a->entry;
    const struct document *d = &a->doc;
    buf_addf(out, "%s %s %d %d %lld %lld %lld\n", a->source_slug, entry->name, entry->revision, entry->content,
             (long long)entry->published, (long long)entry->first_seen, (long long)entry->changed);
    const char *const values[] = {d->id,      d->url,          d->title, d->source_name, d->source_url, d->language,
                                  d->summary, d->summary_html, d->body,  d->body_html,   d->extra};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        support_add(out, "value", values[i]);
    for (int i = 0; i <= FILE_URL; i++)
        support_add(out, "text", a->text[i]);
    for (size_t i = 0; i < d->author_count; i++)
        support_add(out, "author", d->authors[i].name);
    for (size_t i = 0; i < d->topic_count; i++)
        support_add(out, "topic", d->topics[i]);
    for (size_t i = 0; i < d->take_count; i++)
        support_add_take(out, &d->takes[i]);
}

static inline int64_t support_measure_take(const struct take *t)
{
    BUF_SCOPED struct buf bytes = {0};
    support_add_take(&bytes, t);
    return (int64_t)bytes.len;
}

static inline void support_measure(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                                   int64_t take_size[])
{
    (void)draft;
    BUF_SCOPED struct buf bytes = {0};
    support_render(&bytes, a);
    size[FILE_META] = (int64_t)bytes.len;
    size[FILE_PAGE] = (int64_t)bytes.len + a->entry.size[FILE_BODY];
    for (size_t i = 0; take_size && i < a->doc.take_count; i++)
        take_size[i] = support_measure_take(&a->doc.takes[i]);
}

static const struct store_renderer support_renderer = {1, support_prepare, support_measure, support_measure_take,
                                                       support_render};

/* ---- a store for a test ---- */

struct place {
    char directory[64]; /* of its own; "" where the URL came from outside */
    char url[PATH_MAX];
};

/* Fails the test with the error's own words. */
#define MUST(call)                                                                                                     \
    do {                                                                                                               \
        struct err e = {0};                                                                                            \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", #call, e.text);                                                                         \
    } while (0)

/* $NEWSFS_TEST_STORE: a URL in which %d, where it stands, becomes a number of its own for each test; it must be empty or missing. */
static inline void place_init(struct place *p)
{
    static int number;
    const char *given = getenv("NEWSFS_TEST_STORE");
    *p = (struct place){0};
    if (given) {
        const char *mark = strstr(given, "%d");
        snprintf(p->url, sizeof p->url, "%.*s%d%s", (int)(mark ? mark - given : (long)strlen(given)), given,
                 (int)getpid() * 100 + number++, mark ? mark + 2 : "");
        return;
    }
    strcpy(p->directory, "/tmp/newsfs-store-XXXXXX");
    if (!mkdtemp(p->directory))
        abort();
    snprintf(p->url, sizeof p->url, "%s/news.db", p->directory);
}

static inline void place_finish(struct place *p)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->directory);
    if (p->directory[0] && system(command) != 0)
        abort();
}

static inline struct store *open_mode(const char *url, enum store_mode mode, int deadline_ms)
{
    struct err e = {0};
    struct store *s = store_open(
        url, &(struct store_options){.mode = mode, .deadline_ms = deadline_ms, .renderer = &support_renderer}, &e);
    if (!s)
        fprintf(stderr, "%s: %s\n", url, e.text);
    assert_non_null(s);
    return s;
}

/* ---- random articles: few identities, so that most are revisions of one another ---- */

static const char *const support_sources[] = {"The Wire", "the  wire!", "Reuters", "路透社", "…"};
static const char *const support_topics[] = {"AI", "ai", "Künstliche Intelligenz", "Grain & Corn", "!!", "中文", "m/a"};
static const char *const support_roles[] = {"builder", "skeptic", "futurist"};
#define PICK(r, table) table[random_below(r, sizeof table / sizeof *table)]

static inline void random_story(struct random *r, struct document *d, int identities)
{
    char id[32];
    document_clear(d);
    random_document(r, d);
    snprintf(id, sizeof id, "story-%zu", random_below(r, (size_t)identities));
    d->id = arena_strdup(&d->arena, id);
    d->source_url = NULL;
    d->source_name = PICK(r, support_sources);
    d->topics = NULL;
    d->topic_count = 0;
    for (size_t n = random_below(r, 4); n > 0; n--)
        document_add_topic(d, PICK(r, support_topics));
    if (random_below(r, 2)) /* few days and few titles: names collide */
        d->published = 1700000000 + (int64_t)random_below(r, 5) * DAY_SECONDS;
    if (random_below(r, 3) == 0)
        d->title = random_below(r, 2) ? "Same title" : "same  TITLE!";
    if (random_below(r, 2))
        d->take_count = 0;
}

static inline enum put_result put(struct store *s, struct document *d)
{
    struct draft draft = {.doc = d};
    enum put_result result = PUT_SAME;
    support_prepare(&draft);
    MUST(store_put(s, &draft, NULL, 0, &result, &e));
    return result;
}

static inline enum put_result put_sticky(struct store *s, struct document *d, const char *topic)
{
    struct draft draft = {.doc = d};
    enum put_result result = PUT_SAME;
    support_prepare(&draft);
    MUST(store_put(s, &draft, &topic, 1, &result, &e));
    return result;
}

static inline enum put_result commit_one(struct store *s, struct document *d)
{
    MUST(store_begin(s, &e));
    enum put_result result = put(s, d);
    MUST(store_commit(s, &e));
    return result;
}

/* count puts in transactions of random length. */
static inline void fill(struct store *s, struct random *r, int count, int identities)
{
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    while (count > 0) {
        MUST(store_begin(s, &e));
        for (size_t n = 1 + random_below(r, 20); n > 0 && count > 0; n--, count--) {
            random_story(r, &d, identities);
            put(s, &d);
        }
        MUST(store_commit(s, &e));
    }
}

/* An article of few words, for tests that count. */
static inline void simple_story(struct document *d, const char *id, const char *title)
{
    document_clear(d);
    d->id = id;
    d->title = title;
    d->body = "A body.";
    d->source_name = "The Wire";
    d->published = 1700000000;
}

/* ---- all of a set ---- */

struct listing {
    struct entry *at;
    size_t count;
};

static inline struct listing list_set(struct store *s, struct article_set set, size_t chunk)
{
    struct listing l = {0};
    int64_t after = 0;
    size_t n;
    do {
        l.at = mem_realloc(l.at, (l.count + chunk) * sizeof *l.at);
        MUST(store_list_entries(s, &set, after, l.at + l.count, chunk, &n, &e));
        l.count += n;
        if (n) {
            assert_true(article_set_cookie(&set, &l.at[l.count - 1]) > after); /* else it would never end */
            after = article_set_cookie(&set, &l.at[l.count - 1]);
        }
    } while (n == chunk);
    return l;
}

static inline bool entry_equals(const struct entry *a, const struct entry *b)
{
    return a->id == b->id && a->source == b->source && a->day == b->day && a->published == b->published &&
           a->first_seen == b->first_seen && a->changed == b->changed && a->revision == b->revision &&
           a->content == b->content && a->topic_count == b->topic_count && a->take_count == b->take_count &&
           memcmp(a->size, b->size, sizeof a->size) == 0 && strcmp(a->name, b->name) == 0;
}

static inline bool listing_has(const struct listing *l, int64_t id)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->at[i].id == id)
            return true;
    return false;
}

/* Wait for a child and tell whether it ended as it should. */
static inline bool child_ended_well(pid_t child)
{
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#endif

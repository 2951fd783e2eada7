/* grep_pages: all pages, or those that the index does not exclude, by as many threads as there are processors, told in order.
 *
 * The pages are handed out in chunks, in the order in which a walk over pages/ meets them; whoever takes a chunk reads it in one snapshot of a store
 * session of its own and writes what is to be said into the chunk's buffer. This thread prints the chunks as they follow each other. */
#include "grep.h"

#include "newsfs/render.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_PAGES 128
#define CHUNKS      16   /* at once, taken or waiting to be printed */
#define FEW         4096 /* candidates: so many are sorted, more are marked and met by walking all */
#define THREADS_MAX 8

struct chunk {
    int64_t pages[CHUNK_PAGES];
    size_t count;
    struct buf out;
    bool done, found;
    struct err e;
};

/* Which pages there are to look at, in order. */
struct plan {
    struct store *store;
    int64_t source; /* whose pages; 0: of all */
    int64_t after;  /* the last page of `source` given out */
    bool one_source, ended;
    struct page {
        int64_t source, article;
    } * few; /* the candidates, where they are few; NULL: all, or those marked */
    size_t few_count, few_at;
    unsigned char *marked; /* a bit a candidate; NULL: all are */
    int64_t marked_end;
};

struct scan {
    struct invocation *in;
    const struct pattern *pattern;
    const struct grep_style *style;
    const char *root, *url;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct plan plan;            /* under lock, as all that follows */
    struct chunk chunks[CHUNKS]; /* chunk n lies at n % CHUNKS */
    size_t given, printed;
    bool ended; /* no chunk follows the last one given */
    struct err e;
};

/* ---- which pages ---- */

static int by_source(const void *a, const void *b)
{
    const struct page *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->article > y->article) - (x->article < y->article);
}

static bool sort_few(struct plan *p, const int64_t *articles, size_t count, struct err *e)
{
    p->few = mem_alloc((count + 1) * sizeof *p->few);
    for (size_t i = 0; i < count; i++) {
        struct entry entry;
        bool found;
        if (!store_get_entry(p->store, articles[i], &entry, &found, e))
            return false;
        if (found && (!p->one_source || entry.source == p->source))
            p->few[p->few_count++] = (struct page){entry.source, entry.id};
    }
    qsort(p->few, p->few_count, sizeof *p->few, by_source);
    return true;
}

static void mark(struct plan *p, const int64_t *articles, size_t count)
{
    int64_t end = count ? articles[count - 1] + 1 : 0;
    if (end > p->marked_end) {
        size_t old = (size_t)(p->marked_end + 7) / 8, size = (size_t)(end + 7) / 8;
        p->marked = mem_realloc(p->marked, size);
        memset(p->marked + old, 0, size - old);
        p->marked_end = end;
    }
    for (size_t i = 0; i < count; i++)
        p->marked[articles[i] / 8] |= (unsigned char)(1 << articles[i] % 8);
}

static bool find_candidates(struct plan *p, const struct pattern *pattern, struct err *e)
{
    size_t groups_count, count;
    const struct needle_group *groups = pattern_needles(pattern, &groups_count);
    int64_t *articles = mem_alloc(FEW * sizeof *articles), after = 0;
    if (groups_count == 0) {
        free(articles);
        return true;
    }
    bool ok = store_list_candidates(p->store, groups, groups_count, after, articles, FEW, &count, e);
    if (ok && count < FEW)
        ok = sort_few(p, articles, count, e);
    else
        while (ok && count > 0) {
            mark(p, articles, count);
            after = articles[count - 1];
            ok = count == FEW ? store_list_candidates(p->store, groups, groups_count, after, articles, FEW, &count, e)
                              : (count = 0, true);
        }
    free(articles);
    return ok;
}

static bool find_in_snapshot(struct plan *p, const struct pattern *pattern, struct err *e)
{
    if (!store_begin_read(p->store, e))
        return false;
    bool ok = find_candidates(p, pattern, e);
    store_end_read(p->store);
    return ok;
}

static bool is_wanted(const struct plan *p, int64_t article)
{
    return !p->marked || (article < p->marked_end && p->marked[article / 8] >> article % 8 & 1);
}

static bool next_source(struct plan *p, struct err *e)
{
    struct group next;
    size_t count = 0;
    if (!p->one_source && !store_list_groups(p->store, GROUP_SOURCE, p->source, &next, 1, &count, e))
        return false;
    p->ended = count == 0;
    if (count) {
        p->source = next.id;
        p->after = 0;
    }
    return true;
}

static bool plan_walk(struct plan *p, struct chunk *c, struct err *e)
{
    int64_t ids[CHUNK_PAGES];
    while (!p->ended && c->count < CHUNK_PAGES) {
        size_t got, max = CHUNK_PAGES - c->count;
        if (!store_list_ids(p->store, p->source, p->after, ids, max, &got, e))
            return false;
        for (size_t i = 0; i < got; i++)
            if (is_wanted(p, ids[i]))
                c->pages[c->count++] = ids[i];
        if (got)
            p->after = ids[got - 1];
        if (got < max && !next_source(p, e))
            return false;
    }
    return true;
}

static bool plan_chunk(struct plan *p, struct chunk *c, struct err *e)
{
    c->count = 0;
    if (!p->few)
        return plan_walk(p, c, e);
    while (p->few_at < p->few_count && c->count < CHUNK_PAGES)
        c->pages[c->count++] = p->few[p->few_at++].article;
    return true;
}

static void plan_finish(struct plan *p)
{
    free(p->few);
    free(p->marked);
}

/* ---- reading them ---- */

struct reader {
    const struct scan *scan;
    struct store *store;
    struct matcher *matcher;
    struct article article;
    struct buf page, path;
};

static bool read_page(struct reader *r, struct chunk *c, int64_t id)
{
    bool found;
    if (!store_load_newest(r->store, id, &r->article, &found, &c->e))
        return false;
    if (!found)
        return true;
    buf_clear(&r->page);
    buf_clear(&r->path);
    render_formats[FILE_PAGE].write(&r->page, &r->article);
    buf_adds(&r->path, r->scan->root);
    buf_adds(&r->path, r->article.source_slug);
    buf_addc(&r->path, '/');
    buf_adds(&r->path, r->article.entry.name);
    buf_adds(&r->path, ".txt");
    c->found |= grep_text(&c->out, r->scan->style, r->matcher, r->path.data, &r->page);
    return true;
}

static void read_chunk(struct reader *r, struct chunk *c)
{
    if (!store_begin_read(r->store, &c->e))
        return;
    for (size_t i = 0; i < c->count && c->e.code == ERR_NONE; i++)
        if (!read_page(r, c, c->pages[i]))
            break;
    store_end_read(r->store);
}

/* The next chunk, filled with pages; NULL: there are no more. */
static struct chunk *take_chunk(struct scan *s)
{
    struct chunk *c = NULL;
    pthread_mutex_lock(&s->lock);
    while (!s->ended && s->given - s->printed == CHUNKS)
        pthread_cond_wait(&s->changed, &s->lock);
    if (!s->ended) {
        c = &s->chunks[s->given % CHUNKS];
        s->ended = !plan_chunk(&s->plan, c, &s->e) || c->count == 0;
        if (s->ended)
            c = NULL;
        else
            s->given++;
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
    return c;
}

static void give_back(struct scan *s, struct chunk *c)
{
    pthread_mutex_lock(&s->lock);
    c->done = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void *read_chunks(void *context)
{
    struct scan *s = context;
    struct reader r = {.scan = s, .matcher = matcher_new(s->pattern)};
    struct err e = {0};
    article_init(&r.article);
    r.store = open_store(s->url, STORE_READ, &e);
    for (struct chunk *c; (c = take_chunk(s)); give_back(s, c)) {
        if (r.store)
            read_chunk(&r, c);
        else
            c->e = e;
    }
    store_close(r.store);
    article_finish(&r.article);
    matcher_free(r.matcher);
    buf_finish(&r.page);
    buf_finish(&r.path);
    return NULL;
}

/* ---- printing what they say ---- */

/* Waits for the chunk that follows; NULL: that was all. */
static struct chunk *next_done(struct scan *s)
{
    struct chunk *c = &s->chunks[s->printed % CHUNKS];
    pthread_mutex_lock(&s->lock);
    while (!(s->printed < s->given && c->done) && !(s->ended && s->printed == s->given))
        pthread_cond_wait(&s->changed, &s->lock);
    bool any = s->printed < s->given;
    pthread_mutex_unlock(&s->lock);
    return any ? c : NULL;
}

static void free_chunk(struct scan *s, struct chunk *c, bool stop)
{
    pthread_mutex_lock(&s->lock);
    buf_clear(&c->out);
    c->done = c->found = false;
    s->printed++;
    s->ended = s->ended || stop;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void print_chunks(struct scan *s, bool *found, struct err *e)
{
    for (struct chunk *c; (c = next_done(s));) {
        if (e->code == ERR_NONE) {
            fwrite(buf_str(&c->out), 1, c->out.len, stdout);
            *found = *found || c->found;
            *e = c->e;
        }
        free_chunk(s, c, e->code != ERR_NONE);
    }
    if (e->code == ERR_NONE)
        *e = s->e;
}

static size_t processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > THREADS_MAX ? THREADS_MAX : (size_t)count;
}

static bool run_threads(struct scan *s, bool *found, struct err *e)
{
    pthread_t threads[THREADS_MAX];
    size_t count = 0, wanted = s->plan.few && s->plan.few_count <= CHUNK_PAGES ? 1 : processors();
    int status = 0;
    while (count < wanted && (status = pthread_create(&threads[count], NULL, read_chunks, s)) == 0)
        count++;
    if (count)
        print_chunks(s, found, e);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    errno = status;
    return count ? e->code == ERR_NONE : err_errno(e, "starting a thread");
}

bool grep_pages(struct invocation *in, const struct pattern *p, const struct grep_style *style, const char *root,
                int64_t source, bool *found, struct err *e)
{
    struct scan *s = mem_alloc(sizeof *s);
    *s = (struct scan){.in = in, .pattern = p, .style = style, .root = root, .url = store_url(in->store)};
    s->plan = (struct plan){.store = in->store, .source = source, .one_source = source != 0};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    bool ok = (style->counts && !style->names_only) || find_in_snapshot(&s->plan, p, e);
    ok = ok && (source || next_source(&s->plan, e)) && run_threads(s, found, e);
    plan_finish(&s->plan);
    for (size_t i = 0; i < CHUNKS; i++)
        buf_finish(&s->chunks[i].out);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return ok;
}

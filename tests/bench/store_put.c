/* store_put: how many articles a second the store takes and gives, with a renderer that costs nothing.
 *
 *   store_put [COUNT [STORE [BATCH]]]      prints a table; the store is made anew, and removed where no name was given */
#include "bench_store.h"

#include <sys/resource.h>
#include <unistd.h>

#define WORDS   2000
#define SOURCES 40
#define TOPICS  200

/* ---- the articles ---- */

static void add_words(struct buf *out, uint64_t *state, int count)
{
    for (int i = 0; i < count; i++) {
        uint64_t r = next(state), word = r % WORDS * (r >> 32 & 3) / 3;
        for (unsigned k = 0, len = 2 + word % 9; k < len; k++, word = word * 31 + 7)
            buf_addc(out, (char)('a' + word % 26));
        buf_addc(out, ' ');
    }
    buf_truncate(out, out->len - 1);
}

static const char *words(struct document *d, uint64_t *state, int count)
{
    BUF_SCOPED struct buf b = {0};
    add_words(&b, state, count);
    return arena_strndup(&d->arena, b.data, b.len);
}

static void make_article(struct document *d, int64_t number)
{
    uint64_t state = (uint64_t)number;
    document_clear(d);
    d->title = words(d, &state, 8);
    d->body = words(d, &state, 40 + (int)(next(&state) % 200));
    d->url = numbered(d, "https://news.example.org/articles/", (uint64_t)number);
    d->published = 1500000000 + number * 60;
    d->source_name = numbered(d, "Source ", next(&state) % SOURCES);
    for (uint64_t i = next(&state) % 3 + 1; i > 0; i--)
        document_add_topic(d, numbered(d, "topic ", next(&state) % TOPICS));
}

/* ---- the measurements ---- */

struct spent {
    double wall, cpu; /* seconds; the difference is the disk, or other programs */
};

static void put_batch(struct store *s, struct draft *drafts, int count, struct spent *spent)
{
    struct err e;
    enum put_result result;
    double start = seconds(), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    must(store_begin(s, &e), &e);
    for (int i = 0; i < count; i++)
        must(store_put(s, &drafts[i], NULL, 0, &result, &e), &e);
    must(store_commit(s, &e), &e);
    spent->wall += seconds() - start;
    spent->cpu += clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

static void put_all(const char *what, struct store *s, int64_t count, int batch)
{
    struct document *docs = mem_alloc((size_t)batch * sizeof *docs);
    struct draft *drafts = mem_alloc((size_t)batch * sizeof *drafts);
    struct spent spent = {0};
    for (int i = 0; i < batch; i++)
        document_init(&docs[i]);
    for (int64_t at = 0; at < count; at += batch) {
        int n = count - at < batch ? (int)(count - at) : batch;
        for (int i = 0; i < n; i++) {
            make_article(&docs[i], at + i);
            drafts[i] = (struct draft){.doc = &docs[i]};
            bench_prepare(&drafts[i]);
        }
        put_batch(s, drafts, n, &spent);
    }
    for (int i = 0; i < batch; i++)
        document_finish(&docs[i]);
    free(docs);
    free(drafts);
    printf("%-34s %12.0f /s %10.2f us, of it %.2f us at work\n", what, (double)count / spent.wall,
           spent.wall / (double)count * 1e6, spent.cpu / (double)count * 1e6);
}

static void report(const char *what, int64_t count, double spent)
{
    printf("%-34s %12.0f /s %10.2f us\n", what, (double)count / spent, spent / (double)count * 1e6);
}

static void read_random(struct store *s, int64_t count, bool snapshot)
{
    struct err e;
    uint64_t state = 1;
    struct entry entry;
    BUF_SCOPED struct buf text = {0};
    bool found;
    int tries = 200000;
    double start = seconds();
    if (snapshot)
        must(store_begin_read(s, &e), &e);
    for (int i = 0; i < tries; i++)
        must(store_get_entry(s, 1 + (int64_t)(next(&state) % (uint64_t)count), &entry, &found, &e), &e);
    report(snapshot ? "entry by number, in a snapshot" : "entry by number", tries, seconds() - start);
    start = seconds();
    for (int i = 0; i < tries; i++) {
        buf_clear(&text);
        must(store_read_text(s, 1 + (int64_t)(next(&state) % (uint64_t)count), 1, FILE_BODY, &text, &found, &e), &e);
    }
    report(snapshot ? "body by number, in a snapshot" : "body by number", tries, seconds() - start);
    start = seconds();
    for (int i = 0; i < tries; i++)
        must(store_find_entry(s, entry.name, &entry, &found, &e), &e);
    report(snapshot ? "entry by name, in a snapshot" : "entry by name", tries, seconds() - start);
    if (snapshot)
        store_end_read(s);
}

static void list(struct store *s, const char *what, struct article_set set)
{
    struct err e;
    struct entry entries[100];
    size_t n;
    int64_t after = 0, total = 0;
    double start = seconds();
    do {
        must(store_list_entries(s, &set, after, entries, 100, &n, &e), &e);
        after = n ? article_set_cookie(&set, &entries[n - 1]) : 0;
        total += (int64_t)n;
    } while (n == 100);
    report(what, total, seconds() - start);
}

static void load_in_order(struct store *s, int64_t count)
{
    struct err e;
    ARTICLE_SCOPED struct article a;
    bool found;
    int64_t n = count < 100000 ? count : 100000;
    article_init(&a);
    double start = seconds();
    for (int64_t i = 1; i <= n; i++)
        must(store_load_article(s, i, 1, &a, &found, &e), &e);
    report("whole article, in order", n, seconds() - start);
}

int main(int argc, char **argv)
{
    int64_t count = argc > 1 ? atoll(argv[1]) : 100000;
    int batch = argc > 3 ? atoi(argv[3]) : 2000;
    const char *path = argc > 2 ? argv[2] : "/tmp/newsfs-store-put.db";
    struct store_options options = {.mode = STORE_CREATE, .renderer = &bench_renderer};
    struct err e;
    unlink(path);
    struct store *s = store_open(path, &options, &e);
    must(s != NULL, &e);
    put_all("put, new", s, count, batch);
    put_all("put, same", s, count, batch);
    struct store_counts counts;
    double start = seconds();
    must(store_count(s, &counts, &e), &e);
    printf("count: %.2f ms; %lld articles, %.1f MB\n", (seconds() - start) * 1e3, (long long)counts.articles,
           (double)counts.bytes / 1e6);
    store_close(s);
    start = seconds();
    options.mode = STORE_READ;
    s = store_open(path, &options, &e);
    must(s != NULL, &e);
    printf("open: %.2f ms\n", (seconds() - start) * 1e3);
    read_random(s, count, false);
    read_random(s, count, true);
    list(s, "listing, all", (struct article_set){SET_ALL, 0});
    list(s, "listing, a source", (struct article_set){SET_SOURCE, 1});
    list(s, "listing, a topic", (struct article_set){SET_TOPIC, 1});
    list(s, "listing, latest 100", (struct article_set){SET_LATEST, 100});
    load_in_order(s, count);
    store_close(s);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("resident at most: %.1f MB\n", (double)usage.ru_maxrss / 1024);
    if (argc <= 2)
        unlink(path);
    return 0;
}

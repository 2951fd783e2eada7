/* store_search: how fast the index is built, how large it is, and how soon it answers.
 *
 *   store_search [COUNT [STORE [NEWS.jsonl]]]   COUNT articles are made from a vocabulary like that of a language, or NEWS's texts are taken
 *                                               over and over; an index that STORE has already is kept, and only answers are measured */
#include "newsfs/search.h"
#include "bench_store.h"

#include <sys/resource.h>
#include <unistd.h>

#define WORDS 60000
#define TRIES 200
#define PAGE  20

/* ---- the articles ---- */

/* Word number n of the vocabulary: syllables, short where it is frequent. */
static void add_word(struct buf *out, uint64_t n)
{
    static const char *const syllables[] = {"ra", "te", "ing", "con", "der", "st",  "lo", "mi",   "pre", "an", "tion",
                                            "es", "ba", "nk",  "cu",  "ver", "all", "or", "ment", "hi",  "fo", "ys"};
    do {
        buf_adds(out, syllables[n % 22]);
        n /= 22;
    } while (n > 0);
}

/* As in a language the n-th word stands once where the first stands n times. */
static uint64_t some_word(uint64_t *state)
{
    double u = (double)(next(state) >> 11) / 9007199254740992.0, rank = 1;
    for (double top = WORDS; u > 0.5 && rank < top; u = (u - 0.5) * 2)
        rank *= 3;
    return (uint64_t)(rank * (1 + 2 * u * 2)) % WORDS;
}

static const char *words(struct document *d, uint64_t *state, int count)
{
    BUF_SCOPED struct buf b = {0};
    for (int i = 0; i < count; i++) {
        if (i)
            buf_addc(&b, i % 12 ? ' ' : '\n');
        add_word(&b, some_word(state));
    }
    return arena_strndup(&d->arena, b.data, b.len);
}

static char **read_lines(const char *path, size_t *count)
{
    FILE *file = fopen(path, "r");
    char **lines = NULL, *text = NULL;
    size_t cap = 0;
    if (!file)
        exit(1);
    for (*count = 0; getline(&text, &cap, file) > 0; text = NULL, cap = 0) {
        lines = mem_realloc(lines, (*count + 1) * sizeof *lines);
        lines[(*count)++] = text;
    }
    fclose(file);
    return lines;
}

static void make_article(struct document *d, int64_t number, char **lines, size_t line_count)
{
    uint64_t state = (uint64_t)number;
    document_clear(d);
    d->title = words(d, &state, 8);
    d->body = line_count ? lines[(size_t)number % line_count] : words(d, &state, 60 + (int)(next(&state) % 200));
    if (number % 50000 == 777)
        d->summary = "quixotic zzyzx";
    d->url = numbered(d, "https://news.example.org/articles/", (uint64_t)number);
    d->published = 1500000000 + number * 60;
    d->source_name = numbered(d, "Source ", next(&state) % 40);
    document_add_topic(d, numbered(d, "topic ", next(&state) % 200));
}

static void put_all(struct store *s, int64_t count, char **lines, size_t line_count)
{
    DOCUMENT_SCOPED struct document d;
    struct err e;
    document_init(&d);
    for (int64_t i = 0; i < count; i++) {
        struct draft draft = {.doc = &d};
        enum put_result result;
        if (i % 4000 == 0)
            must(store_begin(s, &e), &e);
        make_article(&d, i, lines, line_count);
        bench_prepare(&draft);
        must(store_put(s, &draft, NULL, 0, &result, &e), &e);
        if (i % 4000 == 3999 || i + 1 == count)
            must(store_commit(s, &e), &e);
    }
}

/* ---- the measurements ---- */

static void index_all(struct store *s)
{
    struct err e;
    struct store_index_state before, after;
    struct store_counts small, large;
    bool more = true;
    int steps = -1;
    double longest = 0, start = clock_seconds(CLOCK_MONOTONIC), work = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    must(store_get_index_state(s, &before, &e) && store_count(s, &small, &e), &e);
    for (; more; steps++) {
        double step = clock_seconds(CLOCK_MONOTONIC);
        must(store_index_step(s, &more, &e), &e);
        step = clock_seconds(CLOCK_MONOTONIC) - step;
        longest = step > longest ? step : longest;
    }
    double wall = clock_seconds(CLOCK_MONOTONIC) - start;
    work = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - work;
    must(store_get_index_state(s, &after, &e) && store_count(s, &large, &e), &e);
    double text = (double)(after.text_bytes - before.text_bytes) / 1e6;
    if (steps == 0)
        return;
    printf("index: %.1f MB of text in %.2f s: %.1f MB/s (%.1f MB/s of work); %d steps, the longest %.2f s\n", text,
           wall, text / wall, text / work, steps, longest);
    printf("index: %.2f times the text as counted, %.2f times as the file grew\n",
           (double)after.index_bytes / (double)after.text_bytes, (double)(large.bytes - small.bytes) / 1e6 / text);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *what, double *times, size_t found)
{
    qsort(times, TRIES, sizeof *times, compare);
    printf("%-34s p50 %8.3f ms   p99 %8.3f ms   %zu found\n", what, times[TRIES / 2] * 1e3,
           times[TRIES * 99 / 100] * 1e3, found);
}

static void search(struct store *s, const char *text)
{
    ARENA_SCOPED struct arena arena = {0};
    struct err e;
    struct query_error why;
    struct entry out[PAGE];
    double times[TRIES];
    size_t count = 0;
    const struct query *q = query_parse(&arena, text, clock_now(), &why);
    for (int i = 0; i < TRIES; i++) {
        double start = clock_seconds(CLOCK_MONOTONIC);
        must(store_search(s, q, INT64_MAX, out, PAGE, &count, &e), &e);
        times[i] = clock_seconds(CLOCK_MONOTONIC) - start;
    }
    report(text, times, count);
}

static void candidates(struct store *s, const char *needle)
{
    struct err e;
    int64_t ids[1000];
    double times[TRIES];
    size_t count = 0;
    struct needle_group group = {&needle, 1};
    char what[80];
    for (int i = 0; i < TRIES; i++) {
        double start = clock_seconds(CLOCK_MONOTONIC);
        must(store_list_candidates(s, &group, 1, 0, ids, 1000, &count, &e), &e);
        times[i] = clock_seconds(CLOCK_MONOTONIC) - start;
    }
    snprintf(what, sizeof what, "candidates of \"%s\"", needle);
    report(what, times, count);
}

int main(int argc, char **argv)
{
    int64_t count = argc > 1 ? atoll(argv[1]) : 50000;
    const char *path = argc > 2 ? argv[2] : "/tmp/newsfs-store-search.db";
    size_t line_count = 0;
    char **lines = argc > 3 ? read_lines(argv[3], &line_count) : NULL;
    struct store_options options = {.mode = STORE_CREATE, .renderer = &bench_renderer};
    struct err e;
    if (argc <= 2)
        unlink(path);
    struct store *s = store_open(path, &options, &e);
    struct store_counts counts;
    must(s && store_count(s, &counts, &e), &e);
    if (counts.articles == 0)
        put_all(s, count, lines, line_count);
    index_all(s);
    store_close(s);
    options.mode = STORE_READ;
    s = store_open(path, &options, &e);
    must(s != NULL, &e);
    search(s, "quixotic");
    search(s, "rate te");
    search(s, "\"rate te\"");
    search(s, "quix*");
    search(s, "rate topic:topic-7 since:2017-07-15");
    search(s, "quixotic source:source-3");
    search(s, "-rate");
    candidates(s, "zzyzx");
    candidates(s, "quixotic zzyzx");
    candidates(s, "rate te");
    store_close(s);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("resident at most: %.1f MB\n", (double)usage.ru_maxrss / 1024);
    if (argc <= 2)
        unlink(path);
    return 0;
}

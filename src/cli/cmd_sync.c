/* sync: fetch what is due. */
#include "feeds.h"
#include "indexing.h"

#include "newsfs/sync.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 200
#define JOBS_MAX          256

struct syncing {
    struct invocation *in;
    bool json, shows_progress;
    int64_t done;
    int64_t started_ms, shown_ms;
    struct sync_summary summary;
};

static const char *const outcomes[] = {[SYNC_ARTICLES] = "articles",
                                       [SYNC_NOTHING] = "nothing",
                                       [SYNC_UNCHANGED] = "unchanged",
                                       [SYNC_FAILED] = "failed",
                                       [SYNC_GONE] = "gone"};

static void clear_progress(struct syncing *s)
{
    if (s->shown_ms)
        fprintf(stderr, "\r\033[K");
    s->shown_ms = 0;
}

static bool show_progress(void *context)
{
    struct syncing *s = context;
    int64_t now = clock_monotonic_ms();
    if (!s->shows_progress || now - s->started_ms < PROGRESS_AFTER_MS || now - s->shown_ms < PROGRESS_EVERY_MS)
        return true;
    s->shown_ms = now;
    const struct sync_summary *m = &s->summary;
    fprintf(stderr, "\r%lld of %lld feeds, %lld new articles", (long long)s->done, (long long)m->feeds,
            (long long)m->new_articles);
    const int64_t tried = m->pages_taken + m->pages_less + m->pages_failed;
    if (m->pages)
        fprintf(stderr, ", %lld of %lld pages", (long long)tried, (long long)m->pages);
    fputs("\033[K", stderr);
    return true;
}

static void show_json(const struct sync_result *r)
{
    json_t *row =
        json_pack("{s:s, s:s, s:I, s:I, s:I, s:i, s:s*, s:s*, s:s*}", "feed", r->feed->url, "outcome",
                  outcomes[r->outcome], "new", (json_int_t)r->new_articles, "changed", (json_int_t)r->changed_articles,
                  "rejected", (json_int_t)r->rejected, "status", r->feed->last_status, "error", r->error, "warning",
                  r->warning, "moved_from", r->moved_from);
    if (r->named_by_page)
        json_object_set_new(row, "named_by_page", json_true());
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
}

static void show_result(void *context, const struct sync_result *r)
{
    struct syncing *s = context;
    BUF_SCOPED struct buf line = {0};
    s->done++;
    if (s->json) {
        show_json(r);
        return;
    }
    if (r->error)
        buf_addf(&line, "%s: %s", r->feed->url, r->error);
    else if (r->named_by_page)
        buf_addf(&line, "%s: a web page: the feed that it names is asked from now on, %s", r->moved_from, r->feed->url);
    else if (r->moved_from)
        buf_addf(&line, "%s: moved for good to %s", r->moved_from, r->feed->url);
    if (!line.len)
        return;
    clear_progress(s);
    complain(s->in, line.data);
}

static void print_json(const struct sync_summary *m)
{
    const int64_t *done = m->done;
    json_t *counts = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "feeds", (json_int_t)m->feeds,
                               "articles", (json_int_t)done[SYNC_ARTICLES], "nothing", (json_int_t)done[SYNC_NOTHING],
                               "unchanged", (json_int_t)done[SYNC_UNCHANGED], "failed", (json_int_t)done[SYNC_FAILED],
                               "gone", (json_int_t)done[SYNC_GONE], "new", (json_int_t)m->new_articles, "changed",
                               (json_int_t)m->changed_articles, "pages", (json_int_t)m->pages, "pages_taken",
                               (json_int_t)m->pages_taken, "pages_failed", (json_int_t)m->pages_failed);
    json_t *all = json_pack("{s:o}", "summary", counts);
    json_dumpf(all, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(all);
}

static void print_summary(const struct sync_summary *m)
{
    long long failed = m->done[SYNC_FAILED] + m->done[SYNC_GONE], new = m->new_articles, changed = m->changed_articles;
    printf("%lld feed%s: %lld new articles, %lld changed", (long long)m->feeds, m->feeds == 1 ? "" : "s", new, changed);
    if (failed)
        printf(", %lld failed", failed);
    if (m->pages)
        printf("; %lld page%s: %lld taken for their text, %lld failed", (long long)m->pages, m->pages == 1 ? "" : "s",
               (long long)m->pages_taken, (long long)m->pages_failed);
    putchar('\n');
}

/* The ids of the feeds that the words mean. */
static bool find_feeds(struct invocation *in, int64_t *ids, struct err *e)
{
    for (int i = 0; i < in->argument_count; i++) {
        ARENA_SCOPED struct arena arena = {0};
        struct feed f;
        if (!feeds_find(in, in->arguments[i], &arena, &f, e))
            return false;
        ids[i] = f.id;
    }
    return true;
}

static bool say_why_nothing(struct invocation *in, struct err *e)
{
    int64_t count, due;
    char text[TIME_TEXT_SIZE];
    BUF_SCOPED struct buf line = {0};
    if (!store_count_feeds(in->store, &count, e) || !store_next_due(in->store, &due, e))
        return false;
    if (due != TIME_NONE)
        time_format(text, due);
    if (!count)
        buf_adds(&line, "there are no feeds: \"newsfs feed add URL\" subscribes to one");
    else if (due == TIME_NONE)
        buf_adds(&line, "no feed is due, and none will be: \"newsfs feed list\" says why");
    else
        buf_addf(&line, "no feed is due before %s: --force asks all of them now", text);
    complain(in, line.data);
    return true;
}

static bool run_with(struct syncing *s, struct sync_options *options, struct err *e)
{
    const struct sync_observer observer = {show_result, show_progress, s};
    bool ok = sync_run(s->in->store, options, &observer, &s->summary, e);
    clear_progress(s);
    if (ok && !s->json && s->summary.feeds == 0)
        return say_why_nothing(s->in, e);
    if (ok)
        (s->json ? print_json : print_summary)(&s->summary);
    return ok;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct syncing s = {.in = in, .json = option_has(in, "json"), .started_ms = clock_monotonic_ms()};
    struct sync_options options = {
        .renderer = &cli_renderer, .force = option_has(in, "force"), .proxies = option_has(in, "proxy")};
    int64_t jobs = 0;
    s.shows_progress = isatty(STDERR_FILENO);
    if (!option_number(in, "jobs", 1, &jobs, e))
        return EXIT_USAGE;
    options.jobs = (int)(jobs < JOBS_MAX ? jobs : JOBS_MAX);
    options.ca_file = option_get(in, "ca-file");
    int64_t *ids = mem_alloc((size_t)in->argument_count * sizeof *ids + 1);
    if (in->argument_count) {
        options.feeds = ids;
        options.feed_count = (size_t)in->argument_count;
    }
    bool ok = find_feeds(in, ids, e) && run_with(&s, &options, e);
    free(ids);
    index_behind(in);
    int64_t failed = s.summary.done[SYNC_FAILED] + s.summary.done[SYNC_GONE];
    return ok && (failed == 0 || failed < s.summary.feeds) ? EXIT_DONE : EXIT_FAILED;
}

const struct command sync_command = {
    .name = "sync",
    .arguments = "[FEED…]",
    .summary = "fetch the feeds that are due, or those named, and store what is new",
    .details = "FEED is a feed's address, its number in \"newsfs feed list\", or its title. Each feed is stored by "
               "itself; one that fails is asked again\n"
               "later, and later still each time. How often a feed is asked follows from how often it changes, within "
               "a quarter of an hour and a day,\n"
               "and from what its server asks for. The exit status is 1 only where everything failed.",
    .options =
        (const struct option_spec[]){
            {"jobs", 0, "N", "fetch so many at once (16)"},
            {"force", 'f', NULL, "all feeds, due or not, and as if they had never been fetched"},
            {"proxy", 0, NULL, "use the proxies that http_proxy, https_proxy and no_proxy name"},
            {"ca-file", 0, "FILE", "trust the certificates in FILE instead of the system's"},
            {"json", 'j', NULL, "one JSON object a feed, the summary last"},
            {0}},
    .max_arguments = -1,
    .store = NEEDS_STORE_WRITE,
    .run = run,
};

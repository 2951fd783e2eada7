/* watch: arrivals as they happen, from the change log: a script that was away misses nothing. */
#include "rows.h"

#include "newsfs/query.h"
#include "newsfs/search.h"
#include "newsfs/text.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define LOOK_EVERY_MS 100
#define CHUNK         256

struct watching {
    struct invocation *in;
    const struct query *query; /* NULL: everything */
    int64_t number;            /* of the last change that was seen */
    bool json;
};

/* The first change at or after a time, by halves: numbers and times grow together. */
static bool number_before(struct store *s, int64_t time, int64_t *number, struct err *e)
{
    int64_t low = 0, high;
    if (!store_last_change(s, &high, e))
        return false;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        struct change change;
        size_t count;
        if (!store_list_changes(s, middle, &change, 1, &count, e))
            return false;
        if (count && change.time < time)
            low = change.number;
        else
            high = middle;
    }
    *number = low;
    return true;
}

static bool find_start(struct watching *w, struct err *e)
{
    const char *since = option_get(w->in, "since");
    int64_t time = 0;
    if (!since)
        return store_last_change(w->in->store, &w->number, e);
    if (strspn(since, "0123456789") == strlen(since)) {
        w->number = strtoll(since, NULL, 10);
        return true;
    }
    return option_time(w->in, "since", &time, e) && number_before(w->in->store, time, &w->number, e);
}

static void print_json(const struct change *change, const struct entry *entry, const struct article *a)
{
    char when[TIME_TEXT_SIZE], published[TIME_TEXT_SIZE];
    time_format(when, change->time);
    time_format(published, entry->published);
    size_t title = strlen(a->text[FILE_TITLE]) - 1, url = a->text[FILE_URL] ? strlen(a->text[FILE_URL]) - 1 : 0;
    json_t *row =
        json_pack("{s:I, s:s, s:s, s:s, s:s%, s:s}", "change", (json_int_t)change->number, "time", when, "source",
                  a->source_slug, "name", entry->name, "title", a->text[FILE_TITLE], title, "published", published);
    if (url)
        json_object_set_new(row, "url", json_stringn(a->text[FILE_URL], url));
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
}

/* As a line of wire.tsv. */
static void print_line(const struct change *change, const struct entry *entry, const struct article *a)
{
    char when[TIME_TEXT_SIZE];
    BUF_SCOPED struct buf title = {0}, url = {0};
    time_format(when, change->time);
    text_clean_line(&title, a->text[FILE_TITLE], strlen(a->text[FILE_TITLE]));
    if (a->text[FILE_URL])
        text_clean_line(&url, a->text[FILE_URL], strlen(a->text[FILE_URL]));
    printf("%s\t%s\t%s\t%s\t%s\n", when, a->source_slug, entry->name, buf_str(&title), buf_str(&url));
}

static bool show(struct watching *w, const struct change *change, struct err *e)
{
    struct entry entry;
    ARTICLE_SCOPED struct article a;
    bool found = false, matches = true;
    article_init(&a);
    if (!store_get_entry(w->in->store, change->article, &entry, &found, e))
        return false;
    if (found && w->query && !store_search_has(w->in->store, w->query, &entry, &matches, e))
        return false;
    if (!found || !matches)
        return true;
    if (!store_load_article(w->in->store, entry.id, entry.revision, &a, &found, e))
        return false;
    if (found)
        (w->json ? print_json : print_line)(change, &entry, &a);
    return true;
}

static bool show_new(struct watching *w, struct err *e)
{
    struct change changes[CHUNK];
    size_t count = CHUNK;
    while (count == CHUNK) {
        if (!store_list_changes(w->in->store, w->number, changes, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            w->number = changes[i].number;
            if (changes[i].kind == CHANGE_ARRIVED && !show(w, &changes[i], e))
                return false;
        }
        if (fflush(stdout) != 0)
            return errno == EPIPE || err_errno(e, "standard output");
    }
    return true;
}

/* True until SIGINT or SIGTERM comes, or nobody reads any more. */
static bool wait_a_moment(int signals)
{
    struct pollfd fds[] = {{signals, POLLIN, 0}, {STDOUT_FILENO, 0, 0}};
    if (poll(fds, 2, LOOK_EVERY_MS) <= 0)
        return true;
    return !(fds[0].revents & POLLIN) && !(fds[1].revents & (POLLERR | POLLHUP | POLLNVAL));
}

static bool follow(struct watching *w, struct err *e)
{
    sigset_t ends;
    int64_t version, seen = -1;
    bool ok = true;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    int signals = signalfd(-1, &ends, SFD_CLOEXEC);
    if (signals < 0)
        return err_errno(e, "waiting for signals");
    do {
        ok = store_data_version(w->in->store, &version, e);
        if (ok && version != seen)
            ok = show_new(w, e);
        seen = version;
    } while (ok && !option_has(w->in, "once") && wait_a_moment(signals));
    close(signals);
    return ok;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf text = {0};
    struct watching w = {.in = in, .json = option_has(in, "json")};
    join_arguments(in, &text);
    if (text.len && !(w.query = query_of_user(in, text.data, &arena, e)))
        return EXIT_USAGE;
    if (!find_start(&w, e))
        return EXIT_FAILED;
    return follow(&w, e) ? EXIT_DONE : EXIT_FAILED;
}

const struct command watch_command = {
    .name = "watch",
    .arguments = "[QUERY]",
    .summary = "print articles as they arrive, those that match the query where one is given",
    .details = "A line is that of wire.tsv: time, source, article, title, address. Ends with SIGINT or when nobody "
               "reads any more.\n"
               "With --since it begins with what came since a time, or after a change number as --json prints them, so "
               "nothing is missed.",
    .options = (const struct option_spec[]){{"since", 0, "TIME|NUMBER", "first what came since then"},
                                            {"once", 0, NULL, "end when all that is there was printed"},
                                            {"json", 'j', NULL, "one JSON object a line, with the change number"},
                                            {0}},
    .max_arguments = -1,
    .store = NEEDS_STORE_READ,
    .run = run,
};

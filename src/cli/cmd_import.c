/* import: documents into the store.
 *
 * One thread reads, decompresses, parses, prepares and, while work waits for the other, forecasts; the other stores. What is not
 * article documents in JSON is parsed and prepared by a confined process, and stored only once it was read to the end: it goes
 * through libraries, or through the search for an article in a page. Documents are read here, by a reader of our own with limits,
 * because through that process an import of them costs an eighth more processor time.
 *
 * Commits are batches: large enough that their cost vanishes, small enough that other writers get their turn and a stop loses
 * little. With --atomic the whole import is one. */
#include "indexing.h"
#include "queue.h"
#include "reading.h"

#include "newsfs/render.h"
#include "newsfs/untrusted.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BATCH             4096
#define IDLE_COMMIT_MS    200
#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 200

struct import {
    struct invocation *in;
    struct queue queue;
    struct ingest_options options;
    const char *topics[TOPICS_MAX];
    size_t topic_count;
    bool atomic;
    int64_t articles, put[PUT_SAME + 1], rejected;
    size_t uncommitted;
    bool begun;
    /* of the file being read */
    struct ingest_fd fd;
    const char *name;
    int64_t file_size; /* 0: not known */
    struct err read_error;
    bool read_ok;
    int64_t started_ms, shown_ms;
};

static bool queue_prepared(struct import *im, struct draft *draft, struct err *e)
{
    return queue_add(&im->queue, draft->doc, draft) ||
           err_set(e, ERR_FAILED, "%s: reading stopped, because storing failed", im->name);
}

static bool queue_document(void *context, struct document *d, struct err *e)
{
    struct import *im = context;
    struct draft draft = {.doc = d};
    cli_renderer.prepare(&draft);
    if (queue_is_long(&im->queue)) /* else the storer has the time itself */
        render_forecast(&draft, clock_now());
    return queue_prepared(im, &draft, e);
}

static bool queue_draft(void *context, struct draft *draft, struct err *e)
{
    draft_digest(draft);
    return queue_prepared(context, draft, e);
}

static bool note_reject(void *context, const struct err *why)
{
    struct import *im = context;
    im->rejected++;
    if (!im->atomic)
        complain(im->in, why->text);
    return !im->atomic; /* else reading fails with it */
}

static void note_warning(void *context, const char *text)
{
    struct import *im = context;
    complain(im->in, text);
}

/* It may take what time it wants to come, through a pipe. */
static bool read_confined(void *context, const struct ingest_source *whole, struct err *e)
{
    struct import *im = context;
    const struct untrusted_options limits = {.prepare = cli_renderer.prepare, .whole = true, .wall_seconds = INT_MAX};
    const struct untrusted_sink sink = {queue_draft, note_reject, note_warning, im};
    struct untrusted *reader = untrusted_open(&limits);
    bool ok = untrusted_read(reader, whole, &im->options, &sink, e);
    untrusted_close(reader);
    return ok;
}

static void *read_file(void *context)
{
    struct import *im = context;
    const struct ingest_sink sink = {queue_document, note_reject, note_warning, im};
    const struct ingest_elsewhere elsewhere = {read_confined, im};
    struct ingest_source source = ingest_from_fd(&im->fd, im->name);
    im->read_ok = ingest_read_json(&source, &im->options, &sink, &elsewhere, &im->read_error);
    queue_end(&im->queue);
    return NULL;
}

static bool commit(struct import *im, struct err *e)
{
    im->uncommitted = 0;
    if (!im->begun)
        return true;
    im->begun = false;
    return store_commit(im->in->store, e);
}

static bool put(struct import *im, struct draft *draft, struct err *e)
{
    enum put_result result;
    if (!im->begun && !store_begin(im->in->store, e))
        return false;
    im->begun = true;
    if (!store_put(im->in->store, draft, im->topics, im->topic_count, &result, e))
        return false;
    im->articles++;
    im->put[result]++;
    return ++im->uncommitted < BATCH || im->atomic || commit(im, e);
}

static void show_progress(struct import *im)
{
    int64_t now = clock_monotonic_ms();
    if (now - im->started_ms < PROGRESS_AFTER_MS || now - im->shown_ms < PROGRESS_EVERY_MS || !isatty(STDERR_FILENO))
        return;
    im->shown_ms = now;
    fprintf(stderr, "\r%s: %lld articles", im->name, (long long)im->articles);
    if (im->file_size)
        fprintf(stderr, ", %lld %%",
                (long long)(__atomic_load_n(&im->fd.offset, __ATOMIC_RELAXED) * 100 / im->file_size));
    fprintf(stderr, "\033[K");
}

static void end_progress(struct import *im)
{
    if (im->shown_ms)
        fprintf(stderr, "\r\033[K");
    im->shown_ms = 0;
}

/* A slow producer on a pipe: what has come is committed while nothing more does. */
static bool store_all(struct import *im, struct err *e)
{
    bool idle;
    for (;;) {
        struct queue_slot *slot = queue_next(&im->queue, im->begun && !im->atomic ? IDLE_COMMIT_MS : -1, &idle);
        if (!slot && !idle)
            return im->atomic || commit(im, e);
        if (!slot) {
            if (!commit(im, e))
                return false;
            continue;
        }
        if (!put(im, &slot->draft, e)) {
            err_prefix(e, "%s", im->name);
            return false;
        }
        queue_release(&im->queue);
        if (im->articles % 256 == 0)
            show_progress(im);
    }
}

static bool import_file(struct import *im, const char *path, struct err *e)
{
    pthread_t reader;
    struct stat st;
    im->fd = (struct ingest_fd){0};
    if (!reading_open(path, &im->fd.fd, &im->name, e))
        return false;
    im->file_size = fstat(im->fd.fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
    im->read_error = (struct err){0};
    im->started_ms = clock_monotonic_ms();
    queue_init(&im->queue);
    pthread_create(&reader, NULL, read_file, im);
    bool ok = store_all(im, e);
    if (!ok)
        queue_refuse(&im->queue);
    pthread_join(reader, NULL);
    queue_finish(&im->queue);
    end_progress(im);
    reading_close(im->fd.fd);
    if (ok && !im->read_ok) {
        *e = im->read_error;
        return false;
    }
    return ok;
}

static void print_counts(const struct import *im)
{
    long long a = im->articles, n = im->put[PUT_NEW], c = im->put[PUT_CHANGED], s = im->put[PUT_SAME], r = im->rejected;
    if (option_has(im->in, "json")) {
        json_t *counts =
            json_pack("{s:I, s:I, s:I, s:I, s:I}", "articles", a, "new", n, "changed", c, "same", s, "rejected", r);
        json_dumpf(counts, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(counts);
        return;
    }
    printf("%lld article%s: %lld new, %lld changed, %lld same", a, a == 1 ? "" : "s", n, c, s);
    printf(r ? ", %lld rejected\n" : "\n", r);
}

static bool finish_atomic(struct import *im, bool ok, struct err *e)
{
    if (ok && im->rejected == 0)
        return commit(im, e);
    if (im->begun)
        store_rollback(im->in->store);
    im->articles = im->put[PUT_NEW] = im->put[PUT_CHANGED] = im->put[PUT_SAME] = 0;
    return false;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct import *im = mem_alloc(sizeof *im);
    bool ok = true;
    im->in = in;
    im->atomic = option_has(in, "atomic");
    im->topic_count = option_all(in, "topic", im->topics, TOPICS_MAX);
    if (!reading_options(in, &im->options, e) || !(in->store = open_store(in->store_url.data, STORE_CREATE, e))) {
        free(im);
        return EXIT_FAILED;
    }
    for (int i = 0; i < in->argument_count && (ok || !im->atomic); i++) {
        struct err why = {0};
        if (import_file(im, in->arguments[i], &why))
            continue;
        ok = false;
        if (e->code != ERR_NONE)
            complain(in, e->text);
        *e = why;
        if (why.code != ERR_INPUT && why.code != ERR_LIMIT && why.code != ERR_NOT_FOUND && why.code != ERR_IO)
            break;
    }
    if (im->atomic)
        ok = finish_atomic(im, ok, e);
    else if (im->begun)
        store_rollback(in->store);
    print_counts(im);
    index_behind(in);
    ok = ok && im->rejected == 0;
    free(im);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command import_command = {
    .name = "import",
    .arguments = "FILE|-…",
    .summary = "store the articles of files: article documents, panel pages, saved web pages, feeds",
    .details =
        "The format is seen from the bytes: article documents (a JSON object, an array, JSON Lines), panel "
        "pages, saved web pages, feeds.\n"
        "gzip is read as it is. An article that is stored already is the same article: importing it again changes "
        "nothing, and where it has\n"
        "changed it becomes a new revision under the same name.\n\n"
        "What cannot be read is named and passed over, and the exit status is 1; with --atomic nothing at all "
        "is stored then. Of a feed or\n"
        "a page all is stored or nothing: it is read by a process that can do nothing else, with 5 seconds of "
        "processor time and 256 MB.",
    .options = (const struct option_spec[]){READING_OPTIONS,
                                            {"atomic", 'a', NULL, "all or nothing"},
                                            {"json", 'j', NULL, "print the counts as JSON"},
                                            {0}},
    .min_arguments = 1,
    .max_arguments = -1,
    .run = run,
};

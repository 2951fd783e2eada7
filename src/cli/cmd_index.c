/* index: bring the search index up to date. import and sync start it behind themselves where there is much to do; a store works without. */
#include "indexing.h"

#include "newsfs/search.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define NICENESS 10

static bool catch_up(struct store *s, struct err *e)
{
    bool more = true;
    while (more)
        if (!store_index_step(s, &more, e))
            return false;
    return true;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct store_index_state state;
    if (!catch_up(in->store, e) || !store_get_index_state(in->store, &state, e))
        return EXIT_FAILED;
    printf("%lld articles indexed, %lld waiting; %.1f MB of text, index %.1f MB\n", (long long)state.indexed,
           (long long)state.waiting, (double)state.text_bytes / 1e6, (double)state.index_bytes / 1e6);
    return EXIT_DONE;
}

const struct command index_command = {
    .name = "index",
    .summary = "bring the search index up to date now",
    .details =
        "import and sync do this behind themselves. Until it is done searching is complete all the same, only slower.",
    .store = NEEDS_STORE_WRITE,
    .run = run,
};

/* What fails here fails again, and is said, when somebody runs "newsfs index". */
static void index_and_exit(const char *url)
{
    struct err e = {0};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd < 3; fd++)
        dup2(null, fd);
    setsid();
    if (nice(NICENESS) == -1 && errno == EPERM)
        _exit(EXIT_FAILED);
    struct store *s = open_store(url, STORE_WRITE, &e);
    bool ok = s && catch_up(s, &e);
    store_close(s);
    _exit(ok ? EXIT_DONE : EXIT_FAILED);
}

void index_behind(struct invocation *in)
{
    struct store_index_state state;
    struct err e = {0};
    if (!store_get_index_state(in->store, &state, &e) || state.waiting < INDEX_WORTHWHILE)
        return;
    BUF_SCOPED struct buf url = {0};
    buf_adds(&url, store_url(in->store));
    store_leave_log(in->store);
    store_close(in->store); /* a connection does not survive a fork */
    in->store = NULL;
    fflush(NULL);
    if (fork() == 0)
        index_and_exit(url.data);
}

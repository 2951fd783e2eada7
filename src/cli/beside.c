/* beside: the mount and the fetching share nothing but the store: what strangers send is never in the process that serves files. */
#include "beside.h"

#include "newsfs/log.h"
#include "newsfs/sync.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define INTERVAL_LEAST 60

bool beside_options(const struct invocation *in, struct beside *b, struct err *e)
{
    const char *text = option_get(in, "sync");
    *b = (struct beside){.alive = -1, .proxies = option_has(in, "proxy")};
    if (!text)
        return true;
    if (!parse_span(text, &b->interval_seconds) || b->interval_seconds < INTERVAL_LEAST)
        return err_set(e, ERR_USAGE, "--sync: \"%s\" is no span of at least a minute: write 15m or 1h", text);
    return true;
}

static _Noreturn void fetch(const struct beside *b, const char *store_url, int stop)
{
    const struct sync_options options = {.renderer = &cli_renderer, .proxies = b->proxies};
    struct err e = {0};
    struct store *s = open_store(store_url, STORE_WRITE, &e);
    if (!s) {
        log_line(LOG_LEVEL_ERROR, "sync: %s", e.text);
        _exit(EXIT_FAILED);
    }
    sync_loop(s, &options, b->interval_seconds, stop);
    store_close(s);
    _exit(EXIT_DONE);
}

bool beside_begin(struct beside *b, const char *store_url, void (*in_child)(void *context), void *context,
                  struct err *e)
{
    int ends[2];
    if (!b->interval_seconds)
        return true;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, "starting the sync");
    fflush(NULL);
    b->pid = fork();
    if (b->pid == 0) {
        close(ends[1]);
        in_child(context);
        fetch(b, store_url, ends[0]);
    }
    close(ends[0]);
    b->alive = ends[1];
    if (b->pid > 0)
        return true;
    close(b->alive);
    return err_errno(e, "starting the sync");
}

/* A sync may be ended anywhere: what is not committed was never there. */
void beside_end(struct beside *b)
{
    if (b->pid <= 0)
        return;
    kill(b->pid, SIGTERM);
    close(b->alive);
    waitpid(b->pid, NULL, 0);
    b->pid = 0;
}

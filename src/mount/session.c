/* session: one mount from beginning to end: the workers, the signals, the live thread. */
#include "session.h"

#include <errno.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAKE_SIGNAL SIGUSR1
#define WAKE_EVERY  (10 * 1000000L) /* ns */

struct worker *worker_of(fuse_req_t req)
{
    struct session *s = fuse_req_userdata(req);
    return pthread_getspecific(s->worker_key);
}

static void count_request(struct worker *w)
{
    const struct fuse_in_header *in = w->request.mem;
    if (w->request.size >= sizeof *in && in->opcode < MOUNT_OPCODES)
        count(&w->counters.requests[in->opcode], 1);
}

static void *work(void *context)
{
    struct worker *w = context;
    struct session *s = w->session;
    pthread_setspecific(s->worker_key, w);
    while (!fuse_session_exited(s->fuse)) {
        int size = fuse_session_receive_buf(s->fuse, &w->request);
        if (size == -EINTR)
            continue;
        if (size <= 0)
            break;
        count_request(w);
        fuse_session_process_buf(s->fuse, &w->request);
    }
    fuse_session_exit(s->fuse);
    if (!atomic_exchange(&s->ending, true))
        pthread_kill(s->main, SIGTERM);
    return NULL;
}

static void ignore_wake(int signal)
{
    (void)signal;
}

/* SIGTERM and its kind are waited for, never handled; WAKE_SIGNAL only ends a blocking read. */
static void set_signals(sigset_t *ends)
{
    sigemptyset(ends);
    sigaddset(ends, SIGTERM);
    sigaddset(ends, SIGINT);
    sigaddset(ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ends, NULL);
    sigaction(WAKE_SIGNAL, &(struct sigaction){.sa_handler = ignore_wake}, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool start_workers(struct session *s, struct err *e)
{
    for (int i = 0; i < s->options->workers; i++) {
        struct worker *w = &s->workers[i];
        w->session = s;
        w->tree = s->options->open_tree(s->options->context, e);
        if (!w->tree)
            return false;
        int status = pthread_create(&w->thread, NULL, work, w);
        if (status) {
            errno = status;
            return err_errno(e, "starting a thread");
        }
        w->running = true;
    }
    return true;
}

/* A wake-up can fall between the check and the read, so it is repeated until the thread is gone. */
static void stop_workers(struct session *s)
{
    atomic_store(&s->ending, true);
    fuse_session_exit(s->fuse);
    for (int i = 0; i < s->options->workers; i++) {
        struct worker *w = &s->workers[i];
        while (w->running && pthread_tryjoin_np(w->thread, NULL) == EBUSY) {
            pthread_kill(w->thread, WAKE_SIGNAL);
            nanosleep(&(struct timespec){.tv_nsec = WAKE_EVERY}, NULL);
        }
        if (w->tree)
            s->options->close_tree(s->options->context, w->tree);
        free(w->request.mem);
        buf_finish(&w->reply);
        buf_finish(&w->content);
    }
}

static bool serve(struct session *s, const sigset_t *ends, struct err *e)
{
    int signal;
    bool ok = start_workers(s, e);
    if (ok)
        s->live = live_start(s, e);
    ok = ok && s->live && (!s->options->ready || s->options->ready(s->options->context, e));
    if (ok)
        sigwait(ends, &signal);
    if (s->live)
        live_end(s->live);
    stop_workers(s);
    return ok;
}

static void add_option(struct fuse_args *args, const char *format, const char *value)
{
    BUF_SCOPED struct buf option = {0};
    buf_addf(&option, format, value);
    fuse_opt_add_arg(args, "-o");
    fuse_opt_add_arg(args, option.data);
}

/* A comma in a value would begin another option: fuse takes it escaped. */
static void add_escaped(struct buf *out, const char *value)
{
    for (; *value; value++) {
        if (*value == ',' || *value == '\\')
            buf_addc(out, '\\');
        buf_addc(out, *value);
    }
}

static void make_arguments(struct fuse_args *args, const struct mount_options *options)
{
    BUF_SCOPED struct buf source = {0};
    add_escaped(&source, options->store);
    fuse_opt_add_arg(args, "newsfs");
    add_option(args, "%s", "ro,nosuid,nodev,noexec,default_permissions,subtype=newsfs");
    add_option(args, "fsname=%s", source.data);
    if (options->allow_other)
        add_option(args, "%s", "allow_other");
}

bool mount_run(const struct mount_options *options, struct err *e)
{
    struct session s = {.options = options, .main = pthread_self()};
    struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
    sigset_t ends;
    bool ok = false;
    s.workers = mem_alloc((size_t)options->workers * sizeof *s.workers);
    push_init(&s.push);
    pthread_key_create(&s.worker_key, NULL);
    make_arguments(&args, options);
    set_signals(&ends);
    s.fuse = fuse_session_new(&args, &mount_operations, sizeof mount_operations, &s);
    if (!s.fuse) {
        err_set(e, ERR_FAILED, "libfuse refuses the mount options");
    } else if (fuse_session_mount(s.fuse, options->mountpoint) != 0) {
        err_set(e, ERR_FAILED, "%s: cannot be mounted: see the message above", options->mountpoint);
    } else {
        ok = serve(&s, &ends, e);
        fuse_session_unmount(s.fuse);
    }
    if (s.fuse)
        fuse_session_destroy(s.fuse);
    fuse_opt_free_args(&args);
    pthread_key_delete(s.worker_key);
    pthread_mutex_destroy(&s.push.one);
    free(s.workers);
    return ok;
}

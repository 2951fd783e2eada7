/* session: one mount from beginning to end. */
#include "session.h"

#include <signal.h>
#include <stdlib.h>

struct worker *worker_of(fuse_req_t req)
{
    struct session *s = fuse_req_userdata(req);
    return pthread_getspecific(s->worker_key);
}

/* SIGTERM and its kind are waited for, never handled. */
static void set_signals(sigset_t *ends)
{
    sigemptyset(ends);
    sigaddset(ends, SIGTERM);
    sigaddset(ends, SIGINT);
    sigaddset(ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ends, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool serve(struct session *s, const sigset_t *ends, struct err *e)
{
    int signal;
    s->live = live_start(s, e); /* knows from where to follow before anything is cached */
    bool ok = s->live && workers_start(s, e) && (!s->options->ready || s->options->ready(s->options->context, e));
    if (ok)
        sigwait(ends, &signal);
    if (s->live)
        live_end(s->live);
    workers_stop(s);
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
    struct session s = {.options = options};
    struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
    sigset_t ends;
    bool ok = false;
    s.workers = mem_alloc((size_t)options->workers * sizeof *s.workers);
    push_init(&s.push);
    parking_init(&s.parking);
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
    parking_finish(&s.parking);
    pthread_mutex_destroy(&s.push.one);
    free(s.workers);
    return ok;
}

/* worker: reads jobs from its socket, one after the other, and writes what it read to it.
 *
 * It is a fork of the program, so what reads is the very code that would read without it. It holds no descriptor but the
 * socket and /dev/null, and dies with the thread that made it. */
#include "worker.h"
#include "confine.h"
#include "frame.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SOCKET   0
#define FLUSH_AT (64u << 10) /* bytes of answers to gather before they are written */

struct worker {
    const struct untrusted_options *options;
    struct buf out;
    uint32_t left; /* of the DATA frame being read */
    bool ended;    /* its empty frame has come */
};

/* The other side is gone, or talks nonsense: there is nothing left to do. */
static void read_exactly(void *into, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t got = read(SOCKET, (char *)into + done, len - done);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            _exit(0);
        done += got > 0 ? (size_t)got : 0;
    }
}

static void flush(struct worker *w)
{
    for (size_t done = 0; done < w->out.len;) {
        ssize_t put = write(SOCKET, w->out.data + done, w->out.len - done);
        if (put < 0 && errno != EINTR)
            _exit(0);
        done += put > 0 ? (size_t)put : 0;
    }
    buf_clear(&w->out);
}

/* ---- input ---- */

static void read_header(struct frame_header *header, enum frame_kind kind)
{
    read_exactly(header, sizeof *header);
    if (header->kind != (uint32_t)kind || header->len > FRAME_MAX)
        _exit(0);
}

static long read_input(void *context, char *into, size_t size, struct err *e)
{
    struct worker *w = context;
    struct frame_header header;
    (void)e;
    if (!w->left && !w->ended) {
        flush(w);
        read_header(&header, FRAME_DATA);
        w->left = header.len;
        w->ended = !header.len;
    }
    size_t len = size < w->left ? size : w->left;
    read_exactly(into, len);
    w->left -= (uint32_t)len;
    return (long)len;
}

static void drain_input(struct worker *w)
{
    char nowhere[16384];
    while (!w->ended)
        read_input(w, nowhere, sizeof nowhere, NULL);
}

/* ---- output ---- */

static bool send_document(void *context, struct document *d, struct err *e)
{
    struct worker *w = context;
    struct draft draft = {.doc = d};
    if (w->options->prepare)
        w->options->prepare(&draft);
    size_t begin = frame_open(&w->out, FRAME_DOCUMENT);
    frame_add_draft(&w->out, &draft);
    if (w->out.len - begin > FRAME_MAX) {
        buf_truncate(&w->out, begin);
        return err_set(e, ERR_LIMIT, "a document is larger than %u bytes", FRAME_MAX);
    }
    frame_close(&w->out, begin);
    if (w->out.len >= FLUSH_AT)
        flush(w);
    return true;
}

static bool send_outline(void *context, const struct feed_outline *o, struct err *e)
{
    struct worker *w = context;
    (void)e;
    size_t begin = frame_open(&w->out, FRAME_OUTLINE);
    frame_add_outline(&w->out, o);
    frame_close(&w->out, begin);
    if (w->out.len >= FLUSH_AT)
        flush(w);
    return true;
}

static void send_err(struct worker *w, enum frame_kind kind, const struct err *e)
{
    size_t begin = frame_open(&w->out, kind);
    frame_add_err(&w->out, e);
    frame_close(&w->out, begin);
}

static bool send_reject(void *context, const struct err *why)
{
    send_err(context, FRAME_REJECT, why);
    return true;
}

static void send_warning(void *context, const char *text)
{
    struct err e = {0};
    err_set(&e, ERR_NONE, "%s", text);
    send_err(context, FRAME_WARNING, &e);
}

static void send_end(struct worker *w, const struct err *e, const struct feed_info *info)
{
    size_t begin = frame_open(&w->out, FRAME_END);
    frame_add_err(&w->out, e);
    frame_add_info(&w->out, info);
    frame_close(&w->out, begin);
    flush(w);
}

/* ---- jobs ---- */

static const char *read_job(struct arena *arena, enum frame_job *job, struct ingest_options *options)
{
    struct frame_header header;
    read_header(&header, FRAME_JOB);
    char *bytes = arena_alloc(arena, header.len + 1);
    read_exactly(bytes, header.len);
    struct frame_cursor c = {bytes, bytes + header.len, false};
    *job = (enum frame_job)frame_number(&c);
    const char *name = frame_text(&c, arena);
    frame_options(&c, arena, options);
    return name ? name : "the input";
}

/* The rest of an input is taken before a success is told, and after a failure is: what remains of a failed one may be long. */
static void do_job(struct worker *w)
{
    ARENA_SCOPED struct arena arena = {0};
    struct ingest_options options = {.published = TIME_NONE};
    struct ingest_source source = {read_input, w, NULL};
    const struct ingest_sink sink = {send_document, send_reject, send_warning, w};
    const struct outline_sink outlines = {send_outline, send_warning, w};
    enum frame_job job;
    struct feed_info info = {.interval_seconds = -1};
    struct err e = {0};
    source.name = read_job(&arena, &job, &options);
    w->left = 0;
    w->ended = false;
    if (job == JOB_FEEDS ? ingest_read_opml(&source, &outlines, &e)
                         : ingest_read(&source, &options, &sink, &info, &e)) {
        drain_input(w);
        e = (struct err){0};
    }
    send_end(w, &e, &info);
    drain_input(w);
    arena_finish(&info.arena);
}

static _Noreturn void live(const struct untrusted_options *options)
{
    struct worker w = {.options = options};
    if (!confine(options->memory))
        _exit(1);
    for (;;)
        do_job(&w);
}

/* ---- birth ---- */

static void close_above(unsigned first)
{
    if (syscall(SYS_close_range, first, ~0u, 0) == 0)
        return;
    for (long fd = first, end = sysconf(_SC_OPEN_MAX); fd < end; fd++)
        close((int)fd);
}

/* What a terminal sends to all is for the one who made us; it knows when to stop. */
static void reset_signals(void)
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void be_born(const struct untrusted_options *options, pid_t parent, int socket)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || nowhere < 0)
        _exit(0);
    reset_signals();
    dup2(socket, SOCKET);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close_above(3);
    live(options);
}

bool worker_start(const struct untrusted_options *options, pid_t *pid, int *socket, struct err *e)
{
    int pair[2];
    pid_t parent = getpid();
    ingest_load();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return err_errno(e, "cannot make a process for reading");
    pid_t child = fork();
    if (child == 0)
        be_born(options, parent, pair[1]);
    close(pair[1]);
    if (child < 0) {
        err_errno(e, "cannot make a process for reading");
        close(pair[0]);
        return false;
    }
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    *pid = child;
    *socket = pair[0];
    return true;
}

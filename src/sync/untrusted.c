/* untrusted: the side of the worker's maker.
 *
 * States: idle; busy, from begin until END was read or the worker died; ended, until END was taken. A worker that fails, or that
 * has an input left over, is killed and not spoken to again. Received bytes are `in`; of them `seen` are frames already looked at
 * for an END, and `taken` are frames already given out. */
#include "worker.h"
#include "confine.h"
#include "frame.h"
#include "newsfs/clock.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK        (64u << 10) /* bytes of input passed on at once */
#define PAUSE_AT     (1u << 20)  /* answers waiting to be taken that stop the receiving, where not whole */
#define JOBS_MAX     256         /* of one worker: what it may have leaked goes with it */
#define NONSENSE     "the process that read it answers nonsense"
#define DEATH_MS     1000
#define LIMIT_CPU    5
#define LIMIT_WALL   60
#define LIMIT_MEMORY (256u << 20)
#define LIMIT_WHOLE  (64u << 20)

enum state { IDLE, BUSY, ENDED };

struct untrusted {
    struct untrusted_options options; /* complete */
    pid_t pid;                        /* 0: no worker */
    int socket;
    int jobs; /* of this worker */
    enum state state;
    const struct ingest_source *source;
    bool source_ended;
    struct buf out; /* to the worker; sent[0..sent) is gone */
    size_t sent;
    struct buf in;
    size_t seen, taken;
    int64_t deadline;
    struct err end; /* where the worker died, or was killed: instead of its END */
    bool broken;
    struct feed_info info;
    struct document doc;
    struct draft draft;
};

struct untrusted *untrusted_open(const struct untrusted_options *options)
{
    struct untrusted *u = mem_alloc(sizeof *u);
    u->options = *options;
    u->options.cpu_seconds = options->cpu_seconds > 0 ? options->cpu_seconds : LIMIT_CPU;
    u->options.wall_seconds = options->wall_seconds > 0 ? options->wall_seconds : LIMIT_WALL;
    u->options.memory = options->memory ? options->memory : LIMIT_MEMORY;
    u->options.whole_max = options->whole_max ? options->whole_max : LIMIT_WHOLE;
    document_init(&u->doc);
    u->draft.doc = &u->doc;
    return u;
}

/* End the worker; how it ended. */
static int reap(struct untrusted *u)
{
    int how = 0;
    if (!u->pid)
        return 0;
    kill(u->pid, SIGKILL);
    close(u->socket);
    while (waitpid(u->pid, &how, 0) < 0 && errno == EINTR)
        ;
    u->pid = 0;
    return how;
}

void untrusted_close(struct untrusted *u)
{
    if (!u)
        return;
    reap(u);
    buf_finish(&u->out);
    buf_finish(&u->in);
    arena_finish(&u->info.arena);
    document_finish(&u->doc);
    free(u);
}

/* ---- failure ---- */

static void break_off(struct untrusted *u, enum err_code code, const char *why)
{
    reap(u);
    u->state = ENDED;
    u->broken = true;
    err_set(&u->end, code, "%s", why);
    if (u->options.whole)
        buf_clear(&u->in);
    if (u->options.whole)
        u->taken = u->seen = 0;
}

/* A worker that hung up is about to die; one that is not is helped. */
static void wait_for_death(pid_t pid)
{
    int death = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd wait = {.fd = death, .events = POLLIN};
    if (death < 0 || poll(&wait, 1, DEATH_MS) != 1)
        kill(pid, SIGKILL);
    if (death >= 0)
        close(death);
}

/* The worker hung up: by what it died is the reason. */
static void die(struct untrusted *u)
{
    wait_for_death(u->pid);
    int how = reap(u);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU)
        break_off(u, ERR_LIMIT, "reading it takes too long: more processor time than one input gets");
    else if (WIFEXITED(how))
        break_off(u, ERR_LIMIT, "reading it takes too much memory");
    else
        break_off(u, ERR_INPUT, "the process that read it died of it");
}

/* ---- to the worker ---- */

static void add_chunk(struct untrusted *u, struct err *e)
{
    size_t begin = frame_open(&u->out, FRAME_DATA);
    long got = u->source->read(u->source->context, buf_reserve(&u->out, CHUNK), CHUNK, e);
    if (got < 0) {
        break_off(u, e->code, e->text);
        return;
    }
    u->out.len += (size_t)got;
    frame_close(&u->out, begin);
    u->source_ended = got == 0;
}

static void fill(struct untrusted *u)
{
    struct err e = {0};
    if (u->sent < u->out.len || u->source_ended)
        return;
    buf_clear(&u->out);
    u->sent = 0;
    add_chunk(u, &e);
}

static void send_more(struct untrusted *u)
{
    while (u->state == BUSY && (u->sent < u->out.len || !u->source_ended)) {
        fill(u);
        if (u->state != BUSY)
            return;
        ssize_t put = send(u->socket, u->out.data + u->sent, u->out.len - u->sent, MSG_NOSIGNAL);
        if (put < 0)
            return; /* it is full, or dead, which receiving will show */
        u->sent += (size_t)put;
    }
}

/* ---- from the worker ---- */

static bool frame_at(const struct untrusted *u, size_t at, struct frame_header *header)
{
    if (u->in.len - at < FRAME_HEADER)
        return false;
    memcpy(header, u->in.data + at, FRAME_HEADER);
    return header->len <= u->in.len - at - FRAME_HEADER;
}

/* Nothing comes after an END; a worker that still has input to take then is of no more use. */
static void read_end(struct untrusted *u, const char *at, size_t len)
{
    struct frame_cursor c = {at, at + len, false};
    u->state = ENDED;
    frame_err(&c, &u->end);
    frame_info(&c, &u->info);
    if (c.bad)
        break_off(u, ERR_INPUT, NONSENSE);
    else if (!u->source_ended || u->sent < u->out.len || u->jobs >= JOBS_MAX)
        reap(u);
}

static void look_for_end(struct untrusted *u)
{
    struct frame_header header;
    while (u->state == BUSY && frame_at(u, u->seen, &header)) {
        const char *at = u->in.data + u->seen + FRAME_HEADER;
        u->seen += FRAME_HEADER + header.len;
        if (header.kind == FRAME_END)
            read_end(u, at, header.len);
    }
    if (u->state == BUSY && u->in.len - u->seen >= FRAME_HEADER) {
        memcpy(&header, u->in.data + u->seen, FRAME_HEADER);
        if (header.len > FRAME_MAX)
            break_off(u, ERR_INPUT, NONSENSE);
    }
}

static bool is_full(const struct untrusted *u)
{
    return !u->options.whole && u->seen - u->taken > PAUSE_AT;
}

static void forget_taken(struct untrusted *u)
{
    if (u->taken < PAUSE_AT / 2)
        return;
    memmove(u->in.data, u->in.data + u->taken, u->in.len - u->taken);
    buf_truncate(&u->in, u->in.len - u->taken);
    u->seen -= u->taken;
    u->taken = 0;
}

static void receive_more(struct untrusted *u)
{
    while (u->state == BUSY && !is_full(u)) {
        forget_taken(u);
        ssize_t got = recv(u->socket, buf_reserve(&u->in, CHUNK), CHUNK, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            die(u);
            return;
        }
        u->in.len += (size_t)got;
        look_for_end(u);
        if (u->state == BUSY && u->options.whole && u->in.len > u->options.whole_max)
            break_off(u, ERR_LIMIT, "what it holds is larger than what is kept of one input");
    }
}

/* ---- the face ---- */

void untrusted_begin(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options)
{
    struct err e;
    buf_clear(&u->in);
    buf_clear(&u->out);
    u->sent = u->seen = u->taken = 0;
    u->broken = u->source_ended = false;
    u->source = source;
    u->state = BUSY;
    arena_clear(&u->info.arena);
    u->info = (struct feed_info){.arena = u->info.arena, .interval_seconds = -1};
    if (!u->pid) {
        u->jobs = 0;
        if (!worker_start(&u->options, &u->pid, &u->socket, &e)) {
            break_off(u, e.code, e.text);
            return;
        }
    }
    u->jobs++;
    confine_cpu(u->pid, u->options.cpu_seconds);
    u->deadline = clock_monotonic_ms() + u->options.wall_seconds * 1000LL;
    size_t begin = frame_open(&u->out, FRAME_JOB);
    frame_add_text(&u->out, source->name);
    frame_add_options(&u->out, options);
    frame_close(&u->out, begin);
    untrusted_work(u);
}

void untrusted_stop(struct untrusted *u)
{
    if (u->state != IDLE)
        reap(u);
    u->state = IDLE;
}

bool untrusted_poll(const struct untrusted *u, struct pollfd *out)
{
    if (u->state != BUSY)
        return false;
    bool more = u->sent < u->out.len || !u->source_ended;
    *out = (struct pollfd){.fd = u->socket, .events = (short)((is_full(u) ? 0 : POLLIN) | (more ? POLLOUT : 0))};
    return true;
}

void untrusted_work(struct untrusted *u)
{
    if (u->state != BUSY)
        return;
    send_more(u);
    receive_more(u);
    if (u->state == BUSY && u->options.whole && clock_monotonic_ms() > u->deadline)
        break_off(u, ERR_TIMEOUT, "reading it takes too long");
}

static enum untrusted_kind take_end(struct untrusted *u, struct err *why)
{
    u->state = IDLE;
    *why = u->end;
    return UNTRUSTED_END;
}

static enum untrusted_kind take_nonsense(struct untrusted *u, struct err *why)
{
    break_off(u, ERR_INPUT, NONSENSE);
    return take_end(u, why);
}

static enum untrusted_kind take_frame(struct untrusted *u, const struct frame_header *header, struct err *why)
{
    const char *at = u->in.data + u->taken + FRAME_HEADER;
    struct frame_cursor c = {at, at + header->len, false};
    u->taken += FRAME_HEADER + header->len;
    switch ((enum frame_kind)header->kind) {
    case FRAME_DOCUMENT:
        return frame_draft(&c, &u->draft, u->options.prepare) ? UNTRUSTED_DOCUMENT : take_nonsense(u, why);
    case FRAME_REJECT:
    case FRAME_WARNING:
        frame_err(&c, why);
        return c.bad ? take_nonsense(u, why) : header->kind == FRAME_REJECT ? UNTRUSTED_REJECT : UNTRUSTED_WARNING;
    case FRAME_END:
        return take_end(u, why);
    default:
        return take_nonsense(u, why);
    }
}

enum untrusted_kind untrusted_next(struct untrusted *u, struct draft **draft, struct err *why)
{
    struct frame_header header;
    *draft = &u->draft;
    if (u->state == IDLE || (u->state == BUSY && u->options.whole))
        return UNTRUSTED_NOTHING;
    if (u->taken < u->seen && frame_at(u, u->taken, &header))
        return take_frame(u, &header, why);
    return u->state == ENDED && u->broken ? take_end(u, why) : UNTRUSTED_NOTHING;
}

bool untrusted_has_ended(const struct untrusted *u, struct err *why)
{
    if (u->state == ENDED)
        *why = u->end;
    return u->state == ENDED;
}

const struct feed_info *untrusted_info(const struct untrusted *u)
{
    return &u->info;
}

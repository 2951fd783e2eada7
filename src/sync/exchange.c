/* exchange: frames to and from a worker, never waiting for it. */
#include "exchange.h"
#include "frame.h"
#include "newsfs/clock.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK    (64u << 10) /* bytes of input passed on at once */
#define PAUSE_AT (1u << 20)  /* answers waiting to be taken that stop the receiving, where not whole */
#define DEATH_MS 1000

/* End the worker; how it ended. */
int exchange_end(struct untrusted *u)
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

void exchange_break(struct untrusted *u, enum err_code code, const char *why)
{
    exchange_end(u);
    u->state = ENDED;
    u->broken = true;
    err_set(&u->end, code, "%s: %s", u->name, why);
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
    int how = exchange_end(u);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU)
        exchange_break(u, ERR_LIMIT, "reading it takes too long: more processor time than one input gets");
    else if (WIFEXITED(how))
        exchange_break(u, ERR_LIMIT, "reading it takes too much memory");
    else
        exchange_break(u, ERR_INPUT, "the process that read it died of it");
}

/* ---- to the worker ---- */

static void add_chunk(struct untrusted *u, struct err *e)
{
    size_t begin = frame_open(&u->out, FRAME_DATA);
    long got = u->source->read(u->source->context, buf_reserve(&u->out, CHUNK), CHUNK, e);
    if (got < 0) {
        exchange_break(u, e->code, e->text);
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

void exchange_send(struct untrusted *u)
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

bool exchange_frame_at(const struct untrusted *u, size_t at, struct frame_header *header)
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
        exchange_break(u, ERR_INPUT, NONSENSE);
    else if (!u->source_ended || u->sent < u->out.len || u->jobs >= JOBS_MAX)
        exchange_end(u);
}

static void look_for_end(struct untrusted *u)
{
    struct frame_header header;
    while (u->state == BUSY && exchange_frame_at(u, u->seen, &header)) {
        const char *at = u->in.data + u->seen + FRAME_HEADER;
        u->seen += FRAME_HEADER + header.len;
        if (header.kind == FRAME_END)
            read_end(u, at, header.len);
    }
    if (u->state == BUSY && u->in.len - u->seen >= FRAME_HEADER) {
        memcpy(&header, u->in.data + u->seen, FRAME_HEADER);
        if (header.len > FRAME_MAX)
            exchange_break(u, ERR_INPUT, NONSENSE);
    }
}

bool exchange_is_full(const struct untrusted *u)
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

void exchange_receive(struct untrusted *u)
{
    while (u->state == BUSY && !exchange_is_full(u)) {
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
            exchange_break(u, ERR_LIMIT, "what it holds is larger than what is kept of one input");
    }
}

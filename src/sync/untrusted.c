/* untrusted: the side of the worker's maker. */
#include "exchange.h"
#include "worker.h"
#include "confine.h"
#include "newsfs/clock.h"
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT_CPU    5
#define LIMIT_WALL   60
#define LIMIT_MEMORY (256u << 20)
#define LIMIT_WHOLE  (64u << 20)
#define KEPT_MAX     (1u << 20) /* bytes of room for answers that are kept for the next */

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

void untrusted_close(struct untrusted *u)
{
    if (!u)
        return;
    exchange_end(u);
    buf_finish(&u->out);
    buf_finish(&u->in);
    arena_finish(&u->info.arena);
    document_finish(&u->doc);
    free(u);
}

void exchange_begin(struct untrusted *u, enum frame_job job, const struct ingest_source *source,
                    const struct ingest_options *options)
{
    struct err e;
    buf_clear(&u->in);
    buf_clear(&u->out);
    u->sent = u->seen = u->taken = 0;
    u->broken = u->source_ended = false;
    u->source = source;
    u->name = source->name;
    u->state = BUSY;
    arena_clear(&u->info.arena);
    u->info = (struct feed_info){.arena = u->info.arena, .interval_seconds = -1};
    if (!u->pid) {
        u->jobs = 0;
        if (!worker_start(&u->options, &u->pid, &u->socket, &e)) {
            exchange_break(u, e.code, e.text);
            return;
        }
    }
    u->jobs++;
    confine_cpu(u->pid, u->options.cpu_seconds);
    u->deadline = clock_monotonic_ms() + u->options.wall_seconds * 1000LL;
    size_t begin = frame_open(&u->out, FRAME_JOB);
    frame_add_number(&u->out, job);
    frame_add_text(&u->out, source->name);
    frame_add_options(&u->out, options);
    frame_close(&u->out, begin);
    untrusted_work(u);
}

void untrusted_begin(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options)
{
    exchange_begin(u, JOB_ARTICLES, source, options);
}

void untrusted_stop(struct untrusted *u)
{
    if (u->state != IDLE)
        exchange_end(u);
    u->state = IDLE;
}

bool untrusted_poll(const struct untrusted *u, struct pollfd *out)
{
    if (u->state != BUSY)
        return false;
    bool more = u->sent < u->out.len || !u->source_ended;
    *out =
        (struct pollfd){.fd = u->socket, .events = (short)((exchange_is_full(u) ? 0 : POLLIN) | (more ? POLLOUT : 0))};
    return true;
}

void untrusted_work(struct untrusted *u)
{
    if (u->state != BUSY)
        return;
    exchange_send(u);
    exchange_receive(u);
    if (u->state == BUSY && u->options.whole && clock_monotonic_ms() > u->deadline)
        exchange_break(u, ERR_TIMEOUT, "reading it takes too long");
}

static enum untrusted_kind take_end(struct untrusted *u, struct err *why)
{
    u->state = IDLE;
    *why = u->end;
    return UNTRUSTED_END;
}

static enum untrusted_kind take_nonsense(struct untrusted *u, struct err *why)
{
    exchange_break(u, ERR_INPUT, NONSENSE);
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
    case FRAME_OUTLINE:
        document_clear(&u->doc);
        return frame_outline(&c, &u->doc.arena, &u->outline) ? UNTRUSTED_FEED : take_nonsense(u, why);
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
    if (u->taken < u->seen && exchange_frame_at(u, u->taken, &header))
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

static void swap_room(struct untrusted *to, struct untrusted *from)
{
    struct buf in = to->in;
    struct arena arena = to->info.arena;
    to->in = from->in;
    to->info = from->info;
    if (in.cap > KEPT_MAX)
        buf_finish(&in);
    buf_clear(&in);
    arena_clear(&arena);
    from->in = in;
    from->info = (struct feed_info){.arena = arena};
}

void untrusted_move(struct untrusted *to, struct untrusted *from)
{
    swap_room(to, from);
    to->name = from->name;
    to->state = from->state;
    to->seen = from->seen;
    to->taken = from->taken;
    to->end = from->end;
    to->broken = from->broken;
    to->moved_from = from->pid;
    from->state = IDLE;
}

void untrusted_distrust(struct untrusted *u, const struct untrusted *moved)
{
    if (!moved->broken || !moved->moved_from || u->pid != moved->moved_from)
        return;
    if (u->state == BUSY)
        u->jobs = JOBS_MAX;
    else
        exchange_end(u);
}

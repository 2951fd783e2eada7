/* untrusted_read: for callers that have one input and time to wait. */
#include "exchange.h"
#include <poll.h>

#define WAIT_MS 500 /* then the deadline is looked at */

/* One of the two sinks is there. */
struct reading {
    struct untrusted *u;
    const struct untrusted_sink *articles;
    const struct outline_sink *feeds;
    struct err *e;
    bool ok, ended;
};

static bool take_reject(struct reading *r, const struct err *why)
{
    if (!r->articles || !r->articles->reject || r->articles->reject(r->articles->context, why))
        return true;
    *r->e = *why;
    return false;
}

static bool take_warning(struct reading *r, const char *text)
{
    if (r->articles && r->articles->warning)
        r->articles->warning(r->articles->context, text);
    if (r->feeds && r->feeds->warning)
        r->feeds->warning(r->feeds->context, text);
    return true;
}

static bool take_end(struct reading *r, const struct err *why)
{
    r->ended = true;
    r->ok = why->code == ERR_NONE;
    if (!r->ok)
        *r->e = *why;
    return false;
}

/* False: the sink wants no more, or there is no more. */
static bool hand_over(struct reading *r, enum untrusted_kind kind, struct draft *draft, const struct err *what)
{
    switch (kind) {
    case UNTRUSTED_DOCUMENT:
        return !r->articles || r->articles->draft(r->articles->context, draft, r->e);
    case UNTRUSTED_FEED:
        return !r->feeds || r->feeds->feed(r->feeds->context, &r->u->outline, r->e);
    case UNTRUSTED_REJECT:
        return take_reject(r, what);
    case UNTRUSTED_WARNING:
        return take_warning(r, what->text);
    default:
        return take_end(r, what);
    }
}

static bool take_all(struct reading *r)
{
    struct draft *draft;
    struct err what;
    for (enum untrusted_kind kind; (kind = untrusted_next(r->u, &draft, &what)) != UNTRUSTED_NOTHING;)
        if (!hand_over(r, kind, draft, &what))
            return false;
    return true;
}

static bool read_to_end(struct reading *r)
{
    struct pollfd wait;
    while (take_all(r)) {
        if (untrusted_poll(r->u, &wait))
            poll(&wait, 1, WAIT_MS);
        untrusted_work(r->u);
    }
    if (!r->ended)
        untrusted_stop(r->u);
    return r->ok;
}

bool untrusted_read(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options,
                    const struct untrusted_sink *sink, struct err *e)
{
    struct err local;
    struct reading r = {.u = u, .articles = sink, .e = e ? e : &local};
    untrusted_begin(u, source, options);
    return read_to_end(&r);
}

bool untrusted_read_opml(struct untrusted *u, const struct ingest_source *source, const struct outline_sink *sink,
                         struct err *e)
{
    struct err local;
    struct reading r = {.u = u, .feeds = sink, .e = e ? e : &local};
    exchange_begin(u, JOB_FEEDS, source, &(struct ingest_options){.published = TIME_NONE});
    return read_to_end(&r);
}

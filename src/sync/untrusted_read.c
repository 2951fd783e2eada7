/* untrusted_read: for callers that have one input and time to wait. */
#include "newsfs/untrusted.h"
#include <poll.h>

struct reading {
    struct untrusted *u;
    const struct ingest_sink *sink;
    struct err *e;
    bool ok, ended;
};

/* False: the sink wants no more. */
static bool hand_over(struct reading *r, enum untrusted_kind kind, struct draft *draft, const struct err *what)
{
    switch (kind) {
    case UNTRUSTED_DOCUMENT:
        return r->sink->document(r->sink->context, draft->doc, r->e);
    case UNTRUSTED_REJECT:
        if (!r->sink->reject || r->sink->reject(r->sink->context, what))
            return true;
        *r->e = *what;
        return false;
    case UNTRUSTED_WARNING:
        if (r->sink->warning)
            r->sink->warning(r->sink->context, what->text);
        return true;
    default:
        r->ended = true;
        r->ok = what->code == ERR_NONE;
        if (!r->ok)
            *r->e = *what;
        return false;
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

bool untrusted_read(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options,
                    const struct ingest_sink *sink, struct err *e)
{
    struct err local;
    struct reading r = {.u = u, .sink = sink, .e = e ? e : &local};
    struct pollfd wait;
    untrusted_begin(u, source, options);
    while (take_all(&r)) {
        if (untrusted_poll(u, &wait))
            poll(&wait, 1, -1);
        untrusted_work(u);
    }
    if (!r.ended)
        untrusted_stop(u);
    return r.ok;
}

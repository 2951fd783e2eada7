/* reader: what happens to every document alike, whatever format it came in. */
#include "reader.h"

#define REJECTED_IN_ROW_MAX 1000 /* so many, and the input is not what it claims to be */

static void apply_options(struct document *d, const struct ingest_options *o)
{
    if (o->source_name) {
        d->source_name = arena_strdup(&d->arena, o->source_name);
        d->source_url = NULL;
    }
    if (o->source_url)
        d->source_url = arena_strdup(&d->arena, o->source_url);
    if (o->url)
        d->url = arena_strdup(&d->arena, o->url);
    if (o->published != TIME_NONE)
        d->published = o->published;
    for (size_t i = 0; i < o->topic_count; i++)
        document_add_topic(d, arena_strdup(&d->arena, o->topics[i]));
}

bool reader_deliver(struct reader *r, struct err *e)
{
    apply_options(&r->doc, r->options);
    r->delivered++;
    r->rejected_in_row = 0;
    bool ok = r->sink->document(r->sink->context, &r->doc, e);
    document_clear(&r->doc);
    return ok;
}

bool reader_reject(struct reader *r, const struct err *why, struct err *e)
{
    document_clear(&r->doc);
    r->rejected++;
    bool go_on = r->sink->reject && r->sink->reject(r->sink->context, why);
    if (!go_on) {
        if (e)
            *e = *why;
        return false;
    }
    if (++r->rejected_in_row < REJECTED_IN_ROW_MAX)
        return true;
    return err_set(e, ERR_LIMIT,
                   "%s: %d documents in a row cannot be read: is it what it was taken for? (--format says)",
                   reader_name(r), REJECTED_IN_ROW_MAX);
}

void reader_warn(struct reader *r, const char *fmt, ...)
{
    if (!r->sink->warning)
        return;
    BUF_SCOPED struct buf text = {0};
    buf_addf(&text, "%s: ", reader_name(r));
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(&text, fmt, ap);
    va_end(ap);
    r->sink->warning(r->sink->context, buf_str(&text));
}

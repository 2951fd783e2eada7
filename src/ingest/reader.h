/* reader: one reading under way: the input, what the user said, where documents go.
 *
 * Every format is a function over this. It fills r->doc, hands it over with reader_deliver and begins the next one; what
 * cannot be read goes to reader_reject, what was mended to reader_warn. */
#ifndef INGEST_READER_H
#define INGEST_READER_H

#include "input.h"

struct reader {
    struct input in;
    const struct ingest_options *options;
    const struct ingest_sink *sink;
    struct feed_info *info;                   /* never NULL */
    const struct ingest_elsewhere *elsewhere; /* NULL: every format is read here */
    struct document doc;                      /* the one being made */
    int64_t delivered, rejected;
    int64_t rejected_in_row;
    bool may_be_empty; /* no document is no mistake: a well-formed feed, an empty array */
};

/* A row of the table of formats. sniff: do the first len bytes of an input look like it? */
struct ingest_format {
    const char *name;
    bool (*sniff)(const char *head, size_t len);
    bool (*read)(struct reader *r, struct err *e);
};

/* Apply the options to r->doc, hand it over and clear it. */
bool reader_deliver(struct reader *r, struct err *e) MUST_USE;

/* A document cannot be read, as `why` says: true where reading may go on, else *e says why not. r->doc is cleared. */
bool reader_reject(struct reader *r, const struct err *why, struct err *e) MUST_USE;

void reader_warn(struct reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

static inline const char *reader_name(const struct reader *r)
{
    return r->in.source->name;
}

/* The formats' halves. atom, rss and rdf are read by one function: whichever of them was asked for, the root element decides. */
bool feed_read(struct reader *r, struct err *e);
bool atom_sniff(const char *head, size_t len);
bool rss_sniff(const char *head, size_t len);
bool rdf_sniff(const char *head, size_t len);
#define atom_read feed_read
#define rss_read  feed_read
#define rdf_read  feed_read
bool json_sniff(const char *head, size_t len);
bool json_read(struct reader *r, struct err *e);
bool jsonfeed_sniff(const char *head, size_t len);
bool jsonfeed_read(struct reader *r, struct err *e);
bool opml_sniff(const char *head, size_t len);
bool opml_read(struct reader *r, struct err *e);
bool html_sniff(const char *head, size_t len);
bool html_read(struct reader *r, struct err *e);
bool page_sniff(const char *head, size_t len);
bool page_read(struct reader *r, struct err *e);

#endif

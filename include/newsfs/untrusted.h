/* untrusted: reading bytes of strangers in a process that can do nothing else.
 *
 * A struct untrusted is one worker process, made when it is first needed and made anew when it dies: limits on processor time,
 * memory and files, no network, no files but the system's libraries, no new processes. It reads one input after the other as
 * ingest_read does. Whatever an input does to its worker is one error for that input. What comes out of it is
 * checked before it is believed: strings are UTF-8, served texts are clean.
 *
 * A struct untrusted belongs to one thread. */
#ifndef NEWSFS_UNTRUSTED_H
#define NEWSFS_UNTRUSTED_H

#include "newsfs/article.h"
#include "newsfs/ingest.h"

struct untrusted;
struct pollfd;

/* 0 in a number: what the comment says. */
struct untrusted_options {
    void (*prepare)(struct draft *draft); /* run in the worker on each document; NULL: drafts come without texts */
    int cpu_seconds;                      /* of one input; 5 */
    int wall_seconds;                     /* of one input; 60. Only where `whole` */
    size_t memory;                        /* bytes the worker may grow by; 256 MiB */
    bool whole;       /* all or nothing: documents come out only once the input was read to its end */
    size_t whole_max; /* bytes of all documents of one input, where `whole`; 64 MiB */
};

struct untrusted *untrusted_open(const struct untrusted_options *options);
void untrusted_close(struct untrusted *u); /* NULL is fine; ends the worker */

/* Give it an input; the last one's END was taken. options are copied, source is borrowed until the end, as all of ingest_read's. Failing to
 * make a process is an error of the input like others. */
void untrusted_begin(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options);

void untrusted_stop(struct untrusted *u); /* in the middle of an input: it is idle then */

bool untrusted_poll(const struct untrusted *u, struct pollfd *out); /* what to wait for; false: nothing, it is idle */
void untrusted_work(struct untrusted *u); /* what can be done without waiting for the worker */

enum untrusted_kind {
    UNTRUSTED_NOTHING, /* not yet */
    UNTRUSTED_DOCUMENT,
    UNTRUSTED_FEED,    /* only of a list of feeds */
    UNTRUSTED_REJECT,  /* a document that cannot be read; *why says why */
    UNTRUSTED_WARNING, /* something was mended; why->text says what */
    UNTRUSTED_END,     /* *why: what ingest_read said; code ERR_NONE: all was read */
};

/* What came out next. draft and its document are valid until the next call; its digest is what prepare made of it: call draft_digest where the
 * document is changed, or a wrong one could do harm. */
enum untrusted_kind untrusted_next(struct untrusted *u, struct draft **draft, struct err *why);

/* True once the input was read to its end or its worker died; *why as with END. untrusted_info is valid from then to the next begin. */
bool untrusted_has_ended(const struct untrusted *u, struct err *why);
const struct feed_info *untrusted_info(const struct untrusted *u);

/* What came of from's input, which has ended, moves to `to`, an idle one of like options and without a worker, as if that had read it;
 * from is idle then. The name of the source lives until `to` is done with it. */
void untrusted_move(struct untrusted *to, struct untrusted *from);
/* Where what had moved from u was found to be nonsense, u's worker reads its last input. */
void untrusted_distrust(struct untrusted *u, const struct untrusted *moved);

/* As ingest_read, through a worker: untrusted_begin to END. */
struct untrusted_sink {
    bool (*draft)(void *context, struct draft *draft, struct err *e); /* as ingest_sink's document */
    bool (*reject)(void *context, const struct err *why);
    void (*warning)(void *context, const char *text);
    void *context;
};
bool untrusted_read(struct untrusted *u, const struct ingest_source *source, const struct ingest_options *options,
                    const struct untrusted_sink *sink, struct err *e) MUST_USE;
/* As ingest_read_opml, likewise. */
bool untrusted_read_opml(struct untrusted *u, const struct ingest_source *source, const struct outline_sink *sink,
                         struct err *e) MUST_USE;

#endif

/* frame: what passes between a worker and the process that made it.
 *
 * A frame is a header and that many bytes. To the worker: one JOB (what to read and how), then DATA until an empty one. From
 * it: DOCUMENT or OUTLINE, REJECT and WARNING as they come, then one END. Both run the same program on the same machine, so numbers are as
 * the machine has them; but nothing from a worker is believed unchecked. */
#ifndef SYNC_FRAME_H
#define SYNC_FRAME_H

#include "newsfs/article.h"
#include "newsfs/ingest.h"

#define FRAME_MAX    (64u << 20)
#define FRAME_TEXTS  (FILE_URL + 1)
#define FRAME_HEADER sizeof(struct frame_header)

enum frame_kind { FRAME_JOB = 1, FRAME_DATA, FRAME_DOCUMENT, FRAME_OUTLINE, FRAME_REJECT, FRAME_WARNING, FRAME_END };
enum frame_job { JOB_ARTICLES, JOB_FEEDS };

struct frame_header {
    uint32_t kind;
    uint32_t len;
};

/* Begin a frame in out; frame_close(out, begin) sets its length. */
size_t frame_open(struct buf *out, enum frame_kind kind);
void frame_close(struct buf *out, size_t begin);

struct frame_cursor {
    const char *at, *end;
    bool bad; /* something was not there: all values since are nothing */
};

void frame_add_number(struct buf *out, int64_t n);
void frame_add_text(struct buf *out, const char *s); /* NULL is kept */
int64_t frame_number(struct frame_cursor *c);
const char *frame_text(struct frame_cursor *c, struct arena *arena); /* valid UTF-8 without NUL, or bad */

void frame_add_options(struct buf *out, const struct ingest_options *o);
void frame_options(struct frame_cursor *c, struct arena *arena, struct ingest_options *o);
void frame_add_err(struct buf *out, const struct err *e);
void frame_err(struct frame_cursor *c, struct err *e);
void frame_add_info(struct buf *out, const struct feed_info *info);
void frame_info(struct frame_cursor *c, struct feed_info *info);

void frame_add_draft(struct buf *out, const struct draft *draft);
/* draft->doc is cleared and filled, and draft with what the worker says of it, its digest too; false: it is not what a worker in its right mind sends. prepared: texts must be there. */
bool frame_draft(struct frame_cursor *c, struct draft *draft, bool prepared);

void frame_add_outline(struct buf *out, const struct feed_outline *o);
bool frame_outline(struct frame_cursor *c, struct arena *arena, struct feed_outline *o); /* false: likewise */

#endif

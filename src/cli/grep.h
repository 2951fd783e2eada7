/* grep: what its files share: how a file's lines are told, and the scan of pages. */
#ifndef CLI_GREP_H
#define CLI_GREP_H

#include "cli.h"
#include "pattern.h"

struct grep_style {
    bool names_only, counts, json, numbers, color;
};

/* Append what is to be said of one file; true: a line of it matches. text ends in a newline, or is empty. */
bool grep_text(struct buf *out, const struct grep_style *style, struct matcher *m, const char *path,
               const struct buf *text);

/* The pages of a source, or of all (0), in the order of their directories, to standard output. root: what stands before "<source>/<article>.txt".
 * *found: a line matched. */
bool grep_pages(struct invocation *in, const struct pattern *p, const struct grep_style *style, const char *root,
                int64_t source, bool *found, struct err *e) MUST_USE;

#endif

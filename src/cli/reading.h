/* reading: the options by which import and parse read the same input. */
#ifndef CLI_READING_H
#define CLI_READING_H

#include "cli.h"
#include "newsfs/ingest.h"

#define TOPICS_MAX 64

/* clang-format off */
#define READING_OPTIONS \
    {"format", 'f', "FORMAT", "read it as this instead of looking at the bytes: json, page, rss, atom, …"}, \
    {"source", 's', "NAME", "the articles' source, instead of what they say"}, \
    {"topic", 't', "NAME", "a topic to give them, also when they are imported again without it; may be repeated"}, \
    {"published", 'p', "TIME", "their date of publication, instead of what they say"}, \
    {"url", 'u', "URL", "their address, instead of what they say"}
/* clang-format on */

bool reading_options(const struct invocation *in, struct ingest_options *out, struct err *e) MUST_USE;
bool reading_open(const char *path, int *fd, const char **name, struct err *e) MUST_USE; /* "-": standard input */
void reading_close(int fd);

#endif

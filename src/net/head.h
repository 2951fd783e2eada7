/* head: the header lines of one answer, and what of them is kept. */
#ifndef NET_HEAD_H
#define NET_HEAD_H

#include "newsfs/net.h"

struct head {
    struct arena arena;
    size_t bytes; /* of all lines so far, trailers and interim answers too */
    int status;
    bool open; /* between the status line and the empty line */
    const char *etag, *last_modified, *location, *content_type, *content_encoding;
    const char *cache_control, *retry_after, *date, *expires;
};

void head_clear(struct head *h);
void head_add_line(struct head *h, const char *line, size_t len); /* as it came, with its end */

bool head_is_packed_twice(const struct head *h);             /* more than one content coding */
int64_t head_retry_after(const struct head *h, int64_t now); /* seconds; -1: not given */
int64_t head_max_age(const struct head *h);                  /* seconds; -1: not given */

/* "text/xml; charset=UTF-8" to its parts, in the arena; NULL where absent. */
void head_split_type(const char *content_type, struct arena *arena, const char **type, const char **charset);

#endif

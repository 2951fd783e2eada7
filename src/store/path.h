/* path: from the words that name a store to a file. */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include "newsfs/buf.h"

bool path_resolve(struct buf *out, const char *url,
                  struct err *e) MUST_USE;                          /* absolute, links followed where it exists */
void path_directory(struct buf *out, const char *path);             /* of an absolute path */
bool path_make_directory(const char *path, struct err *e) MUST_USE; /* the one it lies in */
void path_immutable_uri(struct buf *out, const char *path);
int64_t path_size(const char *path, const char *ending); /* of the file path + ending; -1 where there is none */
bool path_has_log(const char *path);                     /* a write-ahead log lies beside it */
int64_t disk_bytes(const char *path);                    /* of the store and its log */

#endif

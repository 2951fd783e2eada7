/* json: JSON written straight into a buf, two-space indent: on the path of every import and every scan, where building a tree of values
 * first costs more than all else. Reading JSON is jansson's. */
#ifndef RENDER_JSON_H
#define RENDER_JSON_H

#include "newsfs/buf.h"

#define JSON_DEPTH_MAX 64

struct json_writer {
    struct buf *out;
    int depth;
    bool empty; /* nothing has been written at this depth yet */
};

/* key NULL: an element of an array, or the outermost value. Keys are plain ASCII or clean text. */
void json_open(struct json_writer *w, const char *key, char bracket);      /* '{' or '[' */
void json_close(struct json_writer *w, char bracket);                      /* '}' or ']' */
void json_line(struct json_writer *w, const char *key, const char *value); /* as a clean line; nothing for NULL */
void json_integer_of(struct json_writer *w, const char *key, int64_t value);
void json_raw(struct json_writer *w, const char *key, const char *text); /* "true", "1.5" */

#endif

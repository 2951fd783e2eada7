/* json: the parts of reading JSON that article documents and JSON Feeds share. */
#ifndef INGEST_JSON_H
#define INGEST_JSON_H

#include "reader.h"
#include <jansson.h>

#define JSON_SCAN_DEPTH_MAX 256

enum json_scan_end {
    JSON_SCAN_MORE, /* the bytes end before the value does */
    JSON_SCAN_DONE, /* the value is s[0..at) */
    JSON_SCAN_LINE, /* a line ends inside a text, or a new object begins on the next line where none can be */
    JSON_SCAN_DEEP, /* deeper than JSON_SCAN_DEPTH_MAX */
};

/* Where a value ends, found without understanding it. Zeroed at its first byte; goes on at `at` when more bytes came. */
struct json_scan {
    size_t at;
    int depth;
    char last; /* the last character that is not white space */
    bool in_text, escaped, in_scalar, many_lines;
};
enum json_scan_end json_scan(struct json_scan *scan, const char *s, size_t len);

/* Bytes of white space at the head of s[0..len); a byte order mark counts as such. */
size_t json_space(const char *s, size_t len);

/* Parse s[0..len), whose first byte stands at line and column; NULL with *e saying where and why. */
json_t *json_parse(const char *s, size_t len, const char *name, int64_t line, int64_t column, struct err *e);

/* The keys of article documents. find: NULL where there is none of this name. text: the place of the value, where it is a
 * plain text, else NULL. take: put the value into d; false with what is wrong with it. */
struct json_key;
const struct json_key *json_key_find(const char *name, size_t len);
unsigned json_key_number(const struct json_key *key); /* below 32 */
const char **json_key_text(struct document *d, const struct json_key *key);
bool json_key_take(struct document *d, const struct json_key *key, const json_t *v, struct err *e) MUST_USE;

/* Keep the object of unknown members as d->extra. */
void json_keep_extra(struct document *d, const json_t *extra);

/* Fill d from s[0..len) where it is a document of the common kind. Where it returns false nothing is said about it, and d is to
 * be cleared. */
bool json_fast(struct document *d, const char *s, size_t len) MUST_USE;

/* Fill d from an article document; false with what is wrong with it ("title is a number, not text"). */
bool json_article(struct document *d, const json_t *article, struct err *e) MUST_USE;

#endif

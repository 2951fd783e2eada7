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

/* What a value may be. null is the same as absent. */
enum json_kind {
    JSON_KIND_TEXT,
    JSON_KIND_ID,   /* a text, or an integer, which is its digits then */
    JSON_KIND_HINT, /* a text; whatever else is the same as absent */
    JSON_KIND_TIME, /* a text that says a time, or an integer of seconds */
    JSON_KIND_SIZE, /* an integer from 0 up; whatever else is the same as absent */
    JSON_KIND_ENTRIES,
};

/* A key and where its value goes: `at` bytes into the document, or into the entry of a list. A row of name NULL ends a table. */
struct json_key {
    const char *name;
    enum json_kind kind;
    size_t at;
    const struct json_entries *entries; /* of JSON_KIND_ENTRIES, else NULL */
};

/* An entry while it is read. */
union json_entry {
    const char *topic;
    struct person author;
    struct enclosure enclosure;
    struct take take;
};

/* One entry, whose members are the document's, or a list of entries. */
struct json_entries {
    const char *wanted;           /* "a list of texts": what belongs here */
    const struct json_key *keys;  /* of an entry */
    const char *called;           /* "author" */
    size_t max;                   /* of a list; 0: it is one entry */
    bool texts, objects;          /* an entry may be a text, which is the value of the first key; it may be an object */
    bool or_one;                  /* one entry that stands in no list will do as well */
    const union json_entry *none; /* an entry of a list when nothing of it is read */

    /* Add the entry of a list to d; NULL, or the key that it lacks. Of one entry: NULL. */
    const char *(*add)(struct document *d, union json_entry *entry);
};

extern const struct json_key json_keys[]; /* of article documents; at most 32 */

/* NULL where there is none of this name. */
const struct json_key *json_key_find(const struct json_key *keys, const char *name, size_t len);

/* Put a text (of d's arena) or an integer where the key has its place in the record; false where it takes none such. */
bool json_put_text(void *record, const struct json_key *key, const char *text) MUST_USE;
bool json_put_integer(struct document *d, void *record, const struct json_key *key, int64_t value) MUST_USE;

/* Fill d from s[0..len) where it is a document of the common kind. Where it returns false nothing is said about it, and d is to
 * be cleared. */
bool json_fast(struct document *d, const char *s, size_t len) MUST_USE;

/* Fill d from an article document; false with what is wrong with it ("title is a number, not text"). */
bool json_article(struct document *d, const json_t *article, struct err *e) MUST_USE;

#endif

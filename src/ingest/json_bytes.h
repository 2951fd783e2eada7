/* json_bytes: a cursor over the bytes of JSON, for what is read without the parser.
 *
 * The bytes are valid UTF-8 without NUL. Every function takes what stands at the cursor, white space before it skipped, and steps
 * over it; false: something else stands there, or something that only the parser can judge, and where the cursor is then is not
 * said. */
#ifndef INGEST_JSON_BYTES_H
#define INGEST_JSON_BYTES_H

#include "newsfs/buf.h"

struct json_bytes {
    const char *at, *end;
    bool controls; /* there may be control characters, which stand in no text */
};

/* The inside of a text as it stands, its escapes not undone. */
struct json_raw {
    const char *at;
    size_t len;
};

static inline bool json_at_end(struct json_bytes *b)
{
    while (b->at < b->end && (*b->at == ' ' || *b->at == '\n' || *b->at == '\r' || *b->at == '\t'))
        b->at++;
    return b->at == b->end;
}

static inline bool json_next_is(struct json_bytes *b, char c)
{
    return !json_at_end(b) && *b->at == c;
}

static inline bool json_skip(struct json_bytes *b, char c)
{
    bool is = json_next_is(b, c);
    b->at += is;
    return is;
}

/* word: "null". Whether it ends where it seems to is seen by what is taken next. */
static inline bool json_skip_word(struct json_bytes *b, const char *word)
{
    size_t len = strlen(word);
    bool is = json_next_is(b, *word) && (size_t)(b->end - b->at) >= len && memcmp(b->at, word, len) == 0;
    b->at += is ? len : 0;
    return is;
}

bool json_take_raw(struct json_bytes *b, struct json_raw *raw) MUST_USE;
bool json_take_integer(struct json_bytes *b, int64_t *value) MUST_USE; /* of at most 18 digits */

/* What a raw text says, in the arena; NULL where it holds what is no escape, or is none that newsfs takes. */
const char *json_unescape(struct arena *arena, const struct json_raw *raw) MUST_USE;

/* Append a value as the parser and its printer would write it: compact, with the escapes that must be. */
bool json_compact(struct json_bytes *b, struct buf *out) MUST_USE;

#endif

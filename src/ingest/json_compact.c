/* json_compact: a member that newsfs has no key for, as it is kept: what jansson prints of what it parsed.
 *
 * Of most values that is what stands there, less the blanks between; the others (objects, whose members must differ, numbers that
 * are no integers, escapes that need not be) go through it. */
#include "json.h"
#include "json_bytes.h"
#include <stdlib.h>

#define DEPTH_MAX 8

/* Only escapes without which a text could not stand between quotation marks, each in its short form. */
static bool is_canonical(const struct json_raw *raw)
{
    const char *end = raw->at + raw->len;
    for (const char *s = raw->at; (s = memchr(s, '\\', (size_t)(end - s))); s += 2)
        if (!memchr("\"\\bfnrt", s[1], 7))
            return false;
    return true;
}

static bool copy_scalar(struct json_bytes *b, struct buf *out)
{
    struct json_raw raw;
    int64_t value;
    bool text = json_next_is(b, '"');
    const char *begin = b->at;
    bool taken = text ? json_take_raw(b, &raw) && is_canonical(&raw)
                      : json_skip_word(b, "null") || json_skip_word(b, "true") || json_skip_word(b, "false") ||
                            (json_take_integer(b, &value) && (value || *begin != '-'));
    buf_add(out, begin, (size_t)(b->at - begin));
    return taken;
}

static bool copy_plain(struct json_bytes *b, struct buf *out, int depth)
{
    if (!json_skip(b, '['))
        return copy_scalar(b, out);
    buf_addc(out, '[');
    bool more = !json_next_is(b, ']');
    while (more) {
        if (depth == DEPTH_MAX || !copy_plain(b, out, depth + 1))
            return false;
        more = json_skip(b, ',');
        buf_adds(out, more ? "," : "");
    }
    buf_addc(out, ']');
    return json_skip(b, ']');
}

static bool print_parsed(struct json_bytes *b, struct buf *out)
{
    struct json_scan scan = {0};
    if (json_at_end(b) || json_scan(&scan, b->at, (size_t)(b->end - b->at)) != JSON_SCAN_DONE)
        return false;
    json_t *value = json_loadb(b->at, scan.at, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    json_decref(value);
    b->at += scan.at;
    if (text)
        buf_adds(out, text);
    free(text);
    return text;
}

bool json_compact(struct json_bytes *b, struct buf *out)
{
    const struct json_bytes before = *b;
    size_t len = out->len;
    if (copy_plain(b, out, 0))
        return true;
    *b = before;
    buf_truncate(out, len);
    return print_parsed(b, out);
}

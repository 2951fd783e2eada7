#include "json.h"

#include "newsfs/text.h"

#include <string.h>

static bool is_special(char c)
{
    return c == '"' || c == '\\';
}

/* Begin a string; where its bytes begin. */
static size_t open_string(struct buf *out)
{
    buf_addc(out, '"');
    return out->len;
}

static size_t count(const struct buf *b, size_t start, char c)
{
    size_t n = 0;
    for (const char *at = b->data + start, *end = b->data + b->len; (at = memchr(at, c, (size_t)(end - at))); at++)
        n++;
    return n;
}

/* End a string whose clean bytes begin at start: a backslash before each quote and backslash, from behind, and the quote. */
static void close_string(struct buf *out, size_t start)
{
    size_t more = count(out, start, '"') + count(out, start, '\\');
    if (more) {
        buf_reserve(out, more);
        char *to = out->data + out->len + more;
        for (const char *from = out->data + out->len; from > out->data + start;) {
            *--to = *--from;
            if (is_special(*from))
                *--to = '\\';
        }
        buf_truncate(out, out->len + more);
    }
    buf_addc(out, '"');
}

static void begin_line(struct json_writer *w)
{
    static const char spaces[] = "                                                                                     "
                                 "                                           ";
    size_t indent = 2 * (size_t)w->depth;
    buf_addc(w->out, '\n');
    buf_add(w->out, spaces, indent < sizeof spaces ? indent : sizeof spaces - 1);
}

/* Keys are short, and most are our own: without anything special they are written as they stand. */
static void add_key(struct buf *out, const char *key)
{
    size_t start = open_string(out), len = 0;
    while (key[len] && !is_special(key[len]))
        len++;
    buf_add(out, key, len);
    if (!key[len]) {
        buf_add(out, "\": ", 3);
        return;
    }
    buf_adds(out, key + len);
    close_string(out, start);
    buf_add(out, ": ", 2);
}

static void begin_value(struct json_writer *w, const char *key)
{
    if (w->depth > 0) {
        if (!w->empty)
            buf_addc(w->out, ',');
        begin_line(w);
    }
    if (key)
        add_key(w->out, key);
    w->empty = false;
}

void json_open(struct json_writer *w, const char *key, char bracket)
{
    begin_value(w, key);
    buf_addc(w->out, bracket);
    w->depth++;
    w->empty = true;
}

void json_close(struct json_writer *w, char bracket)
{
    w->depth--;
    if (!w->empty)
        begin_line(w);
    buf_addc(w->out, bracket);
    w->empty = false;
}

void json_line(struct json_writer *w, const char *key, const char *value)
{
    if (!value)
        return;
    begin_value(w, key);
    size_t start = open_string(w->out);
    text_clean_line(w->out, value, strlen(value));
    close_string(w->out, start);
}

void json_integer_of(struct json_writer *w, const char *key, int64_t value)
{
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    begin_value(w, key);
    buf_add(w->out, at, (size_t)(end - at));
}

void json_raw(struct json_writer *w, const char *key, const char *text)
{
    begin_value(w, key);
    buf_adds(w->out, text);
}

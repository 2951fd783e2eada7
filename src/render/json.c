#include "json.h"

#include "newsfs/text.h"

#include <inttypes.h>
#include <string.h>

static void add_quoted(struct buf *out, const char *s, size_t len)
{
    buf_addc(out, '"');
    for (size_t at = 0; at < len;) {
        size_t plain = at;
        while (plain < len && s[plain] != '"' && s[plain] != '\\')
            plain++;
        buf_add(out, s + at, plain - at);
        if (plain < len) {
            buf_addc(out, '\\');
            buf_addc(out, s[plain++]);
        }
        at = plain;
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

static void begin_value(struct json_writer *w, const char *key)
{
    if (w->depth > 0) {
        if (!w->empty)
            buf_addc(w->out, ',');
        begin_line(w);
    }
    if (key) {
        add_quoted(w->out, key, strlen(key));
        buf_add(w->out, ": ", 2);
    }
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
    BUF_SCOPED struct buf line = {0};
    text_clean_line(&line, value, strlen(value));
    begin_value(w, key);
    add_quoted(w->out, buf_str(&line), line.len);
}

void json_integer_of(struct json_writer *w, const char *key, int64_t value)
{
    begin_value(w, key);
    buf_addf(w->out, "%" PRId64, value);
}

void json_raw(struct json_writer *w, const char *key, const char *text)
{
    begin_value(w, key);
    buf_adds(w->out, text);
}

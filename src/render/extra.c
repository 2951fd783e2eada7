/* extra: the publisher's further fields as lines that read like the rest of a page's end. */
#include "render_private.h"

#include <jansson.h>
#include <stdlib.h>

static void add_label(struct buf *out, const char *key)
{
    size_t start = out->len;
    add_line_of(out, key);
    if (out->len > start && out->data[start] >= 'a' && out->data[start] <= 'z')
        out->data[start] = (char)(out->data[start] - 'a' + 'A');
    buf_adds(out, ": ");
}

static void add_value(struct buf *out, json_t *value)
{
    if (json_is_string(value)) {
        add_line_of(out, json_string_value(value));
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    add_line_of(out, text);
    free(text);
}

json_t *extra_read(const struct document *d)
{
    return d->extra ? json_loads(d->extra, JSON_ALLOW_NUL, NULL) : NULL;
}

void extra_write(struct buf *out, json_t *fields)
{
    const char *key;
    json_t *value;
    json_object_foreach(fields, key, value)
    {
        add_label(out, key);
        add_value(out, value);
        buf_addc(out, '\n');
    }
}

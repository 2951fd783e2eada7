/* grep_text: what is said of the lines of one file that match, in grep's output format. */
#include "grep.h"

#include <jansson.h>
#include <string.h>

static int add_json(const char *bytes, size_t len, void *out)
{
    buf_add(out, bytes, len);
    return 0;
}

static void add_row(struct buf *out, json_t *row)
{
    json_dump_callback(row, add_json, out, JSON_COMPACT);
    buf_addc(out, '\n');
    json_decref(row);
}

static void add_line(struct buf *out, const struct grep_style *style, const char *path, const char *line, size_t len,
                     size_t number)
{
    if (style->json) {
        add_row(out, json_pack("{s:s, s:I, s:s%}", "path", path, "line", (json_int_t)number, "text", line, len));
        return;
    }
    const char *name = style->color ? "\033[35m" : "", *sign = style->color ? "\033[36m" : "",
               *off = style->color ? "\033[0m" : "";
    buf_adds(out, name);
    buf_adds(out, path);
    buf_adds(out, off);
    buf_adds(out, sign);
    buf_addc(out, ':');
    buf_adds(out, off);
    if (style->numbers)
        buf_addf(out, "%zu%s:%s", number, sign, off);
    buf_add(out, line, len);
    buf_addc(out, '\n');
}

static void add_name(struct buf *out, const struct grep_style *style, const char *path)
{
    if (style->json) {
        add_row(out, json_pack("{s:s}", "path", path));
        return;
    }
    buf_adds(out, path);
    buf_addc(out, '\n');
}

static void add_count(struct buf *out, const struct grep_style *style, const char *path, size_t count)
{
    if (style->json)
        add_row(out, json_pack("{s:s, s:I}", "path", path, "count", (json_int_t)count));
    else
        buf_addf(out, "%s:%zu\n", path, count);
}

bool grep_text(struct buf *out, const struct grep_style *style, struct matcher *m, const char *path,
               const struct buf *text)
{
    size_t count = 0, number = 1, seen = 0;
    struct span line;
    for (size_t at = 0; matcher_find(m, buf_str(text), text->len, at, &line); at = line.end + 1) {
        count++;
        if (style->names_only)
            break;
        if (style->counts)
            continue;
        for (; (style->numbers || style->json) && seen < line.start; seen++)
            number += text->data[seen] == '\n';
        add_line(out, style, path, text->data + line.start, line.end - line.start, number);
    }
    if (style->counts && !style->names_only)
        add_count(out, style, path, count);
    if (style->names_only && count)
        add_name(out, style, path);
    return count > 0;
}

/* json_write: an article document as one line of JSON, written directly: a line of a million is printed as fast as it is read.
 *
 * Characters that could drive a terminal (see text.h) are escaped, so a line is safe to show and means the same. */
#include "newsfs/ingest.h"
#include "newsfs/text.h"
#include <string.h>

static const bool plain[256] = {
    [' '] = true,
    ['!'] = true,
    ['#' ... '['] = true,
    [']' ... '~'] = true,
};

static void add_escape(struct buf *out, uint32_t cp)
{
    static const char short_form[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *s = short_form; cp < 0x80 && *s; s += 2)
        if ((uint32_t)*s == cp) {
            buf_addc(out, '\\');
            buf_addc(out, s[1]);
            return;
        }
    if (cp < 0x10000)
        buf_addf(out, "\\u%04x", cp);
    else
        buf_addf(out, "\\u%04x\\u%04x", 0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + ((cp - 0x10000) & 0x3FF));
}

static void add_string(struct buf *out, const char *s)
{
    size_t len = strlen(s), i = 0, begin = 0;
    buf_addc(out, '"');
    while (i < len) {
        if (plain[(unsigned char)s[i]]) {
            i++;
            continue;
        }
        uint32_t cp;
        size_t step = text_decode(s + i, len - i, &cp, NULL);
        if (cp < 0x80 || !text_allowed(cp)) {
            buf_add(out, s + begin, i - begin);
            add_escape(out, cp);
            begin = i + step;
        }
        i += step;
    }
    buf_add(out, s + begin, len - begin);
    buf_addc(out, '"');
}

/* Put a comma where one belongs and the key. */
static void add_key(struct buf *out, const char *key)
{
    if (out->len && out->data[out->len - 1] != '{' && out->data[out->len - 1] != '[')
        buf_adds(out, ", ");
    if (key) {
        add_string(out, key);
        buf_adds(out, ": ");
    }
}

static void add_text(struct buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    add_key(out, key);
    add_string(out, value);
}

static void add_time(struct buf *out, const char *key, int64_t seconds)
{
    if (seconds == TIME_NONE)
        return;
    char text[TIME_TEXT_SIZE];
    time_format(text, seconds);
    add_text(out, key, text);
}

static void open_in(struct buf *out, const char *key, char bracket)
{
    add_key(out, key);
    buf_addc(out, bracket);
}

static void add_source(struct buf *out, const struct document *d)
{
    if (!d->source_name && !d->source_url)
        return;
    open_in(out, "source", '{');
    add_text(out, "name", d->source_name);
    add_text(out, "url", d->source_url);
    buf_addc(out, '}');
}

static void add_authors(struct buf *out, const struct document *d)
{
    if (!d->author_count)
        return;
    open_in(out, "authors", '[');
    for (const struct person *p = d->authors; p < d->authors + d->author_count; p++) {
        open_in(out, NULL, '{');
        add_text(out, "name", p->name);
        add_text(out, "email", p->email);
        add_text(out, "url", p->url);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

static void add_topics(struct buf *out, const struct document *d)
{
    if (!d->topic_count)
        return;
    open_in(out, "topics", '[');
    for (size_t i = 0; i < d->topic_count; i++)
        add_text(out, NULL, d->topics[i]);
    buf_addc(out, ']');
}

static void add_enclosures(struct buf *out, const struct document *d)
{
    if (!d->enclosure_count)
        return;
    open_in(out, "enclosures", '[');
    for (const struct enclosure *n = d->enclosures; n < d->enclosures + d->enclosure_count; n++) {
        open_in(out, NULL, '{');
        add_text(out, "url", n->url);
        add_text(out, "type", n->type);
        if (n->size >= 0) {
            add_key(out, "size");
            buf_addf(out, "%lld", (long long)n->size);
        }
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

static void add_takes(struct buf *out, const struct document *d)
{
    if (!d->take_count)
        return;
    open_in(out, "takes", '[');
    for (const struct take *t = d->takes; t < d->takes + d->take_count; t++) {
        open_in(out, NULL, '{');
        add_text(out, "role", t->role);
        add_text(out, "name", t->name);
        add_text(out, "perspective", t->perspective);
        add_text(out, "text", t->text);
        add_text(out, "model", t->model);
        add_time(out, "created", t->created);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

/* The inside of the object d->extra. */
static void add_extra(struct buf *out, const struct document *d)
{
    size_t len = d->extra ? strlen(d->extra) : 0;
    if (len <= 2)
        return;
    add_key(out, NULL);
    buf_add(out, d->extra + 1, len - 2);
}

void ingest_format_json(struct buf *out, const struct document *d)
{
    buf_addc(out, '{');
    add_text(out, "id", d->id);
    add_text(out, "url", d->url);
    add_text(out, "title", d->title);
    add_source(out, d);
    add_time(out, "published", d->published);
    add_time(out, "updated", d->updated);
    add_authors(out, d);
    add_text(out, "language", d->language);
    add_topics(out, d);
    add_text(out, "summary", d->summary);
    add_text(out, "summary_html", d->summary_html);
    add_text(out, "body", d->body);
    add_text(out, "body_html", d->body_html);
    add_enclosures(out, d);
    add_takes(out, d);
    add_extra(out, d);
    buf_addc(out, '}');
}

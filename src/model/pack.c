/* pack: a document (without its takes) as bytes.
 *
 *   packed  = version *field end        version: the byte 1; end: the byte 0, so no beginning of a packed document is one
 *   field   = tag value                 tag: one byte of enum tag; strictly rising but for list elements
 *   value   = length *byte              length: unsigned LEB128; the bytes are UTF-8
 *           | zigzag                    for times and sizes: signed value, zigzag, LEB128
 *
 * An author is TAG_AUTHOR followed by three values, an enclosure TAG_ENCLOSURE followed by two and a zigzag; in these an absent
 * value has length 0. A tag with TAG_SAME set has no value: the text is that of the served file, less its last newline. */
#include "newsfs/article.h"
#include "newsfs/text.h"

#include <string.h>

#define PACK_VERSION 1
#define VALUE_MAX    (64u << 20)

enum tag {
    TAG_END,
    TAG_ID,
    TAG_URL,
    TAG_TITLE,
    TAG_SOURCE_NAME,
    TAG_SOURCE_URL,
    TAG_LANGUAGE,
    TAG_SUMMARY,
    TAG_SUMMARY_HTML,
    TAG_BODY,
    TAG_BODY_HTML,
    TAG_EXTRA,
    TAG_PUBLISHED,
    TAG_UPDATED,
    TAG_AUTHOR, /* from here on: lists */
    TAG_TOPIC,
    TAG_ENCLOSURE,
    TAG_SAME = 0x80,
};

#define NOT_SERVED ARTICLE_FILE_COUNT

/* The plain string fields: where they live, and the served text they often equal. */
static const struct field {
    size_t offset;
    enum tag tag;
    enum article_file file;
} fields[] = {
    {offsetof(struct document, id), TAG_ID, NOT_SERVED},
    {offsetof(struct document, url), TAG_URL, FILE_URL},
    {offsetof(struct document, title), TAG_TITLE, FILE_TITLE},
    {offsetof(struct document, source_name), TAG_SOURCE_NAME, NOT_SERVED},
    {offsetof(struct document, source_url), TAG_SOURCE_URL, NOT_SERVED},
    {offsetof(struct document, language), TAG_LANGUAGE, NOT_SERVED},
    {offsetof(struct document, summary), TAG_SUMMARY, FILE_SUMMARY},
    {offsetof(struct document, summary_html), TAG_SUMMARY_HTML, NOT_SERVED},
    {offsetof(struct document, body), TAG_BODY, FILE_BODY},
    {offsetof(struct document, body_html), TAG_BODY_HTML, NOT_SERVED},
    {offsetof(struct document, extra), TAG_EXTRA, NOT_SERVED},
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

static const char **field_of(struct document *d, const struct field *f)
{
    return (const char **)((char *)d + f->offset);
}

static void add_number(struct buf *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        buf_addc(out, (char)(n | 0x80));
    buf_addc(out, (char)n);
}

static void add_signed(struct buf *out, int64_t n)
{
    add_number(out, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

static void add_value(struct buf *out, const char *s)
{
    size_t len = s ? strlen(s) : 0;
    add_number(out, len);
    buf_add(out, s ? s : "", len);
}

static bool equals_served(const char *s, const char *served)
{
    size_t len = strlen(s);
    return served && strncmp(served, s, len) == 0 && served[len] == '\n' && served[len + 1] == '\0';
}

static void add_fields(struct buf *out, const struct document *d, const char *const text[FILE_URL + 1])
{
    for (const struct field *f = fields; f < fields + FIELD_COUNT; f++) {
        const char *s = *field_of((struct document *)d, f);
        if (s && f->file != NOT_SERVED && equals_served(s, text[f->file])) {
            buf_addc(out, (char)(f->tag | TAG_SAME));
        } else if (s) {
            buf_addc(out, (char)f->tag);
            add_value(out, s);
        }
    }
}

static void add_time(struct buf *out, enum tag tag, int64_t seconds)
{
    if (seconds == TIME_NONE)
        return;
    buf_addc(out, (char)tag);
    add_signed(out, seconds);
}

static void add_lists(struct buf *out, const struct document *d)
{
    for (size_t i = 0; i < d->author_count; i++) {
        buf_addc(out, TAG_AUTHOR);
        add_value(out, d->authors[i].name);
        add_value(out, d->authors[i].email);
        add_value(out, d->authors[i].url);
    }
    for (size_t i = 0; i < d->topic_count; i++) {
        buf_addc(out, TAG_TOPIC);
        add_value(out, d->topics[i]);
    }
    for (size_t i = 0; i < d->enclosure_count; i++) {
        buf_addc(out, TAG_ENCLOSURE);
        add_value(out, d->enclosures[i].url);
        add_value(out, d->enclosures[i].type);
        add_signed(out, d->enclosures[i].size);
    }
}

void document_pack(struct buf *out, const struct document *d, const char *const text[FILE_URL + 1])
{
    buf_addc(out, PACK_VERSION);
    add_fields(out, d, text);
    add_time(out, TAG_PUBLISHED, d->published);
    add_time(out, TAG_UPDATED, d->updated);
    add_lists(out, d);
    buf_addc(out, TAG_END);
}

struct reader {
    struct document *doc;
    const unsigned char *at, *end;
    bool bad;
};

static uint64_t read_number(struct reader *r)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64 && r->at < r->end; shift += 7) {
        unsigned char byte = *r->at++;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return n;
    }
    r->bad = true;
    return 0;
}

static int64_t read_signed(struct reader *r)
{
    uint64_t n = read_number(r);
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static const char *read_value(struct reader *r)
{
    uint64_t len = read_number(r);
    if (r->bad || len > VALUE_MAX || len > (uint64_t)(r->end - r->at)) {
        r->bad = true;
        return "";
    }
    const char *s = (const char *)r->at;
    r->at += len;
    r->bad = !text_is_utf8(s, len);
    return arena_strndup(&r->doc->arena, s, len);
}

static const char *read_optional(struct reader *r)
{
    const char *s = read_value(r);
    return *s ? s : NULL;
}

static const char *read_served(struct reader *r, const char *served)
{
    r->bad = r->bad || !served || !*served;
    return r->bad ? "" : arena_strndup(&r->doc->arena, served, strlen(served) - 1);
}

static bool read_field(struct reader *r, int tag, const char *const text[FILE_URL + 1])
{
    for (const struct field *f = fields; f < fields + FIELD_COUNT; f++) {
        if (tag == (int)f->tag) {
            *field_of(r->doc, f) = read_value(r);
            return true;
        }
        if (f->file != NOT_SERVED && tag == (int)(f->tag | TAG_SAME)) {
            *field_of(r->doc, f) = read_served(r, text[f->file]);
            return true;
        }
    }
    return false;
}

static void read_list(struct reader *r, int tag)
{
    struct document *d = r->doc;
    if (tag == TAG_PUBLISHED) {
        d->published = read_signed(r);
    } else if (tag == TAG_UPDATED) {
        d->updated = read_signed(r);
    } else if (tag == TAG_AUTHOR) {
        struct person *p = document_add_author(d);
        p->name = read_optional(r);
        p->email = read_optional(r);
        p->url = read_optional(r);
    } else if (tag == TAG_TOPIC) {
        document_add_topic(d, read_value(r));
    } else if (tag == TAG_ENCLOSURE) {
        struct enclosure *e = document_add_enclosure(d, read_value(r));
        e->type = read_optional(r);
        e->size = read_signed(r);
    } else {
        r->bad = true;
    }
}

static bool follows(int tag, int last)
{
    tag &= ~TAG_SAME;
    last &= ~TAG_SAME;
    return tag > last || (tag == last && tag >= TAG_AUTHOR);
}

bool document_unpack(struct document *d, const void *bytes, size_t len, const char *const text[FILE_URL + 1])
{
    struct reader r = {d, bytes, (const unsigned char *)bytes + len, false};
    r.bad = len == 0 || *r.at++ != PACK_VERSION;
    for (int tag, last = TAG_END; !r.bad && r.at < r.end; last = tag) {
        tag = *r.at++;
        if (tag == TAG_END)
            return r.at == r.end;
        r.bad = !follows(tag, last);
        if (!r.bad && !read_field(&r, tag, text))
            read_list(&r, tag);
    }
    return false;
}

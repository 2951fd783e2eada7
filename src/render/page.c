/* page: one article as one text, made to be read and to be searched: nothing that another file of the article says is missing.
 *
 *   title / source, date, authors / address / topics
 *   summary / body
 *   each take under a line that says who speaks
 *   what else the publisher said: guid, language, enclosures, further fields */
#include "newsfs/text.h"
#include "render_private.h"

#include <string.h>

void add_moment(struct buf *out, int64_t seconds)
{
    char text[TIME_TEXT_SIZE];
    time_format(text, seconds);
    buf_add(out, text, 10);
    if (memcmp(text + 11, "00:00:00", 8) == 0)
        return;
    text[10] = ' ';
    buf_add(out, text + 10, 6);
    buf_adds(out, " UTC");
}

void render_speaker(struct buf *out, const struct take *t)
{
    add_line_of(out, t->name ? t->name : t->role);
    if (t->perspective) {
        buf_adds(out, " (");
        add_line_of(out, t->perspective);
        buf_addc(out, ')');
    }
}

static void add_take(struct buf *out, const struct take *t)
{
    render_speaker(out, t);
    buf_adds(out, "\n\n");
    render_reflow(out, t->text);
    if (!t->model)
        return;
    buf_adds(out, "\n— written by ");
    add_line_of(out, t->model);
    if (t->created != TIME_NONE) {
        buf_adds(out, ", ");
        add_moment(out, t->created);
    }
    buf_addc(out, '\n');
}

void render_take(struct buf *out, const struct take *t)
{
    add_take(out, t);
    text_defuse_modelines(out);
}

int64_t render_take_size(const struct take *t)
{
    BUF_SCOPED struct buf bytes = {0};
    render_take(&bytes, t);
    return (int64_t)bytes.len;
}

static void add_person(struct buf *out, const struct person *p)
{
    add_line_of(out, p->name ? p->name : p->email ? p->email : p->url);
    if (p->name && p->email) {
        buf_adds(out, " <");
        add_line_of(out, p->email);
        buf_addc(out, '>');
    }
    if (p->url && (p->name || p->email)) {
        buf_addc(out, ' ');
        add_line_of(out, p->url);
    }
}

/* Where the publisher gave no date, the day of arrival, as the name has it. */
static void add_byline(struct buf *out, const struct article *a)
{
    const struct document *d = &a->doc;
    add_line_of(out, d->source_name ? d->source_name : a->source_slug);
    buf_adds(out, d->published != TIME_NONE ? " · " : " · arrived ");
    add_moment(out, d->published != TIME_NONE ? d->published : a->entry.first_seen);
    if (d->updated != TIME_NONE && d->updated != d->published) {
        buf_adds(out, " · updated ");
        add_moment(out, d->updated);
    }
    for (size_t i = 0; i < d->author_count; i++) {
        buf_adds(out, i ? ", " : " · ");
        add_person(out, &d->authors[i]);
    }
    buf_addc(out, '\n');
}

static void add_topics(struct buf *out, const struct document *d)
{
    for (size_t i = 0; i < d->topic_count; i++) {
        buf_adds(out, i ? ", " : "Topics: ");
        add_line_of(out, d->topics[i]);
    }
    if (d->topic_count)
        buf_addc(out, '\n');
}

static void add_labelled(struct buf *out, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    buf_adds(out, label);
    add_line_of(out, value);
    buf_addc(out, '\n');
}

static void add_colophon(struct buf *out, const struct document *d, json_t *extra)
{
    size_t start = out->len;
    buf_addc(out, '\n');
    for (size_t i = 0; i < d->enclosure_count; i++) {
        const struct enclosure *e = &d->enclosures[i];
        buf_adds(out, "Enclosure: ");
        add_line_of(out, e->url);
        if (e->type) {
            buf_adds(out, " (");
            add_line_of(out, e->type);
            buf_addc(out, ')');
        }
        buf_addc(out, '\n');
    }
    add_labelled(out, "Feed: ", d->source_name ? d->source_url : NULL);
    add_labelled(out, "Language: ", d->language);
    add_labelled(out, "Id: ", d->id);
    extra_write(out, extra);
    if (out->len == start + 1)
        buf_truncate(out, start);
}

/* Of the take whose bytes these are within a page. */
static int64_t size_alone(const struct take *t, const char *bytes, size_t len)
{
    return text_may_hold_modelines(bytes, len) ? render_take_size(t) : (int64_t)len;
}

void page_write_with(struct buf *out, const struct article *a, json_t *extra, int64_t take_size[])
{
    const struct document *d = &a->doc;
    buf_adds(out, a->text[FILE_TITLE]);
    add_byline(out, a);
    if (a->text[FILE_URL])
        buf_adds(out, a->text[FILE_URL]);
    add_topics(out, d);
    if (has_own_summary(a)) {
        buf_addc(out, '\n');
        buf_adds(out, a->text[FILE_SUMMARY]);
    }
    if (has_own_body(a)) {
        buf_addc(out, '\n');
        buf_adds(out, a->text[FILE_BODY]);
    }
    for (size_t i = 0; i < d->take_count; i++) {
        buf_adds(out, "\n— ");
        size_t start = out->len;
        add_take(out, &d->takes[i]);
        if (take_size)
            take_size[i] = size_alone(&d->takes[i], out->data + start, out->len - start);
    }
    add_colophon(out, d, extra);
    text_defuse_modelines(out);
}

void page_write(struct buf *out, const struct article *a)
{
    json_t *extra = extra_read(&a->doc);
    page_write_with(out, a, extra, NULL);
    json_decref(extra);
}

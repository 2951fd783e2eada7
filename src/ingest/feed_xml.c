/* feed_xml: libxml2's SAX events to the table of elements. No tree is built.
 *
 * Every open element has a frame. An element whose row wants its value is *captured*: from its start to its end text is
 * collected, and elements inside it are written out as markup instead of being looked up. */
#include "feed_lookup.h"
#include "feed_xml.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENTS_PER_LOOK 4096
#define SECONDS_OF_CPU  4
#define BASE_MAX        2048 /* bytes of an xml:base: it is put in front of many links */
#define NO_CAPTURE      (-1)

struct feed_frame {
    const struct feed_element *row;
    enum feed_place place, children;
    enum feed_ns ns;
    char *base;      /* NULL: the parent's */
    bool is_wrapper; /* Atom's div around XHTML, which is not part of it */
};

struct xml {
    struct xml_run run;
    const char *s; /* the text, as it was before anything was cut out */
    size_t len;
    bool is_cut; /* something was cut out: instructions stand for it */
    struct feed *f;
    struct feed_outcome *outcome;
    struct feed_frame frames[FEED_DEPTH_MAX + 1];
    int depth;   /* open elements */
    int capture; /* the frame being captured */
    struct buf text;
    bool as_markup;
    struct feed_lookup lookup;
    unsigned events;
    clock_t begin;
};

/* Has the time for one feed run out? */
static bool is_late(struct xml *x)
{
    if (++x->events % EVENTS_PER_LOOK || clock() - x->begin < SECONDS_OF_CPU * CLOCKS_PER_SEC)
        return false;
    xml_refuse(&x->run, ERR_LIMIT, "reading it takes too long: this is no honest feed");
    return true;
}

static void meet_root(struct xml *x, const char *name, const char *uri)
{
    snprintf(x->outcome->root, sizeof x->outcome->root, "%s", name);
    feed_lookup_root(&x->lookup, name, uri);
}

static bool is_xml_attribute(const xmlChar **a, const char *name)
{
    return a[1] && strcmp((const char *)a[1], "xml") == 0 && strcmp((const char *)a[0], name) == 0;
}

static void set_base(struct xml *x, struct feed_frame *frame, const char *value, size_t len)
{
    BUF_SCOPED struct buf ref = {0}, whole = {0};
    if (len > URL_MAX)
        return;
    buf_add(&ref, value, len);
    url_resolve(&whole, x->f->base, buf_str(&ref));
    if (!whole.len || whole.len > BASE_MAX)
        return;
    frame->base = buf_take(&whole);
    x->f->base = frame->base;
    x->f->base_is_said = url_is_http(frame->base);
}

static void take_base(struct xml *x, struct feed_frame *frame, int count, const xmlChar **attributes)
{
    for (const xmlChar **a = attributes; count > 0; count--, a += XML_ATTRIBUTE_FIELDS)
        if (is_xml_attribute(a, "base"))
            set_base(x, frame, (const char *)a[3], (size_t)(a[4] - a[3]));
}

static void take_language(struct xml *x, const struct feed_frame *frame, int count, const xmlChar **attributes)
{
    for (const xmlChar **a = attributes; count > 0; count--, a += XML_ATTRIBUTE_FIELDS)
        if (is_xml_attribute(a, "lang") && (frame->children & (IN_FEED | IN_ITEM))) {
            x->f->place = frame->children;
            feed_set_language(x->f, arena_strndup(&x->f->element_arena, (const char *)a[3], (size_t)(a[4] - a[3])));
        }
}

static void copy_attributes(struct xml *x, int count, const xmlChar **attributes)
{
    struct feed *f = x->f;
    f->attributes = arena_alloc(&f->element_arena, (size_t)(count ? count : 1) * sizeof *f->attributes);
    f->attribute_count = (size_t)count;
    for (size_t i = 0; i < f->attribute_count; i++) {
        const xmlChar **a = attributes + i * XML_ATTRIBUTE_FIELDS;
        f->attributes[i].ns = a[1] ? feed_lookup_ns(&x->lookup, (const char *)a[2], (const char *)a[1]) : NS_UNKNOWN;
        f->attributes[i].name = (const char *)a[0];
        f->attributes[i].value = arena_strndup(&f->element_arena, (const char *)a[3], (size_t)(a[4] - a[3]));
        f->attributes[i].has_prefix = a[1] != NULL;
    }
}

/* spec: RFC 4287 3.1.1.3: the div around XHTML is not part of it. */
static bool is_wrapper(const struct xml *x, const struct feed_frame *frame, const char *name)
{
    const struct feed_frame *captured = &x->frames[x->capture];
    return x->depth - 1 == x->capture + 1 && captured->row->ns == NS_ATOM && frame->ns == NS_XHTML &&
           strcmp(name, "div") == 0 && x->text.len == strspn(buf_str(&x->text), " \t\r\n");
}

/* From now on the value is markup: what came before was text. */
static void turn_to_markup(struct xml *x)
{
    if (x->as_markup)
        return;
    BUF_SCOPED struct buf plain = x->text;
    x->text = (struct buf){0};
    feed_markup_text(&x->text, buf_str(&plain), plain.len);
    x->as_markup = true;
}

static void open_inside(struct xml *x, struct feed_frame *frame, const char *name, int count,
                        const xmlChar **attributes)
{
    struct feed_markup_attribute list[FEED_ATTRIBUTES_MAX];
    int used = count < FEED_ATTRIBUTES_MAX ? count : FEED_ATTRIBUTES_MAX;
    turn_to_markup(x);
    frame->is_wrapper = is_wrapper(x, frame, name);
    if (frame->is_wrapper)
        return;
    for (int i = 0; i < used; i++) {
        const xmlChar **a = attributes + (ptrdiff_t)i * XML_ATTRIBUTE_FIELDS;
        list[i] = (struct feed_markup_attribute){(const char *)a[1], (const char *)a[0], (const char *)a[3],
                                                 (size_t)(a[4] - a[3])};
    }
    feed_markup_open(&x->text, name, list, (size_t)used);
}

static void begin_capture(struct xml *x)
{
    const char *type = feed_attribute(x->f, "type");
    x->capture = x->depth - 1;
    buf_clear(&x->text);
    x->as_markup = x->frames[x->capture].row->ns == NS_ATOM && type && text_equal_nocase(type, "xhtml");
}

static void open_row(struct xml *x, struct feed_frame *frame, int count, const xmlChar **attributes)
{
    struct feed *f = x->f;
    arena_clear(&f->element_arena);
    copy_attributes(x, count, attributes);
    f->row = frame->row;
    f->place = frame->place;
    if (frame->row->open)
        frame->row->open(f);
    if (frame->row->into == IN_NOTHING && frame->row->close)
        begin_capture(x);
    else if (frame->row->into == IN_PERSON)
        buf_clear(&x->text);
}

static struct feed_frame *push(struct xml *x, const xmlChar *name, enum feed_ns ns)
{
    struct feed_frame *frame = &x->frames[x->depth++];
    *frame = (struct feed_frame){.ns = ns, .place = x->depth == 1 ? IN_DOCUMENT : x->frames[x->depth - 2].children};
    if (x->capture != NO_CAPTURE || !frame->place)
        return frame;
    frame->row = feed_lookup_row(&x->lookup, ns, (const char *)name, frame->place);
    frame->children = frame->row ? frame->row->into : IN_NOTHING;
    return frame;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_count,
                     const xmlChar **ns_list, int count, int defaulted, const xmlChar **attributes)
{
    struct xml *x = context;
    (void)ns_count, (void)ns_list, (void)defaulted;
    if (x->run.refused || is_late(x))
        return;
    if (x->depth == FEED_DEPTH_MAX) {
        xml_refuse(&x->run, ERR_LIMIT, "elements are nested too deeply: this is no honest feed");
        return;
    }
    if (x->depth == 0)
        meet_root(x, (const char *)name, (const char *)uri);
    bool inside = x->capture != NO_CAPTURE;
    struct feed_frame *frame = push(x, name, feed_lookup_ns(&x->lookup, (const char *)uri, (const char *)prefix));
    if (x->depth == 1 && !(x->outcome->root_found = frame->row != NULL)) {
        xml_stop(&x->run);
        return;
    }
    take_base(x, frame, count, attributes);
    if (inside)
        open_inside(x, frame, (const char *)name, count, attributes);
    else if (frame->row)
        open_row(x, frame, count, attributes);
    take_language(x, frame, count, attributes);
}

static void close_captured(struct xml *x, const struct feed_frame *frame)
{
    struct feed_value value = {buf_str(&x->text), x->text.len, x->as_markup};
    x->capture = NO_CAPTURE;
    x->f->place = frame->place;
    x->f->row = frame->row;
    frame->row->close(x->f, &value, frame->row->rank);
}

/* A person may be a text without elements: it is the value then. */
static void close_container(struct xml *x, const struct feed_frame *frame)
{
    struct feed_value value = {buf_str(&x->text), x->text.len, false};
    x->f->place = frame->place;
    frame->row->close(x->f, frame->children == IN_PERSON ? &value : NULL, frame->row->rank);
}

/* The base that holds outside of the frame. */
static void restore_base(struct xml *x)
{
    x->f->base = x->f->r->options->base;
    x->f->base_is_said = false;
    for (int i = x->depth - 1; i >= 0; i--)
        if (x->frames[i].base) {
            x->f->base = x->frames[i].base;
            x->f->base_is_said = url_is_http(x->f->base);
            return;
        }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml *x = context;
    (void)prefix, (void)uri;
    if (x->run.refused || x->depth == 0)
        return;
    struct feed_frame *frame = &x->frames[--x->depth];
    if (x->capture == x->depth)
        close_captured(x, frame);
    else if (x->capture != NO_CAPTURE && !frame->is_wrapper)
        feed_markup_close(&x->text, (const char *)name);
    else if (frame->row && frame->row->close && frame->row->into)
        close_container(x, frame);
    if (frame->base) {
        free(frame->base);
        restore_base(x);
    }
    if (x->f->stopped) {
        x->run.refused = true;
        xml_stop(&x->run);
    }
}

static void on_text(void *context, const xmlChar *s, int len)
{
    struct xml *x = context;
    bool in_person = x->depth && x->frames[x->depth - 1].children == IN_PERSON;
    if (x->run.refused || (x->capture == NO_CAPTURE && !in_person))
        return;
    if (x->as_markup)
        feed_markup_text(&x->text, (const char *)s, (size_t)len);
    else
        buf_add(&x->text, s, (size_t)len);
}

/* A section that was cut out, with the ends of lines that XML gives it. spec: XML 1.0, 2.11 */
static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    struct xml *x = context;
    size_t begin, len;
    if (!x->is_cut || !feed_guard_find_cut((const char *)target, (const char *)data, x->len, &begin, &len))
        return;
    const char *s = x->s + begin, *end = s + len;
    for (const char *cr; (cr = memchr(s, '\r', (size_t)(end - s))); s = cr + 1) {
        on_text(x, (const xmlChar *)s, (int)(cr - s));
        if (cr + 1 == end || cr[1] != '\n')
            on_text(x, (const xmlChar *)"\n", 1);
    }
    on_text(x, (const xmlChar *)s, (int)(end - s));
}

static void finish(struct xml *x)
{
    for (int i = 0; i < x->depth; i++)
        free(x->frames[i].base);
    buf_finish(&x->text);
}

static const xmlSAXHandler callbacks = {
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .processingInstruction = on_instruction,
};

static void refuse_attributes(struct feed *f, struct feed_outcome *outcome, struct err *e)
{
    outcome->refused = true;
    err_set(e, ERR_LIMIT, "%s: an element with more than %d attributes: this is no honest feed", reader_name(f->r),
            FEED_ATTRIBUTES_MAX);
}

void feed_xml_parse(struct feed *f, const char *s, size_t len, struct feed_outcome *outcome, struct err *e)
{
    BUF_SCOPED struct buf cut = {0};
    *outcome = (struct feed_outcome){0};
    if (feed_guard(s, len, &cut)) {
        refuse_attributes(f, outcome, e);
        return;
    }
    struct xml *x = mem_alloc(sizeof *x);
    x->s = s;
    x->len = len;
    x->is_cut = cut.len > 0;
    x->run.name = reader_name(f->r);
    x->run.e = f->e = e;
    x->f = f;
    x->outcome = outcome;
    x->capture = NO_CAPTURE;
    x->begin = clock();
    f->base = f->r->options->base;
    xml_run(&x->run, &callbacks, cut.len ? cut.data : s, cut.len ? cut.len : len);
    outcome->refused = x->run.refused;
    outcome->fault_line = x->run.fault_line;
    memcpy(outcome->fault, x->run.fault, sizeof outcome->fault);
    finish(x);
    free(x);
}

const char *feed_attribute(const struct feed *f, const char *name)
{
    for (size_t i = 0; i < f->attribute_count; i++)
        if ((!f->attributes[i].has_prefix || f->attributes[i].ns == f->row->ns) &&
            strcmp(f->attributes[i].name, name) == 0)
            return f->attributes[i].value;
    return NULL;
}

const char *feed_attribute_ns(const struct feed *f, enum feed_ns ns, const char *name)
{
    for (size_t i = 0; i < f->attribute_count; i++)
        if (f->attributes[i].has_prefix && f->attributes[i].ns == ns && strcmp(f->attributes[i].name, name) == 0)
            return f->attributes[i].value;
    return NULL;
}

/* formats: the table of what can be read, and the one way in.
 *
 * A format is a row: its name, how its first bytes look, and the function that reads it. Rows are asked in order, the
 * choosy ones first. */
#include "feed.h"
#include <string.h>
#include <strings.h>

#define SNIFF_BYTES ((size_t)64 << 10)

/* X(name): <name>_sniff and <name>_read are the format's functions. */
#define FORMATS(X) X(jsonfeed) X(json) X(atom) X(rss) X(rdf) X(opml) X(html) X(page)

#define ROW(format) {#format, format##_sniff, format##_read},
static const struct ingest_format formats[] = {FORMATS(ROW)};
#define FORMAT_COUNT (sizeof formats / sizeof *formats)

#define NAME(format) #format,
static const char *const names[] = {FORMATS(NAME) NULL};

const char *const *ingest_formats(void)
{
    return names;
}

static const struct ingest_format *format_named(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

static const struct ingest_format *format_sniffed(const char *head, size_t len)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (formats[i].sniff(head, len))
            return &formats[i];
    return NULL;
}

static void add_names(struct buf *out)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        buf_addf(out, "%s%s", i ? ", " : "", formats[i].name);
}

static bool fail_unknown(const struct reader *r, struct err *e)
{
    BUF_SCOPED struct buf list = {0};
    add_names(&list);
    const char *head = input_bytes(&r->in);
    char root[XML_NAME_SIZE];
    xml_root_name(root, head, input_left(&r->in));
    if (gunzip_is(head, input_left(&r->in)))
        return err_set(e, ERR_INPUT, "%s: gzip inside gzip: unpack it once", reader_name(r));
    if (r->options->format)
        return err_set(e, ERR_USAGE, "no format is called '%s': there are %s", r->options->format, buf_str(&list));
    if (strcasecmp(root, "html") == 0)
        return err_set(e, ERR_INPUT, "%s: a web page, not a feed: look there for the address of its feed",
                       reader_name(r));
    return err_set(e, ERR_INPUT,
                   "%s: neither article JSON, nor a feed, nor a panel page: if it is one, name it with --format (%s)",
                   reader_name(r), buf_str(&list));
}

/* A first line that is an object: from a slow pipe no more is waited for. */
static bool is_json_line(const struct input *in)
{
    const char *head = input_bytes(in), *end = memchr(head, '\n', input_left(in));
    while (end && end > head && (end[-1] == '\r' || end[-1] == ' '))
        end--;
    return end && end > head && *head == '{' && end[-1] == '}';
}

static bool fill_head(struct input *in, struct err *e)
{
    while (!in->ended && input_left(in) < SNIFF_BYTES && !is_json_line(in))
        if (!input_more(in, e))
            return false;
    return true;
}

static bool read_opened(struct reader *r, struct err *e)
{
    if (!fill_head(&r->in, e))
        return false;
    if (!input_left(&r->in))
        return err_set(e, ERR_INPUT, "%s: empty: nothing to read", reader_name(r));
    const char *name = r->options->format;
    const struct ingest_format *f = name ? format_named(name) : format_sniffed(input_bytes(&r->in), input_left(&r->in));
    if (!f)
        return fail_unknown(r, e);
    r->info->format = f->name;
    if (r->elsewhere && f->read != json_read) {
        struct ingest_source whole = input_source(&r->in);
        return r->elsewhere->read(r->elsewhere->context, &whole, e);
    }
    if (!f->read(r, e))
        return false;
    if (!r->delivered && !r->rejected && !r->may_be_empty)
        return err_set(e, ERR_INPUT, "%s: no article in it", reader_name(r));
    return true;
}

static bool read_all(struct reader *r, const struct ingest_source *source, struct feed_info *info, struct err *e)
{
    static const struct ingest_options nothing = {.published = TIME_NONE};
    struct feed_info unasked = {.interval_seconds = -1};
    r->options = r->options ? r->options : &nothing;
    r->info = info ? info : &unasked;
    r->info->interval_seconds = -1;
    document_init(&r->doc);
    bool ok = input_open(&r->in, source, e) && read_opened(r, e);
    input_finish(&r->in);
    document_finish(&r->doc);
    arena_finish(&unasked.arena);
    return ok;
}

bool ingest_read(const struct ingest_source *source, const struct ingest_options *options,
                 const struct ingest_sink *sink, struct feed_info *info, struct err *e)
{
    struct reader r = {.options = options, .sink = sink};
    return read_all(&r, source, info, e);
}

bool ingest_read_json(const struct ingest_source *source, const struct ingest_options *options,
                      const struct ingest_sink *sink, const struct ingest_elsewhere *elsewhere, struct err *e)
{
    struct reader r = {.options = options, .sink = sink, .elsewhere = elsewhere};
    return read_all(&r, source, NULL, e);
}

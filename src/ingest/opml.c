/* opml: lists of feeds. spec: http://opml.org/spec2.opml, http://opml.org/spec.opml
 *
 * An outline with an address is a feed, one without is a folder of those inside it. As with feeds the first attempt is strict,
 * and a list that is not well-formed is mended and read again, passing over what was handed over already. Of the addresses only
 * http and https are taken; nothing in a list is executed or included. */
#include "feed_xml.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct opml {
    struct xml_run run;
    const struct outline_sink *sink;
    struct arena arena;                  /* of the outline at hand */
    const char *folders[FEED_DEPTH_MAX]; /* names of open outlines, NULL for feeds; owned */
    int depth, outlines;                 /* open elements, and of them outlines */
    bool is_outline[FEED_DEPTH_MAX];
    int64_t feeds, skip, refused_addresses;
    bool root_found;
    char root[XML_NAME_SIZE];
};

/* An attribute's value as one line, in the arena; names are compared without case; NULL where it is absent or blank. */
static const char *attribute(struct opml *o, int count, const xmlChar **attributes, const char *name)
{
    for (const xmlChar **a = attributes; count > 0; count--, a += XML_ATTRIBUTE_FIELDS) {
        if (a[1] || strcasecmp((const char *)a[0], name) != 0)
            continue;
        BUF_SCOPED struct buf line = {0};
        text_clean_line(&line, (const char *)a[3], (size_t)(a[4] - a[3]));
        return line.len ? arena_strndup(&o->arena, line.data, line.len) : NULL;
    }
    return NULL;
}

/* feed://host/… and feed:https://… are ways to say http. */
static const char *plain_address(struct opml *o, const char *s)
{
    if (s && text_starts_nocase(s, "feed://"))
        return url_is_http(s + 7) ? s + 7 : strcat(strcpy(arena_alloc(&o->arena, strlen(s) + 8), "http://"), s + 7);
    return s && text_starts_nocase(s, "feed:") ? s + 5 : s;
}

/* spec: OPML 2.0: categories are paths between commas. The first one stands in for folders where the feed is in none. */
static size_t category_folders(struct opml *o, const char *category, const char **folders)
{
    size_t count = 0;
    if (!category)
        return 0;
    for (const char *s = category, *end = s + strcspn(category, ","); s < end && count < FEED_DEPTH_MAX;) {
        size_t n = strcspn(s, "/,");
        if (n)
            folders[count++] = arena_strndup(&o->arena, s, n);
        s += n + 1;
    }
    return count;
}

static void hand_over(struct opml *o, const char *url, int count, const xmlChar **attributes)
{
    const char *folders[FEED_DEPTH_MAX];
    struct feed_outline feed = {.url = url, .folders = folders};
    for (int i = 0; i < o->outlines; i++)
        if (o->folders[i])
            folders[feed.folder_count++] = o->folders[i];
    if (!feed.folder_count)
        feed.folder_count = category_folders(o, attribute(o, count, attributes, "category"), folders);
    feed.title = attribute(o, count, attributes, "title");
    if (!feed.title)
        feed.title = attribute(o, count, attributes, "text");
    feed.home_url = attribute(o, count, attributes, "htmlUrl");
    if (o->feeds++ >= o->skip && !o->sink->feed(o->sink->context, &feed, o->run.e)) {
        o->run.refused = true;
        xml_stop(&o->run);
    }
}

static bool is_feed_type(const char *type)
{
    static const char *const types[] = {"rss", "atom", "feed", "rdf", "json", "rss1", "include.rss"};
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (text_equal_nocase(types[i], type))
            return true;
    return false;
}

static void open_outline(struct opml *o, int count, const xmlChar **attributes)
{
    arena_clear(&o->arena);
    const char *url = attribute(o, count, attributes, "xmlUrl"), *folder = NULL;
    if (!url && is_feed_type(attribute(o, count, attributes, "type")))
        url = attribute(o, count, attributes, "url");
    url = plain_address(o, url);
    if (url && url_is_http(url))
        hand_over(o, url, count, attributes);
    else if (url)
        o->refused_addresses++;
    else if (!(folder = attribute(o, count, attributes, "title")))
        folder = attribute(o, count, attributes, "text");
    o->folders[o->outlines++] = folder ? mem_strdup(folder) : NULL;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_count,
                     const xmlChar **ns_list, int count, int defaulted, const xmlChar **attributes)
{
    struct opml *o = context;
    (void)prefix, (void)uri, (void)ns_count, (void)ns_list, (void)defaulted;
    if (o->run.refused)
        return;
    if (o->depth == FEED_DEPTH_MAX) {
        xml_refuse(&o->run, ERR_LIMIT, "outlines are nested too deeply: this is no honest list of feeds");
        return;
    }
    if (o->depth == 0) {
        snprintf(o->root, sizeof o->root, "%s", (const char *)name);
        o->root_found = strcasecmp(o->root, "opml") == 0 || strcasecmp(o->root, "outlineDocument") == 0;
        if (!o->root_found) {
            xml_stop(&o->run);
            return;
        }
    }
    bool outline = strcasecmp((const char *)name, "outline") == 0;
    o->is_outline[o->depth++] = outline;
    if (outline)
        open_outline(o, count, attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct opml *o = context;
    (void)name, (void)prefix, (void)uri;
    if (!o->depth || !o->is_outline[--o->depth])
        return;
    free((char *)o->folders[--o->outlines]);
    o->folders[o->outlines] = NULL;
}

static const xmlSAXHandler callbacks = {.startElementNs = on_start, .endElementNs = on_end};

static void parse(struct opml *o, const char *s, size_t len)
{
    xml_run(&o->run, &callbacks, s, len);
    while (o->outlines)
        free((char *)o->folders[--o->outlines]);
    arena_clear(&o->arena);
}

static void warn(const struct opml *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void warn(const struct opml *o, const char *fmt, ...)
{
    if (!o->sink->warning)
        return;
    BUF_SCOPED struct buf text = {0};
    buf_addf(&text, "%s: ", o->run.name);
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(&text, fmt, ap);
    va_end(ap);
    o->sink->warning(o->sink->context, buf_str(&text));
}

static bool read_mended(struct opml *o, const char *s, size_t len)
{
    BUF_SCOPED struct buf mended = {0};
    struct xml_run first = o->run;
    if (!xml_mend(&mended, s, len))
        return err_set(o->run.e, ERR_LIMIT, "%s: line %ld: %s, and too much of it to be mended", first.name,
                       first.fault_line, first.fault);
    *o = (struct opml){.run = {.name = first.name, .e = first.e}, .sink = o->sink, .arena = o->arena, .skip = o->feeds};
    parse(o, buf_str(&mended), mended.len);
    if (o->root_found && !o->run.refused)
        warn(o, "line %ld: not well-formed (%s): mended, what could be read was read", first.fault_line, first.fault);
    return !o->run.refused;
}

static bool read_text(struct opml *o, const char *s, size_t len)
{
    if (feed_guard(s, len, NULL))
        return err_set(o->run.e, ERR_LIMIT, "%s: an element with more than %d attributes: this is no honest list",
                       o->run.name, FEED_ATTRIBUTES_MAX);
    parse(o, s, len);
    if (o->run.refused || (o->run.fault_line && !read_mended(o, s, len)))
        return false;
    if (!o->root_found)
        return *o->root ? err_set(o->run.e, ERR_INPUT, "%s: its first element is <%s>: this is no list of feeds (OPML)",
                                  o->run.name, o->root)
                        : err_set(o->run.e, ERR_INPUT, "%s: no list of feeds (OPML): there is no element in it",
                                  o->run.name);
    if (o->refused_addresses)
        warn(o, "%lld addresses that are neither http nor https were passed over", (long long)o->refused_addresses);
    return true;
}

/* Read the list that is all of an opened input. */
static bool read_input(struct input *in, const struct outline_sink *sink, struct err *e)
{
    struct charset_result charset;
    BUF_SCOPED struct buf text = {0};
    if (!input_all(in, INGEST_DOCUMENT_MAX, e))
        return false;
    struct opml *o = mem_alloc(sizeof *o);
    o->run.name = in->source->name;
    o->run.e = e;
    o->sink = sink;
    charset_decode(&text, input_bytes(in), input_left(in), NULL, &charset);
    bool ok = charset.as_it_is ? read_text(o, input_bytes(in) + charset.skip, input_left(in) - charset.skip)
                               : read_text(o, buf_str(&text), text.len);
    arena_finish(&o->arena);
    free(o);
    return ok;
}

bool ingest_read_opml(const struct ingest_source *source, const struct outline_sink *sink, struct err *e)
{
    INPUT_SCOPED struct input in = {0};
    return input_open(&in, source, e) && read_input(&in, sink, e);
}

static bool count_feed(void *context, const struct feed_outline *feed, struct err *e)
{
    int64_t *count = context;
    (void)feed, (void)e;
    ++*count;
    return true;
}

bool opml_sniff(const char *head, size_t len)
{
    char root[XML_NAME_SIZE];
    xml_root_name(root, head, len);
    return strcasecmp(root, "opml") == 0;
}

/* Among the formats of articles a list of feeds is known, so that it can be said what to do with it. */
bool opml_read(struct reader *r, struct err *e)
{
    int64_t count = 0;
    struct outline_sink sink = {.feed = count_feed, .context = &count};
    if (!read_input(&r->in, &sink, e))
        return false;
    reader_warn(r, "a list of feeds (%lld of them) and no article: newsfs feed import subscribes to them",
                (long long)count);
    return r->may_be_empty = true;
}

/* feed_read: a feed in one or two attempts. The first is strict. Where the text turns out not to be well-formed, what the first
 * attempt handed over stands; the text is mended and read again from the top, and as many items are passed over. */
#include "feed_xml.h"
#include "newsfs/url.h"
#include <string.h>
#include <strings.h>

static void feed_reset(struct feed *f, int64_t skip)
{
    struct reader *r = f->r;
    arena_clear(&f->feed_arena);
    arena_clear(&f->element_arena);
    document_clear(&r->doc);
    struct arena feed_arena = f->feed_arena, element_arena = f->element_arena;
    *f = (struct feed){.r = r, .feed_arena = feed_arena, .element_arena = element_arena, .skip = skip};
}

static bool fail_root(const struct reader *r, const struct feed_outcome *o, struct err *e)
{
    if (strcasecmp(o->root, "html") == 0)
        return err_set(e, ERR_INPUT, "%s: a web page, not a feed: look there for the address of its feed",
                       reader_name(r));
    if (*o->root)
        return err_set(e, ERR_INPUT, "%s: its first element is <%s>: this is no feed", reader_name(r), o->root);
    return err_set(e, ERR_INPUT, "%s: line %ld: no feed that can be read: %s", reader_name(r), o->fault_line,
                   *o->fault ? o->fault : "there is no element in it");
}

/* Mend the text and read it once more. */
static bool read_mended(struct feed *f, const char *s, size_t len, const struct feed_outcome *strict, struct err *e)
{
    BUF_SCOPED struct buf mended = {0};
    struct feed_outcome again;
    if (!xml_mend(&mended, s, len))
        return err_set(e, ERR_LIMIT, "%s: line %ld: %s, and too much of it to be mended", reader_name(f->r),
                       strict->fault_line, strict->fault);
    feed_reset(f, f->items);
    feed_xml_parse(f, buf_str(&mended), mended.len, &again, e);
    if (again.refused)
        return false;
    if (!again.root_found) {
        again.fault_line = strict->fault_line;
        memcpy(again.fault, strict->fault, sizeof again.fault);
        return fail_root(f->r, &again, e);
    }
    reader_warn(f->r, "line %ld: not well-formed (%s): mended, what could be read was read", strict->fault_line,
                strict->fault);
    return true;
}

static bool read_text(struct feed *f, const char *s, size_t len, struct err *e)
{
    struct feed_outcome outcome;
    struct reader *r = f->r;
    feed_xml_parse(f, s, len, &outcome, e);
    if (outcome.refused)
        return false;
    if (outcome.fault_line) {
        if (!read_mended(f, s, len, &outcome, e))
            return false;
    } else if (!outcome.root_found) {
        return fail_root(r, &outcome, e);
    }
    if (f->empty_items)
        reader_warn(r, "%lld empty items in it were passed over", (long long)f->empty_items);
    feed_fill_info(f);
    return r->may_be_empty = true;
}

static bool root_is(const char *head, size_t len, const char *a, const char *b)
{
    char root[XML_NAME_SIZE];
    xml_root_name(root, head, len);
    return strcmp(root, a) == 0 || strcmp(root, b) == 0;
}

bool atom_sniff(const char *head, size_t len)
{
    return root_is(head, len, "feed", "entry");
}

/* What has a head of XML but no element in sight is for this reader too: it will say what is wrong. */
bool rss_sniff(const char *head, size_t len)
{
    if (len > 5 && memcmp(head, "<?xml", 5) == 0 && root_is(head, len, "", ""))
        return true;
    return root_is(head, len, "rss", "channel") || root_is(head, len, "Channel", "RSS");
}

bool rdf_sniff(const char *head, size_t len)
{
    return root_is(head, len, "RDF", "rdf");
}

bool feed_read(struct reader *r, struct err *e)
{
    struct feed f = {.r = r};
    struct charset_result charset;
    BUF_SCOPED struct buf text = {0};
    if (!input_all(&r->in, INGEST_DOCUMENT_MAX, e))
        return false;
    charset_decode(&text, input_bytes(&r->in), input_left(&r->in), r->options->charset, &charset);
    if (charset.mended && !charset.used)
        reader_warn(r, "bytes in it that are not UTF-8 were replaced");
    else if (charset.mended)
        reader_warn(r, "it says it is %s, and was read as %s", charset.declared, charset.used);
    bool ok = charset.as_it_is ? read_text(&f, input_bytes(&r->in) + charset.skip, input_left(&r->in) - charset.skip, e)
                               : read_text(&f, buf_str(&text), text.len, e);
    arena_finish(&f.feed_arena);
    arena_finish(&f.element_arena);
    return ok;
}

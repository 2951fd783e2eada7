/* html: a web page that somebody saved.
 *
 * The panel page is read as what it is. Of any other page its own words say what the article is called, who wrote it when, and
 * where it stands (extract_facts.c); its body is found by how the text lies in the page (extract_body.c). */
#include "extract.h"
#include "feed.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <string.h>
#include <strings.h>

static bool is_root(const char *name)
{
    return strcasecmp(name, "html") == 0 || strcasecmp(name, "head") == 0 || strcasecmp(name, "body") == 0;
}

/* The first byte that is neither white space nor a part of UTF-8's mark of byte order. */
static size_t begin_of(const char *head, size_t len)
{
    size_t at = len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < len && head[at] && strchr(" \t\r\n\f", head[at]))
        at++;
    return at;
}

/* spec: HTML 13.1.1: a document begins with its type; that may follow comments and white space, and be missing. */
bool html_sniff(const char *head, size_t len)
{
    char root[XML_NAME_SIZE];
    size_t at = begin_of(head, len);
    bool wide = at < len && (!head[at] || (unsigned char)head[at] >= 0xFE);
    if (at == len || (head[at] != '<' && !wide))
        return false;
    if (len - at > 14 && strncasecmp(head + at, "<!doctype html", 14) == 0)
        return true;
    xml_root_name(root, head, len);
    return is_root(root);
}

static const char *absolute(struct extract *x, const char *base, const char *ref)
{
    BUF_SCOPED struct buf out = {0};
    if (!ref || strlen(ref) > URL_MAX)
        return NULL;
    url_resolve(&out, base, ref);
    return arena_strndup(&x->arena, buf_str(&out), out.len);
}

/* What relative addresses are seen from. */
static const char *base_of(struct extract *x, const struct extract_facts *f, const struct ingest_options *o)
{
    const char *page = o->url ? o->url : o->base ? o->base : f->values[FACT_URL];
    uint32_t at = extract_find(x, TAG_BASE, 0, x->count);
    const char *href = at < x->count ? extract_get(x, at, ATTR_HREF) : NULL;
    const char *base = href && *href ? absolute(x, page, href) : page;
    return base && url_is_http(base) ? base : NULL;
}

static const char *text_of(struct document *d, const char *s)
{
    return s && *s ? document_text(d, s, strlen(s)) : NULL;
}

static void set_site(struct document *d, const struct extract_facts *f)
{
    BUF_SCOPED struct buf host = {0};
    d->source_name = text_of(d, f->values[FACT_SITE]);
    if (d->source_name || !d->url)
        return;
    url_site(&host, d->url);
    if (host.len)
        d->source_name = document_text(d, host.data, host.len);
}

static void set_facts(struct document *d, const struct extract_facts *f, const char *url)
{
    int64_t seconds;
    d->title = text_of(d, f->values[FACT_TITLE]);
    d->url = url && url_is_http(url) ? text_of(d, url) : NULL;
    set_site(d, f);
    d->language = text_of(d, f->values[FACT_LANGUAGE]);
    d->summary = text_of(d, f->values[FACT_SUMMARY]);
    if (f->values[FACT_PUBLISHED] && ingest_parse_date(f->values[FACT_PUBLISHED], &seconds))
        d->published = seconds;
    if (f->values[FACT_UPDATED] && ingest_parse_date(f->values[FACT_UPDATED], &seconds))
        d->updated = seconds;
    for (size_t i = 0; i < f->author_count; i++)
        document_add_author(d)->name = text_of(d, f->authors[i]);
    for (size_t i = 0; i < f->topic_count; i++)
        document_add_topic(d, text_of(d, f->topics[i]));
}

/* The body as it lies in the page, or as the page's data has it where that is much more: a page that shows only its beginning. */
static void set_body(struct document *d, struct extract *x, const struct extract_facts *f, const char *base)
{
    BUF_SCOPED struct buf html = {0}, linked = {0};
    uint32_t chars = 0;
    bool found = extract_body(&html, x, f, &chars);
    size_t said = f->body ? strlen(f->body) : 0;
    if (said > 200 && (!found || said > 2 * (size_t)chars)) {
        d->body = text_of(d, f->body);
        return;
    }
    if (!found || !html.len)
        return;
    if (base)
        feed_resolve_links(&linked, html.data, html.len, base);
    d->body_html = base ? document_text(d, buf_str(&linked), linked.len) : document_text(d, html.data, html.len);
}

static void gather(struct extract *x, struct extract_facts *f)
{
    extract_jsonld(x, f);
    extract_meta(x, f);
    extract_read_words(x);
    extract_micro(x, f);
    extract_title(x, f);
}

/* For who subscribed to the page instead of its feed. */
static void name_feed(struct extract *x, struct feed_info *info, const char *base)
{
    const char *feed = absolute(x, base, extract_feed(x));
    if (feed && url_is_http(feed) && text_is_clean(feed, strlen(feed)))
        info->feed_url = arena_strdup(&info->arena, feed);
}

static void fill(struct document *d, struct extract *x, struct extract_facts *f, const struct ingest_options *o)
{
    const char *base = base_of(x, f, o), *said = absolute(x, base, f->values[FACT_URL]);
    const char *url = said && url_is_http(said) ? said : o->base;
    if (!extract_panel(x, d)) {
        set_facts(d, f, url);
        set_body(d, x, f, base ? base : url && url_is_http(url) ? url : NULL);
    } else if (d->url) {
        d->url = text_of(d, absolute(x, base, d->url));
    }
}

bool html_read(struct reader *r, struct err *e)
{
    BUF_SCOPED struct buf page = {0};
    EXTRACT_SCOPED struct extract x = {0};
    struct extract_facts f = {.arena = &x.arena};
    if (!input_all(&r->in, INGEST_DOCUMENT_MAX, e))
        return false;
    extract_decode(&page, input_bytes(&r->in), input_left(&r->in), r->options->charset);
    extract_parse(&x, buf_str(&page), page.len);
    gather(&x, &f);
    name_feed(&x, r->info, base_of(&x, &f, r->options));
    fill(&r->doc, &x, &f, r->options);
    if (x.cut)
        reader_warn(r, "more than %u elements: the rest of the page was left out", EXTRACT_NODES_MAX);
    struct document *d = &r->doc;
    bool has_text = d->body || d->body_html;
    if (!document_is_article(d) || (!has_text && !f.is_article))
        return err_set(
            e, ERR_INPUT,
            "%s: a web page, not a feed, and no article is in it: save the page of one article, or look there "
            "for the address of its feed",
            reader_name(r));
    return reader_deliver(r, e);
}

bool ingest_decode_html(struct buf *out, const char *in, size_t len, struct err *e)
{
    if (len > INGEST_PAGE_MAX)
        return err_set(e, ERR_LIMIT, "larger than %u MiB, the most that is converted as one page",
                       INGEST_PAGE_MAX >> 20);
    extract_decode(out, in, len, NULL);
    return true;
}

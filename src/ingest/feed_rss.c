/* feed_rss: RSS in all its versions. spec: https://www.rssboard.org/rss-specification ; RSS 1.0: http://web.resource.org/rss/1.0/spec */
#include "feed_vocabulary.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdlib.h>
#include <string.h>

void rss_open_channel(struct feed *f)
{
    f->r->info->format = f->row->ns == NS_RDF ? "rdf" : f->r->info->format;
}

/* rdf:about names an item of RSS 1.0, and is its address where no link says better. */
void rss_open_item(struct feed *f)
{
    feed_item_begin(f);
    const char *about = feed_attribute_ns(f, NS_RDF, "about");
    if (!about)
        return;
    f->place = IN_ITEM;
    feed_set_id(f, about, 1);
    if (url_is_http(about))
        feed_set_url(f, about, 1);
}

ON_CLOSE(rss_close_item)
{
    (void)v, (void)rank;
    feed_item_end(f);
}

ON_CLOSE(rss_close_link)
{
    const char *href = feed_attribute(f, "href");
    if (v->len && !v->as_markup)
        feed_set_url(f, v->text, rank);
    else if (href)
        feed_set_url(f, href, rank);
}

/* A guid is the address too, unless it says that it is none. */
ON_CLOSE(rss_close_guid)
{
    const char *permanent = feed_attribute(f, "isPermaLink");
    feed_set_id(f, v->text, rank);
    if (permanent && text_equal_nocase(permanent, "false"))
        return;
    BUF_SCOPED struct buf line = {0};
    text_clean_line(&line, v->text, v->len);
    if (url_is_http(buf_str(&line)))
        feed_set_url(f, buf_str(&line), 4);
}

ON_CLOSE(rss_close_ttl)
{
    (void)rank;
    long minutes = strtol(v->text, NULL, 10);
    if (minutes > 0 && minutes <= 60 * 24 * 366)
        f->r->info->interval_seconds = minutes * 60;
}

void rss_open_enclosure(struct feed *f)
{
    feed_add_enclosure(f, feed_attribute(f, "url"), feed_attribute(f, "type"), feed_attribute(f, "length"));
}

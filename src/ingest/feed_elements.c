/* feed_elements: the table of elements. A new element of a feed is a row here, and at most a function in its vocabulary's file.
 *
 * Ranks: of the elements that fill one field the highest wins: 9 the vocabulary's own, 5 a module made for it, lower ones fill
 * in where nothing better was said; 10 what is closer to the source than the vocabulary's own. */
#include "feed_vocabulary.h"
#include <string.h>

#define FEED_OR_ITEM (IN_FEED | IN_ITEM)
#define VALUE        IN_NOTHING

static const struct feed_element elements[] = {
    {NS_RSS, "rss", IN_DOCUMENT, IN_FEED, rss_open_channel, NULL, 0},
    {NS_RSS, "rdf", IN_DOCUMENT, IN_FEED, rss_open_channel, NULL, 0},
    {NS_RDF, "RDF", IN_DOCUMENT, IN_FEED, rss_open_channel, NULL, 0},
    {NS_RSS, "Channel", IN_DOCUMENT, IN_FEED, rss_open_channel, NULL, 0}, /* RSS 1.1 */
    {NS_RSS, "channel", IN_DOCUMENT | IN_FEED, IN_FEED, rss_open_channel, NULL, 0},
    {NS_RSS, "items", IN_FEED, IN_FEED, NULL, NULL, 0},
    {NS_RSS, "item", IN_FEED, IN_ITEM, rss_open_item, rss_close_item, 0},
    {NS_RSS, "title", FEED_OR_ITEM, VALUE, NULL, feed_close_title, 9},
    {NS_RSS, "link", FEED_OR_ITEM, VALUE, NULL, rss_close_link, 9},
    {NS_RSS, "guid", IN_ITEM, VALUE, NULL, rss_close_guid, 9},
    {NS_RSS, "description", FEED_OR_ITEM, VALUE, NULL, feed_close_summary, 9},
    {NS_RSS, "fullitem", IN_ITEM, VALUE, NULL, feed_close_body, 6},
    {NS_RSS, "body", IN_ITEM, VALUE, NULL, feed_close_body, 6},
    {NS_RSS, "content", IN_ITEM, VALUE, NULL, feed_close_body, 5},
    {NS_RSS, "summary", IN_ITEM, VALUE, NULL, feed_close_summary, 6},
    {NS_RSS, "pubDate", FEED_OR_ITEM, VALUE, NULL, feed_close_published, 9},
    {NS_RSS, "pubdate", FEED_OR_ITEM, VALUE, NULL, feed_close_published, 8},
    {NS_RSS, "PubDate", FEED_OR_ITEM, VALUE, NULL, feed_close_published, 8},
    {NS_RSS, "date", IN_ITEM, VALUE, NULL, feed_close_published, 4},
    {NS_RSS, "published", IN_ITEM, VALUE, NULL, feed_close_published, 4},
    {NS_RSS, "lastBuildDate", IN_ITEM, VALUE, NULL, feed_close_updated, 5},
    {NS_RSS, "updated", IN_ITEM, VALUE, NULL, feed_close_updated, 4},
    {NS_RSS, "author", IN_ITEM, VALUE, NULL, feed_close_author, 9},
    {NS_RSS, "creator", IN_ITEM, VALUE, NULL, feed_close_author, 4},
    {NS_RSS, "category", IN_ITEM, VALUE, NULL, feed_close_topic, 0},
    {NS_RSS, "tags", IN_ITEM, VALUE, NULL, feed_close_topics_comma, 0},
    {NS_RSS, "keywords", IN_ITEM, VALUE, NULL, feed_close_topics_comma, 0},
    {NS_RSS, "enclosure", IN_ITEM, VALUE, rss_open_enclosure, NULL, 0},
    {NS_RSS, "language", IN_FEED, VALUE, NULL, feed_close_language, 9},
    {NS_RSS, "ttl", IN_FEED, VALUE, NULL, rss_close_ttl, 0},

    {NS_ATOM, "feed", IN_DOCUMENT, IN_FEED, atom_open_feed, NULL, 0},
    {NS_ATOM, "entry", IN_DOCUMENT | IN_FEED, IN_ITEM, atom_open_entry, atom_close_entry, 0},
    {NS_ATOM, "source", IN_ITEM, IN_SOURCE, NULL, NULL, 0},
    {NS_ATOM, "title", FEED_OR_ITEM, VALUE, NULL, atom_close_title, 9},
    {NS_ATOM, "subtitle", IN_FEED, VALUE, NULL, atom_close_summary, 9},
    {NS_ATOM, "tagline", IN_FEED, VALUE, NULL, atom_close_summary, 9},
    {NS_ATOM, "summary", IN_ITEM, VALUE, NULL, atom_close_summary, 9},
    {NS_ATOM, "content", IN_ITEM, VALUE, NULL, atom_close_content, 9},
    {NS_ATOM, "link", FEED_OR_ITEM, VALUE, NULL, atom_close_link, 8},
    {NS_ATOM, "id", IN_ITEM, VALUE, NULL, feed_close_id, 8},
    {NS_ATOM, "published", IN_ITEM, VALUE, NULL, feed_close_published, 8},
    {NS_ATOM, "issued", IN_ITEM, VALUE, NULL, feed_close_published, 8},
    {NS_ATOM, "created", IN_ITEM, VALUE, NULL, feed_close_published, 7},
    {NS_ATOM, "pubDate", IN_ITEM, VALUE, NULL, feed_close_published, 6},
    {NS_ATOM, "updated", IN_ITEM, VALUE, NULL, feed_close_updated, 8},
    {NS_ATOM, "modified", IN_ITEM, VALUE, NULL, feed_close_updated, 8},
    {NS_ATOM, "author", FEED_OR_ITEM | IN_SOURCE, IN_PERSON, atom_open_person, atom_close_author, 9},
    {NS_ATOM, "name", IN_PERSON, VALUE, NULL, atom_close_name, 0},
    {NS_ATOM, "email", IN_PERSON, VALUE, NULL, atom_close_email, 0},
    {NS_ATOM, "uri", IN_PERSON, VALUE, NULL, atom_close_uri, 0},
    {NS_ATOM, "url", IN_PERSON, VALUE, NULL, atom_close_uri, 0},
    {NS_ATOM, "homepage", IN_PERSON, VALUE, NULL, atom_close_uri, 0},
    {NS_ATOM, "category", IN_ITEM, VALUE, NULL, atom_close_category, 0},

    {NS_DC, "title", FEED_OR_ITEM, VALUE, NULL, feed_close_title, 5},
    {NS_DC, "description", FEED_OR_ITEM, VALUE, NULL, feed_close_summary, 5},
    {NS_DC, "creator", IN_ITEM, VALUE, NULL, feed_close_author, 5},
    {NS_DC, "author", IN_ITEM, VALUE, NULL, feed_close_author, 6},
    {NS_DC, "subject", IN_ITEM, VALUE, NULL, feed_close_topic, 0},
    {NS_DC, "date", IN_ITEM, VALUE, NULL, feed_close_published, 5},
    {NS_DC, "identifier", IN_ITEM, VALUE, NULL, feed_close_id, 3},
    {NS_DC, "language", FEED_OR_ITEM, VALUE, NULL, feed_close_language, 5},
    {NS_DCTERMS, "title", IN_ITEM, VALUE, NULL, feed_close_title, 4},
    {NS_DCTERMS, "abstract", IN_ITEM, VALUE, NULL, feed_close_summary, 4},
    {NS_DCTERMS, "description", IN_ITEM, VALUE, NULL, feed_close_summary, 4},
    {NS_DCTERMS, "creator", IN_ITEM, VALUE, NULL, feed_close_author, 4},
    {NS_DCTERMS, "subject", IN_ITEM, VALUE, NULL, feed_close_topic, 0},
    {NS_DCTERMS, "issued", IN_ITEM, VALUE, NULL, feed_close_published, 6},
    {NS_DCTERMS, "created", IN_ITEM, VALUE, NULL, feed_close_published, 4},
    {NS_DCTERMS, "date", IN_ITEM, VALUE, NULL, feed_close_published, 3},
    {NS_DCTERMS, "modified", IN_ITEM, VALUE, NULL, feed_close_updated, 6},
    {NS_DCTERMS, "identifier", IN_ITEM, VALUE, NULL, feed_close_id, 2},

    {NS_CONTENT, "encoded", IN_ITEM, VALUE, NULL, feed_close_body, 9},
    {NS_XHTML, "body", IN_ITEM, VALUE, NULL, feed_close_body, 8},
    {NS_XHTML, "div", IN_ITEM, VALUE, NULL, feed_close_body, 7},

    {NS_MEDIA, "group", IN_ITEM, IN_ITEM, NULL, NULL, 0},
    {NS_MEDIA, "content", IN_ITEM, IN_ITEM, media_open_content, NULL, 0},
    {NS_MEDIA, "title", IN_ITEM, VALUE, NULL, media_close_title, 3},
    {NS_MEDIA, "description", IN_ITEM, VALUE, NULL, media_close_description, 2},
    {NS_MEDIA, "text", IN_ITEM, VALUE, NULL, media_close_description, 1},
    {NS_MEDIA, "category", IN_ITEM, VALUE, NULL, feed_close_topic, 0},
    {NS_MEDIA, "keywords", IN_ITEM, VALUE, NULL, feed_close_topics_comma, 0},

    {NS_ITUNES, "title", IN_ITEM, VALUE, NULL, feed_close_title, 2},
    {NS_ITUNES, "summary", FEED_OR_ITEM, VALUE, NULL, feed_close_summary, 3},
    {NS_ITUNES, "subtitle", FEED_OR_ITEM, VALUE, NULL, feed_close_summary, 1},
    {NS_ITUNES, "author", IN_ITEM, VALUE, NULL, feed_close_author, 2},
    {NS_ITUNES, "keywords", IN_ITEM, VALUE, NULL, feed_close_topics_comma, 0},

    {NS_FEEDBURNER, "origLink", IN_ITEM, VALUE, NULL, module_close_link, 10},
    {NS_SYNDICATION, "updatePeriod", IN_FEED, VALUE, NULL, sy_close_period, 0},
    {NS_SYNDICATION, "updateFrequency", IN_FEED, VALUE, NULL, sy_close_frequency, 0},
};

const struct feed_element *feed_element_find(enum feed_ns ns, const char *name, enum feed_place place)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        const struct feed_element *row = &elements[i];
        if (row->ns == ns && (row->places & place) && row->name[0] == name[0] && strcmp(row->name, name) == 0)
            return row;
    }
    return NULL;
}

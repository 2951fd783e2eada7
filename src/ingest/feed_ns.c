/* feed_ns: the namespaces of feeds, in all the spellings that are found. Compared without case, scheme and trailing / or #. */
#include "feed.h"
#include <string.h>
#include <strings.h>

static const struct {
    const char *uri;
    enum feed_ns ns;
} uris[] = {
    {"", NS_RSS},
    {"purl.org/rss/1.0", NS_RSS},
    {"purl.org/net/rss1.1", NS_RSS},
    {"my.netscape.com/rdf/simple/0.9", NS_RSS},
    {"channel.netscape.com/rdf/simple/0.9", NS_RSS},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", NS_RSS},
    {"backend.userland.com/rss", NS_RSS},
    {"backend.userland.com/rss2", NS_RSS},
    {"backend.userland.com/rss091", NS_RSS},
    {"backend.userland.com/rss092", NS_RSS},
    {"backend.userland.com/rss191", NS_RSS},
    {"blogs.law.harvard.edu/tech/rss", NS_RSS},
    {"cyber.law.harvard.edu/rss", NS_RSS},
    {"cyber.law.harvard.edu/rss/rss.html", NS_RSS},
    {"www.rssboard.org/rss-specification", NS_RSS},
    {"www.w3.org/2005/atom", NS_ATOM},
    {"purl.org/atom/ns", NS_ATOM},
    {"purl.org/atom/app", NS_UNKNOWN},
    {"example.com/newformat", NS_ATOM},
    {"example.com/necho", NS_ATOM},
    {"purl.org/echo", NS_ATOM},
    {"uri/of/echo/namespace", NS_ATOM},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", NS_RDF},
    {"purl.org/dc/elements/1.1", NS_DC},
    {"purl.org/dc/elements/1.0", NS_DC},
    {"purl.org/dc/elements/2.0", NS_DC},
    {"purl.org/dc", NS_DC},
    {"purl.org/dc/terms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/dcterms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/content", NS_CONTENT},
    {"search.yahoo.com/mrss", NS_MEDIA},
    {"tools.search.yahoo.com/mrss", NS_MEDIA},
    {"video.search.yahoo.com/mrss", NS_MEDIA},
    {"www.rssboard.org/media-rss", NS_MEDIA},
    {"www.itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"www.w3.org/1999/xhtml", NS_XHTML},
    {"purl.org/rss/1.0/modules/syndication", NS_SYNDICATION},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"www.w3.org/xml/1998/namespace", NS_XML},
};

static const struct {
    const char *prefix;
    enum feed_ns ns;
} prefixes[] = {
    {"rss", NS_RSS},
    {"atom", NS_ATOM},
    {"atom10", NS_ATOM},
    {"a10", NS_ATOM},
    {"rdf", NS_RDF},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"content", NS_CONTENT},
    {"media", NS_MEDIA},
    {"itunes", NS_ITUNES},
    {"xhtml", NS_XHTML},
    {"sy", NS_SYNDICATION},
    {"feedburner", NS_FEEDBURNER},
    {"xml", NS_XML},
};

enum feed_ns feed_ns_of_uri(const char *uri)
{
    while (*uri == ' ')
        uri++;
    uri += strncasecmp(uri, "http://", 7) == 0 ? 7 : strncasecmp(uri, "https://", 8) == 0 ? 8 : 0;
    size_t len = strlen(uri);
    while (len && strchr("/# ", uri[len - 1]))
        len--;
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++)
        if (strlen(uris[i].uri) == len && strncasecmp(uris[i].uri, uri, len) == 0)
            return uris[i].ns;
    return NS_UNKNOWN;
}

enum feed_ns feed_ns_of_prefix(const char *prefix)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strcasecmp(prefixes[i].prefix, prefix) == 0)
            return prefixes[i].ns;
    return NS_UNKNOWN;
}

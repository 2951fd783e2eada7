/* feed_lookup: see the header. */
#include "feed_lookup.h"
#include <string.h>

void feed_lookup_root(struct feed_lookup *l, const char *name, const char *uri)
{
    static const struct {
        const char *name;
        enum feed_ns ns;
    } roots[] = {{"rss", NS_RSS}, {"channel", NS_RSS}, {"Channel", NS_RSS}, {"feed", NS_ATOM}, {"entry", NS_ATOM}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcmp(roots[i].name, name) == 0) {
            l->root_uri = uri;
            l->root_ns = roots[i].ns;
        }
}

enum feed_ns feed_lookup_ns(struct feed_lookup *l, const char *uri, const char *prefix)
{
    if (!uri && prefix)
        return feed_ns_of_prefix(prefix);
    if (uri == l->root_uri && l->root_ns)
        return l->root_ns;
    if (!uri)
        return NS_RSS;
    for (size_t i = 0; i < l->uri_count; i++)
        if (l->uris[i].uri == uri)
            return l->uris[i].ns;
    enum feed_ns ns = feed_ns_of_uri(uri);
    if (!ns && prefix)
        ns = feed_ns_of_prefix(prefix);
    if (l->uri_count < URI_CACHE) {
        l->uris[l->uri_count].uri = uri;
        l->uris[l->uri_count++].ns = ns;
    }
    return ns;
}

const struct feed_element *feed_lookup_row(struct feed_lookup *l, enum feed_ns ns, const char *name,
                                           enum feed_place place)
{
    size_t hash = ((uintptr_t)name >> 3 ^ (uintptr_t)name >> 11) + (size_t)place * 7 + (size_t)ns * 31,
           slot = hash % ROW_CACHE;
    if (l->rows[slot].name != name || l->rows[slot].ns != ns || l->rows[slot].place != place) {
        l->rows[slot].name = name;
        l->rows[slot].ns = ns;
        l->rows[slot].place = place;
        l->rows[slot].row = feed_element_find(ns, name, place);
    }
    return l->rows[slot].row;
}

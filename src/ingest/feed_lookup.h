/* feed_lookup: from an element's names to its row in the table, remembered.
 *
 * libxml2 keeps one copy of every name while it parses, so equal pointers are equal names, and rows and namespaces that were
 * looked up once are found again without comparing texts. */
#ifndef INGEST_FEED_LOOKUP_H
#define INGEST_FEED_LOOKUP_H

#include "feed.h"

#define ROW_CACHE 256
#define URI_CACHE 16

/* Zeroed at the beginning; for one parse. */
struct feed_lookup {
    struct {
        const char *name;
        const struct feed_element *row;
        enum feed_ns ns;
        enum feed_place place;
    } rows[ROW_CACHE];
    struct {
        const char *uri;
        enum feed_ns ns;
    } uris[URI_CACHE];
    size_t uri_count;
    const char *root_uri;
    enum feed_ns root_ns;
};

/* The first element: where it is a feed's its namespace is the vocabulary's, however it is spelled. */
void feed_lookup_root(struct feed_lookup *l, const char *name, const char *uri);

/* uri and prefix are NULL where there is none; a prefix that was not declared has no uri. */
enum feed_ns feed_lookup_ns(struct feed_lookup *l, const char *uri, const char *prefix);

const struct feed_element *feed_lookup_row(struct feed_lookup *l, enum feed_ns ns, const char *name,
                                           enum feed_place place);

#endif

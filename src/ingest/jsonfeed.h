/* jsonfeed: what the members of a feed in JSON, and of its items, mean. */
#ifndef INGEST_JSONFEED_H
#define INGEST_JSONFEED_H

#include "feed.h"
#include "json.h"

/* A member of the feed itself, in either dialect. */
void jsonfeed_member(struct feed *f, const char *key, const json_t *v);

/* An item of JSON Feed, of RSS in JSON: begun, filled and ended. */
void jsonfeed_item(struct feed *f, const json_t *item);
void jsonfeed_rss_item(struct feed *f, const json_t *item);

#endif

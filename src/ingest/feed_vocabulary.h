/* feed_vocabulary: what the rows of the table of elements point to; one file for each vocabulary. */
#ifndef INGEST_FEED_VOCABULARY_H
#define INGEST_FEED_VOCABULARY_H

#include "feed.h"

#define ON_CLOSE(name) void name(struct feed *f, const struct feed_value *v, int rank)

/* Shared by several: the value as a title, a summary, a body; as a time, an author, a topic. */
ON_CLOSE(feed_close_title);
ON_CLOSE(feed_close_summary);
ON_CLOSE(feed_close_body);
ON_CLOSE(feed_close_published);
ON_CLOSE(feed_close_updated);
ON_CLOSE(feed_close_author);
ON_CLOSE(feed_close_topic);
ON_CLOSE(feed_close_topics_comma);
ON_CLOSE(feed_close_language);
ON_CLOSE(feed_close_id);

/* feed_rss.c  spec: RSS 2.0.11, RSS 1.0, RSS 0.9x */
void rss_open_channel(struct feed *f);
void rss_open_item(struct feed *f);
ON_CLOSE(rss_close_item);
ON_CLOSE(rss_close_link);
ON_CLOSE(rss_close_guid);
ON_CLOSE(rss_close_ttl);
void rss_open_enclosure(struct feed *f);

/* feed_atom.c  spec: RFC 4287; Atom 0.3 */
void atom_open_feed(struct feed *f);
void atom_open_entry(struct feed *f);
ON_CLOSE(atom_close_entry);
ON_CLOSE(atom_close_title);
ON_CLOSE(atom_close_summary);
ON_CLOSE(atom_close_content);
ON_CLOSE(atom_close_link);
ON_CLOSE(atom_close_category);
void atom_open_person(struct feed *f);
ON_CLOSE(atom_close_author);
ON_CLOSE(atom_close_name);
ON_CLOSE(atom_close_email);
ON_CLOSE(atom_close_uri);

/* feed_modules.c  spec: Dublin Core 1.1 and terms; Syndication; FeedBurner; content */
ON_CLOSE(sy_close_period);
ON_CLOSE(sy_close_frequency);
ON_CLOSE(module_close_link);

/* feed_media.c  spec: Media RSS 1.5; iTunes */
void media_open_content(struct feed *f);
ON_CLOSE(media_close_title);
ON_CLOSE(media_close_description);

#endif

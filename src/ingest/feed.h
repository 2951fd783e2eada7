/* feed: a feed being read, whatever its vocabulary.
 *
 * libxml2 hands over elements and text as they come (feed_xml.c); an element is looked up in the table of feed_elements.c by
 * namespace, name and place; its row says what becomes of it. The setters of feed_fields.c fill the document that r->doc is;
 * where two elements fill the same field the one of higher rank wins, and of equals the later one. */
#ifndef INGEST_FEED_H
#define INGEST_FEED_H

#include "reader.h"

#define FEED_DEPTH_MAX      200
#define FEED_ATTRIBUTES_MAX 1000 /* of one element */
#define FEED_TOPICS_MAX     256  /* of one item, and so on */
#define FEED_PEOPLE_MAX     64
#define FEED_ENCLOSURES_MAX 256

enum feed_ns {
    NS_UNKNOWN,
    NS_RSS, /* none, or one of those that RSS 0.90, 1.0, 1.1 and 2.0 are found in */
    NS_ATOM,
    NS_RDF,
    NS_DC,
    NS_DCTERMS,
    NS_CONTENT,
    NS_MEDIA,
    NS_ITUNES,
    NS_XHTML,
    NS_SYNDICATION,
    NS_FEEDBURNER,
    NS_XML,
};

/* Where an element stands. */
enum feed_place {
    IN_NOTHING = 0, /* in an element that says nothing to us */
    IN_DOCUMENT = 1,
    IN_FEED = 2,
    IN_ITEM = 4,
    IN_PERSON = 8,
    IN_SOURCE = 16, /* the feed that an Atom entry was taken from */
};

/* What an element held. text: NUL-terminated, decoded; as_markup: it is HTML, because elements were inside it or because it was
 * given as such. */
struct feed_value {
    const char *text;
    size_t len;
    bool as_markup;
};

struct feed;

/* A row of the table of elements.
 * into: where its children stand; IN_NOTHING: it has none of interest, and its text (with what markup is inside) is its value.
 * open: called at its start; may be NULL. close: at its end, with the value (NULL for a container). */
struct feed_element {
    enum feed_ns ns;
    const char *name;
    unsigned places;
    enum feed_place into;
    void (*open)(struct feed *f);
    void (*close)(struct feed *f, const struct feed_value *v, int rank);
    int rank;
};

const struct feed_element *feed_element_find(enum feed_ns ns, const char *name, enum feed_place place);
enum feed_ns feed_ns_of_uri(const char *uri);
enum feed_ns feed_ns_of_prefix(const char *prefix);

struct feed_attribute {
    enum feed_ns ns;
    const char *name;
    char *value;
    bool has_prefix;
};

/* What has been set in the item, by which rank; 0: nothing. */
struct feed_ranks {
    int title, url, id, published, updated, summary, body, authors;
};

struct feed_frame; /* see feed_xml.h */

struct feed {
    struct reader *r;
    struct arena feed_arena;        /* what is kept of the feed itself */
    struct arena element_arena;     /* attributes of the element at hand */
    const struct feed_element *row; /* of the element at hand */
    struct feed_attribute *attributes;
    size_t attribute_count;
    enum feed_place place; /* that the element at hand stands in */
    const char *base;      /* in scope there; NULL: none was given */
    bool base_is_said;     /* by xml:base, and not only by where the feed came from */

    bool atom; /* the root is Atom's: entries inherit authors */
    struct feed_ranks ranks, feed_ranks;
    bool in_item;
    struct person person; /* being read */
    struct person *feed_authors;
    size_t feed_author_count;
    const char *title, *home_url, *self_url, *description, *language;
    struct person source_author; /* of the atom:source of this entry */
    int64_t items, skip;         /* items seen; the first of them that were handed over in an earlier attempt */
    int64_t empty_items;
    struct err *e; /* where a handler says why reading stops */
    bool stopped;
};

/* The value of the element's attribute in no namespace (or in the element's own), NULL where there is none. */
const char *feed_attribute(const struct feed *f, const char *name);
const char *feed_attribute_ns(const struct feed *f, enum feed_ns ns, const char *name);

/* Setters. `f->place` says whether the feed or the item is meant. All copy what they are given. */
void feed_set_title(struct feed *f, const struct feed_value *v, int rank);
void feed_set_summary(struct feed *f, const struct feed_value *v, int rank);
void feed_set_body(struct feed *f, const struct feed_value *v, int rank);
void feed_set_url(struct feed *f, const char *url, int rank);
void feed_set_id(struct feed *f, const char *id, int rank);
void feed_set_published(struct feed *f, const char *date, int rank);
void feed_set_updated(struct feed *f, const char *date, int rank);
void feed_set_language(struct feed *f, const char *language);
void feed_add_topic(struct feed *f, const char *topic);
void feed_add_topics(struct feed *f, const char *list, char between);
void feed_add_enclosure(struct feed *f, const char *url, const char *type, const char *size);
void feed_add_person(struct feed *f, const struct person *p, int rank);
/* A name, an address, or both in one of the ways people write them: "me@example.com (Name)", "Name <me@example.com>". */
void feed_add_author(struct feed *f, const char *text, int rank);

/* The text of v as one line without markup, in the arena. */
const char *feed_line(struct arena *arena, const struct feed_value *v);

/* The address that `ref` means here, in the arena. */
const char *feed_address(const struct feed *f, struct arena *arena, const char *ref);

/* Begin and end an item: feed_item_end hands it over. */
void feed_item_begin(struct feed *f);
void feed_item_end(struct feed *f);

/* What the feed says of itself, to r->info. */
void feed_fill_info(struct feed *f);

/* feed_links.c: append html with the relative addresses in its attributes resolved against base. */
void feed_resolve_links(struct buf *out, const char *html, size_t len, const char *base);

/* charset.c: the input as UTF-8. *used is the charset it was read as, *mended whether another was declared than was used.
 * (NULL: as UTF-8, where what is none was replaced). Where `in` is fine as it is nothing is appended and *skip bytes of it are a mark of byte order. */
struct charset_result {
    const char *used;
    bool as_it_is;
    size_t skip;
    char declared[40];
    bool mended;
};
void charset_decode(struct buf *out, const char *in, size_t len, const char *http, struct charset_result *result);

/* xml_head.c: the name of the first element of s[0..len) (any charset whose ASCII can be made out), "" where there is none. */
#define XML_NAME_SIZE 64
void xml_root_name(char out[XML_NAME_SIZE], const char *s, size_t len);

/* xml_mend.c: text that is nearly XML, made well-formed. */
bool xml_mend(struct buf *out, const char *s, size_t len);

#endif

/* feed_xml: libxml2's events to the table of elements. */
#ifndef INGEST_FEED_XML_H
#define INGEST_FEED_XML_H

#include "feed.h"
#include "xml_run.h"

/* How a parse went. */
struct feed_outcome {
    bool refused;    /* or the sink wants no more: *e says why */
    bool root_found; /* the first element is a feed's */
    char root[XML_NAME_SIZE];
    long fault_line; /* 0: well-formed */
    char fault[XML_FAULT_SIZE];
};

/* Parse s[0..len), UTF-8. */
void feed_xml_parse(struct feed *f, const char *s, size_t len, struct feed_outcome *outcome, struct err *e);

/* feed_markup.c: elements inside a value, written as HTML. */
struct feed_markup_attribute {
    const char *prefix, *name, *value;
    size_t value_len;
};
void feed_markup_text(struct buf *out, const char *s, size_t len);
void feed_markup_open(struct buf *out, const char *name, const struct feed_markup_attribute *attributes, size_t count);
void feed_markup_close(struct buf *out, const char *name);

/* feed_guard.c: true where an element has more attributes than any feed needs. cut: gets the text with its CDATA sections cut out, or
 * stays empty where none was; NULL: they stay. */
bool feed_guard(const char *s, size_t len, struct buf *cut);
/* Does this processing instruction stand for a section that was cut out of len bytes: of *size, at *begin? */
bool feed_guard_find_cut(const char *target, const char *data, size_t len, size_t *begin, size_t *size);

#endif

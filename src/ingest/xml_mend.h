/* xml_mend: the small questions of mending. */
#ifndef INGEST_XML_MEND_H
#define INGEST_XML_MEND_H

#include "feed.h"

bool mend_is_name_start(char c);
bool mend_is_name_byte(char c);

/* May the character at s stand in XML? *len is its length in bytes. */
bool mend_is_legal(const char *s, const char *end, size_t *len);

/* Append text with what cannot stand in it escaped or left out. `quoted`: inside an attribute. */
void mend_text(struct buf *out, const char *s, const char *end, bool quoted);

/* The quotation mark that ends the value beginning at s. Values may hold the mark itself, and whole tags with marks of their
 * own: it is the one behind which the tag goes on. */
const char *mend_value_end(const char *s, const char *end, char quote);

#endif

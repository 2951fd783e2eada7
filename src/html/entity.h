/* entity: character references.  spec: HTML 13.2.5.72 ff */
#ifndef HTML_ENTITY_H
#define HTML_ENTITY_H

#include "newsfs/buf.h"

/* Read the reference at s[0..len), s[0] == '&', into cp[0..*count), *count 1 or 2. Returns its length, 0 where it is none: a lone '&'.
 * in_attribute: names without a semicolon do not count before '=' and alphanumerics. */
size_t entity_read(const char *s, size_t len, bool in_attribute, uint32_t cp[2], size_t *count);

/* Append s[0..len) with its references decoded once. */
void entity_decode(struct buf *out, const char *s, size_t len, bool in_attribute);

#endif

/* url_parts: what resolving and canonical forms share. */
#ifndef BASE_URL_PARTS_H
#define BASE_URL_PARTS_H

#include "newsfs/url.h"

/* Remove the dot segments of the path that is out->data[start..len). spec: RFC 3986 5.2.4 */
void url_remove_dots(struct buf *out, size_t start);

/* Append s without white space around it; false, and nothing appended, where that is above URL_MAX. */
bool url_trim(struct buf *out, const char *s);

#endif

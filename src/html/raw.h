/* raw: where the content of a script, style, frame, title or text area ends. */
#ifndef HTML_RAW_H
#define HTML_RAW_H

#include "element.h"

/* The '<' of the end tag of e in [s, end), or end where there is none. */
const char *raw_end(const char *s, const char *end, enum element e);

#endif

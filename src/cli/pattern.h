/* pattern: what grep(1) takes as a pattern, as a PCRE2 expression, and what a text must hold to match it.
 *
 * spec: POSIX.1-2017 XBD 9 with GNU grep's extensions (\w \W \s \S \b \B \< \> \| \+ \?; a newline separates alternatives). Whether a line
 * matches does not depend on which match is found, so leftmost-longest and leftmost-first are the same here. */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include "newsfs/search.h"

enum pattern_syntax { PATTERN_BASIC, PATTERN_EXTENDED, PATTERN_FIXED };

struct pattern;

/* NULL with *e filled: "unmatched ( at byte 3". */
struct pattern *pattern_new(const char *text, enum pattern_syntax syntax, bool ignore_case, struct err *e) MUST_USE;
void pattern_free(struct pattern *p);

/* False: no line of these bytes matches. True says nothing. Fast. */
bool pattern_may_match(struct pattern *p, const char *bytes, size_t len);
bool pattern_matches_line(struct pattern *p, const char *line, size_t len);

/* What every matching text holds; borrowed from the pattern. */
const struct needle_group *pattern_needles(const struct pattern *p, size_t *count);

#endif

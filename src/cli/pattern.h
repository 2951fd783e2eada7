/* pattern: what grep(1) takes as a pattern, as a PCRE2 expression, and what a text must hold to match it.
 *
 * spec: POSIX.1-2017 XBD 9 with GNU grep's extensions (\w \W \s \S \b \B \< \> \| \+ \?; a newline separates alternatives), in the locale
 * C.UTF-8 whatever the caller's is: what a letter is and which letters differ in case only is asked of the C library, as grep asks it. Whether a line
 * matches does not depend on which match is found, so leftmost-longest and leftmost-first are the same here.
 *
 * The C library's regular expressions, which grep falls back on, judge what is a pattern, and match what PCRE2 would not match alike: back-references,
 * operators with nothing to repeat, and lines on which PCRE2 gives up. */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include "newsfs/search.h"

enum pattern_syntax { PATTERN_BASIC, PATTERN_EXTENDED, PATTERN_FIXED };

struct pattern;

/* NULL with *e filled: "Unmatched ( or \(". Once made it is only read: many threads may have matchers of it. */
struct pattern *pattern_new(const char *text, enum pattern_syntax syntax, bool ignore_case, struct err *e) MUST_USE;
void pattern_free(struct pattern *p);

/* What every matching text holds; borrowed from the pattern. */
const struct needle_group *pattern_needles(const struct pattern *p, size_t *count);

struct matcher;
struct matcher *matcher_new(const struct pattern *p); /* of one thread; the pattern outlives it */
void matcher_free(struct matcher *m);

/* The first line of text that matches and begins at `at` or after, without its newline. at: where a line begins, or len. Every line of the text ends
 * in a newline. */
struct span {
    size_t start, end;
};
bool matcher_find(struct matcher *m, const char *text, size_t len, size_t at, struct span *line);

#endif

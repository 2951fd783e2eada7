/* page: the panel page as text, cut into lines. */
#ifndef INGEST_PAGE_H
#define INGEST_PAGE_H

#include "reader.h"

/* A line without white space around it; len 0: blank. */
struct page_line {
    const char *at;
    size_t len;
};

/* Take the next line off s[0..len): returns the bytes it took, newline included. CR, LF and CRLF end lines. */
size_t page_next_line(struct page_line *line, const char *s, size_t len);

/* The takes: all that follows the line `Panel Takes`. */
void page_takes(struct document *d, const struct page_line *lines, size_t count);

/* Fill d from a page as text. */
void page_fill(struct document *d, const char *s, size_t len);

#endif

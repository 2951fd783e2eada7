/* link: addresses in HTML made fit to be shown, and the numbered list of them. */
#ifndef HTML_LINK_H
#define HTML_LINK_H

#include "char.h"
#include "newsfs/buf.h"
#include <stdint.h>

/* What links are resolved against: the caller's address, and the document's <base> seen from it. */
struct link_base {
    const char *given; /* NULL: none */
    struct buf own;    /* of the first <base> */
};

void link_base_set(struct link_base *base, struct span href);
const char *link_base_address(const struct link_base *base); /* NULL: none */

/* Append the address that href means: references decoded, resolved, free of white space, quotes and unclean characters.
 * False, and nothing appended, where it is empty, too long or of a scheme that is no place to go to (javascript:, data:, …). */
bool link_address(struct buf *out, const struct link_base *base, struct span href);

bool link_is_web(const char *address); /* absolute: http, https or mailto */

/* Addresses numbered from 1 in order of appearance, each once. A zeroed struct is an empty one. */
struct link_list {
    struct buf text; /* the addresses, each ended by NUL */
    size_t *at;      /* where each begins */
    size_t count, cap;
    uint32_t *slots; /* open addressing: number or 0 */
    size_t slot_count;
};

void link_list_finish(struct link_list *l);
size_t link_list_add(struct link_list *l, const char *address); /* its number */
const char *link_list_get(const struct link_list *l, size_t number);

#endif

/* number_map: values by number, for as many as come: open addressing, never more than half full.
 *
 * A zeroed struct is a valid empty one. Numbers are not 0. Values are the caller's; not shared between threads. */
#ifndef NEWSFS_NUMBER_MAP_H
#define NEWSFS_NUMBER_MAP_H

#include <stddef.h>
#include <stdint.h>

struct number_map {
    uint64_t *numbers; /* 0: a free slot */
    const void **values;
    size_t count, cap;
};

/* The place of the number's value: NULL is in it until the caller sets it. Valid until the next call. */
const void **number_map_at(struct number_map *m, uint64_t number);

void number_map_finish(struct number_map *m); /* frees and zeroes */

#endif

/* number_map: multiplication by the golden ratio spreads numbers whose low bits are alike. */
#include "newsfs/number_map.h"
#include "newsfs/buf.h"
#include <stdlib.h>

#define CAP_FIRST 256

static size_t slot_of(const struct number_map *m, uint64_t number)
{
    size_t at = (size_t)(number * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (m->cap - 1);
    while (m->numbers[at] && m->numbers[at] != number)
        at = (at + 1) & (m->cap - 1);
    return at;
}

static void grow(struct number_map *m)
{
    struct number_map old = *m;
    m->cap = old.cap ? old.cap * 2 : CAP_FIRST;
    m->numbers = mem_alloc(m->cap * sizeof *m->numbers);
    m->values = mem_alloc(m->cap * sizeof *m->values);
    for (size_t i = 0; i < old.cap; i++) {
        if (!old.numbers[i])
            continue;
        size_t at = slot_of(m, old.numbers[i]);
        m->numbers[at] = old.numbers[i];
        m->values[at] = old.values[i];
    }
    number_map_finish(&old);
}

const void **number_map_at(struct number_map *m, uint64_t number)
{
    if (m->count * 2 >= m->cap)
        grow(m);
    size_t at = slot_of(m, number);
    m->count += !m->numbers[at];
    m->numbers[at] = number;
    return &m->values[at];
}

void number_map_finish(struct number_map *m)
{
    free(m->numbers);
    free(m->values);
    *m = (struct number_map){0};
}

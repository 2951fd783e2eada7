/* support_random: a seeded generator, so that a property that fails fails again. */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct random {
    uint64_t state;
};

/* splitmix64: any seed will do, 0 included. */
static inline uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static inline size_t random_below(struct random *r, size_t limit)
{
    return (size_t)(random_next(r) % limit);
}

/* Fill out with up to max - 1 bytes of words picked from the table, and a NUL; returns the length. */
static inline size_t random_words(struct random *r, char *out, size_t max, const char *const *words, size_t count)
{
    size_t len = 0, target = random_below(r, max);
    for (;;) {
        const char *word = words[random_below(r, count)];
        size_t n = strlen(word);
        if (len + n > target)
            break;
        memcpy(out + len, word, n);
        len += n;
    }
    out[len] = '\0';
    return len;
}

#endif

/* postings: sets of places as bytes and as bits. */
#include "postings.h"

#define POSTING_FIRST_CAP 8

void posting_grow(struct posting *p, struct arena *arena)
{
    uint32_t cap = p->cap ? p->cap * 2 : POSTING_FIRST_CAP;
    unsigned char *bytes = arena_alloc(arena, cap);
    if (p->len)
        memcpy(bytes, p->bytes, p->len);
    p->bytes = bytes;
    p->cap = cap;
}

static void add_list(struct bits *b, const unsigned char *p, size_t len, size_t width)
{
    uint64_t place = 0;
    for (const unsigned char *end = p + len; p < end; place++) {
        uint32_t distance = 0;
        for (int shift = 0; p < end; shift += 7) {
            distance |= (uint32_t)(*p & 0x7F) << (shift & 31);
            if (!(*p++ & 0x80))
                break;
        }
        place += distance;
        if (place >= width)
            return;
        bits_set(b, place);
    }
}

void bits_add_posting(struct bits *b, const void *bytes, size_t len, size_t width)
{
    const unsigned char *p = bytes;
    if (len < (width + 7) / 8) {
        add_list(b, p, len, width);
        return;
    }
    for (size_t i = 0; i < width; i++)
        if (p[i / 8] >> i % 8 & 1)
            bits_set(b, i);
}

const void *posting_bytes(const struct posting *p, size_t width, struct bits *bitmap, size_t *len)
{
    size_t most = (width + 7) / 8;
    *len = p->len;
    if (p->len < most)
        return p->bytes;
    struct bits set;
    unsigned char *out = (unsigned char *)bitmap->word;
    bits_clear(&set);
    bits_clear(bitmap);
    add_list(&set, p->bytes, p->len, width);
    for (size_t i = 0; i < most; i++)
        out[i] = (unsigned char)(set.word[i / 8] >> i % 8 * 8);
    *len = most;
    return out;
}

void bits_clear(struct bits *b)
{
    memset(b, 0, sizeof *b);
}

void bits_fill(struct bits *b, size_t width)
{
    for (size_t i = 0; i < BITS_WORDS; i++)
        b->word[i] = width >= (i + 1) * 64 ? UINT64_MAX : width > i * 64 ? ((uint64_t)1 << (width - i * 64)) - 1 : 0;
}

void bits_and(struct bits *b, const struct bits *other)
{
    for (size_t i = 0; i < BITS_WORDS; i++)
        b->word[i] &= other->word[i];
}

void bits_or(struct bits *b, const struct bits *other)
{
    for (size_t i = 0; i < BITS_WORDS; i++)
        b->word[i] |= other->word[i];
}

void bits_invert(struct bits *b, size_t width)
{
    struct bits all;
    bits_fill(&all, width);
    for (size_t i = 0; i < BITS_WORDS; i++)
        b->word[i] = ~b->word[i] & all.word[i];
}

bool bits_any(const struct bits *b)
{
    uint64_t any = 0;
    for (size_t i = 0; i < BITS_WORDS; i++)
        any |= b->word[i];
    return any != 0;
}

size_t bits_count(const struct bits *b)
{
    size_t count = 0;
    for (size_t i = 0; i < BITS_WORDS; i++)
        count += (size_t)__builtin_popcountll(b->word[i]);
    return count;
}

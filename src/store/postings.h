/* postings: which articles of a segment hold a term, gathered in memory and as bytes.
 *
 * An article is its place in the segment: id - first, below SEGMENT_WIDTH. As bytes the places are, ascending, varints of the distance from the place
 * after the previous one (low seven bits first, 0x80: more follow), or a bitmap of (width + 7) / 8 bytes, lowest bit first, whichever is
 * shorter: what is exactly as long as the bitmap is one. */
#ifndef STORE_POSTINGS_H
#define STORE_POSTINGS_H

#include "newsfs/buf.h"

#define SEGMENT_WIDTH 8192 /* ids */
#define BITS_WORDS    (SEGMENT_WIDTH / 64)

struct bits {
    uint64_t word[BITS_WORDS];
};

struct posting {
    uint32_t next; /* the place after the last one */
    uint32_t len, cap;
    unsigned char *bytes;
};

#define POSTING_ADD_MAX 5 /* bytes */
void posting_grow(struct posting *p, struct arena *arena);

/* place >= p->next */
static inline void posting_add(struct posting *p, struct arena *arena, uint32_t place)
{
    uint32_t distance = place - p->next;
    if (p->len + POSTING_ADD_MAX > p->cap)
        posting_grow(p, arena);
    for (; distance >= 0x80; distance >>= 7)
        p->bytes[p->len++] = (unsigned char)(distance | 0x80);
    p->bytes[p->len++] = (unsigned char)distance;
    p->next = place + 1;
}
/* The bytes to store; borrowed from p or from bitmap. */
const void *posting_bytes(const struct posting *p, size_t width, struct bits *bitmap, size_t *len);
/* Places at or above the width are ignored. */
void bits_add_posting(struct bits *b, const void *bytes, size_t len, size_t width);

void bits_clear(struct bits *b);
void bits_fill(struct bits *b, size_t width);
void bits_and(struct bits *b, const struct bits *other);
void bits_or(struct bits *b, const struct bits *other);
void bits_invert(struct bits *b, size_t width);
bool bits_any(const struct bits *b);
size_t bits_count(const struct bits *b);

static inline void bits_set(struct bits *b, size_t place)
{
    b->word[place / 64] |= (uint64_t)1 << place % 64;
}

static inline bool bits_has(const struct bits *b, size_t place)
{
    return b->word[place / 64] >> place % 64 & 1;
}

/* ---- the terms of a segment ---- */

struct term_slot {
    uint32_t key;   /* a trigram, or the hash of a word */
    uint32_t place; /* the last place + 1 */
    uint32_t index; /* of the term + 1; 0: free */
};

#define TERM_INLINE 24

/* One line of the processor's cache. */
struct term {
    struct posting posting;
    uint32_t key;            /* a trigram, or the hash of a word */
    uint32_t len;            /* bytes of a word */
    char start[TERM_INLINE]; /* its first bytes, then NULs */
    const char *word;        /* all of it */
};

/* Words and trigrams are added by so many at once: what one waits for from memory is fetched while others are being added. */
#define TERMS_BATCH 64

struct waiting_word {
    uint32_t key, len;
    char start[TERM_INLINE];
};

struct terms {
    struct arena arena;
    struct term_slot *slot; /* open addressing */
    struct term *at;
    size_t slots, count, cap;
    struct waiting_word waiting[TERMS_BATCH];
    size_t waiting_count;
};

void terms_init(struct terms *t);
void terms_finish(struct terms *t);
/* The words of one place, then terms_end_words. */
void terms_add_word(struct terms *t, const char *word, size_t len, uint32_t place);
void terms_end_words(struct terms *t, uint32_t place);
/* Every three bytes of one line of text, ASCII in lower case. */
void terms_add_trigrams(struct terms *t, const char *text, size_t len, uint32_t place);
void terms_sort_words(struct terms *t); /* the slots are of no use afterwards */
void terms_sort_trigrams(struct terms *t);

#define TRIGRAM_NONE UINT32_MAX
/* Of three bytes; TRIGRAM_NONE where a newline is among them. */
uint32_t trigram_of(const char *bytes);

#endif

/* terms: the words and trigrams of a segment, each found by its hash and given the places that hold it, in order.
 *
 * A slot remembers the last place, so what a text repeats costs one look at the slot and no more. */
#include "postings.h"

#include <stdlib.h>

#define SLOTS_FIRST (1u << 15)

void terms_init(struct terms *t)
{
    *t = (struct terms){.slots = SLOTS_FIRST};
    t->slot = mem_alloc(t->slots * sizeof *t->slot);
}

void terms_finish(struct terms *t)
{
    free(t->slot);
    free(t->at);
    arena_finish(&t->arena);
    *t = (struct terms){0};
}

static inline size_t start_of(const struct terms *t, uint32_t key)
{
    return (size_t)(((uint64_t)key * 0x9E3779B97F4A7C15u) >> 32) & (t->slots - 1);
}

static void grow(struct terms *t)
{
    struct term_slot *old = t->slot;
    size_t slots = t->slots;
    t->slots *= 2;
    t->slot = mem_alloc(t->slots * sizeof *t->slot);
    for (size_t i = 0; i < slots; i++) {
        size_t at = start_of(t, old[i].key);
        while (t->slot[at].index)
            at = (at + 1) & (t->slots - 1);
        if (old[i].index)
            t->slot[at] = old[i];
    }
    free(old);
}

/* The free slot gets a new term. */
static struct term *add_term(struct terms *t, struct term_slot *slot, uint32_t key)
{
    if (t->count == t->cap) {
        t->cap = t->cap ? t->cap * 2 : SLOTS_FIRST / 2;
        t->at = mem_realloc(t->at, t->cap * sizeof *t->at);
    }
    struct term *term = &t->at[t->count++];
    *term = (struct term){.key = key};
    *slot = (struct term_slot){.key = key, .index = (uint32_t)t->count};
    return term;
}

static inline void add_place(struct terms *t, struct term_slot *slot, uint32_t place)
{
    if (slot->place == place + 1)
        return;
    slot->place = place + 1;
    posting_add(&t->at[slot->index - 1].posting, &t->arena, place);
}

static uint32_t hash_of(const char *word, size_t len)
{
    uint64_t h = len, w;
    for (; len >= 8; word += 8, len -= 8) {
        memcpy(&w, word, 8);
        h = (h ^ w) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 29;
    }
    w = 0;
    memcpy(&w, word, len);
    h = (h ^ w) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h >> 32 ^ h);
}

void terms_add_word(struct terms *t, const char *word, size_t len, uint32_t place)
{
    uint32_t key = hash_of(word, len);
    if (t->count * 2 >= t->slots)
        grow(t);
    struct term_slot *slot = &t->slot[start_of(t, key)];
    for (; slot->index; slot = slot + 1 == t->slot + t->slots ? t->slot : slot + 1) {
        const struct term *term = &t->at[slot->index - 1];
        if (slot->key == key && term->len == len && memcmp(term->word, word, len) == 0)
            break;
    }
    if (!slot->index) {
        struct term *term = add_term(t, slot, key);
        term->word = arena_strndup(&t->arena, word, len);
        term->len = (uint32_t)len;
    }
    add_place(t, slot, place);
}

static inline void add_trigram(struct terms *t, uint32_t key, uint32_t place)
{
    struct term_slot *slot = &t->slot[start_of(t, key)];
    while (slot->index && slot->key != key)
        slot = slot + 1 == t->slot + t->slots ? t->slot : slot + 1;
    if (!slot->index)
        add_term(t, slot, key);
    add_place(t, slot, place);
}

static inline uint32_t lower(char c)
{
    return (unsigned char)c + (c >= 'A' && c <= 'Z' ? 32u : 0u);
}

uint32_t trigram_of(const char *bytes)
{
    if (bytes[0] == '\n' || bytes[1] == '\n' || bytes[2] == '\n')
        return TRIGRAM_NONE;
    return lower(bytes[0]) << 16 | lower(bytes[1]) << 8 | lower(bytes[2]);
}

void terms_add_trigrams(struct terms *t, const char *text, size_t len, uint32_t place)
{
    uint32_t key = 0;
    size_t known = 0; /* bytes of the line that key holds */
    for (size_t i = 0; i < len; i++) {
        known = text[i] == '\n' ? 0 : known + 1;
        key = (key << 8 | lower(text[i])) & 0xFFFFFF;
        if (known < 3)
            continue;
        if (t->count * 2 >= t->slots)
            grow(t);
        add_trigram(t, key, place);
    }
}

static int compare_words(const void *a, const void *b)
{
    const struct term *x = a, *y = b;
    int order = memcmp(x->word, y->word, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static int compare_keys(const void *a, const void *b)
{
    const struct term *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

void terms_sort_words(struct terms *t)
{
    if (t->count)
        qsort(t->at, t->count, sizeof *t->at, compare_words);
}

void terms_sort_trigrams(struct terms *t)
{
    if (t->count)
        qsort(t->at, t->count, sizeof *t->at, compare_keys);
}

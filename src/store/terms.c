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
    for (; len > 8; word += 8, len -= 8) {
        memcpy(&w, word, 8);
        h = (h ^ w) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 29;
    }
    w = 0;
    memcpy(&w, word, len);
    h = (h ^ w) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h >> 32 ^ h);
}

static inline bool is_word(const struct term *term, const char *start, const char *word, size_t len)
{
    return term->len == len && memcmp(term->start, start, TERM_INLINE) == 0 &&
           (len <= TERM_INLINE || memcmp(term->word, word, len) == 0);
}

static void add_new_word(struct terms *t, struct term_slot *slot, uint32_t key, const char *start, const char *word,
                         size_t len)
{
    struct term *term = add_term(t, slot, key);
    term->word = arena_strndup(&t->arena, word, len);
    term->len = (uint32_t)len;
    memcpy(term->start, start, TERM_INLINE);
}

static void add_word(struct terms *t, uint32_t key, const char *start, const char *word, size_t len, uint32_t place)
{
    if (t->count * 2 >= t->slots)
        grow(t);
    struct term_slot *slot = &t->slot[start_of(t, key)];
    while (slot->index && !(slot->key == key && is_word(&t->at[slot->index - 1], start, word, len)))
        slot = slot + 1 == t->slot + t->slots ? t->slot : slot + 1;
    if (!slot->index)
        add_new_word(t, slot, key, start, word, len);
    add_place(t, slot, place);
}

/* The slot was fetched already. */
static inline void fetch_term(const struct terms *t, uint32_t key)
{
    const struct term_slot *slot = &t->slot[start_of(t, key)];
    if (slot->index)
        __builtin_prefetch(&t->at[slot->index - 1], 1);
}

void terms_end_words(struct terms *t, uint32_t place)
{
    for (size_t i = 0; i < t->waiting_count; i++)
        fetch_term(t, t->waiting[i].key);
    for (size_t i = 0; i < t->waiting_count; i++) {
        const struct waiting_word *w = &t->waiting[i];
        add_word(t, w->key, w->start, w->start, w->len, place);
    }
    t->waiting_count = 0;
}

void terms_add_word(struct terms *t, const char *word, size_t len, uint32_t place)
{
    struct waiting_word w = {.key = hash_of(word, len), .len = (uint32_t)len};
    memcpy(w.start, word, len < TERM_INLINE ? len : TERM_INLINE);
    if (len > TERM_INLINE) {
        add_word(t, w.key, w.start, word, len, place);
        return;
    }
    __builtin_prefetch(&t->slot[start_of(t, w.key)], 1);
    t->waiting[t->waiting_count++] = w;
    if (t->waiting_count == TERMS_BATCH)
        terms_end_words(t, place);
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

static void add_batch(struct terms *t, const uint32_t *keys, size_t count, uint32_t place)
{
    if ((t->count + count) * 2 >= t->slots)
        grow(t);
    for (size_t i = 0; i < count; i++)
        fetch_term(t, keys[i]);
    for (size_t i = 0; i < count; i++)
        add_trigram(t, keys[i], place);
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
    uint32_t key = 0, keys[TERMS_BATCH];
    size_t known = 0, count = 0; /* known: bytes of the line that key holds */
    for (size_t i = 0; i < len; i++) {
        known = text[i] == '\n' ? 0 : known + 1;
        key = (key << 8 | lower(text[i])) & 0xFFFFFF;
        if (known < 3)
            continue;
        __builtin_prefetch(&t->slot[start_of(t, key)], 1);
        keys[count++] = key;
        if (count == TERMS_BATCH) {
            add_batch(t, keys, count, place);
            count = 0;
        }
    }
    add_batch(t, keys, count, place);
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

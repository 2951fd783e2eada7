/* token: text to the words that search compares.
 *
 * A word is a run of characters that text_fold_search keeps; what it drops does not part words. Characters of scripts without blanks
 * form runs of their own, given as overlapping pairs. ASCII is folded eight bytes at a time, without a loop whose length the
 * processor would have to guess; other characters are folded once and
 * remembered, as a text uses few of them over and over. */
#include "newsfs/query.h"
#include "newsfs/text.h"

#include <endian.h>

#define MEMORY      128 /* folded characters remembered, by the low bits of the code point */
#define MEMORY_MOST 2   /* code points a remembered one may become */

struct folded {
    uint32_t cp, count;
    uint32_t to[MEMORY_MOST];
};

struct tokens {
    token_emit *emit;
    void *context;
    bool asked, stopped, remembers;
    bool word_full; /* a character did not fit, so none after it may */
    size_t word_len;
    size_t run;             /* characters of the unspaced run so far */
    uint32_t last;          /* the run's last one */
    size_t pair_len, first; /* pair: the last two, or the only one, as UTF-8; first: bytes of the earlier one */
    size_t held_len;        /* held: the end of a run asked for, given only if something follows it */
    char word[TOKEN_MAX], pair[8], held[4];
    struct folded memory[MEMORY];
};

/* ASCII letters and digits as search compares them, 0 for all other bytes. */
static const char ascii[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static void give(struct tokens *t, const char *token, size_t len)
{
    if (t->held_len) {
        t->stopped = t->stopped || !t->emit(t->context, t->held, t->held_len);
        t->held_len = 0;
    }
    t->stopped = t->stopped || !t->emit(t->context, token, len);
}

static void end_word(struct tokens *t)
{
    if (t->word_len)
        give(t, t->word, t->word_len);
    t->word_len = 0;
    t->word_full = false;
}

static void end_run(struct tokens *t)
{
    if (t->run > 1)
        give(t, t->pair, t->pair_len);
    if (t->run > 1 && t->asked) {
        t->held_len = t->pair_len - t->first;
        memcpy(t->held, t->pair + t->first, t->held_len);
    } else if (t->run > 0) {
        give(t, t->pair + t->first, t->pair_len - t->first);
    }
    t->run = 0;
}

static inline void end_token(struct tokens *t)
{
    if (t->word_len)
        end_word(t);
    if (t->run)
        end_run(t);
}

static void add_to_word(struct tokens *t, uint32_t cp)
{
    char bytes[4];
    size_t len = text_encode(bytes, cp);
    if (t->run)
        end_run(t);
    t->word_full = t->word_full || len > TOKEN_MAX - t->word_len;
    if (t->word_full)
        return;
    memcpy(t->word + t->word_len, bytes, len);
    t->word_len += len;
}

/* The pair before cp is given only now, as cp might have been a part of its second character. */
static void add_to_run(struct tokens *t, uint32_t cp)
{
    if (t->word_len)
        end_word(t);
    uint32_t joined = t->run ? text_join_search(t->last, cp) : 0;
    if (!joined) {
        if (t->run > 1)
            give(t, t->pair, t->pair_len);
        if (t->run > 0)
            memmove(t->pair, t->pair + t->first, t->pair_len - t->first);
        t->first = t->run > 0 ? t->pair_len - t->first : 0;
        t->run++;
    }
    t->last = joined ? joined : cp;
    t->pair_len = t->first + text_encode(t->pair + t->first, t->last);
}

static void add_folded(struct tokens *t, const uint32_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (to[i] == ' ')
            end_token(t);
        else if (text_is_unspaced(to[i]))
            add_to_run(t, to[i]);
        else
            add_to_word(t, to[i]);
    }
}

static void add_character(struct tokens *t, uint32_t cp)
{
    if (!t->remembers)
        memset(t->memory, 0, sizeof t->memory);
    t->remembers = true;
    struct folded *f = &t->memory[cp % MEMORY];
    if (f->cp != cp) {
        uint32_t to[TEXT_SEARCH_MAX];
        size_t count = text_fold_search(cp, to);
        if (count > MEMORY_MOST) {
            add_folded(t, to, count);
            return;
        }
        *f = (struct folded){.cp = cp, .count = (uint32_t)count};
        memcpy(f->to, to, count * sizeof *to);
    }
    add_folded(t, f->to, f->count);
}

#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

/* The high bit of each byte of w (all below 0x80) that lies in first..last. */
static inline uint64_t in_range(uint64_t w, unsigned first, unsigned last)
{
    return (w + EACH(0x80 - first)) & ~(w + EACH(0x7F - last)) & EACH(0x80);
}

/* Fold the eight bytes at s to `to`; returns how many of them, from the start, are ASCII letters and digits. */
static inline size_t fold_eight(char *to, const char *s)
{
    uint64_t w;
    memcpy(&w, s, sizeof w);
    uint64_t low = w & EACH(0x7F), letters = in_range(low | EACH(0x20), 'a', 'z');
    uint64_t others = (~(letters | in_range(low, '0', '9')) | w) & EACH(0x80);
    w |= letters >> 2;
    memcpy(to, &w, sizeof w);
    return others ? (size_t)__builtin_ctzll(htole64(others)) / 8 : sizeof w;
}

/* The ASCII letters and digits at s go to the word; returns where they end. */
static const char *add_ascii(struct tokens *t, const char *s, const char *end)
{
    if (t->run)
        end_run(t);
    size_t n = t->word_len, most = t->word_full ? n : TOKEN_MAX;
    while (end - s >= 8 && n + 8 <= most) {
        size_t took = fold_eight(t->word + n, s);
        n += took;
        s += took;
        if (took < 8) {
            t->word_len = n;
            return s;
        }
    }
    for (char c; s < end && (c = ascii[(unsigned char)*s]); s++)
        if (n < most)
            t->word[n++] = c;
    t->word_len = n;
    return s;
}

void token_each(const char *s, size_t len, bool asked, token_emit *emit, void *context)
{
    struct tokens t;
    memset(&t, 0, offsetof(struct tokens, memory));
    t.emit = emit;
    t.context = context;
    t.asked = asked;
    for (const char *end = s + len; s < end && !t.stopped;) {
        uint32_t cp = (unsigned char)*s;
        if (ascii[cp]) {
            s = add_ascii(&t, s, end);
        } else if (cp < 0x80) {
            end_token(&t);
            s++;
        } else {
            s += text_decode(s, (size_t)(end - s), &cp, NULL);
            add_character(&t, cp);
        }
    }
    end_token(&t);
}

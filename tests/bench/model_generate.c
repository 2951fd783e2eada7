/* model_generate: article documents that nobody wrote, the same ones every time, as JSON Lines on standard output.
 *
 *     model_generate [-s SEED] [-t TAKES] COUNT
 *
 * SEED (1) chooses the articles; TAKES (30) of a hundred have takes by three roles. Sizes are those of news: a body of 1,500 bytes in
 * the middle, a tenth beyond 4,500, none beyond 60,000; words as unequally frequent as those of a language; 30 sources, the largest with
 * two fifths of all; 60 topics, one to three an article; three years in order of arrival; one article in twenty in another script. */
#include "newsfs/buf.h"
#include "newsfs/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORDS        20000
#define SLOTS        (1 << 18) /* places in the table that draws words: a word has as many as it is frequent */
#define SOURCES      30
#define SOURCE_SLOTS (1 << 12)
#define TOPICS       60
#define FIRST_DAY    1672531200 /* 2023-01-01 */
#define SPAN         (3 * 365 * DAY_SECONDS)
#define FLUSH_BYTES  (1 << 20)
#define PARAGRAPH    420
#define FOREIGN      20 /* one article in so many */

struct word {
    char text[15];
    unsigned char len;
};

struct generator {
    uint64_t random;
    uint64_t seed;
    int64_t count;
    unsigned takes;
    struct word words[WORDS];
    uint16_t slots[SLOTS];
    uint16_t source_slots[SOURCE_SLOTS];
    struct buf out, slug;
    int script; /* of this article: 0 Latin, else a row of `scripts` and one */
};

/* Blocks of letters; words of the last one are not set apart by blanks. */
static const struct {
    const char *language;
    unsigned first, count;
    bool blanks;
} scripts[] = {
    {"el", 0x3b1, 17, true}, {"ru", 0x430, 32, true},     {"ar", 0x628, 19, true},
    {"hi", 0x915, 37, true}, {"zh", 0x4e00, 3000, false},
};

static const char *const roles[][2] = {
    {"builder", "The Builder"}, {"skeptic", "The Skeptic"}, {"futurist", "The Futurist"}};
static const char *const perspectives[] = {"Developer Perspective", "Reality Check", "Long View"};

/* spec: splitmix64 */
static uint64_t draw(struct generator *g)
{
    uint64_t z = g->random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static unsigned below(struct generator *g, unsigned limit)
{
    return (unsigned)((draw(g) >> 32) * limit >> 32);
}

static void make_word(struct generator *g, struct word *w, int rank)
{
    static const char onset[] = "bcdfghklmnprstvwz", nucleus[] = "aeiou", coda[] = "nrstlmd";
    unsigned syllables = 1 + (rank > 40) + below(g, 2) + (rank > 3000 && below(g, 2));
    w->len = 0;
    for (unsigned i = 0; i < syllables; i++) {
        w->text[w->len++] = onset[below(g, sizeof onset - 1)];
        w->text[w->len++] = nucleus[below(g, sizeof nucleus - 1)];
        if (below(g, 2))
            w->text[w->len++] = coda[below(g, sizeof coda - 1)];
    }
}

/* Fill the places of a table so that thing k has as many as its weight says: 1 / ((k + 1 + near) * (k + 1 + far)), or without `far` where it is 0. */
static double weight(int k, double near, double far)
{
    return 1 / ((k + 1 + near) * (far > 0 ? k + 1 + far : 1));
}

static void share(uint16_t *slots, int slot_count, int kinds, double near, double far)
{
    double total = 0, sum = 0;
    int at = 0;
    for (int k = 0; k < kinds; k++)
        total += weight(k, near, far);
    for (int k = 0; k < kinds; k++) {
        sum += weight(k, near, far);
        for (; at < slot_count && at < sum / total * slot_count; at++)
            slots[at] = (uint16_t)k;
    }
}

static void make_vocabulary(struct generator *g)
{
    g->random = g->seed;
    for (int i = 0; i < WORDS; i++)
        make_word(g, &g->words[i], i);
    share(g->slots, SLOTS, WORDS, 1.7, 0);
    share(g->source_slots, SOURCE_SLOTS, SOURCES, 0, 3);
}

static const struct word *draw_word(struct generator *g)
{
    return &g->words[g->slots[draw(g) >> 46]];
}

static void add_letter(struct buf *out, unsigned c)
{
    if (c >= 0x800)
        buf_addc(out, (char)(0xe0 | c >> 12));
    buf_addc(out, (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
    buf_addc(out, (char)(0x80 | (c & 0x3f)));
}

static void add_foreign_word(struct generator *g, struct buf *out)
{
    unsigned letters = 2 + below(g, 6);
    for (unsigned i = 0; i < letters; i++)
        add_letter(out, scripts[g->script - 1].first + below(g, scripts[g->script - 1].count));
}

static void add_word(struct generator *g, struct buf *out, bool capital)
{
    if (g->script) {
        add_foreign_word(g, out);
        return;
    }
    const struct word *w = draw_word(g);
    buf_add(out, w->text, w->len);
    if (capital)
        out->data[out->len - w->len] ^= 0x20;
}

static bool has_blanks(const struct generator *g)
{
    return !g->script || scripts[g->script - 1].blanks;
}

enum capitals { NO_CAPITAL, FIRST_CAPITAL, ALL_CAPITALS };

static void add_words(struct generator *g, unsigned count, enum capitals capitals)
{
    for (unsigned i = 0; i < count; i++) {
        if (i && has_blanks(g))
            buf_addc(&g->out, ' ');
        add_word(g, &g->out, capitals == ALL_CAPITALS || (capitals == FIRST_CAPITAL && i == 0));
    }
}

/* Sentences until `bytes` are reached; a blank line after each paragraph. */
static void add_text(struct generator *g, size_t bytes)
{
    size_t start = g->out.len, paragraph = start;
    for (;;) {
        unsigned words = 6 + below(g, 18);
        add_words(g, words / 2, FIRST_CAPITAL);
        buf_adds(&g->out, words % 7 == 0 ? ", \\\"" : has_blanks(g) ? ", " : "，");
        add_words(g, words - words / 2, NO_CAPITAL);
        buf_adds(&g->out, words % 7 == 0 ? ".\\\"" : has_blanks(g) ? "." : "。");
        if (g->out.len - start >= bytes)
            return;
        bool ends = g->out.len - paragraph >= PARAGRAPH;
        buf_adds(&g->out, ends ? "\\n\\n" : " ");
        paragraph = ends ? g->out.len : paragraph;
    }
}

/* Sixteenths of the bodies lie between these; within the last, long ones are ever rarer. */
static size_t body_bytes(struct generator *g)
{
    static const unsigned bytes[] = {150,  380,  530,  670,  817,  970,  1130, 1310, 1500,
                                     1720, 1990, 2320, 2750, 3370, 4220, 5960, 60000};
    unsigned part = below(g, 16);
    double within = (double)(draw(g) >> 11) / (double)(1ull << 53);
    if (part == 15)
        for (double base = within, i = 0; i < 11; i++)
            within *= base;
    return bytes[part] + (size_t)(within * (bytes[part + 1] - bytes[part]));
}

static void add_time(struct buf *out, int64_t time)
{
    char text[TIME_TEXT_SIZE];
    time_format(text, time);
    buf_adds(out, text);
}

static void add_topics(struct generator *g)
{
    unsigned count = 1 + below(g, 2) + below(g, 2), first = below(g, TOPICS) * below(g, TOPICS) / TOPICS;
    buf_adds(&g->out, "\",\"topics\":[");
    for (unsigned i = 0; i < count; i++)
        buf_addf(&g->out, "%s\"%s %u\"", i ? "," : "", g->words[2000 + (first + 7 * i) % TOPICS].text,
                 (first + 7 * i) % TOPICS);
    buf_adds(&g->out, "]");
}

static void add_takes(struct generator *g)
{
    buf_adds(&g->out, ",\"takes\":[");
    for (int i = 0; i < 3; i++) {
        buf_addf(&g->out, "%s{\"role\":\"%s\",\"name\":\"%s\",\"perspective\":\"%s\",\"text\":\"", i ? "," : "",
                 roles[i][0], roles[i][1], perspectives[i]);
        add_text(g, 150 + below(g, 350));
        buf_adds(&g->out, "\"}");
    }
    buf_adds(&g->out, "]");
}

static void add_article(struct generator *g, int64_t number)
{
    g->random = g->seed * 0xd1342543de82ef95u + (uint64_t)number * 0x2545f4914f6cdd1du;
    g->script = 0;
    unsigned source = g->source_slots[draw(g) >> 52];
    if (below(g, FOREIGN) == 0)
        g->script = 1 + (int)below(g, sizeof scripts / sizeof *scripts);
    struct buf *out = &g->out;
    int64_t published = FIRST_DAY + (int64_t)((double)number / (double)g->count * SPAN) + below(g, 3600);
    buf_addf(out,
             "{\"id\":\"%llx-%lld\",\"source\":{\"name\":\"The %s %u\",\"url\":\"https://source%u.example/feed.xml\"}",
             (unsigned long long)g->seed, (long long)number, g->words[1000 + source].text, source, source);
    buf_addf(out, ",\"url\":\"https://source%u.example/articles/%lld\",\"title\":\"", source, (long long)number);
    add_words(g, 5 + below(g, 7), ALL_CAPITALS);
    buf_adds(out, "\",\"published\":\"");
    add_time(out, published);
    buf_addf(out, "\",\"language\":\"%s\",\"authors\":[\"", g->script ? scripts[g->script - 1].language : "en");
    add_words(g, 2, ALL_CAPITALS);
    buf_adds(out, "\"],\"summary\":\"");
    add_text(g, 120 + below(g, 160));
    buf_adds(out, "\",\"body\":\"");
    add_text(g, body_bytes(g));
    add_topics(g);
    if (below(g, 100) < g->takes)
        add_takes(g);
    buf_adds(out, "}\n");
}

static bool flush(struct generator *g)
{
    bool ok = fwrite(g->out.data, 1, g->out.len, stdout) == g->out.len;
    buf_clear(&g->out);
    return ok;
}

static bool generate(struct generator *g)
{
    make_vocabulary(g);
    for (int64_t i = 0; i < g->count; i++) {
        add_article(g, i);
        if (g->out.len >= FLUSH_BYTES && !flush(g))
            return false;
    }
    return flush(g) && fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    struct generator *g = mem_alloc(sizeof *g);
    int option;
    g->seed = 1;
    g->takes = 30;
    while ((option = getopt(argc, argv, "s:t:")) >= 0)
        if (option == 's')
            g->seed = strtoull(optarg, NULL, 10);
        else if (option == 't')
            g->takes = (unsigned)strtoul(optarg, NULL, 10);
        else
            return 2;
    if (optind + 1 != argc || (g->count = atoll(argv[optind])) < 0) {
        fputs("usage: model_generate [-s SEED] [-t TAKES] COUNT\n", stderr);
        return 2;
    }
    bool ok = generate(g);
    if (!ok)
        perror("model_generate");
    buf_finish(&g->out);
    free(g);
    return !ok;
}

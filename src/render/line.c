/* line: what a line looks to be by itself. Rules are of form alone, never of a language, but for the ASCII of its markers. */
#include "line.h"
#include "newsfs/text.h"

#include <string.h>

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_item(const struct line *l)
{
    if (l->len > 2 && strchr("-*+", l->at[0]) && l->at[1] == ' ')
        return true;
    if (l->len > 4 && memcmp(l->at, "\xE2\x80\xA2", 3) == 0) /* • */
        return true;
    size_t digits = strspn(l->at, "0123456789");
    return digits > 0 && digits < 4 && l->len > digits + 2 && strchr(".)", l->at[digits]) && l->at[digits + 1] == ' ';
}

static bool is_rule(const struct line *l)
{
    return l->len >= 3 && strspn(l->at, "-=_*~#+. \t") >= l->len && (l->at[0] != '.' || l->at[1] == ' ');
}

/* Quoted mail, a shell's prompt, or a statement set off by its indentation. */
static bool is_verbatim(const struct line *l)
{
    if (l->at[0] == '>' || (l->len > 1 && l->at[0] == '|'))
        return true;
    if (l->indent < 4)
        return false;
    char last = l->at[l->len - 1];
    bool statement = last == '{' || last == '}' || (last == ';' && l->len > 1 && strchr(")]}\"'", l->at[l->len - 2]));
    return statement || (l->at[0] == '$' && l->at[1] == ' ') || (l->at[0] == '#' && l->at[1] != ' ');
}

#define BLOCK 64

struct scan {
    unsigned char high, uneven; /* high: its high bit is that of any byte */
};

/* A loop of constant length and without branches, of which compilers make few steps. s[BLOCK] can be read. */
static void scan_block(struct scan *c, const char *s)
{
    unsigned char high = 0, uneven = 0;
    for (int i = 0; i < BLOCK; i++) {
        high |= (unsigned char)s[i];
        uneven |= (s[i] == '\t') | ((s[i] == ' ') & (s[i + 1] == ' '));
    }
    c->high |= high;
    c->uneven |= uneven;
}

static struct scan scan(const char *s, size_t len)
{
    struct scan c = {0};
    for (; len >= BLOCK; s += BLOCK, len -= BLOCK)
        scan_block(&c, s);
    char rest[BLOCK + 1] = "";
    memcpy(rest, s, len);
    scan_block(&c, rest);
    return c;
}

bool line_is_even(const char *s, size_t len)
{
    return !scan(s, len).uneven;
}

/* Gaps inside a line. wide: of three columns or more; before_number: followed by a digit. */
struct gaps {
    size_t all, wide, before_number;
};

static struct gaps count_gaps(const struct line *l)
{
    struct gaps g = {0};
    size_t run = 0;
    char before = ' '; /* the gap */
    for (size_t i = 0; i < l->len; i++) {
        char c = l->at[i];
        if (is_blank_byte(c)) {
            run += c == '\t' ? 3 : 1;
            continue;
        }
        if (run >= 3 || (run == 2 && !strchr(".!?:\"')", before))) {
            g.all++;
            g.wide += run >= 3;
            g.before_number += is_digit(c);
        }
        before = c;
        run = 0;
    }
    return g;
}

static enum line_shape shape_of(struct line *l)
{
    if (l->len == 0)
        return LINE_BLANK;
    struct gaps g = l->even ? (struct gaps){0} : count_gaps(l);
    l->gap = g.all > 0;
    if (g.wide >= 2 || (g.wide == 1 && g.before_number) || (g.all >= 2 && g.before_number) || is_verbatim(l))
        return LINE_ROW;
    if (is_letter(l->at[0]))
        return LINE_TEXT;
    if (is_rule(l))
        return LINE_RULE;
    return is_item(l) ? LINE_ITEM : LINE_TEXT;
}

struct line line_read(const char **at)
{
    struct line l = {.at = *at};
    for (; is_blank_byte(*l.at); l.at++)
        l.indent += *l.at == '\t' ? 8 - l.indent % 8 : 1;
    const char *end = strchrnul(l.at, '\n');
    *at = *end ? end + 1 : end;
    while (end > l.at && is_blank_byte(end[-1]))
        end--;
    l.len = (size_t)(end - l.at);
    struct scan c = scan(l.at, l.len);
    l.even = !c.uneven;
    l.columns = c.high & 0x80 ? text_columns(l.at, l.len) : l.len;
    l.shape = shape_of(&l);
    return l;
}

/* Written without blanks between words: wide, and not Hangul. */
static bool is_unspaced(const char *s, size_t len, uint32_t cp)
{
    return cp >= 0x2E80 && !(cp >= 0xAC00 && cp <= 0xD7A3) && text_columns(s, len) == 2;
}

size_t line_first_word(const struct line *l)
{
    uint32_t cp;
    size_t first = text_decode(l->at, l->len, &cp, NULL), len = 0;
    if (is_unspaced(l->at, first, cp))
        return 2;
    unsigned char high = 0;
    for (; len < l->len && (len < first || !is_blank_byte(l->at[len])); len++)
        high |= (unsigned char)l->at[len];
    return high & 0x80 ? text_columns(l->at, len) : len;
}

/* The last character of a line: where it begins, and what it is. */
static size_t last_character(const struct line *l, uint32_t *cp)
{
    size_t i = l->len - 1;
    while (i > 0 && (l->at[i] & 0xC0) == 0x80)
        i--;
    text_decode(l->at + i, l->len - i, cp, NULL);
    return i;
}

/* "U.S." and "J." end no sentence by themselves. */
static bool ends_in_initial(const struct line *l)
{
    const char *end = l->at + l->len;
    return l->len >= 3 && end[-1] == '.' && end[-2] >= 'A' && end[-2] <= 'Z' && (end[-3] == '.' || end[-3] == ' ');
}

bool line_ends_sentence(const struct line *l)
{
    static const uint32_t ends[] = {'.',    '!',    '?',    ':',    ';',    '"',    '\'',
                                    ')',    0x2019, 0x201D, 0xBB,   0x2026, 0x3002, 0x300D,
                                    0x300F, 0xFF01, 0xFF1F, 0xFF1A, 0x0964, 0x061F, 0x06D4};
    uint32_t cp;
    last_character(l, &cp);
    if (ends_in_initial(l))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (cp == ends[i])
            return true;
    return false;
}

bool line_starts_lower(const struct line *l)
{
    return (l->at[0] >= 'a' && l->at[0] <= 'z') || (l->at[0] & 0x80);
}

bool line_is_fence(const struct line *l)
{
    return l->len >= 3 && (memcmp(l->at, "```", 3) == 0 || memcmp(l->at, "~~~", 3) == 0);
}

bool line_is_figures(const struct line *l)
{
    size_t digits = 0;
    for (size_t i = 0; i < l->len; i++)
        digits += is_digit(l->at[i]);
    return digits * 4 >= l->len;
}

/* "three-" before "and four-year": the hyphen stands for what follows later. */
static bool is_conjunction(const struct line *l)
{
    static const char *const words[] = {"and ", "or ", "to ", "nor ", "und ", "oder ", "bis "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_starts_nocase(l->at, words[i]))
            return true;
    return false;
}

const char *line_joint(const struct line *l, const struct line *next)
{
    uint32_t last, first;
    size_t at = last_character(l, &last);
    if (last == '-' && l->len > 1 && l->at[l->len - 2] >= 'a' && l->at[l->len - 2] <= 'z' && next->at[0] >= 'a' &&
        next->at[0] <= 'z')
        return is_conjunction(next) ? " " : "";
    size_t len = text_decode(next->at, next->len, &first, NULL);
    return is_unspaced(l->at + at, l->len - at, last) && is_unspaced(next->at, len, first) ? "" : " ";
}

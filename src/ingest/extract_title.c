/* extract_title: the article's title out of the page's, which mostly has the site's name at one of its ends.
 *
 * What the page's data call the title is taken as it is. The page's own title is cut as readers' views of browsers cut it, so that a
 * page is called the same here and there: behind the last separator, or behind a colon, but not down to four words or less where
 * nothing else says that the rest is the site's name. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>
#include <strings.h>

#define WORDS_LEAST  3 /* of what is left, or the other end is cut off */
#define WORDS_WHOLE  4 /* a title of no more is not cut */
#define WORDS_BEFORE 5 /* a colon behind more is not the site's */
#define SHORT_BYTES  15
#define LONG_BYTES   150
#define SITE_WORDS   5

static const struct separator {
    const char *text;
    bool ranks; /* what is before it is above it */
    bool weak;  /* parts a title only where something else says so */
} separators[] = {
    {" | ", false, false},    {" - ", false, false},     {" \u2013 ", false, false}, {" \u2014 ", false, false},
    {" \\ ", true, false},    {" / ", true, false},      {" \u00BB ", true, false},  {" > ", true, false},
    {" \u00AB ", true, true}, {" \u00B7 ", false, true}, {" \u2022 ", false, true},  {" :: ", false, true},
    {"_", false, true},       {"-", false, true},        {"|", false, true},         {"\uFF5C", false, true},
};

/* Where parts of a title begin and end. */
struct cut {
    const char *first, *first_end, *last, *last_end; /* separators; NULL: there is none */
    int count;
    bool ranks;
};

static struct cut find_cut(const char *title, bool weak)
{
    struct cut c = {0};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t n = strlen(separators[i].text);
        for (const char *at = title; (at = strstr(at, separators[i].text)); at += n > 1 ? n - 1 : 1) {
            if (separators[i].weak > weak || (n == 1 && (at == title || at[-1] == ' ' || at[1] == ' ' || !at[1])))
                continue;
            c.count++;
            c.ranks |= separators[i].ranks;
            if (!c.last || at > c.last) {
                c.last = at;
                c.last_end = at + n;
            }
            if (!c.first || at < c.first) {
                c.first = at;
                c.first_end = at + n;
            }
        }
    }
    return c;
}

static int count_words(const char *s, size_t len)
{
    int words = 0;
    bool inside = false;
    for (size_t i = 0; i < len; i++) {
        bool space = s[i] == ' ';
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

static void set_site(struct extract_facts *f, const char *s, size_t len)
{
    if (len && count_words(s, len) <= SITE_WORDS)
        extract_fact(f, FACT_SITE, 9, arena_strndup(f->arena, s, len));
}

static const char *without(struct extract_facts *f, const char *site, size_t site_len, const char *rest, size_t len)
{
    set_site(f, site, site_len);
    return arena_strndup(f->arena, rest, len);
}

static bool is_a_heading(struct extract *x, const char *title, size_t len, enum extract_tag least)
{
    for (uint32_t i = 0; i < x->count; i++) {
        if (x->nodes[i].tag < TAG_H1 || x->nodes[i].tag > least)
            continue;
        const char *line = extract_line(x, i);
        if (strncmp(line, title, len) == 0 && strspn(line + len, " #\u00B6") == strlen(line + len))
            return true;
    }
    return false;
}

static bool is_site(const struct extract_facts *f, const char *s, size_t len)
{
    const char *site = f->values[FACT_SITE];
    return site && strlen(site) == len && strncasecmp(s, site, len) == 0;
}

/* Two characters of a script without blanks say about as much as a word. */
static bool says_enough(const char *s, size_t len)
{
    size_t unspaced = 0;
    for (size_t i = 0; i < len; i++)
        unspaced += (unsigned char)s[i] >= 0xE0;
    return count_words(s, len) >= WORDS_LEAST || unspaced >= 2 * WORDS_LEAST - 2;
}

/* Is the first part of the title a heading that says enough alone? */
static bool is_headed(struct extract *x, const char *title, size_t len)
{
    return says_enough(title, len) && is_a_heading(x, title, len, TAG_H1);
}

/* The title where the page says what is only the site's name: by its data, or by a heading of the rest. NULL: it does not. */
static const char *known_part(struct extract *x, struct extract_facts *f, const char *title, const struct cut *c)
{
    size_t before = (size_t)(c->last - title), first = (size_t)(c->first - title);
    if (is_site(f, c->last_end, strlen(c->last_end)) || is_headed(x, title, before))
        return without(f, c->last_end, strlen(c->last_end), title, before);
    if (is_headed(x, title, first))
        return without(f, c->last_end, strlen(c->last_end), title, first);
    if (is_site(f, title, first))
        return without(f, title, first, c->first_end, strlen(c->first_end));
    return NULL;
}

static const char *behind_colon(struct extract *x, const char *title)
{
    const char *first = strstr(title, ": "), *last = strrchr(title, ':');
    if (is_a_heading(x, title, strlen(title), TAG_H2))
        return title;
    if (count_words(last + 1, strlen(last + 1)) < WORDS_LEAST)
        return first + 1;
    return count_words(title, (size_t)(first - title)) > WORDS_BEFORE ? title : last + 1;
}

static const char *only_heading(struct extract *x)
{
    uint32_t only = extract_find(x, TAG_H1, 0, x->count);
    if (only == x->count || extract_find(x, TAG_H1, only + 1, x->count) < x->count)
        return NULL;
    const char *line = extract_line(x, only);
    return *line ? line : NULL;
}

/* Without its last part, or where too little is left, without its first. */
static const char *without_site(struct extract_facts *f, const char *title, const struct cut *c)
{
    size_t before = (size_t)(c->last - title);
    return count_words(title, before) >= WORDS_LEAST ? arena_strndup(f->arena, title, before) : c->first_end;
}

/* What was cut off may be the site's name; of a title that stays whole, what stands behind the page's heading. */
static void guess_site(struct extract *x, struct extract_facts *f, const char *title, const char *rest,
                       const struct cut *c)
{
    size_t first = (size_t)(c->first - title);
    if (rest == c->first_end)
        set_site(f, title, first);
    else if (rest != title || is_a_heading(x, title, first, TAG_H1))
        set_site(f, c->last_end, strlen(c->last_end));
}

static const char *cut_title(struct extract *x, struct extract_facts *f, const char *title)
{
    struct cut c = find_cut(title, false), weak = find_cut(title, true);
    const char *rest = title, *heading, *known = weak.count ? known_part(x, f, title, &weak) : NULL;
    size_t len = strlen(title);
    if (known && *known)
        return known;
    if (c.count)
        rest = without_site(f, title, &c);
    else if (strstr(title, ": "))
        rest = behind_colon(x, title);
    else if ((len > LONG_BYTES || len < SHORT_BYTES) && (heading = only_heading(x)))
        rest = heading;
    rest += strspn(rest, " ");
    int words = count_words(rest, strlen(rest)), all = count_words(title, len) - c.count;
    rest = words <= WORDS_WHOLE && (!c.ranks || words != all - 1) ? title : rest;
    if (c.count)
        guess_site(x, f, title, rest, &c);
    return rest;
}

void extract_title(struct extract *x, struct extract_facts *f)
{
    if (f->values[FACT_TITLE])
        return;
    uint32_t at = extract_find(x, TAG_TITLE, 0, x->count);
    const char *title = at < x->count ? extract_line(x, at) : "";
    if (*title)
        extract_fact(f, FACT_TITLE, 9, cut_title(x, f, title));
    else if ((at = extract_find(x, TAG_H1, 0, x->count)) < x->count)
        extract_fact(f, FACT_TITLE, 9, extract_line(x, at));
}

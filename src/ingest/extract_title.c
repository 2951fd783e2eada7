/* extract_title: the article's title out of the page's, which mostly has the site's name at one of its ends. */
#include "extract.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <string.h>
#include <strings.h>

#define WORDS_ENOUGH 3 /* a title has so many */

static const char *const separators[] = {" | ", " - ",      " \u2013 ", " \u2014 ", " \u00BB ", " \u00AB ", " :: ",
                                         " / ", " \u00B7 ", " \u2022 ", " > ",      "\uFF5C",   " ~ "};

/* The last (first) separator in s, NULL for none; *len is its length. */
static const char *find_separator(const char *s, bool last, size_t *len)
{
    const char *found = NULL;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t n = strlen(separators[i]);
        for (const char *at = s; (at = strstr(at, separators[i])); at += n)
            if (!found || (last ? at > found : at < found)) {
                found = at;
                *len = n;
            }
    }
    return found;
}

/* Words, where two characters of a script without blanks count as one. */
static size_t count_words(const char *s, size_t len)
{
    size_t words = 0, unspaced = 0;
    bool inside = false;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += text_decode(s + i, len - i, &cp, NULL);
        unspaced += cp > 0x2E80;
        bool space = text_is_space(cp);
        words += !space && !inside;
        inside = !space;
    }
    return words + unspaced / 2;
}

static bool same_name(const char *s, size_t len, const char *name)
{
    return name && strlen(name) == len && strncasecmp(s, name, len) == 0;
}

/* Is s[0..len) what the site is called, by its word or by its address? */
static bool is_site(const struct extract_facts *f, const char *s, size_t len)
{
    BUF_SCOPED struct buf host = {0};
    if (same_name(s, len, f->values[FACT_SITE]))
        return true;
    if (f->values[FACT_URL])
        url_site(&host, f->values[FACT_URL]);
    if (!host.len)
        return false;
    return same_name(s, len, host.data) ||
           (len >= 3 && host.len > len && strncasecmp(s, host.data, len) == 0 && host.data[len] == '.');
}

/* The title without the site's name; NULL: it is not in it. */
static const char *without_site(const struct extract_facts *f, const char *title)
{
    size_t n = 0;
    const char *last = find_separator(title, true, &n);
    if (last && last > title && is_site(f, last + n, strlen(last + n)))
        return arena_strndup(f->arena, title, (size_t)(last - title));
    const char *first = find_separator(title, false, &n);
    if (first && is_site(f, title, (size_t)(first - title)) && first[n])
        return first + n;
    return NULL;
}

static bool is_first_part(const char *title, const char *line, size_t len)
{
    size_t n = 0;
    return strncasecmp(title, line, len) == 0 && find_separator(title + len, false, &n) == title + len;
}

static bool is_in_title(const char *title, const char *line, size_t len)
{
    return len && strcasestr(title, line) &&
           (count_words(line, len) > WORDS_ENOUGH || len * 2 >= strlen(title) || is_first_part(title, line, len));
}

/* A heading without the mark by which documentation links to it. */
static const char *heading_line(struct extract *x, uint32_t node)
{
    char *line = arena_strdup(&x->arena, extract_line(x, node));
    size_t len = strlen(line);
    if (len > 2 && memcmp(line + len - 2, "\u00B6", 2) == 0)
        len -= 2;
    else if (len > 1 && line[len - 1] == '#')
        len--;
    while (len && line[len - 1] == ' ')
        len--;
    line[len] = '\0';
    return line;
}

/* A heading of the first order that the page's title holds. */
static const char *heading_in(struct extract *x, const char *title)
{
    for (uint32_t i = 0; (i = extract_find(x, TAG_H1, i, x->count)) < x->count; i++) {
        const char *line = heading_line(x, i);
        size_t len = strlen(line);
        if (is_in_title(title, line, len))
            return line;
    }
    return NULL;
}

static void set_site(struct extract_facts *f, const char *s, size_t len)
{
    if (len && count_words(s, len) <= 5)
        extract_fact(f, FACT_SITE, 9, arena_strndup(f->arena, s, len));
}

static const char *cut(struct extract_facts *f, const char *title)
{
    size_t n = 0;
    const char *last = find_separator(title, true, &n);
    if (!last)
        return title;
    size_t before = (size_t)(last - title);
    if (count_words(title, before) >= WORDS_ENOUGH &&
        count_words(title, before) >= count_words(last + n, strlen(last + n))) {
        set_site(f, last + n, strlen(last + n));
        return arena_strndup(f->arena, title, before);
    }
    const char *first = find_separator(title, false, &n);
    return count_words(first + n, strlen(first + n)) >= WORDS_ENOUGH ? first + n : title;
}

static const char *page_title(struct extract *x, struct extract_facts *f)
{
    uint32_t at = extract_find(x, TAG_TITLE, 0, x->count);
    const char *title = at < x->count ? extract_line(x, at) : "", *heading = heading_in(x, title), *rest;
    if (heading) {
        const char *other = strcasestr(title, heading) == title ? title + strlen(heading) : "";
        size_t n = 0;
        const char *separator = find_separator(other, false, &n);
        if (separator == other && separator)
            set_site(f, other + n, strlen(other + n));
        return heading;
    }
    if (*title)
        return (rest = without_site(f, title)) ? rest : cut(f, title);
    at = extract_find(x, TAG_H1, 0, x->count);
    return at < x->count ? extract_line(x, at) : NULL;
}

void extract_title(struct extract *x, struct extract_facts *f)
{
    const char *said = f->values[FACT_TITLE];
    if (!said)
        extract_fact(f, FACT_TITLE, 9, page_title(x, f));
    else if (without_site(f, said))
        f->values[FACT_TITLE] = without_site(f, said);
}

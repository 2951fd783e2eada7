/* feed_author: who wrote it, out of one line: "me@example.com (Name)", "Name <me@example.com>", "Name me@example.com", "Name". */
#include "feed.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>

#define AUTHOR_BYTES_MAX 1000

static bool is_mail_byte(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("._%+-'", c)) || (c & 0x80);
}

/* The first mail address in s, as its begin and end; false where there is none. */
static bool find_mail(const char *s, const char **begin, const char **end)
{
    for (const char *at = s; (at = strchr(at, '@')); at++) {
        *begin = *end = at;
        while (*begin > s && is_mail_byte((*begin)[-1]))
            --*begin;
        while (is_mail_byte((*end)[1]))
            ++*end;
        while (*end > at && **end == '.')
            --*end;
        ++*end;
        if (*begin<at && * end> at + 1 && memchr(at, '.', (size_t)(*end - at)))
            return true;
    }
    return false;
}

/* Widen begin..end over brackets that stand around it, and over "mailto:" before it. */
static void widen(const char *s, const char **begin, const char **end)
{
    static const char brackets[] = "()<>[]";
    size_t mailto = strlen("mailto:");
    if ((size_t)(*begin - s) >= mailto && strncmp(*begin - mailto, "mailto:", mailto) == 0)
        *begin -= mailto;
    if (*begin == s)
        return;
    const char *open = strchr(brackets, (*begin)[-1]);
    if (!open || (open - brackets) % 2 || **end != open[1])
        return;
    --*begin;
    ++*end;
}

static bool is_edge(char c)
{
    return strchr(" ,;:\"", c) != NULL;
}

/* Trim, and take off brackets that stand around all of it. */
static const char *tidy_name(struct arena *arena, const char *s, size_t len)
{
    while (len && is_edge(*s))
        s++, len--;
    while (len && is_edge(s[len - 1]))
        len--;
    if (len >= 2 && *s == '(' && s[len - 1] == ')' && !memchr(s + 1, '(', len - 1))
        return tidy_name(arena, s + 1, len - 2);
    return arena_strndup(arena, s, len);
}

void feed_add_author(struct feed *f, const char *text, int rank)
{
    BUF_SCOPED struct buf line = {0}, rest = {0};
    struct arena *arena = &f->r->doc.arena;
    const char *begin, *end;
    text_clean_line(&line, text, strlen(text));
    if (!line.len || f->place != IN_ITEM)
        return;
    buf_truncate(&line, text_cut(line.data, line.len, AUTHOR_BYTES_MAX));
    struct person p = {0};
    if (find_mail(line.data, &begin, &end)) {
        p.email = arena_strndup(arena, begin, (size_t)(end - begin));
        widen(line.data, &begin, &end);
        buf_add(&rest, line.data, (size_t)(begin - line.data));
        buf_adds(&rest, end);
        p.name = tidy_name(arena, buf_str(&rest), rest.len);
    } else {
        p.name = tidy_name(arena, line.data, line.len);
    }
    feed_add_person(f, &p, rank);
}

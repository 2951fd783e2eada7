/* raw: the end of raw content.  spec: HTML 13.2.5.2 ff, 13.2.5.15 ff
 *
 * A script may say "<script>" and "</script>" inside "<!-- -->" without ending there. Where that reading finds no end, the first
 * end tag counts: an article is not lost to a script. */
#include "raw.h"

struct search {
    const char *first;       /* the first end tag, whatever surrounds it */
    const char *comment_end; /* of the "<!--" that was seen last */
    bool no_more_comments;   /* there is no "-->" ahead */
    bool nested;             /* in a "<script>" inside a comment */
};

static bool is_tag(const char *s, const char *end, const char *opening, const char *name)
{
    struct span rest = {s, (size_t)(end - s)};
    size_t skip = strlen(opening), len = skip + strlen(name);
    if (rest.len <= len || memcmp(s, opening, skip) != 0)
        return false;
    rest.at += skip;
    return span_starts_nocase(rest, name) && (char_is_space(s[len]) || s[len] == '/' || s[len] == '>');
}

/* Follow a script's comments and what is in them at '<'. */
static void follow_script(struct search *f, const char *s, const char *end)
{
    bool in_comment = f->comment_end && s < f->comment_end;
    if (!in_comment)
        f->nested = false;
    if (!in_comment && !f->no_more_comments && end - s >= 4 && memcmp(s, "<!--", 4) == 0) {
        f->comment_end = memmem(s + 2, (size_t)(end - s - 2), "-->", 3);
        f->no_more_comments = !f->comment_end;
    } else if (in_comment && is_tag(s, end, "<", "script")) {
        f->nested = true;
    }
}

const char *raw_end(const char *s, const char *end, enum element e)
{
    if (e == ELEMENT_PLAINTEXT)
        return end;
    struct search f = {0};
    while ((s = memchr(s, '<', (size_t)(end - s)))) {
        if (e == ELEMENT_SCRIPT)
            follow_script(&f, s, end);
        if (is_tag(s, end, "</", element_name(e))) {
            if (!f.nested)
                return s;
            f.first = f.first ? f.first : s;
            f.nested = false;
        }
        s++;
    }
    return f.first ? f.first : end;
}

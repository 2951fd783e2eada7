/* query_term: where words, phrases and fields begin and end, and which star means the rest of a word. */
#include "newsfs/text.h"
#include "query_read.h"

/* Bytes of the field's name that s begins with, 0 where a word begins: a field is letters up to a colon. */
static size_t name_length(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && ((s[n] | 0x20) >= 'a' && (s[n] | 0x20) <= 'z'))
        n++;
    return n < len && s[n] == ':' ? n : 0;
}

/* True where the text before `end` (not before `from`) closes with something of a word, so that a star there means its continuation. */
static bool ends_in_word(const struct query_reader *r, size_t from, size_t end)
{
    size_t count = 0;
    uint32_t cp, to[TEXT_SEARCH_MAX];
    while (end > from && count == 0) {
        size_t was = end;
        do
            end--;
        while (end > from && ((unsigned char)r->text[end] & 0xC0) == 0x80);
        text_decode(r->text + end, was - end, &cp, NULL);
        count = text_fold_search(cp, to);
    }
    return count > 0 && to[count - 1] != ' ';
}

static size_t count_stars(const struct query_reader *r, size_t at)
{
    size_t n = 0;
    while (at + n < r->len && r->text[at + n] == '*')
        n++;
    return n;
}

/* The value in quotes at r->at. A star counts within the quotes, after a word, and right after them. */
static bool take_quoted(struct query_reader *r, struct query_value *v)
{
    size_t open = r->at;
    const char *end = memchr(r->text + open + 1, '"', r->len - open - 1);
    if (!end)
        return query_fail(r, open, 1, "this quote is not closed") != NULL;
    *v = (struct query_value){.at = open + 1, .len = (size_t)(end - r->text) - open - 1, .quoted = true};
    r->at = open + v->len + 2;
    size_t word = v->len, stars = count_stars(r, r->at);
    while (word > 0 && r->text[v->at + word - 1] == '*')
        word--;
    v->star = (stars || word < v->len) && ends_in_word(r, v->at, v->at + word);
    if (stars && !v->star)
        return query_fail(r, r->at, stars, "a star goes right after the beginning of a word") != NULL;
    r->at += stars;
    return true;
}

static bool take_bare(struct query_reader *r, struct query_value *v)
{
    size_t len = query_word(r, r->at), stars = 0;
    while (stars < len && r->text[r->at + len - 1 - stars] == '*')
        stars++;
    *v = (struct query_value){.at = r->at, .len = len - stars, .star = stars > 0};
    const char *star = memchr(r->text + v->at, '*', v->len);
    if (star)
        return query_fail(r, (size_t)(star - r->text), 1, "a star can only stand at the end of a word") != NULL;
    if (stars && !ends_in_word(r, v->at, v->at + v->len))
        return query_fail(r, v->at + v->len, stars, "a star goes right after the beginning of a word") != NULL;
    r->at += len;
    return true;
}

static const struct query *fail_field(struct query_reader *r, size_t at, size_t len)
{
    return query_fail(r, at, len + 1,
                      "not a field; title:, source:, topic:, role:, author:, since:, on:, before: and after: are. "
                      "Quote the colon to search for it");
}

const struct query *query_term(struct query_reader *r)
{
    size_t start = r->at, name = name_length(r->text + start, r->len - start);
    const struct query_field *f = name ? query_field_find(r->text + start, name) : NULL;
    if (name && !f)
        return fail_field(r, start, name);
    r->at += f ? name + 1 : 0;
    bool quoted = r->at < r->len && r->text[r->at] == '"';
    if (!quoted && query_word(r, r->at) == 0)
        return query_fail(r, start, name + 1, "this needs a word or a phrase right after the colon");
    struct query_value v = {0};
    if (!(quoted ? take_quoted(r, &v) : take_bare(r, &v)))
        return NULL;
    if (v.star && f && f->read != query_read_text) {
        query_fail_value(r, &v, "a star has no meaning here: write the name or the date in full");
        return NULL;
    }
    struct query *q = query_node(r, f ? f->kind : QUERY_TEXT, start, r->at - start);
    bool done = q && (f ? f->read : query_read_text)(r, f, &v, q);
    return done ? q : NULL;
}

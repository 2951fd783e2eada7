/* slug: text to a name that every tool can handle. */
#include "newsfs/name.h"
#include "newsfs/text.h"

#include <string.h>

/* A title can be as long as a document; nothing after this many bytes can reach an 80-byte slug of any sense. */
#define SLUG_INPUT_MAX 4096

size_t slug_make(char out[SLUG_SIZE], const char *text)
{
    BUF_SCOPED struct buf folded = {0};
    text_fold(&folded, text, text_cut(text, strlen(text), SLUG_INPUT_MAX));
    size_t at = 0, base = 0; /* base: where the character that marks attach to begins */
    bool dash = false, may_mark = false;
    for (size_t i = 0, n; i < folded.len; i += n) {
        uint32_t cp;
        n = text_decode(folded.data + i, folded.len - i, &cp, NULL);
        enum text_class class = text_classify(cp);
        if (class == TEXT_OTHER || (class == TEXT_MARK && !may_mark)) {
            dash = at > 0;
            may_mark = false;
            continue;
        }
        if (at + dash + n > SLUG_MAX) {
            at = class == TEXT_MARK ? base : at;
            break;
        }
        if (dash)
            out[at++] = '-';
        if (class != TEXT_MARK)
            base = at;
        memcpy(out + at, folded.data + i, n);
        at += n;
        dash = false;
        may_mark = true;
    }
    while (at > 0 && out[at - 1] == '-')
        at--;
    out[at] = '\0';
    return at;
}

size_t slug_make_role(char out[SLUG_SIZE], const char *name)
{
    while (*name == ' ')
        name++;
    if (text_starts_nocase(name, "the ") && slug_make(out, name + 4) > 0)
        return strlen(out);
    return slug_make(out, name);
}

void slug_make_or(char out[SLUG_SIZE], const char *text, const char *fallback)
{
    if (!text || slug_make(out, text) == 0)
        memcpy(out, fallback, strlen(fallback) + 1);
}

#define SUFFIX_LEN 7 /* "_abc234" */

static void suffix_format(char out[SUFFIX_LEN + 1], uint64_t hash)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567"; /* spec: RFC 4648 6, lower case */
    out[0] = '_';
    for (int i = 1; i < SUFFIX_LEN; i++, hash >>= 5)
        out[i] = digits[hash & 31];
    out[SUFFIX_LEN] = '\0';
}

static bool is_suffix(const char *s)
{
    for (int i = 1; i < SUFFIX_LEN; i++)
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '2' && s[i] <= '7')))
            return false;
    return s[0] == '_';
}

void slug_suffix(char out[NAME_SIZE], const char *slug, uint64_t hash)
{
    size_t len = strlen(slug);
    memmove(out, slug, len);
    suffix_format(out + len, hash);
}

void name_make(char out[NAME_SIZE], int64_t day, const char *title, const char *body, uint64_t suffix)
{
    char date[DAY_TEXT_SIZE], slug[SLUG_SIZE];
    day_format(date, day);
    if (!title || slug_make(slug, title) == 0)
        slug_make_or(slug, body, "untitled");
    size_t len = strlen(date), slug_len = strlen(slug);
    memcpy(out, date, len);
    out[len++] = '_';
    memcpy(out + len, slug, slug_len + 1);
    if (suffix)
        suffix_format(out + len + slug_len, suffix);
}

/* Every slug is its own slug, so asking for it again is the whole test. */
bool slug_is_possible(const char *s, size_t len)
{
    if (len > SUFFIX_LEN && is_suffix(s + len - SUFFIX_LEN))
        len -= SUFFIX_LEN;
    if (len == 0 || len > SLUG_MAX)
        return false;
    char text[SLUG_SIZE], again[SLUG_SIZE];
    memcpy(text, s, len);
    text[len] = '\0';
    return text_is_utf8(text, len) && slug_make(again, text) == len && memcmp(again, text, len) == 0;
}

bool name_is_possible(const char *s, size_t len, int64_t *day)
{
    const size_t date = DAY_TEXT_SIZE - 1;
    return len > date + 1 && s[date] == '_' && day_parse(s, date, day) &&
           slug_is_possible(s + date + 1, len - date - 1);
}

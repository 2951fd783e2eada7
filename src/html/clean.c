/* clean: the loop that all text passes through.
 *
 * Printable ASCII is copied byte by byte into room reserved for all that is left; whatever else comes takes the slow way, which
 * reserves anew. Two- and three-byte letters of most scripts are copied without being decoded. */
#include "clean.h"
#include "entity.h"
#include "newsfs/text.h"

enum kind { PLAIN, SPACE, REFERENCE, DROPPED, HIGH };

#define D   DROPPED
#define H   HIGH
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H

/* clang-format off */
static const unsigned char kinds[256] = {
    D, D, D, D, D, D, D, D, D, SPACE, SPACE, SPACE, SPACE, SPACE, D, D,
    D, D, D, D, D, D, D, D, D, D, D, D, D, D, D, D,
    SPACE, 0, 0, 0, 0, 0, REFERENCE, [127] = D,
    [128] = H16, H16, H16, H16, H16, H16, H16, H16};
/* clang-format on */

static enum kind kind_of(char c)
{
    return (enum kind)kinds[(unsigned char)c];
}

static void add_space(struct clean *c, struct buf *line)
{
    if (c->space && line->len && line->data[line->len - 1] != '\n')
        buf_addc(line, ' ');
    c->space = false;
}

static bool is_collapsible(uint32_t cp)
{
    return cp <= ' ' ? char_is_space((char)cp) || cp == '\v' : cp == 0x85 || cp == 0xA0 || cp == 0x2028 || cp == 0x2029;
}

static void add_character(struct clean *c, struct buf *line, uint32_t cp)
{
    if (is_collapsible(cp)) {
        c->space = true;
    } else if (text_allowed(cp) && (cp != 0xAD || c->keep_soft)) {
        add_space(c, line);
        text_add(line, cp);
    }
}

/* Append the reference at s; returns its length, or that of a lone '&'. */
static size_t add_reference(struct clean *c, struct buf *line, const char *s, size_t len)
{
    uint32_t cp[2] = {'&', 0};
    size_t count, n = entity_read(s, len, false, cp, &count);
    for (size_t i = 0; i < (n ? count : 1); i++)
        add_character(c, line, cp[i]);
    return n ? n : 1;
}

/* Length of a letter of a script whose blocks hold nothing that has to be looked at; 0: decode it. */
static size_t plain_letter(const unsigned char *s, size_t len)
{
    if (s[0] >= 0xC3 && s[0] <= 0xDF && len > 1 && (s[1] & 0xC0) == 0x80)
        return 2;
    if (s[0] >= 0xE4 && s[0] <= 0xE9 && len > 2 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80)
        return 3;
    return 0;
}

static size_t add_high(struct clean *c, struct buf *line, const char *s, size_t len)
{
    const char *end = s + len, *at = s;
    size_t n;
    while (at < end && (n = plain_letter((const unsigned char *)at, (size_t)(end - at))))
        at += n;
    if (at > s) {
        add_space(c, line);
        buf_add(line, s, (size_t)(at - s));
        return (size_t)(at - s);
    }
    uint32_t cp;
    n = text_decode(s, len, &cp, NULL);
    add_character(c, line, cp);
    return n;
}

#define EACH(byte) (0x0101010101010101ull * (byte))

/* The high bit of every byte of w that is `byte`. */
static uint64_t bytes_that_are(uint64_t w, unsigned char byte)
{
    uint64_t x = w ^ EACH(byte);
    return ~(((x & EACH(0x7F)) + EACH(0x7F)) | x | EACH(0x7F));
}

/* Eight bytes of printable ASCII with no reference and no two spaces side by side: they stay as they are after a letter. */
static bool is_plain_word(uint64_t w)
{
    uint64_t spaces = bytes_that_are(w, ' '), below_space = ~((w & EACH(0x7F)) + EACH(0x80 - 0x20)) & EACH(0x80);
    return !((w & EACH(0x80)) | below_space | bytes_that_are(w, '&') | bytes_that_are(w, 0x7F) |
             (spaces & (spaces >> 8)));
}

/* Copy eight bytes at a time as long as they are plain and do not end in a space. */
static size_t copy_plain(char *to, const char *s, const char *end)
{
    size_t n = 0;
    for (uint64_t w; end - s - (ptrdiff_t)n >= 8 && s[n + 7] != ' '; n += 8) {
        memcpy(&w, s + n, sizeof w);
        if (!is_plain_word(w))
            break;
        memcpy(to + n, &w, sizeof w);
    }
    return n;
}

/* Append the words of printable ASCII that s begins with, one space between them; returns what follows. */
static const char *add_words(struct clean *c, struct buf *line, const char *s, const char *end)
{
    char *start = buf_reserve(line, (size_t)(end - s) + 2), *to = start;
    bool may_space = line->len && to[-1] != '\n';
    while (s < end) {
        enum kind kind = kind_of(*s);
        if (kind == SPACE) {
            c->space = true;
            s++;
            continue;
        }
        if (kind != PLAIN)
            break;
        if (c->space && may_space)
            *to++ = ' ';
        c->space = false;
        may_space = true;
        do
            *to++ = *s++;
        while (s < end && kind_of(*s) == PLAIN);
        size_t n = copy_plain(to, s, end);
        s += n, to += n;
    }
    buf_truncate(line, line->len + (size_t)(to - start));
    return s;
}

void clean_add(struct clean *c, struct buf *line, struct span text, bool literal)
{
    const char *s = text.at, *end = s + text.len;
    while ((s = add_words(c, line, s, end)) < end) {
        enum kind kind = kind_of(*s);
        if (kind == HIGH)
            s += add_high(c, line, s, (size_t)(end - s));
        else if (kind == DROPPED)
            s++;
        else if (literal)
            add_character(c, line, (unsigned char)*s++);
        else
            s += add_reference(c, line, s, (size_t)(end - s));
    }
}

/* No-break spaces of text from `start` on become spaces. */
static void free_spaces(struct buf *out, size_t start)
{
    char *from, *to, *end = out->data + out->len;
    if (out->len == start || !(from = memmem(out->data + start, out->len - start, "\xC2\xA0", 2)))
        return;
    for (to = from; from < end; from++) {
        bool is_space = from[0] == '\xC2' && end - from > 1 && from[1] == '\xA0';
        *to++ = is_space ? ' ' : *from;
        from += is_space;
    }
    buf_truncate(out, (size_t)(to - out->data));
}

void clean_add_verbatim(struct buf *out, struct span text, bool literal)
{
    BUF_SCOPED struct buf decoded = {0};
    if (literal)
        buf_add(&decoded, text.at, text.len);
    else
        entity_decode(&decoded, text.at, text.len, false);
    size_t start = out->len;
    text_clean(out, buf_str(&decoded), decoded.len);
    free_spaces(out, start);
}

void clean_add_attribute(struct buf *out, struct span value)
{
    BUF_SCOPED struct buf decoded = {0};
    entity_decode(&decoded, value.at, value.len, true);
    text_clean_line(out, buf_str(&decoded), decoded.len);
}

/* charset: bytes of some charset to UTF-8.
 *
 * spec: RFC 7303 (a mark of byte order, then the transport's word, then the XML declaration), corrected by what is found: a label
 * is believed only as long as the bytes bear it out. Bytes that are UTF-8 beyond ASCII are UTF-8 whatever a one-byte label says,
 * and what is labelled UTF-8 but is not is windows-1252. Labels mean what browsers take them to mean (spec: WHATWG Encoding 4.2). */
#include "feed.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#define LABEL_SIZE 40
#define LOOK_BYTES 1024 /* an XML declaration stands within them */
#define UTF8       "UTF-8"
#define FALLBACK   "windows-1252"

/* Labels that browsers read as something wider, or that iconv knows by another name. */
static const struct {
    const char *label, *charset;
} meant[] = {
    {"us-ascii", FALLBACK},
    {"ascii", FALLBACK},
    {"iso-8859-1", FALLBACK},
    {"iso8859-1", FALLBACK},
    {"iso_8859-1", FALLBACK},
    {"latin1", FALLBACK},
    {"l1", FALLBACK},
    {"cp1252", FALLBACK},
    {"x-cp1252", FALLBACK},
    {"ansi", FALLBACK},
    {"utf8", UTF8},
    {"unicode-1-1-utf-8", UTF8},
    {"u8", UTF8},
    {"iso-8859-9", "CP1254"},
    {"latin5", "CP1254"},
    {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"chinese", "GB18030"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"ms_kanji", "CP932"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"ksc5601", "CP949"},
    {"korean", "CP949"},
    {"big5", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},
    {"x-mac-roman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"utf-16", "UTF-16LE"},
    {"utf16", "UTF-16LE"},
    {"unicode", "UTF-16LE"},
    {"iso-8859-8-i", "ISO-8859-8"},
};

static const struct {
    const char *bytes;
    size_t len, skip;
    const char *charset;
} signs[] = {
    {"\xEF\xBB\xBF", 3, 3, UTF8},         {"\xFF\xFE\0\0", 4, 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"},
    {"\xFE\xFF", 2, 2, "UTF-16BE"},       {"\xFF\xFE", 2, 2, "UTF-16LE"},     {"<\0\0\0", 4, 0, "UTF-32LE"},
    {"\0\0\0<", 4, 0, "UTF-32BE"},        {"<\0?\0", 4, 0, "UTF-16LE"},       {"\0<\0?", 4, 0, "UTF-16BE"},
    {"\x4C\x6F\xA7\x94", 4, 0, "IBM037"}, /* <?xm in EBCDIC: the declaration may name its page */
};

static const char *meaning(const char *label)
{
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (text_equal_nocase(meant[i].label, label))
            return meant[i].charset;
    return label;
}

/* The encoding that the XML declaration in s[0..len) names, "" where it names none. */
static void find_declared(char out[LABEL_SIZE], const char *s, size_t len)
{
    size_t look = len < LOOK_BYTES ? len : LOOK_BYTES, n = 0;
    const char *begin = memmem(s, look, "<?xml", 5),
               *end = begin ? memmem(begin, (size_t)(s + look - begin), "?>", 2) : NULL;
    out[0] = '\0';
    const char *at = end ? memmem(begin, (size_t)(end - begin), "encoding", 8) : NULL;
    if (!at)
        return;
    for (at += 8; at < end && strchr(" \t\r\n=", *at); at++)
        ;
    if (at == end || (*at != '"' && *at != '\''))
        return;
    char quote = *at++;
    for (; at < end && *at != quote && n + 1 < LABEL_SIZE; at++)
        if (!isspace((unsigned char)*at))
            out[n++] = *at;
    out[n] = '\0';
}

static bool is_plain_label(const char *s)
{
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:")] == '\0';
}

/* One step: convert what can be, and put a mark where a byte is none. */
static bool step(iconv_t c, char **in, size_t *left, struct buf *out, size_t *bad)
{
    size_t room = *left * 2 + 64;
    char *to = buf_reserve(out, room), *begin = to;
    size_t status = iconv(c, in, left, &to, &room);
    out->len += (size_t)(to - begin);
    if (status != (size_t)-1 || errno == E2BIG)
        return *left > 0;
    ++*bad;
    ++*in;
    --*left;
    text_add(out, TEXT_REPLACEMENT);
    return *left > 0;
}

/* Append in[0..len) converted; false where the charset is not known, or the result is no markup. *bad counts the bytes that had no
 * meaning in it. */
static bool convert(struct buf *out, const char *in, size_t len, const char *charset, size_t *bad)
{
    iconv_t c = is_plain_label(charset) ? iconv_open(UTF8, charset) : (iconv_t)-1;
    if (c == (iconv_t)-1)
        return false;
    char *at = (char *)in;
    *bad = 0;
    buf_clear(out);
    while (len && step(c, &at, &len, out, bad))
        ;
    iconv_close(c);
    buf_addc(out, '\0');
    buf_truncate(out, out->len - 1);
    return memchr(out->data, '<', out->len < LOOK_BYTES ? out->len : LOOK_BYTES) != NULL;
}

/* Is it UTF-8 but for a few bytes, as when somebody cut a text in the middle of a character? */
static bool is_nearly_utf8(const char *s, size_t len)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        bool valid;
        size_t n = text_decode(s + i, len - i, &cp, &valid);
        good += valid && n > 1;
        bad += !valid;
        i += n;
    }
    return bad * 10 <= good;
}

static const char *sign_of(const char *in, size_t len, size_t *skip)
{
    *skip = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (len >= signs[i].len && memcmp(in, signs[i].bytes, signs[i].len) == 0) {
            *skip = signs[i].skip;
            return signs[i].charset;
        }
    return NULL;
}

/* Bytes that begin with a sign of how wide they are; the declaration is then read through it. */
static bool decode_signed(struct buf *out, const char *in, size_t len, const char *sign, struct charset_result *r)
{
    size_t bad;
    r->used = sign;
    if (!convert(out, in + r->skip, len - r->skip, sign, &bad))
        return false;
    if (strcmp(sign, "IBM037") != 0)
        return true;
    find_declared(r->declared, out->data, out->len);
    struct buf again = {0};
    if (*r->declared && convert(&again, in, len, meaning(r->declared), &bad)) {
        buf_finish(out);
        *out = again;
        return true;
    }
    buf_finish(&again);
    return true;
}

static bool decode_label(struct buf *out, const char *in, size_t len, const char *label, struct charset_result *r)
{
    size_t bad;
    if (!label || !*label || text_equal_nocase(meaning(label), UTF8))
        return false;
    bool wide =
        text_starts_nocase(label, "utf-16") || text_starts_nocase(label, "utf-32") || text_starts_nocase(label, "ucs");
    if (wide || !convert(out, in, len, meaning(label), &bad) || bad * 20 > len)
        return false;
    r->used = label;
    return true;
}

/* Bytes that are not what any label says. */
static void decode_unlabelled(struct buf *out, const char *in, size_t len, struct charset_result *r)
{
    size_t bad;
    r->mended = true;
    if (!*r->declared)
        snprintf(r->declared, sizeof r->declared, "%s", UTF8);
    if (is_nearly_utf8(in, len)) {
        r->used = NULL;
        buf_clear(out);
        text_validate(out, in, len);
        return;
    }
    r->used = FALLBACK;
    convert(out, in, len, FALLBACK, &bad);
}

void charset_decode(struct buf *out, const char *in, size_t len, const char *http, struct charset_result *r)
{
    *r = (struct charset_result){.used = UTF8};
    const char *sign = sign_of(in, len, &r->skip);
    bool wide = sign && strcmp(sign, UTF8) != 0;
    if (wide && decode_signed(out, in, len, sign, r))
        return;
    r->skip = wide ? 0 : r->skip;
    find_declared(r->declared, in, len);
    bool shifts = memchr(in, '\x1B', len) != NULL; /* ISO 2022 looks like ASCII */
    r->as_it_is = !shifts && text_is_utf8(in + r->skip, len - r->skip);
    if (r->as_it_is || decode_label(out, in, len, http, r) || decode_label(out, in, len, r->declared, r))
        return;
    decode_unlabelled(out, in + r->skip, len - r->skip, r);
}

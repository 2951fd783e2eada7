/* support_search: what search sees of a text, said a second time and slowly: one character after the other through utf8proc,
 * without pairs. And words of many scripts, each spelled in several ways that search must not tell apart. */
#ifndef SUPPORT_SEARCH_H
#define SUPPORT_SEARCH_H

#include "newsfs/query.h"
#include "newsfs/text.h"
#include "support_random.h"
#include <stdlib.h>
#include <utf8proc.h>

#define UNIT_SIZE (TOKEN_MAX + 1)

/* A word, or one character of a script without blanks. glued: such a character right behind another one. */
struct unit {
    char text[UNIT_SIZE];
    bool unspaced, glued;
};

struct units {
    struct unit *at;
    size_t count;
    bool in_word, in_run, full; /* what the next character meets */
};

#define UNITS_SCOPED __attribute__((cleanup(units_finish)))

static inline void units_finish(struct units *u)
{
    free(u->at);
    *u = (struct units){0};
}

static inline bool unit_is_of_word(uint32_t cp)
{
    const char *category = utf8proc_category_string((utf8proc_int32_t)cp);
    return category[0] == 'L' || category[0] == 'M' || category[0] == 'N';
}

static inline bool unit_is_dropped(uint32_t cp)
{
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);
    const char *category = utf8proc_category_string((utf8proc_int32_t)cp);
    int class = p->combining_class;
    if (cp == 0x0640 || strcmp(category, "Me") == 0)
        return true;
    if (p->ignorable)
        return cp != 0x200B;
    return category[0] == 'M' && class != 0 && (class < 8 || class > 9) && (class < 37 || class >= 200) && class != 6;
}

static inline uint32_t unit_plain_letter(uint32_t cp)
{
    static const uint32_t from[] = {0xF8, 0x111, 0x127, 0x131, 0x142, 0x167};
    for (size_t i = 0; i < 6; i++)
        if (cp == from[i])
            return (uint32_t) "odhilt"[i];
    return cp;
}

/* The last character of a text and a mark or part that may join it; spec: Unicode 15 section 3.12 for Hangul. */
static inline uint32_t unit_joined(uint32_t last, uint32_t cp)
{
    if (last >= 0x1100 && last < 0x1113 && cp >= 0x1161 && cp < 0x1176)
        return 0xAC00 + ((last - 0x1100) * 21 + (cp - 0x1161)) * 28;
    if (last >= 0xAC00 && last <= 0xD7A3 && (last - 0xAC00) % 28 == 0 && cp > 0x11A7 && cp < 0x11C3)
        return last + (cp - 0x11A7);
    static const char with[] =
        "がぎぐげござじずぜぞだぢづでどばびぶべぼゔゞガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺヾ";
    static const char bare[] =
        "かきくけこさしすせそたちつてとはひふへほうゝカキクケコサシスセソタチツテトハヒフヘホウワヰヱヲヽ";
    static const char half[] = "ぱぴぷぺぽパピプペポ", base[] = "はひふへほハヒフヘホ";
    const char *from = cp == 0x3099 ? bare : cp == 0x309A ? base : "", *to = cp == 0x3099 ? with : half;
    for (size_t i = 0; from[i]; i += 3) {
        uint32_t a, b;
        text_decode(from + i, 3, &a, NULL);
        text_decode(to + i, 3, &b, NULL);
        if (a == last)
            return b;
    }
    return 0;
}

static inline void unit_encode(struct unit *u, uint32_t cp)
{
    size_t len = strlen(u->text);
    u->text[len + (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)u->text + len)] = '\0';
}

static inline struct unit *units_add(struct units *u, bool unspaced)
{
    u->at = mem_realloc(u->at, (u->count + 1) * sizeof *u->at);
    u->at[u->count] = (struct unit){.unspaced = unspaced, .glued = unspaced && u->in_run};
    u->in_run = unspaced;
    u->in_word = !unspaced;
    u->full = false;
    return &u->at[u->count++];
}

static inline void units_add_unspaced(struct units *u, uint32_t cp)
{
    uint32_t last = 0, joined = 0;
    if (u->in_run) {
        text_decode(u->at[u->count - 1].text, strlen(u->at[u->count - 1].text), &last, NULL);
        joined = unit_joined(last, cp);
    }
    struct unit *unit = joined ? &u->at[u->count - 1] : units_add(u, true);
    unit->text[0] = '\0';
    unit_encode(unit, joined ? joined : cp);
}

/* One decomposed character. */
static inline void units_add_character(struct units *u, uint32_t cp)
{
    if (unit_is_dropped(cp))
        return;
    cp = unit_plain_letter(cp);
    if (!unit_is_of_word(cp)) {
        u->in_word = u->in_run = false;
        return;
    }
    if (text_is_unspaced(cp)) {
        units_add_unspaced(u, cp);
        return;
    }
    struct unit *unit = u->in_word ? &u->at[u->count - 1] : units_add(u, false);
    size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    u->full = u->full || strlen(unit->text) + len > TOKEN_MAX;
    if (!u->full)
        unit_encode(unit, cp);
}

/* What search sees of s (valid UTF-8). */
static inline struct units units_of(const char *s)
{
    struct units u = {0};
    uint32_t cp, part;
    for (size_t i = 0, n, len = strlen(s); i < len; i += n) {
        n = text_decode(s + i, len - i, &cp, NULL);
        utf8proc_uint8_t *parts = NULL;
        utf8proc_ssize_t size =
            utf8proc_map((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)n, &parts,
                         UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
        if (size > 0)
            text_decode((const char *)parts, (size_t)size, &part, NULL);
        bool apart =
            size > 0 && !text_is_unspaced(part) && strcmp(utf8proc_category_string((utf8proc_int32_t)cp), "So") == 0;
        u.in_word = u.in_word && !apart;
        u.in_run = u.in_run && !apart;
        for (size_t k = 0, m; size > 0 && k < (size_t)size; k += m) {
            m = text_decode((const char *)parts + k, (size_t)size - k, &part, NULL);
            units_add_character(&u, part);
        }
        u.in_word = u.in_word && !apart;
        u.in_run = u.in_run && !apart;
        free(parts);
    }
    return u;
}

/* Spellings of one word each; search sees no difference within a row. */
static const char *const support_spellings[][4] = {
    {"rate", "Rate", "RATE", "r\xC3\xA1te"},
    {"rates", "Rates", "RATES", "rates"},
    {"interest", "Interest", "INTEREST", "inte\xC2\xADrest"},
    {"ra", "RA", "Ra", "ra"},
    {"and", "AND", "And", "and"},
    {"or", "OR", "or", "Or"},
    {"not", "NOT", "not", "Not"},
    {"2026", "2026", "２０２６", "𝟐𝟎𝟐𝟔"},
    {"ibm", "IBM", "ＩＢＭ", "ｉｂｍ"},
    {"straße", "STRASSE", "Strasse", "STRA\xE1\xBA\x9E\x45"},
    {"istanbul", "İstanbul", "ISTANBUL", "ıstanbul"},
    {"đường", "duong", "ĐƯỜNG", "đu\xCC\x9Bo\xCC\x9B\xCC\x80ng"},
    {"việt", "VIET", "vie\xCC\xA3\xCC\x82t", "Viê\xCC\xA3t"},
    {"القرآن", "القران", "الْقُرْآن", "القـرآن"},
    {"москва", "МОСКВА", "Москва", "москва\xCC\x81"},
    {"ΣΊΣΥΦΟΣ", "Σίσυφος", "σισυφος", "σίσυφοσ"},
    {"ﬁnance", "finance", "FINANCE", "Ｆinance"},
    {"हिन्दी", "हिन्दी", "हि\xE2\x80\x8Dन्दी", "हिन्दी"},
    {"łódź", "Lodz", "ŁÓDŹ", "ło\xCC\x81\x64z\xCC\x81"},
    {"中", "中", "中", "中"},
    {"文", "文", "文", "文"},
    {"中文", "中文", "中\xEF\xB8\x8F文", "中文"},
    {"日本語", "日本語", "日本語", "⽇本語"},
    {"ガラス", "ｶﾞﾗｽ", "カ\xE3\x82\x99ラス", "ガラス"},
    {"はな", "はな", "はな", "はな"},
    {"한국", "한국", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xAE\xE1\x86\xA8", "한국"},
    {"국어", "국어", "국\xE1\x84\x8B\xE1\x85\xA5", "국어"},
    {"ภาษาไทย", "ภาษาไทย", "ภาษาไทย", "ภาษาไทย"},
    {"ไทย", "ไทย", "ไทย", "ไทย"},
    {"株式会社", "㍿", "株式会社", "㍿"},
};
#define SUPPORT_SPELLINGS (sizeof support_spellings / sizeof *support_spellings)

/* Append one of the first `words` words in any spelling. */
static inline void random_spelling(struct random *r, struct buf *out, size_t words)
{
    buf_adds(out, support_spellings[random_below(r, words)][random_below(r, 4)]);
}

/* Append `count` words with blanks, signs or nothing between them. */
static inline void random_sentence(struct random *r, struct buf *out, size_t count)
{
    static const char *const between[] = {" ", " ", " ", " ", "", "", "-", ", ", "\n", "。", "\xE2\x80\x8B", "™"};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_adds(out, between[random_below(r, sizeof between / sizeof *between)]);
        random_spelling(r, out, SUPPORT_SPELLINGS);
    }
}

#endif

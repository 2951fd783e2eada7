/* fold_search: what of a character counts when words are searched for.
 *
 * A word is compared decomposed, so that a diacritic can be dropped wherever it came from; only what pairs of characters are made
 * of, kana and Hangul, is put together again. utf8proc knows decompositions, categories and combining classes; scripts it does not
 * know, hence the ranges. */
#include "newsfs/text.h"

#include <utf8proc.h>

#define ZERO_WIDTH_SPACE 0x200B
#define TATWEEL          0x0640

/* Kana, unified ideographs and Hangul syllables: the bulk of East Asian text, and their own folding. */
static bool is_own_folding(uint32_t cp)
{
    if (cp < 0x3041 || cp > 0xD7A3)
        return false;
    return (cp >= 0x4E00 && cp <= 0x9FFF) || cp >= 0xAC00 || cp <= 0x3096 || (cp >= 0x30A1 && cp <= 0x30FA) ||
           (cp >= 0x3400 && cp <= 0x4DBF);
}

/* Combining classes (spec: Unicode 15 table 4-3) of marks that adorn: overlays, nuktas, Hebrew, Arabic and Syriac points, and
 * all that is named by its place, above or below. The rest are vowel signs, viramas, tones of Thai and Lao, kana voicing marks. */
static bool is_diacritic(const utf8proc_property_t *p)
{
    if (p->category == UTF8PROC_CATEGORY_ME)
        return true;
    if (p->category != UTF8PROC_CATEGORY_MN && p->category != UTF8PROC_CATEGORY_MC)
        return false;
    int class = p->combining_class;
    return class == 1 || class == 7 || (class >= 10 && class <= 36) || class >= 200;
}

static bool is_of_word(utf8proc_propval_t category)
{
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO; /* letters, marks, numbers */
}

static uint32_t without_stroke(uint32_t cp)
{
    static const struct {
        uint32_t with, without;
    } strokes[] = {{0xF8, 'o'}, {0x111, 'd'}, {0x127, 'h'}, {0x131, 'i'}, {0x142, 'l'}, {0x167, 't'}};
    for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++)
        if (cp == strokes[i].with)
            return strokes[i].without;
    return cp;
}

/* What a decomposed character is to a word: itself, ' ', or 0 where it is dropped. */
static uint32_t kept(uint32_t cp)
{
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);
    if (cp == ZERO_WIDTH_SPACE)
        return ' ';
    if (p->ignorable || cp == TATWEEL || is_diacritic(p))
        return 0;
    return is_of_word(p->category) ? without_stroke(cp) : ' ';
}

static bool is_symbol(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_SO;
}

size_t text_fold_search(uint32_t cp, uint32_t out[TEXT_SEARCH_MAX])
{
    if (is_own_folding(cp)) {
        out[0] = cp;
        return 1;
    }
    utf8proc_int32_t parts[TEXT_SEARCH_MAX - 2];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)cp, parts, TEXT_SEARCH_MAX - 2,
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    if (count < 0 || count > TEXT_SEARCH_MAX - 2) {
        out[0] = ' ';
        return 1;
    }
    size_t n = 0;
    bool apart = is_symbol(cp) && count > 0 && !text_is_unspaced((uint32_t)parts[0]);
    if (apart)
        out[n++] = ' ';
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        uint32_t c = kept((uint32_t)parts[i]);
        if (c)
            out[n++] = c;
    }
    if (apart)
        out[n++] = ' ';
    return n;
}

uint32_t text_join_search(uint32_t last, uint32_t cp)
{
    bool can_join = cp == 0x3099 || cp == 0x309A || (cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11A8 && cp <= 0x11C2);
    if (!can_join)
        return 0;
    utf8proc_int32_t pair[3] = {(utf8proc_int32_t)last, (utf8proc_int32_t)cp};
    utf8proc_ssize_t n = utf8proc_normalize_utf32(pair, 2, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return n == 1 ? (uint32_t)pair[0] : 0;
}

bool text_is_unspaced(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0E00, 0x0EFF},   /* Thai, Lao */
        {0x1000, 0x109F},   /* Myanmar */
        {0x1100, 0x11FF},   /* Hangul letters */
        {0x1780, 0x17FF},   /* Khmer */
        {0x1950, 0x1AAF},   /* Tai Le, New Tai Lue, Tai Tham */
        {0x2E80, 0xA4CF},   /* East Asian radicals, marks, kana, bopomofo, ideographs, Yi */
        {0xA960, 0xA97F},   /* Hangul letters */
        {0xA980, 0xA9FF},   /* Javanese, Myanmar */
        {0xAA60, 0xAA7F},   /* Myanmar */
        {0xAC00, 0xD7FF},   /* Hangul */
        {0xF900, 0xFAFF},   /* ideographs */
        {0x16FE0, 0x18DFF}, /* Tangut, Khitan */
        {0x1AFF0, 0x1B2FF}, /* kana, Nüshu */
        {0x20000, 0x3FFFF}, /* ideographs */
    };
    if (cp < ranges[0].first)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && cp >= ranges[i].first; i++)
        if (cp <= ranges[i].last)
            return true;
    return false;
}

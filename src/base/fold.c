/* fold: the Unicode properties that names and words rest on, from utf8proc. */
#include "newsfs/text.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool is_ascii(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] & 0x80)
            return false;
    return true;
}

static void fold_ascii(struct buf *out, const char *s, size_t len)
{
    char *to = buf_reserve(out, len);
    for (size_t i = 0; i < len; i++)
        to[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
    out->len += len;
    out->data[out->len] = '\0';
}

void text_fold(struct buf *out, const char *s, size_t len)
{
    if (is_ascii(s, len)) {
        fold_ascii(out, s, len);
        return;
    }
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &folded,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (n >= 0)
        buf_add(out, folded, (size_t)n);
    free(folded);
}

static bool is_ignorable_mark(uint32_t cp)
{
    return cp == 0x034F || (cp >= 0x180B && cp <= 0x180F) || (cp >= 0xFE00 && cp <= 0xFE0F) ||
           (cp >= 0xE0100 && cp <= 0xE01EF);
}

enum text_class text_classify(uint32_t cp)
{
    if (cp < 0x80) {
        if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
            return TEXT_LETTER;
        return cp >= '0' && cp <= '9' ? TEXT_DIGIT : TEXT_OTHER;
    }
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return TEXT_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return is_ignorable_mark(cp) ? TEXT_OTHER : TEXT_MARK;
    case UTF8PROC_CATEGORY_ND:
        return TEXT_DIGIT;
    default:
        return TEXT_OTHER;
    }
}

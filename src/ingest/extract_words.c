/* extract_words: what the class and the id of an element say of what is in it.
 *
 * Words are looked for anywhere inside, in any case. The table is sorted, and looked into by the first byte alone. */
#include "extract.h"
#include <ctype.h>
#include <string.h>

#define VALUE_BYTES 400 /* more of a class says no more */
#define WEIGHT      25

#define U WORDS_UNLIKELY
#define M WORDS_MAYBE
#define S WORDS_SHARE
#define B WORDS_BYLINE
#define P WORDS_POSITIVE
#define N WORDS_NEGATIVE

static const struct word {
    const char *text;
    unsigned words;
} table[] = {
    {"-ad-", U | N},
    {"ad-break", U},
    {"ad-slot", U | N},
    {"adbox", U | N},
    {"adsense", U | N},
    {"advert", U | N},
    {"agegate", U},
    {"article", M | P},
    {"author", B},
    {"banner", U | N},
    {"blog", P},
    {"body", M | P},
    {"breadcrumb", U},
    {"byline", B},
    {"column", M},
    {"combx", U | N},
    {"comment", U | N},
    {"community", U},
    {"consent", U | N},
    {"contact", N},
    {"content", M | P},
    {"cookie", U | N},
    {"cover-wrap", U},
    {"dateline", B},
    {"disqus", U | N},
    {"donat", N},
    {"elementor-widget", P},
    {"entry", P},
    {"extra", U},
    {"footer", U | N},
    {"gdpr", U | N},
    {"h-entry", P},
    {"header", U},
    {"hentry", P},
    {"hidden", N},
    {"legends", U},
    {"main", M | P},
    {"masthead", N},
    {"mathjax", M},
    {"menu", U},
    {"meta", N},
    {"modal", U},
    {"most-popular", U | N},
    {"most-read", U | N},
    {"navbar", U | N},
    {"newsletter", U | N},
    {"outbrain", U | N},
    {"page", P},
    {"pager", U},
    {"pagination", U},
    {"paywall", N},
    {"popup", U},
    {"post", P},
    {"print-only", N},
    {"promo", U | N},
    {"read-more", N},
    {"readmore", N},
    {"recirc", U | N},
    {"recommend", U | N},
    {"related", U | N},
    {"remark", U},
    {"replies", U},
    {"rss", U},
    {"scroll", N},
    {"share", S | N},
    {"sharing", S | N},
    {"shopping", N},
    {"shoutbox", U | N},
    {"sidebar", U | N},
    {"signup", U | N},
    {"skip-link", U | N},
    {"skyscraper", U | N},
    {"social", U | S},
    {"sponsor", U | N},
    {"story", P},
    {"subscri", U | N},
    {"supplemental", U},
    {"taboola", U | N},
    {"tags", N},
    {"teaser", N},
    {"text", P},
    {"toolbar", U | N},
    {"trending", U | N},
    {"widget", N},
    {"writtenby", B},
};
#define WORD_COUNT (sizeof table / sizeof *table)

/* Rows that begin with a byte: first[byte] to first[byte + 1]. */
struct index {
    uint8_t first[257];
};

static void make_index(struct index *index)
{
    size_t row = 0;
    for (int byte = 0; byte <= 256; byte++) {
        while (row < WORD_COUNT && (unsigned char)table[row].text[0] < byte)
            row++;
        index->first[byte] = (uint8_t)row;
    }
}

static unsigned look(const struct index *index, const char *s)
{
    char lower[VALUE_BYTES + 1];
    size_t len = strnlen(s, VALUE_BYTES);
    unsigned words = 0;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)tolower((unsigned char)s[i]);
    lower[len] = '\0';
    for (size_t i = 0; i < len; i++)
        for (unsigned row = index->first[(unsigned char)lower[i]]; row < index->first[(unsigned char)lower[i] + 1];
             row++)
            if (strncmp(lower + i, table[row].text, strlen(table[row].text)) == 0)
                words |= table[row].words;
    return words;
}

static int weight_of(unsigned words)
{
    return (words & WORDS_POSITIVE ? WEIGHT : 0) - (words & WORDS_NEGATIVE ? WEIGHT : 0);
}

void extract_read_words(struct extract *x)
{
    struct index index;
    make_index(&index);
    for (uint32_t i = 1; i < x->count; i++) {
        struct extract_node *n = &x->nodes[i];
        if (!n->values)
            continue;
        const char *class = extract_get(x, i, ATTR_CLASS), *id = extract_get(x, i, ATTR_ID);
        unsigned of_class = class ? look(&index, class) : 0, of_id = id ? look(&index, id) : 0;
        n->words =
            (uint8_t)(of_class | of_id | (class ? extract_box_words(class) : 0) | (id ? extract_box_words(id) : 0));
        n->weight = (int16_t)(weight_of(of_class) + weight_of(of_id));
    }
}

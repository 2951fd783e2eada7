/* extract_feed: the feed that a web page names.
 *
 * spec: HTML 4.6.7.1, link type "alternate"; rssboard.org/rss-autodiscovery: the first one is the page's own. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

static bool is_feed_type(const char *type)
{
    static const char *const types[] = {"application/rss+xml", "application/atom+xml", "application/feed+json"};
    type += strspn(type, " \t\r\n\f");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t len = strlen(types[i]);
        if (text_starts_nocase(type, types[i]) && strchr("; \t\r\n\f", type[len]))
            return true;
    }
    return false;
}

static bool has_word(const char *words, const char *word)
{
    const char *blanks = " \t\r\n\f";
    for (words += strspn(words, blanks); *words; words += strspn(words, blanks)) {
        size_t len = strcspn(words, blanks);
        if (len == strlen(word) && text_starts_nocase(words, word))
            return true;
        words += len;
    }
    return false;
}

const char *extract_feed(const struct extract *x)
{
    for (uint32_t i = 0; (i = extract_find(x, TAG_LINK, i, x->count)) < x->count; i++) {
        const char *rel = extract_get(x, i, ATTR_REL), *type = extract_get(x, i, ATTR_TYPE);
        const char *href = extract_get(x, i, ATTR_HREF);
        if (rel && type && href && *href && is_feed_type(type) && has_word(rel, "alternate"))
            return href;
    }
    return NULL;
}

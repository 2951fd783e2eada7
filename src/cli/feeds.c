/* feeds: from words to feeds. */
#include "feeds.h"

#include "newsfs/url.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 256

const char *feeds_address(struct arena *arena, const char *typed)
{
    BUF_SCOPED struct buf full = {0};
    struct url u;
    url_split(&u, typed);
    if (!u.authority.at && strchr(typed, '.') && !strchr(typed, ' ') &&
        (!u.scheme.at || memchr(u.scheme.at, '.', u.scheme.len)))
        buf_adds(&full, "https://");
    buf_adds(&full, typed);
    return arena_strndup(arena, full.data, full.len);
}

static bool is_called(const struct feed *f, const char *slug)
{
    char own[SLUG_SIZE];
    return *slug && f->title && slug_make(own, f->title) > 0 && strcmp(own, slug) == 0;
}

/* *matches: how many feeds have that title; *out is the first of them. */
static bool find_titled(struct invocation *in, const char *slug, struct arena *arena, struct feed *out, int *matches,
                        struct err *e)
{
    struct feed page[PAGE];
    size_t count = PAGE;
    for (int64_t after = 0; count == PAGE;) {
        if (!store_list_feeds(in->store, after, arena, page, PAGE, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            after = page[i].id;
            if (is_called(&page[i], slug) && (*matches)++ == 0)
                *out = page[i];
        }
    }
    return true;
}

static bool find_numbered(struct invocation *in, const char *word, struct arena *arena, struct feed *out, bool *found,
                          struct err *e)
{
    char *end;
    long long id = strtoll(word, &end, 10);
    *found = false;
    return end == word || *end || store_get_feed(in->store, id, arena, out, found, e);
}

bool feeds_find(struct invocation *in, const char *word, struct arena *arena, struct feed *out, struct err *e)
{
    char slug[SLUG_SIZE];
    int matches = 0;
    bool found;
    if (!store_find_feed(in->store, feeds_address(arena, word), arena, out, &found, e))
        return false;
    if (!found && !find_numbered(in, word, arena, out, &found, e))
        return false;
    if (found)
        return true;
    slug_make(slug, word);
    if (!find_titled(in, slug, arena, out, &matches, e))
        return false;
    if (matches > 1)
        return err_set(
            e, ERR_NOT_FOUND,
            "%d feeds are called \"%s\": say which by its address or number: \"newsfs feed list\" shows them", matches,
            word);
    return matches == 1 || err_set(e, ERR_NOT_FOUND, "no feed is \"%s\": \"newsfs feed list\" shows them", word);
}

bool feeds_topics(struct invocation *in, struct feed *f, struct arena *arena, struct err *e)
{
    const char *given[FEED_TOPICS_MAX + 1];
    char slug[SLUG_SIZE];
    size_t count = option_all(in, "topic", given, FEED_TOPICS_MAX + 1);
    if (count > FEED_TOPICS_MAX)
        return err_set(e, ERR_USAGE, "a feed can have %d topics of its own", FEED_TOPICS_MAX);
    if (!count)
        return true;
    f->topics = arena_alloc(arena, count * sizeof *f->topics);
    f->topic_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!slug_make(slug, given[i]))
            return err_set(e, ERR_USAGE, "--topic: \"%s\" has no letter or digit to make a name of", given[i]);
        f->topics[f->topic_count++] = given[i];
    }
    return true;
}

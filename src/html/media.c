/* media: a table of players, and what their frames' addresses are to people. */
#include "media.h"
#include "filter.h"
#include "clean.h"
#include "newsfs/text.h"

struct player {
    const char *prefix; /* of the frame's address after "https://" and "www." */
    const char
        *address; /* the identifier that follows the prefix goes here; NULL: the frame's address itself is good */
    const char *name;
};

static const struct player players[] = {
    {"youtube.com/embed/videoseries", NULL, "Video"},
    {"youtube.com/embed/", "https://www.youtube.com/watch?v=", "Video"},
    {"youtube-nocookie.com/embed/", "https://www.youtube.com/watch?v=", "Video"},
    {"youtube.com/v/", "https://www.youtube.com/watch?v=", "Video"},
    {"player.vimeo.com/video/", "https://vimeo.com/", "Video"},
    {"dailymotion.com/embed/video/", "https://www.dailymotion.com/video/", "Video"},
    {"embed.ted.com/talks/", "https://www.ted.com/talks/", "Video"},
    {"archive.org/embed/", "https://archive.org/details/", "Video"},
    {"player.twitch.tv/", NULL, "Video"},
    {"open.spotify.com/embed/", "https://open.spotify.com/", "Audio"},
    {"w.soundcloud.com/player", NULL, "Audio"},
    {"bandcamp.com/embeddedplayer", NULL, "Audio"},
    {"embed.podcasts.apple.com/", "https://podcasts.apple.com/", "Audio"},
    {"player.simplecast.com/", NULL, "Audio"},
};

static const struct player *find_player(struct span src, struct span *id)
{
    static const char *const prefixes[] = {"https:", "http:", "//", "www.", NULL};
    for (size_t i = 0; prefixes[i]; i++)
        if (span_starts_nocase(src, prefixes[i]))
            src = (struct span){src.at + strlen(prefixes[i]), src.len - strlen(prefixes[i])};
    for (size_t i = 0; i < sizeof players / sizeof *players; i++)
        if (span_starts_nocase(src, players[i].prefix)) {
            size_t len = strlen(players[i].prefix);
            *id = (struct span){src.at + len, 0};
            while (id->len < src.len - len && !char_is_in("?&#\"' ", id->at[id->len]))
                id->len++;
            return &players[i];
        }
    return NULL;
}

bool media_address(struct buf *out, const struct link_base *base, const struct token *k)
{
    struct span src = span_trim(token_attribute(k, ATTRIBUTE_SRC)), id;
    if (!src.len)
        src = span_trim(token_attribute(k, ATTRIBUTE_LAZY));
    if (k->element == ELEMENT_VIDEO || k->element == ELEMENT_AUDIO || k->element == ELEMENT_SOURCE)
        return link_address(out, base, src);
    const struct player *p = find_player(src, &id);
    if (!p || (p->address && !id.len))
        return false;
    if (!p->address)
        return link_address(out, base, src);
    BUF_SCOPED struct buf made = {0};
    buf_adds(&made, p->address);
    buf_add(&made, id.at, id.len);
    return link_address(out, base, (struct span){made.data, made.len});
}

void media_add_name(struct buf *out, const struct token *k)
{
    struct span title = token_attribute(k, ATTRIBUTE_TITLE), id;
    static const char *const generic[] = {"youtube video player", "vimeo video player", "video player",
                                          "embedded content", NULL};
    bool is_generic = !filter_alt_tells(title);
    for (size_t i = 0; generic[i]; i++)
        is_generic |= span_equal_nocase(span_trim(title), generic[i]);
    const struct player *p = find_player(span_trim(token_attribute(k, ATTRIBUTE_SRC)), &id);
    if (!is_generic)
        clean_add_attribute(out, title);
    else
        buf_adds(out, k->element == ELEMENT_AUDIO ? "Audio" : p ? p->name : "Video");
}

/* The first address of a srcset. */
static struct span first_candidate(struct span set)
{
    set = span_trim(set);
    size_t len = 0;
    while (len < set.len && !char_is_space(set.at[len]))
        len++;
    while (len && set.at[len - 1] == ',')
        len--;
    return (struct span){set.at, len};
}

struct span media_image_source(const struct token *img)
{
    struct span src = span_trim(token_attribute(img, ATTRIBUTE_SRC));
    bool is_placeholder = !src.len || span_starts_nocase(src, "data:") || span_contains_nocase(src, "placeholder");
    if (is_placeholder && token_has(img, ATTRIBUTE_LAZY))
        return token_attribute(img, ATTRIBUTE_LAZY);
    if (is_placeholder && token_has(img, ATTRIBUTE_SRCSET))
        return first_candidate(token_attribute(img, ATTRIBUTE_SRCSET));
    return src;
}

/* filter_link: links and images that are not the article's. */
#include "filter.h"

static const char *const share_forms[] = {
    "facebook.com/sharer",       "facebook.com/share.php",
    "facebook.com/dialog/share", "facebook.com/dialog/feed",
    "twitter.com/share",         "twitter.com/intent/tweet",
    "twitter.com/home?status",   "x.com/intent/tweet",
    "x.com/intent/post",         "x.com/share?",
    "linkedin.com/sharearticle", "linkedin.com/sharing/share-offsite",
    "linkedin.com/cws/share",    "pinterest.com/pin/create",
    "reddit.com/submit",         "t.me/share",
    "telegram.me/share",         "api.whatsapp.com/send",
    "tumblr.com/share",          "tumblr.com/widgets/share",
    "plus.google.com/share",     "getpocket.com/save",
    "getpocket.com/edit",        "news.ycombinator.com/submitlink",
    "vk.com/share.php",          "bsky.app/intent/compose",
    "threads.net/intent/post",   "share.flipboard.com",
    "delicious.com/post",        "digg.com/submit",
    "stumbleupon.com/submit",    "addtoany.com/share",
    "addtoany.com/add_to",       "addthis.com/bookmark",
    "feeds.wordpress.com/1.0/",  NULL,
};

static struct span without(struct span s, const char *prefix)
{
    size_t len = strlen(prefix);
    return span_starts_nocase(s, prefix) ? (struct span){s.at + len, s.len - len} : s;
}

bool filter_is_share_link(struct span href)
{
    static const char *const prefixes[] = {"https:", "http:", "//", "www.", "m.", NULL};
    if (span_starts_nocase(href, "mailto:?") || span_starts_nocase(href, "whatsapp:") ||
        span_starts_nocase(href, "fb-messenger:"))
        return true;
    for (size_t i = 0; prefixes[i]; i++)
        href = without(href, prefixes[i]);
    for (size_t i = 0; share_forms[i]; i++)
        if (span_starts_nocase(href, share_forms[i]))
            return true;
    return false;
}

/* Counters that are larger than a pixel, or say nothing of their size: what follows a '/' or '.' in the address. */
static bool is_counter(struct span src)
{
    static const char *const signs[] = {"feeds.feedburner.com/~",
                                        "feedproxy.google.com/~",
                                        "pixel.wp.com/",
                                        "stats.wordpress.com/",
                                        "feedsportal.com/",
                                        "pixel.quantserve.com/",
                                        "scorecardresearch.com/",
                                        "doubleclick.net/",
                                        "google-analytics.com/",
                                        "blogger.googleusercontent.com/tracker/",
                                        "feeds.wordpress.com/1.0/",
                                        "facebook.com/tr?",
                                        "list-manage.com/track/open",
                                        "medium.com/_/stat",
                                        "1x1.",
                                        "spacer.gif",
                                        "pixel.gif",
                                        "blank.gif",
                                        NULL};
    for (bool begins = true; src.len; begins = *src.at == '/' || *src.at == '.', src.at++, src.len--)
        for (size_t i = 0; begins && signs[i]; i++)
            if (*src.at == *signs[i] && span_starts_nocase(src, signs[i]))
                return true;
    return false;
}

static bool is_tiny(const struct token *img, enum attribute a)
{
    struct span value = token_attribute(img, a);
    return value.len && value.at[value.len - 1] != '%' && span_number(value, 100) <= 2;
}

bool filter_is_pixel(const struct token *img)
{
    bool narrow = is_tiny(img, ATTRIBUTE_WIDTH), low = is_tiny(img, ATTRIBUTE_HEIGHT);
    struct span src = span_trim(token_attribute(img, ATTRIBUTE_SRC));
    src.len = src.len < 512 ? src.len : 512;
    return (narrow && low) || ((narrow || low) && !token_has(img, ATTRIBUTE_ALT)) || is_counter(src);
}

static bool is_file_name(struct span s)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".bmp", NULL};
    for (size_t i = 0; i < s.len; i++)
        if (char_is_space(s.at[i]))
            return false;
    for (size_t i = 0; ends[i]; i++) {
        size_t len = strlen(ends[i]);
        if (s.len > len && span_equal_nocase((struct span){s.at + s.len - len, len}, ends[i]))
            return true;
    }
    return span_starts_nocase(s, "img_") || span_starts_nocase(s, "dsc_") || span_starts_nocase(s, "dsc0");
}

bool filter_alt_tells(struct span alt)
{
    static const char *const empty_words[] = {
        "image", "img",  "photo",  "picture",     "pic",  "figure",    "alt",      "thumbnail",
        "logo",  "icon", "spacer", "placeholder", "null", "undefined", "untitled", "image may contain",
        NULL};
    alt = span_trim(alt);
    if (!alt.len || is_file_name(alt))
        return false;
    for (size_t i = 0; empty_words[i]; i++)
        if (span_equal_nocase(alt, empty_words[i]))
            return false;
    for (size_t i = 0; i < alt.len; i++)
        if (char_is_alnum(alt.at[i]) || (unsigned char)alt.at[i] >= 0xC2)
            return true;
    return false;
}

bool filter_is_character(const struct token *img)
{
    static const char *const classes[] = {"emoji", "wp-smiley", "latex",  "mwe-math-fallback-image-inline",
                                          "math",  "tex",       "smiley", NULL};
    if (span_has_word(token_attribute(img, ATTRIBUTE_CLASS), classes))
        return true;
    struct span alt = span_trim(token_attribute(img, ATTRIBUTE_ALT));
    for (size_t i = 0; i < alt.len; i++)
        if ((unsigned char)alt.at[i] < 0x80)
            return false;
    return alt.len > 0 && alt.len <= 16 && ((unsigned char)alt.at[0] == 0xE2 || (unsigned char)alt.at[0] == 0xF0);
}

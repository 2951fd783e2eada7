/* filter: rules by attributes alone, so that each costs no more than its tag.
 *
 * They are strict: whole words of a class list, whole addresses of share forms. What is in doubt is shown. */
#include "filter.h"

#define NOSCRIPT_SCAN 4096

/* The value of a property in a style attribute; empty where it is not there. */
static struct span style_value(struct span style, const char *property)
{
    const char *end = style.at + style.len;
    for (const char *at = style.at; at < end;) {
        const char *stop = memchr(at, ';', (size_t)(end - at));
        stop = stop ? stop : end;
        const char *colon = memchr(at, ':', (size_t)(stop - at));
        if (colon && span_equal_nocase(span_trim((struct span){at, (size_t)(colon - at)}), property))
            return span_trim((struct span){colon + 1, (size_t)(stop - colon - 1)});
        at = stop + 1;
    }
    return (struct span){"", 0};
}

static bool is_hidden_by_style(struct span style)
{
    return span_starts_nocase(style_value(style, "display"), "none") ||
           span_starts_nocase(style_value(style, "visibility"), "hidden") ||
           span_starts_nocase(style_value(style, "mso-hide"), "all");
}

bool filter_is_displayed_as_block(const struct token *k)
{
    if (!token_has(k, ATTRIBUTE_STYLE))
        return false;
    struct span value = style_value(token_attribute(k, ATTRIBUTE_STYLE), "display");
    return span_starts_nocase(value, "block") || span_starts_nocase(value, "flex") ||
           span_starts_nocase(value, "grid") || span_starts_nocase(value, "list-item") ||
           span_equal_nocase(value, "table");
}

bool filter_is_furniture(const struct token *k)
{
    static const char *const share[] = {"a2a_kit",
                                        "addthis_toolbox",
                                        "addtoany_content",
                                        "addtoany_share_save",
                                        "addtoany_share_save_container",
                                        "essb_links",
                                        "fb-like",
                                        "fb-share-button",
                                        "feedflare",
                                        "heateor_sss_sharing_container",
                                        "mashsb-container",
                                        "sd-sharing",
                                        "share-bar",
                                        "share-button",
                                        "share-buttons",
                                        "share-links",
                                        "share-tools",
                                        "shareaholic-canvas",
                                        "sharedaddy",
                                        "sharing-buttons",
                                        "sociable",
                                        "social-buttons",
                                        "social-share",
                                        "social-sharing",
                                        "ssba",
                                        "swp_social_panel",
                                        "twitter-share-button",
                                        NULL};
    static const char *const line_numbers[] = {"blob-num",     "gutter",  "gl",           "hljs-ln-numbers",
                                               "line-numbers", "linenos", "rouge-gutter", NULL};
    static const char *const number_spans[] = {"line-numbers-rows", "lineno", "linenos", NULL};
    if (!token_has(k, ATTRIBUTE_CLASS))
        return false;
    struct span class = token_attribute(k, ATTRIBUTE_CLASS);
    return span_has_word(class, share) || (k->element == ELEMENT_TD && span_has_word(class, line_numbers)) ||
           (k->element == ELEMENT_SPAN && span_has_word(class, number_spans));
}

/* A link beside a heading that leads to the heading itself: a sign and no word. */
static bool is_permalink(struct span href, const struct tokenizer *rest)
{
    if (!href.len || *href.at != '#')
        return false;
    const char *s = rest->at, *end = rest->end;
    size_t n = 0;
    while (s + n < end && s[n] != '<' && n <= 8) {
        bool is_sign = s[n] == '#' || s[n] == '&' || s[n] == ';' || char_is_space(s[n]) || (unsigned char)s[n] >= 0x80;
        if (!is_sign && (n < 1 || s[0] != '&'))
            return false;
        n++;
    }
    if (!span_starts_nocase((struct span){s + n, (size_t)(end - s) - n}, "</a"))
        return false;
    struct span text = span_trim((struct span){s, n});
    return span_equal_nocase(text, "#") || span_equal_nocase(text, "\xC2\xB6") || span_equal_nocase(text, "\xC2\xA7") ||
           span_equal_nocase(text, "&para;") || span_equal_nocase(text, "&sect;") ||
           span_equal_nocase(text, "\xF0\x9F\x94\x97");
}

/* What <noscript> holds is for readers like newsfs, unless it only complains. Looks ahead as far as the next <noscript> at most. */
static bool is_complaint(const struct tokenizer *rest)
{
    struct span s = {rest->at, (size_t)(rest->end - rest->at)};
    s.len = s.len < NOSCRIPT_SCAN ? s.len : NOSCRIPT_SCAN;
    for (size_t i = 0; i < s.len; i++) {
        struct span at = {s.at + i, s.len - i};
        if (*at.at == '<' && (span_starts_nocase(at, "</noscript") || span_starts_nocase(at, "<noscript")))
            return false;
        if (char_lower(*at.at) == 'j' &&
            (span_starts_nocase(at, "javascript") || span_starts_nocase(at, "java script")))
            return true;
    }
    return false;
}

bool filter_hides(const struct token *k, const struct tokenizer *rest, bool permalinks)
{
    if (element_is(k->element, HIDDEN))
        return true;
    if (k->element == ELEMENT_NOSCRIPT)
        return is_complaint(rest);
    if (!k->present)
        return false;
    if (token_has(k, ATTRIBUTE_HIDDEN) && !span_equal_nocase(token_attribute(k, ATTRIBUTE_HIDDEN), "until-found"))
        return true;
    if (token_has(k, ATTRIBUTE_STYLE) && is_hidden_by_style(token_attribute(k, ATTRIBUTE_STYLE)))
        return true;
    if (k->element == ELEMENT_A && token_has(k, ATTRIBUTE_HREF)) {
        struct span href = span_trim(token_attribute(k, ATTRIBUTE_HREF));
        if (filter_is_share_link(href) || (permalinks && is_permalink(href, rest)))
            return true;
    }
    return false;
}

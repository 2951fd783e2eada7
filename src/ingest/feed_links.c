/* feed_links: relative addresses inside HTML made absolute, where the feed says against what (xml:base). Only the attributes
 * that hold addresses are looked at; all other bytes go through as they are. */
#include "feed.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <ctype.h>
#include <string.h>

#define GROWTH_MAX ((size_t)1 << 20) /* a text that grows by more has its other links left as they are */

/* spec: HTML, attributes whose value is a URL */
static const char *const address_attributes[] = {"href",     "src",        "cite", "poster",     "action",
                                                 "longdesc", "background", "data", "formaction", "usemap"};

static bool holds_address(const char *name, size_t len)
{
    char lower[16];
    if (len >= sizeof lower)
        return false;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    lower[len] = '\0';
    for (size_t i = 0; i < sizeof address_attributes / sizeof *address_attributes; i++)
        if (strcmp(address_attributes[i], lower) == 0)
            return true;
    return false;
}

static void add_quoted(struct buf *out, const char *s)
{
    buf_addc(out, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_adds(out, "&quot;");
        else if (*s == '&')
            buf_adds(out, "&amp;");
        else
            buf_addc(out, *s);
    }
    buf_addc(out, '"');
}

static void add_resolved(struct buf *out, const char *value, size_t len, const char *base)
{
    BUF_SCOPED struct buf ref = {0}, whole = {0};
    html_decode(&ref, value, len);
    if (ref.len < URL_MAX)
        url_resolve(&whole, base, buf_str(&ref));
    add_quoted(out, whole.len ? whole.data : buf_str(&ref));
}

static size_t span_space(const char *s, size_t i, size_t len)
{
    while (i < len && isspace((unsigned char)s[i]))
        i++;
    return i;
}

/* One attribute at s[i]; returns where it ends. */
static size_t copy_attribute(struct buf *out, const char *s, size_t i, size_t len, const char *base)
{
    size_t name = i;
    while (i < len && !isspace((unsigned char)s[i]) && !strchr("=>/", s[i]))
        i++;
    size_t name_end = i, equals = span_space(s, i, len);
    if (name_end == name || equals >= len || s[equals] != '=') {
        size_t end = name_end > name ? name_end : name + 1;
        buf_add(out, s + name, end - name);
        return end;
    }
    size_t value = span_space(s, equals + 1, len), end;
    char quote = value < len && (s[value] == '"' || s[value] == '\'') ? s[value++] : 0;
    for (end = value; end < len && (quote ? s[end] != quote : !isspace((unsigned char)s[end]) && s[end] != '>'); end++)
        ;
    size_t behind = end + (quote && end < len);
    if (!holds_address(s + name, name_end - name)) {
        buf_add(out, s + name, behind - name);
        return behind;
    }
    buf_add(out, s + name, name_end - name);
    buf_addc(out, '=');
    add_resolved(out, s + value, end - value, base);
    return behind;
}

/* A start tag at s[i], which is '<'; returns where it ends. */
static size_t copy_tag(struct buf *out, const char *s, size_t i, size_t len, const char *base)
{
    size_t name = i;
    for (i++; i < len && !isspace((unsigned char)s[i]) && !strchr(">/", s[i]); i++)
        ;
    buf_add(out, s + name, i - name);
    while (i < len && s[i] != '>') {
        size_t space = span_space(s, i, len);
        buf_add(out, s + i, space - i);
        i = space;
        if (i < len && s[i] != '>')
            i = copy_attribute(out, s, i, len, base);
    }
    return i;
}

void feed_resolve_links(struct buf *out, const char *html, size_t len, const char *base)
{
    size_t i = 0, most = out->len + 2 * len + GROWTH_MAX;
    while (i < len && out->len < most) {
        const char *tag = memchr(html + i, '<', len - i);
        size_t at = tag ? (size_t)(tag - html) : len;
        buf_add(out, html + i, at - i);
        i = at;
        if (i + 1 < len && isalpha((unsigned char)html[i + 1]))
            i = copy_tag(out, html, i, len, base);
        else if (i < len)
            buf_addc(out, html[i++]);
    }
    buf_add(out, html + i, len - i);
}

/* url: the form by which addresses are compared, and what is asked of http addresses.  spec: RFC 3986 6.2.2
 *
 * Idempotent: escapes are normalised before anything is looked at, a stray "%" becomes "%25", and so no
 * step can bring forth what an earlier one would have changed. */
#include "newsfs/text.h"
#include "url_parts.h"
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static void add_lower(struct buf *out, struct url_part part)
{
    for (size_t i = 0; i < part.len; i++)
        buf_addc(out, lower(part.at[i]));
}

static bool is_unreserved(unsigned char c)
{
    return (c >= '0' && c <= '9') || (lower((char)c) >= 'a' && lower((char)c) <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static bool is_literal(unsigned char c)
{
    return is_unreserved(c) || (c && strchr(":/?#[]@!$&'()*+,;=", c));
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at part.at[i] stands for, or -1. */
static int escaped_byte(struct url_part part, size_t i)
{
    if (part.len - i < 3 || part.at[i] != '%')
        return -1;
    int high = hex_value(part.at[i + 1]), low = hex_value(part.at[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static void add_escape(struct buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
    buf_add(out, escape, sizeof escape);
}

/* Append part: unreserved characters bare, reserved ones as they came, all else escaped in upper case. */
static void add_normal(struct buf *out, struct url_part part, bool host)
{
    for (size_t i = 0; i < part.len; i++) {
        int byte = escaped_byte(part, i);
        unsigned char c = byte < 0 ? (unsigned char)part.at[i] : (unsigned char)byte;
        bool bare = byte < 0 ? is_literal(c) || (host && c >= 0x80) : is_unreserved(c);
        if (bare)
            buf_addc(out, host ? lower((char)c) : (char)c);
        else
            add_escape(out, c);
        i += byte < 0 ? 0 : 2;
    }
}

static bool part_is(struct url_part part, const char *word)
{
    size_t len = strlen(word);
    return part.at && part.len == len && text_starts_nocase(part.at, word);
}

static bool all_digits(const char *s)
{
    return s[strspn(s, "0123456789")] == '\0';
}

static void add_port(struct buf *out, struct url_part port, bool was_http)
{
    size_t colon = out->len;
    buf_addc(out, ':');
    add_normal(out, port, false);
    const char *digits = out->data + colon + 1;
    if (!all_digits(digits))
        return;
    while (*digits == '0')
        digits++;
    if (!*digits || !strcmp(digits, "443") || (was_http && !strcmp(digits, "80")))
        buf_truncate(out, colon);
}

static void add_authority(struct buf *out, const struct url *u, bool was_http, bool web)
{
    bool bracketed = u->host.at > u->authority.at && u->host.at[-1] == '[';
    const char *host = u->host.at - bracketed;
    add_normal(out, (struct url_part){u->authority.at, (size_t)(host - u->authority.at)}, false);
    if (bracketed)
        buf_addc(out, '[');
    add_normal(out, u->host, true);
    if (bracketed)
        buf_addc(out, ']');
    if (u->port.at && web)
        add_port(out, u->port, was_http);
    else if (u->port.at) {
        buf_addc(out, ':');
        add_normal(out, u->port, false);
    }
}

/* Says who followed which link, nothing about what it leads to. */
static bool is_tracking(struct url_part parameter)
{
    static const char *const names[] = {"fbclid", "gclid", "mc_cid", "mc_eid"};
    if (parameter.len >= 4 && text_starts_nocase(parameter.at, "utm_"))
        return true;
    const char *equals = memchr(parameter.at, '=', parameter.len);
    struct url_part name = {parameter.at, equals ? (size_t)(equals - parameter.at) : parameter.len};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (part_is(name, names[i]))
            return true;
    return false;
}

static void add_query(struct buf *out, struct url_part raw)
{
    BUF_SCOPED struct buf query = {0};
    size_t start = out->len;
    add_normal(&query, raw, false);
    buf_addc(out, '?');
    for (const char *s = buf_str(&query); s; s = *s ? s + 1 : NULL) {
        struct url_part parameter = {s, strcspn(s, "&")};
        s += parameter.len;
        if (is_tracking(parameter))
            continue;
        if (out->len > start + 1)
            buf_addc(out, '&');
        buf_add(out, parameter.at, parameter.len);
    }
    if (out->len == start + 1)
        buf_truncate(out, start);
}

static bool is_web(const struct url *u)
{
    return part_is(u->scheme, "http") || part_is(u->scheme, "https");
}

static void add_canonical(struct buf *out, const struct url *u)
{
    bool web = is_web(u);
    if (web)
        buf_adds(out, "https");
    else
        add_lower(out, u->scheme);
    buf_adds(out, "://");
    add_authority(out, u, part_is(u->scheme, "http"), web);
    size_t path = out->len;
    add_normal(out, u->path, false);
    url_remove_dots(out, path);
    if (web && out->len == path)
        buf_addc(out, '/');
    if (u->query.at)
        add_query(out, u->query);
}

void url_canonical(struct buf *out, const char *s)
{
    BUF_SCOPED struct buf text = {0};
    if (!url_trim(&text, s)) {
        buf_adds(out, s);
        return;
    }
    struct url u;
    url_split(&u, text.data);
    if (u.scheme.at && u.authority.at) {
        add_canonical(out, &u);
        return;
    }
    add_lower(out, u.scheme);
    buf_adds(out, text.data + u.scheme.len);
}

bool url_is_http(const char *s)
{
    struct url u;
    if (strnlen(s, URL_MAX + 1) > URL_MAX)
        return false;
    url_split(&u, s);
    if (!is_web(&u) || !u.host.len)
        return false;
    for (size_t i = 0; i < u.authority.len; i++) {
        unsigned char c = (unsigned char)u.authority.at[i];
        if (c <= 0x20 || c == 0x7F || c == '\\')
            return false;
    }
    return true;
}

void url_site(struct buf *out, const char *s)
{
    if (!url_is_http(s))
        return;
    struct url u;
    url_split(&u, s);
    struct url_part host = u.host;
    if (host.len > 4 && text_starts_nocase(host.at, "www.") && memchr(host.at + 4, '.', host.len - 4))
        host = (struct url_part){host.at + 4, host.len - 4};
    add_lower(out, host);
}

/* link: what an href means.  spec: URL 4.4 (tabs and newlines in an address mean nothing) */
#include "link.h"
#include "entity.h"
#include "newsfs/text.h"
#include "newsfs/url.h"

void link_base_set(struct link_base *base, struct span href)
{
    if (base->own.len)
        return;
    struct buf own = {0};
    if (link_address(&own, base, href))
        base->own = own;
    else
        buf_finish(&own);
}

const char *link_base_address(const struct link_base *base)
{
    return base->own.len ? base->own.data : base->given;
}

/* Append href decoded, without the controls that browsers pass over, trimmed. */
static void add_written(struct buf *out, struct span href)
{
    href = span_trim(href);
    if (href.len > 2 * URL_MAX)
        return;
    entity_decode(out, href.at, href.len, true);
    struct span s = span_trim((struct span){buf_str(out), out->len});
    char *to = out->data;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] >= 0x20 && s.at[i] != 0x7F)
            *to++ = s.at[i];
    if (out->len)
        buf_truncate(out, (size_t)(to - out->data));
}

static bool is_place(const char *address)
{
    static const char *const schemes[] = {"http", "https", "mailto", "ftp",    "ftps",   "sftp",   "tel",
                                          "sms",  "geo",   "gopher", "gemini", "magnet", "xmpp",   "irc",
                                          "ircs", "news",  "nntp",   "git",    "ssh",    "matrix", NULL};
    struct url u;
    url_split(&u, address);
    if (!u.scheme.at)
        return true;
    for (size_t i = 0; schemes[i]; i++)
        if (span_equal_nocase((struct span){u.scheme.at, u.scheme.len}, schemes[i]))
            return true;
    return false;
}

static bool is_unfit(uint32_t cp, bool valid)
{
    return !valid || cp <= ' ' || cp == '"' || cp == '<' || cp == '>' || cp == '`' || cp == '\\' || !text_allowed(cp) ||
           text_is_space(cp);
}

/* Bytes at the start of s that stand in an address as they are. */
static size_t fit_run(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] > ' ' && s[n] < 0x7F && s[n] != '"' && s[n] != '<' && s[n] != '>' && s[n] != '`' &&
           s[n] != '\\')
        n++;
    return n;
}

/* Append s with what cannot stand in an address as %XX. */
static void add_escaped(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0, n; i < len; i += n) {
        uint32_t cp;
        bool valid;
        n = fit_run(s + i, len - i);
        buf_add(out, s + i, n);
        if (n)
            continue;
        n = text_decode(s + i, len - i, &cp, &valid);
        if (!is_unfit(cp, valid))
            buf_add(out, s + i, n);
        else
            for (size_t k = 0; k < n; k++)
                buf_addf(out, "%%%02X", (unsigned char)s[i + k]);
    }
}

/* Resolving would change nothing. */
static bool is_whole(const struct buf *address)
{
    return url_is_http(address->data) && !memmem(address->data, address->len, "/.", 2);
}

bool link_address(struct buf *out, const struct link_base *base, struct span href)
{
    BUF_SCOPED struct buf written = {0}, resolved = {0};
    add_written(&written, href);
    if (!written.len || written.len > URL_MAX)
        return false;
    if (is_whole(&written)) {
        add_escaped(out, written.data, written.len);
        return true;
    }
    if (!is_place(written.data))
        return false;
    url_resolve(&resolved, link_base_address(base), written.data);
    if (resolved.len > URL_MAX || !is_place(buf_str(&resolved)))
        return false;
    add_escaped(out, buf_str(&resolved), resolved.len);
    return true;
}

bool link_is_web(const char *address)
{
    return url_is_http(address) || text_starts_nocase(address, "mailto:");
}

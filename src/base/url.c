/* url: splitting and resolving.  spec: RFC 3986 3, 5.2, appendix B
 *
 * A scheme must be one by the grammar, so "a b:c" and "1:2" are paths. The host ends at its first colon and begins
 * after the last "@", as browsers have it. Everything is one pass over the bytes; dot segments are taken back
 * from the end of what was written, so each byte is written and removed at most once. */
#include "newsfs/url.h"
#include "url_parts.h"
#include "newsfs/text.h"
#include <string.h>

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the scheme s begins with, without its colon; 0 where there is none. */
static size_t scheme_len(const char *s)
{
    size_t n = 0;
    if (is_alpha(s[0]))
        while (is_alpha(s[n]) || is_digit(s[n]) || (s[n] && strchr("+-.", s[n])))
            n++;
    return s[n] == ':' ? n : 0;
}

/* The part from s to the first of `ends` or the end. */
static struct url_part part_until(const char *s, const char *ends)
{
    return (struct url_part){s, strcspn(s, ends)};
}

static void split_port(struct url *u, const char *at, const char *end)
{
    u->port = (struct url_part){at, (size_t)(end - at)};
}

static void split_authority(struct url *u)
{
    const char *at = u->authority.at, *end = at + u->authority.len;
    const char *user = memrchr(at, '@', u->authority.len);
    if (user)
        at = user + 1;
    size_t len = (size_t)(end - at);
    const char *bracket = len && *at == '[' ? memchr(at, ']', len) : NULL;
    if (bracket && (bracket + 1 == end || bracket[1] == ':')) {
        u->host = (struct url_part){at + 1, (size_t)(bracket - at - 1)};
        if (bracket + 1 < end)
            split_port(u, bracket + 2, end);
        return;
    }
    const char *colon = len && *at != '[' ? memchr(at, ':', len) : NULL;
    u->host = (struct url_part){at, (size_t)((colon ? colon : end) - at)};
    if (colon)
        split_port(u, colon + 1, end);
}

void url_split(struct url *u, const char *s)
{
    *u = (struct url){0};
    size_t n = scheme_len(s);
    if (n) {
        u->scheme = (struct url_part){s, n};
        s += n + 1;
    }
    if (s[0] == '/' && s[1] == '/') {
        u->authority = part_until(s + 2, "/?#");
        split_authority(u);
        s += 2 + u->authority.len;
    }
    u->path = part_until(s, "?#");
    s += u->path.len;
    if (*s == '?') {
        u->query = part_until(s + 1, "#");
        s += 1 + u->query.len;
    }
    if (*s == '#')
        u->fragment = part_until(s + 1, "");
}

static bool is_dots(const char *at, size_t len)
{
    return (len == 1 && at[0] == '.') || (len == 2 && at[0] == '.' && at[1] == '.');
}

static void drop_last_segment(struct buf *out, size_t start)
{
    size_t at = out->len;
    while (at > start && out->data[at - 1] != '/')
        at--;
    buf_truncate(out, at > start ? at - 1 : start);
}

/* Is there a segment of dots, or what looks like the begin of one? */
static bool may_have_dots(const char *path, size_t len)
{
    return len && (path[0] == '.' || memmem(path, len, "/.", 2));
}

void url_remove_dots(struct buf *out, size_t start)
{
    if (!may_have_dots(buf_str(out) + start, out->len - start))
        return;
    BUF_SCOPED struct buf path = {0};
    buf_add(&path, out->data + start, out->len - start);
    buf_truncate(out, start);
    const char *s = path.data, *end = s + path.len;
    while (s < end) {
        const char *name = *s == '/' ? s + 1 : s, *slash = memchr(name, '/', (size_t)(end - name));
        const char *stop = slash ? slash : end;
        if (!is_dots(name, (size_t)(stop - name))) {
            buf_add(out, s, (size_t)(stop - s));
        } else if (name == s) { /* "./" and "../" at the front of a path without a root */
            stop += slash != NULL;
        } else {
            if (stop - name == 2)
                drop_last_segment(out, start);
            if (!slash)
                buf_addc(out, '/');
        }
        s = stop;
    }
}

static bool is_fit(char c)
{
    return (unsigned char)c > 0x20 && c != 0x7F;
}

/* Append an absent-or-present part after its mark, white space and controls escaped. */
static void add_part(struct buf *out, const char *mark, struct url_part part)
{
    if (!part.at)
        return;
    buf_adds(out, mark);
    for (size_t i = 0, run = 0; i < part.len; i += run) {
        for (run = 0; i + run < part.len && is_fit(part.at[i + run]); run++)
            ;
        buf_add(out, part.at + i, run);
        if (!run)
            buf_addf(out, "%%%02X", (unsigned char)part.at[i]), run = 1;
    }
}

/* Append the path of ref as seen from base where ref has neither scheme nor authority. spec: RFC 3986 5.2.3 */
static void add_merged_path(struct buf *out, const struct url *base, struct url_part ref)
{
    if (ref.len && ref.at[0] == '/') {
        add_part(out, "", ref);
        return;
    }
    const char *slash = memrchr(base->path.at, '/', base->path.len);
    if (slash)
        add_part(out, "", (struct url_part){base->path.at, (size_t)(slash + 1 - base->path.at)});
    else if (base->authority.at)
        buf_addc(out, '/');
    add_part(out, "", ref);
}

/* A path that begins with "//" would read as an authority where there is none. */
static void guard_path(struct buf *out, size_t start)
{
    if (out->len - start < 2 || memcmp(out->data + start, "//", 2) != 0)
        return;
    BUF_SCOPED struct buf path = {0};
    buf_add(&path, out->data + start, out->len - start);
    buf_truncate(out, start);
    buf_adds(out, "/.");
    buf_add(out, path.data, path.len);
}

/* spec: RFC 3986 5.2.2 and 5.3 */
static void add_target(struct buf *out, const struct url *base, const struct url *ref)
{
    bool own_root = ref->scheme.at || ref->authority.at, same_path = !own_root && ref->path.len == 0;
    add_part(out, "", ref->scheme.at ? ref->scheme : base->scheme);
    buf_addc(out, ':');
    struct url_part authority = own_root ? ref->authority : base->authority;
    add_part(out, "//", authority);
    size_t start = out->len;
    if (own_root || same_path)
        add_part(out, "", same_path ? base->path : ref->path);
    else
        add_merged_path(out, base, ref->path);
    url_remove_dots(out, start);
    if (!authority.at)
        guard_path(out, start);
    add_part(out, "?", same_path && !ref->query.at ? base->query : ref->query);
    add_part(out, "#", ref->fragment);
}

/* True where what follows the scheme has a place in a hierarchy: not so for mailto:, data: and their like. */
static bool is_hierarchical(const struct url *u)
{
    return u->scheme.at && (u->authority.at || (u->path.len && u->path.at[0] == '/'));
}

bool url_trim(struct buf *out, const char *s)
{
    size_t len = strlen(s);
    while (len && (unsigned char)*s <= 0x20)
        s++, len--;
    while (len && (unsigned char)s[len - 1] <= 0x20)
        len--;
    if (len > URL_MAX)
        return false;
    buf_add(out, s, len);
    return true;
}

/* s without white space around it, which nearly none has: itself, or in `room`; NULL: it is too long. */
static const char *trimmed(struct buf *room, const char *s)
{
    size_t len = strlen(s);
    if (len <= URL_MAX && (!len || ((unsigned char)s[0] > 0x20 && (unsigned char)s[len - 1] > 0x20)))
        return s;
    return url_trim(room, s) ? buf_str(room) : NULL;
}

void url_resolve(struct buf *out, const char *base, const char *ref)
{
    BUF_SCOPED struct buf base_room = {0}, ref_room = {0};
    struct url b, r;
    const char *from = base ? trimmed(&base_room, base) : NULL, *to = trimmed(&ref_room, ref);
    if (!from || !to) {
        buf_adds(out, ref);
        return;
    }
    url_split(&b, from);
    url_split(&r, to);
    buf_reserve(out, strlen(from) + strlen(to) + 2);
    if (r.scheme.at && !is_hierarchical(&r))
        buf_adds(out, to);
    else if (is_hierarchical(&b))
        add_target(out, &b, &r);
    else
        buf_adds(out, ref);
}

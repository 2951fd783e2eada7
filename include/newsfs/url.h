/* url: addresses as text.  spec: RFC 3986 */
#ifndef NEWSFS_URL_H
#define NEWSFS_URL_H

#include "newsfs/buf.h"

#define URL_MAX 8192 /* bytes; longer ones are refused or left as they are */

/* A view into an address; a part that is absent has NULL, one that is empty has len 0. */
struct url_part {
    const char *at;
    size_t len;
};
struct url {
    struct url_part scheme, authority, host, port, path, query, fragment; /* host: inside authority, no brackets */
};

/* Split s (spec: RFC 3986 appendix B). Always succeeds: a reference without a scheme has scheme.at NULL. */
void url_split(struct url *u, const char *s);

/* Append the target of ref seen from base (spec: RFC 3986 5.2.2, with the tolerance of browsers:
 * white space around it is dropped, inside it is escaped). Where base is NULL or not absolute, ref is appended as it is. */
void url_resolve(struct buf *out, const char *base, const char *ref);

/* Append the canonical form by which two addresses count as one article: scheme and host in lower case,
 * https for http, default port, fragment, "utm_*" and click identifiers (fbclid, gclid, mc_cid, mc_eid) and a
 * trailing empty query dropped, dot segments removed, unreserved escapes decoded (spec: RFC 3986 6.2.2), an empty path
 * as "/", bytes that no address may hold escaped. Idempotent. What has no scheme or no authority (mailto:, urn:) is left
 * as it is but for its scheme's case; https, ports and "/" are for http and https alone. */
void url_canonical(struct buf *out, const char *s);

bool url_is_http(const char *s); /* absolute, scheme http or https, with a host */

/* Append the host of an http(s) address without "www.", or nothing. */
void url_site(struct buf *out, const char *s);

#endif

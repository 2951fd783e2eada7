/* net: conditional GET over HTTP, many at once, against servers that are not trusted.
 *
 * A request is queued by net_add and answered, once, by net_next, in the order in which answers come; net_wait does the work
 * between the two. What is refused however it is dressed: schemes other than http and https, also where a redirect leads to
 * them; addresses that are not of the public Internet, looked at when the connection is made, after every name and notation was
 * resolved; more than NET_REDIRECTS_MAX redirects; more bytes of header or body (decompressed) than allowed; content compressed more
 * than once; anything that takes too long. A proxy is used only where the options name one; it then resolves names, so the
 * rule on addresses is the proxy's to keep.
 *
 * A struct net belongs to one thread. */
#ifndef NEWSFS_NET_H
#define NEWSFS_NET_H

#include "newsfs/buf.h"

#define NET_REDIRECTS_MAX 5
#define NET_BODY_MAX      (16u << 20) /* bytes after decompression */
#define NET_HEADER_MAX    (64u << 10) /* bytes of all header lines of one answer */

struct net;
struct pollfd;

enum net_proxy { NET_PROXY_NONE, NET_PROXY_ENVIRONMENT }; /* the second: http_proxy, https_proxy, no_proxy, … */

/* 0 in a number: what the comment says. Strings live as long as the net. */
struct net_options {
    int transfers;   /* at once; 16 */
    int per_host;    /* of one host at once, which is also its connections; 2 */
    int host_gap_ms; /* least time between the beginnings of two requests to one host; none. Not kept for private hosts */
    int connect_ms;   /* 15,000 */
    int idle_seconds; /* this long below 64 bytes a second ends it; 20 */
    int total_ms;     /* of one request with its redirects; 120,000 */
    size_t body_max;  /* NET_BODY_MAX */
    enum net_proxy proxy;
    const char *ca_file; /* certificates to trust instead of the system's; NULL */
};

struct net_request {
    const char *url;           /* http or https; a fragment is not sent */
    const char *etag;          /* as the server gave it, for If-None-Match; NULL */
    const char *last_modified; /* likewise, for If-Modified-Since; NULL */
    const char *accept;        /* NULL: anything */
    bool allow_private;        /* may connect to addresses that are not public */
    void *context;             /* the caller's */
};

/* All strings in the arena, valid UTF-8, NULL where absent; seconds -1 where absent. */
struct net_response {
    struct arena arena;
    void *context;
    int status;            /* of the last answer; 0: there was none */
    struct err error;      /* code ERR_NONE: status is 200 (the body is whole) or 304; else why not, in one sentence */
    const char *url;       /* that was asked for */
    const char *final_url; /* that answered, after redirects */
    const char *
        permanent_url; /* where redirects that are for good (301, 308) lead from url; NULL: nowhere else, or no success */
    const char *etag, *last_modified;
    const char *content_type, *charset; /* "application/rss+xml", "utf-8" */
    int64_t retry_after_seconds;
    int64_t max_age_seconds; /* of Cache-Control, else of Expires; 0: do not cache */
    struct buf body;         /* decompressed; empty where status is not 200 */
};

/* NULL with *e where libcurl cannot be used. */
struct net *net_open(const struct net_options *options, struct err *e) MUST_USE;
void net_close(struct net *n); /* NULL is fine; ends what is under way */

/* Queue a request; its strings are copied. An address that cannot be asked is answered with an error like any other. */
void net_add(struct net *n, const struct net_request *request);

size_t net_pending(const struct net *n); /* queued, under way, or answered and not yet taken by net_next */

/* Work until there is an answer that no earlier wait ended for, one of `also` is ready, timeout_ms passed, or nothing is left to
 * wait for. revents of `also` are set as poll(2) does. So a caller may leave answers where they are and wait on. */
bool net_wait(struct net *n, struct pollfd *also, size_t count, int timeout_ms, struct err *e) MUST_USE;

/* The next answer, for net_response_finish; false: none is ready. Answers that nobody takes hold up the queue. */
bool net_next(struct net *n, struct net_response *out);
void net_response_finish(struct net_response *r);

#endif

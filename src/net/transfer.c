/* transfer: what curl is told, and the callbacks that hold the limits.
 *
 * Addresses are judged twice: where a socket is about to be opened, and before a request is sent, because a connection that
 * a request with allow_private opened may be used again by one without. */
#include "transfer.h"
#include "address.h"
#include "proxy.h"
#include "newsfs/clock.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <sys/socket.h>
#include <unistd.h>

#define IDLE_BYTES      64          /* a second: less is idling */
#define ERROR_PAGE_MAX  (64u << 10) /* of a body that is not wanted: more costs the connection */
#define BODY_FIRST      (32u << 10) /* room for most feeds at once */
#define VALIDATOR_MAX   1024
#define USER_AGENT      "newsfs/" NEWSFS_VERSION
#define ACCEPT_ANYTHING "*/*"

static bool may_connect(const struct transfer *t)
{
    return t->job->ask.allow_private || t->by_proxy;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct transfer *t = context;
    (void)purpose;
    if (!may_connect(t) && !address_is_public(&a->addr)) {
        t->refusal = REFUSED_ADDRESS;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static int before_request(void *context, char *address, char *local, int port, int local_port)
{
    struct transfer *t = context;
    (void)local, (void)port, (void)local_port;
    if (may_connect(t) || address_text_is_public(address))
        return CURL_PREREQFUNC_OK;
    t->refusal = REFUSED_ADDRESS;
    return CURL_PREREQFUNC_ABORT;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count;
    head_add_line(&t->head, line, len);
    if (t->head.bytes > NET_HEADER_MAX)
        t->refusal = REFUSED_HEADER;
    else if (head_is_packed_twice(&t->head))
        t->refusal = REFUSED_PACKED_TWICE;
    return t->refusal == REFUSED_HEADER || t->refusal == REFUSED_PACKED_TWICE ? 0 : len;
}

static bool is_packed(const struct buf *body)
{
    return body->len >= 3 && memcmp(body->data, "\x1F\x8B\x08", 3) == 0;
}

static bool was_packed(const struct head *h)
{
    return h->content_encoding && !text_equal_nocase(h->content_encoding, "identity");
}

/* Called with decompressed bytes, at most 16 KiB of them. */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count, max = t->head.status == 200 ? t->options->body_max : ERROR_PAGE_MAX;
    if (len > max - t->body.len) {
        t->refusal = t->head.status == 200 ? REFUSED_BODY : REFUSED_ENOUGH;
        return 0;
    }
    if (!t->body.cap)
        buf_reserve(&t->body, BODY_FIRST);
    buf_add(&t->body, bytes, len);
    if (was_packed(&t->head) && is_packed(&t->body)) {
        t->refusal = REFUSED_PACKED_TWICE;
        return 0;
    }
    return len;
}

bool transfer_init(struct transfer *t, const struct net_options *options)
{
    *t = (struct transfer){.easy = curl_easy_init(), .options = options};
    return t->easy;
}

void transfer_finish(struct transfer *t)
{
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->lines);
    arena_finish(&t->head.arena);
    buf_finish(&t->body);
}

static void add_line(struct transfer *t, const char *name, const char *value)
{
    BUF_SCOPED struct buf line = {0};
    if (!value || !*value || strlen(value) > VALIDATOR_MAX || !text_is_clean(value, strlen(value)) ||
        strchr(value, '\n'))
        return;
    buf_addf(&line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(t->lines, buf_str(&line));
    if (longer)
        t->lines = longer;
}

static void set_lines(struct transfer *t)
{
    curl_slist_free_all(t->lines);
    t->lines = NULL;
    add_line(t, "Accept", t->job->ask.accept ? t->job->ask.accept : ACCEPT_ANYTHING);
    add_line(t, "If-None-Match", t->job->ask.etag);
    add_line(t, "If-Modified-Since", t->job->ask.last_modified);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
}

static void set_limits(struct transfer *t, int64_t now_ms)
{
    const struct net_options *o = t->options;
    int64_t left = t->job->deadline - now_ms;
    curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
    curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_LIMIT, (long)IDLE_BYTES);
    curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_TIME, (long)o->idle_seconds);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)(left > 1 ? left : 1));
    curl_easy_setopt(t->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)o->body_max);
    curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 0L);
    if (o->ca_file)
        curl_easy_setopt(t->easy, CURLOPT_CAINFO, o->ca_file);
}

static void set_callbacks(struct transfer *t)
{
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->detail);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
}

static void set_proxy(struct transfer *t)
{
    const char *proxy = t->options->proxy == NET_PROXY_ENVIRONMENT ? proxy_for(t->job->url) : NULL;
    t->by_proxy = proxy;
    curl_easy_setopt(t->easy, CURLOPT_PROXY, proxy ? proxy : "");
    curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "");
}

void transfer_begin(struct transfer *t, struct job *job, int64_t now_ms)
{
    if (!job->deadline)
        job->deadline = now_ms + t->options->total_ms;
    t->job = job;
    t->refusal = REFUSED_NOT;
    t->detail[0] = '\0';
    head_clear(&t->head);
    buf_clear(&t->body);
    curl_easy_reset(t->easy);
    curl_easy_setopt(t->easy, CURLOPT_URL, job->url);
    curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(t->easy, CURLOPT_USERAGENT, USER_AGENT);
    curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, 1L);
    set_proxy(t);
    set_lines(t);
    set_limits(t, now_ms);
    set_callbacks(t);
}

/* net: requests from their hosts' queues into a fixed number of easy handles, and their answers out.
 *
 * Redirects are followed here, one request at a time, and not by curl: each hop waits its turn at its host, and it is
 * known which hops were for good. Invariant: under way + answered but not taken <= options.transfers, so memory is bounded by
 * that many bodies however slow the caller is. */
#include "host.h"
#include "transfer.h"
#include "newsfs/clock.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <poll.h>
#include <stdlib.h>

#define ALSO_MAX 64 /* descriptors to wait for besides the transfers' */

struct net {
    struct net_options options; /* complete */
    CURLM *multi;
    struct transfer *transfers;
    struct hosts hosts;
    struct job *answered, *last_answered;
    int under_way, answers;
    int told; /* answers that a wait has ended for */
};

static int given_or(int number, int otherwise)
{
    return number > 0 ? number : otherwise;
}

static struct net_options complete_options(const struct net_options *given)
{
    struct net_options o = *given;
    o.transfers = given_or(o.transfers, 16);
    o.per_host = given_or(o.per_host, 2);
    o.host_gap_ms = given_or(o.host_gap_ms, 0);
    o.connect_ms = given_or(o.connect_ms, 15000);
    o.idle_seconds = given_or(o.idle_seconds, 20);
    o.total_ms = given_or(o.total_ms, 120000);
    if (!o.body_max)
        o.body_max = NET_BODY_MAX;
    return o;
}

static bool open_transfers(struct net *n)
{
    n->multi = curl_multi_init();
    n->transfers = mem_alloc((size_t)n->options.transfers * sizeof *n->transfers);
    bool ok = n->multi;
    for (int i = 0; ok && i < n->options.transfers; i++)
        ok = transfer_init(&n->transfers[i], &n->options);
    return ok;
}

struct net *net_open(const struct net_options *options, struct err *e)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        err_set(e, ERR_NET, "cannot start the HTTP library: reinstall libcurl");
        return NULL;
    }
    struct net *n = mem_alloc(sizeof *n);
    n->options = complete_options(options);
    n->hosts.per_host = n->options.per_host;
    n->hosts.gap_ms = n->options.host_gap_ms;
    if (open_transfers(n))
        return n;
    net_close(n);
    err_set(e, ERR_NET, "cannot start the HTTP library: out of memory");
    return NULL;
}

static void job_free(struct job *j)
{
    net_response_finish(&j->answer);
    free(j);
}

void net_close(struct net *n)
{
    if (!n)
        return;
    for (int i = 0; i < n->options.transfers; i++) {
        struct transfer *t = &n->transfers[i];
        if (t->job) {
            curl_multi_remove_handle(n->multi, t->easy);
            job_free(t->job);
        }
        transfer_finish(t);
    }
    curl_multi_cleanup(n->multi);
    free(n->transfers);
    hosts_finish(&n->hosts, job_free);
    while (n->answered) {
        struct job *j = n->answered;
        n->answered = j->next;
        job_free(j);
    }
    free(n);
    curl_global_cleanup();
}

static void add_answer(struct net *n, struct job *j)
{
    struct net_response *r = &j->answer;
    r->url = arena_strdup(&r->arena, j->ask.url);
    if (!r->final_url)
        r->final_url = *j->url ? arena_strdup(&r->arena, j->url) : r->url;
    j->next = NULL;
    if (n->last_answered)
        n->last_answered->next = j;
    else
        n->answered = j;
    n->last_answered = j;
    n->answers++;
}

/* Append the address as it goes over the wire: no fragment, and after the host nothing but what an address may hold. */
static void add_as_sent(struct buf *out, const char *url)
{
    struct url u;
    url_split(&u, url);
    size_t end = strcspn(url, "#"), path = u.path.at ? (size_t)(u.path.at - url) : end;
    buf_add(out, url, path < end ? path : end);
    for (size_t i = path; i < end; i++) {
        unsigned char c = (unsigned char)url[i];
        if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c))
            buf_addf(out, "%%%02X", c);
        else
            buf_addc(out, url[i]);
    }
}

/* Put s at *to + *at, and move on; NULL stays NULL. */
static const char *place(char *to, size_t *at, const char *s)
{
    if (!s)
        return NULL;
    char *begin = to + *at;
    *at += strlen(s) + 1;
    return strcpy(begin, s);
}

static size_t room(const char *s)
{
    return s ? strlen(s) + 1 : 0;
}

/* The request's strings stand behind the job in one allocation: thousands may wait. */
static struct job *job_new(const struct net_request *r, const char *sent)
{
    size_t at = 0, size = room(r->url) + room(sent) + room(r->etag) + room(r->last_modified) + room(r->accept);
    struct job *j = mem_alloc(sizeof *j + size);
    char *strings = (char *)(j + 1);
    j->ask = *r;
    j->ask.url = place(strings, &at, r->url);
    j->ask.etag = place(strings, &at, r->etag);
    j->ask.last_modified = place(strings, &at, r->last_modified);
    j->ask.accept = place(strings, &at, r->accept);
    j->url = place(strings, &at, sent);
    j->answer.context = r->context;
    j->answer.retry_after_seconds = j->answer.max_age_seconds = -1;
    j->permanent = true;
    return j;
}

void net_add(struct net *n, const struct net_request *request)
{
    BUF_SCOPED struct buf sent = {0};
    bool good = strlen(request->url) <= URL_MAX && url_is_http(request->url);
    add_as_sent(&sent, good ? request->url : "");
    struct job *j = job_new(request, buf_str(&sent));
    if (good) {
        hosts_add(&n->hosts, j, false);
        return;
    }
    err_set(&j->answer.error, ERR_USAGE, "it is no http or https address: check its spelling");
    add_answer(n, j);
}

size_t net_pending(const struct net *n)
{
    return n->hosts.waiting + (size_t)n->under_way + (size_t)n->answers;
}

static struct transfer *idle_transfer(struct net *n)
{
    struct transfer *t = n->transfers;
    while (t->job)
        t++;
    return t;
}

static void answer_unasked(struct net *n, struct job *j, int64_t seconds)
{
    j->answer.status = 429;
    j->answer.retry_after_seconds = seconds;
    err_set(&j->answer.error, ERR_NET, "not asked: its host wants no requests for %lld seconds", (long long)seconds);
    hosts_end(j);
    add_answer(n, j);
}

static void begin_waiting(struct net *n)
{
    int64_t now = clock_monotonic_ms(), seconds;
    while (n->under_way + n->answers < n->options.transfers) {
        struct job *j = hosts_take(&n->hosts, now, &seconds);
        if (!j)
            return;
        if (seconds >= 0) {
            answer_unasked(n, j, seconds);
            continue;
        }
        struct transfer *t = idle_transfer(n);
        transfer_begin(t, j, now);
        curl_multi_add_handle(n->multi, t->easy);
        n->under_way++;
    }
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_permanent(int status)
{
    return status == 301 || status == 308;
}

static bool is_https(const char *url)
{
    return text_starts_nocase(url, "https:");
}

/* Move j one redirect on. A redirect to less safety is followed, but not kept for good. */
static bool follow(struct job *j, const struct head *head, struct err *e)
{
    BUF_SCOPED struct buf to = {0}, sent = {0};
    struct net_response *r = &j->answer;
    url_resolve(&to, j->url, head->location);
    if (to.len > URL_MAX || !url_is_http(buf_str(&to)))
        return err_set(e, ERR_NET, "it redirects to %.200s, which is no http or https address", buf_str(&to));
    if (++j->hops > NET_REDIRECTS_MAX)
        return err_set(e, ERR_NET, "it redirects more than %d times", NET_REDIRECTS_MAX);
    const char *from = j->url;
    add_as_sent(&sent, buf_str(&to));
    r->final_url = j->url = arena_strndup(&r->arena, buf_str(&sent), sent.len);
    j->permanent = j->permanent && is_permanent(head->status) && (is_https(j->url) || !is_https(from));
    if (j->permanent)
        r->permanent_url = j->url;
    return true;
}

static void take_head(struct net_response *r, const struct head *head)
{
    r->status = head->status;
    r->etag = arena_strdup(&r->arena, head->etag);
    r->last_modified = arena_strdup(&r->arena, head->last_modified);
    r->retry_after_seconds = head_retry_after(head, clock_now());
    r->max_age_seconds = head_max_age(head);
    head_split_type(head->content_type, &r->arena, &r->content_type, &r->charset);
}

static void take_body(struct net_response *r, struct transfer *t)
{
    r->body = t->body;
    t->body = (struct buf){0};
}

static void end_transfer(struct net *n, struct transfer *t, CURLcode code)
{
    struct job *j = t->job;
    struct net_response *r = &j->answer;
    curl_multi_remove_handle(n->multi, t->easy);
    hosts_end(j);
    n->under_way--;
    bool redirect =
        is_redirect(t->head.status) && t->head.location && (code == CURLE_OK || t->refusal == REFUSED_ENOUGH);
    if (redirect && follow(j, &t->head, &r->error)) {
        hosts_add(&n->hosts, j, true);
    } else {
        if (!redirect)
            transfer_judge(t, code, &r->error);
        take_head(r, &t->head);
        if (r->retry_after_seconds > 0 && (r->status == 429 || r->status == 503))
            hosts_ask_to_wait(j, clock_monotonic_ms(), r->retry_after_seconds);
        if (r->error.code == ERR_NONE && r->status == 200)
            take_body(r, t);
        if (r->error.code != ERR_NONE)
            r->permanent_url = NULL;
        add_answer(n, j);
    }
    t->job = NULL;
}

static bool move(struct net *n, struct err *e)
{
    int running, left;
    CURLMcode code = curl_multi_perform(n->multi, &running);
    if (code != CURLM_OK)
        return err_set(e, ERR_NET, "HTTP library: %s", curl_multi_strerror(code));
    for (CURLMsg *m; (m = curl_multi_info_read(n->multi, &left));) {
        CURLcode result = m->data.result;
        struct transfer *t = NULL;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        end_transfer(n, t, result);
    }
    return true;
}

/* What is begun is moved at once, so that its request is on its way before the caller turns to other work. Ends with all begun that
 * may begin: what ended last has made room. */
static bool perform(struct net *n, struct err *e)
{
    for (int before = -1; n->under_way != before;) {
        if (!move(n, e))
            return false;
        before = n->under_way;
        begin_waiting(n);
    }
    return true;
}

/* Wait for sockets, for `also`, and for the end of a host's gap where a transfer is free for it. */
static bool wait_for_any(struct net *n, const struct pollfd *also, size_t count, int timeout_ms, struct err *e)
{
    struct curl_waitfd extra[ALSO_MAX];
    for (size_t i = 0; i < count; i++)
        extra[i] = (struct curl_waitfd){.fd = also[i].fd, .events = also[i].events};
    if (n->under_way + n->answers < n->options.transfers) {
        int64_t gap = hosts_next_ms(&n->hosts, clock_monotonic_ms());
        timeout_ms = gap >= 0 && gap < timeout_ms ? (int)gap : timeout_ms;
    }
    CURLMcode code = curl_multi_poll(n->multi, extra, (unsigned)count, timeout_ms, NULL);
    return code == CURLM_OK || err_set(e, ERR_NET, "HTTP library: %s", curl_multi_strerror(code));
}

/* Is there an answer that no wait has told of, or an end of waiting? */
static bool is_over(struct net *n, struct pollfd *also, size_t count, int64_t deadline)
{
    int ready = poll(also, count, 0);
    bool idle = !n->under_way && !n->hosts.waiting && !count;
    return ready > 0 || n->answers > n->told || idle || clock_monotonic_ms() >= deadline;
}

bool net_wait(struct net *n, struct pollfd *also, size_t count, int timeout_ms, struct err *e)
{
    int64_t deadline = clock_monotonic_ms() + timeout_ms;
    count = count < ALSO_MAX ? count : ALSO_MAX;
    begin_waiting(n);
    if (!perform(n, e))
        return false;
    while (!is_over(n, also, count, deadline)) {
        int64_t left = deadline - clock_monotonic_ms();
        if (!wait_for_any(n, also, count, left > 0 ? (int)left : 0, e) || !perform(n, e))
            return false;
    }
    n->told = n->answers;
    return true;
}

bool net_next(struct net *n, struct net_response *out)
{
    struct job *j = n->answered;
    if (!j)
        return false;
    n->answered = j->next;
    if (!n->answered)
        n->last_answered = NULL;
    n->answers--;
    n->told -= n->told > 0;
    *out = j->answer;
    free(j);
    return true;
}

void net_response_finish(struct net_response *r)
{
    arena_finish(&r->arena);
    buf_finish(&r->body);
    *r = (struct net_response){0};
}

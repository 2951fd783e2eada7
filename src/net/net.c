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
    job_name_answer(j);
    j->next = NULL;
    if (n->last_answered)
        n->last_answered->next = j;
    else
        n->answered = j;
    n->last_answered = j;
    n->answers++;
}

void net_add(struct net *n, const struct net_request *request)
{
    struct job *j = job_new(request);
    if (j->url) {
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
    bool redirect = job_is_redirected(&t->head) && (code == CURLE_OK || t->refusal == REFUSED_ENOUGH);
    if (redirect && job_follow(j, &t->head, &r->error)) {
        hosts_add(&n->hosts, j, true);
    } else {
        if (!redirect)
            transfer_judge(t, code, &r->error);
        job_take_head(j, &t->head);
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

/* job: the addresses of a request, from the one it was given to the one that answers. */
#include "job.h"
#include "newsfs/clock.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdlib.h>
#include <string.h>

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
struct job *job_new(const struct net_request *r)
{
    BUF_SCOPED struct buf out = {0};
    bool good = strlen(r->url) <= URL_MAX && url_is_http(r->url);
    if (good)
        add_as_sent(&out, r->url);
    const char *sent = good ? buf_str(&out) : NULL;
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

void job_free(struct job *j)
{
    net_response_finish(&j->answer);
    free(j);
}

void job_name_answer(struct job *j)
{
    struct net_response *r = &j->answer;
    r->url = arena_strdup(&r->arena, j->ask.url);
    if (!r->final_url)
        r->final_url = j->url ? arena_strdup(&r->arena, j->url) : r->url;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool job_is_redirected(const struct head *head)
{
    return head->location && is_redirect(head->status);
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
bool job_follow(struct job *j, const struct head *head, struct err *e)
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

void job_take_head(struct job *j, const struct head *head)
{
    struct net_response *r = &j->answer;
    r->status = head->status;
    r->etag = arena_strdup(&r->arena, head->etag);
    r->last_modified = arena_strdup(&r->arena, head->last_modified);
    r->retry_after_seconds = head_retry_after(head, clock_now());
    r->max_age_seconds = head_max_age(head);
    head_split_type(head->content_type, &r->arena, &r->content_type, &r->charset);
}

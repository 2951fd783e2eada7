/* host: so that one host with a thousand feeds holds up nobody but itself.
 *
 * Only hosts with waiting requests are in the list. Taking goes from its front and puts the host at its back, so hosts
 * take turns; one that may not begin now is passed over, and there are never more of those than requests under way and gaps running. */
#include "host.h"
#include "newsfs/clock.h"
#include "newsfs/url.h"
#include <ctype.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct host {
    char *name; /* in lower case */
    struct host *next;
    struct job *first, *last;
    int under_way;
    int64_t earliest_ms; /* when the next may begin */
    int64_t quiet_until_ms;
};

static int compare_hosts(const void *a, const void *b)
{
    return strcmp(((const struct host *)a)->name, ((const struct host *)b)->name);
}

static char *host_name(const char *url)
{
    struct url u;
    url_split(&u, url);
    char *name = mem_alloc(u.host.len + 1);
    for (size_t i = 0; i < u.host.len; i++)
        name[i] = (char)tolower((unsigned char)u.host.at[i]);
    return name;
}

static struct host *host_of(struct hosts *all, const char *url)
{
    struct host key = {.name = host_name(url)};
    struct host **found = tfind(&key, &all->by_name, compare_hosts);
    if (found) {
        free(key.name);
        return *found;
    }
    struct host *h = mem_alloc(sizeof *h);
    h->name = key.name;
    if (!tsearch(h, &all->by_name, compare_hosts))
        abort();
    return h;
}

static void list_append(struct hosts *all, struct host *h)
{
    h->next = NULL;
    if (all->last)
        all->last->next = h;
    else
        all->first = h;
    all->last = h;
}

static void list_remove(struct hosts *all, struct host *before, struct host *h)
{
    if (before)
        before->next = h->next;
    else
        all->first = h->next;
    if (all->last == h)
        all->last = before;
}

void hosts_add(struct hosts *all, struct job *j, bool first)
{
    struct host *h = host_of(all, j->url);
    j->host = h;
    if (!h->first)
        list_append(all, h);
    j->next = first ? h->first : NULL;
    if (first || !h->first) {
        h->last = h->first ? h->last : j;
        h->first = j;
    } else {
        h->last->next = j;
        h->last = j;
    }
    all->waiting++;
}

static struct job *queue_pop(struct host *h)
{
    struct job *j = h->first;
    h->first = j->next;
    if (!h->first)
        h->last = NULL;
    j->next = NULL;
    return j;
}

struct job *hosts_take(struct hosts *all, int64_t now_ms, int64_t *asked_to_wait)
{
    struct host *before = NULL, *h = all->first;
    while (h && now_ms >= h->quiet_until_ms && (h->under_way >= all->per_host || now_ms < h->earliest_ms)) {
        before = h;
        h = h->next;
    }
    if (!h)
        return NULL;
    struct job *j = queue_pop(h);
    list_remove(all, before, h);
    if (h->first)
        list_append(all, h);
    all->waiting--;
    h->under_way++;
    *asked_to_wait = now_ms < h->quiet_until_ms ? (h->quiet_until_ms - now_ms + 999) / 1000 : -1;
    if (*asked_to_wait < 0 && !j->ask.allow_private)
        h->earliest_ms = now_ms + all->gap_ms;
    return j;
}

void hosts_end(struct job *j)
{
    j->host->under_way--;
}

void hosts_ask_to_wait(struct job *j, int64_t now_ms, int64_t seconds)
{
    j->host->quiet_until_ms = now_ms + seconds * 1000;
}

int64_t hosts_next_ms(const struct hosts *all, int64_t now_ms)
{
    int64_t least = -1;
    for (const struct host *h = all->first; h; h = h->next) {
        int64_t left = h->earliest_ms - now_ms;
        if (h->under_way < all->per_host && left > 0 && (least < 0 || left < least))
            least = left;
    }
    return least;
}

static void host_free(void *node)
{
    struct host *h = node;
    free(h->name);
    free(h);
}

void hosts_finish(struct hosts *all, void (*free_job)(struct job *j))
{
    for (struct host *h = all->first; h; h = h->next)
        while (h->first)
            free_job(queue_pop(h));
    tdestroy(all->by_name, host_free);
    *all = (struct hosts){0};
}

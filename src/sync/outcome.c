/* outcome: the feed's row is read again inside the transaction, so what the user changed while the answer was on its way
 * stays. All documents of a feed are put, or none is: they are there before the first. */
#include "outcome.h"
#include "reason.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <string.h>

struct outcome {
    struct store *s;
    const struct task *task;
    const struct net_response *answer;
    struct untrusted *reader;
    struct arena *arena;
    struct feed feed; /* as it will be */
    struct sync_result *result;
    struct hints hints;
    int64_t now;
    const char *named;   /* the feed to ask instead */
    bool named_is_taken; /* the feed that the page names is another one's */
};

/* ---- a web page in the place of a feed ---- */

static bool is_taken(struct outcome *o, const char *url, bool *taken, struct err *e)
{
    struct feed other;
    bool found;
    if (!store_find_feed(o->s, url, o->arena, &other, &found, e))
        return false;
    *taken = found && other.id != o->feed.id;
    return true;
}

/* A page's feed is asked where the user gave the page's address; a page where there once was a feed is a fault to be told. */
static bool look_further(struct outcome *o, struct err *e)
{
    if (!o->reader || o->task->named || o->feed.last_success != TIME_NONE)
        return true;
    const struct feed_info *info = untrusted_info(o->reader);
    if (!info->feed_url || strcmp(info->feed_url, o->answer->final_url) == 0)
        return true;
    if (!is_taken(o, info->feed_url, &o->named_is_taken, e))
        return false;
    if (!o->named_is_taken)
        o->named = arena_strdup(o->arena, info->feed_url);
    return true;
}

/* ---- failure ---- */

static void fail(struct outcome *o, const char *why)
{
    struct feed *f = &o->feed;
    o->result->outcome = f->is_gone ? SYNC_GONE : SYNC_FAILED;
    o->result->error = f->last_error = why;
    f->failures++;
    f->last_articles = 0;
    schedule_failure(f, o->now, &o->hints);
}

/* ---- success ---- */

/* A feed that moved for good to where another one is subscribed already stays where it was. */
static bool move(struct outcome *o, struct err *e)
{
    const char *to = o->answer->permanent_url ? o->answer->permanent_url : o->task->named;
    bool taken = false;
    if (!to || strcmp(to, o->feed.url) == 0)
        return true;
    if (!is_taken(o, to, &taken, e))
        return false;
    if (!taken) {
        o->result->moved_from = o->feed.url;
        o->result->named_by_page = o->task->named;
        o->feed.url = to;
    }
    return true;
}

static void keep_line(struct outcome *o, const char **to, const char *from)
{
    BUF_SCOPED struct buf line = {0};
    if (!from)
        return;
    text_clean_line(&line, from, strlen(from));
    if (line.len)
        *to = arena_strndup(o->arena, line.data, line.len);
}

/* A feed's title is taken once: some change it with every fetching, and it stands in every article. */
static void describe(struct outcome *o, const struct feed_info *info)
{
    if (!o->feed.title)
        keep_line(o, &o->feed.title, info->title);
    if (info->home_url && url_is_http(info->home_url))
        keep_line(o, &o->feed.home_url, info->home_url);
}

static void warn(struct outcome *o, const char *text)
{
    if (!o->result->warning)
        o->result->warning = arena_strdup(o->arena, text);
}

static void reject(struct outcome *o, const struct err *why)
{
    o->result->rejected++;
    warn(o, why->text);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Let the document be the feed's, as its reader was told to make it. The digest is the reader's word; a wrong one tells of nothing but this
 * very article whether it changed. */
static void set_source(struct draft *draft, const struct feed *f)
{
    struct document *d = draft->doc;
    if (same(d->source_url, f->source_url) && same(d->source_name, f->title))
        return;
    d->source_url = f->source_url;
    d->source_name = f->title;
    draft_digest(draft);
}

/* An article that the store cannot take is not the end of the others. */
static bool put(struct outcome *o, struct draft *draft, struct err *e)
{
    struct feed *f = &o->feed;
    struct err why = {0};
    enum put_result what;
    bool pruned;
    set_source(draft, f);
    if (!store_is_pruned(o->s, draft->doc, &pruned, e))
        return false;
    if (pruned)
        return true;
    if (!store_put(o->s, draft, f->topics, f->topic_count, &what, &why)) {
        if (why.code == ERR_LIMIT)
            reject(o, &why);
        else
            *e = why;
        return why.code == ERR_LIMIT;
    }
    o->result->new_articles += what == PUT_NEW;
    o->result->changed_articles += what == PUT_CHANGED;
    return !f->is_full || store_want_page(o->s, draft->article, f->id, e);
}

/* Everything the reader has for us. *why: how that ended. */
static bool put_all(struct outcome *o, struct err *why, struct err *e)
{
    struct draft *draft;
    for (;;) {
        switch (untrusted_next(o->reader, &draft, why)) {
        case UNTRUSTED_DOCUMENT:
            if (!put(o, draft, e))
                return false;
            break;
        case UNTRUSTED_REJECT:
            reject(o, why);
            break;
        case UNTRUSTED_WARNING:
            warn(o, why->text);
            break;
        default:
            return true;
        }
    }
}

static void succeed(struct outcome *o)
{
    struct feed *f = &o->feed;
    bool is_new = o->result->new_articles > 0;
    f->last_error = NULL;
    f->failures = 0;
    f->is_gone = false;
    f->last_success = o->now;
    f->last_articles = o->result->new_articles;
    f->articles += o->result->new_articles;
    if (is_new)
        f->last_arrival = o->now;
    schedule_success(f, o->now, is_new, &o->hints);
}

static bool take_unchanged(struct outcome *o, struct err *e)
{
    o->result->outcome = SYNC_UNCHANGED;
    succeed(o);
    return move(o, e);
}

/* A reader that is found out only now has answered nonsense: what made sense before that was as good as any, and stays. */
static bool take_read(struct outcome *o, struct err *e)
{
    const struct feed_info *info = untrusted_info(o->reader);
    struct err why = {0};
    o->hints.ttl = info->interval_seconds;
    describe(o, info);
    if (!put_all(o, &why, e) || !move(o, e))
        return false;
    if (why.code != ERR_NONE) {
        fail(o, reason_tell(o->task, &why, o->arena));
        return true;
    }
    if (!store_forget_unlisted(o->s, o->feed.source_url, e))
        return false;
    o->feed.etag = o->answer->etag;
    o->feed.last_modified = o->answer->last_modified;
    o->result->outcome = o->result->new_articles || o->result->changed_articles ? SYNC_ARTICLES : SYNC_NOTHING;
    succeed(o);
    return true;
}

/* ---- both ---- */

static bool take(struct outcome *o, struct err *e)
{
    struct feed *f = &o->feed;
    f->last_fetched = o->now;
    f->last_status = o->answer->status;
    f->is_gone = o->answer->status == 410 && !o->task->named;
    const char *why = reason_find(o->task, o->answer, o->reader, o->named_is_taken, o->arena);
    if (why) {
        fail(o, why);
        return true;
    }
    return o->answer->status == 304 ? take_unchanged(o, e) : take_read(o, e);
}

bool outcome_store(struct store *s, const struct task *task, const struct net_response *answer,
                   struct untrusted *reader, struct arena *arena, struct sync_result *result, const char **named,
                   struct err *e)
{
    struct outcome o = {s, task, answer, reader, arena, .result = result, .now = clock_now()};
    bool found;
    o.hints = (struct hints){answer->max_age_seconds, -1, answer->retry_after_seconds};
    *result = (struct sync_result){0};
    if (!store_get_feed(s, task->feed, arena, &o.feed, &found, e))
        return false;
    *named = NULL;
    if (!found)
        return true;
    if (!look_further(&o, e) || (!o.named && (!take(&o, e) || !store_set_feed(s, &o.feed, e))))
        return false;
    *named = o.named;
    result->feed = memcpy(arena_alloc(arena, sizeof o.feed), &o.feed, sizeof o.feed);
    return true;
}

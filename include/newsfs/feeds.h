/* feeds: the subscriptions, kept in the store.
 *
 * A feed has two addresses. `source_url` is the one it was added under: its articles belong to the source of that address for ever,
 * so it never changes. `url` is the one that is asked; it follows the publisher's moves. Both are unique, also against each
 * other. Rules of struct store apply; the writing calls need an open transaction. */
#ifndef NEWSFS_FEEDS_H
#define NEWSFS_FEEDS_H

#include "newsfs/store.h"

#define FEED_TOPICS_MAX   32
#define FEED_FAILURES_MAX 1000000

/* Strings are borrowed from the arena given, or the caller's; NULL where absent. Times are TIME_NONE where absent. */
struct feed {
    int64_t id;
    const char *url, *source_url;
    const char *title; /* as the feed says, or as the user does */
    bool is_named;     /* by the user: what the feed says does not replace it */
    const char *home_url;
    const char **topics; /* the user's, given to all its articles; in a list they are the folders, outermost first */
    size_t topic_count;
    bool allow_private; /* may be at an address that is not of the public Internet */
    bool is_full;       /* it carries summaries: each article's page is fetched once, for its text */
    int64_t added;
    /* ---- what fetching found ---- */
    const char *etag, *last_modified;
    int64_t next_due;         /* TIME_NONE: never */
    int64_t interval_seconds; /* between two fetchings; 0: not settled yet */
    int64_t last_fetched;     /* asked for, whatever came of it */
    int64_t last_success;
    int64_t last_arrival;   /* something new came */
    int last_status;        /* HTTP's; 0: none */
    const char *last_error; /* a sentence; NULL: the last fetching was a success */
    int failures;           /* in a row */
    bool is_gone;           /* the publisher said so: it is asked no more */
    int64_t articles;       /* new ones it ever brought */
    int64_t last_articles;  /* new ones of the last fetching */
};

/* All that a feed is when it is added: everything else zero or absent, and due at once. */
void feed_init(struct feed *f, const char *url);

/* Add f. Where a feed has that address already, *added is false and *id is that feed's. f->id, and an absent source_url, are ignored. */
bool store_add_feed(struct store *s, const struct feed *f, int64_t *id, bool *added, struct err *e) MUST_USE;
bool store_remove_feed(struct store *s, int64_t id, struct err *e) MUST_USE; /* its articles stay */

/* Write everything of f but source_url and added. ERR_USAGE where another feed has the address f->url. */
bool store_set_feed(struct store *s, const struct feed *f, struct err *e) MUST_USE;

bool store_get_feed(struct store *s, int64_t id, struct arena *arena, struct feed *out, bool *found,
                    struct err *e) MUST_USE;
bool store_find_feed(struct store *s, const char *url, struct arena *arena, struct feed *out, bool *found,
                     struct err *e) MUST_USE;

/* Those after id `after`, in order of being added. */
bool store_list_feeds(struct store *s, int64_t after, struct arena *arena, struct feed *out, size_t max, size_t *count,
                      struct err *e) MUST_USE;
/* Ids of those due at `now`, the longest due first. */
bool store_list_due_feeds(struct store *s, int64_t now, int64_t *ids, size_t max, size_t *count,
                          struct err *e) MUST_USE;
bool store_next_due(struct store *s, int64_t *time, struct err *e) MUST_USE; /* of all feeds; TIME_NONE: none */
bool store_count_feeds(struct store *s, int64_t *count, struct err *e) MUST_USE;

/* ---- what was pruned ----
 * Prune remembers what it removed of a subscribed source for as long as the feed lists it, so that it does not arrive again. */
/* Was it removed, and is it gone? Notes that its feed lists it still. d: source_url is the feed's. In a write. */
bool store_is_pruned(struct store *s, struct document *d, bool *pruned, struct err *e) MUST_USE;
/* The feed was read to its end: forget what it did not list. In a write. */
bool store_forget_unlisted(struct store *s, const char *source_url, struct err *e) MUST_USE;

/* ---- the pages of articles ----
 * The page of an article of a full feed is wanted until it was read, could not be had for good, or failed PAGE_TRIES_MAX times; then
 * never again, whatever the feed says later. An article whose body is its page's keeps it through later puts, unless these bring
 * more text: a publisher who changes a word of a summary does not take the text away. */
#define PAGE_TRIES_MAX 4

struct wanted_page {
    int64_t article;
    const char *url; /* as served: http or https */
};

/* Want the page of an article that has an address, unless it was wanted before. */
bool store_want_page(struct store *s, int64_t article, int64_t feed, struct err *e) MUST_USE;
/* At most max, the latest articles first. */
bool store_list_wanted_pages(struct store *s, int64_t feed, struct arena *arena, struct wanted_page *out, size_t max,
                             size_t *count, struct err *e) MUST_USE;

/* The page was read. Where its body has more text, it becomes the article's, and so do its authors where the article names none.
 * page: prepared. */
bool store_take_page(struct store *s, int64_t article, const struct draft *page, bool *taken, struct err *e) MUST_USE;
/* It was not read: is_final where no later try could do better. */
bool store_miss_page(struct store *s, int64_t article, bool is_final, struct err *e) MUST_USE;

#endif

/* sync: feeds: what is due, fetched many at once, read by confined processes, and stored, each feed's result by itself.
 *
 * A feed is a source: its articles have its source_url, whatever address it has moved to, and its title. Of a feed that is full
 * the pages of its articles are fetched in the same run, under the same rules. A web page in the place of a feed that never
 * succeeded is asked for the feed that it names. */
#ifndef NEWSFS_SYNC_H
#define NEWSFS_SYNC_H

#include "newsfs/feeds.h"

/* 0 in a number: what the comment says. */
struct sync_options {
    const struct store_renderer *renderer; /* the store's */
    int jobs;                              /* fetches at once; 16 */
    int workers;                           /* processes that read; one a processor, at most 4 */
    int host_gap_ms;                       /* between two requests to one host; 100. Negative: none */
    const int64_t *feeds;                  /* only these, due or not; NULL: those that are due */
    size_t feed_count;
    bool force;          /* all feeds where none are named; and as if none of them was ever fetched */
    bool proxies;        /* those that the environment names */
    const char *ca_file; /* certificates to trust instead of the system's; NULL */
};

enum sync_outcome {
    SYNC_ARTICLES,  /* something new or changed came */
    SYNC_NOTHING,   /* it was read, and all of it was known */
    SYNC_UNCHANGED, /* the server says that nothing changed */
    SYNC_FAILED,
    SYNC_GONE, /* the publisher says that it is gone for good; it is asked no more */
};

/* What came of one feed; borrowed for the call. */
struct sync_result {
    const struct feed *feed; /* as stored now */
    enum sync_outcome outcome;
    int64_t new_articles, changed_articles, rejected; /* rejected: items that could not be read */
    const char *error;                                /* FAILED and GONE: a sentence */
    const char *warning;                              /* the first of what had to be mended; NULL */
    const char *moved_from;                           /* the address it had before; NULL: it is the same */
    bool named_by_page;                               /* moved_from is a web page, which named the feed */
};

/* Both may be NULL. go_on is asked several times a second; false ends the run, and what is done is kept. */
struct sync_observer {
    void (*result)(void *context, const struct sync_result *r);
    bool (*go_on)(void *context);
    void *context;
};

struct sync_summary {
    int64_t feeds; /* that were to be fetched */
    int64_t done[SYNC_GONE + 1];
    int64_t new_articles, changed_articles;
    int64_t pages; /* of articles, that were to be fetched */
    int64_t pages_taken, pages_less,
        pages_failed; /* the article's body now; less than the feed's own text, which stays */
};

/* False only where the store or the machine fails; feeds that fail are in the summary. The store is open for writing. */
bool sync_run(struct store *s, const struct sync_options *options, const struct sync_observer *observer,
              struct sync_summary *summary, struct err *e) MUST_USE;

/* Fetch what is due, every interval_seconds, until stop_fd is readable or hung up, which ends a run too. What fails is logged. For a
 * process of its own. */
void sync_loop(struct store *s, const struct sync_options *options, int64_t interval_seconds, int stop_fd);

#endif

/* feed add, feed set, feed remove: the subscriptions. */
#include "feeds.h"

#include <string.h>

static const char feed_words[] = "FEED is a feed's address, its number in \"newsfs feed list\", or its title.";

/* One transaction for all words of the command line: what fails leaves all as it was. */
static enum exit_status
for_all(struct invocation *in, bool (*one)(struct invocation *in, const char *word, struct arena *arena, struct err *e),
        struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    if (!store_begin(in->store, e))
        return EXIT_FAILED;
    for (int i = 0; i < in->argument_count; i++)
        if (!one(in, in->arguments[i], &arena, e)) {
            store_rollback(in->store);
            return EXIT_FAILED;
        }
    return store_commit(in->store, e) ? EXIT_DONE : EXIT_FAILED;
}

static bool add_one(struct invocation *in, const char *word, struct arena *arena, struct err *e)
{
    struct feed f;
    int64_t id;
    bool added;
    feed_init(&f, feeds_address(arena, word));
    f.title = option_get(in, "title");
    f.is_named = f.title;
    f.allow_private = option_has(in, "allow-private");
    f.is_full = option_has(in, "full");
    if (!feeds_topics(in, &f, arena, e) || !store_add_feed(in->store, &f, &id, &added, e))
        return false;
    printf("%s\t%lld\t%s\n", added ? "added" : "known", (long long)id, f.url);
    return true;
}

static enum exit_status run_add(struct invocation *in, struct err *e)
{
    return for_all(in, add_one, e);
}

const struct command feed_add_command = {
    .name = "feed add",
    .arguments = "URL…",
    .summary = "subscribe to feeds; \"newsfs sync\" fetches them",
    .details = "Prints \"added\" or \"known\", the feed's number and its address for each. An address without a scheme "
               "is an https one. Feeds at addresses\n"
               "that are not of the public Internet (loopback, private networks) are fetched only where "
               "--allow-private was given.\n\n"
               "An address may be that of a web page: the first sync then asks the feed that the page names. With "
               "--full, sync fetches the page of each\n"
               "article once and keeps the text of whichever has more, the page or the feed.",
    .options =
        (const struct option_spec[]){
            {"topic", 't', "NAME", "a topic for all of its articles; may be repeated"},
            {"title", 0, "TITLE", "call it that, whatever it says"},
            {"full", 0, NULL, "it carries only summaries: take each article's text from its page"},
            {"allow-private", 0, NULL, "it may be on this machine or in a private network"},
            {0}},
    .min_arguments = 1,
    .max_arguments = -1,
    .store = NEEDS_STORE_CREATE,
    .run = run_add,
};

static void forget_state(struct feed *f)
{
    f->etag = f->last_modified = f->last_error = NULL;
    f->failures = 0;
    f->is_gone = false;
    f->next_due = clock_now();
}

/* What the feed carries now is to be seen again, as its articles' pages are to be fetched too. */
static void set_full(const struct invocation *in, struct feed *f)
{
    if (option_has(in, "full") && !f->is_full) {
        f->etag = f->last_modified = NULL;
        f->next_due = clock_now();
    }
    if (option_has(in, "full") || option_has(in, "no-full"))
        f->is_full = option_has(in, "full");
}

static bool set_one(struct invocation *in, const char *word, struct arena *arena, struct err *e)
{
    struct feed f;
    if (!feeds_find(in, word, arena, &f, e))
        return false;
    if (option_has(in, "no-topics"))
        f.topic_count = 0;
    if (option_get(in, "title")) {
        f.title = option_get(in, "title");
        f.is_named = true;
    }
    if (option_get(in, "url"))
        f.url = feeds_address(arena, option_get(in, "url"));
    if (option_has(in, "allow-private") || option_has(in, "no-private"))
        f.allow_private = option_has(in, "allow-private");
    set_full(in, &f);
    if (option_get(in, "url") || option_has(in, "resume"))
        forget_state(&f);
    return feeds_topics(in, &f, arena, e) && store_set_feed(in->store, &f, e);
}

static enum exit_status run_set(struct invocation *in, struct err *e)
{
    if (in->option_count == 0) {
        err_set(e, ERR_USAGE, "nothing to set: \"newsfs feed set --help\" shows what can be");
        return EXIT_USAGE;
    }
    if (option_get(in, "url") && in->argument_count > 1) {
        err_set(e, ERR_USAGE, "--url: one address for %d feeds: name one feed", in->argument_count);
        return EXIT_USAGE;
    }
    return for_all(in, set_one, e);
}

const struct command feed_set_command = {
    .name = "feed set",
    .arguments = "FEED…",
    .summary = "change what is kept of feeds",
    .details = feed_words,
    .options =
        (const struct option_spec[]){
            {"topic", 't', "NAME", "the topics of its articles from now on, instead of those before; may be repeated"},
            {"no-topics", 0, NULL, "no topics of your own from now on"},
            {"title", 0, "TITLE", "call it that"},
            {"url", 'u', "URL", "ask there from now on; its articles stay in the same source"},
            {"allow-private", 0, NULL, "it may be on this machine or in a private network"},
            {"no-private", 0, NULL, "it may not"},
            {"full", 0, NULL, "take each article's text from its page, those that it carries now included"},
            {"no-full", 0, NULL, "fetch no more pages; texts that came from pages stay"},
            {"resume", 0, NULL, "ask a feed again that was gone or failed, at the next sync"},
            {0}},
    .min_arguments = 1,
    .max_arguments = -1,
    .store = NEEDS_STORE_WRITE,
    .run = run_set,
};

static bool remove_one(struct invocation *in, const char *word, struct arena *arena, struct err *e)
{
    struct feed f;
    return feeds_find(in, word, arena, &f, e) && store_remove_feed(in->store, f.id, e);
}

static enum exit_status run_remove(struct invocation *in, struct err *e)
{
    return for_all(in, remove_one, e);
}

const struct command feed_remove_command = {
    .name = "feed remove",
    .arguments = "FEED…",
    .summary = "end subscriptions; their articles stay",
    .details = feed_words,
    .min_arguments = 1,
    .max_arguments = -1,
    .store = NEEDS_STORE_WRITE,
    .run = run_remove,
};

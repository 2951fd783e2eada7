/* topic add, topic remove: topics that articles get by a query. */
#include "rows.h"

#include "newsfs/query.h"
#include "newsfs/search.h"

#include <string.h>

static enum exit_status run_add(struct invocation *in, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    int64_t articles = 0;
    if (!query_of_user(in, in->arguments[1], &arena, e))
        return EXIT_USAGE;
    if (!store_set_topic_query(in->store, in->arguments[0], in->arguments[1], &articles, e))
        return EXIT_FAILED;
    printf("%lld article%s now ha%s the topic, and all that match later\n", (long long)articles,
           articles == 1 ? "" : "s", articles == 1 ? "s" : "ve");
    return EXIT_DONE;
}

const struct command topic_add_command = {
    .name = "topic add",
    .arguments = "NAME QUERY",
    .summary = "give a topic to every article that matches a query, present and future",
    .details = "The query is that of \"newsfs search\". Adding a topic again replaces its query; articles keep what "
               "they have.",
    .min_arguments = 2,
    .max_arguments = 2,
    .store = NEEDS_STORE_CREATE,
    .run = run_add,
};

static enum exit_status run_remove(struct invocation *in, struct err *e)
{
    bool found;
    if (!store_drop_topic_query(in->store, in->arguments[0], &found, e))
        return EXIT_FAILED;
    if (!found)
        err_set(e, ERR_NOT_FOUND, "no topic by query is called \"%s\": \"newsfs topic list\" shows the topics",
                in->arguments[0]);
    return found ? EXIT_DONE : EXIT_ABSENT;
}

const struct command topic_remove_command = {
    .name = "topic remove",
    .arguments = "NAME",
    .summary = "give a topic by query to no further articles; those that have it keep it",
    .min_arguments = 1,
    .max_arguments = 1,
    .store = NEEDS_STORE_WRITE,
    .run = run_remove,
};

/* prune: the only way that articles go. */
#include "cli.h"

#include "newsfs/search.h"

#include <jansson.h>

static enum exit_status run(struct invocation *in, struct err *e)
{
    int64_t before = INT64_MIN, articles = 0;
    bool dry = option_has(in, "dry-run");
    if (!option_get(in, "older-than")) {
        err_set(e, ERR_USAGE, "say what goes: --older-than 90d, or --older-than 2026-01-01");
        return EXIT_USAGE;
    }
    if (!option_time(in, "older-than", &before, e) ||
        !store_prune(in->store, before, option_has(in, "keep-takes"), dry, &articles, e))
        return EXIT_FAILED;
    if (option_has(in, "json")) {
        json_t *counts = json_pack("{s:I, s:b}", "articles", (json_int_t)articles, "removed", !dry);
        json_dumpf(counts, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(counts);
    } else {
        printf("%lld article%s %s\n", (long long)articles, articles == 1 ? "" : "s", dry ? "would go" : "removed");
    }
    return EXIT_DONE;
}

const struct command prune_command = {
    .name = "prune",
    .summary = "remove articles published before a time: the only way that articles go",
    .details = "The wire keeps its lines. What a feed still lists does not come back with it; \"newsfs import\" brings "
               "it back.",
    .options =
        (const struct option_spec[]){{"older-than", 0, "TIME", "published before: 2026-01-01, or a span such as 90d"},
                                     {"keep-takes", 0, NULL, "keep those that the panel has spoken of"},
                                     {"dry-run", 'n', NULL, "only say how many"},
                                     {"json", 'j', NULL, "as JSON"},
                                     {0}},
    .store = NEEDS_STORE_WRITE,
    .run = run,
};

/* search: what matches a query, the newest arrival first; and the saved searches that search/ lists. */
#include "rows.h"

#include "newsfs/query.h"
#include "newsfs/search.h"

#include <string.h>

#define CHUNK 64

static bool print_found(struct invocation *in, const struct query *q, int64_t left, struct err *e)
{
    struct entry entries[CHUNK];
    struct article_rows rows;
    size_t count, want = CHUNK;
    int64_t before = INT64_MAX, found = 0;
    bool ok = true;
    rows_begin(&rows, in);
    do {
        want = left < CHUNK ? (size_t)left : CHUNK;
        ok = store_search(in->store, q, before, entries, want, &count, e);
        for (size_t i = 0; ok && i < count; i++, left--, found++) {
            before = entries[i].id;
            ok = rows_add(&rows, &entries[i], e);
        }
    } while (ok && count == want && left > 0);
    rows_end(&rows);
    if (ok && found == 0)
        return err_set(e, ERR_NOT_FOUND, "nothing matches");
    return ok;
}

static void say_catching_up(struct invocation *in)
{
    struct store_index_state state;
    struct err e = {0};
    if (store_get_index_state(in->store, &state, &e) && state.waiting > 1000)
        fprintf(stderr,
                "newsfs search: the index is catching up with %lld articles; until then searching takes longer\n",
                (long long)state.waiting);
}

static enum exit_status list_saved(struct invocation *in, struct err *e)
{
    static const char *const headings[] = {"NAME", "QUERY"};
    struct group saved[CHUNK];
    struct table t;
    size_t count = CHUNK;
    table_begin(&t, 2, 0);
    for (int64_t after = 0; count == CHUNK;) {
        if (!store_list_groups(in->store, GROUP_SEARCH, after, saved, CHUNK, &count, e))
            break;
        for (size_t i = 0; i < count; i++) {
            after = saved[i].id;
            table_add(&t, saved[i].slug);
            table_add(&t, saved[i].url);
        }
    }
    table_end(&t, headings, in->terminal);
    return e->code == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static enum exit_status forget(struct invocation *in, const char *name, struct err *e)
{
    bool found;
    if (!store_forget_search(in->store, name, &found, e))
        return EXIT_FAILED;
    if (!found)
        err_set(e, ERR_NOT_FOUND, "no saved search is called \"%s\": \"newsfs search\" lists them", name);
    return found ? EXIT_DONE : EXIT_ABSENT;
}

static bool open_for(struct invocation *in, enum store_mode mode, struct err *e)
{
    in->store = open_store(in->store_url.data, mode, e);
    return in->store != NULL;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    BUF_SCOPED struct buf text = {0};
    const char *save = option_get(in, "save"), *drop = option_get(in, "forget");
    int64_t left = INT64_MAX;
    if (!option_number(in, "number", 1, &left, e) || !open_for(in, save || drop ? STORE_WRITE : STORE_READ, e))
        return EXIT_FAILED;
    if (drop)
        return forget(in, drop, e);
    if (in->argument_count == 0 && !save)
        return list_saved(in, e);
    join_arguments(in, &text);
    const struct query *q = query_of_user(in, buf_str(&text), &arena, e);
    if (!q)
        return EXIT_USAGE;
    if (save)
        return store_save_search(in->store, save, text.data, e) ? EXIT_DONE : EXIT_FAILED;
    say_catching_up(in);
    return print_found(in, q, left, e) ? EXIT_DONE : EXIT_FAILED;
}

const struct command search_command = {
    .name = "search",
    .arguments = "[QUERY]",
    .summary = "the articles that match a query, the newest arrival first; without one, the saved searches",
    .details = "Words side by side must all occur; \"a phrase\" in a row; infla* any word that begins so; AND, OR, NOT "
               "and parentheses; -word not.\n"
               "Fields: title: source: topic: role: author: since:7d on:2026-04-08 after: before:. Case and accents do "
               "not count.\n"
               "A mount shows the same under search/: ls ~/news/search/'rates -opinion'.",
    .options = (const struct option_spec[]){{"number", 'n', "N", "at most so many"},
                                            {"json", 'j', NULL, "one JSON object a line"},
                                            {"save", 0, "NAME",
                                             "do not search: save the query, so that search/NAME is listed"},
                                            {"forget", 0, "NAME", "forget a saved search"},
                                            {0}},
    .max_arguments = -1,
    .run = run,
};

/* feed list: when each was fetched, what came, what failed and why, and when it is due. */
#include "feeds.h"

#include <jansson.h>
#include <string.h>

#define PAGE 256

static json_t *json_time(int64_t time)
{
    char text[TIME_TEXT_SIZE];
    if (time == TIME_NONE)
        return json_null();
    time_format(text, time);
    return json_string(text);
}

static void show_json(const struct feed *f)
{
    json_t *topics = json_array(), *row;
    for (size_t i = 0; i < f->topic_count; i++)
        json_array_append_new(topics, json_string(f->topics[i]));
    row = json_pack("{s:I, s:s, s:s, s:s?, s:s?, s:o, s:b, s:b, s:o}", "feed", (json_int_t)f->id, "url", f->url,
                    "source", f->source_url, "title", f->title, "home", f->home_url, "topics", topics, "allow_private",
                    f->allow_private, "full", f->is_full, "added", json_time(f->added));
    json_t *state = json_pack(
        "{s:o, s:o, s:o, s:o, s:I, s:i, s:i, s:s?, s:b, s:I, s:I}", "fetched", json_time(f->last_fetched), "succeeded",
        json_time(f->last_success), "arrived", json_time(f->last_arrival), "due", json_time(f->next_due), "interval",
        (json_int_t)f->interval_seconds, "status", f->last_status, "failures", f->failures, "error", f->last_error,
        "gone", f->is_gone, "articles", (json_int_t)f->articles, "last_articles", (json_int_t)f->last_articles);
    json_object_update(row, state);
    json_decref(state);
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
}

static void add_time(struct table *t, int64_t time)
{
    char text[TIME_TEXT_SIZE] = "never";
    if (time != TIME_NONE)
        time_format(text, time);
    table_add(t, text);
}

static void add_state(struct table *t, const struct feed *f)
{
    const char *full = f->is_full ? "full, " : "";
    if (f->is_gone)
        table_addf(t, "%sstopped: %s", full, f->last_error ? f->last_error : "it is gone for good");
    else if (f->last_error)
        table_addf(t, "%sfailed %d time%s: %s", full, f->failures, f->failures == 1 ? "" : "s", f->last_error);
    else
        table_addf(t, "%s%s", full, f->last_fetched == TIME_NONE ? "new" : "well");
}

static void show_row(struct table *t, const struct feed *f)
{
    table_addf(t, "%lld", (long long)f->id);
    table_add(t, f->title ? f->title : "");
    add_time(t, f->last_fetched);
    table_addf(t, "%lld", (long long)f->last_articles);
    table_addf(t, "%lld", (long long)f->articles);
    add_time(t, f->next_due);
    add_state(t, f);
    table_add(t, f->url);
}

static enum exit_status run_list(struct invocation *in, struct err *e)
{
    static const char *const headings[] = {"FEED", "TITLE", "FETCHED", "NEW", "ALL", "DUE", "STATE", "URL"};
    bool json = option_has(in, "json"), failed = option_has(in, "failed"), ok = true;
    struct feed page[PAGE];
    size_t count = PAGE;
    struct table t;
    table_begin(&t, 8, 1u << 0 | 1u << 3 | 1u << 4);
    for (int64_t after = 0; ok && count == PAGE;) {
        ARENA_SCOPED struct arena arena = {0};
        ok = store_list_feeds(in->store, after, &arena, page, PAGE, &count, e);
        for (size_t i = 0; ok && i < count; i++) {
            after = page[i].id;
            if (!failed || page[i].last_error)
                json ? show_json(&page[i]) : show_row(&t, &page[i]);
        }
    }
    table_end(&t, headings, in->terminal);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command feed_list_command = {
    .name = "feed list",
    .summary = "the feeds: when each was fetched, what came, what failed and why, when it is due",
    .options = (const struct option_spec[]){{"failed", 0, NULL, "only those whose last fetching failed"},
                                            {"json", 'j', NULL, "one JSON object a line"},
                                            {0}},
    .store = NEEDS_STORE_READ,
    .run = run_list,
};

/* list, topic list, role list: what is in the store, as rows. */
#include "rows.h"

#include <jansson.h>
#include <string.h>

#define CHUNK 128

struct filter {
    struct article_set sets[2];
    size_t set_count;
    int64_t role; /* 0: any */
    int64_t since;
    int64_t left;
};

struct listing {
    struct invocation *in;
    struct filter filter;
    struct article_rows rows;
};

static bool find_named(struct invocation *in, enum group_kind kind, const char *option, int64_t *id, struct err *e)
{
    static const char *const nouns[] = {[GROUP_SOURCE] = "source", [GROUP_TOPIC] = "topic", [GROUP_ROLE] = "role"};
    static const char *const places[] = {
        [GROUP_SOURCE] = "ls sources", [GROUP_TOPIC] = "topic list", [GROUP_ROLE] = "role list"};
    const char *name = option_get(in, option);
    char slug[SLUG_SIZE];
    struct group g;
    bool found = false;
    if (!name)
        return true;
    slug_make(slug, name);
    if (!store_find_group(in->store, kind,
                          strlen(name) < NAME_SIZE && slug_is_possible(name, strlen(name)) ? name : slug, &g, &found,
                          e))
        return false;
    if (!found)
        return err_set(e, ERR_NOT_FOUND, "no %s is called \"%s\": \"newsfs %s\" shows them", nouns[kind], name,
                       places[kind]);
    *id = g.id;
    return true;
}

static bool make_filter(struct invocation *in, struct filter *f, struct err *e)
{
    int64_t source = 0, topic = 0;
    *f = (struct filter){.since = INT64_MIN, .left = INT64_MAX};
    if (!find_named(in, GROUP_SOURCE, "source", &source, e) || !find_named(in, GROUP_TOPIC, "topic", &topic, e) ||
        !find_named(in, GROUP_ROLE, "role", &f->role, e) || !option_time(in, "since", &f->since, e) ||
        !option_number(in, "number", 0, &f->left, e))
        return false;
    if (topic)
        f->sets[f->set_count++] = (struct article_set){SET_TOPIC, topic};
    if (source)
        f->sets[f->set_count++] = (struct article_set){SET_SOURCE, source};
    if (!f->set_count)
        f->sets[f->set_count++] = (struct article_set){.kind = SET_ALL};
    return true;
}

static bool passes(struct listing *l, const struct entry *entry, bool *yes, struct err *e)
{
    const struct filter *f = &l->filter;
    struct take_entry take;
    *yes = entry->published >= f->since;
    if (*yes && f->set_count > 1 && !store_set_has(l->in->store, &f->sets[1], entry, yes, e))
        return false;
    if (*yes && f->role && !store_find_take(l->in->store, entry->id, f->role, &take, yes, e))
        return false;
    return true;
}

static bool list_all(struct listing *l, struct err *e)
{
    struct entry entries[CHUNK];
    size_t count = CHUNK;
    for (int64_t after = 0; count == CHUNK;) {
        if (!store_list_entries(l->in->store, &l->filter.sets[0], after, entries, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            bool yes;
            after = article_set_cookie(&l->filter.sets[0], &entries[i]);
            if (!passes(l, &entries[i], &yes, e))
                return false;
            if (!yes)
                continue;
            if (l->filter.left-- <= 0)
                return true;
            if (!rows_add(&l->rows, &entries[i], e))
                return false;
        }
    }
    return true;
}

static enum exit_status run_list(struct invocation *in, struct err *e)
{
    struct listing l = {.in = in};
    if (!make_filter(in, &l.filter, e))
        return EXIT_FAILED;
    rows_begin(&l.rows, in);
    bool ok = list_all(&l, e);
    rows_end(&l.rows);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command list_command = {
    .name = "list",
    .summary = "the articles in order of arrival: name, source, title",
    .options = (const struct option_spec[]){{"source", 's', "NAME", "of this source"},
                                            {"topic", 't', "NAME", "of this topic"},
                                            {"role", 'r', "NAME", "with a take of this role"},
                                            {"since", 0, "TIME", "published since: 2026-04-08, or a span such as 7d"},
                                            {"number", 'n', "N", "at most so many"},
                                            {"json", 'j', NULL, "one JSON object a line"},
                                            {0}},
    .store = NEEDS_STORE_READ,
    .run = run_list,
};

static bool show_group(struct invocation *in, struct table *t, enum group_kind kind, const struct group *g,
                       struct err *e)
{
    int64_t articles;
    if (!store_count_group(in->store, kind, g->id, &articles, e))
        return false;
    if (option_has(in, "json")) {
        json_t *row = json_pack("{s:s, s:s, s:I}", "slug", g->slug, "name", g->name, "articles", (json_int_t)articles);
        json_dumpf(row, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(row);
        return true;
    }
    table_add(t, g->slug);
    table_addf(t, "%lld", (long long)articles);
    table_add(t, g->name);
    return true;
}

static enum exit_status list_groups(struct invocation *in, enum group_kind kind, const char *what, struct err *e)
{
    const char *headings[] = {what, kind == GROUP_ROLE ? "TAKES" : "ARTICLES", "NAME"};
    struct group groups[CHUNK];
    struct table t;
    size_t count = CHUNK;
    bool ok = true;
    table_begin(&t, 3, 1u << 1);
    for (int64_t after = 0; ok && count == CHUNK;) {
        ok = store_list_groups(in->store, kind, after, groups, CHUNK, &count, e);
        for (size_t i = 0; ok && i < count; i++) {
            ok = show_group(in, &t, kind, &groups[i], e);
            after = groups[i].id;
        }
    }
    table_end(&t, headings, in->terminal);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

static enum exit_status run_topics(struct invocation *in, struct err *e)
{
    return list_groups(in, GROUP_TOPIC, "TOPIC", e);
}

static enum exit_status run_roles(struct invocation *in, struct err *e)
{
    return list_groups(in, GROUP_ROLE, "ROLE", e);
}

static const struct option_spec group_options[] = {{"json", 'j', NULL, "one JSON object a line"}, {0}};

const struct command topic_list_command = {
    .name = "topic list",
    .summary = "the topics and how many articles each has",
    .options = group_options,
    .store = NEEDS_STORE_READ,
    .run = run_topics,
};

const struct command role_list_command = {
    .name = "role list",
    .summary = "the roles of the panel and how many takes each has",
    .options = group_options,
    .store = NEEDS_STORE_READ,
    .run = run_roles,
};

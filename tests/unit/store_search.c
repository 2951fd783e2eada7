/* Laws of searching: at any state of the index an answer is what asking every article gives. */
#include "newsfs/search.h"
#include "support_store.h"

#include <pthread.h>

static const char *const vocabulary[] = {"rates", "Interest",  "rate", "Zürich",     "zurich", "euro",
                                         "infla", "inflation", "中文", "学中文的人", "don't",  "U.S.",
                                         "bank",  "BANKS",     "42",   "a"};
static const char *const words_alone[] = {"rates", "interest", "rate", "zurich", "euro", "infla", "inflation",
                                          "bank",  "banks",    "42",   "a",      "don",  "absent"};
static const char *const authors[] = {"Ann Smith", "J. Smithers", "王小明"};

struct fixture {
    struct place place;
    struct store *s;
    struct random r;
};

static const char *some_text(struct random *r, struct document *d, size_t most)
{
    BUF_SCOPED struct buf text = {0};
    for (size_t n = 1 + random_below(r, most); n > 0; n--) {
        buf_adds(&text, PICK(r, vocabulary));
        buf_addc(&text, random_below(r, 8) ? ' ' : '\n');
    }
    return document_text(d, text.data, text.len);
}

static void story(struct random *r, struct document *d, int identities)
{
    random_story(r, d, identities);
    if (random_below(r, 3))
        d->title = some_text(r, d, 4);
    if (random_below(r, 3))
        d->body = some_text(r, d, 12);
    d->summary = random_below(r, 2) ? some_text(r, d, 5) : NULL;
    if (random_below(r, 2))
        document_add_author(d)->name = PICK(r, authors);
    for (size_t i = 0; i < d->take_count; i++)
        d->takes[i].text = some_text(r, d, 5);
}

static void add_stories(struct fixture *f, int count, int identities)
{
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    while (count > 0) {
        MUST(store_begin(f->s, &e));
        for (size_t n = 1 + random_below(&f->r, 30); n > 0 && count > 0; n--, count--) {
            story(&f->r, &d, identities);
            put(f->s, &d);
        }
        MUST(store_commit(f->s, &e));
    }
}

static void leaf_text(struct random *r, struct buf *out)
{
    static const char *const fields[] = {"", "", "", "", "title:", "author:"};
    static const char *const others[] = {"source:reuters",
                                         "source:the-wire",
                                         "topic:ai",
                                         "topic:grain-corn",
                                         "role:skeptic",
                                         "role:builder",
                                         "on:2023-11",
                                         "after:2023-11-15",
                                         "before:2023-11-16",
                                         "since:2023-11-16",
                                         "author:smith",
                                         "author:smi*",
                                         "author:\"ann smith\"",
                                         "topic:absent",
                                         "学中",
                                         "中",
                                         "人*",
                                         "\"don't rates\""};
    size_t pick = random_below(r, 4);
    if (pick == 0) {
        buf_adds(out, PICK(r, others));
        return;
    }
    buf_adds(out, PICK(r, fields));
    if (pick == 1)
        buf_addf(out, "\"%s %s\"", PICK(r, words_alone), PICK(r, words_alone));
    else
        buf_adds(out, PICK(r, words_alone));
    if (random_below(r, 4) == 0)
        buf_addc(out, '*');
}

static void query_text(struct random *r, struct buf *out, int depth)
{
    static const char *const joins[] = {" ", " AND ", " OR "};
    if (depth == 0 || random_below(r, 3) == 0) {
        leaf_text(r, out);
        return;
    }
    if (random_below(r, 4) == 0)
        buf_adds(out, "NOT ");
    buf_addc(out, '(');
    query_text(r, out, depth - 1);
    buf_adds(out, PICK(r, joins));
    query_text(r, out, depth - 1);
    buf_addc(out, ')');
}

static const struct query *some_query(struct random *r, struct arena *arena)
{
    struct query_error why;
    BUF_SCOPED struct buf text = {0};
    query_text(r, &text, 3);
    const struct query *q = query_parse(arena, text.data, 1700300000, &why);
    if (!q)
        fail_msg("%s: %s", text.data, why.text);
    return q;
}

/* What every article says when it is asked: newest first. */
static struct listing ask_all(struct store *s, const struct query *q)
{
    struct listing all = list_set(s, (struct article_set){SET_ALL, 0}, 100), yes = {0};
    yes.at = mem_alloc((all.count + 1) * sizeof *yes.at);
    for (size_t i = all.count; i > 0; i--) {
        bool has;
        MUST(store_search_has(s, q, &all.at[i - 1], &has, &e));
        if (has)
            yes.at[yes.count++] = all.at[i - 1];
    }
    free(all.at);
    return yes;
}

static void search_is_asking_all(struct store *s, const struct query *q, size_t page)
{
    struct listing expected = ask_all(s, q);
    struct entry *got = mem_alloc((page + 1) * sizeof *got);
    size_t at = 0, count = page;
    for (int64_t before = INT64_MAX; count == page; before = count ? got[count - 1].id : before) {
        MUST(store_search(s, q, before, got, page, &count, &e));
        assert_true(at + count <= expected.count);
        for (size_t i = 0; i < count; i++)
            assert_true(entry_equals(&got[i], &expected.at[at++]));
    }
    assert_int_equal(at, expected.count);
    free(expected.at);
    free(got);
}

static void ask_some(struct fixture *f, int count)
{
    for (int i = 0; i < count; i++) {
        ARENA_SCOPED struct arena arena = {0};
        search_is_asking_all(f->s, some_query(&f->r, &arena), 1 + random_below(&f->r, 40));
    }
}

static void index_all(struct store *s)
{
    bool more = true;
    for (int steps = 0; more; steps++) {
        MUST(store_index_step(s, &more, &e));
        assert_true(steps < 1000);
    }
}

static struct store_index_state state_of(struct store *s)
{
    struct store_index_state state;
    MUST(store_get_index_state(s, &state, &e));
    return state;
}

static void no_problem(void *context, const char *text)
{
    (void)context;
    fail_msg("%s", text);
}

static void store_is_whole(struct store *s)
{
    MUST(store_check(s, no_problem, NULL, &e));
}

/* ---- the laws ---- */

static void a_search_finds_what_asking_every_article_finds_at_any_state_of_the_index(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 12; round++) {
        int64_t pruned;
        add_stories(f, 40, 400);
        ask_some(f, 10);
        if (random_below(&f->r, 3))
            index_all(f->s);
        ask_some(f, 10);
        if (random_below(&f->r, 4) == 0)
            MUST(store_prune(f->s, 1700000000 + (int64_t)random_below(&f->r, 3) * DAY_SECONDS, true, false, &pruned,
                             &e));
        ask_some(f, 10);
    }
    store_is_whole(f->s);
}

static void when_nothing_changes_the_index_comes_to_cover_every_article(void **state)
{
    struct fixture *f = *state;
    struct store_counts counts;
    for (int round = 0; round < 6; round++) {
        add_stories(f, 50, 100000);
        assert_true(state_of(f->s).waiting > 0);
        index_all(f->s);
        MUST(store_count(f->s, &counts, &e));
        assert_int_equal(state_of(f->s).indexed, counts.articles);
        assert_int_equal(state_of(f->s).waiting, 0);
    }
    assert_true(state_of(f->s).text_bytes > 0 && state_of(f->s).index_bytes > 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool page_has(const struct buf *page, const char *needle)
{
    size_t len = strlen(needle);
    for (size_t i = 0; i + len <= page->len; i++) {
        size_t k = 0;
        while (k < len && lower(page->data[i + k]) == lower(needle[k]))
            k++;
        if (k == len)
            return true;
    }
    return false;
}

static bool page_has_all(struct store *s, const struct entry *entry, const struct needle_group *groups, size_t count)
{
    ARTICLE_SCOPED struct article a;
    BUF_SCOPED struct buf page = {0};
    bool found, all = true;
    article_init(&a);
    MUST(store_load_article(s, entry->id, entry->revision, &a, &found, &e));
    support_render(&page, &a);
    for (size_t i = 0; i < count && all; i++) {
        bool any = false;
        for (size_t k = 0; k < groups[i].count; k++)
            any |= page_has(&page, groups[i].needles[k]);
        all = any;
    }
    return all;
}

static void candidates_hold_every_page_with(struct store *s, const struct needle_group *groups, size_t groups_count,
                                            size_t page, size_t *extra)
{
    struct listing all = list_set(s, (struct article_set){SET_ALL, 0}, 100);
    int64_t *ids = mem_alloc((all.count + page) * sizeof *ids);
    size_t at = 0, count = page, hits = 0, k = 0;
    while (count == page) {
        MUST(store_list_candidates(s, groups, groups_count, at ? ids[at - 1] : 0, ids + at, page, &count, &e));
        at += count;
        assert_true(at <= all.count);
    }
    for (size_t i = 0; i < all.count; i++) {
        bool listed = k < at && ids[k] == all.at[i].id;
        k += listed;
        bool has = page_has_all(s, &all.at[i], groups, groups_count);
        hits += has;
        assert_true(listed || !has);
    }
    assert_int_equal(k, at); /* ascending, and each an article */
    *extra = at - hits;
    free(all.at);
    free(ids);
}

static void candidates_are_all_pages_that_hold_the_needles_and_few_others(void **state)
{
    static const char *const needles[] = {"rates", "ZURICH", "interest r", "中文", "do",   "n't",
                                          "xq9",   "Smith",  "=a",         "",     "bank", "source"};
    struct fixture *f = *state;
    size_t extra;
    for (int round = 0; round < 60; round++) {
        const char *two[2][2] = {{PICK(&f->r, needles), PICK(&f->r, needles)},
                                 {PICK(&f->r, needles), PICK(&f->r, needles)}};
        struct needle_group groups[2] = {{two[0], 1 + random_below(&f->r, 2)}, {two[1], 1 + random_below(&f->r, 2)}};
        if (round % 10 == 0)
            add_stories(f, 60, 500);
        if (round % 20 == 0)
            index_all(f->s);
        candidates_hold_every_page_with(f->s, groups, random_below(&f->r, 3), 1 + random_below(&f->r, 50), &extra);
    }
    index_all(f->s);
    const char *rare = "xq9zz";
    struct needle_group one = {&rare, 1};
    candidates_hold_every_page_with(f->s, &one, 1, 100, &extra);
    assert_true(extra <= (size_t)state_of(f->s).waiting);
}

static bool topics_have(struct store *s, const struct entry *entry, const char *slug)
{
    struct group g;
    bool found, has;
    MUST(store_find_group(s, GROUP_TOPIC, slug, &g, &found, &e));
    MUST(store_set_has(s, &(struct article_set){SET_TOPIC, g.id}, entry, &has, &e));
    return found && has;
}

static void a_topic_by_query_has_every_article_that_matches_present_and_future(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct query_error why;
    int64_t articles;
    const char *text = "(rates OR zurich) -euro", *of_topic = "topic:money title:interest";
    add_stories(f, 120, 200);
    index_all(f->s);
    MUST(store_set_topic_query(f->s, "Money & Rates", text, &articles, &e));
    MUST(store_set_topic_query(f->s, "Money", "topic:money-rates", &articles, &e));
    MUST(store_set_topic_query(f->s, "Deep", of_topic, &articles, &e));
    for (int round = 0; round < 4; round++) {
        const struct query *q = query_parse(&arena, text, 0, &why);
        struct listing yes = ask_all(f->s, q), deep = ask_all(f->s, query_parse(&arena, of_topic, 0, &why));
        for (size_t i = 0; i < yes.count; i++)
            assert_true(topics_have(f->s, &yes.at[i], "money-rates") && topics_have(f->s, &yes.at[i], "money"));
        for (size_t i = 0; i < deep.count; i++)
            assert_true(topics_have(f->s, &deep.at[i], "deep"));
        assert_true(round == 0 || yes.count > 0);
        free(yes.at);
        free(deep.at);
        add_stories(f, 80, 200);
    }
    store_is_whole(f->s);
    bool found;
    struct listing before = ask_all(f->s, query_parse(&arena, "topic:money", 0, &why));
    MUST(store_drop_topic_query(f->s, "money", &found, &e));
    assert_true(found);
    struct listing after = ask_all(f->s, query_parse(&arena, "topic:money", 0, &why));
    assert_int_equal(before.count, after.count);
    free(before.at);
    free(after.at);
    MUST(store_drop_topic_query(f->s, "money", &found, &e));
    assert_false(found);
}

static void what_prune_removes_is_gone_told_of_and_its_name_never_given_again(void **state)
{
    struct fixture *f = *state;
    int64_t counted, removed, last, wire_before, wire_after;
    add_stories(f, 200, 300);
    index_all(f->s);
    struct listing before = list_set(f->s, (struct article_set){SET_ALL, 0}, 100);
    MUST(store_last_change(f->s, &last, &e));
    MUST(store_wire_size(f->s, &wire_before, &e));
    const int64_t limit = 1700000000 + 2 * DAY_SECONDS;
    MUST(store_prune(f->s, limit, true, true, &counted, &e));
    MUST(store_prune(f->s, limit, true, false, &removed, &e));
    assert_int_equal(counted, removed);
    assert_true(removed > 0);
    struct change changes[1000];
    size_t count, told = 0;
    MUST(store_list_changes(f->s, last, changes, 1000, &count, &e));
    assert_int_equal(count, removed);
    for (size_t i = 0; i < before.count; i++) {
        const struct entry *was = &before.at[i];
        bool goes = was->published < limit && was->take_count == 0, found;
        struct entry entry;
        MUST(store_find_entry(f->s, was->name, &entry, &found, &e));
        assert_int_equal(found, !goes);
        if (!goes)
            continue;
        int64_t topics[100], roles[100];
        size_t topic_count, role_count;
        MUST(store_get_removed(f->s, changes[told].number, &entry, topics, &topic_count, roles, &role_count, 100,
                               &found, &e));
        assert_true(found && changes[told].kind == CHANGE_REMOVED && changes[told].article == was->id);
        assert_true(entry_equals(&entry, was));
        assert_int_equal(topic_count, was->topic_count);
        told++;
    }
    MUST(store_wire_size(f->s, &wire_after, &e));
    assert_int_equal(wire_before, wire_after);
    add_stories(f, 200, 300);
    struct listing after = list_set(f->s, (struct article_set){SET_ALL, 0}, 100);
    for (size_t i = 0; i < after.count; i++)
        for (size_t k = 0; k < before.count; k++)
            assert_true((strcmp(after.at[i].name, before.at[k].name) == 0) == (after.at[i].id == before.at[k].id));
    store_is_whole(f->s);
    free(before.at);
    free(after.at);
}

/* ---- with others at work ---- */

struct writer {
    const char *url;
    bool done;
};

static void *write_and_prune(void *context)
{
    struct writer *w = context;
    struct fixture f = {.s = open_mode(w->url, STORE_WRITE, 0), .r = {7}};
    for (int i = 0; i < 15; i++) {
        int64_t pruned;
        bool more;
        add_stories(&f, 20, 300);
        MUST(store_index_step(f.s, &more, &e));
        if (i % 5 == 4)
            MUST(store_prune(f.s, 1700000000, true, false, &pruned, &e));
    }
    store_close(f.s);
    __atomic_store_n(&w->done, true, __ATOMIC_RELEASE);
    return NULL;
}

static void a_search_beside_writers_and_indexers_sees_one_state(void **state)
{
    struct fixture *f = *state;
    struct writer w = {.url = f->place.url};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_and_prune, &w), 0);
    while (!__atomic_load_n(&w.done, __ATOMIC_ACQUIRE)) {
        bool more;
        MUST(store_index_step(f->s, &more, &e));
        MUST(store_begin_read(f->s, &e));
        ask_some(f, 1);
        store_end_read(f->s);
    }
    pthread_join(thread, NULL);
    index_all(f->s);
    ask_some(f, 20);
    store_is_whole(f->s);
}

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    f->r = (struct random){42};
    place_init(&f->place);
    f->s = open_mode(f->place.url, STORE_CREATE, 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    place_finish(&f->place);
    free(f);
    return 0;
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_search_finds_what_asking_every_article_finds_at_any_state_of_the_index),
        WITH_STORE(when_nothing_changes_the_index_comes_to_cover_every_article),
        WITH_STORE(candidates_are_all_pages_that_hold_the_needles_and_few_others),
        WITH_STORE(a_topic_by_query_has_every_article_that_matches_present_and_future),
        WITH_STORE(what_prune_removes_is_gone_told_of_and_its_name_never_given_again),
        WITH_STORE(a_search_beside_writers_and_indexers_sees_one_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

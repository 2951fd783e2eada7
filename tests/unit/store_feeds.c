/* Laws of the subscriptions. */
#include "newsfs/feeds.h"
#include "support_store.h"

struct fixture {
    struct place place;
    struct store *store;
    struct random random;
};

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    place_init(&f->place);
    f->store = open_mode(f->place.url, STORE_CREATE, 0);
    f->random.state = 7;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    place_finish(&f->place);
    free(f);
    return 0;
}

static const char *const texts[] = {"a", "Zeitung für alle", "\"quoted\"", "W/\"v1\"", "中文"};

static const char *some_text(struct random *r)
{
    return random_below(r, 3) ? PICK(r, texts) : NULL;
}

static int64_t some_time(struct random *r)
{
    return random_below(r, 3) ? 1700000000 + (int64_t)random_below(r, 1000) : TIME_NONE;
}

static void random_feed(struct random *r, struct arena *arena, struct feed *f)
{
    char url[64];
    snprintf(url, sizeof url, "https://h%zu.example/%zu", random_below(r, 50), random_below(r, 1000000));
    feed_init(f, arena_strdup(arena, url));
    f->title = some_text(r);
    f->home_url = some_text(r);
    f->etag = some_text(r);
    f->last_modified = some_text(r);
    f->last_error = some_text(r);
    f->topic_count = random_below(r, 4);
    f->topics = arena_alloc(arena, 4 * sizeof *f->topics);
    for (size_t i = 0; i < f->topic_count; i++)
        f->topics[i] = PICK(r, texts);
    f->is_named = random_below(r, 2);
    f->allow_private = random_below(r, 2);
    f->is_full = random_below(r, 2);
    f->is_gone = random_below(r, 4) == 0;
    f->next_due = f->is_gone ? TIME_NONE : some_time(r);
    f->last_fetched = some_time(r);
    f->last_success = some_time(r);
    f->last_arrival = some_time(r);
    f->interval_seconds = (int64_t)random_below(r, 100000);
    f->last_status = (int)random_below(r, 600);
    f->failures = (int)random_below(r, 20);
    f->articles = (int64_t)random_below(r, 1000);
    f->last_articles = (int64_t)random_below(r, 20);
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_string_equal(a, b);
}

static void assert_same(const struct feed *a, const struct feed *b)
{
    assert_same_text(a->url, b->url);
    assert_same_text(a->source_url, b->source_url);
    assert_same_text(a->title, b->title);
    assert_same_text(a->home_url, b->home_url);
    assert_same_text(a->etag, b->etag);
    assert_same_text(a->last_modified, b->last_modified);
    assert_same_text(a->last_error, b->last_error);
    assert_int_equal(a->topic_count, b->topic_count);
    for (size_t i = 0; i < a->topic_count; i++)
        assert_string_equal(a->topics[i], b->topics[i]);
    const int64_t left[] = {a->id,           a->is_named,         a->allow_private, a->added,
                            a->next_due,     a->interval_seconds, a->last_fetched,  a->last_success,
                            a->last_arrival, a->last_status,      a->failures,      a->is_gone,
                            a->articles,     a->last_articles,    a->is_full};
    const int64_t right[] = {b->id,           b->is_named,         b->allow_private, b->added,
                             b->next_due,     b->interval_seconds, b->last_fetched,  b->last_success,
                             b->last_arrival, b->last_status,      b->failures,      b->is_gone,
                             b->articles,     b->last_articles,    b->is_full};
    assert_memory_equal(left, right, sizeof left);
}

static int64_t add(struct store *s, const struct feed *f)
{
    int64_t id = 0;
    bool added;
    MUST(store_begin(s, &e));
    MUST(store_add_feed(s, f, &id, &added, &e));
    MUST(store_commit(s, &e));
    assert_true(added);
    return id;
}

static void set(struct store *s, const struct feed *f)
{
    MUST(store_begin(s, &e));
    MUST(store_set_feed(s, f, &e));
    MUST(store_commit(s, &e));
}

static void a_feed_comes_back_as_it_went_in(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++) {
        ARENA_SCOPED struct arena arena = {0};
        struct feed in, changed, out;
        bool found;
        random_feed(&f->random, &arena, &in);
        in.id = add(f->store, &in);
        MUST(store_get_feed(f->store, in.id, &arena, &out, &found, &e));
        assert_true(found);
        assert_same(&in, &out);
        random_feed(&f->random, &arena, &changed);
        changed.id = in.id;
        set(f->store, &changed);
        changed.source_url = in.source_url;
        changed.added = in.added;
        MUST(store_find_feed(f->store, changed.url, &arena, &out, &found, &e));
        assert_true(found);
        assert_same(&changed, &out);
        MUST(store_find_feed(f->store, in.url, &arena, &out, &found, &e));
        assert_true(found && out.id == in.id);
    }
}

static void an_address_belongs_to_one_feed_for_ever(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct feed one, other, again;
    struct err why;
    int64_t id;
    bool added;
    feed_init(&one, "https://old.example/");
    one.id = add(f->store, &one);
    one.url = "https://new.example/";
    set(f->store, &one);
    for (int i = 0; i < 2; i++) {
        feed_init(&again, i ? "https://old.example/" : "https://new.example/");
        MUST(store_begin(f->store, &e));
        MUST(store_add_feed(f->store, &again, &id, &added, &e));
        store_rollback(f->store);
        assert_false(added);
        assert_int_equal(id, one.id);
    }
    feed_init(&other, "https://other.example/");
    other.id = add(f->store, &other);
    other.url = "https://old.example/";
    MUST(store_begin(f->store, &e));
    assert_false(store_set_feed(f->store, &other, &why));
    assert_int_equal(why.code, ERR_USAGE);
    MUST(store_commit(f->store, &e));
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const bad[] = {"", "file:///etc/passwd", "ftp://x/", "http://", "javascript:1", "x"};
    struct fixture *f = *state;
    struct feed feed;
    struct err why;
    int64_t id;
    bool added;
    MUST(store_begin(f->store, &e));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        feed_init(&feed, bad[i]);
        assert_false(store_add_feed(f->store, &feed, &id, &added, &why));
        assert_int_equal(why.code, ERR_USAGE);
    }
    store_rollback(f->store);
}

static void listing_meets_every_feed_once_in_order_of_being_added(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct feed feed, out[7];
    int64_t ids[50], after = 0;
    size_t n, seen = 0;
    for (int i = 0; i < 50; i++) {
        random_feed(&f->random, &arena, &feed);
        ids[i] = add(f->store, &feed);
    }
    do {
        MUST(store_list_feeds(f->store, after, &arena, out, 7, &n, &e));
        for (size_t i = 0; i < n; i++)
            assert_int_equal(out[i].id, ids[seen++]);
        after = n ? out[n - 1].id : after;
    } while (n == 7);
    assert_int_equal(seen, 50);
}

static void those_due_are_listed_the_longest_due_first(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct feed feed;
    int64_t ids[100], last = INT64_MIN, time;
    size_t n, due = 0;
    bool found;
    for (int i = 0; i < 100; i++) {
        random_feed(&f->random, &arena, &feed);
        feed.next_due = feed.is_gone ? TIME_NONE : some_time(&f->random);
        due += feed.next_due != TIME_NONE && feed.next_due <= 1700000500;
        add(f->store, &feed);
    }
    MUST(store_list_due_feeds(f->store, 1700000500, ids, 100, &n, &e));
    assert_int_equal(n, due);
    MUST(store_next_due(f->store, &time, &e));
    for (size_t i = 0; i < n; i++) {
        MUST(store_get_feed(f->store, ids[i], &arena, &feed, &found, &e));
        assert_true(feed.next_due >= last && feed.next_due <= 1700000500 && !feed.is_gone);
        assert_true(i > 0 || feed.next_due == time);
        last = feed.next_due;
    }
}

static void a_removed_feed_is_gone_and_its_number_is_not_given_again(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct feed feed;
    bool found;
    feed_init(&feed, "https://a.example/");
    int64_t id = add(f->store, &feed), count;
    MUST(store_begin(f->store, &e));
    MUST(store_remove_feed(f->store, id, &e));
    MUST(store_commit(f->store, &e));
    MUST(store_get_feed(f->store, id, &arena, &feed, &found, &e));
    assert_false(found);
    MUST(store_count_feeds(f->store, &count, &e));
    assert_int_equal(count, 0);
    feed_init(&feed, "https://a.example/");
    assert_true(add(f->store, &feed) > id);
}

static void what_is_not_committed_was_never_written(void **state)
{
    struct fixture *f = *state;
    struct feed feed;
    int64_t id, count, due;
    bool added;
    feed_init(&feed, "https://a.example/");
    MUST(store_begin(f->store, &e));
    MUST(store_add_feed(f->store, &feed, &id, &added, &e));
    store_rollback(f->store);
    MUST(store_count_feeds(f->store, &count, &e));
    MUST(store_next_due(f->store, &due, &e));
    assert_int_equal(count, 0);
    assert_true(due == TIME_NONE);
}

static void nothing_is_written_outside_of_a_transaction(void **state)
{
    struct fixture *f = *state;
    struct feed feed;
    struct err why;
    int64_t id;
    bool added;
    feed_init(&feed, "https://a.example/");
    assert_false(store_add_feed(f->store, &feed, &id, &added, &why));
    assert_false(store_set_feed(f->store, &feed, &why));
    assert_false(store_remove_feed(f->store, 1, &why));
}

#define LAW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(a_feed_comes_back_as_it_went_in),
        LAW(an_address_belongs_to_one_feed_for_ever),
        LAW(what_is_no_address_is_refused),
        LAW(listing_meets_every_feed_once_in_order_of_being_added),
        LAW(those_due_are_listed_the_longest_due_first),
        LAW(a_removed_feed_is_gone_and_its_number_is_not_given_again),
        LAW(what_is_not_committed_was_never_written),
        LAW(nothing_is_written_outside_of_a_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

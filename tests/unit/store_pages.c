/* Laws of the pages of articles: read once, and what they give stays. */
#include "newsfs/feeds.h"
#include "newsfs/search.h"
#include "support_store.h"

#define FEED 7

struct fixture {
    struct place place;
    struct store *store;
    struct random random;
    struct document story, page;
};

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    place_init(&f->place);
    f->store = open_mode(f->place.url, STORE_CREATE, 0);
    f->random.state = 11;
    document_init(&f->story);
    document_init(&f->page);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    place_finish(&f->place);
    document_finish(&f->story);
    document_finish(&f->page);
    free(f);
    return 0;
}

/* ---- what a sync does ---- */

static struct document *story(struct fixture *f, const char *title, const char *body)
{
    simple_story(&f->story, "guid", title);
    f->story.url = "https://news.example/story";
    f->story.body = body;
    return &f->story;
}

static enum put_result bring(struct fixture *f, struct document *d, int64_t *article)
{
    struct draft draft = {.doc = d};
    enum put_result result;
    support_prepare(&draft);
    MUST(store_begin(f->store, &e));
    MUST(store_put(f->store, &draft, NULL, 0, &result, &e));
    MUST(store_want_page(f->store, draft.article, FEED, &e));
    MUST(store_commit(f->store, &e));
    *article = draft.article;
    return result;
}

static struct document *page(struct fixture *f, const char *body)
{
    document_clear(&f->page);
    f->page.title = "The page's title";
    f->page.body = body;
    return &f->page;
}

static bool take_page(struct fixture *f, int64_t article, struct document *d)
{
    struct draft draft = {.doc = d};
    bool taken;
    support_prepare(&draft);
    MUST(store_begin(f->store, &e));
    MUST(store_take_page(f->store, article, &draft, &taken, &e));
    MUST(store_commit(f->store, &e));
    return taken;
}

static void miss(struct fixture *f, int64_t article, bool is_final)
{
    MUST(store_begin(f->store, &e));
    MUST(store_miss_page(f->store, article, is_final, &e));
    MUST(store_commit(f->store, &e));
}

static size_t wanted(struct fixture *f)
{
    ARENA_SCOPED struct arena arena = {0};
    struct wanted_page pages[8];
    size_t count;
    MUST(store_list_wanted_pages(f->store, FEED, &arena, pages, 8, &count, &e));
    return count;
}

static void assert_reads(struct fixture *f, int64_t article, const char *title, const char *body)
{
    ARTICLE_SCOPED struct article a;
    struct entry entry;
    bool found;
    article_init(&a);
    MUST(store_get_entry(f->store, article, &entry, &found, &e));
    assert_true(found);
    MUST(store_load_article(f->store, article, entry.revision, &a, &found, &e));
    assert_string_equal(a.text[FILE_TITLE], title);
    assert_string_equal(a.text[FILE_BODY], body);
}

static void no_problem(void *context, const char *text)
{
    (void)context;
    fail_msg("%s", text);
}

/* ---- the laws ---- */

static void a_page_with_more_text_is_the_body_from_then_on(void **state)
{
    struct fixture *f = *state;
    int64_t id, again;
    assert_int_equal(bring(f, story(f, "Title", "Short."), &id), PUT_NEW);
    assert_true(take_page(f, id, page(f, "All of the text.")));
    assert_reads(f, id, "Title\n", "All of the text.\n");
    for (int i = 0; i < 3; i++)
        assert_int_equal(bring(f, story(f, "Title", "Short."), &again), PUT_SAME);
    assert_int_equal(again, id);
    assert_int_equal(bring(f, story(f, "Another title", "Brief."), &again), PUT_CHANGED);
    assert_reads(f, id, "Another title\n", "All of the text.\n");
    assert_int_equal(bring(f, story(f, "Another title", "Brief."), &again), PUT_SAME);
}

static void a_page_with_no_more_text_leaves_the_article_as_it_is(void **state)
{
    struct fixture *f = *state;
    static const char *const bodies[] = {"Less.", "Just so."};
    for (size_t i = 0; i < 2; i++) {
        int64_t id;
        simple_story(&f->story, i ? "a" : "b", "Title");
        f->story.body = "Just so.";
        f->story.url = "https://news.example/";
        bring(f, &f->story, &id);
        assert_false(take_page(f, id, page(f, bodies[i])));
        assert_reads(f, id, "Title\n", "Just so.\n");
        assert_int_equal(wanted(f), 0);
    }
}

static void a_feed_that_brings_more_than_its_page_is_believed_again(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    bring(f, story(f, "Title", "Short."), &id);
    take_page(f, id, page(f, "All of the text."));
    assert_int_equal(bring(f, story(f, "Title", "All of the text, and more of it."), &id), PUT_CHANGED);
    assert_int_equal(bring(f, story(f, "Title", "Shorter now."), &id), PUT_CHANGED);
    assert_reads(f, id, "Title\n", "Shorter now.\n");
}

static void a_page_names_authors_only_where_the_feed_has_none(void **state)
{
    struct fixture *f = *state;
    for (int has_own = 0; has_own < 2; has_own++) {
        ARTICLE_SCOPED struct article a;
        int64_t id;
        bool found;
        article_init(&a);
        for (int round = 0; round < 2; round++) {
            story(f, "Title", "Short.")->id = has_own ? "own" : "none";
            if (has_own)
                document_add_author(&f->story)->name = "Ann";
            assert_int_equal(bring(f, &f->story, &id), round ? PUT_SAME : PUT_NEW);
            document_add_author(page(f, "All of the text."))->name = "Bob";
            if (!round)
                take_page(f, id, &f->page);
        }
        MUST(store_load_article(f->store, id, 2, &a, &found, &e));
        assert_int_equal(a.doc.author_count, 1);
        assert_string_equal(a.doc.authors[0].name, has_own ? "Ann" : "Bob");
    }
}

static void a_page_changes_neither_name_nor_date_nor_topics_nor_takes(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++) {
        struct entry before, after;
        int64_t id;
        bool found;
        do
            random_story(&f->random, &f->story, 1000);
        while (!f->story.url || document_is_blank(f->story.url));
        bring(f, &f->story, &id);
        MUST(store_get_entry(f->store, id, &before, &found, &e));
        char body[40000];
        memset(body, 'x', sizeof body - 1);
        body[sizeof body - 1] = '\0';
        bool taken = take_page(f, id, page(f, body));
        MUST(store_get_entry(f->store, id, &after, &found, &e));
        assert_string_equal(before.name, after.name);
        assert_int_equal(before.published, after.published);
        assert_int_equal(before.topic_count, after.topic_count);
        assert_int_equal(before.take_count, after.take_count);
        assert_int_equal(after.revision, before.revision + taken);
    }
    MUST(store_check(f->store, no_problem, NULL, &e));
}

static void a_page_is_wanted_until_it_was_read_or_missed_too_often(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    bring(f, story(f, "Title", "Short."), &id);
    for (int i = 0; i < PAGE_TRIES_MAX; i++) {
        assert_int_equal(wanted(f), 1);
        miss(f, id, false);
        bring(f, story(f, "Title", "Short."), &id);
    }
    assert_int_equal(wanted(f), 0);
    f->story.id = "another";
    bring(f, &f->story, &id);
    assert_int_equal(wanted(f), 1);
    miss(f, id, true);
    bring(f, &f->story, &id);
    assert_int_equal(wanted(f), 0);
    f->story.id = "a third";
    bring(f, &f->story, &id);
    take_page(f, id, page(f, "All of the text."));
    bring(f, &f->story, &id);
    assert_int_equal(wanted(f), 0);
}

static void an_article_without_address_or_without_wish_has_no_page_to_ask_for(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    story(f, "Title", "Short.")->url = NULL;
    bring(f, &f->story, &id);
    commit_one(f->store, story(f, "Title", "Short."));
    assert_int_equal(wanted(f), 0);
}

static void the_latest_articles_are_asked_for_first(void **state)
{
    struct fixture *f = *state;
    ARENA_SCOPED struct arena arena = {0};
    struct wanted_page pages[3];
    size_t count;
    for (int i = 0; i < 5; i++) {
        char guid[16];
        int64_t id;
        snprintf(guid, sizeof guid, "guid-%d", i);
        story(f, "Title", "Short.")->id = guid;
        bring(f, &f->story, &id);
    }
    MUST(store_list_wanted_pages(f->store, FEED, &arena, pages, 3, &count, &e));
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pages[i].article, 5 - i);
        assert_string_equal(pages[i].url, "https://news.example/story");
    }
    MUST(store_list_wanted_pages(f->store, FEED + 1, &arena, pages, 3, &count, &e));
    assert_int_equal(count, 0);
}

static void an_article_that_is_removed_takes_its_page_along(void **state)
{
    struct fixture *f = *state;
    int64_t id, removed;
    bring(f, story(f, "Title", "Short."), &id);
    MUST(store_prune(f->store, 1800000000, false, false, &removed, &e));
    assert_int_equal(removed, 1);
    assert_int_equal(wanted(f), 0);
    assert_false(take_page(f, id, page(f, "All of the text.")));
    assert_int_equal(bring(f, story(f, "Title", "Short."), &id), PUT_NEW);
    assert_int_equal(wanted(f), 1);
}

static void a_page_stays_through_another_renderer(void **state)
{
    struct fixture *f = *state;
    struct store_renderer other = support_renderer;
    struct err e = {0};
    int64_t id;
    bring(f, story(f, "Title", "Short."), &id);
    take_page(f, id, page(f, "All of the text."));
    store_close(f->store);
    other.version++;
    f->store = store_open(f->place.url, &(struct store_options){.mode = STORE_WRITE, .renderer = &other}, &e);
    assert_non_null(f->store);
    assert_int_equal(bring(f, story(f, "Title", "Short."), &id), PUT_SAME);
    assert_reads(f, id, "Title\n", "All of the text.\n");
}

#define LAW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(a_page_with_more_text_is_the_body_from_then_on),
        LAW(a_page_with_no_more_text_leaves_the_article_as_it_is),
        LAW(a_feed_that_brings_more_than_its_page_is_believed_again),
        LAW(a_page_names_authors_only_where_the_feed_has_none),
        LAW(a_page_changes_neither_name_nor_date_nor_topics_nor_takes),
        LAW(a_page_is_wanted_until_it_was_read_or_missed_too_often),
        LAW(an_article_without_address_or_without_wish_has_no_page_to_ask_for),
        LAW(the_latest_articles_are_asked_for_first),
        LAW(an_article_that_is_removed_takes_its_page_along),
        LAW(a_page_stays_through_another_renderer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

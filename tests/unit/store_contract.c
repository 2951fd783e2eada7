/* Laws of every store, whatever engine is behind it: only newsfs/store.h is used. */
#include "support_store.h"

#define PUTS       300
#define IDENTITIES 120

struct fixture {
    struct place place;
    struct store *s;
    struct random random;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    place_init(&f->place);
    f->s = open_mode(f->place.url, STORE_CREATE, 0);
    f->random.state = 42;
    *state = f;
    return 0;
}

static int setup_filled(void **state)
{
    setup(state);
    struct fixture *f = *state;
    fill(f->s, &f->random, PUTS, IDENTITIES);
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    place_finish(&f->place);
    free(f);
    return 0;
}

static struct listing list_all(struct store *s)
{
    return list_set(s, (struct article_set){SET_ALL, 0}, 64);
}

/* ---- listings ---- */

static void every_listed_entry_is_found_by_number_and_by_name(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    assert_true(all.count > 50);
    for (size_t i = 0; i < all.count; i++) {
        struct entry got, named;
        bool found;
        MUST(store_get_entry(f->s, all.at[i].id, &got, &found, &e));
        assert_true(found && entry_equals(&got, &all.at[i]));
        MUST(store_find_entry(f->s, all.at[i].name, &named, &found, &e));
        assert_true(found && entry_equals(&named, &all.at[i]));
        int64_t day;
        assert_true(name_is_possible(got.name, strlen(got.name), &day));
        assert_int_equal(day, got.day);
    }
    free(all.at);
}

static void check_set(struct store *s, struct article_set set, const struct listing *all, size_t *members)
{
    struct listing part = list_set(s, set, 7);
    for (size_t i = 0; i < all->count; i++) {
        bool has;
        MUST(store_set_has(s, &set, &all->at[i], &has, &e));
        assert_int_equal(has, listing_has(&part, all->at[i].id));
    }
    for (size_t i = 1; i < part.count; i++)
        assert_true(article_set_cookie(&set, &part.at[i - 1]) < article_set_cookie(&set, &part.at[i]));
    *members += part.count;
    free(part.at);
}

static size_t sum_of_groups(struct store *s, enum group_kind kind, enum article_set_kind set, const struct listing *all)
{
    struct group groups[3];
    size_t n, members = 0;
    int64_t after = 0;
    do {
        MUST(store_list_groups(s, kind, after, groups, 3, &n, &e));
        for (size_t i = 0; i < n; i++) {
            size_t before = members;
            int64_t count = -1;
            check_set(s, (struct article_set){set, groups[i].id}, all, &members);
            MUST(store_count_group(s, kind, groups[i].id, &count, &e));
            assert_int_equal(count, members - before);
            after = groups[i].id;
        }
    } while (n == 3);
    return members;
}

static void sources_topics_and_days_list_exactly_what_belongs(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    size_t in_topics = 0, in_days = 0, n;
    int64_t day = INT64_MIN, latest;
    assert_int_equal(sum_of_groups(f->s, GROUP_SOURCE, SET_SOURCE, &all), all.count);
    for (size_t i = 0; i < all.count; i++)
        in_topics += (size_t)all.at[i].topic_count;
    assert_int_equal(sum_of_groups(f->s, GROUP_TOPIC, SET_TOPIC, &all), in_topics);
    for (;;) {
        MUST(store_list_days(f->s, day, &day, &latest, 1, &n, &e));
        if (n == 0)
            break;
        check_set(f->s, (struct article_set){SET_DAY, day}, &all, &in_days);
    }
    assert_int_equal(in_days, all.count);
    free(all.at);
}

static void a_listing_during_inserts_neither_repeats_nor_skips(void **state)
{
    struct fixture *f = *state;
    for (size_t chunk = 1; chunk < 40; chunk += 6) {
        struct listing before = list_all(f->s), seen = {0};
        struct store *other = open_mode(f->place.url, STORE_WRITE, 0);
        int64_t after = 0;
        size_t n;
        do {
            seen.at = mem_realloc(seen.at, (seen.count + chunk) * sizeof *seen.at);
            MUST(store_list_entries(f->s, &(struct article_set){SET_ALL, 0}, after, seen.at + seen.count, chunk, &n,
                                    &e));
            for (size_t i = 0; i < n; i++, seen.count++) {
                assert_true(seen.at[seen.count].id > after);
                after = seen.at[seen.count].id;
            }
            if (seen.count < before.count)
                fill(other, &f->random, 2, 100000);
        } while (n == chunk);
        for (size_t i = 0; i < before.count; i++)
            assert_true(listing_has(&seen, before.at[i].id));
        store_close(other);
        free(before.at);
        free(seen.at);
    }
}

static bool is_later(const struct entry *a, const struct entry *b)
{
    return a->day != b->day ? a->day > b->day : a->id > b->id;
}

static int by_latest(const void *a, const void *b)
{
    return is_later(a, b) ? -1 : 1;
}

static void the_latest_are_the_newest_days_and_in_a_day_the_latest_arrivals(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    qsort(all.at, all.count, sizeof *all.at, by_latest);
    for (size_t many = 0; many < all.count + 5; many += 1 + many / 3)
        for (size_t chunk = 1; chunk < 30; chunk += 9) {
            struct article_set set = {SET_LATEST, (int64_t)many};
            struct listing got = list_set(f->s, set, chunk);
            assert_int_equal(got.count, many < all.count ? many : all.count);
            for (size_t i = 0; i < all.count; i++) {
                bool has;
                assert_true(i >= got.count || entry_equals(&got.at[i], &all.at[i]));
                MUST(store_set_has(f->s, &set, &all.at[i], &has, &e));
                assert_int_equal(has, i < many);
                assert_true(article_set_cookie(&set, &all.at[i]) > 0);
            }
            free(got.at);
        }
    free(all.at);
}

static void days_ascend_and_tell_their_latest_arrival(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    int64_t days[100], latest[100], last = INT64_MIN;
    size_t n, members = 0;
    do {
        MUST(store_list_days(f->s, last, days, latest, 100, &n, &e));
        for (size_t i = 0; i < n; i++) {
            assert_true(days[i] > last);
            last = days[i];
            int64_t arrival = TIME_NONE;
            for (size_t k = 0; k < all.count; k++)
                if (all.at[k].day == days[i]) {
                    arrival = all.at[k].first_seen;
                    members++;
                }
            assert_int_equal(latest[i], arrival);
        }
    } while (n == 100);
    assert_int_equal(members, all.count);
    free(all.at);
}

/* ---- texts, sizes, revisions ---- */

static void check_texts(struct store *s, const struct article *a)
{
    for (int file = FILE_TITLE; file <= FILE_URL; file++) {
        BUF_SCOPED struct buf text = {0};
        bool found;
        MUST(store_read_text(s, a->entry.id, a->entry.content, (enum article_file)file, &text, &found, &e));
        assert_int_equal(found, a->text[file] != NULL);
        assert_int_equal(text.len, a->entry.size[file]);
        assert_string_equal(buf_str(&text), found ? a->text[file] : "");
    }
}

static void what_is_loaded_is_what_was_measured(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    for (size_t i = 0; i < all.count; i++)
        for (int32_t revision = 1; revision <= all.at[i].revision; revision++) {
            struct entry entry, content;
            bool found;
            MUST(store_load_article(f->s, all.at[i].id, revision, &a, &found, &e));
            assert_true(found);
            MUST(store_get_revision(f->s, all.at[i].id, revision, &entry, &found, &e));
            assert_true(found && entry_equals(&entry, &a.entry));
            MUST(store_get_content(f->s, all.at[i].id, a.entry.content, &content, &found, &e));
            assert_true(found && content.content == a.entry.content);
            assert_memory_equal(content.size, a.entry.size, FILE_META * sizeof *content.size);
            int64_t size[ARTICLE_FILE_COUNT];
            support_measure(&a, NULL, size, NULL);
            assert_int_equal(size[FILE_META], entry.size[FILE_META]);
            assert_int_equal(size[FILE_PAGE], entry.size[FILE_PAGE]);
            check_texts(f->s, &a);
        }
    free(all.at);
}

struct memory {
    int64_t id;
    int32_t revision;
    char *bytes;
};

static char *render_revision(struct store *s, int64_t id, int32_t revision)
{
    ARTICLE_SCOPED struct article a;
    struct buf bytes = {0};
    bool found;
    article_init(&a);
    MUST(store_load_article(s, id, revision, &a, &found, &e));
    assert_true(found);
    support_render(&bytes, &a);
    return buf_take(&bytes);
}

/* After each put, remember what changed; at the end, all that was remembered must still be there. */
static void old_revisions_stay_readable_byte_for_byte(void **state)
{
    struct fixture *f = *state;
    struct memory memory[PUTS];
    size_t count = 0;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int i = 0; i < PUTS; i++) {
        struct change change;
        size_t n;
        int64_t last;
        random_story(&f->random, &d, 12);
        MUST(store_begin(f->s, &e));
        enum put_result result = random_below(&f->random, 4) ? put(f->s, &d) : put_sticky(f->s, &d, "Mine");
        MUST(store_commit(f->s, &e));
        if (result == PUT_SAME)
            continue;
        MUST(store_last_change(f->s, &last, &e));
        MUST(store_list_changes(f->s, last - 1, &change, 1, &n, &e));
        struct entry entry;
        bool found;
        MUST(store_get_entry(f->s, change.article, &entry, &found, &e));
        assert_true(n == 1 && found);
        memory[count].bytes = render_revision(f->s, entry.id, entry.revision);
        memory[count].id = entry.id;
        memory[count++].revision = entry.revision;
    }
    assert_true(count > 100);
    for (size_t i = 0; i < count; i++) {
        char *now = render_revision(f->s, memory[i].id, memory[i].revision);
        assert_string_equal(now, memory[i].bytes);
        free(now);
        free(memory[i].bytes);
    }
}

static void a_name_is_given_once(void **state)
{
    struct fixture *f = *state;
    struct listing before = list_all(f->s);
    fill(f->s, &f->random, PUTS, IDENTITIES);
    for (size_t i = 0; i < before.count; i++) {
        struct entry entry;
        bool found;
        MUST(store_get_entry(f->s, before.at[i].id, &entry, &found, &e));
        assert_string_equal(entry.name, before.at[i].name);
        assert_int_equal(entry.day, before.at[i].day);
        assert_int_equal(entry.source, before.at[i].source);
        assert_int_equal(entry.first_seen, before.at[i].first_seen);
    }
    free(before.at);
}

static void equal_titles_on_a_day_get_distinct_names_that_stay(void **state)
{
    struct fixture *f = *state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 50; i++) {
            char id[16];
            snprintf(id, sizeof id, "%d", i);
            simple_story(&d, id, "One title");
            assert_int_equal(commit_one(f->s, &d), round ? PUT_SAME : PUT_NEW);
        }
    struct listing all = list_all(f->s);
    assert_int_equal(all.count, 50);
    assert_string_equal(all.at[0].name, "2023-11-14_one-title");
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(all.at[i].name, all.at[k].name);
    free(all.at);
}

/* ---- what a put does ---- */

static void putting_a_document_again_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct random again = {7}, first = {7};
    fill(f->s, &first, PUTS, 1000000);
    struct listing before = list_all(f->s);
    int64_t changes, wire, changes_after, wire_after;
    MUST(store_last_change(f->s, &changes, &e));
    MUST(store_wire_size(f->s, &wire, &e));
    fill(f->s, &again, PUTS, 1000000);
    struct listing after = list_all(f->s);
    MUST(store_last_change(f->s, &changes_after, &e));
    MUST(store_wire_size(f->s, &wire_after, &e));
    assert_int_equal(changes, changes_after);
    assert_int_equal(wire, wire_after);
    assert_int_equal(before.count, after.count);
    for (size_t i = 0; i < before.count; i++)
        assert_true(entry_equals(&before.at[i], &after.at[i]));
    free(before.at);
    free(after.at);
}

static struct entry entry_of(struct store *s, int64_t id)
{
    struct entry entry;
    bool found = false;
    MUST(store_get_entry(s, id, &entry, &found, &e));
    assert_true(found);
    return entry;
}

static void a_changed_text_is_a_new_content_and_a_new_take_is_not(void **state)
{
    struct fixture *f = *state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    simple_story(&d, "1", "A title");
    assert_int_equal(commit_one(f->s, &d), PUT_NEW);
    d.body = "Another body.";
    assert_int_equal(commit_one(f->s, &d), PUT_CHANGED);
    struct entry entry = entry_of(f->s, 1);
    assert_int_equal(entry.revision, 2);
    assert_int_equal(entry.content, 2);
    document_add_take(&d, "skeptic")->text = "Hm.";
    assert_int_equal(commit_one(f->s, &d), PUT_CHANGED);
    entry = entry_of(f->s, 1);
    assert_int_equal(entry.revision, 3);
    assert_int_equal(entry.content, 2);
    assert_int_equal(entry.take_count, 1);
    assert_int_equal(commit_one(f->s, &d), PUT_SAME);
}

static void a_take_is_kept_until_its_role_says_something_else(void **state)
{
    struct fixture *f = *state;
    struct take_entry takes[4], old;
    size_t n;
    bool found;
    DOCUMENT_SCOPED struct document d;
    ARENA_SCOPED struct arena arena = {0};
    struct take text;
    document_init(&d);
    simple_story(&d, "1", "A title");
    document_add_take(&d, "skeptic")->text = "Hm.";
    document_add_take(&d, "builder")->text = "Yes.";
    commit_one(f->s, &d);
    MUST(store_list_takes(f->s, 1, 0, takes, 4, &n, &e));
    assert_int_equal(n, 2);
    old = takes[0];
    d.take_count = 0;
    assert_int_equal(commit_one(f->s, &d), PUT_SAME);
    document_add_take(&d, "skeptic")->text = "No.";
    assert_int_equal(commit_one(f->s, &d), PUT_CHANGED);
    MUST(store_list_takes(f->s, 1, 0, takes, 4, &n, &e));
    assert_int_equal(n, 2);
    assert_int_not_equal(takes[0].id, old.id);
    MUST(store_load_take(f->s, old.id, &arena, &text, &found, &e));
    assert_true(found);
    assert_string_equal(text.text, "Hm.");
    MUST(store_get_take(f->s, old.id, &takes[3], &found, &e));
    assert_true(found && takes[3].article == 1 && takes[3].size == support_measure_take(&text));
    MUST(store_find_take(f->s, 1, old.role, &takes[3], &found, &e));
    assert_true(found && takes[3].id == takes[0].id);
    MUST(store_load_take(f->s, takes[0].id, &arena, &text, &found, &e));
    assert_string_equal(text.text, "No.");
    assert_string_equal(text.role, "skeptic");
}

static void a_role_lists_its_current_takes_in_order_of_their_articles(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    size_t expected = 0, met = 0;
    for (size_t i = 0; i < all.count; i++)
        expected += (size_t)all.at[i].take_count;
    for (size_t role = 0; role < 3; role++) {
        struct group g;
        bool found;
        MUST(store_find_group(f->s, GROUP_ROLE, support_roles[role], &g, &found, &e));
        assert_true(found);
        int64_t after = 0, count;
        size_t n, members = 0;
        do {
            struct take_entry takes[5];
            struct entry entries[5];
            MUST(store_list_role(f->s, g.id, after, takes, entries, 5, &n, &e));
            for (size_t i = 0; i < n; i++) {
                struct take_entry same;
                struct entry entry = entry_of(f->s, takes[i].article);
                assert_true(takes[i].article > after && entry_equals(&entry, &entries[i]));
                after = takes[i].article;
                MUST(store_find_take(f->s, entry.id, g.id, &same, &found, &e));
                assert_true(found && same.id == takes[i].id);
                assert_string_equal(takes[i].slug, support_roles[role]);
                assert_true(takes[i].added <= g.latest);
            }
            members += n;
        } while (n == 5);
        MUST(store_count_group(f->s, GROUP_ROLE, g.id, &count, &e));
        assert_int_equal(count, members);
        met += members;
    }
    assert_int_equal(met, expected);
    free(all.at);
}

static void the_users_topics_stay_and_the_publishers_follow_the_document(void **state)
{
    struct fixture *f = *state;
    DOCUMENT_SCOPED struct document d;
    ARTICLE_SCOPED struct article a;
    bool found;
    document_init(&d);
    article_init(&a);
    simple_story(&d, "1", "A title");
    document_add_topic(&d, "Old");
    MUST(store_begin(f->s, &e));
    assert_int_equal(put_sticky(f->s, &d, "Mine"), PUT_NEW);
    assert_int_equal(put_sticky(f->s, &d, "mine!"), PUT_SAME);
    d.topics = NULL;
    d.topic_count = 0;
    document_add_topic(&d, "New");
    assert_int_equal(put(f->s, &d), PUT_CHANGED);
    assert_int_equal(put_sticky(f->s, &d, "New"), PUT_SAME);
    document_add_topic(&d, "Other");
    d.topics[0] = "Other still";
    assert_int_equal(put(f->s, &d), PUT_CHANGED);
    assert_int_equal(put_sticky(f->s, &d, "Late"), PUT_CHANGED);
    MUST(store_commit(f->s, &e));
    MUST(store_load_article(f->s, 1, 4, &a, &found, &e));
    static const char *const names[] = {"Other still", "Other", "New", "Mine", "Late"};
    assert_true(found);
    assert_int_equal(a.doc.topic_count, 5);
    assert_int_equal(a.entry.topic_count, 5);
    assert_int_equal(a.entry.content, 3);
    for (int i = 0; i < 5; i++)
        assert_string_equal(a.doc.topics[i], names[i]);
    MUST(store_load_article(f->s, 1, 1, &a, &found, &e));
    assert_int_equal(a.doc.topic_count, 2);
    assert_string_equal(a.doc.topics[0], "Old");
}

static void an_unbelievable_date_counts_as_arrival(void **state)
{
    struct fixture *f = *state;
    static const int64_t dates[] = {TIME_NONE, TIME_MAX, TIME_MIN - 1, INT64_MAX, INT64_MIN + 1};
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char id[16];
        snprintf(id, sizeof id, "%zu", i);
        simple_story(&d, id, id);
        d.published = dates[i];
        commit_one(f->s, &d);
        struct entry entry = entry_of(f->s, (int64_t)i + 1);
        assert_int_equal(entry.published, entry.first_seen);
        assert_int_equal(entry.day, day_of_time(entry.first_seen));
    }
}

/* ---- groups ---- */

static void sources_that_slug_alike_are_told_apart_and_topics_are_one(void **state)
{
    struct fixture *f = *state;
    struct group a, b, topic;
    struct entry entry;
    bool found;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int i = 0; i < 2; i++) {
        simple_story(&d, "1", "A title");
        d.source_name = i ? "the wire" : "The Wire";
        document_add_topic(&d, i ? "ai" : "AI");
        document_add_topic(&d, "--");
        assert_int_equal(commit_one(f->s, &d), PUT_NEW);
    }
    entry = entry_of(f->s, 1);
    MUST(store_get_group(f->s, GROUP_SOURCE, entry.source, &a, &found, &e));
    entry = entry_of(f->s, 2);
    MUST(store_get_group(f->s, GROUP_SOURCE, entry.source, &b, &found, &e));
    assert_string_equal(a.slug, "the-wire");
    assert_string_not_equal(b.slug, "the-wire");
    assert_memory_equal(b.slug, "the-wire_", 9);
    assert_string_equal(b.name, "the wire");
    MUST(store_find_group(f->s, GROUP_TOPIC, "ai", &topic, &found, &e));
    assert_true(found);
    assert_string_equal(topic.name, "AI");
    assert_int_equal(entry.topic_count, 1);
    int64_t members;
    MUST(store_count_group(f->s, GROUP_TOPIC, topic.id, &members, &e));
    assert_int_equal(members, 2);
}

static void check_latest(struct store *s, enum group_kind kind, enum article_set_kind set)
{
    struct group groups[50];
    size_t n;
    MUST(store_list_groups(s, kind, 0, groups, 50, &n, &e));
    assert_true(n > 2 && n < 50);
    for (size_t i = 0; i < n; i++) {
        struct listing members = list_set(s, (struct article_set){set, groups[i].id}, 100);
        struct group found_one;
        bool found;
        assert_int_equal(groups[i].latest, members.count ? members.at[members.count - 1].first_seen : TIME_NONE);
        MUST(store_find_group(s, kind, groups[i].slug, &found_one, &found, &e));
        assert_true(found && memcmp(&found_one, &groups[i], offsetof(struct group, slug)) == 0);
        free(members.at);
    }
}

static void a_group_tells_when_something_last_came(void **state)
{
    struct fixture *f = *state;
    check_latest(f->s, GROUP_SOURCE, SET_SOURCE);
    check_latest(f->s, GROUP_TOPIC, SET_TOPIC);
}

static void counts_are_what_listings_meet(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    struct store_counts counts;
    int64_t takes = 0, days[PUTS], latest[PUTS];
    size_t n;
    for (size_t i = 0; i < all.count; i++)
        takes += all.at[i].take_count;
    MUST(store_count(f->s, &counts, &e));
    MUST(store_list_days(f->s, INT64_MIN, days, latest, PUTS, &n, &e));
    assert_int_equal(counts.articles, all.count);
    assert_int_equal(counts.takes, takes);
    assert_int_equal(counts.days, n);
    assert_int_equal(counts.roles, 3);
    assert_true(counts.bytes > 0);
    free(all.at);
}

/* ---- the wire and the change log ---- */

static void read_wire(struct store *s, struct buf *out)
{
    int64_t size;
    MUST(store_wire_size(s, &size, &e));
    MUST(store_wire_read(s, 0, (size_t)size + 1000, out, &e));
    assert_int_equal(out->len, size);
}

/* Time, source, name, title, address: of one article, in its place. */
static void check_wire_line(struct store *s, const char *line, size_t len, const struct entry *entry)
{
    ARTICLE_SCOPED struct article a;
    BUF_SCOPED struct buf expected = {0};
    bool found;
    char when[TIME_TEXT_SIZE];
    article_init(&a);
    MUST(store_load_article(s, entry->id, 1, &a, &found, &e));
    time_format(when, entry->first_seen);
    const char *url = a.text[FILE_URL] ? a.text[FILE_URL] : "\n";
    buf_addf(&expected, "%s\t%s\t%s\t%.*s\t%s", when, a.source_slug, entry->name, (int)strlen(a.text[FILE_TITLE]) - 1,
             a.text[FILE_TITLE], url);
    assert_int_equal(expected.len, len);
    assert_memory_equal(expected.data, line, len);
}

static void the_wire_has_one_line_for_each_article_in_order_of_arrival(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    BUF_SCOPED struct buf wire = {0};
    read_wire(f->s, &wire);
    const char *line = wire.data;
    for (size_t i = 0; i < all.count; i++) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        check_wire_line(f->s, line, (size_t)(end - line) + 1, &all.at[i]);
        line = end + 1;
    }
    assert_string_equal(line, "");
    free(all.at);
}

static void the_wire_only_grows_at_its_end_and_reads_alike_in_any_slices(void **state)
{
    struct fixture *f = *state;
    BUF_SCOPED struct buf before = {0}, after = {0};
    read_wire(f->s, &before);
    fill(f->s, &f->random, PUTS, 100000);
    read_wire(f->s, &after);
    assert_true(after.len > before.len);
    assert_memory_equal(after.data, before.data, before.len);
    for (int i = 0; i < 200; i++) {
        size_t from = random_below(&f->random, after.len + 10), max = random_below(&f->random, 5000);
        size_t expected = from >= after.len ? 0 : after.len - from < max ? after.len - from : max;
        BUF_SCOPED struct buf slice = {0};
        MUST(store_wire_read(f->s, (int64_t)from, max, &slice, &e));
        assert_int_equal(slice.len, expected);
        assert_true(expected == 0 || memcmp(slice.data, after.data + from, expected) == 0);
    }
}

static void every_revision_is_logged_once_in_commit_order(void **state)
{
    struct fixture *f = *state;
    struct listing all = list_all(f->s);
    int32_t *revision = mem_alloc((all.count + 1) * sizeof *revision);
    int64_t after = 0, last;
    size_t n;
    do {
        struct change changes[9];
        MUST(store_list_changes(f->s, after, changes, 9, &n, &e));
        for (size_t i = 0; i < n; i++) {
            const struct change *c = &changes[i];
            assert_int_equal(c->number, ++after);
            assert_true(c->article >= 0 && c->article <= (int64_t)all.count);
            if (c->kind == CHANGE_ARRIVED)
                assert_int_equal(revision[c->article]++, 0);
            if ((c->kind == CHANGE_REVISED || c->kind == CHANGE_TAKE) && c->detail == revision[c->article])
                revision[c->article]++;
            if (c->kind == CHANGE_REVISED)
                assert_int_equal(c->detail, revision[c->article] - 1);
        }
    } while (n == 9);
    MUST(store_last_change(f->s, &last, &e));
    assert_int_equal(last, after);
    for (size_t i = 0; i < all.count; i++)
        assert_int_equal(revision[all.at[i].id], all.at[i].revision);
    free(revision);
    free(all.at);
}

static void every_new_group_is_logged(void **state)
{
    struct fixture *f = *state;
    struct change changes[50];
    struct store_counts counts;
    size_t n, groups = 0;
    int64_t after = 0;
    do {
        MUST(store_list_changes(f->s, after, changes, 50, &n, &e));
        for (size_t i = 0; i < n; i++) {
            struct group g;
            bool found;
            after = changes[i].number;
            if (changes[i].kind != CHANGE_GROUP)
                continue;
            groups++;
            enum group_kind kind = (enum group_kind)(changes[i].detail >> 32);
            MUST(store_get_group(f->s, kind, changes[i].detail & UINT32_MAX, &g, &found, &e));
            assert_true(found);
        }
    } while (n == 50);
    MUST(store_count(f->s, &counts, &e));
    assert_int_equal(groups, counts.sources + counts.topics + counts.roles);
}

/* ---- transactions ---- */

static int64_t article_count(struct store *s)
{
    struct store_counts counts = {0};
    MUST(store_count(s, &counts, &e));
    return counts.articles;
}

static void what_is_rolled_back_was_never_there(void **state)
{
    struct fixture *f = *state;
    struct listing before = list_all(f->s);
    int64_t changes, wire, now;
    MUST(store_last_change(f->s, &changes, &e));
    MUST(store_wire_size(f->s, &wire, &e));
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int round = 0; round < 3; round++) {
        MUST(store_begin(f->s, &e));
        for (int i = 0; i < 20; i++) {
            random_story(&f->random, &d, IDENTITIES * 2);
            document_add_topic(&d, "Only here");
            put(f->s, &d);
        }
        store_rollback(f->s);
    }
    struct listing after = list_all(f->s);
    assert_int_equal(before.count, after.count);
    for (size_t i = 0; i < before.count; i++)
        assert_true(entry_equals(&before.at[i], &after.at[i]));
    MUST(store_last_change(f->s, &now, &e));
    assert_int_equal(now, changes);
    MUST(store_wire_size(f->s, &now, &e));
    assert_int_equal(now, wire);
    bool found;
    struct group g;
    MUST(store_find_group(f->s, GROUP_TOPIC, "only-here", &g, &found, &e));
    assert_false(found);
    simple_story(&d, "after", "After");
    document_add_topic(&d, "Only here");
    assert_int_equal(commit_one(f->s, &d), PUT_NEW);
    MUST(store_find_group(f->s, GROUP_TOPIC, "only-here", &g, &found, &e));
    assert_true(found);
    MUST(store_count_group(f->s, GROUP_TOPIC, g.id, &now, &e));
    assert_int_equal(now, 1);
    free(before.at);
    free(after.at);
}

static void reads_inside_a_transaction_see_what_was_put(void **state)
{
    struct fixture *f = *state;
    struct store *reader = open_mode(f->place.url, STORE_READ, 0);
    DOCUMENT_SCOPED struct document d;
    int64_t wire, wire_inside, changes, changes_inside, articles = article_count(f->s);
    document_init(&d);
    MUST(store_wire_size(f->s, &wire, &e));
    MUST(store_last_change(f->s, &changes, &e));
    MUST(store_begin(f->s, &e));
    simple_story(&d, "inside", "Inside");
    put(f->s, &d);
    MUST(store_wire_size(f->s, &wire_inside, &e));
    MUST(store_last_change(f->s, &changes_inside, &e));
    assert_true(wire_inside > wire && changes_inside == changes + 1);
    assert_int_equal(article_count(f->s), articles + 1);
    assert_int_equal(article_count(reader), articles);
    MUST(store_commit(f->s, &e));
    MUST(store_wire_size(reader, &wire, &e));
    assert_int_equal(wire, wire_inside);
    assert_int_equal(article_count(reader), articles + 1);
    store_close(reader);
}

static void a_snapshot_does_not_see_later_commits(void **state)
{
    struct fixture *f = *state;
    struct store *reader = open_mode(f->place.url, STORE_READ, 0);
    MUST(store_begin_read(reader, &e));
    int64_t before = article_count(reader);
    fill(f->s, &f->random, 50, 1000000);
    assert_int_equal(article_count(reader), before);
    store_end_read(reader);
    assert_true(article_count(reader) > before);
    store_close(reader);
}

static void the_data_version_tells_commits_of_others(void **state)
{
    struct fixture *f = *state;
    struct store *reader = open_mode(f->place.url, STORE_READ, 0);
    int64_t version, same, later;
    MUST(store_data_version(reader, &version, &e));
    article_count(reader);
    MUST(store_data_version(reader, &same, &e));
    assert_int_equal(version, same);
    fill(f->s, &f->random, 1, 1000000);
    MUST(store_data_version(reader, &later, &e));
    assert_int_not_equal(version, later);
    store_close(reader);
}

static void who_opened_for_reading_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct store *reader = open_mode(f->place.url, STORE_READ, 0);
    struct err refused = {0};
    assert_false(store_begin(reader, &refused));
    assert_int_equal(refused.code, ERR_READ_ONLY);
    store_close(reader);
}

static void a_writer_waits_for_another_until_its_deadline_and_readers_do_not(void **state)
{
    struct fixture *f = *state;
    struct store *other = open_mode(f->place.url, STORE_WRITE, 30);
    struct store *reader = open_mode(f->place.url, STORE_READ, 30);
    struct err refused = {0};
    int64_t before = article_count(reader);
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    MUST(store_begin(f->s, &e));
    simple_story(&d, "held", "Held");
    put(f->s, &d);
    assert_false(store_begin(other, &refused));
    assert_int_equal(refused.code, ERR_TIMEOUT);
    assert_null(strstr(refused.text, "locked"));
    assert_int_equal(article_count(reader), before);
    MUST(store_commit(f->s, &e));
    assert_int_equal(commit_one(other, &d), PUT_SAME);
    assert_int_equal(article_count(reader), before + 1);
    store_close(reader);
    store_close(other);
}

/* Each article of `count` in a transaction of its own; ends the process. */
static void write_and_exit(const char *url, const char *prefix, int count)
{
    struct store *s = open_mode(url, STORE_WRITE, 0);
    struct document d;
    document_init(&d);
    for (int i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "%s-%d", prefix, i);
        simple_story(&d, id, "From several processes");
        d.source_name = i % 2 ? prefix : "Shared";
        document_add_topic(&d, i % 3 ? prefix : "Common");
        commit_one(s, &d);
    }
    store_close(s);
    document_finish(&d);
    _exit(0);
}

static void processes_that_write_at_once_all_succeed(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"one", "two", "three"};
    pid_t child[3];
    store_close(f->s);
    for (int i = 0; i < 3; i++)
        if ((child[i] = fork()) == 0)
            write_and_exit(f->place.url, names[i], 60);
    bool ok = true;
    for (int i = 0; i < 3; i++)
        ok &= child_ended_well(child[i]);
    f->s = open_mode(f->place.url, STORE_WRITE, 0);
    assert_true(ok);
    struct listing all = list_all(f->s);
    assert_int_equal(all.count, 180);
    for (size_t i = 0; i < all.count; i++)
        assert_int_equal(all.at[i].id, i + 1);
    int64_t size, lines = 0;
    BUF_SCOPED struct buf wire = {0};
    MUST(store_wire_size(f->s, &size, &e));
    read_wire(f->s, &wire);
    for (size_t i = 0; i < wire.len; i++)
        lines += wire.data[i] == '\n';
    assert_int_equal(lines, 180);
    free(all.at);
}

/* Two articles a transaction: whoever reads meets an even number. */
static void write_pairs_and_exit(const char *url, int pairs)
{
    struct store *s = open_mode(url, STORE_WRITE, 0);
    struct document d;
    document_init(&d);
    for (int i = 0; i < pairs * 2; i++) {
        char id[32];
        snprintf(id, sizeof id, "%d", i);
        simple_story(&d, id, id);
        if (i % 2 == 0)
            MUST(store_begin(s, &e));
        put(s, &d);
        if (i % 2 == 1)
            MUST(store_commit(s, &e));
    }
    store_close(s);
    document_finish(&d);
    _exit(0);
}

static void readers_meet_whole_transactions_only(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    pid_t child = fork();
    if (child == 0)
        write_pairs_and_exit(f->place.url, 100);
    f->s = open_mode(f->place.url, STORE_READ, 0);
    int64_t seen = 0;
    int status;
    bool even = true, growing = true;
    do {
        int64_t now = article_count(f->s);
        even &= now % 2 == 0;
        growing &= now >= seen;
        seen = now;
    } while (waitpid(child, &status, WNOHANG) == 0);
    assert_true(even && growing && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(article_count(f->s), 200);
}

static void a_writer_killed_in_the_middle_leaves_what_it_committed(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    for (int round = 0; round < 5; round++) {
        int ready[2];
        assert_int_equal(pipe(ready), 0);
        pid_t child = fork();
        if (child == 0) {
            struct store *s = open_mode(f->place.url, STORE_WRITE, 0);
            struct random r = {100 + (uint64_t)round};
            DOCUMENT_SCOPED struct document d;
            document_init(&d);
            fill(s, &r, 20, 1000000);
            MUST(store_begin(s, &e));
            for (int i = 0; i < 500; i++) {
                random_story(&r, &d, 1000000);
                put(s, &d);
            }
            if (write(ready[1], "r", 1) != 1)
                _exit(1);
            pause();
        }
        char byte;
        assert_int_equal(read(ready[0], &byte, 1), 1);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(ready[0]);
        close(ready[1]);
        struct store *s = open_mode(f->place.url, STORE_READ, 0);
        assert_true(article_count(s) > round * 15 && article_count(s) <= (round + 1) * 20);
        store_close(s);
    }
    f->s = open_mode(f->place.url, STORE_WRITE, 0);
    fill(f->s, &f->random, 10, 1000000);
}

/* ---- what is not there ---- */

static void what_is_missing_is_absent_and_no_error(void **state)
{
    struct fixture *f = *state;
    static const int64_t ids[] = {0, -1, 999999, INT64_MAX, INT64_MIN, (int64_t)1 << 38, (int64_t)1 << 43};
    static const char *const names[] = {
        "", "x", "2023-11-14", "2023-11-14_", "2023-02-30_x", "2023-11-14_none-such", "../.."};
    struct entry entry;
    struct group g;
    struct take_entry take;
    ARTICLE_SCOPED struct article a;
    BUF_SCOPED struct buf text = {0};
    bool found;
    article_init(&a);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        for (int32_t revision = -1; revision < 3; revision++) {
            MUST(store_get_entry(f->s, ids[i], &entry, &found, &e) && !found);
            MUST(store_get_revision(f->s, ids[i], revision, &entry, &found, &e) && !found);
            MUST(store_get_content(f->s, ids[i], INT32_MAX, &entry, &found, &e) && !found);
            MUST(store_load_article(f->s, ids[i], revision, &a, &found, &e) && !found);
            MUST(store_read_text(f->s, ids[i], revision, FILE_BODY, &text, &found, &e) && !found);
            MUST(store_get_group(f->s, GROUP_TOPIC, ids[i], &g, &found, &e) && !found);
            MUST(store_get_take(f->s, ids[i], &take, &found, &e) && !found);
        }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        MUST(store_find_entry(f->s, names[i], &entry, &found, &e) && !found);
        MUST(store_find_group(f->s, GROUP_SOURCE, names[i], &g, &found, &e) && !found);
    }
    MUST(store_get_revision(f->s, 1, 1000, &entry, &found, &e) && !found);
    MUST(store_get_content(f->s, 1, 1000, &entry, &found, &e) && !found);
}

static void an_article_above_a_limit_is_refused_and_leaves_the_others(void **state)
{
    struct fixture *f = *state;
    DOCUMENT_SCOPED struct document d;
    struct err refused = {0};
    enum put_result result;
    document_init(&d);
    MUST(store_begin(f->s, &e));
    simple_story(&d, "good", "Good");
    put(f->s, &d);
    simple_story(&d, "bad", "Bad");
    for (int i = 0; i < 1001; i++) {
        char topic[16];
        snprintf(topic, sizeof topic, "t%d", i);
        document_add_topic(&d, arena_strdup(&d.arena, topic));
    }
    struct draft draft = {.doc = &d};
    support_prepare(&draft);
    assert_false(store_put(f->s, &draft, NULL, 0, &result, &refused));
    assert_int_equal(refused.code, ERR_LIMIT);
    simple_story(&d, "good too", "Good too");
    put(f->s, &d);
    MUST(store_commit(f->s, &e));
    assert_int_equal(article_count(f->s), 2);
}

#define FRESH(test)  cmocka_unit_test_setup_teardown(test, setup, teardown)
#define FILLED(test) cmocka_unit_test_setup_teardown(test, setup_filled, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILLED(every_listed_entry_is_found_by_number_and_by_name),
        FILLED(sources_topics_and_days_list_exactly_what_belongs),
        FILLED(a_listing_during_inserts_neither_repeats_nor_skips),
        FILLED(the_latest_are_the_newest_days_and_in_a_day_the_latest_arrivals),
        FILLED(days_ascend_and_tell_their_latest_arrival),
        FILLED(what_is_loaded_is_what_was_measured),
        FRESH(old_revisions_stay_readable_byte_for_byte),
        FILLED(a_name_is_given_once),
        FRESH(equal_titles_on_a_day_get_distinct_names_that_stay),
        FRESH(putting_a_document_again_changes_nothing),
        FRESH(a_changed_text_is_a_new_content_and_a_new_take_is_not),
        FRESH(a_take_is_kept_until_its_role_says_something_else),
        FILLED(a_role_lists_its_current_takes_in_order_of_their_articles),
        FRESH(the_users_topics_stay_and_the_publishers_follow_the_document),
        FRESH(an_unbelievable_date_counts_as_arrival),
        FRESH(sources_that_slug_alike_are_told_apart_and_topics_are_one),
        FILLED(a_group_tells_when_something_last_came),
        FILLED(counts_are_what_listings_meet),
        FILLED(the_wire_has_one_line_for_each_article_in_order_of_arrival),
        FILLED(the_wire_only_grows_at_its_end_and_reads_alike_in_any_slices),
        FILLED(every_revision_is_logged_once_in_commit_order),
        FILLED(every_new_group_is_logged),
        FILLED(what_is_rolled_back_was_never_there),
        FILLED(reads_inside_a_transaction_see_what_was_put),
        FILLED(a_snapshot_does_not_see_later_commits),
        FILLED(the_data_version_tells_commits_of_others),
        FRESH(who_opened_for_reading_cannot_write),
        FRESH(a_writer_waits_for_another_until_its_deadline_and_readers_do_not),
        FRESH(processes_that_write_at_once_all_succeed),
        FRESH(readers_meet_whole_transactions_only),
        FRESH(a_writer_killed_in_the_middle_leaves_what_it_committed),
        FILLED(what_is_missing_is_absent_and_no_error),
        FRESH(an_article_above_a_limit_is_refused_and_leaves_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Laws of article documents: their records, their packed form and what makes two of them one article. */
#include "newsfs/article.h"
#include "support_document.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#define ROUNDS 4000

/* Served texts as the renderer might make them: often the value itself, always ended by a newline. */
static const char *served_of(struct random *r, struct document *d, const char *value)
{
    if (random_below(r, 4) == 0)
        return NULL;
    BUF_SCOPED struct buf text = {0};
    buf_adds(&text, value && random_next(r) & 1 ? value : "served");
    buf_adds(&text, random_below(r, 4) ? "\n" : "\nmore\n");
    return document_text(d, text.data, text.len);
}

static void serve(struct random *r, struct document *d, const char *text[FILE_URL + 1])
{
    text[FILE_TITLE] = served_of(r, d, d->title);
    text[FILE_SUMMARY] = served_of(r, d, d->summary);
    text[FILE_BODY] = served_of(r, d, d->body);
    text[FILE_URL] = served_of(r, d, d->url);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_lists(const struct document *a, const struct document *b)
{
    if (a->author_count != b->author_count || a->topic_count != b->topic_count ||
        a->enclosure_count != b->enclosure_count)
        return false;
    bool equal = true;
    for (size_t i = 0; i < a->author_count; i++)
        equal = equal && same(a->authors[i].name, b->authors[i].name) &&
                same(a->authors[i].email, b->authors[i].email) && same(a->authors[i].url, b->authors[i].url);
    for (size_t i = 0; i < a->topic_count; i++)
        equal = equal && same(a->topics[i], b->topics[i]);
    for (size_t i = 0; i < a->enclosure_count; i++)
        equal = equal && same(a->enclosures[i].url, b->enclosures[i].url) &&
                same(a->enclosures[i].type, b->enclosures[i].type) && a->enclosures[i].size == b->enclosures[i].size;
    return equal;
}

static bool same_but_takes(const struct document *a, const struct document *b)
{
    return same(a->id, b->id) && same(a->url, b->url) && same(a->title, b->title) &&
           same(a->source_name, b->source_name) && same(a->source_url, b->source_url) &&
           same(a->language, b->language) && same(a->summary, b->summary) && same(a->summary_html, b->summary_html) &&
           same(a->body, b->body) && same(a->body_html, b->body_html) && same(a->extra, b->extra) &&
           a->published == b->published && a->updated == b->updated && same_lists(a, b);
}

/* unpack from memory that ends where the bytes end, so that an overrun is seen. */
static bool unpack_exact(struct document *d, const char *bytes, size_t len, const char *const text[FILE_URL + 1])
{
    char *exact = malloc(len ? len : 1);
    memcpy(exact, bytes, len);
    bool ok = document_unpack(d, exact, len, text);
    free(exact);
    return ok;
}

typedef void law(struct random *r, struct document *d, const char *const text[FILE_URL + 1], const struct buf *packed);

static void hold(law *check)
{
    struct random r = {42};
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int i = 0; i < ROUNDS; i++) {
        const char *text[FILE_URL + 1];
        BUF_SCOPED struct buf packed = {0};
        document_clear(&d);
        random_document(&r, &d);
        serve(&r, &d, text);
        document_pack(&packed, &d, text);
        check(&r, &d, text, &packed);
    }
}

static void comes_back(struct random *r, struct document *d, const char *const text[FILE_URL + 1],
                       const struct buf *packed)
{
    (void)r;
    DOCUMENT_SCOPED struct document back;
    document_init(&back);
    assert_true(unpack_exact(&back, packed->data, packed->len, text));
    assert_true(same_but_takes(d, &back));
    assert_int_equal(back.take_count, 0);
}

static void unpacking_what_was_packed_gives_the_document_back(void **state)
{
    (void)state;
    hold(comes_back);
}

static void no_beginning_unpacks(struct random *r, struct document *d, const char *const text[FILE_URL + 1],
                                 const struct buf *packed)
{
    (void)d;
    for (int i = 0; i < 20; i++) {
        DOCUMENT_SCOPED struct document back;
        document_init(&back);
        size_t len = i < 10 ? packed->len - 1 - random_below(r, packed->len < 10 ? packed->len : 10)
                            : random_below(r, packed->len);
        assert_false(unpack_exact(&back, packed->data, len, text));
    }
}

static void a_packed_document_that_is_cut_short_is_refused(void **state)
{
    (void)state;
    hold(no_beginning_unpacks);
}

static void every_cut_of_one_document_is_refused(void **state)
{
    (void)state;
    struct random r = {7};
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    random_document(&r, &d);
    const char *text[FILE_URL + 1] = {"t\n", NULL, "b\n", NULL};
    BUF_SCOPED struct buf packed = {0};
    document_pack(&packed, &d, text);
    for (size_t len = 0; len < packed.len; len++) {
        DOCUMENT_SCOPED struct document back;
        document_init(&back);
        assert_false(unpack_exact(&back, packed.data, len, text));
    }
}

/* What a damaged byte string unpacks to, if to anything, is a document like any other. */
static void damage_is_refused_or_harmless(struct random *r, struct document *d, const char *const text[FILE_URL + 1],
                                          const struct buf *packed)
{
    (void)d;
    BUF_SCOPED struct buf damaged = {0}, again = {0};
    buf_add(&damaged, packed->data, packed->len);
    for (size_t n = 1 + random_below(r, 3); n > 0; n--)
        damaged.data[random_below(r, damaged.len)] = (char)random_next(r);
    DOCUMENT_SCOPED struct document one, two;
    document_init(&one);
    document_init(&two);
    if (!unpack_exact(&one, damaged.data, damaged.len, text))
        return;
    document_pack(&again, &one, text);
    assert_true(unpack_exact(&two, again.data, again.len, text));
    assert_true(same_but_takes(&one, &two));
    assert_true(!one.title || text_is_utf8(one.title, strlen(one.title)));
    assert_true(!one.body || text_is_utf8(one.body, strlen(one.body)));
}

static void a_damaged_document_is_refused_or_still_a_document(void **state)
{
    (void)state;
    hold(damage_is_refused_or_harmless);
}

static void random_bytes_never_crash(void **state)
{
    (void)state;
    struct random r = {99};
    const char *text[FILE_URL + 1] = {"t\n", "s\n", "b\n", "u\n"};
    for (int i = 0; i < 50000; i++) {
        char bytes[64];
        size_t len = random_below(&r, sizeof bytes);
        for (size_t k = 0; k < len; k++)
            bytes[k] = (char)(random_below(&r, 3) ? random_below(&r, 24) : random_next(&r));
        bytes[0] = 1;
        DOCUMENT_SCOPED struct document d;
        document_init(&d);
        (void)!unpack_exact(&d, bytes, len, text);
    }
}

static void bytes_that_pack_never_makes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } wrong[] = {
#define BYTES(s) {s, sizeof s - 1}
        BYTES(""),
        BYTES("\x01"),
        BYTES("\x02\x00"),                                                 /* a version that does not exist */
        BYTES("\x01\x00\x00"),                                             /* bytes after the end */
        BYTES("\x01\x7f\x00"),                                             /* a tag that does not exist */
        BYTES("\x01\x01\x01x\x01\x01y\x00"),                               /* a field twice */
        BYTES("\x01\x03\x01x\x01\x01y\x00"),                               /* fields out of order */
        BYTES("\x01\x01\x02x\x00"),                                        /* longer than what is left */
        BYTES("\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x\x00"),    /* a length above all limits */
        BYTES("\x01\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x00"), /* a length without end */
        BYTES("\x01\x01\x01\xff\x00"),                                     /* not UTF-8 */
        BYTES("\x01\x01\x01\0\x00"),                                       /* NUL in a text */
        BYTES("\x01\x81\x00"),                                             /* the mark of a field that is not served */
        BYTES("\x01\x82\x00"), /* served elsewhere, but there is no such file */
    };
    const char *text[FILE_URL + 1] = {"t\n", NULL, "b\n", NULL};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        DOCUMENT_SCOPED struct document d;
        document_init(&d);
        if (unpack_exact(&d, wrong[i].bytes, wrong[i].len, text))
            fail_msg("case %zu was accepted", i);
    }
}

static void a_value_that_is_served_is_not_stored_twice(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    d.title = "Title";
    d.body = "one two three four five six seven eight nine ten";
    BUF_SCOPED struct buf packed = {0};
    const char *text[FILE_URL + 1] = {"Title\n", NULL, "one two three four five six seven eight nine ten\n", NULL};
    document_pack(&packed, &d, text);
    assert_int_equal(packed.len, 4); /* version, two marks, end */
}

static uint64_t digest_of(struct document *d)
{
    struct draft draft = {.doc = d, .text = {"t\n", NULL, "b\n", NULL}};
    draft_digest(&draft);
    return draft.digest[0] ^ draft.digest[1];
}

static void the_digest_sees_all_but_the_takes(void **state)
{
    (void)state;
    struct random r = {3};
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    for (int i = 0; i < 500; i++) {
        document_clear(&d);
        random_document(&r, &d);
        uint64_t before = digest_of(&d);
        document_add_take(&d, "skeptic")->text = "No.";
        assert_true(digest_of(&d) == before);
        d.summary = d.summary ? NULL : "";
        assert_false(digest_of(&d) == before);
    }
}

static void assert_identity(const struct document *d, const char *expected)
{
    BUF_SCOPED struct buf identity = {0};
    identity_make(&identity, d);
    assert_memory_equal(identity.data, expected, strlen(expected));
}

static void identity_is_the_guid_else_the_address_else_title_and_date(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    d.id = "42";
    d.url = "http://Example.org/a?utm_source=x";
    d.title = "Title";
    assert_identity(&d, "g:42");
    d.id = " ";
    assert_identity(&d, "u:https://example.org/a");
    d.url = "";
    assert_identity(&d, "h:");
}

static bool are_one(const struct document *a, const struct document *b)
{
    BUF_SCOPED struct buf one = {0}, other = {0};
    identity_make(&one, a);
    identity_make(&other, b);
    return strcmp(buf_str(&one), buf_str(&other)) == 0;
}

static void without_guid_and_address_title_and_date_count(void **state)
{
    (void)state;
    struct document a = {.title = "Title", .body = "one", .published = 5}, b = a;
    b.body = "two";
    assert_true(are_one(&a, &b));
    b.published = 6;
    assert_false(are_one(&a, &b));
    b = a;
    b.title = "Other";
    assert_false(are_one(&a, &b));
}

static void without_a_title_the_body_counts(void **state)
{
    (void)state;
    static const char *const blank[] = {NULL, "", " \n", "\xC2\xA0"};
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        struct document a = {.title = blank[i], .body = "one", .published = 5}, b = a, c = a;
        b.body = "two";
        c.title = blank[(i + 1) % 4];
        assert_false(are_one(&a, &b));
        assert_true(are_one(&a, &c));
        a.body = b.body = NULL;
        a.body_html = "<p>one";
        b.body_html = "<p>two";
        assert_false(are_one(&a, &b));
    }
}

static void a_source_is_its_address_else_its_name_else_the_site(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    assert_string_equal(source_key(&d), "unsorted");
    assert_string_equal(source_name(&d), "unsorted");
    d.url = "https://www.example.org/a";
    assert_string_equal(source_key(&d), "example.org");
    d.source_url = "https://feeds.example.net/rss";
    assert_string_equal(source_key(&d), d.source_url);
    assert_string_equal(source_name(&d), "feeds.example.net");
    d.source_name = "The Wire";
    assert_string_equal(source_key(&d), d.source_url);
    assert_string_equal(source_name(&d), "The Wire");
    d.source_url = NULL;
    assert_string_equal(source_key(&d), "The Wire");
    d.source_name = " ";
    assert_string_equal(source_name(&d), "example.org");
}

/* Names hang on these numbers: they may never change. */
static void the_hash_of_an_identity_is_fixed_for_ever(void **state)
{
    (void)state;
    assert_true(identity_hash("reuters", "g:1") == 0x3cc020be938cf4f8ull);
    assert_true(identity_hash("", "") == 0x412f1275e10017f3ull);
    assert_false(identity_hash("a", "bc") == identity_hash("ab", "c"));
}

static void topics_are_kept_once_and_never_blank(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    static const char *const topics[] = {"AI", "", " ", "AI", "ai", "\t\n", "\xE2\x80\x83"};
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        document_add_topic(&d, topics[i]);
    assert_int_equal(d.topic_count, 2);
    assert_string_equal(d.topics[1], "ai");
}

static void a_role_has_one_take_its_last(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    struct take *first = document_add_take(&d, "skeptic");
    first->text = "No.";
    first->model = "m";
    document_add_take(&d, "builder");
    struct take *last = document_add_take(&d, "skeptic");
    assert_int_equal(d.take_count, 2);
    assert_string_equal(last->text, "");
    assert_null(last->model);
    assert_true(last->created == TIME_NONE);
}

static void an_article_has_a_title_or_a_body(void **state)
{
    (void)state;
    struct document nothing = {.id = "1", .url = "u", .summary = "s", .title = " ", .body = "\n"};
    assert_false(document_is_article(&nothing));
    assert_true(document_is_article(&(struct document){.title = "t"}));
    assert_true(document_is_article(&(struct document){.body = "b"}));
    assert_true(document_is_article(&(struct document){.body_html = "<p>"}));
}

static void text_from_outside_becomes_utf8_without_nul(void **state)
{
    (void)state;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    assert_string_equal(document_text(&d, "a\0b\xFF", 4), "a\xEF\xBF\xBD"
                                                          "b\xEF\xBF\xBD");
    assert_string_equal(document_text(&d, "plain, cut", 5), "plain");
    assert_string_equal(document_text(&d, "", 0), "");
}

static void a_cleared_document_is_as_new(void **state)
{
    (void)state;
    struct random r = {5};
    DOCUMENT_SCOPED struct document d, fresh;
    document_init(&d);
    document_init(&fresh);
    random_document(&r, &d);
    document_clear(&d);
    assert_true(same_but_takes(&d, &fresh));
    assert_int_equal(d.take_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unpacking_what_was_packed_gives_the_document_back),
        cmocka_unit_test(a_packed_document_that_is_cut_short_is_refused),
        cmocka_unit_test(every_cut_of_one_document_is_refused),
        cmocka_unit_test(a_damaged_document_is_refused_or_still_a_document),
        cmocka_unit_test(random_bytes_never_crash),
        cmocka_unit_test(bytes_that_pack_never_makes_are_refused),
        cmocka_unit_test(a_value_that_is_served_is_not_stored_twice),
        cmocka_unit_test(the_digest_sees_all_but_the_takes),
        cmocka_unit_test(identity_is_the_guid_else_the_address_else_title_and_date),
        cmocka_unit_test(without_guid_and_address_title_and_date_count),
        cmocka_unit_test(without_a_title_the_body_counts),
        cmocka_unit_test(a_source_is_its_address_else_its_name_else_the_site),
        cmocka_unit_test(the_hash_of_an_identity_is_fixed_for_ever),
        cmocka_unit_test(topics_are_kept_once_and_never_blank),
        cmocka_unit_test(a_role_has_one_take_its_last),
        cmocka_unit_test(an_article_has_a_title_or_a_body),
        cmocka_unit_test(text_from_outside_becomes_utf8_without_nul),
        cmocka_unit_test(a_cleared_document_is_as_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

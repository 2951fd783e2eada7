/* Laws of slugs, names and identities, on random Unicode and on the titles that publishers send. */
#include "newsfs/article.h"
#include "support_document.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#define ROUNDS 20000
#define MOST   200

typedef void law(struct random *r, const char *text);

static void hold(law *check)
{
    struct random r = {19870226};
    for (int i = 0; i < ROUNDS; i++) {
        BUF_SCOPED struct buf text = {0};
        random_text(&r, &text, i % 200 == 0 ? 6000 : MOST);
        check(&r, buf_str(&text));
    }
}

static void hold_for_every_code_point(law *check)
{
    struct random r = {1};
    BUF_SCOPED struct buf text = {0};
    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        buf_clear(&text);
        buf_adds(&text, "a");
        text_add(&text, cp);
        buf_adds(&text, "b");
        text_add(&text, cp);
        check(&r, text.data);
    }
}

static void is_its_own_slug(struct random *r, const char *text)
{
    (void)r;
    char slug[SLUG_SIZE], again[SLUG_SIZE];
    size_t len = slug_make(slug, text);
    assert_int_equal(len, strlen(slug));
    assert_int_equal(slug_make(again, slug), len);
    assert_string_equal(again, slug);
}

static void the_slug_of_a_slug_is_itself(void **state)
{
    (void)state;
    hold(is_its_own_slug);
    hold_for_every_code_point(is_its_own_slug);
}

static void holds_only_what_names_may(struct random *r, const char *text)
{
    (void)r;
    char slug[SLUG_SIZE];
    size_t len = slug_make(slug, text);
    assert_in_range(len, 0, SLUG_MAX);
    assert_true(text_is_utf8(slug, len) && text_is_clean(slug, len));
    uint32_t cp, before = '-';
    for (size_t i = 0; i < len; before = cp) {
        i += text_decode(slug + i, len - i, &cp, NULL);
        assert_true(cp == '-' || text_classify(cp) != TEXT_OTHER);
        if (before == '-')
            assert_true(text_classify(cp) == TEXT_LETTER || text_classify(cp) == TEXT_DIGIT);
    }
    if (len)
        assert_true(before != '-');
}

static void a_slug_holds_letters_marks_digits_and_single_dashes_in_80_bytes(void **state)
{
    (void)state;
    hold(holds_only_what_names_may);
    hold_for_every_code_point(holds_only_what_names_may);
}

static void is_not_changed_by_what_follows(struct random *r, const char *text)
{
    BUF_SCOPED struct buf longer = {0};
    buf_adds(&longer, text);
    buf_adds(&longer, " ");
    random_text(r, &longer, MOST);
    char slug[SLUG_SIZE], other[SLUG_SIZE];
    size_t len = slug_make(slug, text);
    slug_make(other, longer.data);
    if (strlen(text) < 4000)
        assert_memory_equal(slug, other, len);
    assert_true(other[len] == '\0' || other[len] == '-' || len == 0 || strlen(text) >= 4000);
}

static void a_slug_grows_only_at_its_end(void **state)
{
    (void)state;
    hold(is_not_changed_by_what_follows);
}

static void is_cut_between_characters(struct random *r, const char *text)
{
    BUF_SCOPED struct buf folded = {0};
    (void)r;
    char slug[SLUG_SIZE];
    size_t len = slug_make(slug, text);
    BUF_SCOPED struct buf repeated = {0};
    for (size_t i = 0; i < 30 && len; i++)
        buf_add(&repeated, slug, len);
    text_fold(&folded, buf_str(&repeated), repeated.len);
    char cut[SLUG_SIZE];
    size_t cut_len = slug_make(cut, buf_str(&repeated));
    assert_true(len == 0 || memcmp(folded.data, cut, cut_len) == 0);
    uint32_t next = 0;
    if (cut_len < folded.len)
        text_decode(folded.data + cut_len, folded.len - cut_len, &next, NULL);
    assert_true(next == 0 || text_classify(next) != TEXT_MARK);
    assert_true(len == 0 || cut_len > 0);
}

static void a_slug_is_cut_between_characters_and_their_marks(void **state)
{
    (void)state;
    hold(is_cut_between_characters);
}

static void assert_slug(const char *text, const char *expected)
{
    char slug[SLUG_SIZE];
    slug_make(slug, text);
    assert_string_equal(slug, expected);
}

static void titles_of_every_script_keep_their_words(void **state)
{
    (void)state;
    assert_slug("Meta Launches Muse Spark", "meta-launches-muse-spark");
    assert_slug("STANDARD OIL <SRD> TO FORM FINANCIAL UNIT", "standard-oil-srd-to-form-financial-unit");
    assert_slug("U.S./Japan: 50% -- \"yes\"?", "u-s-japan-50-yes");
    assert_slug("北京发布新的人工智能规定", "北京发布新的人工智能规定");
    assert_slug("الذكاء الاصطناعي", "الذكاء-الاصطناعي");
    assert_slug("कृत्रिम बुद्धिमत्ता", "कृत्रिम-बुद्धिमत्ता");
    assert_slug("Große Straße in Zürich", "grosse-strasse-in-zürich");
    assert_slug("ΟΔΟΣ", "οδοσ");
    assert_slug("한국어 뉴스", "한국어-뉴스");
    assert_slug("🚀 Rocket 🚀🚀 launched 🇩🇪", "rocket-launched");
}

static void titles_made_to_harm_become_plain_names(void **state)
{
    (void)state;
    assert_slug("../../etc/passwd", "etc-passwd");
    assert_slug("-rf *", "rf");
    assert_slug("a\x1B[31mred\x1B[0m\nb", "a-31mred-0m-b");
    assert_slug("evil\xE2\x80\xAEtxt.exe", "evil-txt-exe");
    assert_slug("$(reboot) `id` ; x", "reboot-id-x");
    assert_slug("!!! ??? ...", "");
    assert_slug("🚀❤️", "");
    assert_slug("\xCC\x81 accent alone", "accent-alone");
    assert_slug("", "");
}

static void a_title_of_5000_bytes_is_cut_to_80(void **state)
{
    (void)state;
    BUF_SCOPED struct buf title = {0};
    while (title.len < 5000)
        buf_adds(&title, "数据");
    char slug[SLUG_SIZE];
    assert_int_equal(slug_make(slug, title.data), 78); /* 26 characters of three bytes */
    buf_clear(&title);
    while (title.len < 5000)
        buf_adds(&title, "word ");
    assert_int_equal(slug_make(slug, title.data), 79);
    assert_int_equal(slug[78], 'd');
}

static void forms_of_one_title_have_one_slug(void **state)
{
    (void)state;
    assert_slug("caf\xC3\xA9", "caf\xC3\xA9");
    assert_slug("cafe\xCC\x81", "caf\xC3\xA9");
    assert_slug("CAF\xC3\x89", "caf\xC3\xA9");
    assert_slug("\xEF\xAC\x81nance", "finance");
}

static void names_that_were_made_are_possible(struct random *r, const char *text)
{
    int64_t day = day_of_time(TIME_MIN) + (int64_t)random_below(r, 3652059), back;
    uint64_t suffix = random_next(r) & 1 ? random_next(r) : 0;
    char name[NAME_SIZE], slug[SLUG_SIZE], suffixed[NAME_SIZE];
    name_make(name, day, random_next(r) & 1 ? text : NULL, text, suffix);
    assert_true(name_is_possible(name, strlen(name), &back));
    assert_int_equal(back, day);
    assert_true(strlen(name) < NAME_SIZE);
    if (slug_make(slug, text) == 0)
        return;
    assert_true(slug_is_possible(slug, strlen(slug)));
    slug_suffix(suffixed, slug, suffix);
    assert_true(slug_is_possible(suffixed, strlen(suffixed)));
    assert_string_not_equal(suffixed, slug);
}

static void every_name_that_is_made_is_possible(void **state)
{
    (void)state;
    hold(names_that_were_made_are_possible);
}

static void possible_means_made(struct random *r, const char *text)
{
    (void)r;
    char slug[SLUG_SIZE];
    size_t len = slug_make(slug, text);
    bool same = len > 0 && len == strlen(text) && memcmp(slug, text, len) == 0;
    if (slug_is_possible(text, strlen(text)) && !strchr(text, '_'))
        assert_true(same);
    if (same)
        assert_true(slug_is_possible(text, len));
}

static void a_slug_without_a_suffix_is_possible_exactly_if_it_is_its_own_slug(void **state)
{
    (void)state;
    hold(possible_means_made);
}

static void names_that_no_article_can_have_are_refused(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        ".gitignore",
        "2026-04-08",
        "2026-04-08_",
        "2026-04-08_A",
        "2026-04-08_a b",
        "2026-04-08_-a",
        "2026-04-08_a-",
        "2026-04-08_a--b",
        "2026-04-08-a",
        "2026-02-30_a",
        "2026-4-08_a",
        "2026-04-08_a_b",
        "2026-04-08_a_abc18x",
        "2026-04-08_a.txt",
        "2026-04-08_cafe\xCC\x81",
        "2026-04-08_\xFF",
        "2026-04-08__abc234",
        "desktop.ini",
        "a",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *exact = malloc(strlen(names[i]) + 1);
        memcpy(exact, names[i], strlen(names[i]));
        int64_t day;
        if (name_is_possible(exact, strlen(names[i]), &day))
            fail_msg("%s", names[i]);
        free(exact);
    }
    assert_false(slug_is_possible("a\0b", 3));
    assert_false(slug_is_possible("a\0", 2));
    int64_t day;
    assert_true(name_is_possible("2026-04-08_a_abc234", 19, &day));
}

static void a_name_is_of_the_title_else_of_the_body_else_untitled(void **state)
{
    (void)state;
    char name[NAME_SIZE];
    int64_t day = day_of_date(2026, 4, 8);
    name_make(name, day, "Meta launches", "Body", 0);
    assert_string_equal(name, "2026-04-08_meta-launches");
    name_make(name, day, "?!", "The body begins", 0);
    assert_string_equal(name, "2026-04-08_the-body-begins");
    name_make(name, day, NULL, "…", 0);
    assert_string_equal(name, "2026-04-08_untitled");
    name_make(name, day, NULL, NULL, 0);
    assert_string_equal(name, "2026-04-08_untitled");
    name_make(name, day, "T", NULL, 0x3FFFFFFF);
    assert_string_equal(name, "2026-04-08_t_777777");
}

static void a_suffix_tells_thirty_bits_apart(void **state)
{
    (void)state;
    char zero[NAME_SIZE], other[NAME_SIZE];
    slug_suffix(zero, "a", 0);
    assert_string_equal(zero, "a_aaaaaa");
    for (int bit = 0; bit < 64; bit++) {
        slug_suffix(other, "a", 1ull << bit);
        assert_true((strcmp(zero, other) == 0) == (bit >= 30));
    }
}

static void a_suffix_may_be_added_in_place(void **state)
{
    (void)state;
    char name[NAME_SIZE] = "reuters";
    slug_suffix(name, name, 1);
    assert_string_equal(name, "reuters_baaaaa");
}

static void roles_lose_their_article(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"The Builder", "builder"},
        {"  THE SKEPTIC", "skeptic"},
        {"the", "the"},
        {"The ", "the"},
        {"Theodore", "theodore"},
        {"The 懐疑派", "懐疑派"},
        {"The !", "the"},
        {"Futurist", "futurist"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char slug[SLUG_SIZE];
        slug_make_role(slug, names[i][0]);
        assert_string_equal(slug, names[i][1]);
    }
}

static void a_fallback_stands_where_nothing_remains(void **state)
{
    (void)state;
    char slug[SLUG_SIZE];
    slug_make_or(slug, "…", "source");
    assert_string_equal(slug, "source");
    slug_make_or(slug, NULL, "source");
    assert_string_equal(slug, "source");
    slug_make_or(slug, "Wire", "source");
    assert_string_equal(slug, "wire");
}

static void the_day_is_of_publication_unless_that_is_unknown_or_ahead(void **state)
{
    (void)state;
    int64_t now = 20551 * (int64_t)DAY_SECONDS + 3600;
    assert_int_equal(name_day(now - 90 * DAY_SECONDS, now), 20551 - 90);
    assert_int_equal(name_day(TIME_NONE, now), 20551);
    assert_int_equal(name_day(now + DAY_SECONDS, now), 20552);
    assert_int_equal(name_day(now + DAY_SECONDS + 1, now), 20551);
    assert_int_equal(name_day(TIME_MAX, now), 20551);
    assert_int_equal(name_day(-1, now), -1);
    assert_int_equal(name_day(TIME_MIN, now), day_of_time(TIME_MIN));
    assert_int_equal(name_day(TIME_MIN - 1, now), 20551);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slug_of_a_slug_is_itself),
        cmocka_unit_test(a_slug_holds_letters_marks_digits_and_single_dashes_in_80_bytes),
        cmocka_unit_test(a_slug_grows_only_at_its_end),
        cmocka_unit_test(a_slug_is_cut_between_characters_and_their_marks),
        cmocka_unit_test(titles_of_every_script_keep_their_words),
        cmocka_unit_test(titles_made_to_harm_become_plain_names),
        cmocka_unit_test(a_title_of_5000_bytes_is_cut_to_80),
        cmocka_unit_test(forms_of_one_title_have_one_slug),
        cmocka_unit_test(every_name_that_is_made_is_possible),
        cmocka_unit_test(a_slug_without_a_suffix_is_possible_exactly_if_it_is_its_own_slug),
        cmocka_unit_test(names_that_no_article_can_have_are_refused),
        cmocka_unit_test(a_name_is_of_the_title_else_of_the_body_else_untitled),
        cmocka_unit_test(a_suffix_tells_thirty_bits_apart),
        cmocka_unit_test(a_suffix_may_be_added_in_place),
        cmocka_unit_test(roles_lose_their_article),
        cmocka_unit_test(a_fallback_stands_where_nothing_remains),
        cmocka_unit_test(the_day_is_of_publication_unless_that_is_unknown_or_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

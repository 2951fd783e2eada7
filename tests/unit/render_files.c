/* Laws of the files of an article, and reviewed articles in tests/golden/render: document.json and each file made of it. */
#include "newsfs/render.h"
#include "support_document.h"
#include "support_golden.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <jansson.h>

#define ROUNDS 2000

/* ---- an article as the store would hand it over ---- */

static void prepare(struct article *a)
{
    struct draft draft = {.doc = &a->doc};
    render_prepare(&draft);
    for (int file = FILE_TITLE; file <= FILE_URL; file++) {
        a->text[file] = draft.text[file];
        a->entry.size[file] = draft.text[file] ? (int64_t)strlen(draft.text[file]) : 0;
    }
    const char *key = source_key(&a->doc);
    slug_make_or(a->source_slug, source_name(&a->doc), "source");
    a->entry.first_seen = 1775642400; /* 2026-04-08T10:00:00Z */
    a->entry.revision = 1;
    a->entry.take_count = (int32_t)a->doc.take_count;
    assert_non_null(key);
    name_make(a->entry.name, name_day(a->doc.published, a->entry.first_seen), a->text[FILE_TITLE], a->text[FILE_BODY],
              0);
    render_measure(a, NULL, a->entry.size, NULL);
}

static const struct render_format *format_of(enum article_file file)
{
    for (const struct render_format *f = render_formats; f->name; f++)
        if (f->file == file)
            return f;
    fail_msg("no format writes file %d", file);
    return NULL;
}

typedef void law(struct random *r, struct article *a);

static void hold(law *check)
{
    struct random r = {1789};
    for (int i = 0; i < ROUNDS; i++) {
        ARTICLE_SCOPED struct article a;
        article_init(&a);
        random_document(&r, &a.doc);
        if (!document_is_article(&a.doc))
            a.doc.title = "A title";
        prepare(&a);
        check(&r, &a);
    }
}

/* ---- laws ---- */

static void assert_clean_file(const struct buf *bytes)
{
    assert_true(bytes->len > 0 && bytes->data[bytes->len - 1] == '\n');
    if (!text_is_clean(bytes->data, bytes->len))
        fail_msg("not clean: %s", bytes->data);
}

static void files_are_clean_and_as_long_as_measured(struct random *r, struct article *a)
{
    (void)r;
    int64_t again[ARTICLE_FILE_COUNT];
    memcpy(again, a->entry.size, sizeof again);
    render_measure(a, NULL, again, NULL);
    assert_memory_equal(again, a->entry.size, sizeof again);
    for (const struct render_format *f = render_formats; f->name; f++) {
        BUF_SCOPED struct buf bytes = {0};
        f->write(&bytes, a);
        if (f->file < ARTICLE_FILE_COUNT)
            assert_int_equal(bytes.len, a->entry.size[f->file]);
        if (bytes.len)
            assert_clean_file(&bytes);
    }
    for (size_t i = 0; i < a->doc.take_count; i++) {
        BUF_SCOPED struct buf bytes = {0};
        render_take(&bytes, &a->doc.takes[i]);
        assert_clean_file(&bytes);
        assert_int_equal(bytes.len, render_take_size(&a->doc.takes[i]));
    }
}

static void every_file_is_clean_and_as_long_as_was_measured(void **state)
{
    (void)state;
    hold(files_are_clean_and_as_long_as_measured);
}

/* What the store may decide otherwise than was forecast, one thing at a time. */
static void decide_otherwise(struct random *r, struct article *a)
{
    struct document *d = &a->doc;
    size_t last = d->topic_count ? d->topic_count - 1 : 0;
    const char **topics = arena_alloc(&d->arena, d->topic_count * sizeof *topics + 1);
    struct take *takes = arena_alloc(&d->arena, d->take_count * sizeof *takes + 1);
    if (d->topic_count)
        memcpy(topics, d->topics, d->topic_count * sizeof *topics);
    if (d->take_count)
        memcpy(takes, d->takes, d->take_count * sizeof *takes);
    d->topics = topics;
    d->takes = takes;
    switch (random_below(r, 9)) {
    case 0:
        name_make(a->entry.name, 20000, a->text[FILE_TITLE], a->text[FILE_BODY], random_below(r, 2) * 77777);
        break;
    case 1:
        a->entry.revision = 1 + (int32_t)random_below(r, 100);
        break;
    case 2:
        a->entry.first_seen += (int64_t)random_below(r, 2 * DAY_SECONDS);
        break;
    case 3:
        a->entry.first_seen -= a->entry.first_seen % DAY_SECONDS;
        break;
    case 4:
        d->topic_count = last;
        break;
    case 5:
        if (d->topic_count)
            topics[last] = "In another spelling";
        break;
    case 6:
        d->take_count -= d->take_count > 0;
        break;
    case 7:
        if (d->take_count)
            takes[0].role = takes[0].name = "another-role";
        break;
    default:
        memcpy(a->source_slug, "another", sizeof "another");
    }
}

static void a_forecast_measures_alike(struct random *r, struct article *a)
{
    struct draft draft = {.doc = &a->doc};
    int64_t size[ARTICLE_FILE_COUNT] = {0}, rendered[ARTICLE_FILE_COUNT] = {0}, take_size[64];
    struct article stored;
    render_prepare(&draft);
    render_forecast(&draft, a->entry.first_seen);
    struct document published = a->doc;
    draft.doc = &published;
    stored = *a;
    for (int i = 0; i < 2; i++) {
        render_measure(&stored, &draft, size, take_size);
        render_measure(&stored, NULL, rendered, NULL);
        for (size_t k = 0; k < stored.doc.take_count; k++)
            assert_int_equal(take_size[k], render_take_size(&stored.doc.takes[k]));
        assert_int_equal(size[FILE_META], rendered[FILE_META]);
        assert_int_equal(size[FILE_PAGE], rendered[FILE_PAGE]);
        assert_true(i || !published.source_name ||
                    memcmp(&draft.forecast->entry.size[FILE_META], &size[FILE_META], sizeof *size) == 0);
        decide_otherwise(r, &stored);
    }
    a->doc.arena = stored.doc.arena;
}

static void what_was_forecast_is_what_is_measured_whatever_the_store_decides(void **state)
{
    (void)state;
    hold(a_forecast_measures_alike);
}

static void title_body_and_meta_exist(struct random *r, struct article *a)
{
    (void)r;
    assert_true(a->entry.size[FILE_TITLE] > 1 && a->entry.size[FILE_BODY] > 1 && a->entry.size[FILE_META] > 1);
    assert_ptr_equal(strchr(a->text[FILE_TITLE], '\n'), a->text[FILE_TITLE] + a->entry.size[FILE_TITLE] - 1);
    assert_true(a->entry.size[FILE_SUMMARY] != 1 && a->entry.size[FILE_URL] != 1);
}

static void title_body_and_meta_always_exist_and_nothing_is_empty(void **state)
{
    (void)state;
    hold(title_body_and_meta_exist);
}

/* An editor would find nothing to obey: defusing once more changes nothing. */
static void files_are_defused(struct random *r, struct article *a)
{
    (void)r;
    for (const struct render_format *f = render_formats; f->name; f++) {
        BUF_SCOPED struct buf bytes = {0}, again = {0};
        f->write(&bytes, a);
        buf_add(&again, buf_str(&bytes), bytes.len);
        text_defuse_modelines(&again);
        assert_string_equal(buf_str(&bytes), buf_str(&again));
    }
}

static void no_file_holds_a_modeline(void **state)
{
    (void)state;
    hold(files_are_defused);
}

/* Without blanks: defusing adds some. */
static bool holds(const struct buf *page, const char *text)
{
    BUF_SCOPED struct buf ink = {0}, wanted = {0};
    for (size_t i = 0; i < page->len; i++)
        if (page->data[i] != ' ')
            buf_addc(&ink, page->data[i]);
    for (; *text; text++)
        if (*text != ' ')
            buf_addc(&wanted, *text);
    return strstr(buf_str(&ink), buf_str(&wanted));
}

static void page_holds_the_other_files(struct random *r, struct article *a)
{
    (void)r;
    BUF_SCOPED struct buf page = {0};
    format_of(FILE_PAGE)->write(&page, a);
    for (int file = FILE_TITLE; file <= FILE_URL; file++)
        assert_true(!a->text[file] || holds(&page, a->text[file]));
    for (size_t i = 0; i < a->doc.take_count; i++) {
        BUF_SCOPED struct buf take = {0};
        render_take(&take, &a->doc.takes[i]);
        assert_true(holds(&page, take.data));
    }
}

static void the_page_says_all_that_the_texts_and_takes_say(void **state)
{
    (void)state;
    hold(page_holds_the_other_files);
}

static json_t *load_meta(const struct article *a)
{
    BUF_SCOPED struct buf bytes = {0};
    json_error_t error;
    format_of(FILE_META)->write(&bytes, a);
    json_t *meta = json_loadb(bytes.data, bytes.len, 0, &error);
    if (!meta)
        fail_msg("%s in %s", error.text, bytes.data);
    return meta;
}

static void meta_tells_the_document(struct random *r, struct article *a)
{
    (void)r;
    json_t *meta = load_meta(a);
    BUF_SCOPED struct buf title = {0};
    buf_addf(&title, "%s\n", json_string_value(json_object_get(meta, "title")));
    if (!holds(&title, a->text[FILE_TITLE]))
        fail_msg("\"%s\" for \"%s\"", title.data, a->text[FILE_TITLE]);
    assert_string_equal(json_string_value(json_object_get(meta, "name")), a->entry.name);
    assert_string_equal(json_string_value(json_object_get(meta, "first_seen")), "2026-04-08T10:00:00Z");
    assert_int_equal(json_array_size(json_object_get(meta, "topics")), a->doc.topic_count);
    assert_int_equal(json_array_size(json_object_get(meta, "authors")), a->doc.author_count);
    assert_int_equal(json_array_size(json_object_get(meta, "enclosures")), a->doc.enclosure_count);
    assert_int_equal(json_array_size(json_object_get(meta, "takes")), a->doc.take_count);
    assert_int_equal(json_object_size(json_object_get(meta, "extra")), a->doc.extra ? 2 : 0);
    json_t *sizes = json_object_get(meta, "sizes");
    assert_int_equal(json_integer_value(json_object_get(sizes, "body.txt")), a->entry.size[FILE_BODY]);
    assert_int_equal(json_integer_value(json_object_get(sizes, "page")), a->entry.size[FILE_PAGE]);
    assert_null(json_object_get(meta, "body"));
    json_decref(meta);
}

static void meta_is_json_that_tells_the_document_without_its_texts(void **state)
{
    (void)state;
    hold(meta_tells_the_document);
}

static void a_take_begins_with_who_speaks_and_ends_with_who_wrote(void **state)
{
    (void)state;
    struct take t = {.role = "skeptic",
                     .name = "The Skeptic",
                     .perspective = "Reality\nCheck",
                     .text = "No.\n\nNot at all.",
                     .model = "example-1",
                     .created = 1775642400};
    BUF_SCOPED struct buf take = {0};
    render_take(&take, &t);
    assert_string_equal(take.data, "The Skeptic (Reality Check)\n\nNo.\n\nNot at all.\n\n"
                                   "— written by example-1, 2026-04-08 10:00 UTC\n");
    t = (struct take){.role = "skeptic", .text = "No.", .created = TIME_NONE};
    buf_clear(&take);
    render_take(&take, &t);
    assert_string_equal(take.data, "skeptic\n\nNo.\n");
}

static void without_a_title_the_first_words_stand_in(void **state)
{
    (void)state;
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    a.doc.body = "Prices rose again in March, the office for statistics said in a note that was published on Tuesday.";
    prepare(&a);
    assert_string_equal(a.text[FILE_TITLE],
                        "Prices rose again in March, the office for statistics said in a note that was…\n");
    assert_null(a.text[FILE_SUMMARY]);
    assert_null(a.text[FILE_URL]);
}

static void without_a_body_the_summary_or_the_title_stands_in(void **state)
{
    (void)state;
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    a.doc.title = "Title";
    prepare(&a);
    assert_string_equal(a.text[FILE_BODY], "Title\n");
    a.doc.summary = "Summary.";
    prepare(&a);
    assert_string_equal(a.text[FILE_BODY], "Summary.\n");
}

/* ---- reviewed articles ---- */

static const char *text_of(struct document *d, const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? document_text(d, s, strlen(s)) : NULL;
}

static int64_t time_of(const json_t *object, const char *key)
{
    int64_t seconds = TIME_NONE;
    const char *s = json_string_value(json_object_get(object, key));
    assert_true(!s || time_parse(s, &seconds));
    return seconds;
}

static void add_lists(struct document *d, json_t *root)
{
    size_t i;
    json_t *v;
    json_array_foreach(json_object_get(root, "authors"), i, v)
    {
        struct person *p = document_add_author(d);
        *p = (struct person){text_of(d, v, "name"), text_of(d, v, "email"), text_of(d, v, "url")};
    }
    json_array_foreach(json_object_get(root, "topics"), i, v)
        document_add_topic(d, document_text(d, json_string_value(v), json_string_length(v)));
    json_array_foreach(json_object_get(root, "enclosures"), i, v)
    {
        struct enclosure *e = document_add_enclosure(d, text_of(d, v, "url"));
        e->type = text_of(d, v, "type");
        e->size = json_integer_value(json_object_get(v, "size"));
    }
    json_array_foreach(json_object_get(root, "takes"), i, v)
    {
        struct take *t = document_add_take(d, text_of(d, v, "role"));
        *t = (struct take){t->role,
                           text_of(d, v, "name"),
                           text_of(d, v, "perspective"),
                           text_of(d, v, "text"),
                           text_of(d, v, "model"),
                           time_of(v, "created")};
    }
}

static void load_document(struct document *d, const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    if (!root)
        fail_msg("%s: %s", path, error.text);
    json_t *source = json_object_get(root, "source"), *extra = json_object_get(root, "extra");
    d->id = text_of(d, root, "id");
    d->url = text_of(d, root, "url");
    d->title = text_of(d, root, "title");
    d->source_name = text_of(d, source, "name");
    d->source_url = text_of(d, source, "url");
    d->language = text_of(d, root, "language");
    d->summary = text_of(d, root, "summary");
    d->summary_html = text_of(d, root, "summary_html");
    d->body = text_of(d, root, "body");
    d->body_html = text_of(d, root, "body_html");
    d->published = time_of(root, "published");
    d->updated = time_of(root, "updated");
    add_lists(d, root);
    char *compact = extra ? json_dumps(extra, JSON_COMPACT) : NULL;
    d->extra = compact ? document_text(d, compact, strlen(compact)) : NULL;
    free(compact);
    json_decref(root);
}

static void assert_file(const char *folder, const char *name, const struct buf *bytes)
{
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, "%s/%s", folder, name);
    assert_true(golden_matches(path.data, bytes));
}

static void assert_case(const char *folder)
{
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, "%s/document.json", folder);
    load_document(&a.doc, path.data);
    prepare(&a);
    for (const struct render_format *f = render_formats; f->name; f++) {
        BUF_SCOPED struct buf bytes = {0};
        f->write(&bytes, &a);
        assert_file(folder, f->name, &bytes);
    }
    for (size_t i = 0; i < a.doc.take_count; i++) {
        BUF_SCOPED struct buf bytes = {0}, name = {0};
        render_take(&bytes, &a.doc.takes[i]);
        buf_addf(&name, "take-%s.txt", a.doc.takes[i].role);
        assert_file(folder, name.data, &bytes);
    }
}

static void reviewed_articles_render_as_reviewed(void **state)
{
    (void)state;
    assert_true(golden_each("tests/golden/render", assert_case) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_clean_and_as_long_as_was_measured),
        cmocka_unit_test(what_was_forecast_is_what_is_measured_whatever_the_store_decides),
        cmocka_unit_test(title_body_and_meta_always_exist_and_nothing_is_empty),
        cmocka_unit_test(no_file_holds_a_modeline),
        cmocka_unit_test(the_page_says_all_that_the_texts_and_takes_say),
        cmocka_unit_test(meta_is_json_that_tells_the_document_without_its_texts),
        cmocka_unit_test(a_take_begins_with_who_speaks_and_ends_with_who_wrote),
        cmocka_unit_test(without_a_title_the_first_words_stand_in),
        cmocka_unit_test(without_a_body_the_summary_or_the_title_stands_in),
        cmocka_unit_test(reviewed_articles_render_as_reviewed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is particular to the SQLite engine: its file, its schema, the places it may lie in. */
#include "store/schema.h"
#include "store/session.h"
#include "support_store.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>

struct fixture {
    struct place place;
    struct random random;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    unsetenv("NEWSFS_TEST_STORE");
    place_init(&f->place);
    f->random.state = 11;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    place_finish(&f->place);
    free(f);
    return 0;
}

static void make_store(struct fixture *f, int articles)
{
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    fill(s, &f->random, articles, 1000000);
    store_close(s);
}

/* The store with SQL that no session of ours would run. */
static void sql(const char *path, const char *text)
{
    sqlite3 *db;
    char *problem = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    sqlite3_close(db);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

static void count_problem(void *context, const char *text)
{
    (void)text;
    ++*(int *)context;
}

static int problems_of(const char *url)
{
    int problems = 0;
    struct store *s = open_mode(url, STORE_READ, 0);
    MUST(store_check(s, count_problem, &problems, &e));
    store_close(s);
    return problems;
}

/* Opening fails with this code, in one sentence that names the file. */
static void refused(const char *url, enum store_mode mode, enum err_code code)
{
    struct err e = {0};
    struct store *s = store_open(url, &(struct store_options){.mode = mode, .renderer = &support_renderer}, &e);
    assert_null(s);
    if (e.code != code)
        fail_msg("%s: code %d: %s", url, e.code, e.text);
    assert_non_null(strstr(e.text, strrchr(url, '/') ? strrchr(url, '/') : url));
    assert_null(strchr(e.text, '\n'));
}

static void refused_in_all_modes(const char *url, enum err_code code)
{
    for (int mode = STORE_READ; mode <= STORE_CREATE; mode++)
        refused(url, (enum store_mode)mode, code);
}

/* ---- opening ---- */

static void a_store_is_made_with_its_directories(void **state)
{
    struct fixture *f = *state;
    char url[PATH_MAX];
    snprintf(url, sizeof url, "file://%s/a/b/c%%?#/news.db", f->place.directory);
    refused(url, STORE_READ, ERR_NOT_FOUND);
    refused(url, STORE_WRITE, ERR_NOT_FOUND);
    struct store *s = open_mode(url, STORE_CREATE, 0);
    assert_string_equal(store_url(s), url + 7);
    store_close(s);
    store_close(open_mode(url, STORE_READ, 0));
}

static void a_relative_path_names_the_same_store(void **state)
{
    struct fixture *f = *state;
    char before[PATH_MAX];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(f->place.directory), 0);
    for (int i = 0; i < 2; i++) {
        struct store *s = open_mode(i ? "file:news.db" : "news.db", STORE_CREATE, 0);
        assert_string_equal(store_url(s), f->place.url);
        store_close(s);
    }
    assert_int_equal(chdir(before), 0);
}

static void other_kinds_of_url_are_refused_with_their_name(void **state)
{
    (void)state;
    refused("postgresql://host/news", STORE_CREATE, ERR_USAGE);
    struct err e = {0};
    assert_null(store_open("", &(struct store_options){0}, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static void files_that_are_no_store_are_refused_and_stay_as_they_are(void **state)
{
    struct fixture *f = *state;
    char path[PATH_MAX + 16], garbage[9000], after[9000];
    for (size_t i = 0; i < sizeof garbage; i++)
        garbage[i] = (char)random_next(&f->random);
    static const size_t lengths[] = {1, 15, 100, 511, 512, 4096, 8999};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        write_file(f->place.url, garbage, lengths[i]);
        refused_in_all_modes(f->place.url, ERR_NOT_STORE);
        int fd = open(f->place.url, O_RDONLY);
        assert_int_equal(read(fd, after, sizeof after), lengths[i]);
        assert_memory_equal(after, garbage, lengths[i]);
        close(fd);
    }
    write_file(f->place.url, "", 0);
    refused(f->place.url, STORE_READ, ERR_NOT_STORE);
    refused(f->place.url, STORE_WRITE, ERR_NOT_STORE);
    refused_in_all_modes(f->place.directory, ERR_NOT_STORE);
    snprintf(path, sizeof path, "%s/other.db", f->place.directory);
    sql(path, "CREATE TABLE article(id); INSERT INTO article VALUES(1)");
    refused_in_all_modes(path, ERR_NOT_STORE);
    sql(path, "PRAGMA user_version=1");
    refused_in_all_modes(path, ERR_NOT_STORE);
}

static void a_store_that_was_cut_short_is_refused_or_says_that_it_is_damaged(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    make_store(f, 300);
    assert_int_equal(stat(f->place.url, &st), 0);
    for (off_t size = st.st_size - 1; size > 0; size = size * 2 / 3) {
        assert_int_equal(truncate(f->place.url, size), 0);
        struct err e = {0};
        struct store *s = store_open(f->place.url, &(struct store_options){.mode = STORE_READ}, &e);
        struct store_counts counts;
        struct entry entries[400];
        size_t n;
        if (s && store_count(s, &counts, &e))
            (void)!store_list_entries(s, &(struct article_set){SET_ALL, 0}, 0, entries, 400, &n, &e);
        assert_int_equal(e.code, ERR_NOT_STORE);
        store_close(s);
    }
}

static void a_newer_store_is_refused_and_says_what_to_do(void **state)
{
    struct fixture *f = *state;
    char text[64];
    make_store(f, 3);
    snprintf(text, sizeof text, "PRAGMA user_version=%d", schema_version() + 1);
    sql(f->place.url, text);
    refused_in_all_modes(f->place.url, ERR_NEWER);
}

/* There is no store, or an empty file, or a store: nothing else is ever seen. */
static void read_until_it_is_there(const char *url)
{
    for (;;) {
        struct err e = {0};
        struct store *s = store_open(url, &(struct store_options){.mode = STORE_READ}, &e);
        store_close(s);
        if (s)
            _exit(0);
        if (e.code != ERR_NOT_FOUND && (e.code != ERR_NOT_STORE || !strstr(e.text, "empty"))) {
            fprintf(stderr, "reader: %s\n", e.text);
            _exit(1);
        }
    }
}

static void those_that_make_a_store_at_once_make_one(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 10; round++) {
        pid_t child[3], reader = -1;
        bool ok = true;
        unlink(f->place.url);
        if ((reader = fork()) == 0)
            read_until_it_is_there(f->place.url);
        for (int i = 0; i < 3; i++)
            if ((child[i] = fork()) == 0) {
                struct random r = {(uint64_t)i};
                struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
                fill(s, &r, 5, 1000000);
                store_close(s);
                _exit(0);
            }
        for (int i = 0; i < 3; i++)
            ok &= child_ended_well(child[i]);
        assert_true(child_ended_well(reader));
        assert_true(ok);
        struct store *s = open_mode(f->place.url, STORE_READ, 0);
        struct store_counts counts;
        MUST(store_count(s, &counts, &e));
        assert_int_equal(counts.articles, 15);
        store_close(s);
    }
}

/* ---- the schema ---- */

static struct store *bare_session(const char *path)
{
    struct store *s = mem_alloc(sizeof *s);
    s->path = mem_strdup(path);
    s->directory = -1;
    s->options.deadline_ms = 60000;
    assert_int_equal(sqlite3_open(path, &s->db), SQLITE_OK);
    return s;
}

/* A store as an earlier version left it: tests/golden/store/version-N.sql, made by `sqlite3 news.db .dump` and two pragmas. */
static void load_version(const char *path, int version)
{
    char name[64], part[4096];
    BUF_SCOPED struct buf text = {0};
    snprintf(name, sizeof name, "tests/golden/store/version-%d.sql", version);
    FILE *file = fopen(name, "re");
    if (!file)
        fail_msg("%s is missing: each version of the schema leaves one behind", name);
    for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
        buf_add(&text, part, n);
    fclose(file);
    sql(path, buf_str(&text));
}

static void stores_of_every_earlier_version_are_brought_up_to_date(void **state)
{
    struct fixture *f = *state;
    if (access("tests/golden", R_OK) != 0)
        skip();
    for (int version = 1; version < schema_version(); version++) {
        unlink(f->place.url);
        load_version(f->place.url, version);
        struct store *s = open_mode(f->place.url, STORE_WRITE, 0);
        struct entry entry;
        bool found;
        MUST(store_find_entry(s, "2026-04-08_meta-launches-muse-spark", &entry, &found, &e));
        assert_true(found);
        assert_int_equal(entry.revision, 2);
        assert_int_equal(entry.take_count, 2);
        assert_int_equal(problems_of(f->place.url), 0);
        fill(s, &f->random, 20, 100);
        store_close(s);
        assert_int_equal(problems_of(f->place.url), 0);
    }
}

static void each_step_of_the_schema_leads_to_the_same_end(void **state)
{
    struct fixture *f = *state;
    for (int first = 1; first <= schema_version(); first++) {
        unlink(f->place.url);
        struct store *s = bare_session(f->place.url);
        MUST(schema_migrate(s, first, &e));
        MUST(schema_migrate(s, schema_version(), &e));
        store_close(s);
        s = open_mode(f->place.url, STORE_CREATE, 0);
        fill(s, &f->random, 30, 100);
        store_close(s);
    }
}

static void a_reader_brings_an_old_store_up_to_date_too(void **state)
{
    struct fixture *f = *state;
    struct store *s = bare_session(f->place.url);
    MUST(schema_migrate(s, 1, &e));
    store_close(s);
    store_close(open_mode(f->place.url, STORE_READ, 0));
}

/* ---- places that cannot be written ---- */

/* Run in a process with mounts of its own; skips where that is not allowed. */
static void with_own_mounts(void (*body)(struct fixture *f), struct fixture *f)
{
    pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
            _exit(77);
        body(f);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        skip();
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void read_on_read_only_medium(struct fixture *f)
{
    if (mount(f->place.directory, f->place.directory, NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, f->place.directory, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0)
        _exit(77);
    struct store *s = open_mode(f->place.url, STORE_READ, 0);
    struct listing all = list_set(s, (struct article_set){SET_ALL, 0}, 10);
    if (all.count != 50)
        _exit(1);
    free(all.at);
    store_close(s);
    refused(f->place.url, STORE_WRITE, ERR_READ_ONLY);
    refused(f->place.url, STORE_CREATE, ERR_READ_ONLY);
}

static void a_store_on_a_read_only_medium_can_be_read(void **state)
{
    struct fixture *f = *state;
    make_store(f, 50);
    with_own_mounts(read_on_read_only_medium, f);
}

static void fill_a_small_disk(struct fixture *f)
{
    struct err e = {0};
    if (mount("none", f->place.directory, "tmpfs", 0, "size=2m") != 0)
        _exit(77);
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    fill(s, &f->random, 20, 1000000);
    struct listing before = list_set(s, (struct article_set){SET_ALL, 0}, 100);
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    char body[20000];
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    for (int i = 0; e.code == ERR_NONE && i < 1000; i++) {
        char id[16];
        enum put_result result;
        snprintf(id, sizeof id, "big-%d", i);
        simple_story(&d, id, id);
        d.body = body;
        struct draft draft = {.doc = &d};
        support_prepare(&draft);
        if ((i % 10 != 0 || store_begin(s, &e)) && store_put(s, &draft, NULL, 0, &result, &e) && i % 10 == 9)
            (void)!store_commit(s, &e);
    }
    if (e.code != ERR_FULL) {
        fprintf(stderr, "not full: %s\n", e.text);
        _exit(1);
    }
    struct err again = {0};
    if (s->writing && (store_commit(s, &again) || again.code != ERR_FULL))
        _exit(2);
    store_close(s);
    s = open_mode(f->place.url, STORE_READ, 0);
    struct listing after = list_set(s, (struct article_set){SET_ALL, 0}, 100);
    if (after.count < before.count || (after.count - before.count) % 10 != 0)
        _exit(3);
    for (size_t i = 0; i < before.count; i++)
        if (!entry_equals(&before.at[i], &after.at[i]))
            _exit(4);
    store_close(s);
}

static void a_full_disk_harms_nothing_that_is_stored(void **state)
{
    with_own_mounts(fill_a_small_disk, *state);
}

/* ---- other renderers ---- */

static void other_prepare(struct draft *draft)
{
    support_prepare(draft);
    BUF_SCOPED struct buf text = {0};
    buf_addf(&text, "> %s", draft->text[FILE_BODY]);
    draft->text[FILE_BODY] = arena_strndup(&draft->doc->arena, text.data, text.len);
    draft_digest(draft);
}

static int64_t other_measure_take(const struct take *t)
{
    return support_measure_take(t) + 1;
}

static const struct store_renderer other_renderer = {2, other_prepare, support_measure, other_measure_take};

static int measures_left; /* of the renderer that gives up */

static void exiting_measure(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                            int64_t take_size[])
{
    if (measures_left-- == 0)
        _exit(0);
    support_measure(a, draft, size, take_size);
}

static const struct store_renderer exiting_renderer = {2, other_prepare, exiting_measure, other_measure_take};

static struct store *open_with(const char *url, const struct store_renderer *renderer)
{
    struct err e = {0};
    struct store *s = store_open(url, &(struct store_options){.mode = STORE_WRITE, .renderer = renderer}, &e);
    if (!s)
        fail_msg("%s", e.text);
    return s;
}

static void check_rendered(struct store *s, const struct listing *before)
{
    ARTICLE_SCOPED struct article a;
    article_init(&a);
    for (size_t i = 0; i < before->count; i++)
        for (int32_t revision = 1; revision <= before->at[i].revision; revision++) {
            int64_t size[ARTICLE_FILE_COUNT];
            bool found;
            MUST(store_load_article(s, before->at[i].id, revision, &a, &found, &e));
            assert_true(found && strncmp(a.text[FILE_BODY], "> ", 2) == 0);
            assert_int_equal(a.entry.size[FILE_BODY], strlen(a.text[FILE_BODY]));
            support_measure(&a, NULL, size, NULL);
            assert_int_equal(a.entry.size[FILE_META], size[FILE_META]);
            assert_int_equal(a.entry.size[FILE_PAGE], size[FILE_PAGE]);
            assert_string_equal(a.entry.name, before->at[i].name);
        }
}

/* The same documents put again: nothing is new. */
static void put_again(struct fixture *f, struct store *s, int count, int identities)
{
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    MUST(store_begin(s, &e));
    for (int i = 0; i < count; i++) {
        enum put_result result;
        random_story(&f->random, &d, identities);
        struct draft draft = {.doc = &d};
        s->options.renderer->prepare(&draft);
        MUST(store_put(s, &draft, NULL, 0, &result, &e));
        assert_int_equal(result, PUT_SAME);
    }
    MUST(store_commit(s, &e));
}

static void another_renderer_makes_every_text_and_size_anew(void **state)
{
    struct fixture *f = *state;
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    struct random start = f->random;
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    MUST(store_begin(s, &e));
    for (int i = 0; i < 100; i++) {
        random_story(&f->random, &d, 1000000);
        put(s, &d);
    }
    MUST(store_commit(s, &e));
    struct listing before = list_set(s, (struct article_set){SET_ALL, 0}, 100);
    store_close(s);
    s = open_with(f->place.url, &other_renderer);
    check_rendered(s, &before);
    f->random = start;
    put_again(f, s, 100, 1000000);
    free(before.at);
    store_close(s);
}

static void rendering_anew_goes_on_where_it_was_stopped(void **state)
{
    struct fixture *f = *state;
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    fill(s, &f->random, 1300, 900); /* several batches, with old revisions */
    struct listing before = list_set(s, (struct article_set){SET_ALL, 0}, 100);
    store_close(s);
    for (measures_left = 100; measures_left < 1700; measures_left += 500) {
        pid_t child = fork();
        if (child == 0) {
            open_with(f->place.url, &exiting_renderer);
            _exit(0);
        }
        assert_true(child_ended_well(child));
    }
    s = open_with(f->place.url, &other_renderer);
    check_rendered(s, &before);
    free(before.at);
    store_close(s);
}

static void a_session_of_another_renderer_cannot_write_any_more(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    make_store(f, 10);
    struct store *old = open_mode(f->place.url, STORE_WRITE, 0);
    store_close(open_with(f->place.url, &other_renderer));
    assert_false(store_begin(old, &e));
    assert_non_null(strstr(e.text, "start"));
    store_close(old);
}

/* ---- check ---- */

static void check_finds_nothing_in_a_whole_store_and_each_damage_in_others(void **state)
{
    struct fixture *f = *state;
    static const char *const damages[] = {
        "DELETE FROM text WHERE id=(SELECT max(id) FROM text)",
        "UPDATE article SET name='2023-11-14_other' WHERE id=3",
        "UPDATE article SET source=999 WHERE id=3",
        "UPDATE article SET size_body=size_body+1 WHERE id=3",
        "DELETE FROM revision WHERE id=(SELECT min(id) FROM revision)",
        "DELETE FROM article_topic WHERE article=(SELECT min(article) FROM article_topic)",
        "INSERT INTO article_topic VALUES(999,1)",
        "UPDATE take SET role=999 WHERE id=1",
        "UPDATE article SET take_count=take_count+1 WHERE id=3",
        "UPDATE wire SET bytes=CAST(bytes||'x' AS BLOB) WHERE start=0",
        "DELETE FROM change WHERE number=5",
        "UPDATE meta SET value=1 WHERE key='next_article'",
        "UPDATE meta SET value=1 WHERE key='next_take'",
        "DELETE FROM article WHERE id=2",
    };
    char whole[PATH_MAX + 16], command[3 * PATH_MAX];
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    fill(s, &f->random, 200, 60);
    store_close(s);
    assert_int_equal(problems_of(f->place.url), 0);
    snprintf(whole, sizeof whole, "%s/whole.db", f->place.directory);
    assert_int_equal(rename(f->place.url, whole), 0);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        snprintf(command, sizeof command, "cp '%s' '%s'", whole, f->place.url);
        assert_int_equal(system(command), 0);
        sql(f->place.url, damages[i]);
        if (problems_of(f->place.url) == 0)
            fail_msg("not found: %s", damages[i]);
    }
}

static void check_tells_of_torn_pages_and_does_not_stop(void **state)
{
    struct fixture *f = *state;
    char zeros[SCHEMA_PAGE_SIZE] = {0};
    make_store(f, 300);
    int fd = open(f->place.url, O_WRONLY);
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, 30 * SCHEMA_PAGE_SIZE), sizeof zeros);
    close(fd);
    assert_true(problems_of(f->place.url) > 0);
}

/* ---- deadlines, threads ---- */

static void a_long_read_ends_at_its_deadline(void **state)
{
    struct fixture *f = *state;
    struct err late = {0};
    make_store(f, 1);
    struct store *s = open_mode(f->place.url, STORE_READ, 20);
    assert_false(statement_script(
        s, "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c", &late));
    assert_int_equal(late.code, ERR_TIMEOUT);
    struct store_counts counts;
    MUST(store_count(s, &counts, &e));
    store_close(s);
}

static void *write_some(void *url)
{
    struct random r = {99};
    struct store *s = open_mode(url, STORE_WRITE, 0);
    fill(s, &r, 300, 200);
    store_close(s);
    return NULL;
}

/* A call without a snapshot sees one state too: what it loads has the size that was measured. */
static bool is_whole(struct store *s, struct article *a, int64_t id)
{
    bool found;
    struct entry entry;
    int64_t size[ARTICLE_FILE_COUNT];
    MUST(store_get_entry(s, id, &entry, &found, &e));
    MUST(store_load_article(s, id, entry.revision, a, &found, &e));
    if (found)
        support_measure(a, NULL, size, NULL);
    return found && size[FILE_META] == a->entry.size[FILE_META];
}

/* Whatever is listed in a snapshot can be loaded in it. */
static void *read_some(void *url)
{
    bool whole = true;
    for (int round = 0; round < 20; round++) {
        struct store *s = open_mode(url, STORE_READ, 0);
        ARTICLE_SCOPED struct article a;
        article_init(&a);
        MUST(store_begin_read(s, &e));
        struct listing all = list_set(s, (struct article_set){SET_ALL, 0}, 16);
        for (size_t i = 0; i < all.count; i += 5) {
            bool found;
            MUST(store_load_article(s, all.at[i].id, all.at[i].revision, &a, &found, &e));
            whole &= found && entry_equals(&a.entry, &all.at[i]);
        }
        store_end_read(s);
        for (size_t i = 0; i < all.count; i++)
            whole &= is_whole(s, &a, all.at[i].id);
        free(all.at);
        store_close(s);
    }
    return whole ? url : NULL;
}

static void sessions_in_threads_do_not_disturb_each_other(void **state)
{
    struct fixture *f = *state;
    pthread_t writer[2], reader[3];
    make_store(f, 20);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&writer[i], NULL, write_some, f->place.url), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&reader[i], NULL, read_some, f->place.url), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(writer[i], NULL);
    for (int i = 0; i < 3; i++) {
        void *whole;
        pthread_join(reader[i], &whole);
        assert_non_null(whole);
    }
    assert_int_equal(problems_of(f->place.url), 0);
}

/* Fifty articles of 60 KB: 200 pages. */
static void commit_much(struct store *s, int number)
{
    char id[16], body[60000];
    DOCUMENT_SCOPED struct document d;
    document_init(&d);
    memset(body, 'y', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    MUST(store_begin(s, &e));
    for (int i = 0; i < 50; i++) {
        snprintf(id, sizeof id, "%d-%d", number, i);
        simple_story(&d, id, id);
        d.body = body;
        put(s, &d);
    }
    MUST(store_commit(s, &e));
}

static void the_log_of_a_writer_that_goes_on_is_moved_into_the_store_and_stays_short(void **state)
{
    struct fixture *f = *state;
    char log[PATH_MAX + 8];
    struct stat st;
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    snprintf(log, sizeof log, "%s-wal", f->place.url);
    for (int i = 0; i < 40; i++) {
        commit_much(s, i);
        assert_int_equal(stat(log, &st), 0);
        assert_true(st.st_size < 75 << 20);
    }
    assert_int_equal(stat(f->place.url, &st), 0);
    assert_true(st.st_size > 50 << 20);
    store_close(s);
    assert_int_equal(access(log, F_OK), -1);
    assert_int_equal(problems_of(f->place.url), 0);
}

static void the_log_is_moved_into_the_store_while_readers_come_and_go(void **state)
{
    struct fixture *f = *state;
    char log[PATH_MAX + 8];
    struct store *s = open_mode(f->place.url, STORE_CREATE, 0);
    struct store *reader = open_mode(f->place.url, STORE_READ, 0);
    for (int i = 0; i < 40; i++) {
        commit_much(s, i);
        store_end_read(reader);
        MUST(store_begin_read(reader, &e));
        struct listing all = list_set(reader, (struct article_set){SET_LATEST, 1}, 10);
        free(all.at);
    }
    struct stat st;
    snprintf(log, sizeof log, "%s-wal", f->place.url);
    assert_int_equal(stat(log, &st), 0);
    store_end_read(reader);
    commit_much(s, 40); /* moves all of the log, as nobody reads it: so the next one begins it anew */
    commit_much(s, 41);
    assert_int_equal(stat(log, &st), 0);
    assert_true(st.st_size <= 64 << 20); /* what is longer is cut then */
    store_close(reader);
    store_close(s);
    assert_int_equal(access(log, F_OK), -1);
    assert_int_equal(problems_of(f->place.url), 0);
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PLACE(a_store_is_made_with_its_directories),
        WITH_PLACE(a_relative_path_names_the_same_store),
        WITH_PLACE(other_kinds_of_url_are_refused_with_their_name),
        WITH_PLACE(files_that_are_no_store_are_refused_and_stay_as_they_are),
        WITH_PLACE(a_store_that_was_cut_short_is_refused_or_says_that_it_is_damaged),
        WITH_PLACE(a_newer_store_is_refused_and_says_what_to_do),
        WITH_PLACE(those_that_make_a_store_at_once_make_one),
        WITH_PLACE(stores_of_every_earlier_version_are_brought_up_to_date),
        WITH_PLACE(each_step_of_the_schema_leads_to_the_same_end),
        WITH_PLACE(a_reader_brings_an_old_store_up_to_date_too),
        WITH_PLACE(a_store_on_a_read_only_medium_can_be_read),
        WITH_PLACE(a_full_disk_harms_nothing_that_is_stored),
        WITH_PLACE(another_renderer_makes_every_text_and_size_anew),
        WITH_PLACE(rendering_anew_goes_on_where_it_was_stopped),
        WITH_PLACE(a_session_of_another_renderer_cannot_write_any_more),
        WITH_PLACE(check_finds_nothing_in_a_whole_store_and_each_damage_in_others),
        WITH_PLACE(check_tells_of_torn_pages_and_does_not_stop),
        WITH_PLACE(a_long_read_ends_at_its_deadline),
        WITH_PLACE(sessions_in_threads_do_not_disturb_each_other),
        WITH_PLACE(the_log_of_a_writer_that_goes_on_is_moved_into_the_store_and_stays_short),
        WITH_PLACE(the_log_is_moved_into_the_store_while_readers_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

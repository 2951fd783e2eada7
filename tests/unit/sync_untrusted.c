/* Laws of the confined worker. What an attacker would do inside it is done by the function that prepares documents, which
 * runs there: the title of a document says what it does. */
#include "newsfs/untrusted.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* ---- what is done inside ---- */

static bool may_connect(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool may_write(void)
{
    return open("/tmp/newsfs-untrusted-test", O_WRONLY | O_CREAT, 0600) >= 0 || open("/dev/null", O_RDWR) >= 0;
}

static bool may_read(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0 || open("/proc/self/maps", O_RDONLY) >= 0;
}

static bool may_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool may_execute(void)
{
    char path[] = "/bin/true", *const words[] = {path, NULL};
    execv(path, words);
    return errno != EPERM;
}

static bool may_kill(void)
{
    return kill(getpid(), 0) == 0;
}

static bool may_raise_limits(void)
{
    const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_CPU, &more) == 0;
}

static bool may_decode(void)
{
    iconv_t charset = iconv_open("UTF-8", "EUC-JP");
    return charset != (iconv_t)-1 && iconv_close(charset) == 0;
}

static const struct {
    const char *name;
    bool (*try)(void);
    bool allowed;
} attempts[] = {
    {"connect", may_connect, false},     {"write", may_write, false},     {"read", may_read, false},
    {"fork", may_fork, false},           {"execute", may_execute, false}, {"kill", may_kill, false},
    {"limits", may_raise_limits, false}, {"decode", may_decode, true},
};

static void compute_for_ever(void)
{
    for (volatile unsigned n = 0;; n++)
        ;
}

static void allocate_for_ever(void)
{
    for (size_t i = 0; i < 1000; i++)
        memset(mem_alloc((size_t)8 << 20), 1, (size_t)8 << 20);
}

static void crash(void)
{
    volatile char *volatile nowhere = NULL;
    *nowhere = 1;
}

static void leave(void)
{
    _exit(0);
}

static void talk_nonsense(void)
{
    char nonsense[64];
    memset(nonsense, 0xEE, sizeof nonsense);
    ssize_t ignored = write(0, nonsense, sizeof nonsense);
    (void)ignored;
}

static void hang_up(void)
{
    close(0);
    compute_for_ever();
}

static const struct {
    const char *name;
    void (*do_it)(void);
} attacks[] = {{"compute", compute_for_ever}, {"crash", crash},     {"leave", leave},
               {"nonsense", talk_nonsense},   {"hang up", hang_up}, {"allocate", allocate_for_ever}};

static const char *own_number(void)
{
    static char text[16];
    snprintf(text, sizeof text, "%d\n", (int)getpid());
    return text;
}

static void prepare(struct draft *draft)
{
    const char *title = draft->doc->title;
    draft->text[FILE_TITLE] = "Done\n";
    draft->text[FILE_BODY] = strcmp(title, "escape") == 0   ? "\x1b[31m\n"
                             : strcmp(title, "no end") == 0 ? "no end"
                                                            : "Body\n";
    for (size_t i = 0; i < COUNT(attempts); i++)
        if (strcmp(title, attempts[i].name) == 0)
            draft->text[FILE_BODY] = attempts[i].try() ? "allowed\n" : "refused\n";
    for (size_t i = 0; i < COUNT(attacks); i++)
        if (strcmp(title, attacks[i].name) == 0)
            attacks[i].do_it();
    if (strcmp(title, "who") == 0)
        draft->text[FILE_BODY] = own_number();
    if (strcmp(title, "not text") == 0)
        draft->doc->summary = "\xff\xfe";
}

/* ---- reading through it ---- */

struct answer {
    size_t documents, rejects;
    char body[32]; /* of the last document */
    struct err end;
};

static void note(struct answer *a, enum untrusted_kind kind, const struct draft *draft, const struct err *why)
{
    a->documents += kind == UNTRUSTED_DOCUMENT;
    a->rejects += kind == UNTRUSTED_REJECT;
    if (kind == UNTRUSTED_DOCUMENT)
        snprintf(a->body, sizeof a->body, "%s", draft->text[FILE_BODY] ? draft->text[FILE_BODY] : "");
    if (kind == UNTRUSTED_END)
        a->end = *why;
}

static struct answer answer_of(struct untrusted *u, const char *text)
{
    struct ingest_bytes bytes = {text, strlen(text)};
    struct ingest_source source = ingest_from_bytes(&bytes, "test");
    struct ingest_options options = {.published = TIME_NONE};
    struct answer a = {0};
    struct draft *draft;
    struct err why;
    struct pollfd wait;
    enum untrusted_kind kind = UNTRUSTED_NOTHING;
    untrusted_begin(u, &source, &options);
    while (kind != UNTRUSTED_END) {
        if (untrusted_poll(u, &wait))
            poll(&wait, 1, -1);
        untrusted_work(u);
        while ((kind = untrusted_next(u, &draft, &why)) != UNTRUSTED_NOTHING && kind != UNTRUSTED_END)
            note(&a, kind, draft, &why);
    }
    note(&a, kind, draft, &why);
    return a;
}

/* Read text by `u`, and take what came of it out of `to`. */
static struct answer moved_answer_of(struct untrusted *u, struct untrusted *to, const char *text)
{
    struct ingest_bytes bytes = {text, strlen(text)};
    struct ingest_source source = ingest_from_bytes(&bytes, "test");
    struct ingest_options options = {.published = TIME_NONE};
    struct answer a = {0};
    struct draft *draft;
    struct err why;
    struct pollfd wait;
    enum untrusted_kind kind = UNTRUSTED_NOTHING;
    for (untrusted_begin(u, &source, &options); !untrusted_has_ended(u, &why); untrusted_work(u))
        if (untrusted_poll(u, &wait))
            poll(&wait, 1, -1);
    untrusted_move(to, u);
    for (; kind != UNTRUSTED_END; note(&a, kind, draft, &why))
        kind = untrusted_next(to, &draft, &why);
    return a;
}

static struct untrusted *open_whole(void)
{
    return untrusted_open(&(struct untrusted_options){.prepare = prepare, .cpu_seconds = 1, .whole = true});
}

static void assert_works(struct untrusted *u)
{
    struct answer a = answer_of(u, "{\"title\":\"a\"}\n{\"title\":\"b\"}\n");
    assert_int_equal(a.end.code, ERR_NONE);
    assert_int_equal(a.documents, 2);
    assert_string_equal(a.body, "Body\n");
}

static void the_worker_can_compute_and_load_character_sets_and_nothing_else(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    for (size_t i = 0; i < COUNT(attempts); i++) {
        char text[64];
        snprintf(text, sizeof text, "{\"title\":\"%s\"}", attempts[i].name);
        struct answer a = answer_of(u, text);
        if (strcmp(a.body, attempts[i].allowed ? "allowed\n" : "refused\n") != 0)
            fail_msg("%s: %s (%s)", attempts[i].name, a.body, a.end.text);
    }
    untrusted_close(u);
}

static void an_input_that_kills_its_worker_costs_one_error_and_none_of_the_inputs_after_it(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    for (size_t i = 0; i < COUNT(attacks); i++) {
        char text[96];
        if (SANITIZED && attacks[i].do_it == allocate_for_ever)
            continue;
        snprintf(text, sizeof text, "{\"title\":\"first\"}\n{\"title\":\"%s\"}\n{\"title\":\"last\"}", attacks[i].name);
        struct answer a = answer_of(u, text);
        if (a.end.code == ERR_NONE || a.documents)
            fail_msg("%s: %zu documents, %s", attacks[i].name, a.documents, a.end.text);
        assert_works(u);
    }
    untrusted_close(u);
}

static void the_reason_says_which_limit_was_met(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    assert_non_null(strstr(answer_of(u, "{\"title\":\"compute\"}").end.text, "processor time"));
    if (!SANITIZED)
        assert_non_null(strstr(answer_of(u, "{\"title\":\"allocate\"}").end.text, "memory"));
    untrusted_close(u);
}

static void what_a_worker_says_is_checked(void **state)
{
    static const char *const titles[] = {"escape", "no end", "not text"};
    struct untrusted *u = open_whole();
    (void)state;
    for (size_t i = 0; i < COUNT(titles); i++) {
        char text[64];
        snprintf(text, sizeof text, "{\"title\":\"%s\"}", titles[i]);
        struct answer a = answer_of(u, text);
        assert_non_null(strstr(a.end.text, "nonsense"));
        assert_int_equal(a.documents, 0);
    }
    assert_works(u);
    untrusted_close(u);
}

static void what_was_read_moves_and_its_worker_reads_on(void **state)
{
    struct untrusted *u = open_whole(), *to = open_whole();
    (void)state;
    const struct answer who = answer_of(u, "{\"title\":\"who\"}");
    for (int i = 0; i < 3; i++) {
        struct answer a = moved_answer_of(u, to, "{\"title\":\"a\"}\n{\"title\":\"who\"}\n");
        assert_int_equal(a.end.code, ERR_NONE);
        assert_int_equal(a.documents, 2);
        assert_string_equal(a.body, who.body);
        a = moved_answer_of(u, to, "nothing of the kind");
        assert_int_equal(a.end.code, ERR_INPUT);
        assert_int_equal(a.documents, 0);
    }
    struct answer died = moved_answer_of(u, to, "{\"title\":\"crash\"}");
    assert_int_not_equal(died.end.code, ERR_NONE);
    untrusted_distrust(u, to);
    assert_works(u);
    untrusted_close(u);
    untrusted_close(to);
}

static void a_worker_whose_nonsense_is_found_after_it_moved_is_not_spoken_to_again(void **state)
{
    struct untrusted *u = open_whole(), *to = open_whole();
    (void)state;
    const struct answer who = answer_of(u, "{\"title\":\"who\"}");
    struct answer a = moved_answer_of(u, to, "{\"title\":\"escape\"}");
    assert_non_null(strstr(a.end.text, "nonsense"));
    untrusted_distrust(u, to);
    a = moved_answer_of(u, to, "{\"title\":\"who\"}");
    assert_int_equal(a.documents, 1);
    assert_string_not_equal(a.body, who.body);
    untrusted_close(u);
    untrusted_close(to);
}

static void an_input_that_cannot_be_read_is_an_error_and_the_worker_lives_on(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    struct answer a = answer_of(u, "[{\"title\":\"a\"}");
    assert_int_not_equal(a.end.code, ERR_NONE);
    assert_works(u);
    untrusted_close(u);
}

static void one_worker_after_the_other_reads_a_thousand_inputs(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_works(u);
    untrusted_close(u);
}

static void more_than_is_kept_of_one_input_is_refused(void **state)
{
    struct untrusted_options options = {.prepare = prepare, .whole = true, .whole_max = 100000};
    struct untrusted *u = untrusted_open(&options);
    BUF_SCOPED struct buf text = {0};
    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_adds(&text, "{\"title\":\"a\"}\n");
    struct answer a = answer_of(u, buf_str(&text));
    assert_int_equal(a.end.code, ERR_LIMIT);
    assert_int_equal(a.documents, 0);
    assert_works(u);
    untrusted_close(u);
}

/* ---- the same as without it ---- */

static void random_documents(struct random *r, struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_addf(out,
                 "{\"id\":\"%zu\",\"title\":\"T%u\",\"topics\":[\"a\",\"b%u\"],\"published\":\"2026-04-08T10:00:00Z\",",
                 i, (unsigned)random_below(r, 1000), (unsigned)random_below(r, 10));
        buf_addf(out, "\"authors\":[{\"name\":\"N\",\"email\":\"e@x\"}],\"enclosures\":[{\"url\":\"u\",\"size\":%u}],",
                 (unsigned)random_below(r, 1000));
        buf_addf(
            out,
            "\"takes\":[{\"role\":\"builder\",\"name\":\"The Builder\",\"text\":\"take\"}],\"more\":[1,2],\"body\":\"");
        for (size_t n = random_below(r, 5000); n > 0; n--)
            buf_addc(out, (char)('a' + n % 26));
        buf_adds(out, "\"}\n");
    }
}

static bool add_document(void *context, struct document *d, struct err *e)
{
    (void)e;
    ingest_format_json(context, d);
    buf_addc(context, '\n');
    return true;
}

static bool add_draft(void *context, struct draft *draft, struct err *e)
{
    return add_document(context, draft->doc, e);
}

static bool add_some_drafts(void *context, struct draft *draft, struct err *e)
{
    struct buf *out = context;
    return out->len > 10000 ? err_set(e, ERR_FAILED, "enough") : add_draft(context, draft, e);
}

static void documents_come_out_of_a_worker_as_they_do_without_one(void **state)
{
    struct untrusted *u = untrusted_open(&(struct untrusted_options){0});
    struct random r = {1};
    (void)state;
    for (size_t count = 1; count < 5000; count *= 4) {
        BUF_SCOPED struct buf text = {0}, direct = {0}, through = {0};
        struct ingest_options options = {.published = TIME_NONE, .source_name = "S"};
        struct ingest_sink sink = {.document = add_document, .context = &direct};
        struct err e;
        random_documents(&r, &text, count);
        struct ingest_bytes bytes = {text.data, text.len}, again = bytes;
        struct ingest_source source = ingest_from_bytes(&bytes, "a"), same = ingest_from_bytes(&again, "a");
        assert_true(ingest_read(&source, &options, &sink, NULL, &e));
        const struct untrusted_sink drafts = {.draft = add_draft, .context = &through};
        assert_true(untrusted_read(u, &same, &options, &drafts, &e));
        assert_string_equal(buf_str(&direct), buf_str(&through));
    }
    untrusted_close(u);
}

static void prepare_with_digest(struct draft *draft)
{
    draft->text[FILE_TITLE] = "Title\n";
    draft->text[FILE_BODY] = "Body\n";
    draft_digest(draft);
}

static bool check_digest(void *context, struct draft *draft, struct err *e)
{
    const struct draft said = *draft;
    (void)e;
    draft_digest(draft);
    assert_memory_equal(said.digest, draft->digest, sizeof said.digest);
    assert_int_equal(said.packed_len, draft->packed_len);
    assert_memory_equal(said.packed, draft->packed, said.packed_len);
    assert_memory_equal(said.text_len, draft->text_len, sizeof said.text_len);
    assert_string_equal(draft->doc->source_name, "S");
    assert_string_equal(draft->doc->source_url, "http://s/");
    ++*(size_t *)context;
    return true;
}

static void a_digest_comes_out_of_a_worker_as_it_is_made_without_one(void **state)
{
    struct untrusted *u = untrusted_open(&(struct untrusted_options){.prepare = prepare_with_digest, .whole = true});
    BUF_SCOPED struct buf text = {0};
    struct random r = {2};
    struct err e;
    size_t count = 0;
    (void)state;
    random_documents(&r, &text, 300);
    struct ingest_bytes bytes = {text.data, text.len};
    const struct ingest_source source = ingest_from_bytes(&bytes, "a");
    const struct ingest_options options = {.published = TIME_NONE, .source_name = "S", .source_url = "http://s/"};
    const struct untrusted_sink sink = {.draft = check_digest, .context = &count};
    assert_true(untrusted_read(u, &source, &options, &sink, &e));
    assert_int_equal(count, 300);
    untrusted_close(u);
}

static bool is_read(struct untrusted *u, const char *text, struct buf *out, struct err *e)
{
    struct ingest_bytes bytes = {text, strlen(text)};
    struct ingest_source source = ingest_from_bytes(&bytes, "a");
    const struct ingest_options options = {.published = TIME_NONE};
    const struct untrusted_sink sink = {.draft = add_draft, .context = out};
    return untrusted_read(u, &source, &options, &sink, e);
}

static void what_has_neither_title_nor_body_comes_out_too(void **state)
{
    static const char *const inputs[] = {
        "<rss version=\"2.0\"><channel><item><link>http://a.example/</link></item></channel></rss>",
        "{\"title\":\"\",\"body\":\"\"}\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(inputs); i++) {
        struct untrusted *u = untrusted_open(&(struct untrusted_options){0});
        BUF_SCOPED struct buf out = {0};
        struct err e = {0};
        if (!is_read(u, inputs[i], &out, &e))
            fail_msg("%s: %s", inputs[i], e.text);
        assert_true(out.len > 0);
        untrusted_close(u);
    }
}

static void nothing_is_handed_over_of_an_input_that_kills_its_worker(void **state)
{
    struct untrusted *u = open_whole();
    (void)state;
    for (size_t i = 0; i < COUNT(attacks); i++) {
        BUF_SCOPED struct buf out = {0};
        struct err e = {0};
        char text[96];
        if (SANITIZED && attacks[i].do_it == allocate_for_ever)
            continue;
        snprintf(text, sizeof text, "{\"title\":\"first\"}\n{\"title\":\"%s\"}\n", attacks[i].name);
        assert_false(is_read(u, text, &out, &e));
        assert_int_equal(strncmp(e.text, "a: ", 3), 0);
        assert_int_equal(out.len, 0);
        assert_true(is_read(u, "{\"title\":\"b\"}\n", &out, &e));
        assert_true(out.len > 0);
    }
    untrusted_close(u);
}

static bool add_outline(void *context, const struct feed_outline *o, struct err *e)
{
    struct buf *out = context;
    (void)e;
    ingest_format_opml(out, "one", o, 1);
    return true;
}

static void add_warning(void *context, const char *text)
{
    buf_adds(context, text);
}

static void lists_of_feeds_come_out_of_a_worker_as_they_do_without_one(void **state)
{
    struct untrusted *u = untrusted_open(&(struct untrusted_options){0});
    (void)state;
    for (int count = 0; count < 3000; count = count * 5 + 1) {
        BUF_SCOPED struct buf text = {0}, direct = {0}, through = {0};
        struct outline_sink sink = {add_outline, add_warning, &direct};
        struct err e = {0}, same = {0};
        buf_adds(&text, count % 2 ? "<opml><body>" : "<nothing>");
        for (int i = 0; i < count; i++)
            buf_addf(&text,
                     "<outline text='F%d &'><outline text='G'><outline xmlUrl='http://a.example/%d'%s/>"
                     "</outline></outline>",
                     i % 7, i, i % 3 ? " text='Ä' htmlUrl='http://b.example/'" : "");
        struct ingest_bytes bytes = {text.data, text.len}, again = bytes;
        struct ingest_source source = ingest_from_bytes(&bytes, "a"), likewise = ingest_from_bytes(&again, "a");
        bool ok = ingest_read_opml(&source, &sink, &e);
        sink.context = &through;
        assert_int_equal(untrusted_read_opml(u, &likewise, &sink, &same), ok);
        assert_string_equal(e.text, same.text);
        assert_string_equal(buf_str(&direct), buf_str(&through));
    }
    untrusted_close(u);
}

static void a_reader_that_has_enough_stops_the_worker(void **state)
{
    struct untrusted *u = untrusted_open(&(struct untrusted_options){0});
    struct random r = {2};
    BUF_SCOPED struct buf text = {0};
    (void)state;
    random_documents(&r, &text, 2000);
    for (int i = 0; i < 3; i++) {
        BUF_SCOPED struct buf out = {0};
        struct untrusted_sink sink = {.draft = add_some_drafts, .context = &out};
        struct ingest_options options = {.published = TIME_NONE};
        struct ingest_bytes bytes = {text.data, text.len};
        struct ingest_source source = ingest_from_bytes(&bytes, "a");
        struct err e;
        assert_false(untrusted_read(u, &source, &options, &sink, &e));
        assert_string_equal(e.text, "enough");
    }
    untrusted_close(u);
}

static long fail_to_read(void *context, char *into, size_t size, struct err *e)
{
    (void)context, (void)into, (void)size;
    err_set(e, ERR_IO, "the disk is on fire");
    return -1;
}

static void a_source_that_fails_is_the_error(void **state)
{
    struct untrusted *u = untrusted_open(&(struct untrusted_options){0});
    struct ingest_source source = {fail_to_read, NULL, "a"};
    struct ingest_options options = {.published = TIME_NONE};
    BUF_SCOPED struct buf out = {0};
    struct untrusted_sink sink = {.draft = add_draft, .context = &out};
    struct err e;
    (void)state;
    assert_false(untrusted_read(u, &source, &options, &sink, &e));
    assert_string_equal(e.text, "a: the disk is on fire");
    untrusted_close(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worker_can_compute_and_load_character_sets_and_nothing_else),
        cmocka_unit_test(an_input_that_kills_its_worker_costs_one_error_and_none_of_the_inputs_after_it),
        cmocka_unit_test(the_reason_says_which_limit_was_met),
        cmocka_unit_test(what_a_worker_says_is_checked),
        cmocka_unit_test(what_was_read_moves_and_its_worker_reads_on),
        cmocka_unit_test(a_worker_whose_nonsense_is_found_after_it_moved_is_not_spoken_to_again),
        cmocka_unit_test(an_input_that_cannot_be_read_is_an_error_and_the_worker_lives_on),
        cmocka_unit_test(one_worker_after_the_other_reads_a_thousand_inputs),
        cmocka_unit_test(more_than_is_kept_of_one_input_is_refused),
        cmocka_unit_test(documents_come_out_of_a_worker_as_they_do_without_one),
        cmocka_unit_test(a_digest_comes_out_of_a_worker_as_it_is_made_without_one),
        cmocka_unit_test(what_has_neither_title_nor_body_comes_out_too),
        cmocka_unit_test(nothing_is_handed_over_of_an_input_that_kills_its_worker),
        cmocka_unit_test(lists_of_feeds_come_out_of_a_worker_as_they_do_without_one),
        cmocka_unit_test(a_reader_that_has_enough_stops_the_worker),
        cmocka_unit_test(a_source_that_fails_is_the_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

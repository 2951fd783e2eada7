/* Laws of buffers, arenas and errors. */
#include "newsfs/buf.h"
#include "newsfs/log.h"
#include "newsfs/text.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ELLIPSIS "\xE2\x80\xA6"

static void an_empty_buffer_is_an_empty_string(void **state)
{
    (void)state;
    BUF_SCOPED struct buf b = {0};
    assert_string_equal(buf_str(&b), "");
    buf_clear(&b);
    buf_add(&b, NULL, 0);
    assert_int_equal(b.len, 0);
    char *taken = buf_take(&b);
    assert_string_equal(taken, "");
    assert_null(b.data);
    free(taken);
}

static void add_some(struct buf *b, struct random *r, const char *bytes, size_t len)
{
    switch (random_below(r, 4)) {
    case 0:
        for (size_t i = 0; i < len; i++)
            buf_addc(b, bytes[i]);
        break;
    case 1:
        buf_addf(b, "%.*s", (int)len, bytes);
        break;
    case 2:
        memcpy(buf_reserve(b, len), bytes, len);
        buf_truncate(b, b->len + len);
        break;
    default:
        buf_add(b, bytes, len);
    }
}

static void a_buffer_holds_what_was_added_however_it_was_added(void **state)
{
    (void)state;
    enum { total = 20000 };
    static char want[total + 1];
    struct random r = {7};
    BUF_SCOPED struct buf b = {0};
    for (size_t i = 0; i < total; i++)
        want[i] = (char)('a' + random_below(&r, 26));
    while (b.len < total) {
        size_t len = random_below(&r, 200);
        len = len < total - b.len ? len : total - b.len;
        add_some(&b, &r, want + b.len, len);
        assert_true(!b.data || (b.len < b.cap && b.data[b.len] == '\0'));
    }
    assert_string_equal(b.data, want);
    buf_truncate(&b, 3);
    want[3] = '\0';
    assert_string_equal(b.data, want);
}

static void formatted_text_of_any_length_fits(void **state)
{
    (void)state;
    BUF_SCOPED struct buf b = {0};
    for (int width = 0; width < 300; width++) {
        buf_clear(&b);
        buf_addf(&b, "%*s", width, "");
        assert_int_equal(b.len, width);
        assert_int_equal(strlen(buf_str(&b)), width);
    }
}

static void arena_memory_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    ARENA_SCOPED struct arena a = {0};
    struct random r = {11};
    struct {
        unsigned char *at;
        size_t size;
    } got[500];
    for (int round = 0; round < 8; round++, arena_clear(&a)) {
        for (size_t i = 0; i < 500; i++) {
            got[i].size = random_below(&r, random_below(&r, 50) ? 120 : 100000);
            got[i].at = arena_alloc(&a, got[i].size);
            assert_int_equal((uintptr_t)got[i].at % alignof(max_align_t), 0);
            for (size_t k = 0; k < got[i].size; k++)
                assert_true(got[i].at[k] == 0);
            memset(got[i].at, (int)(i % 255) + 1, got[i].size);
            arena_strndup(&a, "odd", random_below(&r, 4));
        }
        for (size_t i = 0; i < 500; i++)
            for (size_t k = 0; k < got[i].size; k++)
                assert_true(got[i].at[k] == i % 255 + 1);
    }
}

static void an_arena_never_hands_out_what_lies_behind_a_block(void **state)
{
    (void)state;
    struct random r = {13};
    for (int round = 0; round < 200; round++) {
        ARENA_SCOPED struct arena a = {0};
        for (size_t taken = 0; taken < 10000;) {
            size_t size = random_below(&r, 40);
            memset(arena_alloc(&a, size), 0xFF, size);
            assert_true(a.at <= a.end);
            taken += size + strlen(arena_strndup(&a, "some odd bytes", random_below(&r, 15)));
        }
    }
}

static void arena_copies_of_strings_end_in_nul(void **state)
{
    (void)state;
    ARENA_SCOPED struct arena a = {0};
    assert_null(arena_strdup(&a, NULL));
    assert_string_equal(arena_strdup(&a, ""), "");
    assert_string_equal(arena_strdup(&a, "whole"), "whole");
    assert_string_equal(arena_strndup(&a, "partial", 4), "part");
    assert_string_equal(arena_strndup(&a, NULL, 0), "");
    arena_clear(&a);
    assert_string_equal(arena_strdup(&a, "again"), "again");
}

static void an_array_in_an_arena_keeps_its_elements_as_it_grows(void **state)
{
    (void)state;
    ARENA_SCOPED struct arena a = {0};
    struct item {
        size_t number, unset;
    } *items = NULL;
    for (size_t i = 0; i < 5000; i++) {
        items = arena_grow(&a, items, i, sizeof *items);
        assert_int_equal(items[i].number, 0);
        assert_int_equal(items[i].unset, 0);
        items[i].number = i;
        arena_strdup(&a, "between");
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(items[i].number, i);
}

/* Runs work in a child with stderr on a pipe; returns its wait status and what it wrote. */
static int in_child(void (*work)(void), char *words, size_t size)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        work();
        _exit(0);
    }
    close(ends[1]);
    size_t len = 0;
    for (ssize_t n; len < size - 1 && (n = read(ends[0], words + len, size - 1 - len)) > 0;)
        len += (size_t)n;
    words[len] = '\0';
    close(ends[0]);
    waitpid(child, &status, 0);
    return status;
}

static void reserve_too_much(void)
{
    struct buf b = {0};
    buf_reserve(&b, SIZE_MAX - 1);
}

static void allocate_too_much(void)
{
    struct arena a = {0};
    arena_alloc(&a, SIZE_MAX - 64);
}

static void grow_too_much(void)
{
    struct arena a = {0};
    arena_grow(&a, NULL, 0, SIZE_MAX / 3);
}

static void a_size_no_memory_can_hold_ends_the_process_with_a_message(void **state)
{
    (void)state;
    void (*const works[])(void) = {reserve_too_much, allocate_too_much, grow_too_much};
    for (size_t i = 0; i < 3; i++) {
        char words[256];
        int status = in_child(works[i], words, sizeof words);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
        assert_string_equal(words, "newsfs: out of memory\n");
    }
}

static void log_some(void)
{
    log_line(LOG_LEVEL_WARNING, "feed %s:\n line %d\x1B[2J", "x", 3);
    log_line(LOG_LEVEL_INFO, "done");
}

static void a_log_line_is_one_clean_line(void **state)
{
    (void)state;
    char words[256];
    assert_int_equal(in_child(log_some, words, sizeof words), 0);
    assert_string_equal(words, "newsfs: warning: feed x: line 3[2J\nnewsfs: done\n");
}

static void an_error_is_one_clean_line_and_false(void **state)
{
    (void)state;
    struct err e;
    assert_false(err_set(NULL, ERR_USAGE, "nobody listens"));
    assert_false(err_set(&e, ERR_INPUT, "line %d:\n\x1B[2J bad \xFF", 3));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.text, "line 3: [2J bad \xEF\xBF\xBD");
    assert_false(err_prefix(&e, "feed %s", "x"));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.text, "feed x: line 3: [2J bad \xEF\xBF\xBD");
    assert_false(err_set(&e, ERR_FAILED, "again, %s", e.text));
    assert_string_equal(e.text, "again, feed x: line 3: [2J bad \xEF\xBF\xBD");
}

static void a_long_error_is_cut_at_a_character_with_an_ellipsis(void **state)
{
    (void)state;
    struct err e;
    BUF_SCOPED struct buf b = {0};
    for (size_t pad = 0; pad < 5; pad++) {
        buf_clear(&b);
        buf_add(&b, "xxxxx", pad);
        for (int i = 0; i < 400; i++)
            buf_adds(&b, "\xE4\xB8\xAD");
        err_set(&e, ERR_FAILED, "%s", b.data);
        size_t len = strlen(e.text);
        assert_in_range(len, sizeof e.text - 4, sizeof e.text - 1);
        assert_true(text_is_clean(e.text, len));
        assert_string_equal(e.text + len - 3, ELLIPSIS);
    }
    buf_truncate(&b, sizeof e.text - 1 - (sizeof e.text - 1 - 4) % 3);
    err_set(&e, ERR_FAILED, "%s", b.data);
    assert_string_equal(e.text, b.data);
}

static void a_cause_survives_a_long_place(void **state)
{
    (void)state;
    struct err e;
    char place[4000];
    memset(place, 'p', sizeof place - 1);
    place[sizeof place - 1] = '\0';
    err_set(&e, ERR_NET, "the cause");
    err_prefix(&e, "%s", place);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_non_null(strstr(e.text, "ppp" ELLIPSIS ": the cause"));
    err_set(&e, ERR_NET, "%s", place);
    err_prefix(&e, "%s", place);
    assert_non_null(strstr(e.text, "ppp" ELLIPSIS ": ppp"));
}

static void a_system_error_has_the_code_that_fits_and_the_systems_words(void **state)
{
    (void)state;
    const struct {
        int number;
        enum err_code code;
    } cases[] = {{ENOSPC, ERR_FULL},      {EDQUOT, ERR_FULL}, {EROFS, ERR_READ_ONLY},
                 {ENOENT, ERR_NOT_FOUND}, {EIO, ERR_IO},      {EACCES, ERR_IO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        BUF_SCOPED struct buf want = {0};
        buf_addf(&want, "cannot open x: %s", strerror(cases[i].number));
        errno = cases[i].number;
        assert_false(err_errno(&e, "cannot open %s", "x"));
        assert_int_equal(errno, cases[i].number);
        assert_int_equal(e.code, cases[i].code);
        assert_string_equal(e.text, want.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_string),
        cmocka_unit_test(a_buffer_holds_what_was_added_however_it_was_added),
        cmocka_unit_test(formatted_text_of_any_length_fits),
        cmocka_unit_test(arena_memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(an_arena_never_hands_out_what_lies_behind_a_block),
        cmocka_unit_test(arena_copies_of_strings_end_in_nul),
        cmocka_unit_test(an_array_in_an_arena_keeps_its_elements_as_it_grows),
        cmocka_unit_test(a_size_no_memory_can_hold_ends_the_process_with_a_message),
        cmocka_unit_test(a_log_line_is_one_clean_line),
        cmocka_unit_test(an_error_is_one_clean_line_and_false),
        cmocka_unit_test(a_long_error_is_cut_at_a_character_with_an_ellipsis),
        cmocka_unit_test(a_cause_survives_a_long_place),
        cmocka_unit_test(a_system_error_has_the_code_that_fits_and_the_systems_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

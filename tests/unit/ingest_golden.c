/* Golden folders: tests/golden/ingest/<case>/ holds input and expected.jsonl, the documents that come of it.
 *
 * ingest_golden --rewrite writes the expected files anew; read the difference before committing it. */
#include "support_ingest.h"
#include "newsfs/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dirent.h>

#define FOLDER  "tests/golden/ingest"
#define SAMPLES "tests/samples"

static bool read_file(struct buf *out, const char *folder, const char *name, const char *file)
{
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, "%s/%s%s%s", folder, name, *file ? "/" : "", file);
    FILE *f = fopen(path.data, "rb");
    for (size_t n = 1; f && n;) {
        n = fread(buf_reserve(out, 4096), 1, 4096, f);
        out->len += n;
    }
    return f && fclose(f) == 0;
}

static void write_file(const struct buf *text, const char *name)
{
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, FOLDER "/%s/expected.jsonl", name);
    FILE *f = fopen(path.data, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(buf_str(text), 1, text->len, f), text->len);
    fclose(f);
}

static void check_case(const char *name, bool rewrite)
{
    BUF_SCOPED struct buf input = {0}, expected = {0};
    READING_SCOPED struct reading r = {0};
    assert_true(read_file(&input, FOLDER, name, "input"));
    reading_run(&r, buf_str(&input), input.len, NULL);
    if (!r.ok)
        fail_msg("%s: %s", name, r.error.text);
    assert_true(text_is_clean(buf_str(&r.documents), r.documents.len));
    if (rewrite)
        write_file(&r.documents, name);
    else if (!read_file(&expected, FOLDER, name, "expected.jsonl"))
        fail_msg("%s/expected.jsonl is missing: run ingest_golden --rewrite and read what it wrote", name);
    else if (expected.len != r.documents.len || strcmp(buf_str(&expected), buf_str(&r.documents)) != 0)
        fail_msg("%s differs; what was made now:\n%s", name, buf_str(&r.documents));
}

static void golden_inputs_become_the_documents_that_were_agreed(void **state)
{
    bool rewrite = **(char **)state == 'r';
    DIR *folder = opendir(FOLDER);
    unsigned count = 0;
    assert_non_null(folder); /* run from the root of the repository */
    for (struct dirent *d; (d = readdir(folder));)
        if (d->d_name[0] != '.') {
            check_case(d->d_name, rewrite);
            count++;
        }
    closedir(folder);
    assert_true(count >= 20);
}

static void the_samples_are_read_without_a_word(void **state)
{
    (void)state;
    DIR *folder = opendir(SAMPLES);
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));) {
        BUF_SCOPED struct buf input = {0};
        READING_SCOPED struct reading r = {0};
        bool is_list = strstr(d->d_name, ".opml") != NULL;
        if (d->d_name[0] == '.')
            continue;
        assert_true(read_file(&input, SAMPLES, d->d_name, ""));
        reading_run(&r, buf_str(&input), input.len, NULL);
        if (!r.ok)
            fail_msg("%s", r.error.text);
        assert_int_equal(r.reject_count, 0);
        assert_int_equal(r.warning_count, is_list);
        assert_true(is_list || r.document_count > 0);
    }
    closedir(folder);
}

int main(int argc, char **argv)
{
    static char rewriting[] = "r", checking[] = "c";
    bool rewrite = argc > 1 && strcmp(argv[1], "--rewrite") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(golden_inputs_become_the_documents_that_were_agreed, rewrite ? rewriting : checking),
        cmocka_unit_test(the_samples_are_read_without_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

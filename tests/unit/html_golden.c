/* Golden folders: tests/golden/html/<case>/ holds input.html and what becomes of it.
 *
 * html_golden --rewrite writes the expected files anew; read the difference before committing it. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/golden/html"
#define BASE   "https://example.org/news/article.html"

typedef void (*writer)(struct buf *out, const char *html, size_t len, const struct html_options *options);

static const struct {
    const char *file;
    writer write;
} outputs[] = {{"expected.txt", html_to_text}, {"expected.md", html_to_markdown}, {"expected.html", html_to_html}};

static bool read_file(struct buf *out, const char *name, const char *file)
{
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, FOLDER "/%s/%s", name, file);
    FILE *f = fopen(path.data, "rb");
    for (size_t n = 1; f && n;) {
        char *room = buf_reserve(out, 4096);
        n = fread(room, 1, 4096, f);
        buf_truncate(out, out->len + n);
    }
    return f && fclose(f) == 0;
}

static void write_file(const struct buf *text, const char *name, const char *file)
{
    BUF_SCOPED struct buf path = {0};
    buf_addf(&path, FOLDER "/%s/%s", name, file);
    FILE *f = fopen(path.data, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(buf_str(text), 1, text->len, f), text->len);
    fclose(f);
}

static void compare(const char *name, const char *file, const struct buf *made)
{
    BUF_SCOPED struct buf expected = {0};
    if (!read_file(&expected, name, file))
        fail_msg("%s/%s is missing: run html_golden --rewrite and read what it wrote", name, file);
    if (expected.len != made->len || memcmp(buf_str(&expected), buf_str(made), made->len) != 0)
        fail_msg("%s/%s differs; what was made now:\n%s", name, file, buf_str(made));
    assert_true(text_is_clean(buf_str(made), made->len));
}

static void check_case(const char *name, bool rewrite)
{
    static const struct html_options options = {BASE};
    BUF_SCOPED struct buf html = {0};
    assert_true(read_file(&html, name, "input.html"));
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        BUF_SCOPED struct buf made = {0};
        outputs[i].write(&made, buf_str(&html), html.len, &options);
        if (rewrite)
            write_file(&made, name, outputs[i].file);
        else
            compare(name, outputs[i].file, &made);
    }
}

static void golden_pages_become_what_was_agreed(void **state)
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
    assert_true(count >= 10);
}

int main(int argc, char **argv)
{
    static char rewriting[] = "r", checking[] = "c";
    bool rewrite = argc > 1 && strcmp(argv[1], "--rewrite") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(golden_pages_become_what_was_agreed, rewrite ? rewriting : checking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

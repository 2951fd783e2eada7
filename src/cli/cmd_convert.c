/* convert: any HTML as text, Markdown or safe HTML, nothing stored. */
#include "newsfs/html.h"
#include "newsfs/ingest.h"
#include "reading.h"

#include <string.h>

static const struct {
    const char *name;
    void (*write)(struct buf *out, const char *html, size_t len, const struct html_options *options);
} forms[] = {{"text", html_to_text}, {"md", html_to_markdown}, {"html", html_to_html}};
#define FORM_COUNT (sizeof forms / sizeof *forms)

static int find_form(const struct invocation *in, struct err *e)
{
    const char *name = option_get(in, "to");
    for (size_t i = 0; name && i < FORM_COUNT; i++)
        if (strcmp(forms[i].name, name) == 0)
            return (int)i;
    if (name)
        err_set(e, ERR_USAGE, "--to: \"%s\" is not one of: text, md, html", name);
    else
        err_set(e, ERR_USAGE, "say what to convert to: --to text, md or html");
    return -1;
}

/* All of it, and a byte more than is taken where there is more. */
static bool read_all(struct buf *out, const struct ingest_source *source, struct err *e)
{
    long got;
    do {
        size_t room = (size_t)1 << 16;
        got = source->read(source->context, buf_reserve(out, room), room, e);
        if (got > 0)
            buf_truncate(out, out->len + (size_t)got);
    } while (got > 0 && out->len <= INGEST_PAGE_MAX);
    return got >= 0 || err_prefix(e, "%s", source->name);
}

static bool print(const struct buf *out, struct err *e)
{
    return fwrite(buf_str(out), 1, out->len, stdout) == out->len || err_errno(e, "standard output");
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    BUF_SCOPED struct buf bytes = {0}, page = {0}, out = {0};
    struct ingest_fd fd = {0};
    const char *name;
    const struct html_options options = {option_get(in, "url")};
    int form = find_form(in, e);
    if (form < 0 || !reading_open(in->arguments[0], &fd.fd, &name, e))
        return EXIT_FAILED;
    struct ingest_source source = ingest_from_fd(&fd, name);
    bool ok = read_all(&bytes, &source, e);
    reading_close(fd.fd);
    if (!ok)
        return EXIT_FAILED;
    if (!ingest_decode_html(&page, buf_str(&bytes), bytes.len, e)) {
        err_prefix(e, "%s", name);
        return EXIT_FAILED;
    }
    buf_finish(&bytes);
    forms[form].write(&out, buf_str(&page), page.len, &options);
    return print(&out, e) ? EXIT_DONE : EXIT_FAILED;
}

const struct command convert_command = {
    .name = "convert",
    .arguments = "FILE|-",
    .summary = "print HTML as text, Markdown or safe HTML, storing nothing",
    .details = "All of the page is converted, as articles' bodies are. To have only a saved page's article, import or "
               "parse it.",
    .options =
        (const struct option_spec[]){
            {"to", 't', "FORM", "text, md or html"},
            {"url", 'u', "BASE", "the page's address, against which its links are resolved"},
            {0},
        },
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};

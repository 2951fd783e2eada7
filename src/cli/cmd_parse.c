/* parse: article documents on stdout, nothing stored. */
#include "reading.h"

struct parsing {
    const struct invocation *in;
    struct buf line;
    bool rejected;
};

static bool print_document(void *context, struct document *d, struct err *e)
{
    struct parsing *p = context;
    buf_clear(&p->line);
    ingest_format_json(&p->line, d);
    buf_addc(&p->line, '\n');
    if (fwrite(p->line.data, 1, p->line.len, stdout) != p->line.len)
        return err_errno(e, "standard output");
    return true;
}

static bool note_reject(void *context, const struct err *why)
{
    struct parsing *p = context;
    p->rejected = true;
    complain(p->in, why->text);
    return true;
}

static void note_warning(void *context, const char *text)
{
    struct parsing *p = context;
    complain(p->in, text);
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct parsing p = {.in = in};
    struct ingest_options options;
    const struct ingest_sink sink = {print_document, note_reject, note_warning, &p};
    const char *topics[TOPICS_MAX], *name;
    struct ingest_fd fd = {0};
    if (!reading_options(in, &options, e) || !reading_open(in->arguments[0], &fd.fd, &name, e))
        return EXIT_FAILED;
    options.topics = topics;
    options.topic_count = option_all(in, "topic", topics, TOPICS_MAX);
    struct ingest_source source = ingest_from_fd(&fd, name);
    bool ok = ingest_read(&source, &options, &sink, NULL, e);
    reading_close(fd.fd);
    buf_finish(&p.line);
    return ok && !p.rejected ? EXIT_DONE : EXIT_FAILED;
}

const struct command parse_command = {
    .name = "parse",
    .arguments = "FILE|-",
    .summary = "print a file's article documents as JSON Lines, storing nothing",
    .details = "Values are printed as published, one document a line, with the keys that import reads. What cannot be "
               "read is named on\n"
               "standard error.",
    .options = (const struct option_spec[]){READING_OPTIONS, {0}},
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};

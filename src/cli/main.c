/* main: words to a command, its result to an exit status. */
#include "cli.h"

#include "newsfs/render.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS_MAX 32

static void write_page(struct buf *out, const struct article *a)
{
    render_formats[FILE_PAGE].write(out, a);
}

const struct store_renderer cli_renderer = {RENDER_VERSION, render_prepare, render_measure, render_take_size,
                                            write_page};

struct store *open_store(const char *url, enum store_mode mode, struct err *e)
{
    return store_open(url, &(struct store_options){.mode = mode, .renderer = &cli_renderer}, e);
}

static enum exit_status status_of(const struct err *e)
{
    switch (e->code) {
    case ERR_NONE:
        return EXIT_DONE;
    case ERR_USAGE:
        return EXIT_USAGE;
    case ERR_NOT_FOUND:
        return EXIT_ABSENT;
    default:
        return EXIT_FAILED;
    }
}

void complain(const struct invocation *in, const char *text)
{
    fflush(stdout);
    fprintf(stderr, "newsfs %s: %s\n", in->command->name, text);
}

static bool open_needed(struct invocation *in, struct err *e)
{
    static const enum store_mode modes[] = {
        [NEEDS_STORE_READ] = STORE_READ, [NEEDS_STORE_WRITE] = STORE_WRITE, [NEEDS_STORE_CREATE] = STORE_CREATE};
    if (!in->store_url.len)
        store_default_url(&in->store_url);
    if (in->command->store == NEEDS_NO_STORE)
        return true;
    in->store = open_store(in->store_url.data, modes[in->command->store], e);
    return in->store != NULL;
}

static const struct option_spec common_options[] = {
    {"help", 'h', NULL, "show this help"},
    {0},
};

static size_t add_specs(const struct option_spec *specs, const struct option_spec **all, struct option *longs,
                        struct buf *shorts, size_t count)
{
    for (; specs && specs->name; specs++, count++) {
        all[count] = specs;
        longs[count] =
            (struct option){specs->name, specs->value ? required_argument : no_argument, NULL, (int)(256 + count)};
        if (specs->letter)
            buf_addf(shorts, "%c%s", specs->letter, specs->value ? ":" : "");
    }
    return count;
}

static size_t spec_of(const struct option_spec **all, size_t count, int got)
{
    for (size_t i = 0; i < count; i++)
        if (got == (int)(256 + i) || (got < 256 && all[i]->letter == got))
            return i;
    return count;
}

/* argv[0] is the command's last word. False: the words are off, getopt has said which. */
static bool parse_options(struct invocation *in, int argc, char **argv)
{
    const struct option_spec *all[OPTIONS_MAX];
    struct option longs[OPTIONS_MAX + 1] = {0};
    BUF_SCOPED struct buf shorts = {0}, name = {0};
    size_t count = add_specs(common_options, all, longs, &shorts, 0);
    count = add_specs(in->command->options, all, longs, &shorts, count);
    buf_addf(&name, "newsfs %s", in->command->name);
    argv[0] = name.data;
    in->options = mem_alloc((size_t)argc * sizeof *in->options);
    optind = 0;
    for (int got; (got = getopt_long(argc, argv, buf_str(&shorts), longs, NULL)) != -1;) {
        size_t i = spec_of(all, count, got);
        if (i == count)
            return false;
        in->options[in->option_count++] = (struct given_option){all[i], optarg};
    }
    in->arguments = argv + optind;
    in->argument_count = argc - optind;
    return true;
}

static bool check_arguments(const struct invocation *in)
{
    const struct command *c = in->command;
    if (in->argument_count < c->min_arguments)
        fprintf(stderr, "newsfs %s: %s is missing\n", c->name, c->arguments);
    else if (c->max_arguments >= 0 && in->argument_count > c->max_arguments)
        fprintf(stderr, "newsfs %s: %s: one argument too many\n", c->name, in->arguments[c->max_arguments]);
    else
        return true;
    return false;
}

static enum exit_status run_command(struct invocation *in, int argc, char **argv)
{
    struct err e = {0};
    enum exit_status status = EXIT_USAGE;
    if (!parse_options(in, argc, argv)) {
        print_usage(stderr, in->command);
    } else if (option_has(in, "help")) {
        print_help(stdout, in->command);
        status = EXIT_DONE;
    } else if (!check_arguments(in)) {
        print_usage(stderr, in->command);
    } else {
        status = open_needed(in, &e) ? in->command->run(in, &e) : EXIT_FAILED;
        if (e.code != ERR_NONE) {
            complain(in, e.text);
            status = status_of(&e);
        }
    }
    store_close(in->store);
    free(in->options);
    return status;
}

/* Data that could not be written is a failure, also when only the last flush says so; a reader that has left is not. */
static int finish(enum exit_status status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    struct pollfd out = {STDOUT_FILENO, 0, 0};
    if (errno == EPIPE || (poll(&out, 1, 0) > 0 && (out.revents & POLLERR)))
        return status;
    perror("newsfs: standard output");
    return EXIT_FAILED;
}

int main(int argc, char **argv)
{
    struct invocation in = {.terminal = isatty(STDOUT_FILENO)};
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    int at = 1, used = 0;
    in.color = in.terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    for (; at < argc && strncmp(argv[at], "--store", 7) == 0; at++) {
        const char *url = argv[at][7] == '=' ? argv[at] + 8 : argv[at][7] == '\0' ? argv[++at] : NULL;
        if (!url || !*url) {
            fprintf(stderr, "newsfs: --store needs the path of a store\n");
            return EXIT_USAGE;
        }
        buf_clear(&in.store_url);
        buf_adds(&in.store_url, url);
    }
    if (at >= argc) {
        print_overview(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0)
        argv[at] = (char *)"help";
    if (strcmp(argv[at], "--version") == 0)
        argv[at] = (char *)"version";
    in.command = find_command(argv + at, argc - at, &used);
    if (!in.command) {
        fprintf(stderr, "newsfs: %s: no such command: \"newsfs help\" lists them\n", argv[at]);
        return EXIT_USAGE;
    }
    int status = finish(run_command(&in, argc - at - used + 1, argv + at + used - 1));
    buf_finish(&in.store_url);
    return status;
}

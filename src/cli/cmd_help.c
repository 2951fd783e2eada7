/* help, version. */
#include "cli.h"

static enum exit_status run_help(struct invocation *in, struct err *e)
{
    int used;
    if (option_has(in, "man")) {
        print_manual(stdout);
        return EXIT_DONE;
    }
    if (in->argument_count == 0) {
        print_overview(stdout);
        return EXIT_DONE;
    }
    const struct command *c = find_command(in->arguments, in->argument_count, &used);
    if (!c) {
        err_set(e, ERR_USAGE, "%s: no such command: \"newsfs help\" lists them", in->arguments[0]);
        return EXIT_USAGE;
    }
    print_help(stdout, c);
    return EXIT_DONE;
}

const struct command help_command = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "what newsfs can do, or one command in full",
    .options = (const struct option_spec[]){{"man", 0, NULL, "print the manual page newsfs(1) as roff"}, {0}},
    .max_arguments = 2,
    .run = run_help,
};

static enum exit_status run_version(struct invocation *in, struct err *e)
{
    (void)in, (void)e;
    printf("newsfs " NEWSFS_VERSION "\n");
    return EXIT_DONE;
}

const struct command version_command = {
    .name = "version",
    .summary = "the version",
    .run = run_version,
};

/* check: is the store sound. */
#include "cli.h"

static void print_problem(void *context, const char *text)
{
    int *problems = context;
    printf("%s\n", text);
    ++*problems;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    int problems = 0;
    if (!store_check(in->store, print_problem, &problems, e))
        return EXIT_FAILED;
    if (problems)
        err_set(e, ERR_FAILED, "%s: %d problems", store_url(in->store), problems);
    return problems ? EXIT_FAILED : EXIT_DONE;
}

const struct command check_command = {
    .name = "check",
    .summary = "check the store: prints what is wrong with it, nothing where it is sound",
    .store = NEEDS_STORE_READ,
    .run = run,
};

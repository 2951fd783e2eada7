/* What the commands share: a command is a value (struct command), one file each; main finds it, parses its options, opens what its
 * flags ask for and turns its result into an exit status. */
#ifndef CLI_H
#define CLI_H

#include "newsfs/store.h"

#include <stdio.h>

enum exit_status { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_ABSENT = 3 };

enum store_need { NEEDS_NO_STORE, NEEDS_STORE_READ, NEEDS_STORE_WRITE, NEEDS_STORE_CREATE };

struct option_spec {
    const char *name;  /* long; NULL ends the list */
    char letter;       /* 0: none */
    const char *value; /* what it takes, "NAME"; NULL: nothing */
    const char *help;
};

struct invocation;

struct command {
    const char *name;      /* "import", "topic list" */
    const char *arguments; /* "FILE|-…" */
    const char *summary;   /* one line */
    const char *details;   /* paragraphs for the manual and --help; NULL: none */
    const struct option_spec *options;
    int min_arguments, max_arguments; /* max -1: any */
    enum store_need store;
    enum exit_status (*run)(struct invocation *in, struct err *e);
};

/* NULL-terminated, in the order of the manual. */
extern const struct command *const commands[];

struct given_option {
    const struct option_spec *spec;
    const char *value;
};

struct invocation {
    const struct command *command;
    struct given_option *options;
    size_t option_count;
    char **arguments;
    int argument_count;
    struct store *store; /* as the command needs it */
    struct buf store_url;
    bool terminal; /* stdout is one */
    bool color;    /* and may be coloured */
};

bool option_has(const struct invocation *in, const char *name);
const char *option_get(const struct invocation *in, const char *name); /* the last one given; NULL: none */
size_t option_all(const struct invocation *in, const char *name, const char **out, size_t max);

/* "10", at least min: false with a sentence where it is no number. Absent leaves *out as it is. */
bool option_number(const struct invocation *in, const char *name, int64_t min, int64_t *out, struct err *e) MUST_USE;

/* A time ("2026-04-08", RFC 3339, any date that feeds write) or a span back from now ("90s", "15m", "36h", "7d", "2w"). */
bool option_time(const struct invocation *in, const char *name, int64_t *out, struct err *e) MUST_USE;
bool parse_span(const char *text, int64_t *seconds);

/* A line on stderr: "newsfs COMMAND: text". */
void complain(const struct invocation *in, const char *text);

/* The renderer that the store is given, and a store opened for a thread of its own. */
extern const struct store_renderer cli_renderer;
struct store *open_store(const char *url, enum store_mode mode, struct err *e) MUST_USE;

/* Rows of text: columns on a terminal, tab-separated when piped. Cells are clean lines. */
struct table {
    struct buf *cells; /* row after row */
    size_t columns, count;
    unsigned right; /* bit i: column i is a number, set right */
};
void table_begin(struct table *t, size_t columns, unsigned right);
void table_add(struct table *t, const char *cell); /* cleaned */
void table_addf(struct table *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void table_end(struct table *t, const char *const *headings, bool terminal); /* prints and frees */

/* Usage line, and the whole help of a command, from the table; the manual page. */
void print_usage(FILE *to, const struct command *c);
void print_help(FILE *to, const struct command *c);
void print_overview(FILE *to);
void print_manual(FILE *to);
const struct command *find_command(char **words, int count, int *used); /* longest match */

#endif

/* help: what the command table says of itself: usage, --help, the overview and the manual page. */
#include "cli.h"

#include <string.h>

static size_t count_words(const char *name)
{
    size_t words = 1;
    for (; *name; name++)
        words += *name == ' ';
    return words;
}

static bool matches(const char *name, char **words, int count)
{
    BUF_SCOPED struct buf said = {0};
    size_t needed = count_words(name);
    if ((size_t)count < needed)
        return false;
    for (size_t i = 0; i < needed; i++)
        buf_addf(&said, "%s%s", i ? " " : "", words[i]);
    return strcmp(buf_str(&said), name) == 0;
}

const struct command *find_command(char **words, int count, int *used)
{
    const struct command *best = NULL;
    for (const struct command *const *c = commands; *c; c++)
        if (matches((*c)->name, words, count) && (!best || count_words((*c)->name) > count_words(best->name)))
            best = *c;
    *used = best ? (int)count_words(best->name) : 0;
    return best;
}

static void add_synopsis(struct buf *out, const struct command *c)
{
    for (const struct option_spec *o = c->options; o && o->name; o++) {
        if (o->letter)
            buf_addf(out, " [-%c%s%s]", o->letter, o->value ? " " : "", o->value ? o->value : "");
        else
            buf_addf(out, " [--%s%s%s]", o->name, o->value ? " " : "", o->value ? o->value : "");
    }
    if (c->arguments)
        buf_addf(out, " %s", c->arguments);
}

void print_usage(FILE *to, const struct command *c)
{
    BUF_SCOPED struct buf synopsis = {0};
    add_synopsis(&synopsis, c);
    fprintf(to, "usage: newsfs [--store STORE] %s%s\n", c->name, buf_str(&synopsis));
}

static void print_option(FILE *to, const struct option_spec *o)
{
    BUF_SCOPED struct buf flag = {0};
    if (o->letter)
        buf_addf(&flag, "-%c, ", o->letter);
    buf_addf(&flag, "--%s", o->name);
    if (o->value)
        buf_addf(&flag, " %s", o->value);
    fprintf(to, "  %-26s %s\n", flag.data, o->help);
}

void print_help(FILE *to, const struct command *c)
{
    print_usage(to, c);
    fprintf(to, "\n%s.\n", c->summary);
    if (c->details)
        fprintf(to, "\n%s\n", c->details);
    fprintf(to, "\n");
    for (const struct option_spec *o = c->options; o && o->name; o++)
        print_option(to, o);
    print_option(to, &(struct option_spec){"help", 'h', NULL, "show this help"});
}

void print_overview(FILE *to)
{
    fprintf(to, "newsfs: the news as files\n\nusage: newsfs [--store STORE] COMMAND …\n\n");
    for (const struct command *const *c = commands; *c; c++)
        fprintf(to, "  %-14s %s\n", (*c)->name, (*c)->summary);
    fprintf(to,
            "\nThe store is $NEWSFS_STORE, else $XDG_DATA_HOME/newsfs/news.db, else ~/.local/share/newsfs/news.db.\n"
            "\"newsfs COMMAND --help\" tells more of each, newsfs(1) all of it.\n");
}

/* roff takes "-" for a hyphen, "\" for itself, and a leading "." or "'" for a request. */
static void print_roff(FILE *to, const char *text)
{
    for (bool start = true; *text; start = *text == '\n', text++) {
        if (start && (*text == '.' || *text == '\''))
            fputs("\\&", to);
        if (*text == '-')
            fputs("\\-", to);
        else if (*text == '\\')
            fputs("\\e", to);
        else if (*text == '\n' && text[1] == '\n')
            fputs("\n.PP", to);
        else
            fputc(*text, to);
    }
}

static void print_manual_command(FILE *to, const struct command *c)
{
    BUF_SCOPED struct buf synopsis = {0};
    add_synopsis(&synopsis, c);
    fprintf(to, ".SS ");
    print_roff(to, c->name);
    print_roff(to, buf_str(&synopsis));
    fprintf(to, "\n");
    print_roff(to, c->summary);
    fprintf(to, ".\n");
    if (c->details) {
        fprintf(to, ".PP\n");
        print_roff(to, c->details);
        fprintf(to, "\n");
    }
    for (const struct option_spec *o = c->options; o && o->name; o++) {
        fprintf(to, ".TP\n.B ");
        if (o->letter)
            fprintf(to, "\\-%c, ", o->letter);
        print_roff(to, "--");
        print_roff(to, o->name);
        fprintf(to, "%s%s\n", o->value ? " " : "", o->value ? o->value : "");
        print_roff(to, o->help);
        fprintf(to, "\n");
    }
}

void print_manual(FILE *to)
{
    fprintf(to, ".\\\" Made by \"newsfs help --man\" from the command table.\n.TH NEWSFS 1 \"2026-10-30\" "
                "\"newsfs " NEWSFS_VERSION "\" \"User Commands\"\n"
                ".SH NAME\nnewsfs \\- the news as files\n.SH SYNOPSIS\n");
    for (const struct command *const *c = commands; *c; c++) {
        BUF_SCOPED struct buf synopsis = {0};
        add_synopsis(&synopsis, *c);
        fprintf(to, "%snewsfs ", c == commands ? "" : ".br\n");
        print_roff(to, (*c)->name);
        print_roff(to, buf_str(&synopsis));
        fprintf(to, "\n");
    }
    fprintf(to, ".SH DESCRIPTION\n.B newsfs mount\nstarts a FUSE daemon that maps a store of articles into directories "
                "per source, topic, day and panel role, "
                "and makes file\ncontents on demand. README.txt in the mount says what is where.\nEvery command "
                "takes\n.B \\-\\-store STORE\nbefore its name.\n"
                ".SH COMMANDS\n");
    for (const struct command *const *c = commands; *c; c++)
        print_manual_command(to, *c);
    fprintf(to, ".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage, 3 not found.\n.SH ENVIRONMENT\n.TP\n.B "
                "NEWSFS_STORE\nThe store, where "
                "\\-\\-store does not name one.\n.TP\n.B XDG_DATA_HOME\nThe default store is newsfs/news.db in it, or "
                "in ~/.local/share.\n.TP\n.B NO_COLOR\n"
                "No colour, also on a terminal.\n.TP\n.B NEWSFS_NOW\nSeconds since 1970 that stand in for the clock, "
                "for replays and tests.\n"
                ".SH SEE ALSO\n.BR fusermount3 (1),\n.BR mount.fuse3 (8)\n");
}

/* grep: the lines that `grep -r` over a mount's pages/ gives, without reading every page: the index names the pages that may hold the pattern, the
 * pattern decides. Other paths of the tree are read as grep would. */
#include "grep.h"

#include "newsfs/tree.h"

#include <stdlib.h>
#include <string.h>

#define READ_MAX (64 << 20)

struct grepping {
    struct invocation *in;
    struct tree *tree;
    struct pattern *pattern;
    struct matcher *matcher;
    struct grep_style style;
    struct buf path, bytes, out;
    bool found;
    struct err *e;
};

/* ---- as grep does: every file ---- */

static bool grep_file(struct grepping *g, uint64_t inode)
{
    bool found;
    buf_clear(&g->bytes);
    buf_clear(&g->out);
    if (!tree_read(g->tree, inode, 0, READ_MAX, &g->bytes, &found, g->e))
        return false;
    g->found |= found && grep_text(&g->out, &g->style, g->matcher, g->path.data, &g->bytes);
    fwrite(buf_str(&g->out), 1, g->out.len, stdout);
    return true;
}

static bool grep_child(void *context, const char *name, const struct tree_attr *attr, int64_t next);

static bool grep_node(struct grepping *g, const struct tree_attr *attr)
{
    bool found;
    if (!S_ISDIR(attr->mode))
        return grep_file(g, attr->inode);
    return tree_list(g->tree, attr->inode, 0, grep_child, g, &found, g->e) && g->e->code == ERR_NONE;
}

static bool grep_child(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)next;
    struct grepping *g = context;
    size_t len = g->path.len;
    buf_addf(&g->path, "%s%s", len && g->path.data[len - 1] != '/' ? "/" : "", name);
    bool ok = grep_node(g, attr);
    buf_truncate(&g->path, len);
    return ok;
}

/* ---- a path ---- */

/* path: "pages" or "pages/<source>", as typed; what is before the source's name stays. */
static bool grep_by_index(struct grepping *g, const char *path, int64_t source)
{
    size_t root = strlen(path);
    while (root > 1 && path[root - 1] == '/')
        root--;
    while (source && root > 0 && path[root - 1] != '/')
        root--;
    buf_add(&g->path, path, root);
    if (!source)
        buf_addc(&g->path, '/');
    return grep_pages(g->in, g->pattern, &g->style, buf_str(&g->path), source, &g->found, g->e);
}

static bool grep_path(struct grepping *g, const char *path)
{
    struct tree_attr attr;
    int64_t source = 0;
    bool found;
    if (!tree_walk(g->tree, path, &attr, &found, g->e))
        return false;
    if (!found)
        return err_set(g->e, ERR_NOT_FOUND, "%s: no such file or directory in the tree: \"newsfs ls\" shows its root",
                       path);
    if (tree_holds_pages(attr.inode, &source))
        return grep_by_index(g, path, source);
    buf_adds(&g->path, path);
    return grep_node(g, &attr);
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct grepping g = {.in = in,
                         .style = {.names_only = option_has(in, "files-with-matches"),
                                   .counts = option_has(in, "count"),
                                   .json = option_has(in, "json"),
                                   .numbers = option_has(in, "line-number"),
                                   .color = in->color},
                         .e = e};
    enum pattern_syntax syntax = option_has(in, "fixed-strings")     ? PATTERN_FIXED
                                 : option_has(in, "extended-regexp") ? PATTERN_EXTENDED
                                                                     : PATTERN_BASIC;
    g.pattern = pattern_new(in->arguments[0], syntax, option_has(in, "ignore-case"), e);
    if (!g.pattern)
        return EXIT_USAGE;
    g.tree = tree_open(in->store, NULL);
    g.matcher = matcher_new(g.pattern);
    bool ok = grep_path(&g, in->argument_count > 1 ? in->arguments[1] : "pages");
    tree_close(g.tree);
    matcher_free(g.matcher);
    pattern_free(g.pattern);
    buf_finish(&g.path);
    buf_finish(&g.bytes);
    buf_finish(&g.out);
    return ok && g.found ? EXIT_DONE : EXIT_FAILED;
}

const struct command grep_command = {
    .name = "grep",
    .arguments = "PATTERN [PATH]",
    .summary = "the lines that \"grep -r PATTERN pages\" in a mount gives, by way of the index",
    .details = "The pattern is that of grep(1): basic, with -E extended, with -F fixed strings; letters and their "
               "cases are those\n"
               "of the locale C.UTF-8. PATH is a path of the tree: the index narrows the search under pages/, other "
               "places are\n"
               "read as grep would. Files follow each other as in their directory, in order of arrival (grep itself "
               "goes through more\n"
               "than 10,000 files of a directory in the order of their inode numbers). Exit status: 0 where a line "
               "matched, 1 where none did, 2 where the pattern is none.",
    .options = (const struct option_spec[]){{"extended-regexp", 'E', NULL, "extended regular expressions"},
                                            {"fixed-strings", 'F', NULL, "fixed strings"},
                                            {"ignore-case", 'i', NULL, "case does not count"},
                                            {"files-with-matches", 'l', NULL, "only the names of files that match"},
                                            {"count", 'c', NULL, "only how many lines match, for every file"},
                                            {"line-number", 'n', NULL, "with line numbers"},
                                            {"json", 'j', NULL, "one JSON object a line"},
                                            {0}},
    .min_arguments = 1,
    .max_arguments = 2,
    .store = NEEDS_STORE_READ,
    .run = run,
};

/* ls, cat, tree: the paths of a mount, without a mount. */
#include "cli.h"

#include "newsfs/tree.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE (1 << 20)

/* A directory read whole, sorted by name as ls does. */
struct child {
    char *name;
    struct tree_attr attr;
};
struct children {
    struct child *all;
    size_t count;
};

static bool add_child(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)next;
    struct children *c = context;
    if ((c->count & (c->count - 1)) == 0)
        c->all = mem_realloc(c->all, (c->count ? c->count * 2 : 1) * sizeof *c->all);
    c->all[c->count++] = (struct child){mem_strdup(name), *attr};
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct child *)a)->name, ((const struct child *)b)->name);
}

static bool read_children(struct tree *t, uint64_t directory, struct children *out, struct err *e)
{
    bool found;
    *out = (struct children){0};
    if (!tree_list(t, directory, 0, add_child, out, &found, e))
        return false;
    if (out->count)
        qsort(out->all, out->count, sizeof *out->all, compare_names);
    return true;
}

static void free_children(struct children *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->all[i].name);
    free(c->all);
}

static bool find_path(struct tree *t, const char *path, struct tree_attr *attr, struct err *e)
{
    bool found;
    if (!tree_walk(t, path, attr, &found, e))
        return false;
    return found || err_set(e, ERR_NOT_FOUND,
                            "%.300s: no such file or directory in the tree: \"newsfs ls\" shows its root", path);
}

static void print_child(const struct invocation *in, const char *name, const struct tree_attr *attr)
{
    bool directory = S_ISDIR(attr->mode);
    if (option_has(in, "long")) {
        char when[TIME_TEXT_SIZE];
        time_format(when, attr->mtime);
        printf("%s %3u %10lld %.10s %.5s ", directory ? "dr-xr-xr-x" : "-r--r--r--", attr->nlink, (long long)attr->size,
               when, when + 11);
    }
    if (in->color && directory)
        printf("\033[1;34m%s\033[0m\n", name);
    else
        printf("%s%s\n", name, directory && in->terminal ? "/" : "");
}

static bool list_path(struct invocation *in, struct tree *t, const char *path, struct err *e)
{
    struct tree_attr attr;
    struct children children;
    if (!find_path(t, path, &attr, e))
        return false;
    if (!S_ISDIR(attr.mode)) {
        print_child(in, path, &attr);
        return true;
    }
    if (in->argument_count > 1)
        printf("%s:\n", path);
    bool ok = read_children(t, attr.inode, &children, e);
    for (size_t i = 0; ok && i < children.count; i++)
        print_child(in, children.all[i].name, &children.all[i].attr);
    free_children(&children);
    if (in->argument_count > 1 && path != in->arguments[in->argument_count - 1])
        putchar('\n');
    return ok;
}

/* Every path is tried; the first failure decides the status, the others are said at once. */
static enum exit_status each_path(struct invocation *in,
                                  bool (*each)(struct invocation *, struct tree *, const char *, struct err *),
                                  struct err *e)
{
    static char root[] = "/", *only_root[] = {root, NULL};
    struct tree *t = tree_open(in->store, NULL);
    if (in->argument_count == 0) {
        in->arguments = only_root;
        in->argument_count = 1;
    }
    for (int i = 0; i < in->argument_count; i++) {
        struct err why = {0};
        if (each(in, t, in->arguments[i], &why))
            continue;
        if (e->code != ERR_NONE)
            complain(in, why.text);
        else
            *e = why;
    }
    tree_close(t);
    return e->code == ERR_NONE ? EXIT_DONE : EXIT_FAILED;
}

static enum exit_status run_ls(struct invocation *in, struct err *e)
{
    return each_path(in, list_path, e);
}

const struct command ls_command = {
    .name = "ls",
    .arguments = "[PATH…]",
    .summary = "list a directory of the tree, without a mount",
    .options = (const struct option_spec[]){{"long", 'l', NULL, "with mode, links, size and date of publication"}, {0}},
    .max_arguments = -1,
    .store = NEEDS_STORE_READ,
    .run = run_ls,
};

static bool print_file(struct invocation *in, struct tree *t, const char *path, struct err *e)
{
    (void)in;
    struct tree_attr attr;
    BUF_SCOPED struct buf bytes = {0};
    bool found = true;
    if (!find_path(t, path, &attr, e))
        return false;
    if (S_ISDIR(attr.mode))
        return err_set(e, ERR_FAILED, "%s: is a directory: \"newsfs ls\" lists it", path);
    for (int64_t at = 0; at == 0 || bytes.len == READ_SIZE; at += (int64_t)bytes.len) {
        buf_clear(&bytes);
        if (!tree_read(t, attr.inode, at, READ_SIZE, &bytes, &found, e))
            return false;
        if (fwrite(buf_str(&bytes), 1, bytes.len, stdout) != bytes.len)
            return err_errno(e, "standard output");
        if (bytes.len == 0)
            break;
    }
    return true;
}

static enum exit_status run_cat(struct invocation *in, struct err *e)
{
    return each_path(in, print_file, e);
}

const struct command cat_command = {
    .name = "cat",
    .arguments = "PATH…",
    .summary = "print files of the tree, without a mount",
    .min_arguments = 1,
    .max_arguments = -1,
    .store = NEEDS_STORE_READ,
    .run = run_cat,
};

#define TREE_DEPTH_MAX 8

struct drawing {
    struct invocation *in;
    struct tree *tree;
    int64_t depth;
    struct buf indent;
};

/* The tree is five levels deep at most, so the recursion is, too. */
static bool draw(struct drawing *d, uint64_t directory, int64_t level, struct err *e)
{
    struct children children;
    bool ok = read_children(d->tree, directory, &children, e);
    size_t indent = d->indent.len;
    for (size_t i = 0; ok && i < children.count; i++) {
        bool last = i + 1 == children.count;
        const struct child *c = &children.all[i];
        printf("%s%s", buf_str(&d->indent), last ? "└── " : "├── ");
        print_child(d->in, c->name, &c->attr);
        if (!S_ISDIR(c->attr.mode) || level >= d->depth)
            continue;
        buf_adds(&d->indent, last ? "    " : "│   ");
        ok = draw(d, c->attr.inode, level + 1, e);
        buf_truncate(&d->indent, indent);
    }
    free_children(&children);
    return ok;
}

static bool draw_path(struct invocation *in, struct tree *t, const char *path, struct err *e)
{
    struct drawing d = {.in = in, .tree = t, .depth = TREE_DEPTH_MAX};
    struct tree_attr attr;
    if (!option_number(in, "level", 1, &d.depth, e) || !find_path(t, path, &attr, e))
        return false;
    print_child(in, path, &attr);
    bool ok = !S_ISDIR(attr.mode) || draw(&d, attr.inode, 1, e);
    buf_finish(&d.indent);
    return ok;
}

static enum exit_status run_tree(struct invocation *in, struct err *e)
{
    return each_path(in, draw_path, e);
}

const struct command tree_command = {
    .name = "tree",
    .arguments = "[PATH…]",
    .summary = "draw a part of the tree, without a mount",
    .options = (const struct option_spec[]){{"level", 'L', "N", "no deeper than so many levels"}, {0}},
    .max_arguments = -1,
    .store = NEEDS_STORE_READ,
    .run = run_tree,
};

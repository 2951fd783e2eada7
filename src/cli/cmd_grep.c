/* grep: the lines that `grep -r` over a mount's pages/ gives, without reading every page: the index names the pages that may hold the pattern, the
 * pattern decides. Other paths of the tree are read as grep would. */
#include "pattern.h"
#include "cli.h"

#include "newsfs/text.h"
#include "newsfs/tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define READ_MAX   (64 << 20)
#define CANDIDATES 4096

struct grepping {
    struct invocation *in;
    struct tree *tree;
    struct pattern *pattern;
    struct buf path, bytes;
    bool names_only, counts, json, numbers, found;
    struct err *e;
};

static void print_line(struct grepping *g, const char *line, size_t len, size_t number)
{
    if (g->json) {
        json_t *row = json_pack("{s:s, s:I, s:s%}", "path", g->path.data, "line", (json_int_t)number, "text", line, len);
        json_dumpf(row, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(row);
        return;
    }
    const char *name = g->in->color ? "\033[35m" : "", *sign = g->in->color ? "\033[36m" : "", *off = g->in->color ? "\033[0m" : "";
    printf("%s%s%s%s:%s", name, g->path.data, off, sign, off);
    if (g->numbers)
        printf("%zu%s:%s", number, sign, off);
    fwrite(line, 1, len, stdout);
    putchar('\n');
}

static void print_name(struct grepping *g)
{
    if (g->json) {
        json_t *row = json_pack("{s:s}", "path", g->path.data);
        json_dumpf(row, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(row);
    } else {
        puts(g->path.data);
    }
}

static void print_count(struct grepping *g, size_t count)
{
    if (g->json) {
        json_t *row = json_pack("{s:s, s:I}", "path", g->path.data, "count", (json_int_t)count);
        json_dumpf(row, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(row);
    } else {
        printf("%s:%zu\n", g->path.data, count);
    }
}

static void grep_bytes(struct grepping *g)
{
    size_t count = 0, number = 0;
    const char *at = buf_str(&g->bytes), *end = at + g->bytes.len;
    bool may = pattern_may_match(g->pattern, at, g->bytes.len);
    for (; may && at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = stop ? (size_t)(stop - at) : (size_t)(end - at);
        if (pattern_matches_line(g->pattern, at, len)) {
            count++;
            if (g->names_only)
                break;
            if (!g->counts)
                print_line(g, at, len, number + 1);
        }
        at += len + 1;
    }
    g->found = g->found || count > 0;
    if (g->counts && !g->names_only)
        print_count(g, count);
    if (g->names_only && count)
        print_name(g);
}

static bool grep_file(struct grepping *g, uint64_t inode)
{
    bool found;
    buf_clear(&g->bytes);
    if (!tree_read(g->tree, inode, 0, READ_MAX, &g->bytes, &found, g->e))
        return false;
    if (found)
        grep_bytes(g);
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

/* ---- pages, by way of the index ---- */

struct page {
    int64_t source, article;
    int32_t revision;
};

static int by_source(const void *a, const void *b)
{
    const struct page *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

struct pages {
    struct page *all;
    size_t count, cap;
};

static bool add_page(struct grepping *g, struct pages *p, int64_t article, int64_t source, struct err *e)
{
    struct entry entry;
    bool found;
    if (!store_get_entry(g->in->store, article, &entry, &found, e))
        return false;
    if (!found || (source && entry.source != source))
        return true;
    if (p->count == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 1024;
        p->all = mem_realloc(p->all, p->cap * sizeof *p->all);
    }
    p->all[p->count++] = (struct page){entry.source, entry.id, entry.revision};
    return true;
}

/* The candidates of one source, or of all, in the order in which a walk over pages/ meets them. */
static bool find_pages(struct grepping *g, int64_t source, struct pages *out)
{
    size_t group_count, count = CANDIDATES;
    const struct needle_group *groups = pattern_needles(g->pattern, &group_count);
    int64_t *articles = mem_alloc(CANDIDATES * sizeof *articles);
    bool ok = true;
    for (int64_t after = 0; ok && count == CANDIDATES;) {
        ok = store_list_candidates(g->in->store, groups, group_count, after, articles, CANDIDATES, &count, g->e);
        for (size_t i = 0; ok && i < count; i++)
            ok = add_page(g, out, after = articles[i], source, g->e);
    }
    free(articles);
    if (out->count)
        qsort(out->all, out->count, sizeof *out->all, by_source);
    return ok;
}

static bool grep_page(struct grepping *g, const struct page *page)
{
    struct entry entry;
    struct group source;
    bool found;
    size_t len = g->path.len;
    if (!store_get_entry(g->in->store, page->article, &entry, &found, g->e))
        return false;
    if (!found)
        return true;
    if (!store_get_group(g->in->store, GROUP_SOURCE, page->source, &source, &found, g->e))
        return false;
    buf_addf(&g->path, "%s/%s.txt", source.slug, entry.name);
    bool ok = grep_file(g, tree_page_inode(&entry));
    buf_truncate(&g->path, len);
    return ok;
}

/* path: "pages" or "pages/<source>", as typed. */
static bool grep_pages(struct grepping *g, const char *path, int64_t source)
{
    struct pages pages = {0};
    size_t root = strlen(path);
    while (root > 1 && path[root - 1] == '/')
        root--;
    if (source)
        while (root > 0 && path[root - 1] != '/')
            root--;
    buf_add(&g->path, path, root);
    if (!source)
        buf_addc(&g->path, '/');
    bool ok = find_pages(g, source, &pages);
    for (size_t i = 0; ok && i < pages.count; i++)
        ok = grep_page(g, &pages.all[i]);
    free(pages.all);
    return ok;
}

static bool grep_path(struct grepping *g, const char *path)
{
    struct tree_attr attr;
    int64_t source = 0;
    bool found;
    if (!tree_walk(g->tree, path, &attr, &found, g->e))
        return false;
    if (!found)
        return err_set(g->e, ERR_NOT_FOUND, "%s: no such file or directory in the tree: \"newsfs ls\" shows its root", path);
    if (!g->counts && tree_holds_pages(attr.inode, &source))
        return grep_pages(g, path, source);
    buf_adds(&g->path, path);
    return grep_node(g, &attr);
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    struct grepping g = {.in = in,
                         .names_only = option_has(in, "files-with-matches"),
                         .counts = option_has(in, "count"),
                         .json = option_has(in, "json"),
                         .numbers = option_has(in, "line-number"),
                         .e = e};
    enum pattern_syntax syntax = option_has(in, "fixed-strings")     ? PATTERN_FIXED
                                 : option_has(in, "extended-regexp") ? PATTERN_EXTENDED
                                                                     : PATTERN_BASIC;
    g.pattern = pattern_new(in->arguments[0], syntax, option_has(in, "ignore-case"), e);
    if (!g.pattern)
        return EXIT_USAGE;
    g.tree = tree_open(in->store, NULL);
    bool ok = grep_path(&g, in->argument_count > 1 ? in->arguments[1] : "pages");
    tree_close(g.tree);
    pattern_free(g.pattern);
    buf_finish(&g.path);
    buf_finish(&g.bytes);
    return ok && g.found ? EXIT_DONE : EXIT_FAILED;
}

const struct command grep_command = {
    .name = "grep",
    .arguments = "PATTERN [PATH]",
    .summary = "the lines that \"grep -r PATTERN pages\" in a mount gives, by way of the index",
    .details = "The pattern is that of grep(1): basic, with -E extended, with -F fixed strings. PATH is a path of the tree; the index narrows the search\n"
               "under pages/, other places are read as grep would. Exit status: 0 where a line matched, 1 where none did.",
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

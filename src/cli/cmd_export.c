/* export: a part of the tree as real files, or as a tar archive. libarchive writes both; files that are one file in the tree stay hard links. */
#include "cli.h"

#include "newsfs/number_map.h"
#include "newsfs/tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE (1 << 20)

struct exporting {
    struct tree *tree;
    struct archive *to;
    struct number_map seen; /* inode to the path under which a file with several was written first */
    struct arena arena;     /* these paths */
    struct buf path;        /* of what is being written */
    struct buf bytes;
    bool tar;
    struct err *e;
};

/* The path under which the inode was written before; NULL: now is the first time. */
static const char *seen_before(struct exporting *x, uint64_t inode)
{
    const void **path = number_map_at(&x->seen, inode);
    if (*path)
        return *path;
    *path = arena_strdup(&x->arena, x->path.data);
    return NULL;
}

static bool archive_failed(struct exporting *x)
{
    int why = archive_errno(x->to);
    const char *where = x->tar ? "standard output" : x->path.data, *text = archive_error_string(x->to);
    return err_set(x->e, why == ENOSPC ? ERR_FULL : ERR_IO, "%s: cannot be written: %s", where,
                   why > 0 ? strerror(why)
                   : text  ? text
                           : "the archive is refused");
}

static bool write_bytes(struct exporting *x, const struct tree_attr *attr)
{
    bool found = true;
    for (int64_t at = 0; at < attr->size; at += (int64_t)x->bytes.len) {
        buf_clear(&x->bytes);
        if (!tree_read(x->tree, attr->inode, at, READ_SIZE, &x->bytes, &found, x->e))
            return false;
        if (x->bytes.len == 0)
            return err_set(x->e, ERR_FAILED, "%s: is shorter than its size says: \"newsfs check\" looks into it",
                           x->path.data);
        if (archive_write_data(x->to, x->bytes.data, x->bytes.len) < 0)
            return archive_failed(x);
    }
    return true;
}

static bool write_entry(struct exporting *x, const struct tree_attr *attr)
{
    bool directory = S_ISDIR(attr->mode);
    const char *first = !directory && attr->nlink > 1 ? seen_before(x, attr->inode) : NULL;
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, x->path.data);
    archive_entry_set_mode(entry, directory ? S_IFDIR | 0755 : S_IFREG | 0644);
    archive_entry_set_mtime(entry, attr->mtime, 0);
    archive_entry_set_uid(entry, getuid());
    archive_entry_set_gid(entry, getgid());
    if (first)
        archive_entry_set_hardlink_utf8(entry, first);
    else
        archive_entry_set_size(entry, attr->size);
    bool ok = archive_write_header(x->to, entry) == ARCHIVE_OK || archive_failed(x);
    archive_entry_free(entry);
    return ok && (directory || first || write_bytes(x, attr));
}

static bool export_child(void *context, const char *name, const struct tree_attr *attr, int64_t next);

static bool export_node(struct exporting *x, const struct tree_attr *attr)
{
    bool found;
    if (!write_entry(x, attr))
        return false;
    if (!S_ISDIR(attr->mode))
        return true;
    return tree_list(x->tree, attr->inode, 0, export_child, x, &found, x->e) && x->e->code == ERR_NONE;
}

/* Called inside a listing; the tree is five levels deep, so this recursion is, too. */
static bool export_child(void *context, const char *name, const struct tree_attr *attr, int64_t next)
{
    (void)next;
    struct exporting *x = context;
    size_t len = x->path.len;
    buf_addf(&x->path, "%s%s", len ? "/" : "", name);
    bool ok = export_node(x, attr);
    if (ok)
        buf_truncate(&x->path, len);
    return ok;
}

static bool export_path(struct exporting *x, const char *path)
{
    struct tree_attr attr;
    bool found;
    if (!tree_walk(x->tree, path, &attr, &found, x->e))
        return false;
    if (!found)
        return err_set(x->e, ERR_NOT_FOUND,
                       "%.300s: no such file or directory in the tree: \"newsfs ls\" shows its root", path);
    if (S_ISDIR(attr.mode))
        return tree_list(x->tree, attr.inode, 0, export_child, x, &found, x->e) && x->e->code == ERR_NONE;
    const char *name = strrchr(path, '/');
    return export_child(x, name ? name + 1 : path, &attr, 0);
}

static bool is_free(const char *dir, struct err *e)
{
    DIR *d = opendir(dir);
    if (!d && errno == ENOENT)
        return mkdir(dir, 0755) == 0 || err_errno(e, "%s: cannot be made", dir);
    if (!d)
        return err_errno(e, "%s", dir);
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(d));)
        empty = entry->d_name[0] == '.' && (!entry->d_name[1] || (entry->d_name[1] == '.' && !entry->d_name[2]));
    closedir(d);
    return empty || err_set(e, ERR_FAILED, "%s: is not empty: choose another directory", dir);
}

static struct archive *open_tar(struct err *e)
{
    if (isatty(STDOUT_FILENO)) {
        err_set(e, ERR_USAGE, "--tar writes an archive: redirect standard output to a file or a pipe");
        return NULL;
    }
    struct archive *to = archive_write_new();
    archive_write_set_format_pax_restricted(to);
    archive_write_set_options(to, "hdrcharset=UTF-8");
    if (archive_write_open_fd(to, STDOUT_FILENO) == ARCHIVE_OK)
        return to;
    err_set(e, ERR_IO, "standard output: %s", archive_error_string(to));
    archive_write_free(to);
    return NULL;
}

static struct archive *open_directory(const char *dir, struct err *e)
{
    if (!is_free(dir, e))
        return NULL;
    if (chdir(dir) != 0) {
        err_errno(e, "%s", dir);
        return NULL;
    }
    struct archive *to = archive_write_disk_new();
    archive_write_disk_set_options(to, ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                                           ARCHIVE_EXTRACT_SECURE_SYMLINKS);
    return to;
}

static enum exit_status run(struct invocation *in, struct err *e)
{
    bool tar = option_has(in, "tar");
    if (tar == (in->argument_count == 2)) {
        err_set(e, ERR_USAGE, "give either --tar or the directory to write to");
        return EXIT_USAGE;
    }
    struct exporting x = {.tree = tree_open(in->store, NULL), .tar = tar, .e = e};
    setlocale(LC_CTYPE, "C.UTF-8"); /* libarchive takes names through the locale's characters: ours are UTF-8 in any */
    x.to = tar ? open_tar(e) : open_directory(in->arguments[1], e);
    bool ok = x.to && export_path(&x, in->arguments[0]);
    if (x.to) {
        if (archive_write_close(x.to) != ARCHIVE_OK && ok)
            ok = archive_failed(&x);
        archive_write_free(x.to);
    }
    tree_close(x.tree);
    number_map_finish(&x.seen);
    arena_finish(&x.arena);
    buf_finish(&x.path);
    buf_finish(&x.bytes);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command export_command = {
    .name = "export",
    .arguments = "PATH [DIR]",
    .summary = "write what is under PATH as real files into DIR, or as a tar archive to standard output",
    .details = "The same names and bytes that a mount serves, with the same times; files that are one file in the tree "
               "are hard links.",
    .options = (const struct option_spec[]){{"tar", 0, NULL, "a tar archive on standard output"}, {0}},
    .min_arguments = 1,
    .max_arguments = 2,
    .store = NEEDS_STORE_READ,
    .run = run,
};

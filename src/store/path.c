/* path: from the words that name a store to a file. */
#include "path.h"

#include "newsfs/store.h"
#include "newsfs/text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void store_default_url(struct buf *out)
{
    const char *store = getenv("NEWSFS_STORE"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (store && *store)
        buf_adds(out, store);
    else if (data && *data == '/') /* spec: XDG Base Directory: others are to be ignored */
        buf_addf(out, "%s/newsfs/news.db", data);
    else
        buf_addf(out, "%s/.local/share/newsfs/news.db", home && *home ? home : "");
}

static bool is_scheme(const char *url)
{
    size_t len = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return len > 0 && strncmp(url + len, "://", 3) == 0;
}

/* "file:" and a path; "file:///path" is the same as "file:/path". */
static const char *path_of(const char *url)
{
    if (!text_starts_nocase(url, "file:"))
        return url;
    return strncmp(url + 5, "///", 3) == 0 ? url + 7 : url + 5;
}

bool path_resolve(struct buf *out, const char *url, struct err *e)
{
    const char *path = path_of(url);
    if (is_scheme(path) || (path != url && strncmp(path, "//", 2) == 0))
        return err_set(e, ERR_USAGE, "%s: this program knows stores that are files; give a path", url);
    if (!*path)
        return err_set(e, ERR_USAGE, "the name of the store is empty; give a path");
    if (strlen(path) >= PATH_MAX)
        return err_set(e, ERR_USAGE, "the name of the store is too long (%zu bytes)", strlen(path));
    char whole[PATH_MAX], directory[PATH_MAX];
    if (realpath(path, whole)) {
        buf_adds(out, whole);
        return true;
    }
    if (*path != '/' && getcwd(directory, sizeof directory))
        buf_addf(out, "%s/", directory);
    buf_adds(out, path);
    return true;
}

void path_directory(struct buf *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    buf_add(out, path, slash > path ? (size_t)(slash - path) : 1);
}

bool path_make_directory(const char *path, struct err *e)
{
    BUF_SCOPED struct buf directory = {0};
    path_directory(&directory, path);
    for (char *p = directory.data + 1;; p++) {
        char c = *p;
        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(directory.data, 0700) != 0 && errno != EEXIST)
            return err_errno(e, "cannot make the directory %s for the store", directory.data);
        *p = c;
        if (c == '\0')
            return true;
    }
}

/* spec: sqlite.org/uri.html */
void path_immutable_uri(struct buf *out, const char *path)
{
    buf_adds(out, "file:");
    for (const char *p = path; *p; p++)
        if (*p == '%' || *p == '?' || *p == '#')
            buf_addf(out, "%%%02X", (unsigned char)*p);
        else
            buf_addc(out, *p);
    buf_adds(out, "?immutable=1");
}

int64_t path_size(const char *path, const char *ending)
{
    BUF_SCOPED struct buf name = {0};
    struct stat st;
    buf_addf(&name, "%s%s", path, ending);
    return stat(name.data, &st) == 0 ? (int64_t)st.st_size : -1;
}

bool path_has_log(const char *path)
{
    return path_size(path, "-wal") > 0;
}

int64_t disk_bytes(const char *path)
{
    int64_t store = path_size(path, ""), log = path_size(path, "-wal");
    return (store > 0 ? store : 0) + (log > 0 ? log : 0);
}

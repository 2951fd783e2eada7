/* support_golden: what a test makes against what was reviewed. Run with NEWSFS_REWRITE_GOLDEN=1 to rewrite the files on purpose, then
 * read the diff. Paths are seen from the repository's root, where the runner starts the programs. */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include "newsfs/buf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* False where there is no such file. */
static inline bool golden_read(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t n;
    do {
        n = fread(buf_reserve(out, 4096), 1, 4096, file);
        out->len += n;
    } while (n > 0);
    fclose(file);
    return true;
}

static inline void golden_write(const char *path, const struct buf *bytes)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(buf_str(bytes), 1, bytes->len, file) != bytes->len || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* True where the file holds exactly these bytes; an empty `got` stands for no file. Says where they part. */
static inline bool golden_matches(const char *path, const struct buf *got)
{
    BUF_SCOPED struct buf expected = {0};
    if (getenv("NEWSFS_REWRITE_GOLDEN") && got->len)
        golden_write(path, got);
    else if (getenv("NEWSFS_REWRITE_GOLDEN"))
        remove(path);
    golden_read(path, &expected);
    if (strcmp(buf_str(got), buf_str(&expected)) == 0)
        return true;
    fprintf(stderr, "%s differs. Expected:\n%s\nGot:\n%s\n", path, buf_str(&expected), buf_str(got));
    return false;
}

static inline int golden_is_case(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Call check(folder) for each case under `root`, in order; returns how many there were. */
static inline size_t golden_each(const char *root, void (*check)(const char *folder))
{
    struct dirent **names;
    int count = scandir(root, &names, golden_is_case, alphasort);
    for (int i = 0; i < count; i++) {
        BUF_SCOPED struct buf folder = {0};
        buf_addf(&folder, "%s/%s", root, names[i]->d_name);
        check(folder.data);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return count > 0 ? (size_t)count : 0;
}

#endif

/* cli_search: how long a directory under search/ takes that nobody has looked at before.
 *
 *     cli_search MOUNTPOINT < QUERIES      {"queries": 200, "found": 3100, "p50_ms": 0.4, "p99_ms": 2.1, "worst_ms": 2.5}
 *
 * For each line: look the name up, open it, and read the names of its first 20 articles. In one process, so that no fork is measured. */
#include "newsfs/buf.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FIRST 20

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* How many of the first were there; -1: it cannot be opened. */
static int look(const char *mountpoint, const char *query)
{
    char path[PATH_MAX];
    int found = 0;
    snprintf(path, sizeof path, "%s/search/%s", mountpoint, query);
    DIR *d = opendir(path);
    if (!d)
        return -1;
    for (struct dirent *entry; found < FIRST && (entry = readdir(d));)
        found += entry->d_name[0] != '.';
    closedir(d);
    return found;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    char *query = NULL;
    double *took = NULL;
    size_t cap = 0, count = 0, room = 0;
    long long found = 0;
    ssize_t len;
    if (argc != 2) {
        fputs("usage: cli_search MOUNTPOINT < QUERIES\n", stderr);
        return 2;
    }
    while ((len = getline(&query, &cap, stdin)) > 0) {
        query[len - 1] = query[len - 1] == '\n' ? '\0' : query[len - 1];
        if (count == room)
            took = mem_realloc(took, (room = room ? room * 2 : 256) * sizeof *took);
        double begin = now_ms();
        int got = look(argv[1], query);
        took[count++] = now_ms() - begin;
        if (got < 0) {
            perror(query);
            return 1;
        }
        found += got;
    }
    qsort(took, count, sizeof *took, compare);
    if (count)
        printf("{\"queries\": %zu, \"found\": %lld, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"worst_ms\": %.3f}\n", count,
               found, took[count / 2], took[(count - 1) * 99 / 100], took[count - 1]);
    free(took);
    free(query);
    return count == 0;
}

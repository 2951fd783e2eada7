/* base_latency: how long it takes to open, read and close each of the files named on standard input, one a line, in that order.
 *
 *     base_latency < LIST      {"files": 2000, "bytes": 5300000, "p50_us": 3.5, "p90_us": 4.2, "p99_us": 9.8, "seconds": 0.009}
 *
 * In one process, so that no fork is measured. */
#include "newsfs/buf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE (128 << 10) /* as cat */

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t read_file(const char *path, char *to)
{
    ssize_t got;
    int64_t bytes = 0;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return -1;
    while ((got = read(fd, to, READ_SIZE)) > 0)
        bytes += got;
    close(fd);
    return got < 0 ? -1 : bytes;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double at(const int64_t *sorted, size_t count, double share)
{
    return (double)sorted[(size_t)(share * (double)(count - 1))] / 1e3;
}

static void report(int64_t *took, size_t count, int64_t bytes)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += took[i];
    qsort(took, count, sizeof *took, compare);
    printf(
        "{\"files\": %zu, \"bytes\": %lld, \"p50_us\": %.2f, \"p90_us\": %.2f, \"p99_us\": %.2f, \"seconds\": %.6f}\n",
        count, (long long)bytes, at(took, count, 0.5), at(took, count, 0.9), at(took, count, 0.99),
        (double)total / 1e9);
}

int main(void)
{
    char *path = NULL, *to = mem_alloc(READ_SIZE);
    int64_t *took = NULL, bytes = 0, got = 0;
    size_t cap = 0, count = 0, room = 0;
    ssize_t len;
    while (got >= 0 && (len = getline(&path, &cap, stdin)) > 0) {
        if (path[len - 1] == '\n')
            path[len - 1] = '\0';
        if (count == room)
            took = mem_realloc(took, (room = room ? room * 2 : 1024) * sizeof *took);
        int64_t begin = now_ns();
        got = read_file(path, to);
        took[count++] = now_ns() - begin;
        bytes += got;
    }
    if (got < 0)
        perror(path);
    else if (count)
        report(took, count, bytes);
    free(path);
    free(to);
    free(took);
    return got < 0 || !count;
}

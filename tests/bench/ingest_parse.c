/* ingest_parse: feeds and article documents from standard input to article documents on standard output, one a line.
 *
 *     ingest_parse [-q] [-b] [-n TIMES] [-f FORMAT] [-u BASE] [-c CHARSET] [FILE]
 *
 * -q prints no documents; -b prints how fast it went; -n reads the input so many times over. */
#include "newsfs/ingest.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct run {
    struct buf line;
    long documents, rejected;
    bool quiet;
};

static bool print_document(void *context, struct document *d, struct err *e)
{
    struct run *run = context;
    (void)e;
    run->documents++;
    if (run->quiet)
        return true;
    buf_clear(&run->line);
    ingest_format_json(&run->line, d);
    buf_addc(&run->line, '\n');
    fwrite(run->line.data, 1, run->line.len, stdout);
    return true;
}

static bool print_reject(void *context, const struct err *why)
{
    struct run *run = context;
    run->rejected++;
    fprintf(stderr, "rejected: %s\n", why->text);
    return true;
}

static void print_warning(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "warning: %s\n", text);
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_all_of(int fd, struct buf *all)
{
    long got;
    while ((got = read(fd, buf_reserve(all, 1 << 20), 1 << 20)) > 0)
        all->len += (size_t)got;
}

static int report(const struct run *run, double seconds, size_t bytes, int times)
{
    double mb = (double)bytes * times / 1e6;
    fprintf(stderr, "%ld documents, %ld rejected, %.3f s, %.0f documents/s, %.1f MB/s\n", run->documents, run->rejected,
            seconds, (double)run->documents / seconds, mb / seconds);
    return 0;
}

int main(int argc, char **argv)
{
    struct run run = {0};
    struct ingest_options options = {.published = TIME_NONE};
    bool measure = false;
    int times = 1, option;
    while ((option = getopt(argc, argv, "qbn:f:u:c:")) >= 0)
        switch (option) {
        case 'q':
            run.quiet = true;
            break;
        case 'b':
            measure = true;
            break;
        case 'n':
            times = atoi(optarg);
            break;
        case 'f':
            options.format = optarg;
            break;
        case 'u':
            options.base = optarg;
            break;
        case 'c':
            options.charset = optarg;
            break;
        default:
            return 2;
        }
    struct ingest_sink sink = {print_document, print_reject, print_warning, &run};
    struct err e = {0};
    BUF_SCOPED struct buf all = {0};
    int fd = optind < argc && strcmp(argv[optind], "-") != 0 ? open(argv[optind], O_RDONLY) : STDIN_FILENO;
    if (fd < 0)
        return 3;
    read_all_of(fd, &all);
    double begin = seconds_now();
    bool ok = true;
    for (int i = 0; i < times && ok; i++) {
        struct ingest_bytes bytes = {buf_str(&all), all.len};
        struct ingest_source source = ingest_from_bytes(&bytes, optind < argc ? argv[optind] : "standard input");
        ok = ingest_read(&source, &options, &sink, NULL, &e);
    }
    if (!ok)
        fprintf(stderr, "ingest_parse: %s\n", e.text);
    if (measure)
        report(&run, seconds_now() - begin, all.len, times);
    buf_finish(&run.line);
    return ok ? 0 : 1;
}

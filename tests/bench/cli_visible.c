/* cli_visible: how long a commit by another process takes to be seen in a mount.
 *
 *     cli_visible STORE MOUNTPOINT TRIES
 *
 * Prints one line a try: milliseconds from the commit until the article is in a listing that the kernel had cached, until its body can be
 * read under a name that the kernel knew as absent, and until its line is in wire.tsv. */
#include "newsfs/render.h"
#include "newsfs/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SOURCE     "Visible"
#define POLL_US    200
#define PHASE_MS   400 /* the daemon looks at its own pace: tries fall anywhere in it */
#define GIVE_UP_MS 10000
#define TAIL       4096
#define WAYS       3

static const struct store_renderer renderer = {RENDER_VERSION, render_prepare, render_measure, render_take_size};

struct trial {
    const char *mountpoint;
    char name[NAME_SIZE];
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void pause_us(long us)
{
    nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

static void must(bool ok, const struct err *e)
{
    if (ok)
        return;
    fprintf(stderr, "cli_visible: %s\n", e->text);
    exit(1);
}

static bool is_listed(const struct trial *t)
{
    char path[PATH_MAX];
    bool found = false;
    snprintf(path, sizeof path, "%s/sources/visible", t->mountpoint);
    DIR *d = opendir(path);
    for (struct dirent *entry; d && !found && (entry = readdir(d));)
        found = strcmp(entry->d_name, t->name) == 0;
    if (d)
        closedir(d);
    return found;
}

static bool is_readable(const struct trial *t)
{
    char path[PATH_MAX], text[64];
    snprintf(path, sizeof path, "%s/sources/visible/%s/body.txt", t->mountpoint, t->name);
    int fd = open(path, O_RDONLY);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    return got > 0;
}

static bool is_in_wire(const struct trial *t)
{
    char path[PATH_MAX], tail[TAIL + 1];
    struct stat st;
    snprintf(path, sizeof path, "%s/wire.tsv", t->mountpoint);
    int fd = open(path, O_RDONLY);
    ssize_t got = -1;
    if (fd >= 0 && fstat(fd, &st) == 0)
        got = pread(fd, tail, TAIL, st.st_size > TAIL ? st.st_size - TAIL : 0);
    if (fd >= 0)
        close(fd);
    tail[got > 0 ? got : 0] = '\0';
    return strstr(tail, t->name) != NULL;
}

static bool (*const ways[WAYS])(const struct trial *t) = {is_listed, is_readable, is_in_wire};

static void put(struct store *s, struct trial *t, int number)
{
    DOCUMENT_SCOPED struct document d;
    struct draft draft = {.doc = &d};
    enum put_result result;
    struct err e = {0};
    BUF_SCOPED struct buf title = {0};
    document_init(&d);
    buf_addf(&title, "Seen %d of %lld", number, (long long)getpid());
    d.title = title.data;
    d.body = "It is there.";
    d.source_name = SOURCE;
    d.published = clock_now();
    render_prepare(&draft);
    name_make(t->name, name_day(d.published, clock_now()), d.title, d.body, 0);
    for (int i = 0; i < WAYS; i++)
        ways[i](t);
    must(store_begin(s, &e) && store_put(s, &draft, NULL, 0, &result, &e) && store_commit(s, &e), &e);
}

static bool try_once(struct store *s, struct trial *t, int number)
{
    double seen[WAYS] = {0};
    int left = WAYS;
    pause_us(rand() % (PHASE_MS * 1000));
    put(s, t, number);
    double committed = now_ms();
    while (left && now_ms() - committed < GIVE_UP_MS) {
        for (int i = 0; i < WAYS; i++)
            if (seen[i] == 0 && ways[i](t)) {
                seen[i] = now_ms() - committed;
                left--;
            }
        pause_us(POLL_US);
    }
    printf("%.2f %.2f %.2f\n", seen[0], seen[1], seen[2]);
    return left == 0;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    bool ok = true;
    if (argc != 4) {
        fputs("usage: cli_visible STORE MOUNTPOINT TRIES\n", stderr);
        return 2;
    }
    struct store *s = store_open(argv[1], &(struct store_options){.mode = STORE_WRITE, .renderer = &renderer}, &e);
    must(s != NULL, &e);
    struct trial t = {.mountpoint = argv[2]};
    for (int i = 0; ok && i < atoi(argv[3]); i++)
        ok = try_once(s, &t, i);
    store_close(s);
    if (!ok)
        fputs("cli_visible: an article was not seen in ten seconds\n", stderr);
    return !ok;
}

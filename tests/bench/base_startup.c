/* base_startup: how long until a command has mounted something that answers.
 *
 *     base_startup DIRECTORY COMMAND [ARGUMENT]…      {"returned_ms": 1.9, "answered_ms": 2.0}
 *
 * From before the command is started until it has returned, and until a listing of DIRECTORY has been read to its end. */
#include "newsfs/err.h"

#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int count_entries(const char *directory)
{
    DIR *d = opendir(directory);
    int count = 0;
    while (d && readdir(d))
        count++;
    if (d)
        closedir(d);
    return count;
}

int main(int argc, char **argv)
{
    pid_t pid;
    int status;
    if (argc < 3) {
        fputs("usage: base_startup DIRECTORY COMMAND [ARGUMENT]…\n", stderr);
        return 2;
    }
    double begin = now_ms();
    if (posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0 || waitpid(pid, &status, 0) != pid) {
        perror(argv[2]);
        return 1;
    }
    double returned = now_ms();
    int entries = count_entries(argv[1]);
    double answered = now_ms();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || entries < 3) {
        fprintf(stderr, "base_startup: %s: not mounted\n", argv[1]);
        return 1;
    }
    printf("{\"returned_ms\": %.3f, \"answered_ms\": %.3f}\n", returned - begin, answered - begin);
    return 0;
}

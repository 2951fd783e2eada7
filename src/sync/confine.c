/* confine: resource limits, Landlock, and a list of system calls.
 *
 * A call that is not on the list fails with EPERM instead of killing, so that a library that only tries something goes on.
 * Landlock is a second wall behind the list's openat; a kernel without it still has the first. */
#include "confine.h"
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true /* their shadow memory is terabytes */
#else
#define SANITIZED false
#endif

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#define FILES_MAX 16

/* ---- files ---- */

static const char *const readable[] = {"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache"};

static void allow_reading(int ruleset, const char *path)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

static void confine_files(void)
{
    struct landlock_ruleset_attr all = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                             LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                             LANDLOCK_ACCESS_FS_MAKE_SYM};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (ruleset < 0)
        return;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
        allow_reading(ruleset, readable[i]);
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}

/* ---- system calls ---- */

#define DATA(field) (uint32_t) offsetof(struct seccomp_data, field)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(field))
#define GIVE(what)  BPF_STMT(BPF_RET | BPF_K, what)
#define REFUSE      GIVE(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), GIVE(SECCOMP_RET_ALLOW)
/* The call where none of `bits` is set in the low half of its argument (the high half never holds flags). */
#define ALLOW_UNLESS(call, argument, bits)                                                                             \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[argument]),                                      \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), REFUSE, GIVE(SECCOMP_RET_ALLOW)

/* clang-format off */
static const struct sock_filter filter[] = {
#ifdef MACHINE
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
    GIVE(SECCOMP_RET_KILL_PROCESS),
#endif
    LOAD(nr),
    ALLOW(read), ALLOW(write), ALLOW(writev), ALLOW(close), ALLOW(lseek), ALLOW(pread64), ALLOW(fstat), ALLOW(newfstatat),
    ALLOW(brk), ALLOW(mmap), ALLOW(mprotect), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise), ALLOW(futex),
    ALLOW(exit), ALLOW(exit_group), ALLOW(rt_sigreturn), ALLOW(rt_sigprocmask), ALLOW(restart_syscall),
    ALLOW(getrandom), ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(getpid), ALLOW(gettid), ALLOW(sched_yield),
    ALLOW_UNLESS(openat, 2, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC),
    REFUSE,
};
/* clang-format on */

static bool confine_calls(void)
{
    const struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = (struct sock_filter *)filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* ---- resources ---- */

static bool limit(int resource, rlim_t most)
{
    const struct rlimit l = {most, most};
    return setrlimit((__rlimit_resource_t)resource, &l) == 0;
}

/* Bytes of address space in use. */
static rlim_t size_now(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return 0;
    if (fscanf(f, "%lu", &pages) != 1)
        pages = 0;
    fclose(f);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

bool confine(size_t memory)
{
    bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
              limit(RLIMIT_NOFILE, FILES_MAX) && (SANITIZED || limit(RLIMIT_AS, size_now() + memory));
    if (!ok)
        return false;
    confine_files();
    return confine_calls();
}

void confine_cpu(pid_t pid, int seconds)
{
    clockid_t clock;
    struct timespec used = {0};
    struct rlimit l;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0 ||
        prlimit(pid, RLIMIT_CPU, NULL, &l) != 0)
        return;
    l.rlim_cur = (rlim_t)used.tv_sec + (rlim_t)seconds;
    prlimit(pid, RLIMIT_CPU, &l, NULL);
}

/* mount, umount, status. */
#include "beside.h"
#include "cli.h"

#include "newsfs/log.h"
#include "newsfs/mount.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS           2
#define OPTIONS_GIVEN_MAX 32

struct mounting {
    struct invocation *in;
    struct mount_options options;
    struct tree_options tree;
    struct buf list; /* of -o list= */
    char mountpoint[PATH_MAX];
    int report; /* the pipe to who waits for the mount; -1: nobody */
    struct beside beside;
};

static struct tree *open_tree(void *context, struct err *e)
{
    struct mounting *m = context;
    struct store *s = open_store(m->in->store_url.data, STORE_READ, e);
    return s ? tree_open(s, &m->tree) : NULL;
}

static void close_tree(void *context, struct tree *t)
{
    (void)context;
    struct store *s = tree_store(t);
    tree_close(t);
    store_close(s);
}

/* ---- options ---- */

/* "list=md,html": a comma also ends an option, so what follows the first comes as an option of its own. */
static bool set_list(struct mounting *m, const char *rendering, struct err *e)
{
    if (strcmp(rendering, "md") != 0 && strcmp(rendering, "html") != 0)
        return err_set(e, ERR_USAGE, "-o list=%s: there are md and html", rendering);
    buf_addf(&m->list, "%s%s", m->list.len ? "," : "", rendering);
    m->tree.list = m->list.data;
    return true;
}

static bool set_option(struct mounting *m, const char *name, const char *value, struct err *e)
{
    if (strcmp(name, "allow_other") == 0)
        m->options.allow_other = true;
    else if (strcmp(name, "nonempty") == 0)
        m->options.nonempty = true;
    else if (strcmp(name, "nopush") == 0)
        m->options.push = false;
    else if (strcmp(name, "list") == 0 && value)
        return set_list(m, value, e);
    else if (m->list.len && !value && (strcmp(name, "md") == 0 || strcmp(name, "html") == 0))
        return set_list(m, name, e);
    else if (strcmp(name, "search-limit") == 0 && value && strtoll(value, NULL, 10) > 0 &&
             strtoll(value, NULL, 10) < 1 << 20)
        m->tree.search_limit = strtoll(value, NULL, 10);
    else if (strcmp(name, "xattr") == 0)
        m->options.xattr = true;
    else if (strcmp(name, "ro") != 0 || value)
        return err_set(
            e, ERR_USAGE,
            "-o %s: no such mount option: there are allow_other, list=, nonempty, nopush, search-limit=, xattr and ro",
            name);
    return true;
}

/* libfuse takes unknown options in silence, so none is handed on. */
static bool set_options(struct mounting *m, struct err *e)
{
    const char *given[OPTIONS_GIVEN_MAX];
    size_t count = option_all(m->in, "option", given, OPTIONS_GIVEN_MAX);
    for (size_t i = 0; i < count; i++) {
        char *copy = mem_strdup(given[i]), *save = NULL;
        bool ok = true;
        for (char *name = strtok_r(copy, ",", &save); ok && name; name = strtok_r(NULL, ",", &save)) {
            char *value = strchr(name, '=');
            if (value)
                *value++ = '\0';
            ok = set_option(m, name, value, e);
        }
        free(copy);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the place ---- */

static bool make_directory(const char *path, struct err *e)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return true;
    return err_errno(e, "%s: cannot be made", path);
}

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    bool empty = true;
    for (struct dirent *entry; d && empty && (entry = readdir(d));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (d)
        closedir(d);
    return empty;
}

/* The absolute path, also of a place where a dead mount makes every stat fail. */
static bool resolve(const char *path, char out[PATH_MAX], struct err *e)
{
    if (realpath(path, out))
        return true;
    char *copy = mem_strdup(path), parent[PATH_MAX];
    for (size_t len = strlen(copy); len > 1 && copy[len - 1] == '/'; len--)
        copy[len - 1] = '\0';
    char *slash = strrchr(copy, '/');
    const char *name = slash ? slash + 1 : copy;
    if (slash)
        *slash = '\0';
    bool ok = realpath(!slash ? "." : *copy ? copy : "/", parent) != NULL;
    if (!ok)
        err_errno(e, "%s", path);
    else if (snprintf(out, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", name) >= PATH_MAX)
        ok = err_set(e, ERR_USAGE, "%s: the path is too long", path);
    free(copy);
    return ok;
}

static bool check_device(struct err *e)
{
    int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        close(fd);
        return true;
    }
    if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
        return err_set(
            e, ERR_FAILED,
            "/dev/fuse is not there: load the kernel module (\"modprobe fuse\"), or give the container the device");
    return err_errno(e, "/dev/fuse cannot be opened");
}

static bool is_in_path(const char *program)
{
    const char *path = getenv("PATH");
    char *copy = mem_strdup(path ? path : "/usr/bin:/bin"), *save = NULL;
    bool found = false;
    for (char *dir = strtok_r(copy, ":", &save); dir && !found; dir = strtok_r(NULL, ":", &save)) {
        BUF_SCOPED struct buf full = {0};
        buf_addf(&full, "%s/%s", dir, program);
        found = access(full.data, X_OK) == 0;
    }
    free(copy);
    return found;
}

static bool check_rights(const struct mounting *m, struct err *e)
{
    if (geteuid() == 0)
        return true;
    if (!is_in_path("fusermount3"))
        return err_set(e, ERR_FAILED,
                       "fusermount3 is not installed, and only root mounts without it: install the package fuse3");
    if (access(m->mountpoint, W_OK) != 0)
        return err_set(e, ERR_FAILED, "%s: is not yours to mount on: choose a directory that you can write",
                       m->mountpoint);
    return true;
}

static bool prepare_place(struct mounting *m, const char *path, struct err *e)
{
    if (!resolve(path, m->mountpoint, e))
        return e->code == ERR_NOT_FOUND
                   ? err_set(e, ERR_NOT_FOUND, "%s: cannot be made: make the directory above it first", path)
                   : false;
    switch (mount_find(m->mountpoint)) {
    case MOUNT_ALIVE:
        return err_set(e, ERR_FAILED, "%s: is mounted already: \"newsfs umount %s\" ends it", m->mountpoint, path);
    case MOUNT_DEAD:
        if (!mount_end(m->mountpoint, true, e))
            return false;
        break;
    default:
        break;
    }
    struct stat st;
    if (stat(m->mountpoint, &st) != 0 && !make_directory(m->mountpoint, e))
        return false;
    if (stat(m->mountpoint, &st) == 0 && !S_ISDIR(st.st_mode))
        return err_set(e, ERR_FAILED, "%s: is not a directory", m->mountpoint);
    if (!m->options.nonempty && !is_empty(m->mountpoint))
        return err_set(e, ERR_FAILED,
                       "%s: is not empty: choose another directory, or \"-o nonempty\" to hide what is in it",
                       m->mountpoint);
    return check_device(e) && check_rights(m, e);
}

/* ---- the daemon ---- */

static void leave_terminal(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd < 3; fd++)
        dup2(null, fd);
    if (null > 2)
        close(null);
}

/* Tell who waits: nothing but a byte says that all is well. */
static bool report_ready(void *context, struct err *e)
{
    (void)e;
    struct mounting *m = context;
    if (m->report < 0)
        return true;
    log_to_syslog("newsfs");
    leave_terminal();
    bool ok = write(m->report, "", 1) == 1;
    close(m->report);
    m->report = -1;
    return ok;
}

/* The sync beside a daemon is one too. */
static void leave_beside(void *context)
{
    struct mounting *m = context;
    if (m->report < 0)
        return;
    log_to_syslog("newsfs");
    leave_terminal();
    close(m->report);
}

static enum exit_status serve(struct mounting *m, struct err *e)
{
    if (!beside_begin(&m->beside, m->in->store_url.data, leave_beside, m, e))
        return EXIT_FAILED;
    m->options.mountpoint = m->mountpoint;
    m->options.store = m->in->store_url.data;
    m->options.workers = WORKERS;
    m->options.searches = m->tree.searches = tree_searches_new();
    m->options.open_tree = open_tree;
    m->options.close_tree = close_tree;
    m->options.ready = report_ready;
    m->options.context = m;
    bool ok = mount_run(&m->options, e);
    beside_end(&m->beside);
    tree_searches_free(m->tree.searches);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

static void serve_detached(struct mounting *m)
{
    struct err e = {0};
    setsid();
    if (chdir("/") != 0 || serve(m, &e) != EXIT_DONE) {
        if (m->report >= 0 && write(m->report, e.text, strlen(e.text)) < 0)
            _exit(EXIT_FAILED);
        log_line(LOG_LEVEL_ERROR, "%s", e.text);
        _exit(EXIT_FAILED);
    }
    _exit(EXIT_DONE);
}

static enum exit_status start_daemon(struct mounting *m, struct err *e)
{
    int ends[2];
    char answer[sizeof e->text] = "";
    if (pipe2(ends, O_CLOEXEC) != 0) {
        err_errno(e, "starting the daemon");
        return EXIT_FAILED;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        m->report = ends[1];
        serve_detached(m);
    }
    close(ends[1]);
    ssize_t got = pid < 0 ? 0 : read(ends[0], answer, sizeof answer - 1);
    close(ends[0]);
    struct stat st;
    if (got == 1 && answer[0] == '\0' && stat(m->mountpoint, &st) == 0)
        return EXIT_DONE;
    err_set(e, ERR_FAILED, "%s",
            got > 1 ? answer : "the daemon ended before the mount answered: \"newsfs mount -f\" shows why");
    return EXIT_FAILED;
}

static enum exit_status list_mounts(const struct invocation *in)
{
    static const char *const headings[] = {"MOUNTPOINT", "STORE", "STATE"};
    struct mount_place *places;
    size_t count = mount_list(&places);
    struct table t;
    table_begin(&t, 3, 0);
    for (size_t i = 0; i < count; i++) {
        table_add(&t, places[i].mountpoint);
        table_add(&t, places[i].store);
        table_add(&t, places[i].state == MOUNT_ALIVE ? "alive" : "dead");
    }
    table_end(&t, headings, in->terminal);
    mount_list_free(places, count);
    return EXIT_DONE;
}

/* Migrations and a new renderer's sizes are done once, before anybody serves; a store that cannot be written is served as it is. */
static bool check_store(struct invocation *in, struct err *e)
{
    struct store *s = open_store(in->store_url.data, STORE_WRITE, e);
    if (!s && e->code == ERR_READ_ONLY && !option_has(in, "sync")) {
        *e = (struct err){0};
        s = open_store(in->store_url.data, STORE_READ, e);
    }
    if (!s)
        return false;
    buf_clear(&in->store_url);
    buf_adds(&in->store_url, store_url(s));
    store_close(s);
    return true;
}

static enum exit_status run_mount(struct invocation *in, struct err *e)
{
    struct mounting m = {.in = in, .options.push = true, .report = -1};
    enum exit_status status = EXIT_FAILED;
    if (in->argument_count == 0)
        return list_mounts(in);
    if (set_options(&m, e) && beside_options(in, &m.beside, e) && check_store(in, e) &&
        prepare_place(&m, in->arguments[0], e))
        status = option_has(in, "foreground") ? serve(&m, e) : start_daemon(&m, e);
    buf_finish(&m.list);
    return status;
}

const struct command mount_command = {
    .name = "mount",
    .arguments = "[MOUNTPOINT]",
    .summary = "show the store as files at MOUNTPOINT; without one, list the mounts",
    .details =
        "Returns when the mount answers. MOUNTPOINT is made where it is missing, and a dead mount there is cleaned "
        "up.\n"
        "The mount is read-only and private to the user. Mount options: allow_other (other users may read it),\n"
        "nonempty (hide what is in the directory), nopush (send no contents ahead), search-limit=N (articles in a\n"
        "directory under search/, 1000), list=md,html (list page.md and page.html), xattr (user.newsfs.* attributes;\n"
        "costs \"ls -l\" a request per file).",
    .options =
        (const struct option_spec[]){
            {"foreground", 'f', NULL, "stay in the foreground"},
            {"option", 'o', "OPT,…", "mount options"},
            {"sync", 0, "INTERVAL",
             "fetch the feeds that are due every INTERVAL (15m, 1h), as long as the mount lives"},
            {"proxy", 0, NULL, "with --sync: use the proxies that http_proxy, https_proxy and no_proxy name"},
            {0}},
    .max_arguments = 1,
    .run = run_mount,
};

static enum exit_status run_umount(struct invocation *in, struct err *e)
{
    char mountpoint[PATH_MAX];
    if (!resolve(in->arguments[0], mountpoint, e))
        return EXIT_FAILED;
    enum mount_state state = mount_find(mountpoint);
    if (state == MOUNT_NONE || state == MOUNT_OTHER) {
        err_set(e, ERR_NOT_FOUND, "%s: is no newsfs mount: \"newsfs mount\" lists them", in->arguments[0]);
        return EXIT_ABSENT;
    }
    return mount_end(mountpoint, state == MOUNT_DEAD || option_has(in, "lazy"), e) ? EXIT_DONE : EXIT_FAILED;
}

const struct command umount_command = {
    .name = "umount",
    .arguments = "MOUNTPOINT",
    .summary = "end a mount",
    .options =
        (const struct option_spec[]){{"lazy", 'z', NULL, "also while it is in use: it goes when the last user does"},
                                     {0}},
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_umount,
};

/* ---- status ---- */

static void print_mount_json(const char *mountpoint, const struct mount_status *s)
{
    json_t *requests = json_object();
    for (int op = 0; op < MOUNT_OPCODES; op++) {
        char number[16];
        snprintf(number, sizeof number, "opcode_%d", op);
        if (s->requests[op])
            json_object_set_new(requests, mount_opcode_name(op) ? mount_opcode_name(op) : number,
                                json_integer(s->requests[op]));
    }
    json_t *all =
        json_pack("{s:s, s:s, s:I, s:o, s:I, s:I, s:I, s:I, s:I}", "mountpoint", mountpoint, "store", s->store, "pid",
                  (json_int_t)s->pid, "requests", requests, "bytes_read", (json_int_t)s->bytes_read, "pushed",
                  (json_int_t)s->pushed, "push_skipped", (json_int_t)s->push_skipped, "notified",
                  (json_int_t)s->notified, "memory_anon_bytes", (json_int_t)s->memory_anon_bytes);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void print_mount(const char *mountpoint, const struct mount_status *s)
{
    int64_t total = 0;
    printf("mountpoint  %s\nstore       %s\npid         %lld\nmemory      %.1f MB\nread        %lld bytes\npushed      "
           "%lld files (%lld were not wanted)\n",
           mountpoint, s->store, (long long)s->pid, (double)s->memory_anon_bytes / 1e6, (long long)s->bytes_read,
           (long long)s->pushed, (long long)s->push_skipped);
    for (int op = 0; op < MOUNT_OPCODES; op++)
        total += s->requests[op];
    printf("requests    %lld", (long long)total);
    for (int op = 0; op < MOUNT_OPCODES; op++)
        if (s->requests[op] && mount_opcode_name(op))
            printf(", %s %lld", mount_opcode_name(op), (long long)s->requests[op]);
    putchar('\n');
}

static enum exit_status show_mount(struct invocation *in, struct err *e)
{
    struct mount_status status;
    char mountpoint[PATH_MAX];
    if (!resolve(in->arguments[0], mountpoint, e))
        return EXIT_FAILED;
    if (mount_find(mountpoint) == MOUNT_DEAD) {
        err_set(e, ERR_FAILED, "%s: its daemon is gone: \"newsfs mount %s\" starts another", mountpoint, mountpoint);
        return EXIT_FAILED;
    }
    if (!mount_ask_status(mountpoint, &status, e))
        return EXIT_FAILED;
    (option_has(in, "json") ? print_mount_json : print_mount)(mountpoint, &status);
    return EXIT_DONE;
}

static void print_store_json(const char *url, const struct store_counts *c)
{
    json_t *all =
        json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "store", url, "articles", (json_int_t)c->articles,
                  "sources", (json_int_t)c->sources, "topics", (json_int_t)c->topics, "roles", (json_int_t)c->roles,
                  "takes", (json_int_t)c->takes, "days", (json_int_t)c->days, "bytes", (json_int_t)c->bytes);
    struct mount_place *places;
    size_t count = mount_list(&places);
    json_t *mounts = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(mounts, json_pack("{s:s, s:s, s:b}", "mountpoint", places[i].mountpoint, "store",
                                                places[i].store, "alive", places[i].state == MOUNT_ALIVE));
    mount_list_free(places, count);
    json_object_set_new(all, "mounts", mounts);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static enum exit_status run_status(struct invocation *in, struct err *e)
{
    struct store_counts c;
    if (in->argument_count)
        return show_mount(in, e);
    in->store = open_store(in->store_url.data, STORE_READ, e);
    if (!in->store || !store_count(in->store, &c, e))
        return EXIT_FAILED;
    if (option_has(in, "json")) {
        print_store_json(store_url(in->store), &c);
        return EXIT_DONE;
    }
    printf("store     %s (%.1f MB)\narticles  %lld\nsources   %lld\ntopics    %lld\nroles     %lld\ntakes     "
           "%lld\ndays      %lld\n",
           store_url(in->store), (double)c.bytes / 1e6, (long long)c.articles, (long long)c.sources,
           (long long)c.topics, (long long)c.roles, (long long)c.takes, (long long)c.days);
    return list_mounts(in);
}

const struct command status_command = {
    .name = "status",
    .arguments = "[MOUNTPOINT]",
    .summary = "what the store holds and where it is mounted, or what a mount has done",
    .options = (const struct option_spec[]){{"json", 'j', NULL, "as one JSON object"}, {0}},
    .max_arguments = 1,
    .run = run_status,
};

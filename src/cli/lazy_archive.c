/* lazy_archive: libarchive's functions, as far as export uses them, through the library loaded when one is first called: it brings a dozen
 * compression libraries along that no other command needs. */
#include "newsfs/lazy.h"

#include <archive.h>
#include <archive_entry.h>

static struct lazy_library library = {"libarchive.so.13", "libarchive13", PTHREAD_ONCE_INIT, NULL};

static void load(void)
{
    lazy_load(&library);
}

#define CALL(function) LAZY_CALL(&library, load, function)

struct archive_entry *archive_entry_new(void)
{
    return CALL(archive_entry_new)();
}

void archive_entry_free(struct archive_entry *entry)
{
    CALL(archive_entry_free)(entry);
}

void archive_entry_set_pathname_utf8(struct archive_entry *entry, const char *path)
{
    CALL(archive_entry_set_pathname_utf8)(entry, path);
}

void archive_entry_set_hardlink_utf8(struct archive_entry *entry, const char *path)
{
    CALL(archive_entry_set_hardlink_utf8)(entry, path);
}

void archive_entry_set_mode(struct archive_entry *entry, __LA_MODE_T mode)
{
    CALL(archive_entry_set_mode)(entry, mode);
}

void archive_entry_set_mtime(struct archive_entry *entry, time_t seconds, long nanoseconds)
{
    CALL(archive_entry_set_mtime)(entry, seconds, nanoseconds);
}

void archive_entry_set_uid(struct archive_entry *entry, la_int64_t uid)
{
    CALL(archive_entry_set_uid)(entry, uid);
}

void archive_entry_set_gid(struct archive_entry *entry, la_int64_t gid)
{
    CALL(archive_entry_set_gid)(entry, gid);
}

void archive_entry_set_size(struct archive_entry *entry, la_int64_t size)
{
    CALL(archive_entry_set_size)(entry, size);
}

int archive_errno(struct archive *a)
{
    return CALL(archive_errno)(a);
}

const char *archive_error_string(struct archive *a)
{
    return CALL(archive_error_string)(a);
}

struct archive *archive_write_new(void)
{
    return CALL(archive_write_new)();
}

struct archive *archive_write_disk_new(void)
{
    return CALL(archive_write_disk_new)();
}

int archive_write_disk_set_options(struct archive *a, int flags)
{
    return CALL(archive_write_disk_set_options)(a, flags);
}

int archive_write_set_format_pax_restricted(struct archive *a)
{
    return CALL(archive_write_set_format_pax_restricted)(a);
}

int archive_write_set_options(struct archive *a, const char *options)
{
    return CALL(archive_write_set_options)(a, options);
}

int archive_write_open_fd(struct archive *a, int fd)
{
    return CALL(archive_write_open_fd)(a, fd);
}

int archive_write_header(struct archive *a, struct archive_entry *entry)
{
    return CALL(archive_write_header)(a, entry);
}

la_ssize_t archive_write_data(struct archive *a, const void *bytes, size_t len)
{
    return CALL(archive_write_data)(a, bytes, len);
}

int archive_write_close(struct archive *a)
{
    return CALL(archive_write_close)(a);
}

int archive_write_free(struct archive *a)
{
    return CALL(archive_write_free)(a);
}

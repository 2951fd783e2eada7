/* head: one table row per header field that matters.  spec: RFC 9110, RFC 9111 */
#include "head.h"
#include "newsfs/clock.h"
#include "newsfs/text.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX   8192                  /* longer values are as good as absent */
#define SECONDS_MAX (366LL * DAY_SECONDS) /* nobody means more than a year */

static const struct field {
    const char *name;
    size_t place;
} fields[] = {
    {"etag", offsetof(struct head, etag)},
    {"last-modified", offsetof(struct head, last_modified)},
    {"location", offsetof(struct head, location)},
    {"content-type", offsetof(struct head, content_type)},
    {"content-encoding", offsetof(struct head, content_encoding)},
    {"cache-control", offsetof(struct head, cache_control)},
    {"retry-after", offsetof(struct head, retry_after)},
    {"date", offsetof(struct head, date)},
    {"expires", offsetof(struct head, expires)},
};

void head_clear(struct head *h)
{
    struct arena arena = h->arena;
    arena_clear(&arena);
    *h = (struct head){.arena = arena};
}

static bool begins_answer(const char *line, size_t len)
{
    return len > 5 && memcmp(line, "HTTP/", 5) == 0;
}

/* An answer after the first (after 100 Continue, say) replaces what the one before it said. */
static void begin_answer(struct head *h, const char *line, size_t len)
{
    size_t bytes = h->bytes;
    const char *space = memchr(line, ' ', len);
    head_clear(h);
    h->bytes = bytes;
    h->open = true;
    h->status = space ? atoi(space) : 0; /* the line ends in white space, which ends the number */
}

/* Values of a field that comes twice are joined, as one list. */
static void keep_value(struct head *h, const struct field *f, const char *value, size_t len)
{
    const char **to = (const char **)((char *)h + f->place);
    BUF_SCOPED struct buf clean = {0};
    if (*to &&
        (f->place == offsetof(struct head, cache_control) || f->place == offsetof(struct head, content_encoding)))
        buf_addf(&clean, "%s, ", *to);
    text_clean_line(&clean, value, len);
    if (clean.len && clean.len <= VALUE_MAX)
        *to = arena_strndup(&h->arena, clean.data, clean.len);
}

void head_add_line(struct head *h, const char *line, size_t len)
{
    h->bytes += len;
    if (begins_answer(line, len)) {
        begin_answer(h, line, len);
        return;
    }
    const char *colon = memchr(line, ':', len);
    if (!h->open || !colon) {
        h->open = false;
        return;
    }
    size_t name = (size_t)(colon - line);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].name) == name && text_starts_nocase(line, fields[i].name))
            keep_value(h, &fields[i], colon + 1, len - name - 1);
}

bool head_is_packed_twice(const struct head *h)
{
    return h->content_encoding && strchr(h->content_encoding, ',');
}

static int64_t bounded(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
}

/* The number s begins with, or -1. */
static int64_t leading_seconds(const char *s)
{
    char *end;
    s += strspn(s, "\" ");
    if (*s < '0' || *s > '9')
        return -1;
    return bounded(strtoll(s, &end, 10));
}

int64_t head_retry_after(const struct head *h, int64_t now)
{
    if (!h->retry_after)
        return -1;
    int64_t seconds = leading_seconds(h->retry_after);
    if (seconds >= 0)
        return seconds;
    time_t date = curl_getdate(h->retry_after, NULL);
    return date == -1 ? -1 : bounded((int64_t)date - now);
}

/* The argument of a directive of Cache-Control, "" where it has none, NULL where it is not there. */
static const char *directive(const char *control, const char *name)
{
    while (control && *control) {
        control += strspn(control, " ,\t");
        size_t len = strcspn(control, "=, \t");
        if (len == strlen(name) && text_starts_nocase(control, name))
            return control[len] == '=' ? control + len + 1 : "";
        control += strcspn(control, ",");
    }
    return NULL;
}

int64_t head_max_age(const struct head *h)
{
    if (directive(h->cache_control, "no-store") || directive(h->cache_control, "no-cache"))
        return 0;
    const char *age = directive(h->cache_control, "max-age");
    if (age)
        return leading_seconds(age);
    time_t expires = h->expires ? curl_getdate(h->expires, NULL) : -1;
    time_t date = h->date ? curl_getdate(h->date, NULL) : -1;
    return expires == -1 || date == -1 ? -1 : bounded((int64_t)expires - (int64_t)date);
}

void head_split_type(const char *content_type, struct arena *arena, const char **type, const char **charset)
{
    *type = *charset = NULL;
    if (!content_type)
        return;
    size_t len = strcspn(content_type, "; \t,");
    *type = len ? arena_strndup(arena, content_type, len) : NULL;
    for (const char *s = strchr(content_type, ';'); s; s = strchr(s, ';')) {
        s += 1 + strspn(s + 1, " \t");
        if (!text_starts_nocase(s, "charset="))
            continue;
        s += strlen("charset=") + strspn(s + strlen("charset="), "\"' ");
        len = strcspn(s, "\"'; ,");
        *charset = len ? arena_strndup(arena, s, len) : NULL;
        return;
    }
}

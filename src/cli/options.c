/* options: what was given, as values. */
#include "cli.h"

#include "newsfs/ingest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *option_get(const struct invocation *in, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < in->option_count; i++)
        if (strcmp(in->options[i].spec->name, name) == 0)
            value = in->options[i].value;
    return value;
}

bool option_has(const struct invocation *in, const char *name)
{
    for (size_t i = 0; i < in->option_count; i++)
        if (strcmp(in->options[i].spec->name, name) == 0)
            return true;
    return false;
}

size_t option_all(const struct invocation *in, const char *name, const char **out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < in->option_count && count < max; i++)
        if (strcmp(in->options[i].spec->name, name) == 0)
            out[count++] = in->options[i].value;
    return count;
}

bool option_number(const struct invocation *in, const char *name, int64_t min, int64_t *out, struct err *e)
{
    const char *text = option_get(in, name);
    char *end;
    if (!text)
        return true;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (errno || end == text || *end || n < min)
        return err_set(e, ERR_USAGE, "--%s: \"%s\" is not a number of at least %lld", name, text, (long long)min);
    *out = n;
    return true;
}

bool parse_span(const char *text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY_SECONDS}, {'w', 7 * DAY_SECONDS}};
    char *end;
    long long n = strtoll(text, &end, 10);
    if (end == text || n < 0 || n > 1000000 || strlen(end) != 1)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (*end == units[i].unit) {
            *seconds = n * units[i].seconds;
            return true;
        }
    return false;
}

bool option_time(const struct invocation *in, const char *name, int64_t *out, struct err *e)
{
    const char *text = option_get(in, name);
    int64_t value;
    if (!text)
        return true;
    if (parse_span(text, &value))
        *out = clock_now() - value;
    else if (time_parse(text, &value) || ingest_parse_date(text, &value))
        *out = value;
    else
        return err_set(e, ERR_USAGE,
                       "--%s: \"%s\" is no time: write 2026-04-08, 2026-04-08T10:00:00Z, or a span back from now such "
                       "as 7d or 36h",
                       name, text);
    return true;
}

/* Any bytes are read to an end, as whatever they look like and as each format; what is printed of them is clean and is JSON that
 * reads back as many documents. */
#include "newsfs/ingest.h"
#include "newsfs/text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
    struct buf lines;
    size_t documents;
};

static bool print(void *context, struct document *d, struct err *e)
{
    struct run *run = context;
    (void)e;
    run->documents++;
    ingest_format_json(&run->lines, d);
    buf_addc(&run->lines, '\n');
    return true;
}

static bool go_on(void *context, const struct err *why)
{
    (void)context;
    if (!text_is_clean(why->text, strlen(why->text)))
        abort();
    return true;
}

static void read_as(struct run *run, const char *s, size_t len, const char *format)
{
    struct ingest_bytes bytes = {s, len};
    struct ingest_source source = ingest_from_bytes(&bytes, "it");
    const struct ingest_options options = {.format = format, .base = "http://example.org/a/b", .published = TIME_NONE};
    const struct ingest_sink sink = {.document = print, .reject = go_on, .context = run};
    struct feed_info info = {0};
    struct err e = {0};
    if (!ingest_read(&source, &options, &sink, &info, &e) && (!e.code || !*e.text))
        abort();
    arena_finish(&info.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *const *formats = ingest_formats();
    size_t count = 0;
    while (formats[count])
        count++;
    size_t pick = size ? data[size - 1] % (count + 1) : count;
    struct run run = {0}, again = {0};
    read_as(&run, (const char *)data, size, formats[pick]);
    if (!text_is_clean(buf_str(&run.lines), run.lines.len))
        abort();
    /* items of feeds may have neither title nor body, and are no article documents then */
    if (formats[pick] && strcmp(formats[pick], "json") == 0 && run.documents) {
        read_as(&again, run.lines.data, run.lines.len, "json");
        if (again.documents != run.documents)
            abort();
    }
    buf_finish(&run.lines);
    buf_finish(&again.lines);
    return 0;
}

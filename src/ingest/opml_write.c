/* opml_write: a list of feeds as OPML 2.0, folder inside folder; feeds of one folder stand together, in the order given. */
#include "newsfs/ingest.h"
#include "newsfs/text.h"
#include <stdlib.h>
#include <string.h>

static void add_attribute(struct buf *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    BUF_SCOPED struct buf line = {0};
    text_clean_line(&line, value, strlen(value));
    buf_addf(out, " %s=\"", name);
    for (const char *s = buf_str(&line); *s; s++) {
        if (*s == '&')
            buf_adds(out, "&amp;");
        else if (*s == '<')
            buf_adds(out, "&lt;");
        else if (*s == '>')
            buf_adds(out, "&gt;");
        else if (*s == '"')
            buf_adds(out, "&quot;");
        else
            buf_addc(out, *s);
    }
    buf_addc(out, '"');
}

static void indent(struct buf *out, size_t depth)
{
    for (size_t i = 0; i < depth + 2; i++)
        buf_adds(out, "  ");
}

static int compare_folders(const struct feed_outline *a, const struct feed_outline *b)
{
    for (size_t i = 0; i < a->folder_count && i < b->folder_count; i++) {
        int order = strcmp(a->folders[i], b->folders[i]);
        if (order)
            return order;
    }
    return (a->folder_count > b->folder_count) - (a->folder_count < b->folder_count);
}

/* Pointers into one array: where folders are equal, the place in it decides. */
static int compare(const void *a, const void *b)
{
    const struct feed_outline *x = *(const struct feed_outline *const *)a, *y = *(const struct feed_outline *const *)b;
    int order = compare_folders(x, y);
    return order ? order : (x > y) - (x < y);
}

static size_t common_folders(const struct feed_outline *a, const struct feed_outline *b)
{
    size_t n = 0;
    while (a && n < a->folder_count && n < b->folder_count && strcmp(a->folders[n], b->folders[n]) == 0)
        n++;
    return n;
}

static void close_folders(struct buf *out, size_t from, size_t to)
{
    while (from > to) {
        indent(out, --from);
        buf_adds(out, "</outline>\n");
    }
}

static void add_feed(struct buf *out, const struct feed_outline *feed)
{
    indent(out, feed->folder_count);
    buf_adds(out, "<outline type=\"rss\"");
    add_attribute(out, "text", feed->title && *feed->title ? feed->title : feed->url);
    add_attribute(out, "title", feed->title);
    add_attribute(out, "xmlUrl", feed->url);
    add_attribute(out, "htmlUrl", feed->home_url);
    buf_adds(out, "/>\n");
}

static void add_feeds(struct buf *out, const struct feed_outline **sorted, size_t count)
{
    const struct feed_outline *last = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t shared = common_folders(last, sorted[i]);
        close_folders(out, last ? last->folder_count : 0, shared);
        for (size_t f = shared; f < sorted[i]->folder_count; f++) {
            indent(out, f);
            buf_adds(out, "<outline");
            add_attribute(out, "text", sorted[i]->folders[f]);
            add_attribute(out, "title", sorted[i]->folders[f]);
            buf_adds(out, ">\n");
        }
        add_feed(out, sorted[i]);
        last = sorted[i];
    }
    close_folders(out, last ? last->folder_count : 0, 0);
}

void ingest_format_opml(struct buf *out, const char *title, const struct feed_outline *feeds, size_t count)
{
    const struct feed_outline **sorted = mem_alloc((count ? count : 1) * sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &feeds[i];
    qsort(sorted, count, sizeof *sorted, compare);
    BUF_SCOPED struct buf name = {0};
    add_attribute(&name, "t", title ? title : "newsfs");
    buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
    if (name.len > 5)
        buf_add(out, name.data + 4, name.len - 5);
    buf_adds(out, "</title>\n  </head>\n  <body>\n");
    add_feeds(out, sorted, count);
    buf_adds(out, "  </body>\n</opml>\n");
    free(sorted);
}

/* index: index.html, by which a browser or a static web server finds the pages. */
#include "render_private.h"

#include <string.h>

void render_index_begin(struct buf *out, const char *title, const char *up)
{
    webpage_begin(out, title, NULL);
    if (up)
        buf_addf(out, "<nav><a href=\"%s\">All sources</a></nav>\n", up);
    buf_adds(out, "<h1>");
    add_escaped_line(out, title);
    buf_adds(out, "</h1>\n<ol class=\"index\">\n");
}

/* href is made of slugs: nothing in it needs escaping but non-ASCII bytes, which a browser takes as UTF-8. */
void render_index_row(struct buf *out, const char *href, const char *title, int64_t day)
{
    char date[DAY_TEXT_SIZE];
    day_format(date, day);
    buf_addf(out, "<li><time>%s</time> <a href=\"%s\">", date, href);
    add_escaped_line(out, title);
    buf_adds(out, "</a></li>\n");
}

void render_index_end(struct buf *out, const char *note)
{
    buf_adds(out, "</ol>\n");
    if (note) {
        buf_adds(out, "<footer><p>");
        add_escaped_line(out, note);
        buf_adds(out, "</p></footer>\n");
    }
    webpage_end(out);
}

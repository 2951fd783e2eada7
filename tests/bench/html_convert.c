/* html_convert text|md|html|line [BASE] <input: what the measuring scripts and the golden cases look at. */
#include "newsfs/html.h"
#include <stdio.h>
#include <string.h>

static void read_all(struct buf *in)
{
    size_t n;
    do {
        char *room = buf_reserve(in, 1 << 16);
        n = fread(room, 1, 1 << 16, stdin);
        buf_truncate(in, in->len + n);
    } while (n);
}

int main(int argc, char **argv)
{
    BUF_SCOPED struct buf in = {0}, out = {0};
    struct html_options options = {argc > 2 ? argv[2] : NULL};
    const char *to = argc > 1 ? argv[1] : "text";
    read_all(&in);
    if (strcmp(to, "md") == 0)
        html_to_markdown(&out, buf_str(&in), in.len, &options);
    else if (strcmp(to, "html") == 0)
        html_to_html(&out, buf_str(&in), in.len, &options);
    else if (strcmp(to, "line") == 0)
        html_to_line(&out, buf_str(&in), in.len);
    else
        html_to_text(&out, buf_str(&in), in.len, &options);
    return fwrite(buf_str(&out), 1, out.len, stdout) != out.len;
}

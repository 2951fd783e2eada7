/* markup: an article's texts as HTML, for the writers that start from it. Nothing of it reaches a reader unfiltered: it goes through
 * html_to_html or html_to_markdown. */
#include "render_private.h"

#include <string.h>

void add_escaped(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (s[i]) {
        case '&':
            buf_adds(out, "&amp;");
            break;
        case '<':
            buf_adds(out, "&lt;");
            break;
        case '>':
            buf_adds(out, "&gt;");
            break;
        case '"':
            buf_adds(out, "&quot;");
            break;
        default:
            buf_addc(out, s[i]);
        }
    }
}

void add_escaped_line(struct buf *out, const char *s)
{
    BUF_SCOPED struct buf line = {0};
    add_line_of(&line, s);
    add_escaped(out, buf_str(&line), line.len);
}

/* Indented lines and lines with gaps inside are set as they stand; the rest flows. */
static bool is_preformatted(const char *block, size_t len)
{
    return memmem(block, len, "   ", 3) != NULL || memchr(block, '\t', len) != NULL;
}

static void add_block(struct buf *out, const char *block, size_t len)
{
    bool pre = is_preformatted(block, len);
    buf_adds(out, pre ? "<pre>" : "<p>");
    for (size_t at = 0; at < len;) {
        const char *end = pre ? NULL : memchr(block + at, '\n', len - at);
        size_t n = end ? (size_t)(end - block) - at : len - at;
        add_escaped(out, block + at, n);
        at += n;
        if (at < len) {
            buf_adds(out, "<br>");
            at++;
        }
    }
    buf_adds(out, pre ? "</pre>\n" : "</p>\n");
}

void text_to_html(struct buf *out, const char *text)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t len = end ? (size_t)(end - text) : strlen(text);
        while (len > 0 && text[len - 1] == '\n')
            len--;
        if (len)
            add_block(out, text, len);
        text += end ? (size_t)(end - text) + 2 : strlen(text);
    }
}

void article_html(struct buf *out, const struct article *a)
{
    if (a->doc.body_html)
        buf_adds(out, a->doc.body_html);
    else
        text_to_html(out, a->text[FILE_BODY]);
}

bool has_own_body(const struct article *a)
{
    return strcmp(a->text[FILE_TITLE], a->text[FILE_BODY]) != 0;
}

bool has_own_summary(const struct article *a)
{
    return a->text[FILE_SUMMARY] && strcmp(a->text[FILE_SUMMARY], a->text[FILE_BODY]) != 0;
}

/* formats: the table of what an article directory holds. A new rendering is a row here and a file beside this one. */
#include "render_private.h"

static void title_write(struct buf *out, const struct article *a)
{
    buf_adds(out, a->text[FILE_TITLE]);
}

static void summary_write(struct buf *out, const struct article *a)
{
    buf_adds(out, a->text[FILE_SUMMARY] ? a->text[FILE_SUMMARY] : "");
}

static void body_write(struct buf *out, const struct article *a)
{
    buf_adds(out, a->text[FILE_BODY]);
}

static void url_write(struct buf *out, const struct article *a)
{
    buf_adds(out, a->text[FILE_URL] ? a->text[FILE_URL] : "");
}

const struct render_format render_formats[] = {
    {"title.txt", FILE_TITLE, NULL, "the title, one line", title_write},
    {"summary.txt", FILE_SUMMARY, NULL, "the publisher's summary", summary_write},
    {"body.txt", FILE_BODY, NULL, "the text, one line a paragraph", body_write},
    {"url.txt", FILE_URL, NULL, "the address, one line", url_write},
    {"meta.json", FILE_META, NULL, "every field as JSON", meta_write},
    {"page.txt", FILE_PAGE, "", "all of it in one text (under pages/)", page_write},
    {"page.md", ARTICLE_FILE_COUNT, "md", "all of it as Markdown", markdown_write},
    {"page.html", ARTICLE_FILE_COUNT, "html", "all of it as a web page", webpage_write},
    {0},
};

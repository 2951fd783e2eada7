/* Any bytes are a page with an article of clean text, or without one; what comes out can be read again. */
#include "newsfs/html.h"
#include "newsfs/ingest.h"
#include "newsfs/text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check_document(void *context, struct document *d, struct err *e)
{
    BUF_SCOPED struct buf line = {0}, html = {0};
    (void)context;
    (void)e;
    if (!document_is_article(d))
        abort();
    ingest_format_json(&line, d);
    if (!text_is_clean(buf_str(&line), line.len))
        abort();
    if (d->body_html)
        html_to_html(&html, d->body_html, strlen(d->body_html), NULL);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    BUF_SCOPED struct buf page = {0};
    struct ingest_bytes bytes = {(const char *)data, size};
    struct ingest_source source = ingest_from_bytes(&bytes, "it");
    struct ingest_options options = {
        .format = "html", .base = "https://example.org/dir/page.html", .published = TIME_NONE};
    struct ingest_sink sink = {.document = check_document};
    struct err e = {0};
    if (!ingest_read(&source, &options, &sink, NULL, &e) && e.code == ERR_NONE)
        abort();
    if (!ingest_decode_html(&page, (const char *)data, size, &e) || !text_is_utf8(buf_str(&page), page.len))
        abort();
    return 0;
}

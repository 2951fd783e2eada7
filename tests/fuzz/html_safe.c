/* Any bytes become clean HTML that ends in a newline, and stays safe when made safe again. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct html_options options = {"https://example.org/dir/page.html"};
    BUF_SCOPED struct buf out = {0};
    html_to_html(&out, (const char *)data, size, &options);
    if (!text_is_clean(buf_str(&out), out.len) || (out.len && out.data[out.len - 1] != '\n'))
        abort();
    BUF_SCOPED struct buf again = {0}, line = {0};
    html_to_html(&again, buf_str(&out), out.len, &options);
    html_to_line(&line, (const char *)data, size);
    if (!text_is_clean(buf_str(&again), again.len) || !text_is_clean(buf_str(&line), line.len))
        abort();
    html_is_markup((const char *)data, size);
    return 0;
}

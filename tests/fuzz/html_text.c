/* Any bytes become clean text that ends in a newline. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct html_options options = {"https://example.org/dir/page.html"};
    BUF_SCOPED struct buf out = {0};
    html_to_text(&out, (const char *)data, size, &options);
    if (!text_is_clean(buf_str(&out), out.len) || (out.len && out.data[out.len - 1] != '\n'))
        abort();
    return 0;
}

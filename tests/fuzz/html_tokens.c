/* Any bytes are tokens that lie in the input, in order, and end. */
#include "html/token.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *html = (const char *)data, *last = html;
    struct tokenizer t;
    struct token k;
    tokenizer_init(&t, html, size);
    while (token_next(&t, &k)) {
        check(k.text.at >= last && k.text.at + k.text.len <= html + size && t.at <= html + size);
        check(k.text.len > 0);
        last = k.text.at + k.text.len;
        for (enum attribute a = 0; a < ATTRIBUTE_COUNT && k.type != TOKEN_TEXT; a++) {
            struct span value = token_attribute(&k, a);
            check(!token_has(&k, a) || (value.at >= last && value.at + value.len <= html + size));
        }
    }
    check(t.at == html + size);
    return 0;
}

/* extract_line: text of a page as one line. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

const char *extract_squeeze(struct arena *a, const char *s, size_t len)
{
    BUF_SCOPED struct buf valid = {0}, line = {0};
    text_validate(&valid, s, len);
    text_clean_line(&line, buf_str(&valid), valid.len);
    return arena_strndup(a, buf_str(&line), line.len);
}

const char *extract_line(struct extract *x, uint32_t node)
{
    BUF_SCOPED struct buf text = {0};
    const struct extract_node *n = x->nodes;
    for (uint32_t i = node; i < n[node].end; i++) {
        unsigned traits = extract_traits(n[i].tag);
        if (i != node && (traits & TRAIT_SILENT)) {
            i = n[i].end - 1;
            continue;
        }
        if (n[i].tag == TAG_TEXT)
            buf_add(&text, x->text.data + n[i].text, n[i].text_end - n[i].text);
        else if ((traits & TRAIT_BLOCK) || n[i].tag == TAG_BR)
            buf_addc(&text, ' ');
    }
    return extract_squeeze(&x->arena, buf_str(&text), text.len);
}

void extract_fold_line(struct buf *out, struct extract *x, uint32_t node)
{
    const char *line = extract_line(x, node);
    size_t len = strlen(line);
    while (len && strchr(" .:!*-|>", line[len - 1]))
        len--;
    while (len && strchr(" *-|<", *line)) {
        line++;
        len--;
    }
    text_fold(out, line, len);
}

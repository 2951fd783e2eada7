/* extract_panel: the panel page saved as HTML: its text, line by line, is the page that page.c reads. */
#include "extract.h"
#include "page.h"
#include "newsfs/text.h"
#include <string.h>
#include <strings.h>

#define MARK       "Panel Takes"
#define LINK_WORDS "Original source"

/* Does anything in the page's text look like the line before the takes? */
static bool has_mark(const struct extract *x)
{
    return strcasestr(buf_str(&x->text), MARK) != NULL;
}

static bool is_beside(const struct extract_node *n)
{
    return n->dropped || (extract_traits(n->tag) & TRAIT_SILENT) || n->tag == TAG_NAV || n->tag == TAG_FOOTER;
}

/* The visible text with each block on lines of its own. White space inside a block is one blank. */
static void add_lines(struct buf *out, const struct extract *x, uint32_t from)
{
    uint32_t stack[EXTRACT_DEPTH_MAX + 8];
    size_t open = 0;
    for (uint32_t i = from; i < x->count; i++) {
        const struct extract_node *n = &x->nodes[i];
        for (; open && stack[open - 1] <= i; open--)
            buf_addc(out, '\n');
        if (is_beside(n)) {
            i = n->end - 1;
            continue;
        }
        if (n->tag == TAG_BR || (extract_traits(n->tag) & TRAIT_BLOCK))
            buf_addc(out, '\n');
        if ((extract_traits(n->tag) & TRAIT_BLOCK) && open < sizeof stack / sizeof *stack)
            stack[open++] = n->end;
        for (uint32_t k = n->text; n->tag == TAG_TEXT && k < n->text_end; k++)
            buf_addc(out, (unsigned char)x->text.data[k] <= ' ' ? ' ' : x->text.data[k]);
    }
}

/* The address under the words of the page's link. */
static const char *source_address(struct extract *x)
{
    for (uint32_t i = 0; (i = extract_find(x, TAG_A, i, x->count)) < x->count; i++)
        if (text_starts_nocase(extract_line(x, i), LINK_WORDS))
            return extract_get(x, i, ATTR_HREF);
    return NULL;
}

/* Each line with its white space squeezed. */
static void squeeze_lines(struct extract *x, struct buf *text)
{
    BUF_SCOPED struct buf out = {0};
    for (size_t at = 0; at < text->len;) {
        size_t len = strcspn(text->data + at, "\n");
        const char *line = extract_squeeze(&x->arena, text->data + at, len);
        if (*line)
            buf_addf(&out, "%s\n", line);
        at += len + (text->data[at + len] == '\n');
    }
    buf_clear(text);
    buf_add(text, buf_str(&out), out.len);
}

bool extract_panel(struct extract *x, struct document *d)
{
    BUF_SCOPED struct buf text = {0};
    if (!has_mark(x))
        return false;
    uint32_t from = extract_find(x, TAG_H1, 0, x->count);
    add_lines(&text, x, from < x->count ? from : extract_find(x, TAG_BODY, 0, x->count));
    squeeze_lines(x, &text);
    if (!page_sniff(buf_str(&text), text.len))
        return false;
    page_fill(d, buf_str(&text), text.len);
    if (!d->take_count || document_is_blank(d->title)) {
        document_clear(d);
        return false;
    }
    const char *address = source_address(x);
    if (address)
        d->url = document_text(d, address, strlen(address));
    return true;
}

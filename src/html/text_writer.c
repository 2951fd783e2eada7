/* text_writer: HTML to text for people, grep and programs: a paragraph is a line. */
#include "text_writer.h"
#include "filter.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "output.h"
#include <stdlib.h>

static void open_inline(struct text_writer *t, const struct token *k)
{
    switch (k->element) {
    case ELEMENT_A:
        text_open_link(t, k);
        break;
    case ELEMENT_IMG:
        text_add_image(t, k);
        break;
    case ELEMENT_VIDEO:
    case ELEMENT_AUDIO:
        t->wants_media = true;
        text_add_media(t, k);
        break;
    case ELEMENT_SOURCE:
        if (t->wants_media)
            text_add_media(t, k);
        break;
    case ELEMENT_IFRAME:
    case ELEMENT_EMBED:
        text_add_media(t, k);
        break;
    case ELEMENT_BASE:
        link_base_set(&t->base, token_attribute(k, ATTRIBUTE_HREF));
        break;
    case ELEMENT_Q:
        text_add_sign(t, "\xE2\x80\x9C");
        break;
    case ELEMENT_RT:
        text_add_sign(t, "(");
        break;
    case ELEMENT_SUP:
        t->super = true;
        break;
    default:
        break;
    }
}

static void open_line_break(struct text_writer *t)
{
    if (t->pre)
        buf_addc(&t->line, '\n');
    else
        t->breaks++;
    t->drop_newline = false;
}

static void on_open(void *writer, const struct token *k, const struct tokenizer *rest)
{
    struct text_writer *t = writer;
    if (k->element == ELEMENT_BR)
        open_line_break(t);
    else if (!text_open_block(t, k, rest))
        open_inline(t, k);
}

static void on_close(void *writer, enum element e)
{
    struct text_writer *t = writer;
    if (element_is(e, BLOCK))
        text_close_block(t, e);
    else if (e == ELEMENT_A)
        text_close_link(t);
    else if (e == ELEMENT_Q)
        text_add_sign(t, "\xE2\x80\x9D");
    else if (e == ELEMENT_RT)
        text_add_sign(t, ")");
    else if (e == ELEMENT_SUP)
        t->super = false;
}

static void on_text(void *writer, struct span text, bool literal)
{
    struct text_writer *t = writer;
    if (!t->pre) {
        text_add_span(t, text, literal);
        return;
    }
    if (t->drop_newline && text.len > 1 && *text.at == '\r')
        text.at++, text.len--;
    if (t->drop_newline && text.len && *text.at == '\n')
        text.at++, text.len--;
    t->drop_newline = false;
    clean_add_verbatim(&t->line, text, literal);
}

static void add_addresses(struct text_writer *t, struct buf *out)
{
    for (size_t i = 1; i <= t->links.count; i++) {
        buf_adds(out, i == 1 ? "\n" : "");
        text_add_number(out, i);
        buf_addc(out, ' ');
        buf_adds(out, link_list_get(&t->links, i));
        buf_addc(out, '\n');
    }
}

static void finish(struct text_writer *t)
{
    buf_finish(&t->line);
    buf_finish(&t->held);
    buf_finish(&t->base.own);
    link_list_finish(&t->links);
    table_finish(&t->table);
}

void html_to_text(struct buf *out, const char *html, size_t len, const struct html_options *options)
{
    static const struct walk_sink sink = {on_open, on_close, on_text, .keeps_permalinks = false};
    BUF_SCOPED struct buf own = {0};
    struct buf *text = output_begin(out, &own);
    struct text_writer *t = mem_alloc(sizeof *t);
    flow_init(&t->flow, text);
    t->base.given = options ? options->base : NULL;
    t->dropped_at = t->link_at = NOWHERE;
    walk(html, len, &sink, t);
    text_end_line(t);
    add_addresses(t, text);
    finish(t);
    free(t);
    output_end(out, text);
}

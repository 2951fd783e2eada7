/* md_writer: HTML to Markdown that renders to the same words, links and headings.  spec: CommonMark 0.30, GFM 0.29 for tables */
#include "md_writer.h"
#include "newsfs/html.h"
#include "output.h"
#include <stdlib.h>

static void open_inline(struct md_writer *w, const struct token *k)
{
    switch (k->element) {
    case ELEMENT_IMG:
        md_add_image(w, k);
        break;
    case ELEMENT_VIDEO:
    case ELEMENT_AUDIO:
        w->wants_media = true;
        md_add_media(w, k);
        break;
    case ELEMENT_SOURCE:
        if (w->wants_media)
            md_add_media(w, k);
        break;
    case ELEMENT_IFRAME:
    case ELEMENT_EMBED:
        md_add_media(w, k);
        break;
    case ELEMENT_BASE:
        link_base_set(&w->base, token_attribute(k, ATTRIBUTE_HREF));
        break;
    case ELEMENT_Q:
        md_add_sign(w, "\xE2\x80\x9C");
        break;
    case ELEMENT_RT:
        md_add_sign(w, "(");
        break;
    default:
        style_open(&w->styles, k, &w->base);
        break;
    }
}

static void on_open(void *writer, const struct token *k, const struct tokenizer *rest)
{
    struct md_writer *w = writer;
    if (k->element == ELEMENT_BR) {
        if (w->pre)
            buf_addc(&w->line, '\n');
        else
            w->breaks++;
        w->drop_newline = false;
    } else if (!md_open_block(w, k, rest)) {
        open_inline(w, k);
    }
}

static void on_close(void *writer, enum element e)
{
    struct md_writer *w = writer;
    if (element_is(e, BLOCK))
        md_close_block(w, e);
    else if (e == ELEMENT_Q)
        md_add_sign(w, "\xE2\x80\x9D");
    else if (e == ELEMENT_RT)
        md_add_sign(w, ")");
    else
        style_close(&w->styles, e);
}

static void on_text(void *writer, struct span text, bool literal)
{
    struct md_writer *w = writer;
    if (!w->pre) {
        md_add_span(w, text, literal);
        return;
    }
    if (w->drop_newline && text.len > 1 && *text.at == '\r')
        text.at++, text.len--;
    if (w->drop_newline && text.len && *text.at == '\n')
        text.at++, text.len--;
    w->drop_newline = false;
    clean_add_verbatim(&w->line, text, literal);
}

static void finish(struct md_writer *w)
{
    struct buf *bufs[] = {&w->line,           &w->run,     &w->language, &w->base.own,
                          &w->styles.address, &w->address, &w->code,     &w->last_image};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_finish(bufs[i]);
    table_finish(&w->table);
}

void html_to_markdown(struct buf *out, const char *html, size_t len, const struct html_options *options)
{
    static const struct walk_sink sink = {on_open, on_close, on_text, .keeps_permalinks = true};
    BUF_SCOPED struct buf own = {0};
    struct buf *text = output_begin(out, &own);
    struct md_writer *w = mem_alloc(sizeof *w);
    flow_init(&w->flow, text);
    w->base.given = options ? options->base : NULL;
    w->clean.keep_soft = true;
    walk(html, len, &sink, w);
    md_end_line(w);
    finish(w);
    free(w);
    output_end(out, text);
}

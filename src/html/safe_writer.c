/* safe_writer: HTML to HTML that can do nothing but be read. */
#include "safe_writer.h"
#include "newsfs/html.h"
#include <stdlib.h>

static void add_sign(struct safe_writer *w, const char *sign)
{
    struct span s = {sign, strlen(sign)};
    if (w->pre)
        safe_add_verbatim(w, s, true);
    else
        safe_add_span(w, s, true);
}

static void open_link(struct safe_writer *w, const struct token *k)
{
    style_open(&w->styles, k, &w->base);
    if (!link_is_web(buf_str(&w->styles.address)))
        w->styles.count[STYLE_LINK] = 0;
}

static void open_inline(struct safe_writer *w, const struct token *k)
{
    enum element e = k->element;
    if (e == ELEMENT_A)
        open_link(w, k);
    else if (e == ELEMENT_BR)
        w->breaks++;
    else if (e == ELEMENT_IMG)
        safe_add_image(w, k);
    else if (e == ELEMENT_VIDEO || e == ELEMENT_AUDIO) {
        w->wants_media = true;
        safe_add_media(w, k);
    } else if (e == ELEMENT_IFRAME || e == ELEMENT_EMBED || (e == ELEMENT_SOURCE && w->wants_media))
        safe_add_media(w, k);
    else if (e == ELEMENT_BASE)
        link_base_set(&w->base, token_attribute(k, ATTRIBUTE_HREF));
    else if (e == ELEMENT_Q)
        add_sign(w, "\xE2\x80\x9C");
    else if (e == ELEMENT_RT)
        add_sign(w, "(");
    else
        style_open(&w->styles, k, &w->base);
}

static void on_open(void *writer, const struct token *k, const struct tokenizer *rest)
{
    struct safe_writer *w = writer;
    if (w->pre && k->element == ELEMENT_BR) {
        safe_add_verbatim(w, (struct span){"\n", 1}, true);
        w->drop_newline = false;
    } else if (element_is(k->element, BLOCK)) {
        safe_open_block(w, k, rest);
    } else {
        open_inline(w, k);
    }
}

static void on_close(void *writer, enum element e)
{
    struct safe_writer *w = writer;
    if (element_is(e, BLOCK))
        safe_close_block(w, e);
    else if (e == ELEMENT_Q)
        add_sign(w, "\xE2\x80\x9D");
    else if (e == ELEMENT_RT)
        add_sign(w, ")");
    else
        style_close(&w->styles, e);
}

static void on_text(void *writer, struct span text, bool literal)
{
    struct safe_writer *w = writer;
    if (!w->pre) {
        safe_add_span(w, text, literal);
        return;
    }
    if (w->drop_newline && text.len > 1 && *text.at == '\r')
        text.at++, text.len--;
    if (w->drop_newline && text.len && *text.at == '\n')
        text.at++, text.len--;
    w->drop_newline = false;
    if (text.len)
        safe_add_verbatim(w, text, literal);
}

void html_to_html(struct buf *out, const char *html, size_t len, const struct html_options *options)
{
    static const struct walk_sink sink = {on_open, on_close, on_text, .keeps_permalinks = false};
    struct safe_writer *w = mem_alloc(sizeof *w);
    w->out = out;
    w->base.given = options ? options->base : NULL;
    w->clean.keep_soft = true;
    walk(html, len, &sink, w);
    safe_end_line(w);
    buf_finish(&w->run);
    buf_finish(&w->last_image);
    buf_finish(&w->base.own);
    buf_finish(&w->styles.address);
    free(w);
}

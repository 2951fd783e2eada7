/* line: HTML to one line; and the question whether something is HTML at all. */
#include "clean.h"
#include "entity.h"
#include "filter.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "output.h"
#include "walk.h"

struct buf *output_begin(struct buf *out, struct buf *own)
{
    return out->len ? own : out;
}

void output_end(struct buf *out, struct buf *text)
{
    text_defuse_modelines(text);
    if (text != out)
        buf_add(out, buf_str(text), text->len);
}

struct line_writer {
    struct clean clean;
    struct buf line;
};

static void add_sign(struct line_writer *w, const char *sign)
{
    clean_add(&w->clean, &w->line, (struct span){sign, strlen(sign)}, true);
}

static void on_open(void *writer, const struct token *k, const struct tokenizer *rest)
{
    struct line_writer *w = writer;
    (void)rest;
    if (element_is(k->element, BLOCK) || k->element == ELEMENT_BR)
        w->clean.space = true;
    else if (k->element == ELEMENT_IMG && filter_is_character(k))
        clean_add(&w->clean, &w->line, token_attribute(k, ATTRIBUTE_ALT), false);
    else if (k->element == ELEMENT_Q || k->element == ELEMENT_RT)
        add_sign(w, k->element == ELEMENT_Q ? "\xE2\x80\x9C" : "(");
}

static void on_close(void *writer, enum element e)
{
    struct line_writer *w = writer;
    if (element_is(e, BLOCK))
        w->clean.space = true;
    else if (e == ELEMENT_Q || e == ELEMENT_RT)
        add_sign(w, e == ELEMENT_Q ? "\xE2\x80\x9D" : ")");
}

static void on_text(void *writer, struct span text, bool literal)
{
    struct line_writer *w = writer;
    clean_add(&w->clean, &w->line, text, literal);
}

void html_to_line(struct buf *out, const char *html, size_t len)
{
    static const struct walk_sink sink = {on_open, on_close, on_text, .keeps_permalinks = false};
    struct line_writer w = {.line = {0}};
    walk(html, len, &sink, &w);
    buf_add(out, buf_str(&w.line), w.line.len);
    buf_finish(&w.line);
}

/* The '<' at s begins a tag of HTML, or a comment. */
static bool is_tag(const char *s, const char *end)
{
    if (end - s > 4 && memcmp(s, "<!--", 4) == 0)
        return true;
    const char *name = s + 1 + (end - s > 1 && s[1] == '/'), *stop = name;
    while (stop < end && stop - name <= 16 && char_is_alnum(*stop))
        stop++;
    bool ends = stop < end && (*stop == '>' || *stop == '/' || char_is_space(*stop));
    return ends && element_find((struct span){name, (size_t)(stop - name)}) != ELEMENT_UNKNOWN;
}

bool html_is_markup(const char *s, size_t len)
{
    const char *end = s + len, *last = memrchr(s, '>', len);
    for (; s < end; s++) {
        uint32_t cp[2];
        size_t count;
        if (*s == '<' && last && s < last && is_tag(s, end))
            return true;
        if (*s == '&' && entity_read(s, (size_t)(end - s), true, cp, &count))
            return true;
    }
    return false;
}

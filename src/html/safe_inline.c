/* safe_inline: words, links and emphasis of safe HTML. */
#include "filter.h"
#include "safe_writer.h"

static const char *const tags[STYLE_COUNT] = {"a", "strong", "em", "del", "sub", "sup", "code"};

void safe_escape(struct buf *out, const char *s, size_t len)
{
    for (const char *end = s + len; s < end; s++) {
        if (*s == '&')
            buf_adds(out, "&amp;");
        else if (*s == '<')
            buf_adds(out, "&lt;");
        else if (*s == '>')
            buf_adds(out, "&gt;");
        else if (*s == '"')
            buf_adds(out, "&quot;");
        else
            buf_addc(out, *s);
    }
}

static void close_mark(struct safe_writer *w)
{
    buf_addf(w->out, "</%s>", tags[w->marks[--w->mark_count]]);
}

static void add_link_start(struct buf *out, const char *address)
{
    buf_adds(out, "<a href=\"");
    safe_escape(out, address, strlen(address));
    buf_adds(out, "\" rel=\"noopener noreferrer\">");
}

static void open_mark(struct safe_writer *w, enum style s)
{
    if (s == STYLE_LINK)
        add_link_start(w->out, buf_str(&w->styles.address));
    else
        buf_addf(w->out, "<%s>", tags[s]);
    w->links[w->mark_count] = w->styles.link;
    w->marks[w->mark_count++] = s;
}

static bool is_open(const struct safe_writer *w, enum style s)
{
    for (size_t i = 0; i < w->mark_count; i++)
        if (w->marks[i] == s)
            return true;
    return false;
}

static bool is_kept(const struct safe_writer *w, size_t i)
{
    return style_is_wanted(&w->styles, w->marks[i]) && (w->marks[i] != STYLE_LINK || w->links[i] == w->styles.link);
}

static bool holds_text(const char *tag)
{
    static const char *const holders[] = {"li",      "td",         "th",      "dt",  "dd",
                                          "caption", "figcaption", "summary", "pre", NULL};
    for (size_t i = 0; tag && holders[i]; i++)
        if (strcmp(tag, holders[i]) == 0)
            return true;
    return false;
}

/* Text with nothing around it stands in a paragraph, unless its block holds text itself, and has none yet. */
static void begin_paragraph(struct safe_writer *w)
{
    struct safe_block *b = w->depth ? &w->blocks[w->depth - 1] : NULL;
    if (w->phrasing || w->pre || w->in_paragraph)
        return;
    if (b && holds_text(b->tag) && (!b->has_text || w->begun)) {
        b->has_text = true;
        return;
    }
    buf_adds(w->out, "<p>");
    w->in_paragraph = true;
}

static void put_gap(struct safe_writer *w, bool space)
{
    if (w->breaks && w->begun)
        for (unsigned i = w->breaks < 2 ? w->breaks : 2; i > 0; i--)
            buf_adds(w->out, "<br>\n");
    else if ((space || w->clean.space) && w->begun)
        buf_addc(w->out, ' ');
    w->breaks = 0;
    w->clean.space = false;
}

/* Make ready for words in the styles that are wanted now. */
static void sync(struct safe_writer *w, bool space)
{
    size_t keep = 0;
    begin_paragraph(w);
    while (keep < w->mark_count && is_kept(w, keep))
        keep++;
    while (w->mark_count > keep)
        close_mark(w);
    put_gap(w, space);
    for (enum style s = STYLE_LINK; s < STYLE_COUNT; s++)
        if (style_is_wanted(&w->styles, s) && !is_open(w, s))
            open_mark(w, s);
    w->begun = true;
}

void safe_add_span(struct safe_writer *w, struct span text, bool literal)
{
    buf_clear(&w->run);
    buf_addc(&w->run, '\x01'); /* so that a space in front is seen */
    clean_add(&w->clean, &w->run, text, literal);
    if (w->run.len == 1)
        return;
    buf_clear(&w->last_image);
    bool space = w->run.data[1] == ' ', after = w->clean.space;
    w->clean.space = false;
    sync(w, space);
    w->clean.space = after;
    safe_escape(w->out, w->run.data + 1 + space, w->run.len - 1 - space);
}

void safe_add_verbatim(struct safe_writer *w, struct span text, bool literal)
{
    buf_clear(&w->run);
    clean_add_verbatim(&w->run, text, literal);
    sync(w, false);
    safe_escape(w->out, buf_str(&w->run), w->run.len);
}

/* A picture or film becomes a link to it that says what it is. */
static void add_reference(struct safe_writer *w, const char *address, const struct buf *name)
{
    bool linked = !style_is_wanted(&w->styles, STYLE_LINK) && link_is_web(address);
    sync(w, false);
    if (linked)
        add_link_start(w->out, address);
    buf_addc(w->out, '[');
    safe_escape(w->out, buf_str(name), name->len);
    buf_adds(w->out, linked ? "]</a>" : "]");
}

void safe_add_image(struct safe_writer *w, const struct token *k)
{
    BUF_SCOPED struct buf address = {0}, alt = {0};
    struct span written = token_attribute(k, ATTRIBUTE_ALT);
    if (filter_is_pixel(k))
        return;
    if (filter_is_character(k)) {
        safe_add_span(w, written, false);
        return;
    }
    if (filter_alt_tells(written))
        clean_add_attribute(&alt, written);
    bool has_address = link_address(&address, &w->base, media_image_source(k)) && link_is_web(address.data);
    bool is_again = has_address && w->last_image.len && strcmp(w->last_image.data, address.data) == 0;
    if ((!alt.len && !has_address) || is_again)
        return;
    buf_clear(&w->last_image);
    buf_add(&w->last_image, buf_str(&address), address.len);
    if (!alt.len)
        buf_adds(&alt, "Image");
    w->clean.space = true;
    add_reference(w, buf_str(&address), &alt);
    w->clean.space = true;
}

void safe_add_media(struct safe_writer *w, const struct token *k)
{
    BUF_SCOPED struct buf address = {0}, name = {0};
    if (!media_address(&address, &w->base, k) || !link_is_web(address.data))
        return;
    w->wants_media = false;
    media_add_name(&name, k);
    w->clean.space = true;
    if (!w->phrasing && !w->pre)
        safe_end_line(w);
    add_reference(w, address.data, &name);
    w->clean.space = true;
    if (!w->phrasing && !w->pre)
        safe_end_line(w);
}

void safe_end_line(struct safe_writer *w)
{
    while (w->mark_count)
        close_mark(w);
    if (w->in_paragraph)
        buf_adds(w->out, "</p>\n");
    w->in_paragraph = w->begun = false;
    w->breaks = 0;
    w->clean.space = false;
}

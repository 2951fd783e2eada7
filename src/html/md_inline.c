/* md_inline: words, emphasis, links, code and images of a line.
 *
 * Marks are written when the first word after them comes and closed when the first word after that does, so that white space
 * stands outside of them and empty ones never appear. An emphasis that Markdown could not close where it ends is taken back. */
#include "md_writer.h"
#include "filter.h"

/* Signs before and after. */
static const char *const openers[STYLE_COUNT] = {"[", "**", "*", "~~", "<sub>", "<sup>", ""};
static const char *const closers[STYLE_COUNT] = {"", "**", "*", "~~", "</sub>", "</sup>", ""};

static bool has_flanks(enum style s)
{
    return s == STYLE_STRONG || s == STYLE_EM || s == STYLE_DEL;
}

static bool is_wanted(const struct md_writer *w, enum style s)
{
    if (s == STYLE_STRONG && w->titles)
        return false;
    return style_is_wanted(&w->styles, s);
}

static bool is_still_wanted(const struct md_writer *w, const struct md_mark *m)
{
    return is_wanted(w, m->style) && (m->style != STYLE_LINK || m->link == w->styles.link);
}

static void end_code(struct md_writer *w)
{
    if (w->in_code && w->code.len)
        md_add_code(&w->line, &w->code, w->cell_depth > 0);
    buf_clear(&w->code);
    w->in_code = false;
}

static void take_back(struct md_writer *w, const struct md_mark *m)
{
    size_t n = strlen(openers[m->style]);
    memmove(w->line.data + m->at, w->line.data + m->at + n, w->line.len - m->at - n);
    buf_truncate(&w->line, w->line.len - n);
}

/* Close the innermost mark. next_is_word: a letter follows with no space between. */
static void close_mark(struct md_writer *w, bool next_is_word)
{
    struct md_mark *m = &w->marks[--w->mark_count];
    if (m->silent)
        return;
    if (m->style == STYLE_LINK) {
        buf_adds(&w->line, "](");
        md_add_destination(&w->line, buf_str(&w->address));
        buf_addc(&w->line, ')');
    } else if (has_flanks(m->style) && next_is_word && md_is_punct_before(&w->line)) {
        take_back(w, m);
    } else {
        buf_adds(&w->line, closers[m->style]);
    }
}

/* An image sign before a link would make it an image. */
static void guard_link(struct md_writer *w)
{
    if (w->line.len && w->line.data[w->line.len - 1] == '!') {
        w->line.data[w->line.len - 1] = '\\';
        buf_addc(&w->line, '!');
    }
}

static void open_mark(struct md_writer *w, enum style s, bool next_is_word)
{
    struct md_mark *m = &w->marks[w->mark_count++];
    if (s == STYLE_LINK) {
        guard_link(w);
        buf_clear(&w->address);
        buf_add(&w->address, buf_str(&w->styles.address), w->styles.address.len);
    }
    bool silent = has_flanks(s) && !next_is_word && !md_is_punct_before(&w->line);
    *m = (struct md_mark){s, w->line.len, silent, w->styles.link};
    if (!silent)
        buf_adds(&w->line, openers[s]);
}

static bool is_open(const struct md_writer *w, enum style s)
{
    for (size_t i = 0; i < w->mark_count; i++)
        if (w->marks[i].style == s)
            return true;
    return false;
}

static size_t marks_to_keep(const struct md_writer *w)
{
    size_t n = 0;
    while (n < w->mark_count && is_still_wanted(w, &w->marks[n]))
        n++;
    return n;
}

/* A style from s on is wanted and not open yet. */
static bool opens_from(const struct md_writer *w, enum style s)
{
    for (; s < STYLE_CODE; s++)
        if (is_wanted(w, s) && !is_open(w, s))
            return true;
    return false;
}

static void put_breaks(struct md_writer *w)
{
    if (!w->breaks)
        return;
    if (w->cell_depth || w->titles)
        w->clean.space = true;
    else if (w->line.len)
        buf_addc(&w->line, '\n');
    w->breaks = 0;
}

static void put_space(struct md_writer *w, bool space)
{
    bool was_break = w->line.len && w->line.data[w->line.len - 1] == '\n';
    if ((space || w->clean.space) && w->line.len && !was_break)
        buf_addc(&w->line, ' ');
    w->clean.space = false;
}

/* Make the line ready for words, code or an image in the styles that are wanted now. */
static void sync(struct md_writer *w, bool space, bool next_is_word, bool code)
{
    if (w->breaks > 1 && !w->cell_depth && !w->titles)
        md_break(w, 2);
    bool apart = space || w->clean.space || w->breaks;
    size_t keep = marks_to_keep(w);
    bool opens = opens_from(w, STYLE_LINK), changes = opens || keep < w->mark_count;
    if (w->in_code && (!code || changes || w->breaks))
        end_code(w);
    while (w->mark_count > keep)
        close_mark(w, next_is_word && !apart && !code && !opens);
    if (w->in_code)
        return;
    put_breaks(w);
    put_space(w, space);
    for (enum style s = STYLE_LINK; s < STYLE_CODE; s++)
        if (is_wanted(w, s) && !is_open(w, s))
            open_mark(w, s, next_is_word && !code && !opens_from(w, (enum style)(s + 1)));
    w->in_code = code;
}

void md_add_span(struct md_writer *w, struct span text, bool literal)
{
    buf_clear(&w->run);
    buf_addc(&w->run, '\x01'); /* so that a space in front is seen */
    clean_add(&w->clean, &w->run, text, literal);
    if (w->run.len == 1)
        return;
    bool space = w->run.data[1] == ' ', code = is_wanted(w, STYLE_CODE);
    buf_clear(&w->last_image);
    const char *s = w->run.data + 1 + space;
    size_t len = w->run.len - 1 - space;
    bool after = w->clean.space;
    w->clean.space = false;
    sync(w, space, md_is_word(s, len), code);
    w->clean.space = after;
    if (!code) {
        md_escape(&w->line, s, len, w->cell_depth > 0);
        return;
    }
    if (space && w->code.len)
        buf_addc(&w->code, ' ');
    buf_add(&w->code, s, len);
}

void md_add_sign(struct md_writer *w, const char *sign)
{
    if (w->pre)
        buf_adds(&w->line, sign);
    else
        md_add_span(w, (struct span){sign, strlen(sign)}, true);
}

static void add_picture(struct md_writer *w, const char *alt, size_t len, const char *address)
{
    sync(w, false, false, false);
    buf_adds(&w->line, "![");
    md_escape(&w->line, alt, len, w->cell_depth > 0);
    buf_adds(&w->line, "](");
    md_add_destination(&w->line, address);
    buf_addc(&w->line, ')');
}

void md_add_image(struct md_writer *w, const struct token *k)
{
    BUF_SCOPED struct buf address = {0}, alt = {0};
    struct span written = token_attribute(k, ATTRIBUTE_ALT);
    if (w->pre || filter_is_pixel(k))
        return;
    if (filter_is_character(k))
        md_add_span(w, written, false);
    else if (link_address(&address, &w->base, media_image_source(k))) {
        if (w->last_image.len && strcmp(w->last_image.data, address.data) == 0)
            return;
        clean_add_attribute(&alt, written);
        add_picture(w, buf_str(&alt), alt.len, address.data);
        buf_clear(&w->last_image);
        buf_add(&w->last_image, address.data, address.len);
    }
}

void md_add_media(struct md_writer *w, const struct token *k)
{
    BUF_SCOPED struct buf address = {0}, name = {0};
    if (w->pre || !media_address(&address, &w->base, k))
        return;
    w->wants_media = false;
    md_break(w, 2);
    media_add_name(&name, k);
    sync(w, false, false, false);
    buf_addc(&w->line, '[');
    md_escape(&w->line, buf_str(&name), name.len, w->cell_depth > 0);
    buf_adds(&w->line, "](");
    md_add_destination(&w->line, address.data);
    buf_addc(&w->line, ')');
    md_break(w, 2);
}

void md_end_styles(struct md_writer *w)
{
    end_code(w);
    while (w->mark_count)
        close_mark(w, false);
    w->breaks = 0;
    w->clean.space = false;
}

void md_end_line(struct md_writer *w)
{
    md_end_styles(w);
    if (w->line.len) {
        BUF_SCOPED struct buf lines = {0};
        md_add_line_starts(&lines, &w->line, flow_in_title(&w->flow));
        flow_write(&w->flow, lines.data, lines.len, "\\");
    }
    buf_clear(&w->line);
}

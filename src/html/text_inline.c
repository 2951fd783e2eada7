/* text_inline: words and images of a line, and its end. */
#include "text_writer.h"
#include "filter.h"

void text_put_mark(struct text_writer *t)
{
    if (!t->mark)
        return;
    if (t->line.len && t->line.data[t->line.len - 1] != '\n')
        buf_addc(&t->line, ' ');
    text_add_number(&t->line, t->mark);
    t->mark = 0;
}

static bool is_word_byte(char c)
{
    return char_is_alnum(c) || ((unsigned char)c >= 0xC3 && (unsigned char)c <= 0xDF) ||
           ((unsigned char)c & 0xC0) == 0x80;
}

/* Let the rest of a word that a link ends in go before the link's number; returns the bytes of text that were used. */
static size_t finish_word(struct text_writer *t, struct span text, bool literal)
{
    size_t n = 0;
    bool begins = text.len && !t->clean.space && !t->breaks &&
                  (char_is_alnum(*text.at) || ((unsigned char)*text.at >= 0xC3 && (unsigned char)*text.at <= 0xDF));
    while (begins && n < text.len && is_word_byte(text.at[n]))
        n++;
    clean_add(&t->clean, &t->line, (struct span){text.at, n}, literal);
    return n;
}

static void put_breaks(struct text_writer *t)
{
    if (!t->breaks)
        return;
    if (t->breaks > 1 && !t->cell_depth && !t->titles && t->line.len) {
        t->breaks = 0;
        text_break(t, 2);
    } else if (t->cell_depth || t->titles) {
        t->clean.space = true;
    } else if (t->line.len) {
        buf_addc(&t->line, '\n');
        t->clean.space = false;
    }
    t->breaks = 0;
}

/* Something that can be seen comes next. */
static void begin_visible(struct text_writer *t)
{
    text_put_mark(t);
    put_breaks(t);
    t->last_alt.len = 0;
    if (t->in_link && !t->link_has_text) {
        t->link_has_text = true;
        t->link_at = t->line.len;
    }
}

static void drop_empty_brackets(struct text_writer *t, struct span *text)
{
    bool at_hole = t->dropped_at == t->line.len && t->line.len && text->len;
    t->dropped_at = NOWHERE;
    if (!at_hole)
        return;
    char open = t->line.data[t->line.len - 1], close = *text->at;
    if ((open == '[' && close == ']') || (open == '(' && close == ')')) {
        buf_truncate(&t->line, t->line.len - 1);
        text->at++, text->len--;
        bool is_after_space =
            t->line.len && t->line.data[t->line.len - 1] == ' ' && text->len && char_is_space(*text->at);
        text->at += is_after_space, text->len -= is_after_space;
    }
}

/* "10<sup>6</sup>" is not "106"; "1<sup>st</sup>" is "1st". */
static void put_power_sign(struct text_writer *t, struct span text)
{
    t->super = false;
    bool follows = t->line.len && !t->clean.space && is_word_byte(t->line.data[t->line.len - 1]);
    if (*text.at == '[' ? t->line.len && !t->clean.space
                        : follows && (char_is_digit(*text.at) || *text.at == '-' || *text.at == '+'))
        buf_addc(&t->line, '^');
}

void text_add_span(struct text_writer *t, struct span text, bool literal)
{
    while (text.len && char_is_space(*text.at)) {
        text.at++, text.len--;
        t->clean.space = true;
    }
    if (!text.len)
        return;
    if (t->mark) {
        size_t n = finish_word(t, text, literal);
        text.at += n, text.len -= n;
        if (!text.len)
            return;
    }
    if (t->after_image) {
        t->clean.space |= is_word_byte(*text.at) || *text.at == '[' || *text.at == '(';
        t->after_image = false;
    }
    if (t->dropped_at != NOWHERE)
        drop_empty_brackets(t, &text);
    begin_visible(t);
    if (t->super && text.len)
        put_power_sign(t, text);
    clean_add(&t->clean, &t->line, text, literal);
}

void text_add_sign(struct text_writer *t, const char *sign)
{
    if (t->pre)
        buf_adds(&t->line, sign);
    else
        text_add_span(t, (struct span){sign, strlen(sign)}, true);
}

/* A bracket or a quotation mark, behind which no space belongs. */
static bool ends_with_opening(const struct buf *line)
{
    return line->len && char_is_in("([{\"'", line->data[line->len - 1]);
}

void text_add_image(struct text_writer *t, const struct token *k)
{
    struct span alt = span_trim(token_attribute(k, ATTRIBUTE_ALT));
    bool is_character = filter_is_character(k);
    if (is_character && !t->pre) {
        text_add_span(t, alt, false);
        return;
    }
    if (filter_is_pixel(k) || !filter_alt_tells(alt) || t->pre || (t->last_alt.len && span_equal(alt, t->last_alt))) {
        t->dropped_at = t->line.len;
        return;
    }
    BUF_SCOPED struct buf text = {0};
    buf_addc(&text, '[');
    clean_add_attribute(&text, alt);
    buf_addc(&text, ']');
    if (t->figures && !t->in_link && !t->line.len && !t->held.len && !t->cell_depth) {
        buf_add(&t->held, text.data, text.len);
    } else {
        t->clean.space |= !ends_with_opening(&t->line);
        text_add_span(t, (struct span){text.data, text.len}, true);
        t->after_image = true;
    }
    t->last_alt = alt;
}

static bool contains(const struct buf *text, const char *s, size_t len)
{
    return text->len && memmem(text->data, text->len, s, len);
}

/* Write the figure's alternative text before the line, unless the line says it. */
static void put_held(struct text_writer *t)
{
    if (!contains(&t->line, t->held.data + 1, t->held.len - 2)) {
        flow_write(&t->flow, t->held.data, t->held.len, "");
        flow_gap(&t->flow, t->line.len ? 1 : 2);
    }
    buf_clear(&t->held);
}

/* A space that was written for what then turned out to be nothing. */
static void trim_line(struct text_writer *t)
{
    while (t->line.len && (t->line.data[t->line.len - 1] == ' ' || t->line.data[t->line.len - 1] == '\n'))
        buf_truncate(&t->line, t->line.len - 1);
}

void text_end_line(struct text_writer *t)
{
    text_number_link(t);
    text_put_mark(t);
    trim_line(t);
    if (t->held.len && (t->line.len || !t->figures))
        put_held(t);
    if (t->line.len)
        flow_write(&t->flow, t->line.data, t->line.len, "");
    buf_clear(&t->line);
    t->breaks = 0;
    t->clean.space = false;
    t->dropped_at = NOWHERE;
    t->super = t->after_image = false;
    t->link_at = NOWHERE;
}

void text_end_cell(struct text_writer *t)
{
    text_number_link(t);
    text_put_mark(t);
    t->breaks = 0;
    t->clean.space = false;
    t->dropped_at = NOWHERE;
}

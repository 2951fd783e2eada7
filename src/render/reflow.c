/* reflow: plain text as publishers wrap it, to paragraphs on one line each.
 *
 * The question at each line's end: did a fixed width break the line there, or the author? A width did if the next line's first word
 * would not have fitted; an indented line, a line far longer than any wrapping, a list marker and columns are the author's.
 * Whether the text was wrapped at all, and how wide, is learnt from the whole of it in a first pass (verse and lists of short lines
 * are not); rows draw their neighbours into the table. Two passes, each linear, one line of look-ahead. */
#include "line.h"
#include "newsfs/render.h"
#include "newsfs/text.h"

#include <string.h>

#define WRAP_MAX     100 /* columns: no text is wrapped wider */
#define WRAP_USUAL   56  /* columns: from here on, lines of text are most likely wrapped */
#define WRAP_LONGEST 84
#define WRAP_MIN     30
#define INDENT_MIN   2
#define CODE_INDENT  4
#define SHORT_LINE   48 /* columns: a line that need not be part of a paragraph */
#define SIGN_OFF_MAX 12

/* What the first pass learns. */
struct layout {
    size_t width;    /* of the widest line of text that another follows */
    size_t lines;    /* of text */
    size_t beyond;   /* of these, wider than any wrapping */
    bool wraps;      /* lines of text were broken by a width */
    size_t margin;   /* indentation of the leftmost line of text */
    bool indents;    /* paragraphs begin with an indented line */
    const char *end; /* the last line that is not blank */
};

static bool fits(const struct line *prev, const struct line *l, size_t width)
{
    return prev->indent + prev->columns + 1 + line_first_word(l) <= width;
}

/* Most breaks are where the width was reached, and most lines go on in the middle of a sentence. */
static bool is_filled(const char *at, size_t width)
{
    size_t breaks = 0, full = 0, inner = 0;
    struct line prev = {.at = at, .shape = LINE_BLANK};
    while (*at) {
        struct line l = line_read(&at);
        if (prev.shape == LINE_TEXT && l.shape == LINE_TEXT) {
            breaks++;
            full += prev.columns <= WRAP_MAX && !fits(&prev, &l, width);
            inner += line_starts_lower(&l);
        }
        prev = l;
    }
    return breaks > 0 && full * 2 >= breaks && inner * 2 >= breaks;
}

static void learn(struct layout *y, const struct line *prev, const struct line *l)
{
    if (l->shape != LINE_BLANK)
        y->end = l->at;
    if (l->shape != LINE_TEXT)
        return;
    y->lines++;
    y->beyond += l->columns > WRAP_MAX;
    if (l->indent < y->margin)
        y->margin = l->indent;
    if (prev->shape != LINE_TEXT && prev->shape != LINE_ITEM)
        return;
    size_t columns = prev->indent + prev->columns;
    if (columns > y->width && columns <= WRAP_MAX)
        y->width = columns;
    if (prev->shape == LINE_TEXT && prev->indent >= l->indent + INDENT_MIN && prev->columns >= SHORT_LINE)
        y->indents = true;
}

static struct layout layout_of(const char *text)
{
    struct layout y = {.margin = WRAP_MAX, .end = text};
    struct line prev = {.at = text, .shape = LINE_BLANK};
    for (const char *at = text; *at;) {
        struct line l = line_read(&at);
        learn(&y, &prev, &l);
        prev = l;
    }
    bool usual = y.width >= WRAP_USUAL && y.width <= WRAP_LONGEST && y.beyond * 4 <= y.lines;
    y.wraps = usual || (y.width >= WRAP_MIN && is_filled(text, y.width));
    return y;
}

static bool is_short(const struct line *l)
{
    return l->columns < SHORT_LINE;
}

/* The writer's mark under it all, as agencies set it: one word of letters on the last line. */
static bool is_sign_off(const struct line *l, const struct layout *y)
{
    if (l->at != y->end || l->len > SIGN_OFF_MAX)
        return false;
    for (size_t i = 0; i < l->len; i++)
        if ((l->at[i] | 32) < 'a' || (l->at[i] | 32) > 'z')
            return false;
    return true;
}

/* The state between two lines. */
struct flow {
    struct layout layout;
    struct line prev;
    enum line_shape block; /* what prev belongs to: a line that continues an item is of LINE_ITEM */
    size_t item_indent;
    size_t lines; /* of the block so far */
    bool code;    /* prev is a line of code */
    bool fenced;  /* between two ``` */
    bool first;   /* prev is the text's first line: publishers cut its beginning off, so its length says nothing */
};

static bool begins_paragraph(const struct layout *y, const struct line *prev, const struct line *l)
{
    return l->indent > prev->indent + 1 || (y->indents && l->indent >= y->margin + INDENT_MIN);
}

static bool is_wrapped(const struct flow *f, const struct line *l)
{
    const struct line *prev = &f->prev;
    const struct layout *y = &f->layout;
    if (!y->wraps || prev->columns > WRAP_MAX || begins_paragraph(y, prev, l))
        return false;
    if (!fits(prev, l, y->width))
        return true;
    if (line_starts_lower(l) && (f->first || prev->columns >= y->width / 2))
        return (l->at[0] & 0x80) == 0 || !line_ends_sentence(prev);
    if (f->first)
        return !line_ends_sentence(prev) && !is_short(l);
    return !line_ends_sentence(prev) && prev->columns >= y->width * 3 / 4;
}

/* A row draws the lines beside it into the table if they have a gap, are mostly figures, or are short and no sentence. */
static enum line_shape shape_beside_row(const struct line *l, const struct flow *f)
{
    bool table_like = l->gap || l->shape == LINE_RULE || line_is_figures(l) || (is_short(l) && !line_ends_sentence(l));
    return table_like && !is_sign_off(l, &f->layout) ? LINE_ROW : l->shape;
}

/* Set off by a blank line and far to the right, where paragraphs are not: code, most likely. */
static bool is_code(const struct flow *f, const struct line *l, bool blank)
{
    bool far = !f->layout.indents && f->layout.margin != WRAP_MAX && l->indent >= f->layout.margin + CODE_INDENT;
    return f->fenced || line_is_fence(l) || (far && (blank || f->code));
}

/* The shape of l where it stands; next: the line after it. */
static enum line_shape shape_in(const struct flow *f, const struct line *l, const struct line *next, bool blank)
{
    if (l->shape == LINE_ROW || is_code(f, l, blank))
        return LINE_ROW;
    if (!blank && f->block == LINE_ROW)
        return shape_beside_row(l, f);
    if (l->gap && next->shape == LINE_ROW)
        return LINE_ROW;
    bool inside = !blank && f->block == LINE_TEXT && l->indent <= f->prev.indent && is_wrapped(f, l);
    return l->shape == LINE_ITEM && inside && !line_ends_sentence(&f->prev) ? LINE_TEXT : l->shape;
}

static bool continues_item(const struct flow *f, const struct line *l)
{
    bool hangs = l->indent > f->item_indent && (f->lines == 1 || l->indent == f->prev.indent);
    return is_wrapped(f, l) || (hangs && !(f->layout.indents && line_ends_sentence(&f->prev)));
}

/* Lines one under the other that stay so: short ones, and in an indented list also longer ones that are all of their paragraph.
 * Where paragraphs are indented, a sentence that ends is the end of one. */
static bool is_verse(const struct flow *f, const struct line *l, const struct line *next)
{
    bool level = l->indent == f->prev.indent || (f->first && l->indent > f->prev.indent);
    if (!level || (l->indent > 0 && line_ends_sentence(&f->prev)))
        return false;
    bool whole = next->shape == LINE_BLANK || begins_paragraph(&f->layout, l, next);
    return (is_short(&f->prev) && is_short(l)) || (l->indent >= INDENT_MIN && f->lines == 1 && whole);
}

/* What stands between the line before and l. */
static const char *separator(const struct flow *f, const struct line *l, const struct line *next, enum line_shape shape,
                             bool blank)
{
    bool heads = f->block == LINE_TEXT && f->lines == 1 && is_short(&f->prev);
    if (blank || is_sign_off(l, &f->layout))
        return "\n\n";
    if (shape == LINE_TEXT && f->block == LINE_ITEM)
        return continues_item(f, l) ? line_joint(&f->prev, l) : "\n\n";
    if (shape == LINE_TEXT && f->block == LINE_TEXT)
        return is_wrapped(f, l) ? line_joint(&f->prev, l) : is_verse(f, l, next) ? "\n" : "\n\n";
    if (shape == f->block || (heads && (shape == LINE_ROW || shape == LINE_RULE)))
        return "\n";
    return "\n\n";
}

static void add_line(struct buf *out, const struct line *l, enum line_shape shape)
{
    if (shape == LINE_ROW) {
        for (size_t i = 0; i < l->indent && i < 40; i++)
            buf_addc(out, ' ');
        buf_add(out, l->at, l->len);
        return;
    }
    if (l->even) {
        buf_add(out, l->at, l->len);
        return;
    }
    for (size_t i = 0; i < l->len; i++)
        if ((l->at[i] != ' ' && l->at[i] != '\t') || (l->at[i + 1] != ' ' && l->at[i + 1] != '\t'))
            buf_addc(out, l->at[i] == '\t' ? ' ' : l->at[i]);
}

static void flow_line(struct flow *f, struct buf *out, const struct line *l, const struct line *next, bool blank)
{
    bool begun = f->block != LINE_BLANK;
    enum line_shape shape = shape_in(f, l, next, blank);
    const char *between = begun ? separator(f, l, next, shape, blank) : "";
    bool joined = begun && between[0] != '\n';
    buf_adds(out, between);
    add_line(out, l, shape);
    f->lines = joined ? f->lines + 1 : 1;
    f->block = joined ? f->block : shape;
    f->item_indent = joined || shape != LINE_ITEM ? f->item_indent : l->indent;
    f->code = is_code(f, l, blank);
    f->fenced ^= line_is_fence(l);
    f->first = !begun;
    f->prev = *l;
}

/* One line without a gap, as takes mostly are: there is nothing to decide. */
static bool is_plain_line(const char *s, size_t len)
{
    const char *newline = memchr(s, '\n', len);
    return len && s[0] != ' ' && s[0] != '\n' && (!newline || newline[1] == '\0') && line_is_even(s, len);
}

static void add_plain_line(struct buf *out, const char *s, size_t len)
{
    while (len > 0 && strchr(" \n", s[len - 1]))
        len--;
    buf_add(out, s, len);
    buf_addc(out, '\n');
}

static void reflow_lines(struct buf *out, const char *at)
{
    struct flow f = {.layout = layout_of(at), .block = LINE_BLANK};
    bool blank = false;
    struct line l = line_read(&at);
    for (bool last = false; !last;) {
        last = !*at;
        struct line next = line_read(&at); /* blank at the end */
        if (l.shape != LINE_BLANK)
            flow_line(&f, out, &l, &next, blank);
        blank = l.shape == LINE_BLANK;
        l = next;
    }
    if (f.block != LINE_BLANK)
        buf_addc(out, '\n');
}

void render_reflow(struct buf *out, const char *text)
{
    BUF_SCOPED struct buf cleaned = {0};
    size_t len = strlen(text);
    if (!text_is_clean(text, len)) {
        text_clean(&cleaned, text, len);
        text = cleaned.data;
        len = cleaned.len;
    }
    buf_reserve(out, len + len / 16); /* blank lines come between some */
    if (is_plain_line(text, len))
        add_plain_line(out, text, len);
    else
        reflow_lines(out, text);
}

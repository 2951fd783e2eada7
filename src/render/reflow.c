/* reflow: plain text as publishers wrap it, to paragraphs on one line each.
 *
 * Lines are joined only where that is what the author meant: a line break that a fixed width forced. Signs that it was not:
 * a blank line, an indented line after one that is not, a list marker, columns, a line far longer than any wrapping (then each
 * line is a paragraph), a short line that ends its sentence. Linear, one pass. */
#include "newsfs/render.h"
#include "newsfs/text.h"

#include <string.h>

#define WRAP_MAX 100 /* columns: no hard-wrapped text is wider */
#define SHORT_LINE 40

struct line {
    const char *at;
    size_t len;    /* without indentation and trailing blanks */
    size_t indent; /* columns, a tab counting 8 */
};

enum shape { SHAPE_BLANK, SHAPE_TEXT, SHAPE_ITEM, SHAPE_COLUMNS };

static struct line next_line(const char **at)
{
    struct line l = {*at, 0, 0};
    for (; *l.at == ' ' || *l.at == '\t'; l.at++)
        l.indent += *l.at == '\t' ? 8 - l.indent % 8 : 1;
    const char *end = strchr(l.at, '\n');
    end = end ? end : l.at + strlen(l.at);
    *at = *end ? end + 1 : end;
    while (end > l.at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    l.len = (size_t)(end - l.at);
    return l;
}

static bool is_item(const struct line *l)
{
    if (l->len > 2 && strchr("-*+", l->at[0]) && l->at[1] == ' ')
        return true;
    if (l->len > 4 && memcmp(l->at, "\xE2\x80\xA2", 3) == 0) /* • */
        return true;
    size_t digits = strspn(l->at, "0123456789");
    return digits > 0 && digits < 4 && l->len > digits + 2 && strchr(".)", l->at[digits]) && l->at[digits + 1] == ' ';
}

/* Two gaps of three blanks or a tab inside, or one in a line with a digit after it: a row of a table. */
static bool has_columns(const struct line *l)
{
    size_t gaps = 0, run = 0;
    bool number = false;
    for (size_t i = 0; i < l->len; i++) {
        char c = l->at[i];
        if (c == '\t') {
            run += 3;
        } else if (c == ' ') {
            run++;
        } else {
            gaps += run >= 3;
            number = number || (run >= 3 && (c >= '0' && c <= '9'));
            run = 0;
        }
    }
    return gaps >= 2 || (gaps == 1 && number);
}

static enum shape shape_of(const struct line *l)
{
    if (l->len == 0)
        return SHAPE_BLANK;
    if (is_item(l))
        return SHAPE_ITEM;
    return has_columns(l) ? SHAPE_COLUMNS : SHAPE_TEXT;
}

static bool ends_sentence(const struct line *l)
{
    const char *end = l->at + l->len;
    return strchr(".!?:;\"')", end[-1]) || (l->len >= 3 && memcmp(end - 3, "\xE2\x80\x9D", 3) == 0);
}

static bool is_wrapped(const struct line *prev, const struct line *l)
{
    if (prev->len > WRAP_MAX || l->indent > prev->indent + 1)
        return false;
    bool lower = l->at[0] >= 'a' && l->at[0] <= 'z';
    return prev->len >= SHORT_LINE ? true : lower || (!ends_sentence(prev) && l->len >= SHORT_LINE);
}

static void add_line(struct buf *out, const struct line *l, enum shape shape)
{
    if (shape == SHAPE_COLUMNS) {
        for (size_t i = 0; i < l->indent && i < 40; i++)
            buf_addc(out, ' ');
        buf_add(out, l->at, l->len);
        return;
    }
    for (size_t i = 0; i < l->len; i++)
        if ((l->at[i] != ' ' && l->at[i] != '\t') || (l->at[i + 1] != ' ' && l->at[i + 1] != '\t'))
            buf_addc(out, l->at[i] == '\t' ? ' ' : l->at[i]);
}

/* What stands between two lines: nothing new (a blank), a new line of the same block, or a new paragraph. */
static const char *separator(const struct line *prev, enum shape prev_shape, const struct line *l, enum shape shape, bool blank)
{
    if (blank)
        return "\n\n";
    if (shape == prev_shape && shape != SHAPE_TEXT)
        return "\n";
    if (shape == SHAPE_TEXT && prev_shape == SHAPE_ITEM)
        return l->indent > prev->indent || is_wrapped(prev, l) ? " " : "\n\n";
    if (shape == SHAPE_TEXT && prev_shape == SHAPE_TEXT) {
        if (is_wrapped(prev, l))
            return " ";
        bool verse = prev->len < SHORT_LINE && l->len < SHORT_LINE && l->indent == prev->indent;
        return verse ? "\n" : "\n\n";
    }
    return "\n\n";
}

void render_reflow(struct buf *out, const char *text)
{
    BUF_SCOPED struct buf clean = {0};
    text_clean(&clean, text, strlen(text));
    const char *at = buf_str(&clean);
    struct line prev = {0};
    enum shape prev_shape = SHAPE_BLANK;
    bool blank = false, begun = false;
    while (*at) {
        struct line l = next_line(&at);
        enum shape shape = shape_of(&l);
        if (shape == SHAPE_BLANK) {
            blank = true;
            continue;
        }
        const char *between = begun ? separator(&prev, prev_shape, &l, shape, blank) : "";
        buf_adds(out, between);
        add_line(out, &l, shape);
        bool continues_item = prev_shape == SHAPE_ITEM && *between == ' ';
        prev_shape = continues_item ? SHAPE_ITEM : shape;
        prev = l;
        begun = true;
        blank = false;
    }
    if (begun)
        buf_addc(out, '\n');
}

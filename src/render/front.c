/* front: the front page: made to be looked at, 80 columns wide. Paths alone may be longer, so that they can be copied. */
#include "newsfs/text.h"
#include "render_private.h"

#include <string.h>

#define WIDTH         80
#define INDENT        2
#define SUMMARY_LINES 2
#define TITLE_LINES   3
#define SPEAKER_WIDTH 12

static void add_styled(struct buf *out, const char *style, const char *text, const struct front_style *s)
{
    buf_adds(out, style);
    buf_adds(out, text);
    buf_adds(out, *style ? s->off : "");
}

/* Bytes of s that fit into `columns`, at the end of a word where one ends in the line's second half. */
static size_t fit(const char *s, size_t columns)
{
    size_t len = strlen(s), at = 0, used = 0, word = 0;
    while (at < len) {
        uint32_t cp;
        size_t n = text_decode(s + at, len - at, &cp, NULL), wide = text_columns(s + at, n);
        if (used + wide > columns)
            break;
        if (s[at] == ' ')
            word = at;
        at += n;
        used += wide;
    }
    return at == len ? len : word > at / 2 ? word : at;
}

static void add_spaces(struct buf *out, size_t count)
{
    while (count--)
        buf_addc(out, ' ');
}

/* At most max_lines lines, the last one cut with an ellipsis where there is more. */
static void add_wrapped(struct buf *out, const char *text, size_t indent, int max_lines, const char *style,
                        const struct front_style *s)
{
    BUF_SCOPED struct buf line = {0}, piece = {0};
    add_line_of(&line, text);
    const char *at = buf_str(&line);
    for (int i = 1; *at && i <= max_lines; i++) {
        bool last = i == max_lines && text_columns(at, strlen(at)) > WIDTH - indent;
        size_t n = fit(at, WIDTH - indent - last);
        buf_clear(&piece);
        buf_add(&piece, at, n);
        buf_adds(&piece, last ? "…" : "");
        add_spaces(out, indent);
        add_styled(out, style, buf_str(&piece), s);
        buf_addc(out, '\n');
        at += n;
        at += *at == ' ';
    }
}

static void add_rule(struct buf *out, size_t columns)
{
    while (columns--)
        buf_adds(out, "─");
    buf_addc(out, '\n');
}

void render_front_head(struct buf *out, int64_t day, size_t articles, bool more, const struct front_style *s)
{
    static const char *const weekdays[] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                           "Monday",   "Tuesday", "Wednesday"};
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int64_t year;
    int month, mday;
    BUF_SCOPED struct buf line = {0};
    date_of_day(day, &year, &month, &mday);
    buf_addf(&line, "%s, %d %s %lld", weekdays[((day % 7) + 7) % 7], mday, months[month - 1], (long long)year);
    add_styled(out, s->bold, line.data, s);
    buf_addf(out, " · %s%zu article%s\n", more ? "the latest " : "", articles, articles == 1 ? "" : "s");
}

void render_front_source(struct buf *out, const char *name, const struct front_style *s)
{
    BUF_SCOPED struct buf line = {0}, cut = {0};
    add_line_of(&line, name);
    size_t n = fit(buf_str(&line), WIDTH - 10);
    buf_add(&cut, buf_str(&line), n);
    buf_addc(out, '\n');
    add_styled(out, s->heading, buf_str(&cut), s);
    buf_addc(out, ' ');
    add_rule(out, WIDTH - 1 - text_columns(buf_str(&cut), cut.len));
}

static void add_take(struct buf *out, const struct take *t, const struct front_style *s)
{
    BUF_SCOPED struct buf speaker = {0}, text = {0}, cut = {0};
    const char *name = t->name ? t->name : t->role;
    add_line_of(&speaker, text_starts_nocase(name, "the ") ? name + 4 : name);
    buf_add(&cut, buf_str(&speaker), fit(buf_str(&speaker), SPEAKER_WIDTH));
    add_line_of(&text, t->text);
    bool long_text = text_columns(buf_str(&text), text.len) > WIDTH - INDENT - SPEAKER_WIDTH - 1;
    size_t n = fit(buf_str(&text), WIDTH - INDENT - SPEAKER_WIDTH - 1 - long_text);
    add_spaces(out, INDENT);
    add_styled(out, s->heading, buf_str(&cut), s);
    add_spaces(out, SPEAKER_WIDTH + 1 - text_columns(buf_str(&cut), cut.len));
    buf_add(out, buf_str(&text), n);
    buf_adds(out, long_text ? "…\n" : "\n");
}

/* Text made of HTML has its links' numbers in it, " [1]", and their addresses at its end: neither is for a front page. */
static void add_without_links(struct buf *out, const char *text)
{
    while (*text && strncmp(text, "\n[1] ", 5) != 0) {
        size_t digits = text[0] == ' ' && text[1] == '[' ? strspn(text + 2, "0123456789") : 0;
        if (digits && text[2 + digits] == ']')
            text += digits + 3;
        else
            buf_addc(out, *text++);
    }
}

static void add_summary(struct buf *out, const struct article *a, const struct front_style *s)
{
    BUF_SCOPED struct buf plain = {0};
    bool own = a->text[FILE_SUMMARY] != NULL, is_html = own ? a->doc.summary_html != NULL : a->doc.body_html != NULL;
    const char *summary = own ? a->text[FILE_SUMMARY] : has_own_body(a) ? a->text[FILE_BODY] : "";
    if (is_html)
        add_without_links(&plain, summary);
    add_wrapped(out, is_html ? buf_str(&plain) : summary, INDENT, SUMMARY_LINES, "", s);
}

void render_front_article(struct buf *out, const struct article *a, const struct front_style *s)
{
    buf_addc(out, '\n');
    add_wrapped(out, a->text[FILE_TITLE], 0, TITLE_LINES, s->bold, s);
    add_summary(out, a, s);
    for (size_t i = 0; i < a->doc.take_count; i++)
        add_take(out, &a->doc.takes[i], s);
    add_spaces(out, INDENT);
    buf_adds(out, s->dim);
    buf_addf(out, "sources/%s/%s", a->source_slug, a->entry.name);
    buf_adds(out, *s->dim ? s->off : "");
    buf_addc(out, '\n');
}

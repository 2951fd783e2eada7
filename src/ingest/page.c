/* page: the panel page as text.
 *
 *     title                             first line
 *     summary                           second line
 *     Original sourceFirst paragraph …  the words of a link may be glued to it, or stand alone
 *     further paragraphs
 *     Panel Takes
 *     The Builder                       per role: name, perspective, take in quotation marks
 *     Developer Perspective
 *     “…”
 *
 * Blank lines and white space at the ends of lines say nothing. */
#include "page.h"
#include "newsfs/text.h"
#include <string.h>
#include <strings.h>

#define TAKES_LINE "Panel Takes"
#define LINK_WORDS "Original source"

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\n' || c == '\r';
}

/* The length of the white space character at s, 0 where it is none; no-break spaces and marks of byte order are white. */
static size_t blank_at(const char *s, size_t len)
{
    if (len && is_blank_byte(*s))
        return 1;
    if (len >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
        return 2;
    return len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static void trim(struct page_line *line)
{
    for (size_t n; (n = blank_at(line->at, line->len)); line->at += n)
        line->len -= n;
    while (line->len) {
        const char *end = line->at + line->len;
        if (is_blank_byte(end[-1]))
            line->len--;
        else if (line->len >= 2 && memcmp(end - 2, "\xC2\xA0", 2) == 0)
            line->len -= 2;
        else
            return;
    }
}

size_t page_next_line(struct page_line *line, const char *s, size_t len)
{
    size_t end = 0;
    while (end < len && s[end] != '\n' && s[end] != '\r')
        end++;
    *line = (struct page_line){s, end};
    trim(line);
    if (end + 1 < len && s[end] == '\r' && s[end + 1] == '\n')
        end++;
    return end < len ? end + 1 : end;
}

static bool is_takes_line(const struct page_line *line)
{
    size_t n = strlen(TAKES_LINE);
    return line->len >= n && strncasecmp(line->at, TAKES_LINE, n) == 0 &&
           (line->len == n || (line->len == n + 1 && line->at[n] == ':'));
}

bool page_sniff(const char *head, size_t len)
{
    struct page_line line;
    if (memchr(head, '\0', len))
        return false;
    for (size_t at = 0; at < len;) {
        at += page_next_line(&line, head + at, len - at);
        if (is_takes_line(&line))
            return true;
    }
    return false;
}

/* The lines of text that are not blank, in the document's arena. */
static struct page_line *cut_lines(struct document *d, const char *s, size_t len, size_t *count)
{
    struct page_line line, *lines = NULL;
    *count = 0;
    for (size_t at = 0; at < len;) {
        at += page_next_line(&line, s + at, len - at);
        if (!line.len)
            continue;
        lines = arena_grow(&d->arena, lines, *count, sizeof *lines);
        lines[(*count)++] = line;
    }
    return lines;
}

static void drop_link_words(struct page_line *line)
{
    size_t n = strlen(LINK_WORDS);
    if (line->len < n || memcmp(line->at, LINK_WORDS, n) != 0)
        return;
    line->at += n;
    line->len -= n;
    trim(line);
}

static void fill_body(struct document *d, struct page_line *lines, size_t count)
{
    BUF_SCOPED struct buf body = {0};
    for (size_t i = 0; i < count; i++) {
        if (!body.len)
            drop_link_words(&lines[i]);
        if (body.len && lines[i].len)
            buf_adds(&body, "\n\n");
        buf_add(&body, lines[i].at, lines[i].len);
    }
    if (body.len)
        d->body = document_text(d, body.data, body.len);
}

static bool check_text(const struct reader *r, const char *s, size_t len, struct err *e)
{
    int64_t line = r->in.line, column = r->in.column;
    size_t at = 0;
    for (bool valid = true; at < len;) {
        uint32_t cp;
        size_t step = text_decode(s + at, len - at, &cp, &valid);
        if (!valid || !cp)
            break;
        at += step;
    }
    if (at == len)
        return true;
    input_advance(&line, &column, s, at);
    return err_set(e, ERR_INPUT,
                   s[at]
                       ? "%s: line %lld, byte %lld: byte 0x%02X is not UTF-8: convert the file first, for example with "
                         "iconv -f windows-1252 -t utf-8"
                       : "%s: line %lld, byte %lld: a NUL byte (0x%02X): this is no text file",
                   reader_name(r), (long long)line, (long long)column, (unsigned char)s[at]);
}

void page_fill(struct document *d, const char *s, size_t len)
{
    size_t count, end = 0;
    struct page_line *lines = cut_lines(d, s, len, &count);
    while (end < count && !is_takes_line(&lines[end]))
        end++;
    if (end > 0)
        d->title = document_text(d, lines[0].at, lines[0].len);
    if (end > 1)
        d->summary = document_text(d, lines[1].at, lines[1].len);
    if (end > 2)
        fill_body(d, lines + 2, end - 2);
    if (end < count)
        page_takes(d, lines + end + 1, count - end - 1);
}

bool page_read(struct reader *r, struct err *e)
{
    if (!input_all(&r->in, INGEST_DOCUMENT_MAX, e) || !check_text(r, input_bytes(&r->in), input_left(&r->in), e))
        return false;
    page_fill(&r->doc, input_bytes(&r->in), input_left(&r->in));
    if (!r->doc.take_count)
        reader_warn(r, "no take in it: after a line '" TAKES_LINE
                       "' each has a name, a perspective and a text in quotation marks");
    if (!document_is_article(&r->doc))
        return err_set(e, ERR_INPUT, "%s: no article in it: the first line of a page is its title", reader_name(r));
    return reader_deliver(r, e);
}

/* page_takes: who says what, below the line `Panel Takes`.
 *
 * A take goes on to the paragraph that closes its quotation mark; where none does, to the next lines that look like the head of a
 * take. What stands after a closed take and begins no other is the page's furniture. */
#include "page.h"
#include "newsfs/name.h"
#include <string.h>

#define NAME_MAX_BYTES    120 /* a role's name or perspective is a short line */
#define HEADING_MAX_BYTES 60
#define TAKES_MAX         64
#define PARAGRAPHS_MAX    500 /* of one take */

static const struct {
    const char *open, *close;
} marks[] = {
    {"\u201C", "\u201D"}, {"\"", "\""},         {"\u00AB", "\u00BB"}, {"\u201E", "\u201C"},
    {"\u201E", "\u201D"}, {"\u2018", "\u2019"}, {"\u2039", "\u203A"}, {"\u300C", "\u300D"},
    {"\u300E", "\u300F"}, {"\u201D", "\u201D"}, {"'", "'"},
};

static bool begins_with(const struct page_line *line, const char *mark)
{
    return line->len >= strlen(mark) && memcmp(line->at, mark, strlen(mark)) == 0;
}

static bool ends_with(const struct page_line *line, const char *mark)
{
    size_t n = strlen(mark);
    return line->len >= n && memcmp(line->at + line->len - n, mark, n) == 0;
}

static size_t count_of(const struct page_line *line, const char *mark)
{
    size_t count = 0;
    for (const char *s = line->at, *end = s + line->len; (s = memmem(s, (size_t)(end - s), mark, strlen(mark)));
         s += strlen(mark))
        count++;
    return count;
}

/* The kind of quotation mark that the line begins with, -1 for none. */
static int opening(const struct page_line *line)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (begins_with(line, marks[i].open))
            return (int)i;
    return -1;
}

static bool is_name(const struct page_line *line)
{
    return line->len <= NAME_MAX_BYTES && opening(line) < 0;
}

/* Lines before the quotation that the head of a take at lines[0] has: 1 a name, 2 a name and a perspective, 0 it is none. */
static size_t head_lines(const struct page_line *lines, size_t count)
{
    if (count < 2 || !is_name(&lines[0]))
        return 0;
    if (opening(&lines[1]) >= 0)
        return 1;
    return count > 2 && is_name(&lines[1]) && opening(&lines[2]) >= 0 ? 2 : 0;
}

/* Quotations still open after the line. The mark at its head counts only in the first one: by custom every paragraph of a
 * quotation begins with one. */
static long open_after(const struct page_line *line, int kind, bool first, long open)
{
    const char *o = marks[kind].open, *c = marks[kind].close;
    long opened = (long)count_of(line, o) - (!first && begins_with(line, o));
    if (strcmp(o, c) == 0)
        return (open + opened) % 2;
    return open + opened - (long)count_of(line, c);
}

/* A line like a heading: short, and not the end of a sentence. */
static bool is_heading(const struct page_line *line)
{
    return line->len <= HEADING_MAX_BYTES && !strchr(".,:;!?\")", line->at[line->len - 1]) && opening(line) < 0;
}

/* Does another take begin here, although the one before was not closed? */
static bool is_sure_head(const struct page_line *lines, size_t count)
{
    return head_lines(lines, count) == 2 && is_heading(&lines[0]) && is_heading(&lines[1]);
}

/* How many lines from lines[0], which opens a quotation, belong to it. */
static size_t take_lines(const struct page_line *lines, size_t count, int *kind)
{
    long open = 0;
    int first = *kind;
    count = count < PARAGRAPHS_MAX ? count : PARAGRAPHS_MAX;
    for (; *kind < (int)(sizeof marks / sizeof *marks); ++*kind) {
        if (strcmp(marks[*kind].open, marks[first].open) != 0)
            continue;
        open = 0;
        for (size_t i = 0; i < count && (i == 0 || !is_sure_head(lines + i, count - i)); i++) {
            open = open_after(&lines[i], *kind, i == 0, open);
            if (open <= 0 && ends_with(&lines[i], marks[*kind].close))
                return i + 1;
        }
    }
    *kind = first;
    size_t i = 1;
    while (i < count && !head_lines(lines + i, count - i))
        i++;
    return i;
}

static const char *join_take(struct document *d, const struct page_line *lines, size_t count, int kind)
{
    BUF_SCOPED struct buf text = {0};
    for (size_t i = 0; i < count; i++) {
        struct page_line line = lines[i];
        size_t open = strlen(marks[kind].open), close = strlen(marks[kind].close);
        if (begins_with(&line, marks[kind].open) && line.len >= open) {
            line.at += open;
            line.len -= open;
        }
        if (i + 1 == count && ends_with(&line, marks[kind].close))
            line.len -= close;
        if (text.len)
            buf_adds(&text, "\n\n");
        buf_add(&text, line.at, line.len);
    }
    return document_text(d, buf_str(&text), text.len);
}

static void add_take(struct document *d, const struct page_line *name, const struct page_line *perspective,
                     const char *text)
{
    char role[SLUG_SIZE];
    const char *written = document_text(d, name->at, name->len);
    if (!slug_make_role(role, written) || !*text)
        return;
    struct take *t = document_add_take(d, arena_strdup(&d->arena, role));
    t->name = written;
    t->perspective = perspective ? document_text(d, perspective->at, perspective->len) : NULL;
    t->text = text;
}

void page_takes(struct document *d, const struct page_line *lines, size_t count)
{
    for (size_t i = 0, takes = 0; i < count && takes < TAKES_MAX;) {
        size_t head = head_lines(lines + i, count - i);
        if (!head) {
            i++;
            continue;
        }
        takes++;
        const struct page_line *said = lines + i + head;
        int kind = opening(said);
        size_t said_count = take_lines(said, count - i - head, &kind);
        add_take(d, &lines[i], head == 2 ? &lines[i + 1] : NULL, join_take(d, said, said_count, kind));
        i += head + said_count;
    }
}

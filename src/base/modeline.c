/* modeline: text that an editor would run as settings, made harmless by one space.
 * source: vim's `:help modeline` ("vi:", "vim:", "vim>700:" …, "ex:" after white space, in 5 lines of either end), the Emacs manual's
 * "Specifying File Variables" ("-*-" in the first two lines, "Local Variables:" in the last 3,000 characters). */
#include "newsfs/text.h"

#include <string.h>

#define MODELINES  5
#define EMACS_TAIL 4096

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The length of "vi", "vim" with a version, or "ex" at s where a colon follows and an editor would look; else 0. */
static size_t modeline_word(const char *line, const char *s)
{
    if (s > line && !is_blank(s[-1]))
        return 0;
    if (strncmp(s, "vi:", 3) == 0)
        return 2;
    if (strncmp(s, "ex:", 3) == 0)
        return s > line ? 2 : 0;
    if (strncmp(s, "vim", 3) != 0 && strncmp(s, "Vim", 3) != 0)
        return 0;
    size_t n = 3;
    n += strchr("<>=", s[n]) && s[n] ? 1 : 0;
    n += strspn(s + n, "0123456789");
    return s[n] == ':' ? n : 0;
}

static void add_defused(struct buf *out, const char *line, size_t len, bool vim, bool emacs)
{
    for (size_t i = 0; i < len; i++) {
        size_t word = vim ? modeline_word(line, line + i) : 0;
        if (word) {
            buf_add(out, line + i, word);
            buf_addc(out, ' ');
            i += word - 1;
        } else if (emacs && strncmp(line + i, "-*-", 3) == 0) {
            buf_adds(out, "-* -");
            i += 2;
        } else if (strncmp(line + i, "Local Variables:", 16) == 0) {
            buf_adds(out, "Local Variables :");
            i += 15;
        } else {
            buf_addc(out, line[i]);
        }
    }
}

static size_t start_of_tail(const struct buf *text)
{
    size_t at = text->len, lines = 0;
    while (at > 0 && lines <= MODELINES)
        lines += text->data[--at] == '\n';
    size_t emacs = text->len > EMACS_TAIL ? text->len - EMACS_TAIL : 0;
    while (emacs > 0 && text->data[emacs - 1] != '\n')
        emacs--;
    return at < emacs ? at : emacs;
}

/* True where what stands before the colon at s[at] is a word that modeline_word or Emacs would take. */
static bool ends_in_keyword(const char *s, size_t at)
{
    while (at > 0 && s[at - 1] >= '0' && s[at - 1] <= '9')
        at--;
    at -= at > 0 && s[at - 1] && strchr("<>=", s[at - 1]);
    if (at >= 2 &&
        (memcmp(s + at - 2, "vi", 2) == 0 || memcmp(s + at - 2, "ex", 2) == 0 || memcmp(s + at - 2, "im", 2) == 0))
        return true;
    return at >= 15 && memcmp(s + at - 15, "Local Variables", 15) == 0;
}

/* All that is harmful holds a colon after one of few words, or "-*-": so clean text is told in two fast scans. */
bool text_may_hold_modelines(const char *s, size_t len)
{
    for (const char *colon = s; (colon = memchr(colon, ':', len - (size_t)(colon - s))); colon++)
        if (ends_in_keyword(s, (size_t)(colon - s)))
            return true;
    for (const char *star = s; (star = memchr(star, '*', len - (size_t)(star - s))); star++)
        if (star > s && star[-1] == '-' && star[1] == '-')
            return true;
    return false;
}

static size_t count_lines(const char *s, size_t len)
{
    size_t lines = 0;
    for (const char *at = s; (at = memchr(at, '\n', len - (size_t)(at - s))); at++)
        lines++;
    return lines + (len > 0 && s[len - 1] != '\n');
}

void text_defuse_modelines(struct buf *text)
{
    if (!text->len || !text_may_hold_modelines(text->data, text->len))
        return;
    struct buf out = {0};
    size_t tail = start_of_tail(text), lines = count_lines(text->data, text->len), line = 0;
    for (size_t at = 0; at < text->len; line++) {
        const char *end = memchr(text->data + at, '\n', text->len - at);
        size_t len = end ? (size_t)(end - text->data) - at + 1 : text->len - at;
        bool near_end = line + MODELINES >= lines;
        if (line < MODELINES || at >= tail)
            add_defused(&out, text->data + at, len, line < MODELINES || near_end, line < 2);
        else
            buf_add(&out, text->data + at, len);
        at += len;
    }
    buf_finish(text);
    *text = out;
}

/* md_escape: text that Markdown would take for its own.  spec: CommonMark 0.30 2.4, 4, 6; GFM 0.29 4.10, 6.5 */
#include "md_writer.h"
#include "newsfs/text.h"

/* "&amp;" would be read as a reference; so would what goes on in a later run. */
static bool begins_reference(const char *s, size_t len)
{
    size_t n = 1;
    while (n < len && (char_is_alnum(s[n]) || (n == 1 && s[n] == '#')))
        n++;
    return n == len || (n > 1 && s[n] == ';');
}

static bool is_tag_start(const char *s, size_t len)
{
    return len < 2 || char_is_alpha(s[1]) || char_is_in("/!?", s[1]);
}

static bool is_word_byte(char c)
{
    return char_is_alnum(c) || (unsigned char)c >= 0x80;
}

static bool needs_escape(const struct buf *line, const char *s, size_t len, bool in_cell)
{
    switch (*s) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '~':
        return true;
    case '_':
        return !(line->len && is_word_byte(line->data[line->len - 1]) && len > 1 && is_word_byte(s[1]));
    case '<':
        return is_tag_start(s, len);
    case '&':
        return begins_reference(s, len);
    case '|':
        return in_cell;
    default:
        return false;
    }
}

void md_escape(struct buf *line, const char *s, size_t len, bool in_cell)
{
    for (size_t i = 0; i < len; i++) {
        if (char_is_punct(s[i]) && needs_escape(line, s + i, len - i, in_cell))
            buf_addc(line, '\\');
        buf_addc(line, s[i]);
    }
}

void md_add_destination(struct buf *line, const char *address)
{
    bool in_angles = !*address || strpbrk(address, "()") != NULL;
    size_t len = strlen(address);
    buf_adds(line, in_angles ? "<" : "");
    for (size_t i = 0; i < len; i++) {
        if (address[i] == '&' && begins_reference(address + i, len - i))
            buf_addc(line, '\\');
        if (address[i] == '|')
            buf_adds(line, "%7C");
        else
            buf_addc(line, address[i]);
    }
    buf_adds(line, in_angles ? ">" : "");
}

static size_t longest_run(const struct buf *b, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < b->len; i++) {
        run = b->data[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void md_add_code(struct buf *line, const struct buf *code, bool in_cell)
{
    size_t ticks = longest_run(code, '`') + 1;
    bool padded = code->data[0] == '`' || code->data[code->len - 1] == '`';
    for (size_t i = 0; i < ticks; i++)
        buf_addc(line, '`');
    buf_adds(line, padded ? " " : "");
    for (size_t i = 0; i < code->len; i++) {
        if (in_cell && code->data[i] == '|')
            buf_addc(line, '\\');
        buf_addc(line, code->data[i]);
    }
    buf_adds(line, padded ? " " : "");
    for (size_t i = 0; i < ticks; i++)
        buf_addc(line, '`');
}

static bool at_end(const char *s, size_t len, size_t i)
{
    return i >= len || s[i] == ' ';
}

static bool consists_of(const char *s, size_t len, const char *chars)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(chars, s[i]))
            return false;
    return true;
}

/* Where in s[0..len), the beginning of a line, a backslash keeps it from being more than text; len: nowhere. */
static size_t block_start(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && n < 10 && char_is_digit(s[n]))
        n++;
    if (n && n < 10 && n < len && (s[n] == '.' || s[n] == ')') && at_end(s, len, n + 1))
        return n;
    if (!len || s[0] == '>' || s[0] == '|')
        return 0;
    if ((s[0] == '-' || s[0] == '+') && at_end(s, len, 1))
        return 0;
    if (consists_of(s, len, "-|: ") || consists_of(s, len, "= "))
        return 0;
    n = 0;
    while (n < len && s[n] == '#')
        n++;
    return n && n <= 6 && at_end(s, len, n) ? 0 : len;
}

/* In a title "#"s at the end would be taken for its close. */
static size_t title_end(const char *s, size_t len)
{
    size_t n = len;
    while (n && s[n - 1] == '#')
        n--;
    return n < len && (!n || s[n - 1] == ' ') ? len - 1 : len;
}

void md_add_line_starts(struct buf *out, const struct buf *line, bool is_title)
{
    const char *s = buf_str(line), *end = s + line->len;
    while (s < end) {
        const char *stop = memchr(s, '\n', (size_t)(end - s));
        size_t len = (size_t)((stop ? stop : end) - s);
        size_t at = is_title ? title_end(s, len) : block_start(s, len);
        buf_add(out, s, at);
        if (at < len)
            buf_addc(out, '\\');
        buf_add(out, s + at, len - at);
        if (stop)
            buf_addc(out, '\n');
        s += len + (stop != NULL);
    }
}

/* Beyond ASCII, roughly: general, supplemental and CJK punctuation, full-width forms. */
static bool is_high_punct(uint32_t cp)
{
    return (cp >= 0xA1 && cp <= 0xBF && cp != 0xAA && cp != 0xB5 && cp != 0xBA) || cp == 0xD7 || cp == 0xF7 ||
           (cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x2E00 && cp <= 0x2E7F) || (cp >= 0x3000 && cp <= 0x3030) ||
           (cp >= 0xFE10 && cp <= 0xFE6F) || (cp >= 0xFF00 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20) ||
           (cp >= 0xFF3B && cp <= 0xFF40) || (cp >= 0xFF5B && cp <= 0xFF65) || cp == 0x60C || cp == 0x61B ||
           cp == 0x61F || cp == 0x6D4 || cp == 0x964 || cp == 0x965 || cp >= 0x1F000;
}

bool md_is_word(const char *s, size_t len)
{
    uint32_t cp;
    if (!len)
        return false;
    text_decode(s, len, &cp, NULL);
    return cp < 0x80 ? char_is_alnum((char)cp) : !is_high_punct(cp) && !text_is_space(cp);
}

bool md_is_punct_before(const struct buf *line)
{
    size_t at = line->len;
    while (at && ((unsigned char)line->data[at - 1] & 0xC0) == 0x80)
        at--;
    return !at || !md_is_word(line->data + at - 1, line->len - at + 1);
}

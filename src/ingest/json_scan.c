/* json_scan: the ends of JSON values, in a stream. Only brackets, texts and lines are looked at: whether what stands between
 * them is JSON the parser says, one value at a time.
 *
 * JSON Lines that are cut in the middle are noticed here, so that the next line is read again as one: no text goes over the end
 * of a line, and inside an object no object begins at the head of a line unless a colon came before it. */
#include "json.h"
#include <string.h>

size_t json_space(const char *s, size_t len)
{
    size_t i = len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < len && (s[i] == ' ' || s[i] == '\n' || s[i] == '\r' || s[i] == '\t'))
        i++;
    return i;
}

/* Over the inside of a text to the byte behind its quotation mark. */
static enum json_scan_end scan_text(struct json_scan *scan, const char *s, size_t len)
{
    for (size_t i = scan->at; i < len; i++) {
        char c = s[i];
        if (scan->escaped) {
            scan->escaped = false;
        } else if (c == '\\') {
            scan->escaped = true;
        } else if (c == '"') {
            scan->in_text = false;
            scan->at = i + 1;
            return JSON_SCAN_DONE;
        } else if (c == '\n') {
            scan->at = i;
            return JSON_SCAN_LINE;
        }
    }
    scan->at = len;
    return JSON_SCAN_MORE;
}

/* A line ends between tokens. */
static enum json_scan_end scan_newline(struct json_scan *scan, const char *s, size_t len)
{
    if (scan->at + 1 == len)
        return JSON_SCAN_MORE;
    if (s[scan->at + 1] == '{' && scan->depth == 1 && scan->last != ':' && s[0] == '{')
        return JSON_SCAN_LINE;
    scan->many_lines = true;
    scan->at++;
    return JSON_SCAN_DONE;
}

static bool ends_scalar(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* One token; JSON_SCAN_DONE where scanning goes on. */
static enum json_scan_end scan_token(struct json_scan *scan, const char *s, size_t len)
{
    char c = s[scan->at];
    if (c == '\n')
        return scan_newline(scan, s, len);
    scan->at++;
    if (c != ' ' && c != '\t' && c != '\r')
        scan->last = c;
    if (c == '{' || c == '[')
        return ++scan->depth > JSON_SCAN_DEPTH_MAX ? JSON_SCAN_DEEP : JSON_SCAN_DONE;
    if (c == '}' || c == ']')
        scan->depth--;
    scan->in_text = c == '"';
    return scan->in_text ? scan_text(scan, s, len) : JSON_SCAN_DONE;
}

static enum json_scan_end scan_scalar(struct json_scan *scan, const char *s, size_t len)
{
    scan->in_scalar = true;
    while (scan->at < len && !ends_scalar(s[scan->at]))
        scan->at++;
    return scan->at < len ? JSON_SCAN_DONE : JSON_SCAN_MORE;
}

enum json_scan_end json_scan(struct json_scan *scan, const char *s, size_t len)
{
    if (len && !strchr("{[\"", s[0]))
        return scan_scalar(scan, s, len);
    while (scan->at < len) {
        enum json_scan_end end = scan->in_text ? scan_text(scan, s, len) : scan_token(scan, s, len);
        if (end != JSON_SCAN_DONE)
            return end;
        if (scan->depth <= 0)
            return JSON_SCAN_DONE;
    }
    return JSON_SCAN_MORE;
}

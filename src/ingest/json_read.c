/* json_read: article documents as JSON, streamed: one object, an array of them, JSON Lines, or any of these one after the
 * other. No more is held than the largest document.
 *
 * Once a document has stood on a line of its own the input is taken for JSON Lines: the end of a line is then the end of a
 * document whatever is in it, so a line that is broken costs itself and no other. Anywhere else nothing tells where the next
 * document begins, and reading stops. */
#include "json.h"
#include <string.h>

bool json_sniff(const char *head, size_t len)
{
    size_t at = json_space(head, len);
    return at < len && (head[at] == '{' || head[at] == '[');
}

static bool fail_here(const struct reader *r, enum err_code code, const char *what, struct err *e)
{
    return err_set(e, code, "%s: line %lld, byte %lld: %s", reader_name(r), (long long)r->in.line,
                   (long long)r->in.column, what);
}

/* Hand over the parsed document; the place of its first byte is r->in's. Takes `value`. */
static bool deliver(struct reader *r, json_t *value, struct err *e)
{
    struct err why;
    bool good = json_article(&r->doc, value, &why);
    json_decref(value);
    if (good)
        return reader_deliver(r, e);
    err_prefix(&why, "%s: line %lld, byte %lld", reader_name(r), (long long)r->in.line, (long long)r->in.column);
    return reader_reject(r, &why, e);
}

/* The next len bytes are a document: false where reading must stop. may_be_broken: what is no JSON is rejected alone. */
static bool take_document(struct reader *r, size_t len, bool may_be_broken, struct err *e)
{
    struct err why;
    if (json_fast(&r->doc, input_bytes(&r->in), len)) {
        bool ok = reader_deliver(r, e);
        input_consume(&r->in, len);
        return ok;
    }
    document_clear(&r->doc);
    json_t *value = json_parse(input_bytes(&r->in), len, reader_name(r), r->in.line, r->in.column, &why);
    if (!value && !may_be_broken) {
        if (e)
            *e = why;
        return false;
    }
    bool go_on = value ? deliver(r, value, e) : reader_reject(r, &why, e);
    input_consume(&r->in, len);
    return go_on;
}

/* Skip white space; *c is the next byte, 0 at the end. */
static bool next_byte(struct reader *r, char *c, struct err *e)
{
    for (;;) {
        input_consume(&r->in, json_space(input_bytes(&r->in), input_left(&r->in)));
        *c = *input_bytes(&r->in);
        if (input_left(&r->in) || r->in.ended)
            return true;
        if (!input_more(&r->in, e))
            return false;
    }
}

/* Scan one value, reading as much as it needs. */
static bool scan_value(struct reader *r, struct json_scan *scan, enum json_scan_end *end, struct err *e)
{
    while ((*end = json_scan(scan, input_bytes(&r->in), input_left(&r->in))) == JSON_SCAN_MORE && !r->in.ended &&
           scan->at <= INGEST_DOCUMENT_MAX)
        if (!input_more(&r->in, e))
            return false;
    if (scan->at > INGEST_DOCUMENT_MAX)
        return fail_here(r, ERR_LIMIT, "the document that begins here is larger than 16 MiB, the limit: shorten it", e);
    return *end != JSON_SCAN_DEEP || fail_here(r, ERR_LIMIT, "nested too deeply: this is no article document", e);
}

/* The length of the line ahead without its newline; *whole is false where it is longer than a document may be. */
static bool measure_line(struct reader *r, size_t *len, bool *whole, struct err *e)
{
    size_t seen = 0;
    const char *newline;
    while (!(newline = memchr(input_bytes(&r->in) + seen, '\n', input_left(&r->in) - seen)) && !r->in.ended) {
        seen = input_left(&r->in);
        if (seen > INGEST_DOCUMENT_MAX)
            break;
        if (!input_more(&r->in, e))
            return false;
    }
    *len = newline ? (size_t)(newline - input_bytes(&r->in)) : input_left(&r->in);
    *whole = *len <= INGEST_DOCUMENT_MAX;
    return true;
}

/* Drop the rest of a line of any length. */
static bool skip_line(struct reader *r, struct err *e)
{
    for (;;) {
        const char *newline = memchr(input_bytes(&r->in), '\n', input_left(&r->in));
        input_consume(&r->in, newline ? (size_t)(newline - input_bytes(&r->in)) : input_left(&r->in));
        if (newline || r->in.ended)
            return true;
        if (!input_more(&r->in, e))
            return false;
    }
}

static bool read_line(struct reader *r, struct err *e)
{
    size_t len;
    bool whole;
    if (!measure_line(r, &len, &whole, e))
        return false;
    if (whole)
        return take_document(r, len, true, e);
    struct err why;
    fail_here(r, ERR_LIMIT, "a line larger than 16 MiB, the limit of a document: shorten it", &why);
    return reader_reject(r, &why, e) && skip_line(r, e);
}

/* Is there nothing more than white space on the line behind the next `at` bytes, and does another line follow? */
static bool find_line_end(struct reader *r, size_t at, bool *found, struct err *e)
{
    for (;;) {
        const char *s = input_bytes(&r->in);
        while (at < input_left(&r->in) && (s[at] == ' ' || s[at] == '\t' || s[at] == '\r'))
            at++;
        *found = at < input_left(&r->in) && s[at] == '\n';
        if (at < input_left(&r->in) || r->in.ended)
            return true;
        if (!input_more(&r->in, e))
            return false;
    }
}

/* An object outside of any array. *lines: from now on a line is a document. */
static bool read_object(struct reader *r, bool *lines, struct err *e)
{
    struct json_scan scan = {0};
    enum json_scan_end end;
    if (!scan_value(r, &scan, &end, e))
        return false;
    if (end == JSON_SCAN_DONE) {
        if (!scan.many_lines && !find_line_end(r, scan.at, lines, e))
            return false;
        return take_document(r, scan.at, *lines, e);
    }
    *lines = !scan.many_lines && end == JSON_SCAN_LINE;
    if (*lines)
        return read_line(r, e);
    return fail_here(r, ERR_INPUT,
                     end == JSON_SCAN_LINE ? "a text in the object that begins here is not closed on its line: close it"
                                           : "the object that begins here is not closed: the input is cut off",
                     e);
}

static bool read_element(struct reader *r, char first, struct err *e)
{
    struct json_scan scan = {0};
    enum json_scan_end end;
    if (!first || !strchr("{[\"-0123456789tfn", first))
        return fail_here(r, ERR_INPUT, "not valid JSON: a document or ']' belongs here", e);
    if (!scan_value(r, &scan, &end, e))
        return false;
    if (end == JSON_SCAN_DONE)
        return take_document(r, scan.at, false, e);
    return fail_here(r, ERR_INPUT,
                     end == JSON_SCAN_LINE ? "not valid JSON: a text goes over the end of its line: close it"
                                           : "the document that begins here is not closed: the input is cut off",
                     e);
}

static bool read_array(struct reader *r, struct err *e)
{
    char c;
    input_consume(&r->in, 1);
    if (!next_byte(r, &c, e))
        return false;
    while (c != ']') {
        if (!c && !input_left(&r->in))
            return fail_here(r, ERR_INPUT, "the array is not closed: the input is cut off", e);
        if (!read_element(r, c, e) || !next_byte(r, &c, e))
            return false;
        if (c == ',') {
            input_consume(&r->in, 1);
            if (!next_byte(r, &c, e))
                return false;
            if (c == ']')
                return fail_here(r, ERR_INPUT, "not valid JSON: a document belongs after the comma", e);
        } else if (c && c != ']') {
            return fail_here(r, ERR_INPUT, "not valid JSON: ',' or ']' belongs here", e);
        }
    }
    input_consume(&r->in, 1);
    return r->may_be_empty = true;
}

bool json_read(struct reader *r, struct err *e)
{
    bool lines = false;
    for (;;) {
        char c;
        if (!next_byte(r, &c, e))
            return false;
        if (!c && r->in.ended && !input_left(&r->in))
            return true;
        bool ok = lines      ? read_line(r, e)
                  : c == '{' ? read_object(r, &lines, e)
                  : c == '[' ? read_array(r, e)
                             : fail_here(r, ERR_INPUT,
                                         "not an article document: an object '{' or an array '[' belongs here", e);
        if (!ok)
            return false;
    }
}

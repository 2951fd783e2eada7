/* json_parse: jansson, with errors that say where in the file. */
#include "json.h"
#include "newsfs/text.h"
#include <stdio.h>

#define SMALL      ((size_t)1 << 20) /* what is shorter cannot hold too many values */
#define VALUES_MAX 500000

/* The first byte of s[0..len) that is NUL or no UTF-8; len where there is none. */
static size_t first_bad_byte(const char *s, size_t len)
{
    size_t i = 0;
    for (bool valid = true; i < len && s[i];) {
        uint32_t cp;
        size_t step = text_decode(s + i, len - i, &cp, &valid);
        if (!valid)
            return i;
        i += step;
    }
    return i;
}

/* How many values s[0..len) may hold, at most: each takes many times its own length in memory. */
static size_t count_values(const char *s, size_t len)
{
    size_t count = 1;
    bool in_text = false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            in_text = !in_text;
        else if (s[i] == '\\')
            i++;
        else if (!in_text)
            count += s[i] == ',' || s[i] == '[' || s[i] == '{';
    }
    return count;
}

static void explain(char *out, size_t size, const char *s, size_t len, const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_null_character:
    case json_error_null_byte_in_key:
        snprintf(out, size, "\\u0000 in a text, which no text file can hold: take it out");
        break;
    case json_error_duplicate_key:
        snprintf(out, size, "%s: keep one of them", error->text);
        break;
    case json_error_premature_end_of_input:
        snprintf(out, size, "the JSON ends early (%s): the input is cut off here", error->text);
        break;
    default:
        snprintf(out, size, "not valid JSON: %s%s", error->text,
                 len && s[0] == '<' ? " (a feed? try --format rss)" : "");
    }
}

json_t *json_parse(const char *s, size_t len, const char *name, int64_t line, int64_t column, struct err *e)
{
    json_error_t error;
    if (len > SMALL && count_values(s, len) > VALUES_MAX) {
        err_set(e, ERR_LIMIT, "%s: line %lld, byte %lld: more than %d values in one document: it is no article", name,
                (long long)line, (long long)column, VALUES_MAX);
        return NULL;
    }
    json_t *value = json_loadb(s, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value)
        return value;
    char why[256];
    size_t bad = first_bad_byte(s, len),
           at = error.position >= 0 && (size_t)error.position < len ? (size_t)error.position : len;
    if (bad < len)
        snprintf(
            why, sizeof why,
            s[bad] ? "byte 0x%02X is not UTF-8: convert the file first, for example with iconv -f windows-1252 -t utf-8"
                   : "a NUL byte (0x%02X), which no text file can hold: take it out",
            (unsigned char)s[bad]);
    else
        explain(why, sizeof why, s, len, &error);
    input_advance(&line, &column, s, bad < len ? bad : at);
    err_set(e, ERR_INPUT, "%s: line %lld, byte %lld: %s", name, (long long)line, (long long)column, why);
    return NULL;
}

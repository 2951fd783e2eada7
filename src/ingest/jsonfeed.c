/* jsonfeed: feeds in JSON: JSON Feed, and RSS in JSON. spec: https://www.jsonfeed.org/version/1.1/ and 1.0;
 * https://github.com/scripting/Scripting-News/blob/master/rss-in-json/README.md
 *
 * The feed's object is walked without being parsed; its members are parsed one at a time, of `items` one item at a time, so that
 * millions of empty items cost no more memory than one. All members but the items are read first: items inherit from them. A feed
 * that is cut off gives the items before the cut, with a warning. */
#include "jsonfeed.h"
#include "newsfs/text.h"
#include <string.h>

#define WRAPPERS_MAX 2 /* "rss" and "channel" around RSS in JSON */

struct json_slice {
    const char *at;
    size_t len;
};

struct jsonfeed {
    struct feed f;
    const char *begin, *end; /* the whole text */
    struct json_slice items;
    bool found_items, is_rss, is_cut;
    const char *counted; /* lines and columns are counted up to here */
    int64_t line, column;
};

/* Count lines up to `at`. */
static void count_to(struct jsonfeed *j, const char *at)
{
    if (!j->counted || at < j->counted) {
        j->counted = j->begin;
        j->line = j->column = 1;
    }
    input_advance(&j->line, &j->column, j->counted, (size_t)(at - j->counted));
    j->counted = at;
}

static bool fail_at(struct jsonfeed *j, const char *at, const char *what, struct err *e)
{
    count_to(j, at);
    return err_set(e, ERR_INPUT, "%s: line %lld, byte %lld: %s", reader_name(j->f.r), (long long)j->line,
                   (long long)j->column, what);
}

static const char *skip_space(const struct jsonfeed *j, const char *s)
{
    return s + json_space(s, (size_t)(j->end - s));
}

/* The value at *s; *s goes behind it. */
static bool take_value(struct jsonfeed *j, const char **s, struct json_slice *value, struct err *e)
{
    struct json_scan scan = {0};
    *s = skip_space(j, *s);
    enum json_scan_end end = json_scan(&scan, *s, (size_t)(j->end - *s));
    *value = (struct json_slice){*s, scan.at};
    if (end == JSON_SCAN_DONE && scan.at) {
        *s += scan.at;
        return true;
    }
    if (end == JSON_SCAN_DEEP) {
        fail_at(j, *s, "nested too deeply: this is no honest feed", e);
        if (e)
            e->code = ERR_LIMIT;
        return false;
    }
    return fail_at(j, *s,
                   end == JSON_SCAN_MORE ? "the value that begins here is not closed: the feed is cut off"
                                         : "not valid JSON: a value belongs here",
                   e);
}

/* Behind an element: true where another one follows the comma at *s; *closed where the bracket closes. */
static bool take_comma(struct jsonfeed *j, const char **s, char close, bool *closed, struct err *e)
{
    *s = skip_space(j, *s);
    *closed = *s < j->end && **s == close;
    if (!*closed && (*s == j->end || **s != ','))
        return fail_at(
            j, *s, *s == j->end ? "the feed is cut off here" : "not valid JSON: ',' or a closing bracket belongs here",
            e);
    ++*s;
    return true;
}

static json_t *parse_slice(struct jsonfeed *j, const struct json_slice *slice, struct err *e)
{
    count_to(j, slice->at);
    return json_parse(slice->at, slice->len, reader_name(j->f.r), j->line, j->column, e);
}

/* One element of `items`; false where reading stops. */
static bool read_item(struct jsonfeed *j, const struct json_slice *slice, struct err *e)
{
    struct err why;
    json_t *item = parse_slice(j, slice, &why);
    if (!item)
        return reader_reject(j->f.r, &why, e);
    if (!json_is_object(item)) {
        fail_at(j, slice->at, "an item that is no object", &why);
        json_decref(item);
        return reader_reject(j->f.r, &why, e);
    }
    j->f.e = e;
    (j->is_rss ? jsonfeed_rss_item : jsonfeed_item)(&j->f, item);
    json_decref(item);
    return !j->f.stopped;
}

static bool read_items(struct jsonfeed *j, struct err *e)
{
    const char *s = skip_space(j, j->items.at + 1);
    bool closed = s < j->end && *s == ']';
    while (!closed) {
        struct json_slice item;
        struct err why;
        if (!take_value(j, &s, &item, &why)) {
            if (j->is_cut && j->f.items)
                reader_warn(j->f.r, "cut off after %lld items: these were read", (long long)j->f.items);
            else if (e)
                *e = why;
            return j->is_cut && j->f.items;
        }
        if (!read_item(j, &item, e) || !take_comma(j, &s, ']', &closed, e))
            return false;
    }
    return true;
}

/* Remember where the items are. A list that does not end is taken to the end of the feed. */
static bool note_items(struct jsonfeed *j, const char **s, const struct json_slice *value, bool whole, struct err *e)
{
    if (j->found_items)
        return fail_at(j, value->at, "the items a second time: keep one of them", e);
    j->found_items = *value->at == '[';
    j->items = *value;
    j->is_cut = !whole;
    *s = whole ? value->at + value->len : j->end;
    return true;
}

static bool walk_object(struct jsonfeed *j, const char **s, int depth, struct err *e);

static bool is_key(const struct json_slice *name, const char *key)
{
    return name->len == strlen(key) + 2 && memcmp(name->at + 1, key, name->len - 2) == 0;
}

static bool is_wrapper(const struct json_slice *name, const char *s, int depth)
{
    return depth < WRAPPERS_MAX && *s == '{' && (is_key(name, "rss") || is_key(name, "channel"));
}

static bool parse_member(struct jsonfeed *j, const struct json_slice *name, const struct json_slice *value,
                         struct err *e)
{
    json_t *key = parse_slice(j, name, e), *v = key ? parse_slice(j, value, e) : NULL;
    if (v)
        jsonfeed_member(&j->f, json_string_value(key), v);
    json_decref(key);
    json_decref(v);
    return v != NULL;
}

/* One "key": value of the feed. */
static bool walk_member(struct jsonfeed *j, const char **s, int depth, struct err *e)
{
    struct json_slice name, value;
    struct err why;
    if (!take_value(j, s, &name, e))
        return false;
    *s = skip_space(j, *s);
    if (*s == j->end || **s != ':' || name.at[0] != '"')
        return fail_at(j, *s, "not valid JSON: a key and ':' belong here", e);
    *s = skip_space(j, *s + 1);
    if (is_wrapper(&name, *s, depth))
        return walk_object(j, s, depth + 1, e);
    bool rss_items = depth == WRAPPERS_MAX && is_key(&name, "item"), is_items = rss_items || is_key(&name, "items");
    bool whole = take_value(j, s, &value, &why);
    if (!whole && (!is_items || why.code == ERR_LIMIT || value.at == j->end || *value.at != '[')) {
        if (e)
            *e = why;
        return false;
    }
    j->is_rss |= rss_items;
    return is_items ? note_items(j, s, &value, whole, e) : parse_member(j, &name, &value, e);
}

static bool walk_object(struct jsonfeed *j, const char **s, int depth, struct err *e)
{
    *s = skip_space(j, *s);
    if (*s == j->end || **s != '{')
        return fail_at(j, *s, "no JSON Feed: an object '{' belongs here", e);
    *s = skip_space(j, *s + 1);
    bool closed = *s < j->end && **s == '}';
    *s += closed;
    while (!closed) {
        if (!walk_member(j, s, depth, e))
            return false;
        if (j->is_cut)
            return true;
        if (!take_comma(j, s, '}', &closed, e))
            return false;
    }
    return true;
}

static bool read_feed(struct jsonfeed *j, struct err *e)
{
    struct reader *r = j->f.r;
    const char *s = j->begin;
    if (!walk_object(j, &s, 0, e))
        return false;
    if (j->found_items && !read_items(j, e))
        return false;
    if (j->f.empty_items)
        reader_warn(r, "%lld empty items in it were passed over", (long long)j->f.empty_items);
    feed_fill_info(&j->f);
    return r->may_be_empty = true;
}

bool jsonfeed_read(struct reader *r, struct err *e)
{
    if (!input_all(&r->in, INGEST_DOCUMENT_MAX, e))
        return false;
    BUF_SCOPED struct buf valid = {0};
    struct jsonfeed j = {.f = {.r = r, .base = r->options->base, .atom = true}, .begin = input_bytes(&r->in)};
    j.end = j.begin + input_left(&r->in);
    if (!text_is_utf8(j.begin, input_left(&r->in))) {
        text_validate(&valid, j.begin, input_left(&r->in));
        reader_warn(r, "not UTF-8 throughout: what is none was replaced");
        j.begin = buf_str(&valid);
        j.end = j.begin + valid.len;
    }
    bool ok = read_feed(&j, e);
    arena_finish(&j.f.feed_arena);
    arena_finish(&j.f.element_arena);
    return ok;
}

/* Does the value of "version" that follows name JSON Feed? Slashes may be escaped. */
static bool is_version(const char *s, const char *end)
{
    static const char *const names[] = {"jsonfeed.org/version", "jsonfeed.org\\/version"};
    size_t look = (size_t)(end - s) < 80 ? (size_t)(end - s) : 80;
    return memmem(s, look, names[0], strlen(names[0])) || memmem(s, look, names[1], strlen(names[1]));
}

static bool has_key(const char *s, size_t len, const char *key, bool (*fits)(const char *, const char *))
{
    const char *end = s + len;
    for (const char *at = s; (at = memmem(at, (size_t)(end - at), key, strlen(key))); at++)
        if (at > s && strchr("{, \t\r\n", at[-1]) && fits(at + strlen(key), end))
            return true;
    return false;
}

static bool is_object(const char *s, const char *end)
{
    while (s < end && strchr(" \t\r\n:", *s))
        s++;
    return s < end && *s == '{';
}

static bool is_list(const char *s, const char *end)
{
    while (s < end && strchr(" \t\r\n:", *s))
        s++;
    return s < end && *s == '[';
}

bool jsonfeed_sniff(const char *head, size_t len)
{
    size_t at = json_space(head, len);
    if (at == len || head[at] != '{')
        return false;
    return has_key(head, len, "\"version\"", is_version) ||
           (has_key(head, len, "\"rss\"", is_object) && has_key(head, len, "\"channel\"", is_object)) ||
           (has_key(head, len, "\"items\"", is_list) && !memmem(head, len, "\"body", 5));
}

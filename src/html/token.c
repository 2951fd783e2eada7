/* token: the states of the standard's tokenizer that matter to what is shown, each as a loop over bytes. */
#include "token.h"
#include "raw.h"

void tokenizer_init(struct tokenizer *t, const char *html, size_t len)
{
    *t = (struct tokenizer){.at = html, .end = html + len};
}

/* True where the '<' at s begins something other than text. */
static bool begins_markup(const char *s, const char *end)
{
    return end - s > 1 && (char_is_alpha(s[1]) || s[1] == '!' || s[1] == '?' || (s[1] == '/' && end - s > 2));
}

static bool starts_with(const struct tokenizer *t, const char *s)
{
    size_t len = strlen(s);
    return (size_t)(t->end - t->at) >= len && memcmp(t->at, s, len) == 0;
}

static void skip_past(struct tokenizer *t, const char *s)
{
    const char *found = memmem(t->at, (size_t)(t->end - t->at), s, strlen(s));
    t->at = found ? found + strlen(s) : t->end;
}

/* spec: HTML 13.2.5.43 ff; "<!-->" and "<!--->" are whole comments, "--!>" ends one like "-->". */
static void skip_comment(struct tokenizer *t)
{
    t->at += 4;
    if (starts_with(t, ">") || starts_with(t, "->")) {
        skip_past(t, ">");
        return;
    }
    for (;;) {
        t->at = memmem(t->at, (size_t)(t->end - t->at), "--", 2);
        if (!t->at) {
            t->at = t->end;
            return;
        }
        if (starts_with(t, "-->") || starts_with(t, "--!>")) {
            skip_past(t, ">");
            return;
        }
        t->at++;
    }
}

/* Skip what begins at '<' and is neither a tag nor text. */
static void skip_declaration(struct tokenizer *t)
{
    if (starts_with(t, "<!--")) {
        skip_comment(t);
    } else if (starts_with(t, "<![CDATA[")) {
        t->at += 9;
        t->in_cdata = true;
    } else {
        skip_past(t, ">");
    }
}

static const struct {
    const char *name;
    enum attribute attribute;
} attribute_names[] = {
    {"alt", ATTRIBUTE_ALT},
    {"class", ATTRIBUTE_CLASS},
    {"colspan", ATTRIBUTE_COLSPAN},
    {"data-lazy-src", ATTRIBUTE_LAZY},
    {"data-original", ATTRIBUTE_LAZY},
    {"data-src", ATTRIBUTE_LAZY},
    {"dir", ATTRIBUTE_DIR},
    {"height", ATTRIBUTE_HEIGHT},
    {"hidden", ATTRIBUTE_HIDDEN},
    {"href", ATTRIBUTE_HREF},
    {"lang", ATTRIBUTE_LANG},
    {"reversed", ATTRIBUTE_REVERSED},
    {"role", ATTRIBUTE_ROLE},
    {"rowspan", ATTRIBUTE_ROWSPAN},
    {"src", ATTRIBUTE_SRC},
    {"srcset", ATTRIBUTE_SRCSET},
    {"start", ATTRIBUTE_START},
    {"style", ATTRIBUTE_STYLE},
    {"title", ATTRIBUTE_TITLE},
    {"type", ATTRIBUTE_TYPE},
    {"value", ATTRIBUTE_VALUE},
    {"width", ATTRIBUTE_WIDTH},
};

static void keep_attribute(struct token *k, struct span name, struct span value)
{
    for (size_t i = 0; i < sizeof attribute_names / sizeof *attribute_names; i++) {
        enum attribute a = attribute_names[i].attribute;
        if (char_lower(*name.at) != *attribute_names[i].name || !span_equal_nocase(name, attribute_names[i].name))
            continue;
        if (!token_has(k, a))
            k->attributes[a] = value;
        k->present |= 1u << a;
    }
}

static const char *skip_space(const char *s, const char *end)
{
    while (s < end && char_is_space(*s))
        s++;
    return s;
}

/* Read a value after its '='; returns what follows it, NULL where the input ends in it. */
static const char *read_value(const char *s, const char *end, struct span *value)
{
    s = skip_space(s, end);
    if (s < end && (*s == '"' || *s == '\'')) {
        const char *close = memchr(s + 1, *s, (size_t)(end - s - 1));
        if (close)
            *value = (struct span){s + 1, (size_t)(close - s - 1)};
        return close ? close + 1 : NULL;
    }
    const char *start = s;
    while (s < end && !char_is_space(*s) && *s != '>')
        s++;
    *value = (struct span){start, (size_t)(s - start)};
    return s;
}

/* Read one attribute at s, which is neither space, '/' nor '>'; returns what follows it, or NULL. */
static const char *read_attribute(const char *s, const char *end, struct token *k)
{
    const char *start = s++;
    while (s < end && !char_is_space(*s) && *s != '/' && *s != '>' && *s != '=')
        s++;
    struct span name = {start, (size_t)(s - start)}, value = {s, 0};
    const char *next = skip_space(s, end);
    if (next < end && *next == '=')
        next = read_value(next + 1, end, &value);
    if (next)
        keep_attribute(k, name, value);
    return next;
}

/* Read the attributes from s to the tag's '>'; returns what follows it, or NULL where the input ends before. */
static const char *read_attributes(const char *s, const char *end, struct token *k)
{
    while (s && s < end) {
        if (*s == '>')
            return s + 1;
        if (*s == '/') {
            k->self_closing = end - s > 1 && s[1] == '>';
            s++;
        } else if (char_is_space(*s)) {
            s++;
        } else {
            s = read_attribute(s, end, k);
        }
    }
    return NULL;
}

/* Read the tag at '<'. False where the input ends in it, or where it is "</" and no letter: nothing that is shown. */
static bool read_tag(struct tokenizer *t, struct token *k)
{
    k->type = t->at[1] == '/' ? TOKEN_CLOSE : TOKEN_OPEN;
    const char *start = t->at + (k->type == TOKEN_CLOSE ? 2 : 1), *s = start;
    if (!char_is_alpha(*s)) {
        skip_past(t, ">");
        return false;
    }
    while (s < t->end && !char_is_space(*s) && *s != '/' && *s != '>')
        s++;
    k->text = (struct span){start, (size_t)(s - start)};
    k->self_closing = false;
    k->present = 0;
    s = read_attributes(s, t->end, k);
    t->at = s ? s : t->end;
    if (!s)
        return false;
    k->element = element_find(k->text);
    if (k->type == TOKEN_OPEN && element_is(k->element, RAW) && !k->self_closing)
        t->raw = k->element;
    return true;
}

/* Text from t->at to the next markup; false where there is none. */
static bool read_text(struct tokenizer *t, struct token *k)
{
    const char *s = t->at;
    do
        s = memchr(s, '<', (size_t)(t->end - s));
    while (s && !begins_markup(s, t->end) && ++s);
    s = s ? s : t->end;
    const char *stop = t->in_cdata ? memmem(t->at, (size_t)(s - t->at), "]]>", 3) : NULL;
    k->text = (struct span){t->at, (size_t)((stop ? stop : s) - t->at)};
    k->type = TOKEN_TEXT;
    k->literal = false;
    t->at = stop ? stop + 3 : s;
    t->in_cdata = t->in_cdata && !stop;
    return k->text.len > 0;
}

/* Leave raw content behind; what is kept of it comes out as text. */
static bool read_raw(struct tokenizer *t, struct token *k)
{
    const char *stop = raw_end(t->at, t->end, t->raw);
    bool kept = t->raw == ELEMENT_XMP || t->raw == ELEMENT_PLAINTEXT;
    k->text = (struct span){t->at, (size_t)(stop - t->at)};
    k->type = TOKEN_TEXT;
    k->literal = true;
    t->at = stop;
    t->raw = ELEMENT_UNKNOWN;
    return kept && k->text.len > 0;
}

bool token_next(struct tokenizer *t, struct token *k)
{
    while (t->at < t->end) {
        if (t->raw != ELEMENT_UNKNOWN) {
            if (read_raw(t, k))
                return true;
        } else if (*t->at != '<' || !begins_markup(t->at, t->end)) {
            if (read_text(t, k))
                return true;
        } else if (t->at[1] == '!' || t->at[1] == '?') {
            skip_declaration(t);
        } else if (read_tag(t, k)) {
            return true;
        }
    }
    return false;
}

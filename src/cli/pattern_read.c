/* pattern_read: the tokens of a basic or extended regular expression. */
#include "pattern_read.h"

#include "newsfs/text.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 16 /* of a class of characters */

static bool is_operator(const struct translation *t, char c)
{
    return t->extended ? t->at[0] == c : t->at[0] == '\\' && t->at[1] == c;
}

static void skip_operator(struct translation *t)
{
    t->at += t->extended ? 1 : 2;
}

static bool give_up(struct translation *t)
{
    t->odd = true;
    return false;
}

static uint32_t next_character(struct translation *t)
{
    uint32_t cp;
    t->at += text_decode(t->at, strlen(t->at), &cp, NULL);
    return cp;
}

/* ---- bracket expressions ---- */

/* "[:alpha:]" */
static bool read_named(struct translation *t, struct charset *set)
{
    const char *name = t->at + 2, *end = strstr(name, ":]");
    char copy[NAME_MAX_BYTES];
    if (!end || (size_t)(end - name) >= sizeof copy)
        return give_up(t);
    memcpy(copy, name, (size_t)(end - name));
    copy[end - name] = '\0';
    t->at = end + 2;
    t->by_library = true;
    if (t->ignore_case && (strcmp(copy, "upper") == 0 || strcmp(copy, "lower") == 0))
        memcpy(copy, "alpha", 6); /* as grep */
    return charset_add_class(set, t->locale, copy) || give_up(t);
}

static uint32_t upper_of(const struct translation *t, uint32_t cp)
{
    uint32_t alike[ALIKE_MAX];
    if (!t->ignore_case)
        return cp;
    cases_alike(&t->cases, cp, alike);
    return alike[0];
}

/* "x", "x-z": in POSIX a backslash stands for itself. */
static bool read_range(struct translation *t, struct charset *set)
{
    uint32_t first = upper_of(t, next_character(t)), last = first;
    if (t->at[0] == '-' && t->at[1] && t->at[1] != ']') {
        t->at++;
        if (t->at[0] == '[' && (t->at[1] == '.' || t->at[1] == '='))
            return give_up(t);
        last = upper_of(t, next_character(t));
        t->by_library = true;
    }
    charset_add_range(set, first, last);
    return true;
}

/* "[:alpha:]" without brackets around it is a mistake that grep does not let pass. */
static bool is_misspelt(const char *members, const char *end)
{
    size_t len = (size_t)(end - members);
    return len > 2 && members[0] == ':' && end[-1] == ':' && !memmem(members, len, "[:", 2) &&
           !memmem(members + 1, len - 2, "-", 1);
}

static bool read_members(struct translation *t, struct charset *set)
{
    bool ok = true, first = true;
    const char *members = t->at;
    for (; ok && *t->at && (first || *t->at != ']'); first = false) {
        if (t->at[0] == '[' && t->at[1] == ':')
            ok = read_named(t, set);
        else if (t->at[0] == '[' && (t->at[1] == '.' || t->at[1] == '='))
            ok = give_up(t);
        else
            ok = read_range(t, set);
    }
    if (ok && is_misspelt(members, t->at))
        return err_set(t->e, ERR_USAGE,
                       "the pattern cannot be used: character class syntax is [[:space:]], not [:space:]");
    return ok && (*t->at || give_up(t));
}

static bool read_class(struct translation *t, struct token *token)
{
    struct charset *set = charset_new();
    bool negated = t->at[1] == '^';
    t->at += 1 + negated;
    bool ok = read_members(t, set);
    if (ok) {
        t->at++;
        if (t->ignore_case)
            charset_fold(set, &t->cases);
        if (negated)
            charset_invert(set);
        token->kind = TOKEN_CLASS;
        charset_write(&token->text, set);
    }
    free(set);
    return ok;
}

/* ---- repeats ---- */

/* The inside of {m,n} and its end; false: it is no interval. */
static bool read_interval(struct translation *t, struct token *token)
{
    const char *s = t->at + (t->extended ? 1 : 2);
    char *end;
    bool has_min = *s >= '0' && *s <= '9';
    long min = has_min ? strtol(s, &end, 10) : 0, max = min;
    s = has_min ? end : s;
    if (*s == ',') {
        s++;
        max = -1;
        if (*s >= '0' && *s <= '9') {
            max = strtol(s, &end, 10);
            s = end;
        }
    } else if (!has_min) {
        return false;
    }
    if (!t->extended && *s++ != '\\')
        return false;
    if (*s != '}')
        return false;
    if (max >= 0 && max < min)
        return !t->extended && err_set(t->e, ERR_USAGE, "the pattern cannot be used: Invalid content of \\{\\}");
    if (min > REPEAT_MAX || max > REPEAT_MAX)
        return err_set(t->e, ERR_USAGE, "the pattern cannot be used: regular expression too big");
    t->at = s + 1;
    *token = (struct token){.kind = TOKEN_REPEAT, .min = (int)min, .max = (int)max};
    return true;
}

static bool is_repeat(struct translation *t, struct token *token)
{
    static const struct {
        char sign;
        int min, max;
    } signs[] = {{'+', 1, -1}, {'?', 0, 1}};
    if (!t->extended && t->at_start)
        return false;
    if (t->at[0] == '*') {
        t->at++;
        *token = (struct token){.kind = TOKEN_REPEAT, .min = 0, .max = -1};
        return true;
    }
    for (size_t i = 0; i < 2; i++)
        if (is_operator(t, signs[i].sign)) {
            skip_operator(t);
            *token = (struct token){.kind = TOKEN_REPEAT, .min = signs[i].min, .max = signs[i].max};
            return true;
        }
    return false;
}

/* ---- places and escapes ---- */

static bool ends_branch(const struct translation *t, const char *s)
{
    struct translation ahead = *t;
    ahead.at = s;
    return !*s || *s == '\n' || is_operator(&ahead, ')') || is_operator(&ahead, '|');
}

static bool is_anchor(struct translation *t, struct token *token)
{
    bool begin = (t->at[0] == '^' && (t->extended || t->at_start));
    bool end = t->at[0] == '$' && (t->extended || ends_branch(t, t->at + 1));
    if (!begin && !end)
        return false;
    token->kind = TOKEN_PLACE;
    buf_adds(&token->text, begin ? "^" : "$");
    t->at++;
    return true;
}

static const char *word_class(struct translation *t)
{
    if (t->word.len == 0) {
        struct charset *set = charset_new();
        charset_add_class(set, t->locale, "alnum");
        charset_add(set, '_');
        charset_write(&t->word, set);
        free(set);
    }
    return t->word.data;
}

/* %s stands for the class of what words are made of. */
static void add_place(struct translation *t, struct token *token, const char *form)
{
    const char *word = word_class(t);
    token->kind = TOKEN_PLACE;
    for (; *form; form++)
        *form == '%' ? buf_adds(&token->text, word) : buf_addc(&token->text, *form);
}

static void add_class(struct translation *t, struct token *token, const char *name, char extra, bool negated)
{
    struct charset *set = charset_new();
    charset_add_class(set, t->locale, name);
    if (extra)
        charset_add(set, (uint32_t)extra);
    if (negated)
        charset_invert(set);
    token->kind = TOKEN_CLASS;
    charset_write(&token->text, set);
    free(set);
}

/* The letter after a backslash; false: it stands for itself. */
static bool is_escape(struct translation *t, struct token *token, char c)
{
    static const struct {
        char letter;
        const char *form;
    } places[] = {{'b', "(?:(?<!%)(?=%)|(?<=%)(?!%))"},
                  {'B', "(?:(?<=%)(?=%)|(?<!%)(?!%))"},
                  {'<', "(?<!%)(?=%)"},
                  {'>', "(?<=%)(?!%)"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (c == places[i].letter) {
            t->by_library = true;
            add_place(t, token, places[i].form);
            return true;
        }
    t->by_library = t->by_library || (c && strchr("wWsS", c));
    if (c == '`' || c == '\'') {
        token->kind = TOKEN_PLACE;
        buf_adds(&token->text, c == '`' ? "^" : "$"); /* of a line, as everything is */
    } else if (c == 'w' || c == 'W')
        add_class(t, token, "alnum", '_', c == 'W');
    else if (c == 's' || c == 'S')
        add_class(t, token, "space", '\0', c == 'S');
    return token->kind != TOKEN_END;
}

static bool read_literal(struct translation *t, struct token *token)
{
    const char *from = t->at;
    next_character(t);
    token->kind = TOKEN_LITERAL;
    buf_add(&token->text, from, (size_t)(t->at - from));
    return true;
}

static bool read_escape(struct translation *t, struct token *token)
{
    char c = t->at[1];
    if (!c || (c >= '1' && c <= '9'))
        return give_up(t);
    if (is_escape(t, token, c)) {
        t->at += 2;
        return true;
    }
    t->at++;
    t->peculiar =
        t->peculiar || (t->ignore_case && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')); /* the library then misses it */
    return read_literal(t, token);
}

/* ---- tokens ---- */

static bool is_structure(struct translation *t, struct token *token)
{
    if (*t->at == '\n' || is_operator(t, '|')) {
        token->kind = TOKEN_OR;
        *t->at == '\n' ? (void)t->at++ : skip_operator(t);
        return true;
    }
    if (is_operator(t, '(') || (is_operator(t, ')') && (t->depth || !t->extended))) {
        token->kind = is_operator(t, '(') ? TOKEN_OPEN : TOKEN_CLOSE;
        skip_operator(t);
        return true;
    }
    return false;
}

bool read_token(struct translation *t, struct token *token)
{
    *token = (struct token){.kind = TOKEN_END};
    if (!*t->at || is_structure(t, token) || is_repeat(t, token) || is_anchor(t, token))
        return true;
    if (is_operator(t, '{') && (t->extended || !t->at_start) && (read_interval(t, token) || t->e->code != ERR_NONE))
        return t->e->code == ERR_NONE;
    if (*t->at == '[')
        return read_class(t, token);
    if (*t->at == '\\')
        return read_escape(t, token);
    if (*t->at != '.')
        return read_literal(t, token);
    token->kind = TOKEN_CLASS;
    buf_adds(&token->text, "[^\\n]");
    t->at++;
    return true;
}

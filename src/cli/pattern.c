#define PCRE2_CODE_UNIT_WIDTH 8

#include "pattern.h"

#include "newsfs/text.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define NEEDLE_MIN 3
#define REPEAT_MAX 32767 /* spec: RE_DUP_MAX of glibc */
#define DEPTH_MAX  200

enum token_kind {
    TOKEN_END,
    TOKEN_LITERAL, /* bytes of one character */
    TOKEN_CLASS,   /* matches one character or a place: its PCRE2 form is in text */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OR,
    TOKEN_REPEAT,
};

struct token {
    enum token_kind kind;
    struct buf text;
    int min, max; /* of a repeat; max -1: no limit */
};

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    struct arena arena;
    struct needle_group *groups;
    size_t group_count;
    bool whole_text; /* may be asked of many lines at once */
};

/* Reads a pattern and writes PCRE2. */
struct translation {
    const char *start, *at;
    bool extended, ignore_case;
    struct buf out;
    size_t depth, open[DEPTH_MAX]; /* where each open group begins in out */
    size_t atom;                   /* where the last atom begins in out */
    bool has_atom, at_start;       /* of a branch */
    /* needles: alternatives at the top, each with its runs of literals */
    struct arena *arena;
    struct buf run;
    size_t last_len; /* of the last character of the run */
    const char **runs;
    size_t run_count, branch_first; /* runs from branch_first on belong to the present branch */
    struct needle_group *groups;
    size_t group_count, branches;
    bool hopeless; /* a branch without a run: nothing narrows */
    bool whole_text;
    struct err *e;
};

/* ---- reading ---- */

static bool is_escaped_operator(const struct translation *t, char c)
{
    return !t->extended && t->at[0] == '\\' && t->at[1] == c;
}

static bool is_operator(const struct translation *t, char c)
{
    return t->extended ? t->at[0] == c : is_escaped_operator(t, c);
}

static void skip_operator(struct translation *t)
{
    t->at += t->extended ? 1 : 2;
}

static size_t class_end(const char *s)
{
    size_t i = 1 + (s[1] == '^');
    i += s[i] == ']';
    while (s[i] && s[i] != ']') {
        if (s[i] == '[' && s[i + 1] && strchr(":.=", s[i + 1])) {
            const char close[] = {s[i + 1], ']', '\0'}, *end = strstr(s + i + 2, close);
            if (!end)
                return 0;
            i = (size_t)(end - s) + 2;
        } else {
            i++;
        }
    }
    return s[i] ? i + 1 : 0;
}

/* A bracket expression: in POSIX a backslash in it stands for itself; a newline never matches. */
static bool read_class(struct translation *t, struct token *token)
{
    size_t len = class_end(t->at);
    if (!len)
        return err_set(t->e, ERR_USAGE, "the pattern's [ at byte %zu is not closed by ]", (size_t)(t->at - t->start) + 1);
    size_t i = 1;
    token->kind = TOKEN_CLASS;
    buf_addc(&token->text, '[');
    if (t->at[i] == '^') {
        buf_adds(&token->text, "^\\n");
        i++;
    }
    for (size_t first = i; i + 1 < len; i++) {
        bool named = t->at[i] == '[' && strchr(":.=", t->at[i + 1]);
        if (named) {
            const char close[] = {t->at[i + 1], ']', '\0'};
            size_t end = (size_t)(strstr(t->at + i + 2, close) - t->at) + 2;
            if (t->at[i + 1] == ':')
                buf_add(&token->text, t->at + i, end - i);
            else
                buf_add(&token->text, t->at + i + 2, end - i - 4);
            i = end - 1;
        } else {
            if (t->at[i] == '\\' || t->at[i] == '[' || (t->at[i] == ']' && i == first))
                buf_addc(&token->text, '\\');
            buf_addc(&token->text, t->at[i]);
        }
    }
    buf_addc(&token->text, ']');
    t->at += len;
    return true;
}

/* "{m,n}" without its braces' escapes; false: it is no interval. */
static bool read_interval(struct translation *t, struct token *token)
{
    const char *s = t->at + (t->extended ? 1 : 2);
    char *end;
    long min = 0, max;
    bool has_min = *s >= '0' && *s <= '9';
    if (has_min) {
        min = strtol(s, &end, 10);
        s = end;
    }
    max = min;
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
    if (!t->extended && *s == '\\')
        s++;
    else if (!t->extended)
        return false;
    if (*s != '}' || min > REPEAT_MAX || max > REPEAT_MAX || (max >= 0 && max < min))
        return false;
    t->at = s + 1;
    token->kind = TOKEN_REPEAT;
    token->min = (int)min;
    token->max = (int)max;
    return true;
}

static bool read_repeat(struct translation *t, struct token *token)
{
    static const struct {
        char sign;
        int min, max;
    } signs[] = {{'+', 1, -1}, {'?', 0, 1}};
    if (t->at[0] == '*' && (t->extended || !t->at_start)) {
        t->at++;
        *token = (struct token){.kind = TOKEN_REPEAT, .min = 0, .max = -1};
        return true;
    }
    for (size_t i = 0; i < 2; i++)
        if (is_operator(t, signs[i].sign) && (t->extended || !t->at_start)) {
            skip_operator(t);
            *token = (struct token){.kind = TOKEN_REPEAT, .min = signs[i].min, .max = signs[i].max};
            return true;
        }
    return is_operator(t, '{') && (t->extended || !t->at_start) && read_interval(t, token);
}

static bool ends_branch(const struct translation *t, const char *s)
{
    struct translation ahead = *t;
    ahead.at = s;
    return !*s || *s == '\n' || is_operator(&ahead, ')') || is_operator(&ahead, '|');
}

static bool read_anchor(struct translation *t, struct token *token)
{
    bool begin = t->at[0] == '^' && (t->extended || t->at_start);
    bool end = t->at[0] == '$' && (t->extended || ends_branch(t, t->at + 1));
    if (!begin && !end)
        return false;
    token->kind = TOKEN_CLASS;
    buf_adds(&token->text, begin ? "^" : "$");
    t->at++;
    return true;
}

static bool read_escape(struct translation *t, struct token *token)
{
    static const struct {
        char letter;
        const char *pcre;
    } escapes[] = {{'w', "\\w"}, {'W', "[^\\w\\n]"}, {'s', "[^\\S\\n]"}, {'S', "\\S"}, {'b', "\\b"}, {'B', "\\B"},
                   {'<', "\\b(?=\\w)"}, {'>', "\\b(?<=\\w)"}, {'`', "\\A"}, {'\'', "\\z"}};
    char c = t->at[1];
    if (t->at[0] != '\\' || !c)
        return false;
    token->kind = TOKEN_CLASS;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (c == escapes[i].letter) {
            buf_adds(&token->text, escapes[i].pcre);
            t->whole_text = t->whole_text && c != '`' && c != '\'';
            t->at += 2;
            return true;
        }
    if (c >= '1' && c <= '9') {
        buf_addf(&token->text, "\\g{%c}", c);
        t->at += 2;
        return true;
    }
    t->at++; /* any other escaped character stands for itself */
    return false;
}

static void read_literal(struct translation *t, struct token *token)
{
    uint32_t cp;
    size_t n = text_decode(t->at, strlen(t->at), &cp, NULL);
    token->kind = TOKEN_LITERAL;
    buf_add(&token->text, t->at, n);
    t->at += n;
}

static bool read_token(struct translation *t, struct token *token)
{
    *token = (struct token){.kind = TOKEN_END};
    if (!*t->at)
        return true;
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
    if (read_repeat(t, token) || read_anchor(t, token))
        return true;
    if (*t->at == '[')
        return read_class(t, token);
    if (*t->at == '.') {
        token->kind = TOKEN_CLASS;
        buf_adds(&token->text, "[^\\n]");
        t->at++;
        return true;
    }
    if (read_escape(t, token))
        return true;
    buf_clear(&token->text);
    read_literal(t, token);
    return true;
}

/* ---- needles ---- */

static void end_run(struct translation *t)
{
    if (t->run.len >= NEEDLE_MIN) {
        t->runs = arena_grow(t->arena, t->runs, t->run_count, sizeof *t->runs);
        t->runs[t->run_count++] = arena_strndup(t->arena, t->run.data, t->run.len);
    }
    buf_clear(&t->run);
    t->last_len = 0;
}

/* Ignoring case, s and k also match letters outside ASCII (U+017F, U+212A), and other letters fold in ways the index does not know. */
static bool is_certain(const struct translation *t, const struct buf *character)
{
    return !t->ignore_case || (character->len == 1 && !strchr("sSkK", character->data[0]));
}

static void extend_run(struct translation *t, const struct buf *character)
{
    if (!is_certain(t, character)) {
        end_run(t);
        return;
    }
    buf_add(&t->run, character->data, character->len);
    t->last_len = character->len;
}

/* The character before a repeat: it may be missing, or stand more often. */
static void repeat_run(struct translation *t, int min)
{
    if (min == 0 && t->last_len)
        buf_truncate(&t->run, t->run.len - t->last_len);
    end_run(t);
}

static void add_group(struct translation *t, const char **needles, size_t count)
{
    t->groups = arena_grow(t->arena, t->groups, t->group_count, sizeof *t->groups);
    t->groups[t->group_count++] = (struct needle_group){needles, count};
}

static void end_branch(struct translation *t)
{
    end_run(t);
    t->hopeless = t->hopeless || t->run_count == t->branch_first;
    t->branch_first = t->run_count;
    t->branches++;
}

/* One branch: each of its runs is needed. Several: the longest of each, any of them. */
static void finish_needles(struct translation *t, size_t single_runs)
{
    if (t->hopeless)
        return;
    if (t->branches == 1) {
        for (size_t i = 0; i < single_runs; i++)
            add_group(t, &t->runs[i], 1);
        return;
    }
    add_group(t, t->runs, t->run_count);
}

/* ---- writing ---- */

static void add_literal(struct buf *out, const struct buf *character)
{
    if (character->len == 1 && strchr("\\^$.[]|()?*+{}-#&~", character->data[0]))
        buf_addc(out, '\\');
    buf_add(out, character->data, character->len);
}

static void begin_atom(struct translation *t)
{
    t->atom = t->out.len;
    t->has_atom = true;
    t->at_start = false;
}

/* "(?:atom{m,n})": a repeat of a repeat then means what it says, and no sign is taken for lazy or possessive. */
static void add_repeat(struct translation *t, const struct token *token)
{
    if (!t->has_atom)
        return; /* nothing to repeat: as GNU grep, it stands for nothing */
    BUF_SCOPED struct buf atom = {0};
    buf_add(&atom, t->out.data + t->atom, t->out.len - t->atom);
    buf_truncate(&t->out, t->atom);
    buf_addf(&t->out, "(?:%s", buf_str(&atom));
    if (token->max < 0)
        buf_addf(&t->out, "{%d,})", token->min);
    else
        buf_addf(&t->out, "{%d,%d})", token->min, token->max);
}

static bool open_group(struct translation *t)
{
    if (t->depth == DEPTH_MAX)
        return err_set(t->e, ERR_USAGE, "the pattern nests deeper than %d groups", DEPTH_MAX);
    end_run(t);
    t->open[t->depth++] = t->out.len;
    buf_addc(&t->out, '(');
    t->has_atom = false;
    t->at_start = true;
    return true;
}

static bool close_group(struct translation *t)
{
    if (!t->depth)
        return err_set(t->e, ERR_USAGE, "the pattern's ) at byte %zu closes nothing", (size_t)(t->at - t->start));
    buf_addc(&t->out, ')');
    t->atom = t->open[--t->depth];
    t->has_atom = true;
    t->at_start = false;
    return true;
}

static bool add_token(struct translation *t, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_OPEN:
        return open_group(t);
    case TOKEN_CLOSE:
        return close_group(t);
    case TOKEN_OR:
        if (!t->depth)
            end_branch(t);
        buf_addc(&t->out, '|');
        t->has_atom = false;
        t->at_start = true;
        return true;
    case TOKEN_REPEAT:
        if (!t->depth)
            repeat_run(t, token->min);
        add_repeat(t, token);
        return true;
    case TOKEN_LITERAL:
        begin_atom(t);
        if (!t->depth)
            extend_run(t, &token->text);
        add_literal(&t->out, &token->text);
        return true;
    default:
        if (!t->depth)
            end_run(t);
        bool anchor = token->text.len == 1 && token->text.data[0] == '^';
        if (!anchor)
            begin_atom(t);
        buf_add(&t->out, token->text.data, token->text.len);
        return true;
    }
}

static bool translate(struct translation *t)
{
    struct token token;
    bool ok = true;
    t->at_start = true;
    do {
        ok = read_token(t, &token);
        ok = ok && (token.kind == TOKEN_END || add_token(t, &token));
        buf_finish(&token.text);
    } while (ok && token.kind != TOKEN_END);
    if (ok && t->depth)
        ok = err_set(t->e, ERR_USAGE, "the pattern has a ( that is not closed");
    if (!ok)
        return false;
    end_branch(t);
    finish_needles(t, t->run_count);
    return true;
}

/* Fixed strings, one a line. */
static void translate_fixed(struct translation *t)
{
    for (;; t->at++) {
        for (; *t->at && *t->at != '\n';) {
            struct token token = {0};
            read_literal(t, &token);
            extend_run(t, &token.text);
            add_literal(&t->out, &token.text);
            buf_finish(&token.text);
        }
        end_branch(t);
        if (!*t->at)
            break;
        buf_addc(&t->out, '|');
    }
    finish_needles(t, t->run_count);
}

static bool compile(struct pattern *p, const struct buf *expression, bool ignore_case, struct err *e)
{
    int code;
    PCRE2_SIZE at;
    PCRE2_UCHAR why[128];
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | (ignore_case ? PCRE2_CASELESS : 0);
    p->code = pcre2_compile((PCRE2_SPTR)buf_str(expression), expression->len, options, &code, &at, NULL);
    if (!p->code) {
        pcre2_get_error_message(code, why, sizeof why);
        return err_set(e, ERR_USAGE, "the pattern cannot be used: %s", (const char *)why);
    }
    pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); /* where it fails, matching is only slower */
    p->match = pcre2_match_data_create_from_pattern(p->code, NULL);
    return true;
}

struct pattern *pattern_new(const char *text, enum pattern_syntax syntax, bool ignore_case, struct err *e)
{
    struct pattern *p = mem_alloc(sizeof *p);
    struct translation *t = mem_alloc(sizeof *t);
    *t = (struct translation){.start = text,
                              .at = text,
                              .extended = syntax == PATTERN_EXTENDED,
                              .ignore_case = ignore_case,
                              .arena = &p->arena,
                              .whole_text = true,
                              .e = e};
    bool ok = text_is_utf8(text, strlen(text)) || err_set(e, ERR_USAGE, "the pattern is not UTF-8");
    if (ok && syntax == PATTERN_FIXED)
        translate_fixed(t);
    else if (ok)
        ok = translate(t);
    ok = ok && compile(p, &t->out, ignore_case, e);
    p->groups = t->groups;
    p->group_count = t->group_count;
    p->whole_text = t->whole_text;
    buf_finish(&t->out);
    buf_finish(&t->run);
    free(t);
    if (ok)
        return p;
    pattern_free(p);
    return NULL;
}

void pattern_free(struct pattern *p)
{
    if (!p)
        return;
    pcre2_match_data_free(p->match);
    pcre2_code_free(p->code);
    arena_finish(&p->arena);
    free(p);
}

bool pattern_matches_line(struct pattern *p, const char *line, size_t len)
{
    return pcre2_match(p->code, (PCRE2_SPTR)line, len, 0, PCRE2_NO_UTF_CHECK, p->match, NULL) >= 0;
}

bool pattern_may_match(struct pattern *p, const char *bytes, size_t len)
{
    return !p->whole_text || pattern_matches_line(p, bytes, len);
}

const struct needle_group *pattern_needles(const struct pattern *p, size_t *count)
{
    *count = p->group_count;
    return p->groups;
}

/* pattern_write: the tokens of a pattern as a PCRE2 expression, and the strings that every match holds. */
#include "pattern_read.h"

#include "newsfs/text.h"

#include <stdlib.h>
#include <string.h>

#define NEEDLE_MIN 3

/* ---- needles ---- */

static void end_run(struct translation *t)
{
    if (t->run.len >= NEEDLE_MIN) {
        t->runs = arena_grow(t->arena, t->runs, t->run_count, sizeof *t->runs);
        t->runs[t->run_count++] = arena_strndup(t->arena, t->run.data, t->run.len);
    }
    buf_clear(&t->run);
    t->last_len = 0;
    t->repeated = false;
}

/* Ignoring case, the index knows the two cases of ASCII letters only, and some of these have a third form beyond ASCII. */
static bool is_certain(const struct translation *t, const struct buf *character)
{
    return !t->ignore_case || (character->len == 1 && !strchr("iIsSkK", character->data[0]));
}

static void extend_run(struct translation *t, const struct buf *character)
{
    bool certain = is_certain(t, character);
    if (!certain || t->repeated)
        end_run(t);
    if (!certain)
        return;
    buf_add(&t->run, character->data, character->len);
    t->last_len = character->len;
}

/* The character before a repeat: it may be missing, or stand more often; and the repeat may itself be repeated. */
static void repeat_run(struct translation *t, int min)
{
    t->repeated = true;
    if (min > 0)
        return;
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

/* One branch: each of its runs is needed. Several: any of them. */
static void finish_needles(struct translation *t)
{
    if (t->hopeless)
        return;
    if (t->branches == 1) {
        for (size_t i = 0; i < t->run_count; i++)
            add_group(t, &t->runs[i], 1);
        return;
    }
    add_group(t, t->runs, t->run_count);
}

/* ---- writing ---- */

static void add_character(struct buf *out, const struct buf *character)
{
    if (character->len == 1 && strchr("\\^$.[]|()?*+{}-#&~", character->data[0]))
        buf_addc(out, '\\');
    buf_add(out, character->data, character->len);
}

static void add_literal(struct translation *t, const struct buf *character)
{
    uint32_t cp, alike[ALIKE_MAX];
    size_t count = 0;
    if (t->ignore_case && text_decode(character->data, character->len, &cp, NULL))
        count = cases_alike(&t->cases, cp, alike);
    if (count < 2) {
        add_character(&t->out, character);
        return;
    }
    buf_addc(&t->out, '[');
    for (size_t i = 0; i < count; i++)
        buf_addf(&t->out, "\\x{%x}", alike[i]);
    buf_addc(&t->out, ']');
}

static void begin_atom(struct translation *t)
{
    t->atom = t->out.len;
    t->has_atom = true;
    t->place = false;
    t->at_start = false;
}

/* "(?:atom{m,n})": a repeat of a repeat then means what it says, and no sign is taken for lazy or possessive. */
static bool add_repeat(struct translation *t, const struct token *token)
{
    t->peculiar = t->peculiar || !t->has_atom || t->place;
    if (!t->has_atom)
        return true; /* as grep: it stands for nothing */
    BUF_SCOPED struct buf atom = {0};
    buf_add(&atom, t->out.data + t->atom, t->out.len - t->atom);
    buf_truncate(&t->out, t->atom);
    buf_addf(&t->out, t->place ? "(?:(?:%s)" : "(?:%s", buf_str(&atom));
    if (token->max < 0)
        buf_addf(&t->out, "{%d,})", token->min);
    else
        buf_addf(&t->out, "{%d,%d})", token->min, token->max);
    return true;
}

static bool open_group(struct translation *t)
{
    if (t->depth == DEPTH_MAX)
        return false;
    end_run(t);
    t->open[t->depth++] = t->out.len;
    buf_adds(&t->out, "(?:");
    t->has_atom = false;
    t->at_start = true;
    return true;
}

static bool close_group(struct translation *t)
{
    if (!t->depth)
        return false;
    buf_addc(&t->out, ')');
    t->atom = t->open[--t->depth];
    t->has_atom = true;
    t->place = false;
    t->at_start = false;
    return true;
}

static void begin_branch(struct translation *t)
{
    if (!t->depth)
        end_branch(t);
    buf_addc(&t->out, '|');
    t->has_atom = false;
    t->at_start = true;
}

static void add_place(struct translation *t, const struct token *token)
{
    if (!t->depth)
        end_run(t);
    bool at_start = t->at_start;
    begin_atom(t);
    t->place = true;
    t->at_start = at_start && strcmp(token->text.data, "^") == 0;
    buf_add(&t->out, token->text.data, token->text.len);
}

static void add_one(struct translation *t, const struct token *token)
{
    begin_atom(t);
    if (token->kind == TOKEN_LITERAL) {
        if (!t->depth)
            extend_run(t, &token->text);
        add_literal(t, &token->text);
        return;
    }
    if (!t->depth)
        end_run(t);
    buf_add(&t->out, token->text.data, token->text.len);
}

static bool add_token(struct translation *t, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_OPEN:
        return open_group(t);
    case TOKEN_CLOSE:
        return close_group(t);
    case TOKEN_OR:
        begin_branch(t);
        return true;
    case TOKEN_REPEAT:
        if (!t->depth)
            repeat_run(t, token->min);
        return add_repeat(t, token);
    case TOKEN_PLACE:
        add_place(t, token);
        return true;
    default:
        add_one(t, token);
        return true;
    }
}

bool pattern_translate(struct translation *t)
{
    struct token token;
    bool ok = true;
    t->at_start = true;
    do {
        ok = read_token(t, &token) && (token.kind == TOKEN_END || add_token(t, &token));
        buf_finish(&token.text);
    } while (ok && token.kind != TOKEN_END);
    t->odd = t->odd || t->depth || (t->by_library && t->peculiar);
    if (!ok || t->odd)
        return false;
    end_branch(t);
    finish_needles(t);
    return true;
}

void pattern_translate_fixed(struct translation *t)
{
    for (;; t->at++) {
        while (*t->at && *t->at != '\n') {
            uint32_t cp;
            BUF_SCOPED struct buf character = {0};
            size_t n = text_decode(t->at, strlen(t->at), &cp, NULL);
            buf_add(&character, t->at, n);
            extend_run(t, &character);
            add_literal(t, &character);
            t->at += n;
        }
        end_branch(t);
        if (!*t->at)
            break;
        buf_addc(&t->out, '|');
    }
    finish_needles(t);
}

void translation_finish(struct translation *t)
{
    buf_finish(&t->out);
    buf_finish(&t->word);
    buf_finish(&t->run);
    cases_finish(&t->cases);
}

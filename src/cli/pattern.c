#define PCRE2_CODE_UNIT_WIDTH 8

#include "pattern_read.h"

#include "newsfs/text.h"

#include <pcre2.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define JIT_STACK_FIRST (32 << 10)
#define JIT_STACK_MOST  (8 << 20)
#define NO_COLLATION    "Invalid collation character" /* spec: the text of glibc's REG_ECOLLATE */

struct pattern {
    pcre2_code *code; /* NULL: odd */
    struct arena arena;
    struct needle_group *groups;
    size_t group_count;
    locale_t locale;
    struct re_pattern_buffer *lines; /* of the C library, one for each line of the pattern; of fixed strings none */
    size_t line_count;
    bool
        wants_collation; /* a range beyond ASCII, which the C library knows in some locales only, and not in this one */
};

struct matcher {
    const struct pattern *pattern;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

/* ---- the C library's expressions ---- */

static bool add_line(struct pattern *p, const char *line, size_t len, bool ignore_case, struct err *e)
{
    p->lines = mem_realloc(p->lines, (p->line_count + 1) * sizeof *p->lines);
    struct re_pattern_buffer *to = &p->lines[p->line_count++];
    *to = (struct re_pattern_buffer){.fastmap = ignore_case ? NULL : mem_alloc(256)};
    const char *why = re_compile_pattern(line, len, to);
    bool collates = why && strcmp(why, NO_COLLATION) == 0;
    p->wants_collation = p->wants_collation || collates;
    return !why || collates || err_set(e, ERR_USAGE, "the pattern cannot be used: %s", why);
}

static bool compile_lines(struct pattern *p, const char *text, bool extended, bool ignore_case, struct err *e)
{
    bool ok = true;
    locale_t before = uselocale(p->locale);
    re_set_syntax((extended ? RE_SYNTAX_EGREP : RE_SYNTAX_GREP) | (ignore_case ? RE_ICASE : 0));
    for (const char *line = text; ok && line;) {
        const char *end = strchr(line, '\n');
        ok = add_line(p, line, end ? (size_t)(end - line) : strlen(line), ignore_case, e);
        line = end ? end + 1 : NULL;
    }
    uselocale(before);
    return ok;
}

static bool lines_match(const struct pattern *p, const char *line, size_t len)
{
    bool found = false;
    locale_t before = uselocale(p->locale);
    for (size_t i = 0; i < p->line_count && !found; i++)
        found = re_search(&p->lines[i], line, (regoff_t)len, 0, (regoff_t)len, NULL) >= 0;
    uselocale(before);
    return found;
}

/* ---- PCRE2 ---- */

static bool compile(struct pattern *p, const struct buf *expression, struct err *e)
{
    int code;
    PCRE2_SIZE at;
    PCRE2_UCHAR why[128];
    p->code = pcre2_compile((PCRE2_SPTR)buf_str(expression), expression->len,
                            PCRE2_UTF | PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX, &code, &at, NULL);
    if (p->code) {
        pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); /* where it fails, matching is only slower */
        return true;
    }
    if (p->line_count && !p->wants_collation)
        return true; /* too large for it: the C library will do */
    pcre2_get_error_message(code, why, sizeof why);
    return err_set(e, ERR_USAGE, "the pattern cannot be used: %s", (const char *)why);
}

/* ---- a pattern ---- */

static bool translate(struct pattern *p, struct translation *t, enum pattern_syntax syntax, struct err *e)
{
    const char *text = t->at;
    if (!text_is_utf8(text, strlen(text)))
        return err_set(e, ERR_USAGE, "the pattern is not UTF-8");
    if (t->ignore_case)
        cases_init(&t->cases, t->locale);
    if (syntax == PATTERN_FIXED)
        pattern_translate_fixed(t);
    else if (!compile_lines(p, text, t->extended, t->ignore_case, e))
        return false;
    else if (!pattern_translate(t))
        return t->e->code == ERR_NONE &&
               (!p->wants_collation || err_set(e, ERR_USAGE, "the pattern cannot be used: " NO_COLLATION));
    p->groups = t->groups;
    p->group_count = t->group_count;
    return compile(p, &t->out, e);
}

struct pattern *pattern_new(const char *text, enum pattern_syntax syntax, bool ignore_case, struct err *e)
{
    struct pattern *p = mem_alloc(sizeof *p);
    struct translation *t = mem_alloc(sizeof *t);
    p->locale = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
    if (!p->locale)
        p->locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    *t = (struct translation){.at = text,
                              .extended = syntax == PATTERN_EXTENDED,
                              .ignore_case = ignore_case,
                              .locale = p->locale,
                              .arena = &p->arena,
                              .e = e};
    bool ok = translate(p, t, syntax, e);
    translation_finish(t);
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
    for (size_t i = 0; i < p->line_count; i++)
        regfree(&p->lines[i]);
    free(p->lines);
    pcre2_code_free(p->code);
    freelocale(p->locale);
    arena_finish(&p->arena);
    free(p);
}

const struct needle_group *pattern_needles(const struct pattern *p, size_t *count)
{
    *count = p->group_count;
    return p->groups;
}

/* ---- matching ---- */

struct matcher *matcher_new(const struct pattern *p)
{
    struct matcher *m = mem_alloc(sizeof *m);
    m->pattern = p;
    if (!p->code)
        return m;
    m->data = pcre2_match_data_create(1, NULL);
    m->context = pcre2_match_context_create(NULL);
    m->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL);
    if (m->context && m->stack)
        pcre2_jit_stack_assign(m->context, NULL, m->stack);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->context);
    pcre2_jit_stack_free(m->stack);
    free(m);
}

static struct span line_around(const char *text, size_t len, size_t at)
{
    const char *before = memrchr(text, '\n', at), *after = memchr(text + at, '\n', len - at);
    return (struct span){before ? (size_t)(before - text) + 1 : 0, after ? (size_t)(after - text) : len};
}

/* Line by line, by the C library. */
static bool find_by_lines(const struct pattern *p, const char *text, size_t len, size_t at, struct span *line)
{
    for (; at < len; at = line->end + 1) {
        *line = line_around(text, len, at);
        if (lines_match(p, text + line->start, line->end - line->start))
            return true;
    }
    return false;
}

bool matcher_find(struct matcher *m, const char *text, size_t len, size_t at, struct span *line)
{
    const struct pattern *p = m->pattern;
    if (at >= len)
        return false;
    if (!p->code)
        return find_by_lines(p, text, len, at, line);
    int rc = pcre2_match(p->code, (PCRE2_SPTR)text, len - 1, at, PCRE2_NO_UTF_CHECK, m->data,
                         m->context); /* without the last newline */
    if (rc == PCRE2_ERROR_NOMATCH)
        return false;
    if (rc < 0)
        return p->line_count && !p->wants_collation && find_by_lines(p, text, len, at, line);
    *line = line_around(text, len, pcre2_get_ovector_pointer(m->data)[0]);
    return true;
}

/* flow: prefixes and blank lines. A blank line carries the marks of what surrounds both sides of it: "> a", ">", "> b". */
#include "flow.h"
#include <string.h>

void flow_init(struct flow *f, struct buf *out)
{
    *f = (struct flow){.out = out, .start = out->len, .gap = 1};
}

void flow_push(struct flow *f, const char *first, const char *rest)
{
    if (f->depth < FLOW_LEVELS) {
        struct flow_level *l = &f->levels[f->depth];
        *l = (struct flow_level){.used = false};
        strncpy(l->first, first, FLOW_MARK - 1);
        strncpy(l->rest, rest, FLOW_MARK - 1);
    }
    f->depth++;
}

bool flow_pop(struct flow *f)
{
    f->depth--;
    f->shared = f->shared < f->depth ? f->shared : f->depth;
    return f->depth < FLOW_LEVELS && f->levels[f->depth].loose;
}

static bool is_title(const struct flow_level *l)
{
    return l->first[0] == '#' && !l->used;
}

bool flow_in_title(const struct flow *f)
{
    return f->depth && f->depth <= FLOW_LEVELS && is_title(&f->levels[f->depth - 1]);
}

void flow_end_title(struct flow *f)
{
    for (size_t i = 0; i < f->depth && i < FLOW_LEVELS; i++)
        if (is_title(&f->levels[i]))
            f->levels[i].first[0] = '\0';
}

bool flow_is_empty(const struct flow *f)
{
    return f->out->len == f->start;
}

void flow_gap(struct flow *f, int gap)
{
    bool waits = f->depth && f->depth <= FLOW_LEVELS && !f->levels[f->depth - 1].used;
    if (!waits && gap > f->gap)
        f->gap = gap;
}

static size_t visible(size_t depth)
{
    return depth < FLOW_LEVELS ? depth : FLOW_LEVELS;
}

/* Write the marks of `depth` levels, without the white space they end in where `bare`. */
static void add_marks(struct flow *f, size_t depth, bool bare)
{
    size_t start = f->out->len;
    for (size_t i = 0; i < visible(depth); i++) {
        struct flow_level *l = &f->levels[i];
        buf_adds(f->out, l->used ? l->rest : l->first);
        l->used = true;
    }
    size_t end = f->out->len;
    while (bare && end > start && f->out->data[end - 1] == ' ')
        end--;
    if (bare)
        buf_truncate(f->out, end);
}

static void add_gap(struct flow *f)
{
    if (f->gap > 1 && !flow_is_empty(f)) {
        add_marks(f, f->shared, true);
        buf_addc(f->out, '\n');
        if (visible(f->shared))
            f->levels[visible(f->shared) - 1].loose = true;
    }
    f->gap = 1;
}

static void add_rule(struct flow *f)
{
    bool is_first = flow_is_empty(f);
    f->rule = false;
    if (is_first)
        return;
    f->gap = 2;
    add_gap(f);
    add_marks(f, f->shared, false);
    buf_adds(f->out, "***\n");
    f->gap = 2;
}

void flow_write(struct flow *f, const char *text, size_t len, const char *line_end)
{
    if (f->rule)
        add_rule(f);
    add_gap(f);
    const char *end = text + len;
    for (const char *stop; text <= end; text = stop + 1) {
        stop = memchr(text, '\n', (size_t)(end - text));
        bool is_last = !stop;
        stop = stop ? stop : end;
        add_marks(f, f->depth, stop == text);
        buf_add(f->out, text, (size_t)(stop - text));
        if (!is_last)
            buf_adds(f->out, line_end);
        buf_addc(f->out, '\n');
    }
    f->shared = f->depth;
    f->written++;
}

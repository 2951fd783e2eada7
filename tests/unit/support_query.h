/* support_query: random articles, random wishes about them, and what a wish means, read off without tokens or trees.
 *
 * A wish is printed as a query in any of the ways in which people may write it. Days and times are compared as texts. */
#ifndef SUPPORT_QUERY_H
#define SUPPORT_QUERY_H

#include "newsfs/query.h"
#include "support_search.h"

struct wish {
    enum query_kind kind; /* QUERY_TEXT … QUERY_NOT */
    const char *field;    /* "title:", "on:", …; "" for words */
    const char *text;     /* as written */
    const char *slug;
    bool prefix;
    const struct wish *left, *right;
};

static const struct {
    const char *name, *slug;
} support_groups[] = {{"The Wire", "the-wire"}, {"\"Ａ\" B", "a-b"}, {"東京", "東京"}, {"Zürich 1", "zürich-1"}};

static const char *const support_roles[][2] = {
    {"The Skeptic", "skeptic"}, {"builder", "builder"}, {"THE FUTURIST", "futurist"}};

static const char *const support_days[] = {"2025-12-31", "2026-01-01", "2026-01-31", "2026-02-28", "2026-04-08"};

static inline const char *random_line(struct random *r, struct arena *arena, size_t most)
{
    BUF_SCOPED struct buf text = {0};
    random_sentence(r, &text, random_below(r, most));
    return arena_strndup(arena, buf_str(&text), text.len);
}

static inline struct query_subject random_subject(struct random *r, struct arena *arena)
{
    struct query_subject s = {.title = random_line(r, arena, 6), .body = random_line(r, arena, 40)};
    s.summary = random_next(r) & 1 ? random_line(r, arena, 10) : NULL;
    s.source_slug = support_groups[random_below(r, 4)].slug;
    s.topic_count = random_below(r, 3);
    const char **topics = arena_alloc(arena, 2 * sizeof *topics);
    for (size_t i = 0; i < s.topic_count; i++)
        topics[i] = support_groups[random_below(r, 4)].slug;
    s.topic_slugs = topics;
    s.author_count = random_below(r, 3);
    struct person *authors = arena_alloc(arena, 2 * sizeof *authors);
    for (size_t i = 0; i < s.author_count; i++)
        authors[i].name = random_below(r, 4) ? random_line(r, arena, 4) : NULL;
    s.authors = authors;
    s.take_count = random_below(r, 3);
    struct take *takes = arena_alloc(arena, 2 * sizeof *takes);
    for (size_t i = 0; i < s.take_count; i++)
        takes[i] = (struct take){.role = support_roles[i][1], .text = random_line(r, arena, 10)};
    s.takes = takes;
    day_parse(support_days[random_below(r, 5)], 10, &s.day);
    s.published = s.day * DAY_SECONDS + (int64_t)random_below(r, DAY_SECONDS);
    return s;
}

/* Words that may well stand in the article: a slice of one of its texts from word to word, or others. */
static inline const char *random_phrase(struct random *r, struct arena *arena, const char *text)
{
    size_t len = text ? strlen(text) : 0, from = len ? random_below(r, len) : 0;
    while (from > 0 && text[from - 1] != ' ')
        from--;
    size_t to = from + random_below(r, 40);
    while (to < len && text[to] != ' ')
        to++;
    if (to > len || from >= to || random_below(r, 3) == 0)
        return random_line(r, arena, 4);
    return arena_strndup(arena, text + from, to - from);
}

/* Cut between code points, so that a word is cut, a base loses its mark, a syllable its final. */
static inline const char *random_beginning(struct random *r, struct arena *arena, const char *text)
{
    size_t len = strlen(text), cut = len ? 1 + random_below(r, len) : 0;
    while (cut < len && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut++;
    return arena_strndup(arena, text, cut);
}

/* True where a word or a mark on one ends the text, so that a star can follow. */
static inline bool phrase_takes_star(const char *text)
{
    UNITS_SCOPED struct units u = units_of(text);
    return u.in_word || u.in_run;
}

/* A text or author of at least one word without quotes. */
static inline void random_text_wish(struct random *r, struct arena *arena, const struct query_subject *s,
                                    struct wish *w)
{
    const char *texts[] = {s->title, s->body, s->summary, s->take_count ? s->takes[0].text : NULL,
                           s->author_count ? s->authors[0].name : NULL};
    size_t pick = random_below(r, 5);
    w->kind = pick == 4 ? QUERY_AUTHOR : QUERY_TEXT;
    w->field = pick == 4 ? "author:" : random_below(r, 5) == 0 ? "title:" : "";
    for (size_t count = 0; count == 0;) {
        w->text = random_phrase(r, arena, texts[pick]);
        if (random_below(r, 3) == 0)
            w->text = random_beginning(r, arena, w->text);
        UNITS_SCOPED struct units u = units_of(w->text);
        count = u.count;
    }
    w->prefix = random_below(r, 3) == 0 && phrase_takes_star(w->text);
}

static inline void random_leaf_wish(struct random *r, struct arena *arena, const struct query_subject *s,
                                    struct wish *w)
{
    static const size_t lengths[] = {4, 7, 10};
    static const char *const periods[] = {"on:", "before:", "after:"};
    size_t pick = random_below(r, 12), group = random_below(r, 4), role = random_below(r, 3);
    const char *day = support_days[random_below(r, 5)];
    if (pick < 2) {
        *w = (struct wish){pick ? QUERY_TOPIC : QUERY_SOURCE, pick ? "topic:" : "source:"};
        w->slug = support_groups[group].slug;
        w->text = strchr(support_groups[group].name, '"') ? w->slug : support_groups[group].name;
    } else if (pick == 2) {
        *w = (struct wish){QUERY_ROLE, "role:", support_roles[role][0], support_roles[role][1]};
    } else if (pick == 3) {
        *w = (struct wish){QUERY_DAYS, periods[random_below(r, 3)]};
        w->text = arena_strndup(arena, day, lengths[random_below(r, 3)]);
    } else if (pick == 4) {
        *w = (struct wish){QUERY_SINCE, "since:"};
        w->text = arena_strndup(arena, day, lengths[random_below(r, 3)]);
    } else {
        random_text_wish(r, arena, s, w);
    }
}

static inline const struct wish *random_wish(struct random *r, struct arena *arena, const struct query_subject *s,
                                             size_t depth)
{
    struct wish *w = arena_alloc(arena, sizeof *w);
    if (depth == 0 || random_below(r, 5) == 0) {
        random_leaf_wish(r, arena, s, w);
        return w;
    }
    w->kind = (enum query_kind[]){QUERY_AND, QUERY_OR, QUERY_OR, QUERY_NOT}[random_below(r, 4)];
    w->left = random_wish(r, arena, s, depth - 1);
    w->right = w->kind == QUERY_NOT ? NULL : random_wish(r, arena, s, depth - 1);
    return w;
}

/* ---- a wish as a query ---- */

static inline bool wish_needs_quotes(const char *s)
{
    bool is_operator = strcmp(s, "AND") == 0 || strcmp(s, "OR") == 0 || strcmp(s, "NOT") == 0;
    return is_operator || *s == '-' || strpbrk(s, " \n\t\"()*:") || strstr(s, "\xE3\x80\x80");
}

static inline void wish_print_leaf(struct random *r, struct buf *out, const struct wish *w)
{
    bool quoted = wish_needs_quotes(w->text) || random_below(r, 3) == 0;
    bool inside = random_next(r) & 1;
    const char *star = w->prefix ? "*" : "";
    if (quoted)
        buf_addf(out, "%s\"%s%s\"%s", w->field, w->text, inside ? star : "", inside ? "" : star);
    else
        buf_addf(out, "%s%s%s", w->field, w->text, star);
}

static inline void wish_print(struct random *r, struct buf *out, const struct wish *w);

/* In parentheses where the operator around binds as tight or tighter, and elsewhere at times. */
static inline void wish_print_inside(struct random *r, struct buf *out, const struct wish *w, enum query_kind around)
{
    bool loose = w->kind == QUERY_OR || (w->kind == QUERY_AND && around == QUERY_NOT);
    bool needs = loose && !(w->kind == QUERY_OR && around == QUERY_OR);
    bool has = needs || random_below(r, 6) == 0;
    buf_adds(out, has ? "( " : "");
    wish_print(r, out, w);
    buf_adds(out, has ? ")" : "");
}

static inline void wish_print(struct random *r, struct buf *out, const struct wish *w)
{
    static const char *const ands[] = {" ", "  ", " AND ", "\xE3\x80\x80", "\n"};
    if (w->kind == QUERY_NOT) {
        buf_adds(out, random_next(r) & 1 ? "-" : "NOT ");
        wish_print_inside(r, out, w->left, QUERY_NOT);
    } else if (w->kind == QUERY_AND || w->kind == QUERY_OR) {
        wish_print_inside(r, out, w->left, w->kind);
        buf_adds(out, w->kind == QUERY_OR ? " OR " : ands[random_below(r, 5)]);
        wish_print_inside(r, out, w->right, w->kind);
    } else {
        wish_print_leaf(r, out, w);
    }
}

/* ---- what a wish means ---- */

static inline bool unit_meets(const struct unit *found, const struct unit *asked, bool is_last, bool prefix)
{
    if (found->unspaced != asked->unspaced)
        return false;
    if (is_last && prefix && !asked->unspaced)
        return strncmp(found->text, asked->text, strlen(asked->text)) == 0;
    return strcmp(found->text, asked->text) == 0;
}

/* The units asked for stand in a row, glued where they are asked for glued and nowhere else. */
static inline bool wish_is_in(const struct wish *w, const char *text)
{
    if (!text)
        return false;
    UNITS_SCOPED struct units asked = units_of(w->text), found = units_of(text);
    for (size_t i = 0; i + asked.count <= found.count; i++) {
        size_t k = 0;
        while (k < asked.count && unit_meets(&found.at[i + k], &asked.at[k], k + 1 == asked.count, w->prefix) &&
               (k == 0 || found.at[i + k].glued == asked.at[k].glued))
            k++;
        if (k == asked.count)
            return true;
    }
    return false;
}

static inline bool wish_is_in_article(const struct wish *w, const struct query_subject *s)
{
    bool is_in = false;
    if (w->kind == QUERY_AUTHOR) {
        for (size_t i = 0; i < s->author_count; i++)
            is_in = is_in || wish_is_in(w, s->authors[i].name);
        return is_in;
    }
    if (wish_is_in(w, s->title))
        return true;
    if (w->field[0])
        return false;
    is_in = wish_is_in(w, s->summary) || wish_is_in(w, s->body);
    for (size_t i = 0; i < s->take_count; i++)
        is_in = is_in || wish_is_in(w, s->takes[i].text);
    return is_in;
}

static inline bool wish_has_slug(const struct wish *w, const struct query_subject *s)
{
    bool has = w->kind == QUERY_SOURCE && strcmp(s->source_slug, w->slug) == 0;
    for (size_t i = 0; w->kind == QUERY_TOPIC && i < s->topic_count; i++)
        has = has || strcmp(s->topic_slugs[i], w->slug) == 0;
    for (size_t i = 0; w->kind == QUERY_ROLE && i < s->take_count; i++)
        has = has || strcmp(s->takes[i].role, w->slug) == 0;
    return has;
}

/* Days and times sort as texts. */
static inline bool wish_is_then(const struct wish *w, const struct query_subject *s)
{
    char day[DAY_TEXT_SIZE], time[TIME_TEXT_SIZE];
    day_format(day, s->day);
    time_format(time, s->published);
    if (w->kind == QUERY_SINCE)
        return strncmp(time, w->text, strlen(w->text)) >= 0;
    int order = strncmp(day, w->text, strlen(w->text));
    return w->field[0] == 'o' ? order == 0 : w->field[0] == 'b' ? order < 0 : order > 0;
}

static inline bool wish_is_met(const struct wish *w, const struct query_subject *s)
{
    switch (w->kind) {
    case QUERY_AND:
        return wish_is_met(w->left, s) && wish_is_met(w->right, s);
    case QUERY_OR:
        return wish_is_met(w->left, s) || wish_is_met(w->right, s);
    case QUERY_NOT:
        return !wish_is_met(w->left, s);
    case QUERY_TEXT:
    case QUERY_AUTHOR:
        return wish_is_in_article(w, s);
    case QUERY_DAYS:
    case QUERY_SINCE:
        return wish_is_then(w, s);
    default:
        return wish_has_slug(w, s);
    }
}

/* ---- random trees, as a parser might give them ---- */

static inline bool tree_add_token(void *context, const char *token, size_t len)
{
    struct query *q = ((void **)context)[0];
    struct arena *arena = ((void **)context)[1];
    q->tokens = arena_grow(arena, q->tokens, q->token_count, sizeof *q->tokens);
    q->tokens[q->token_count++] = arena_strndup(arena, token, len);
    return true;
}

static inline void tree_add_tokens(struct random *r, struct arena *arena, struct query *q)
{
    while (q->token_count == 0) {
        const char *text = random_line(r, arena, 4);
        token_each(text, strlen(text), true, tree_add_token, (void *[]){q, arena});
    }
    const char *last = q->tokens[q->token_count - 1];
    uint32_t cp;
    size_t n = text_decode(last, strlen(last), &cp, NULL);
    q->prefix = text_is_unspaced(cp) ? last[n] == '\0' : random_next(r) & 1;
}

/* A period as parsed: from..to of a day, a month or a year, or all before or after a day. */
static inline void tree_set_days(struct random *r, struct query *q)
{
    int64_t year = 1 + (int64_t)random_below(r, 9998), month = 1 + (int64_t)random_below(r, 12);
    int64_t day = day_of_date(year, (int)month, 1 + (int)random_below(r, 31));
    int64_t next = month == 12 ? day_of_date(year + 1, 1, 1) : day_of_date(year, (int)month + 1, 1);
    int64_t periods[][2] = {{day, day + 1},
                            {day_of_date(year, (int)month, 1), next},
                            {day_of_date(year, 1, 1), day_of_date(year + 1, 1, 1)},
                            {INT64_MIN, day},
                            {day, INT64_MAX}};
    size_t pick = random_below(r, 5);
    q->from = periods[pick][0];
    q->to = periods[pick][1];
}

static inline void tree_set_leaf(struct random *r, struct arena *arena, struct query *q)
{
    q->kind = QUERY_TEXT + (enum query_kind)random_below(r, QUERY_SINCE - QUERY_TEXT + 1);
    if (q->kind == QUERY_TEXT || q->kind == QUERY_AUTHOR)
        tree_add_tokens(r, arena, q);
    else if (q->kind == QUERY_DAYS)
        tree_set_days(r, q);
    else if (q->kind == QUERY_SINCE)
        q->from = TIME_MIN + (int64_t)(random_next(r) % (uint64_t)(TIME_MAX - TIME_MIN));
    else
        q->slug = support_groups[1 + random_below(r, 3)].slug;
    q->title_only = q->kind == QUERY_TEXT && random_below(r, 4) == 0;
}

static inline const struct query *random_tree(struct random *r, struct arena *arena, size_t depth)
{
    struct query *q = arena_alloc(arena, sizeof *q);
    if (depth == 0 || random_below(r, 5) == 0) {
        tree_set_leaf(r, arena, q);
        return q;
    }
    q->kind = QUERY_AND + (enum query_kind)random_below(r, 3);
    q->left = random_tree(r, arena, depth - 1);
    q->right = q->kind == QUERY_NOT ? NULL : random_tree(r, arena, depth - 1);
    return q;
}

#endif

/* pages: the web pages of articles whose feed carries only a summary.
 *
 * A page's body is laid over the feed's own text, and again over each later text of the feed, before the put compares digests: so an
 * entry that comes again unchanged is the same article, and one that did change brings all but the body. Nothing of
 * the feed's own text need be kept for that. */
#include "put.h"

#include "newsfs/feeds.h"

#include <string.h>

enum page_state {
    PAGE_WANTED,
    PAGE_TAKEN, /* the article's body is the page's */
    PAGE_DONE,  /* it was asked for, and the article's own text stands */
};

static bool run_on(struct store *s, enum statement which, const int64_t *keys, int count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    return write_is_open(s, e) && statement_find(s, which, keys, count, &st, &row, e);
}

static bool set_state(struct store *s, int64_t article, enum page_state state, struct err *e)
{
    return run_on(s, PAGE_SET, (int64_t[]){article, state}, 2, e);
}

bool store_want_page(struct store *s, int64_t article, int64_t feed, struct err *e)
{
    return run_on(s, PAGE_WANT, (int64_t[]){article, feed}, 2, e);
}

bool store_miss_page(struct store *s, int64_t article, bool is_final, struct err *e)
{
    return run_on(s, PAGE_TRIED, (int64_t[]){article, is_final ? 0 : PAGE_TRIES_MAX, PAGE_DONE}, 3, e);
}

bool store_list_wanted_pages(struct store *s, int64_t feed, struct arena *arena, struct wanted_page *out, size_t max,
                             size_t *count, struct err *e)
{
    sqlite3_stmt *st;
    bool row;
    size_t n = 0;
    if (!statement_find(s, PAGE_LIST, (int64_t[]){feed, (int64_t)max}, 2, &st, &row, e))
        return false;
    while (row && n < max) {
        const char *line = column_string(st, 1, arena);
        out[n++] = (struct wanted_page){sqlite3_column_int64(st, 0), arena_strndup(arena, line, strcspn(line, "\n"))};
        if (!statement_row(s, st, &row, e))
            return false;
    }
    *count = n;
    return true;
}

/* ---- a page's body over an article ---- */

static const char *copy(struct document *d, const char *s)
{
    return s ? arena_strdup(&d->arena, s) : NULL;
}

static void lay(struct draft *over, const struct document *page, const char *body)
{
    struct document *d = over->doc;
    d->body = copy(d, page->body);
    d->body_html = copy(d, page->body_html);
    over->text[FILE_BODY] = copy(d, body);
    for (size_t i = 0, had = d->author_count; !had && i < page->author_count; i++) {
        const struct person *author = &page->authors[i];
        *document_add_author(d) = (struct person){copy(d, author->name), copy(d, author->email), copy(d, author->url)};
    }
    draft_digest(over);
}

static bool has_more(const char *text, const char *than)
{
    return strlen(text) > strlen(than);
}

static bool lay_stored(struct put *p, struct err *e)
{
    ARTICLE_SCOPED struct article stored;
    article_init(&stored);
    stored.entry = p->article.entry;
    if (!article_load_text(p->s, &stored, e))
        return false;
    if (has_more(p->draft->text[FILE_BODY], stored.text[FILE_BODY])) {
        p->touched = true;
        return set_state(p->s, stored.entry.id, PAGE_DONE, e);
    }
    lay(p->draft, &stored.doc, stored.text[FILE_BODY]);
    put_compare_content(p);
    return true;
}

bool put_keep_page(struct put *p, struct err *e)
{
    int64_t state = PAGE_WANTED;
    if (p->is_new || !p->content_changed || !p->s->write.any_pages)
        return true;
    return statement_number(p->s, PAGE_STATE, &p->article.entry.id, 1, &state, e) &&
           (state != PAGE_TAKEN || lay_stored(p, e));
}

/* The state is set last: until then the put takes the longer body as it comes. */
bool store_take_page(struct store *s, int64_t article, const struct draft *page, bool *taken, struct err *e)
{
    ARTICLE_SCOPED struct article a;
    struct draft draft = {.doc = &a.doc};
    enum put_result result;
    bool found;
    article_init(&a);
    *taken = false;
    if (!store_get_entry(s, article, &a.entry, &found, e) || (found && !article_load_text(s, &a, e)))
        return false;
    if (!found)
        return true;
    if (!has_more(page->text[FILE_BODY], a.text[FILE_BODY]))
        return set_state(s, article, PAGE_DONE, e);
    memcpy(draft.text, a.text, sizeof draft.text);
    lay(&draft, page->doc, page->text[FILE_BODY]);
    if (!store_put(s, &draft, NULL, 0, &result, e) || !set_state(s, article, PAGE_TAKEN, e))
        return false;
    s->write.any_pages = *taken = true;
    return true;
}

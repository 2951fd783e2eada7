#include "page.h"
#include "newsfs/feeds.h"
#include <string.h>

/* Would the same request fail tomorrow? Not what says "not now": a server or a network that is at fault, or asked too often. */
static bool is_final(const struct net_response *answer)
{
    int status = answer->status;
    bool not_now = status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
    return !not_now || answer->error.code == ERR_LIMIT || answer->error.code == ERR_USAGE;
}

/* The article of a web page; NULL: there is none. A feed or a text at the address of an article is not its page. */
static const struct draft *article_of(struct untrusted *reader)
{
    struct draft *draft;
    struct err why;
    const char *format = untrusted_info(reader)->format;
    enum untrusted_kind kind = UNTRUSTED_WARNING;
    if (!format || strcmp(format, "html") != 0)
        return NULL;
    while (kind == UNTRUSTED_WARNING)
        kind = untrusted_next(reader, &draft, &why);
    return kind == UNTRUSTED_DOCUMENT && (draft->doc->body || draft->doc->body_html) ? draft : NULL;
}

/* An article that can take no more is not the end of the others. */
static bool take(struct store *s, int64_t article, const struct draft *page, enum page_outcome *outcome, struct err *e)
{
    struct err why = {0};
    bool taken = false;
    if (!store_take_page(s, article, page, &taken, &why)) {
        if (why.code == ERR_LIMIT)
            return store_miss_page(s, article, true, e);
        *e = why;
        return false;
    }
    *outcome = taken ? PAGE_TAKEN : PAGE_LESS;
    return true;
}

/* A reader that was heard to the end reads the next page too. */
static void drain(struct untrusted *reader)
{
    struct draft *draft;
    struct err why;
    enum untrusted_kind kind = UNTRUSTED_WARNING;
    while (kind != UNTRUSTED_END && kind != UNTRUSTED_NOTHING)
        kind = untrusted_next(reader, &draft, &why);
}

bool page_store(struct store *s, const struct task *task, const struct net_response *answer, struct untrusted *reader,
                enum page_outcome *outcome, struct err *e)
{
    const struct draft *page = reader ? article_of(reader) : NULL;
    *outcome = reader && !page ? PAGE_LESS : PAGE_FAILED;
    bool ok = page ? take(s, task->article, page, outcome, e)
                   : store_miss_page(s, task->article, reader || is_final(answer), e);
    if (reader)
        drain(reader);
    return ok;
}

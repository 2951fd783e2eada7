#include "reason.h"
#include <string.h>

static bool has_format(const struct feed_info *info, const char *format)
{
    return info->format && strcmp(info->format, format) == 0;
}

static void add_page(struct buf *out, const char *named, bool named_is_taken)
{
    buf_adds(out, "a web page, not a feed");
    if (!named)
        buf_adds(out, ", and it names none: look there for the address of its feed");
    else if (named_is_taken)
        buf_addf(out, "; the feed that it names, %s, is subscribed already: 'newsfs feed remove' ends this one", named);
    else
        buf_addf(out, "; it names the feed %s: 'newsfs feed set --url' asks that one", named);
}

/* What was read, but is no feed. */
static void add_format(struct buf *out, const struct feed_info *info, bool named_is_taken)
{
    if (has_format(info, "html"))
        add_page(out, info->feed_url, named_is_taken);
    else if (has_format(info, "page"))
        buf_adds(out, "it is a page of text, not a feed");
    else if (has_format(info, "opml"))
        buf_adds(out, "it is a list of feeds, not a feed: take its feeds with 'newsfs feed import'");
}

/* A page without an article is as little a feed as one with. */
static bool is_page(const struct feed_info *info, const struct err *why)
{
    return has_format(info, "html") && why->code == ERR_INPUT;
}

static void add_err(struct buf *out, const struct err *why)
{
    size_t name = strlen(SYNC_INPUT_NAME ": ");
    buf_adds(out, strncmp(why->text, SYNC_INPUT_NAME ": ", name) == 0 ? why->text + name : why->text);
}

static void add_read(struct buf *out, const struct untrusted *reader, bool named_is_taken)
{
    const struct feed_info *info = untrusted_info(reader);
    struct err why;
    if (!untrusted_has_ended(reader, &why))
        buf_adds(out, "it was not read");
    else if (why.code == ERR_NONE || is_page(info, &why))
        add_format(out, info, named_is_taken);
    else
        add_err(out, &why);
}

/* Under an address that a page named, it is that page which the user knows. */
static const char *tell(const struct task *task, const struct buf *text, struct arena *arena)
{
    BUF_SCOPED struct buf whole = {0};
    if (!text->len)
        return NULL;
    if (task->named)
        buf_addf(&whole, "a web page, not a feed; of the feed that it names, %s: ", task->named);
    buf_add(&whole, text->data, text->len);
    return arena_strndup(arena, whole.data, whole.len);
}

const char *reason_find(const struct task *task, const struct net_response *answer, const struct untrusted *reader,
                        bool named_is_taken, struct arena *arena)
{
    BUF_SCOPED struct buf text = {0};
    if (answer->error.code != ERR_NONE)
        buf_adds(&text, answer->error.text);
    else if (answer->status != 304)
        add_read(&text, reader, named_is_taken);
    else if (!task->sent_validators)
        buf_adds(&text, "the server says that nothing changed, but was not asked whether it did");
    return tell(task, &text, arena);
}

const char *reason_tell(const struct task *task, const struct err *why, struct arena *arena)
{
    BUF_SCOPED struct buf text = {0};
    add_err(&text, why);
    return tell(task, &text, arena);
}

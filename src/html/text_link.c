/* text_link: links and players become a word with a number behind it. */
#include "text_writer.h"

void text_add_number(struct buf *out, size_t number)
{
    char digits[24], *at = digits + sizeof digits;
    *--at = ']';
    for (; number; number /= 10)
        *--at = (char)('0' + number % 10);
    *--at = '[';
    buf_add(out, at, (size_t)(digits + sizeof digits - at));
}

/* The number of an address is due behind the word that was written last. */
static void mark_address(struct text_writer *t, const char *address)
{
    text_put_mark(t);
    t->mark = link_list_add(&t->links, address);
}

void text_add_media(struct text_writer *t, const struct token *k)
{
    BUF_SCOPED struct buf address = {0}, name = {0};
    if (!media_address(&address, &t->base, k))
        return;
    t->wants_media = false;
    text_break(t, 2);
    buf_addc(&name, '[');
    media_add_name(&name, k);
    buf_addc(&name, ']');
    text_add_span(t, (struct span){name.data, name.len}, true);
    mark_address(t, address.data);
    text_break(t, 2);
}

void text_open_link(struct text_writer *t, const struct token *k)
{
    t->href = span_trim(token_attribute(k, ATTRIBUTE_HREF));
    t->in_link = t->href.len && *t->href.at != '#' && !t->pre;
    t->link_has_text = false;
    t->link_at = NOWHERE;
}

static struct span bare_address(struct span s)
{
    static const char *const prefixes[] = {"mailto:", "tel:", "https:", "http:", "//", "www.", NULL};
    for (size_t i = 0; prefixes[i]; i++)
        if (span_starts_nocase(s, prefixes[i]))
            s = (struct span){s.at + strlen(prefixes[i]), s.len - strlen(prefixes[i])};
    while (s.len && (s.at[s.len - 1] == '/' || s.at[s.len - 1] == ' '))
        s.len--;
    return s;
}

/* The link's text is its address, so it needs no number. */
static bool text_says_address(const struct text_writer *t, const struct buf *address)
{
    if (t->link_at == NOWHERE || t->link_at > t->line.len)
        return false;
    struct span text = span_trim((struct span){buf_str(&t->line) + t->link_at, t->line.len - t->link_at});
    return span_equal(bare_address(text), bare_address((struct span){buf_str(address), address->len}));
}

void text_number_link(struct text_writer *t)
{
    BUF_SCOPED struct buf address = {0};
    if (!t->in_link || !t->link_has_text)
        return;
    t->in_link = false;
    if (link_address(&address, &t->base, t->href) && !text_says_address(t, &address))
        mark_address(t, address.data);
}

void text_close_link(struct text_writer *t)
{
    if (t->in_link && !t->link_has_text)
        t->dropped_at = t->line.len;
    text_number_link(t);
    t->in_link = false;
}

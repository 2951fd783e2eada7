/* feed_atom: Atom 1.0 and 0.3. spec: RFC 4287; https://datatracker.ietf.org/doc/draft-ietf-atompub-format/00 */
#include "feed_vocabulary.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void atom_open_feed(struct feed *f)
{
    f->atom = true;
}

void atom_open_entry(struct feed *f)
{
    f->atom |= f->place == IN_DOCUMENT;
    feed_item_begin(f);
}

ON_CLOSE(atom_close_entry)
{
    (void)v, (void)rank;
    feed_item_end(f);
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* spec: RFC 4648 4; whatever is no digit is passed over. */
static void decode_base64(struct buf *out, const char *s, size_t len)
{
    BUF_SCOPED struct buf bytes = {0};
    unsigned bits = 0;
    int count = 0;
    for (size_t i = 0; i < len && s[i] != '='; i++) {
        int digit = base64_digit(s[i]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (unsigned)digit;
        if ((count = (count + 6) % 8) != 6)
            buf_addc(&bytes, (char)(bits >> count));
    }
    text_validate(out, buf_str(&bytes), bytes.len);
}

static bool ends_nocase(const char *s, const char *end)
{
    size_t len = strlen(s), n = strlen(end);
    return len >= n && text_equal_nocase(s + len - n, end);
}

/* Is the media type, or Atom's short word for one, of markup? */
static bool is_markup_type(const char *type)
{
    return text_equal_nocase(type, "html") || text_equal_nocase(type, "xhtml") ||
           text_starts_nocase(type, "text/html") || ends_nocase(type, "+xml") || ends_nocase(type, "/xml");
}

static bool is_text_type(const char *type)
{
    return text_equal_nocase(type, "text") || text_starts_nocase(type, "text/") || is_markup_type(type);
}

/* The value as type and mode (spec: Atom 0.3) say: `to` may refer to `decoded`. */
static void understand(const struct feed *f, const struct feed_value *v, struct feed_value *to, struct buf *decoded)
{
    const char *type = feed_attribute(f, "type"), *mode = feed_attribute(f, "mode");
    *to = *v;
    if (type && *type && is_markup_type(type))
        to->as_markup = true;
    bool base64 = mode ? text_equal_nocase(mode, "base64") : type && *type && !is_text_type(type) && strchr(type, '/');
    if (!base64 || v->as_markup)
        return;
    decode_base64(decoded, v->text, v->len);
    to->text = buf_str(decoded);
    to->len = decoded->len;
}

typedef void set_function(struct feed *f, const struct feed_value *v, int rank);

static void set_understood(struct feed *f, const struct feed_value *v, int rank, set_function *set)
{
    BUF_SCOPED struct buf decoded = {0};
    struct feed_value value;
    understand(f, v, &value, &decoded);
    set(f, &value, rank);
}

ON_CLOSE(atom_close_title)
{
    set_understood(f, v, rank, feed_set_title);
}

ON_CLOSE(atom_close_summary)
{
    set_understood(f, v, rank, feed_set_summary);
}

/* Content that lies elsewhere is no text of ours, and bytes of another kind (an image) are none either. */
ON_CLOSE(atom_close_content)
{
    const char *type = feed_attribute(f, "type"), *src = feed_attribute(f, "src");
    if (src && *src) {
        if (url_is_http(src))
            feed_set_url(f, src, 2);
        return;
    }
    if (type && (text_starts_nocase(type, "image/") || text_starts_nocase(type, "audio/") ||
                 text_starts_nocase(type, "video/")))
        return;
    bool markup = v->as_markup || (type && is_markup_type(type));
    set_understood(f, v, markup ? rank : rank - 1, feed_set_body); /* of several the one that says more */
}

#define IANA "http://www.iana.org/assignments/relation/"

static const char *relation(const struct feed *f)
{
    const char *rel = feed_attribute(f, "rel");
    if (!rel || !*rel)
        return "alternate";
    return strncasecmp(rel, IANA, strlen(IANA)) == 0 ? rel + strlen(IANA) : rel;
}

static bool is_page(const struct feed *f)
{
    const char *type = feed_attribute(f, "type");
    return !type || !*type || is_markup_type(type);
}

static void set_link(struct feed *f, const char *href, int rank)
{
    const char *rel = relation(f);
    const struct feed_ranks *ranks = f->place == IN_ITEM ? &f->ranks : &f->feed_ranks;
    if (text_equal_nocase(rel, "enclosure") && f->place == IN_ITEM)
        feed_add_enclosure(f, href, feed_attribute(f, "type"), feed_attribute(f, "length"));
    else if (text_equal_nocase(rel, "self") && f->place == IN_FEED && !f->self_url)
        f->self_url = feed_address(f, &f->feed_arena, href);
    else if (text_equal_nocase(rel, "self") && f->place == IN_ITEM)
        feed_set_url(f, href, 1);
    else if (text_equal_nocase(rel, "alternate") && (!is_page(f) ? rank -= 2 : rank) > ranks->url)
        feed_set_url(f, href, rank);
}

ON_CLOSE(atom_close_link)
{
    const char *href = feed_attribute(f, "href");
    if (href && *href)
        set_link(f, href, rank);
    else if (v->len && !v->as_markup)
        set_link(f, v->text, rank);
}

ON_CLOSE(atom_close_category)
{
    (void)rank;
    const char *label = feed_attribute(f, "label"), *term = feed_attribute(f, "term");
    feed_add_topic(f, label && *label ? label : term && *term ? term : v->as_markup ? "" : v->text);
}

void atom_open_person(struct feed *f)
{
    f->person = (struct person){0};
}

/* An author without elements is a text like that of RSS. */
ON_CLOSE(atom_close_author)
{
    bool is_text = !f->person.name && !f->person.email && !f->person.url;
    if (is_text && f->place == IN_ITEM)
        feed_add_author(f, v->text, rank);
    else if (f->place == IN_SOURCE)
        f->source_author = f->person;
    else
        feed_add_person(f, &f->person, rank);
}

static struct arena *person_arena(struct feed *f)
{
    return f->in_item ? &f->r->doc.arena : &f->feed_arena;
}

ON_CLOSE(atom_close_name)
{
    (void)rank;
    f->person.name = feed_line(person_arena(f), v);
}

ON_CLOSE(atom_close_email)
{
    (void)rank;
    f->person.email = feed_line(person_arena(f), v);
}

ON_CLOSE(atom_close_uri)
{
    (void)rank;
    if (v->len)
        f->person.url = feed_address(f, person_arena(f), v->text);
}

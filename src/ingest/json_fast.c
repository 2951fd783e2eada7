/* json_fast: the common article document read without the parser.
 *
 * A document whose members come once each and are what json_keys says is taken here, its texts copied once. Whatever is
 * unusual, wrong JSON included, is left to json_parse and json_article, which say what it is. So this file accepts a subset and
 * decides nothing. */
#include "json.h"
#include "json_bytes.h"
#include "newsfs/text.h"

#define EXTRAS_MAX     32
#define EXTRAS_LONGEST (1 << 19) /* where they may be longer, the way is taken that counts the values */

struct fast {
    struct json_bytes in;
    struct document *doc;
    struct buf extra; /* the members that have no row, but for the closing brace */
    struct json_raw extras[EXTRAS_MAX];
    size_t extra_count;
};

static bool take_text(struct fast *f, void *record, const struct json_key *key)
{
    struct json_raw raw;
    const char *text = json_take_raw(&f->in, &raw) ? json_unescape(&f->doc->arena, &raw) : NULL;
    return text && json_put_text(record, key, text);
}

static bool take_integer(struct fast *f, void *record, const struct json_key *key)
{
    int64_t value;
    return json_take_integer(&f->in, &value) && json_put_integer(f->doc, record, key, value);
}

static bool take_entries(struct fast *f, const struct json_entries *entries);

static bool take_value(struct fast *f, void *record, const struct json_key *key)
{
    if (json_skip_word(&f->in, "null"))
        return true;
    if (key->entries)
        return take_entries(f, key->entries);
    return json_next_is(&f->in, '"') ? take_text(f, record, key) : take_integer(f, record, key);
}

/* A member of a name that no other has. */
static bool take_extra(struct fast *f, const struct json_raw *name)
{
    if (f->extra_count == EXTRAS_MAX || f->in.end - f->in.at > EXTRAS_LONGEST || memchr(name->at, '\\', name->len))
        return false;
    for (struct json_raw *other = f->extras; other < f->extras + f->extra_count; other++)
        if (other->len == name->len && memcmp(other->at, name->at, name->len) == 0)
            return false;
    buf_adds(&f->extra, f->extra_count ? ",\"" : "{\"");
    f->extras[f->extra_count++] = *name;
    buf_add(&f->extra, name->at, name->len);
    buf_adds(&f->extra, "\":");
    return json_compact(&f->in, &f->extra);
}

/* The members of the document, or of an entry. */
static bool take_object(struct fast *f, void *record, const struct json_key *keys)
{
    struct json_raw name;
    unsigned seen = 0; /* a bit for each key */
    if (!json_skip(&f->in, '{'))
        return false;
    do {
        if (!json_take_raw(&f->in, &name) || !json_skip(&f->in, ':'))
            return false;
        const struct json_key *key = json_key_find(keys, name.at, name.len);
        unsigned bit = key ? 1u << (key - keys) : 0;
        if ((seen & bit) || !(key ? take_value(f, record, key) : keys == json_keys && take_extra(f, &name)))
            return false;
        seen |= bit;
    } while (json_skip(&f->in, ','));
    return json_skip(&f->in, '}');
}

static bool take_entry(struct fast *f, void *record, const struct json_entries *entries)
{
    if (json_next_is(&f->in, '"'))
        return entries->texts && take_text(f, record, entries->keys);
    return entries->objects && take_object(f, record, entries->keys);
}

static bool take_entries(struct fast *f, const struct json_entries *entries)
{
    if (!entries->add)
        return take_entry(f, f->doc, entries);
    bool list = json_skip(&f->in, '[');
    if (list ? json_skip(&f->in, ']') : !entries->or_one)
        return list;
    size_t count = 0;
    do {
        union json_entry entry = *entries->none;
        if (count++ == entries->max || !take_entry(f, &entry, entries) || entries->add(f->doc, &entry))
            return false;
    } while (list && json_skip(&f->in, ','));
    return !list || json_skip(&f->in, ']');
}

static bool take_document(struct fast *f)
{
    struct document *d = f->doc;
    if (!take_object(f, d, json_keys) || !json_at_end(&f->in))
        return false;
    if (f->extra_count) {
        buf_addc(&f->extra, '}');
        d->extra = arena_strndup(&d->arena, f->extra.data, f->extra.len);
    }
    return d->title || d->body || d->body_html;
}

bool json_fast(struct document *d, const char *s, size_t len)
{
    struct fast f = {.in = {s, s + len, !text_is_line(s, len)}, .doc = d};
    bool ok = (!f.in.controls || text_is_utf8(s, len)) && take_document(&f);
    buf_finish(&f.extra);
    return ok;
}

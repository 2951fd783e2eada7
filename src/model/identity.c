/* identity: when two documents are the same article, and where they belong. */
#include "newsfs/article.h"
#include "newsfs/text.h"
#include "newsfs/url.h"

#include <string.h>
#include <xxhash.h>

#define DIGEST_ROOM (8u << 10) /* bytes that most articles need less than */

static const char *given(const char *s)
{
    return document_is_blank(s) ? NULL : s;
}

/* The site of the article's address, as a source of last resort. */
static const char *source_of_url(struct document *d)
{
    BUF_SCOPED struct buf site = {0};
    if (d->url)
        url_site(&site, d->url);
    return site.len ? arena_strndup(&d->arena, site.data, site.len) : "unsorted";
}

const char *source_key(struct document *d)
{
    if (given(d->source_url))
        return d->source_url;
    return given(d->source_name) ? d->source_name : source_of_url(d);
}

const char *source_name(struct document *d)
{
    if (given(d->source_name))
        return d->source_name;
    BUF_SCOPED struct buf site = {0};
    if (given(d->source_url))
        url_site(&site, d->source_url);
    return site.len ? arena_strndup(&d->arena, site.data, site.len) : source_of_url(d);
}

/* Title and date, or body and date where the title says nothing: else all untitled articles of a day would be one. */
static void add_digest(struct buf *out, const struct document *d)
{
    XXH3_state_t *state = XXH3_createState();
    XXH3_64bits_reset(state);
    bool titled = !document_is_blank(d->title);
    const char *parts[] = {titled ? d->title : NULL, titled ? NULL : d->body, titled ? NULL : d->body_html};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        XXH3_64bits_update(state, parts[i] ? parts[i] : "", parts[i] ? strlen(parts[i]) + 1 : 1);
    XXH3_64bits_update(state, &d->published, sizeof d->published);
    buf_addf(out, "h:%016llx", (unsigned long long)XXH3_64bits_digest(state));
    XXH3_freeState(state);
}

void identity_make(struct buf *out, const struct document *d)
{
    if (given(d->id)) {
        buf_adds(out, "g:");
        buf_adds(out, d->id);
    } else if (given(d->url)) {
        buf_adds(out, "u:");
        url_canonical(out, d->url);
    } else {
        add_digest(out, d);
    }
}

uint64_t identity_hash(const char *key, const char *identity)
{
    return XXH3_64bits_withSeed(identity, strlen(identity), XXH3_64bits(key, strlen(key)));
}

int64_t name_day(int64_t published, int64_t arrived)
{
    bool believable = published != TIME_NONE && published <= arrived + DAY_SECONDS && published >= TIME_MIN;
    return day_of_time(believable ? published : arrived);
}

void draft_digest(struct draft *draft)
{
    BUF_SCOPED struct buf packed = {0};
    buf_reserve(&packed, DIGEST_ROOM);
    document_pack(&packed, draft->doc, draft->text);
    draft->packed = arena_strndup(&draft->doc->arena, packed.data, packed.len);
    draft->packed_len = packed.len;
    draft->forecast = NULL;
    for (int i = 0; i <= FILE_URL; i++) {
        draft->text_len[i] = draft->text[i] ? strlen(draft->text[i]) : 0;
        buf_add(&packed, draft->text[i] ? draft->text[i] : "", draft->text_len[i] + 1);
    }
    XXH128_hash_t hash = XXH3_128bits(packed.data, packed.len);
    draft->digest[0] = hash.low64;
    draft->digest[1] = hash.high64;
}

void article_init(struct article *a)
{
    *a = (struct article){0};
    document_init(&a->doc);
}

void article_finish(struct article *a)
{
    document_finish(&a->doc);
}

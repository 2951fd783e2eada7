/* support_document: random text and random article documents, for laws that hold for all of them. */
#ifndef SUPPORT_DOCUMENT_H
#define SUPPORT_DOCUMENT_H

#include "newsfs/document.h"
#include "newsfs/text.h"
#include "support_random.h"

/* Words that tend to break rules about text: scripts, marks, Hangul parts, ligatures, controls, bidi, invisible ones, markup. */
static const char *const support_pieces[] = {
    "a",
    "Word ",
    "THE ",
    "wire",
    "42",
    " ",
    "\n",
    "\n\n",
    "\t",
    "-",
    "--",
    "_",
    ".",
    "/",
    "..",
    "'",
    "\"",
    "&lt;",
    "<b>",
    "vim: ",
    "  - item\n",
    "1. one\n",
    "col   2   3\n",
    "Local Variables:",
    "\x1B[2J",
    "\x7F",
    "\x01",
    "\r",
    "\xC2\x85",
    "\xC2\x9B",
    "\xC2\xA0",
    "\xC2\xAD",
    "\xE2\x80\x8D",
    "\xE2\x80\x8C",
    "\xE2\x80\xA8",
    "\xE2\x80\xAE",
    "\xE2\x81\xA6",
    "\xEF\xBB\xBF",
    "\xEF\xB8\x8F",
    "\xF3\xA0\x80\x81",
    "\xF3\xA0\x84\x80",
    "\xEF\xBF\xBE",
    "\xC3\xA9",
    "e\xCC\x81",
    "\xCC\x81",
    "\xCC\xA3",
    "\xCD\x85",
    "\xE1\xBE\x80",
    "\xC4\xB0",
    "\xC3\x9F",
    "\xE1\xBA\x9E",
    "\xEF\xAC\x81",
    "\xCE\xA3",
    "\xCF\x82",
    "\xD0\x96",
    "\xE4\xB8\xAD\xE6\x96\x87",
    "\xED\x95\x9C",
    "\xE1\x84\x80",
    "\xE1\x85\xA1",
    "\xE1\x86\xA8",
    "\xD8\xAD\xD8\xB1",
    "\xD9\x8E",
    "\xE0\xA4\xB9\xE0\xA4\xBF",
    "\xE0\xA5\x8D",
    "\xE0\xAE\xA8\xE0\xAE\xBF",
    "\xF0\x9F\x98\x80",
    "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
    "\xE2\x9D\xA4\xEF\xB8\x8F",
    "\xF0\x9D\x94\x84",
    "\xD9\xA3",
};

/* Valid UTF-8 without NUL of at most max bytes: pieces, or code points of the whole range. */
static inline void random_text(struct random *r, struct buf *out, size_t max)
{
    size_t target = out->len + random_below(r, max + 1);
    bool any = random_below(r, 4) == 0;
    for (;;) {
        BUF_SCOPED struct buf piece = {0};
        if (any)
            text_add(&piece, 1 + (uint32_t)random_below(r, random_next(r) & 1 ? 0x3000 : 0x10FFFE));
        else
            buf_adds(&piece, support_pieces[random_below(r, sizeof support_pieces / sizeof *support_pieces)]);
        if (out->len + piece.len > target)
            return;
        buf_add(out, piece.data, piece.len);
    }
}

/* A text in the document's arena, or NULL one time in three. */
static inline const char *random_value(struct random *r, struct document *d, size_t max)
{
    if (random_below(r, 3) == 0)
        return NULL;
    BUF_SCOPED struct buf text = {0};
    random_text(r, &text, max);
    return document_text(d, buf_str(&text), text.len);
}

/* The same, never NULL and never empty: it begins with an ASCII letter. */
static inline const char *random_word(struct random *r, struct document *d, size_t max)
{
    BUF_SCOPED struct buf text = {0};
    buf_addc(&text, (char)('a' + random_below(r, 26)));
    random_text(r, &text, max);
    return document_text(d, text.data, text.len);
}

static inline int64_t random_time(struct random *r)
{
    return random_below(r, 3) == 0 ? TIME_NONE : TIME_MIN + (int64_t)(random_next(r) % (uint64_t)(TIME_MAX - TIME_MIN));
}

static inline void random_people_and_things(struct random *r, struct document *d)
{
    for (size_t n = random_below(r, 4); n > 0; n--) {
        struct person *p = document_add_author(d);
        p->name = random_word(r, d, 20);
        p->email = random_next(r) & 1 ? random_word(r, d, 20) : NULL;
        p->url = random_next(r) & 1 ? random_word(r, d, 20) : NULL;
    }
    for (size_t n = random_below(r, 4); n > 0; n--)
        document_add_topic(d, random_word(r, d, 20));
    for (size_t n = random_below(r, 3); n > 0; n--) {
        struct enclosure *e = document_add_enclosure(d, random_word(r, d, 40));
        e->type = random_next(r) & 1 ? random_word(r, d, 10) : NULL;
        e->size = (int64_t)random_below(r, 1u << 30) - 1;
    }
}

static inline void random_takes(struct random *r, struct document *d)
{
    static const char *const roles[] = {"builder", "skeptic", "futurist"};
    for (size_t i = 0; i < 3; i++) {
        if (random_next(r) & 1)
            continue;
        struct take *t = document_add_take(d, roles[i]);
        t->name = random_value(r, d, 20);
        t->perspective = random_value(r, d, 20);
        t->text = random_word(r, d, 200);
        t->model = random_value(r, d, 20);
        t->created = random_time(r);
    }
}

/* Any subset of the fields, an article or not. d: after init or clear. */
static inline void random_document(struct random *r, struct document *d)
{
    d->id = random_value(r, d, 40);
    d->url = random_value(r, d, 60);
    d->title = random_value(r, d, 100);
    d->source_name = random_value(r, d, 20);
    d->source_url = random_value(r, d, 40);
    d->language = random_value(r, d, 8);
    d->summary = random_value(r, d, 200);
    d->summary_html = random_below(r, 4) ? NULL : random_value(r, d, 200);
    d->body = random_value(r, d, 600);
    d->body_html = random_below(r, 4) ? NULL : random_value(r, d, 600);
    d->extra = random_below(r, 4) ? NULL : "{\"dateline\":\"PARIS\\u001b[2J\",\"n\":[1,2.5,null,true]}";
    d->published = random_time(r);
    d->updated = random_time(r);
    random_people_and_things(r, d);
    random_takes(r, d);
}

#endif

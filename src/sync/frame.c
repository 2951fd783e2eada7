/* frame: options, errors, what a feed says of itself and documents as bytes, and back with distrust. */
#include "frame.h"
#include "newsfs/text.h"
#include <string.h>

#define TEXTS_MAX 4096 /* of one list */
#define TAKES_MAX 4096
#define ABSENT    UINT32_MAX

size_t frame_open(struct buf *out, enum frame_kind kind)
{
    size_t begin = out->len;
    const struct frame_header header = {.kind = kind};
    buf_add(out, &header, sizeof header);
    return begin;
}

void frame_close(struct buf *out, size_t begin)
{
    const uint32_t len = (uint32_t)(out->len - begin - FRAME_HEADER);
    memcpy(out->data + begin + offsetof(struct frame_header, len), &len, sizeof len);
}

void frame_add_number(struct buf *out, int64_t n)
{
    buf_add(out, &n, sizeof n);
}

void frame_add_text(struct buf *out, const char *s)
{
    const uint32_t len = s ? (uint32_t)strlen(s) : ABSENT;
    buf_add(out, &len, sizeof len);
    if (s)
        buf_add(out, s, len);
}

static bool take_bytes(struct frame_cursor *c, void *into, size_t len)
{
    c->bad = c->bad || (size_t)(c->end - c->at) < len;
    if (c->bad)
        return false;
    memcpy(into, c->at, len);
    c->at += len;
    return true;
}

int64_t frame_number(struct frame_cursor *c)
{
    int64_t n = 0;
    return take_bytes(c, &n, sizeof n) ? n : 0;
}

/* as_it_is: it is looked at elsewhere. */
static const char *text_of(struct frame_cursor *c, struct arena *arena, bool as_it_is, size_t *size)
{
    uint32_t len;
    *size = 0;
    if (!take_bytes(c, &len, sizeof len) || len == ABSENT)
        return NULL;
    c->bad = (size_t)(c->end - c->at) < len || (!as_it_is && !text_is_utf8(c->at, len));
    if (c->bad)
        return NULL;
    const char *s = arena_strndup(arena, c->at, len);
    c->at += len;
    *size = len;
    return s;
}

const char *frame_text(struct frame_cursor *c, struct arena *arena)
{
    size_t ignored;
    return text_of(c, arena, false, &ignored);
}

static void add_texts(struct buf *out, const char *const *texts, size_t count)
{
    frame_add_number(out, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        frame_add_text(out, texts[i]);
}

static const char *const *read_texts(struct frame_cursor *c, struct arena *arena, size_t *count)
{
    int64_t said = frame_number(c);
    const char **texts = NULL;
    *count = 0;
    while (*count < (size_t)said && *count < TEXTS_MAX && !c->bad) {
        texts = arena_grow(arena, texts, *count, sizeof *texts);
        texts[*count] = frame_text(c, arena);
        c->bad = c->bad || !texts[(*count)++];
    }
    return texts;
}

void frame_add_options(struct buf *out, const struct ingest_options *o)
{
    frame_add_text(out, o->format);
    frame_add_text(out, o->charset);
    frame_add_text(out, o->base);
    frame_add_text(out, o->source_name);
    frame_add_text(out, o->source_url);
    frame_add_text(out, o->url);
    frame_add_number(out, o->published);
    add_texts(out, o->topics, o->topic_count);
}

void frame_options(struct frame_cursor *c, struct arena *arena, struct ingest_options *o)
{
    o->format = frame_text(c, arena);
    o->charset = frame_text(c, arena);
    o->base = frame_text(c, arena);
    o->source_name = frame_text(c, arena);
    o->source_url = frame_text(c, arena);
    o->url = frame_text(c, arena);
    o->published = frame_number(c);
    o->topics = read_texts(c, arena, &o->topic_count);
}

void frame_add_err(struct buf *out, const struct err *e)
{
    frame_add_number(out, e->code);
    frame_add_text(out, e->text);
}

void frame_err(struct frame_cursor *c, struct err *e)
{
    ARENA_SCOPED struct arena arena = {0};
    int64_t code = frame_number(c);
    const char *text = frame_text(c, &arena);
    *e = (struct err){0};
    if (code != ERR_NONE)
        err_set(e, code > ERR_NONE && code <= ERR_NET ? (enum err_code)code : ERR_FAILED, "%s", text ? text : "");
    else if (text)
        err_set(e, ERR_NONE, "%s", text);
}

void frame_add_info(struct buf *out, const struct feed_info *info)
{
    frame_add_text(out, info->title);
    frame_add_text(out, info->home_url);
    frame_add_text(out, info->self_url);
    frame_add_text(out, info->description);
    frame_add_text(out, info->language);
    frame_add_text(out, info->format);
    frame_add_text(out, info->feed_url);
    frame_add_number(out, info->interval_seconds);
}

void frame_info(struct frame_cursor *c, struct feed_info *info)
{
    info->title = frame_text(c, &info->arena);
    info->home_url = frame_text(c, &info->arena);
    info->self_url = frame_text(c, &info->arena);
    info->description = frame_text(c, &info->arena);
    info->language = frame_text(c, &info->arena);
    info->format = frame_text(c, &info->arena);
    info->feed_url = frame_text(c, &info->arena);
    info->interval_seconds = frame_number(c);
}

static void add_take(struct buf *out, const struct take *t)
{
    frame_add_text(out, t->role);
    frame_add_text(out, t->name);
    frame_add_text(out, t->perspective);
    frame_add_text(out, t->text);
    frame_add_text(out, t->model);
    frame_add_number(out, t->created);
}

/* The packed document comes last and reaches to the end of the frame. */
void frame_add_draft(struct buf *out, const struct draft *draft)
{
    const struct document *d = draft->doc;
    for (size_t i = 0; i < FRAME_TEXTS; i++)
        frame_add_text(out, draft->text[i]);
    frame_add_number(out, (int64_t)d->take_count);
    for (size_t i = 0; i < d->take_count; i++)
        add_take(out, &d->takes[i]);
    frame_add_number(out, (int64_t)draft->digest[0]);
    frame_add_number(out, (int64_t)draft->digest[1]);
    if (draft->packed)
        buf_add(out, draft->packed, draft->packed_len);
    else
        document_pack(out, d, draft->text);
}

static void read_take(struct frame_cursor *c, struct document *d)
{
    struct take t = {.role = frame_text(c, &d->arena)};
    t.name = frame_text(c, &d->arena);
    t.perspective = frame_text(c, &d->arena);
    t.text = frame_text(c, &d->arena);
    t.model = frame_text(c, &d->arena);
    t.created = frame_number(c);
    c->bad = c->bad || !t.role || !t.text;
    if (!c->bad)
        *document_add_take(d, t.role) = t;
}

/* Served texts are clean, which is more than UTF-8, and end in a newline; an absent one is NULL, and title and body never are. */
static bool are_served(const struct draft *draft)
{
    for (size_t i = 0; i < FRAME_TEXTS; i++) {
        const char *s = draft->text[i];
        size_t len = draft->text_len[i];
        if (s && (!len || s[len - 1] != '\n' || !text_is_clean(s, len)))
            return false;
    }
    return draft->text[FILE_TITLE] && draft->text[FILE_BODY];
}

static void take_packed(struct frame_cursor *c, struct draft *draft)
{
    draft->digest[0] = (uint64_t)frame_number(c);
    draft->digest[1] = (uint64_t)frame_number(c);
    draft->packed_len = (size_t)(c->end - c->at);
    draft->packed = arena_strndup(&draft->doc->arena, c->at, draft->packed_len);
    draft->forecast = NULL;
}

bool frame_draft(struct frame_cursor *c, struct draft *draft, bool prepared)
{
    struct document *d = draft->doc;
    document_clear(d);
    for (size_t i = 0; i < FRAME_TEXTS; i++)
        draft->text[i] = text_of(c, &d->arena, prepared, &draft->text_len[i]);
    int64_t takes = frame_number(c);
    c->bad = c->bad || takes < 0 || takes > TAKES_MAX;
    for (int64_t i = 0; i < takes && !c->bad; i++)
        read_take(c, d);
    take_packed(c, draft);
    if (c->bad || (prepared && !are_served(draft)))
        return false;
    return document_unpack(d, draft->packed, draft->packed_len, draft->text);
}

void frame_add_outline(struct buf *out, const struct feed_outline *o)
{
    frame_add_text(out, o->url);
    frame_add_text(out, o->title);
    frame_add_text(out, o->home_url);
    add_texts(out, o->folders, o->folder_count);
}

bool frame_outline(struct frame_cursor *c, struct arena *arena, struct feed_outline *o)
{
    o->url = frame_text(c, arena);
    o->title = frame_text(c, arena);
    o->home_url = frame_text(c, arena);
    o->folders = read_texts(c, arena, &o->folder_count);
    return !c->bad && o->url;
}

/* document: the article document, the one record between importers and the store, as published.
 *
 * Every string is valid UTF-8 without NUL (see text_validate) and lives in the document's arena; an absent
 * value is NULL, an absent time TIME_NONE. Nothing is cleaned for display yet: that is the renderer's work.
 * Any subset with a title or a body is an article. The JSON form and its schema: docs/document.schema.json. */
#ifndef NEWSFS_DOCUMENT_H
#define NEWSFS_DOCUMENT_H

#include "newsfs/buf.h"
#include "newsfs/clock.h"

struct person {
    const char *name, *email, *url; /* at least one is not NULL */
};

struct enclosure {
    const char *url, *type; /* url is never NULL */
    int64_t size;           /* bytes, or -1 */
};

/* What one role of the panel says of one article. */
struct take {
    const char *role;        /* slug: "skeptic" */
    const char *name;        /* "The Skeptic"; NULL: not given */
    const char *perspective; /* "Reality Check"; NULL: not given */
    const char *text;        /* never NULL; without the page's quotation marks */
    const char *model;       /* which machine wrote it; NULL: a person, or unknown */
    int64_t created;         /* TIME_NONE: unknown */
};

struct document {
    struct arena arena;
    const char *id; /* the publisher's guid */
    const char *url, *title;
    const char *source_name, *source_url; /* source_url: the feed's address */
    int64_t published, updated;
    const char *language;               /* BCP 47, as published */
    const char *summary, *summary_html; /* at most one is set by feeds; both may be by JSON */
    const char *body, *body_html;
    struct person *authors;
    size_t author_count;
    const char **topics; /* names as written, no two equal */
    size_t topic_count;
    struct enclosure *enclosures;
    size_t enclosure_count;
    struct take *takes; /* at most one a role */
    size_t take_count;
    const char *extra; /* a JSON object of the keys newsfs does not know, as compact text; NULL: none */
};

#define DOCUMENT_SCOPED __attribute__((cleanup(document_finish)))

void document_init(struct document *d);
void document_finish(struct document *d);
void document_clear(struct document *d); /* as after init, memory kept for the next one */

/* Copy s[0..len) into the arena, made valid UTF-8 without NUL. */
const char *document_text(struct document *d, const char *s, size_t len);

/* Append; strings are borrowed from the document's arena (see document_text) or outlive it.
 * A topic that is there already, and one that is blank, is ignored; a take replaces the role's earlier one. */
struct person *document_add_author(struct document *d);
void document_add_topic(struct document *d, const char *topic);
struct enclosure *document_add_enclosure(struct document *d, const char *url);
bool take_equals(const struct take *a, const struct take *b); /* their roles aside */
struct take *document_add_take(struct document *d, const char *role);

bool document_is_blank(const char *s);              /* NULL, or white space alone */
bool document_is_article(const struct document *d); /* has a title or a body that is not blank */

#endif

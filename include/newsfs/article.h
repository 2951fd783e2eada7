/* article: what the store holds: an article document that has arrived, with the texts that are served.
 *
 * An article has revisions, numbered 1, 2, …; each is immutable. A revision that brings new texts starts a new *content*
 * (numbered by the revision that brought it); one that only brings a take keeps the content. So the pair (article,
 * content) names title.txt, summary.txt, body.txt and url.txt; (article, revision) names meta.json and the page. */
#ifndef NEWSFS_ARTICLE_H
#define NEWSFS_ARTICLE_H

#include "newsfs/document.h"
#include "newsfs/name.h"

enum article_file { FILE_TITLE, FILE_SUMMARY, FILE_BODY, FILE_URL, FILE_META, FILE_PAGE, ARTICLE_FILE_COUNT };

#define ARTICLE_ID_BITS       38 /* ids are 1 … 2^38-1 */
#define ARTICLE_REVISION_BITS 20 /* revisions are 1 … 2^20-1 */

/* The narrow row: all that stat, lookup and readdir need. */
struct entry {
    int64_t id;
    int64_t source;     /* group id */
    int64_t day;        /* of the name */
    int64_t published;  /* st_mtime: publication, or arrival where unknown or not believable (see name_day) */
    int64_t first_seen; /* arrival of revision 1 */
    int64_t changed;    /* st_ctime: arrival of this revision */
    int32_t revision;
    int32_t content;
    int32_t topic_count; /* directories under topics/ that hold it */
    int32_t take_count;
    int64_t size[ARTICLE_FILE_COUNT]; /* bytes served; 0: no such file */
    char name[NAME_SIZE];
};

/* What a document will be where it is a new article that nothing else bears on, made by a thread that has the time: its entry, and the
 * bytes of each take's file. */
struct forecast {
    struct entry entry;
    int64_t take_size[];
};

/* A document made ready to be stored: the exact bytes of the four text files (each clean and ended by a newline; summary
 * and url NULL where absent, title and body never). Strings are the document's or the draft's. */
struct draft {
    struct document *doc;
    const char *text[FILE_URL + 1];
    size_t text_len[FILE_URL + 1]; /* of text; 0 where NULL: set with the digest, as is packed */
    const void *packed;            /* the document, by document_pack, in its arena */
    size_t packed_len;
    uint64_t digest[2]; /* of everything but the takes: equal digests, equal content */
    const struct forecast
        *forecast;   /* in the document's arena; NULL: none. It is looked at where it holds, and need not be made */
    int64_t article; /* its id, once store_put has taken it */
};

/* An article as loaded from the store. */
struct article {
    struct entry entry;
    struct document doc;            /* as published; topics as stored; takes as of this revision */
    const char *text[FILE_URL + 1]; /* as served; in doc.arena */
    char source_slug[NAME_SIZE];
};

#define ARTICLE_SCOPED __attribute__((cleanup(article_finish)))

void article_init(struct article *a);
void article_finish(struct article *a);

/* The digest of draft->doc (without takes) and its texts; what was forecast holds no more. */
void draft_digest(struct draft *draft);

/* Everything of a document but its takes, as bytes, and back. A value equal to the served text (less its newline) is
 * stored as a mark instead. The format is documented in src/model/pack.c. unpack fails on bytes that are cut short or are no packed
 * document, with d holding what was read until then; what it accepts packs to the same document again. */
void document_pack(struct buf *out, const struct document *d, const char *const text[FILE_URL + 1]);
bool document_unpack(struct document *d, const void *bytes, size_t len, const char *const text[FILE_URL + 1]) MUST_USE;

#endif

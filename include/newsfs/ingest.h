/* ingest: bytes to article documents.
 *
 * A table of formats (src/ingest/formats.c); each reads a stream and hands over one document at a time, so memory does not grow with the
 * input. gzip input is read as it is. Untrusted input: every format has limits of size, depth and count. */
#ifndef NEWSFS_INGEST_H
#define NEWSFS_INGEST_H

#include "newsfs/document.h"

#define INGEST_PAGE_MAX     (64u << 20) /* bytes of HTML that ingest_decode_html takes */
#define INGEST_DOCUMENT_MAX (16u << 20) /* bytes of one article document, one page, or one feed */

/* Where bytes come from. read: fills at most size bytes; returns the count, 0 at the end, -1 with *e filled. */
struct ingest_source {
    long (*read)(void *context, char *into, size_t size, struct err *e);
    void *context;
    const char *name; /* for messages: the file's name, "standard input", the feed's address */
};

/* What the user or the transport says about the input; NULL and TIME_NONE: nothing. */
struct ingest_options {
    const char *format;        /* a name of the format table; NULL: sniffed from the bytes */
    const char *charset;       /* of the HTTP header */
    const char *base;          /* the address it came from: relative links are resolved against it */
    const char *source_name;   /* replaces the documents' source name (and its address: it is then a source by name) */
    const char *source_url;    /* replaces the documents' source address; a name that source_name gives stays */
    const char *const *topics; /* added to every document */
    size_t topic_count;
    int64_t published; /* replaces the documents' date */
    const char *url;   /* replaces the documents' address */
};

/* Where documents go. Every message begins with the source's name.
 *
 * document: borrowed for the call, may be changed by it; false stops the reading with *e filled. An article document has a
 * title or a body, though it may be an empty one; an item of a feed is handed over with whatever it has, an address or an
 * enclosure alone too. reject: a document that cannot be read, named in why ("line 3: …"); reading goes on after it where it
 * returns true; where it returns false reading stops and ingest_read fails with why. warning: something was mended
 * ("not well-formed at line 3"). */
struct ingest_sink {
    bool (*document)(void *context, struct document *d, struct err *e);
    bool (*reject)(void *context, const struct err *why);
    void (*warning)(void *context, const char *text);
    void *context;
};

/* What a feed says of itself, for subscribers; in the arena, which is the caller's to finish. Zeroed before the first use. */
struct feed_info {
    struct arena arena;
    const char *title, *home_url, *self_url, *description, *language;
    const char *feed_url;     /* of a web page, which is no feed: the first feed that it names, http or https */
    int64_t interval_seconds; /* ttl, sy:updatePeriod…; -1: not given */
    const char *format;       /* the row of the format table that read it */
};

/* Load what reading needs now: before a fork, or where no file may be opened later. Reading does it by itself otherwise. */
void ingest_load(void);

/* Read it all. False where reading stopped early: *e says what, where and what to do; documents handed over before stand.
 * info may be NULL. An input without any document is an error (ERR_INPUT) except for a well-formed feed or empty array. */
bool ingest_read(const struct ingest_source *source, const struct ingest_options *options,
                 const struct ingest_sink *sink, struct feed_info *info, struct err *e) MUST_USE;

/* As ingest_read, where an input that is in any format but that of article documents in JSON is left to another reader: what is
 * read by a library, or looks for an article in strangers' markup, can be read in a process that can do nothing else. whole: all of
 * the input, unpacked; borrowed for the call. */
struct ingest_elsewhere {
    bool (*read)(void *context, const struct ingest_source *whole, struct err *e);
    void *context;
};
bool ingest_read_json(const struct ingest_source *source, const struct ingest_options *options,
                      const struct ingest_sink *sink, const struct ingest_elsewhere *elsewhere, struct err *e) MUST_USE;

/* A source over a file descriptor (not closed) or bytes in memory. */
struct ingest_fd {
    int fd;
    int64_t offset; /* bytes read so far, for progress */
};
struct ingest_bytes {
    const char *at;
    size_t left;
};
struct ingest_source ingest_from_fd(struct ingest_fd *fd, const char *name);
struct ingest_source ingest_from_bytes(struct ingest_bytes *bytes, const char *name);

/* The format table's names in order, NULL-terminated: "json", "page", "rss", … */
const char *const *ingest_formats(void);

/* Append d as one line of JSON (the keys of the schema, in its order; extra keys last), without the newline. */
void ingest_format_json(struct buf *out, const struct document *d);

/* A date as feeds write them (spec: RFC 822/2822/3339, ISO 8601, and what is found in the wild); false: it is none. */
bool ingest_parse_date(const char *s, int64_t *seconds);

/* Append the bytes of a web page as UTF-8, without NUL and mark of byte order: by its mark, its meta element, or as windows-1252
 * where it is not what it says. ERR_LIMIT above INGEST_PAGE_MAX. */
bool ingest_decode_html(struct buf *out, const char *in, size_t len, struct err *e) MUST_USE;

/* OPML: lists of feeds. Folders are topics. Read with tolerance for lists that are not XML. */
struct feed_outline {
    const char *url, *title, *home_url; /* url is http or https */
    const char *const *folders;         /* outermost first */
    size_t folder_count;
};
struct outline_sink {
    bool (*feed)(void *context, const struct feed_outline *o, struct err *e);
    void (*warning)(void *context, const char *text);
    void *context;
};
bool ingest_read_opml(const struct ingest_source *source, const struct outline_sink *sink, struct err *e) MUST_USE;
void ingest_format_opml(struct buf *out, const char *title, const struct feed_outline *feeds, size_t count);

#endif

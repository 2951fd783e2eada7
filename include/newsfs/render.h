/* render: an article to the bytes of one file.
 *
 * Writers fill an empty buf. All output is clean text (text.h) that ends in a newline. The same article gives the same bytes, for ever within one
 * RENDER_VERSION: the sizes that the store keeps rest on it. */
#ifndef NEWSFS_RENDER_H
#define NEWSFS_RENDER_H

#include "newsfs/article.h"

#define RENDER_VERSION 1

/* Fill draft->text and draft->digest from draft->doc. Strings go to doc->arena. */
void render_prepare(struct draft *draft);

/* Fill draft->forecast: what becomes of a prepared draft that arrives now, in seconds. */
void render_forecast(struct draft *draft, int64_t now);

/* size[FILE_META] and size[FILE_PAGE] of an article of which all else is filled; take_size, where not NULL: the bytes of the file of each of its
 * takes. draft: what it is made of, NULL where that is not at hand; where its forecast holds nothing is rendered. */
void render_measure(const struct article *a, const struct draft *draft, int64_t size[ARTICLE_FILE_COUNT],
                    int64_t take_size[]);

void render_take(struct buf *out, const struct take *t); /* takes/<role>.txt */
int64_t render_take_size(const struct take *t);

/* Append who speaks: "The Skeptic (Reality Check)". */
void render_speaker(struct buf *out, const struct take *t);

/* The front page, piece by piece, 80 columns. Strings of the style are terminal escapes, or empty. */
struct front_style {
    const char *bold, *heading, *dim, *off;
};
void render_front_head(struct buf *out, int64_t day, size_t articles, bool more, const struct front_style *s);
void render_front_source(struct buf *out, const char *name, const struct front_style *s);
void render_front_article(struct buf *out, const struct article *a, const struct front_style *s);

/* index.html, piece by piece. up, note: NULL for none. */
void render_index_begin(struct buf *out, const char *title, const char *up);
void render_index_row(struct buf *out, const char *href, const char *title, int64_t day);
void render_index_end(struct buf *out, const char *note);

/* The table of file formats: what an article directory holds besides takes/, and the page. */
struct render_format {
    const char *name;        /* "body.txt"; the page's name is that of the article and ".txt" */
    enum article_file file;  /* whose size entry.size[] holds; ARTICLE_FILE_COUNT: computed when asked for */
    const char *list_option; /* listed where "-o list=" names it; NULL: listed where it exists */
    const char *help;        /* one line for people */
    void (*write)(struct buf *out, const struct article *a);
};
extern const struct render_format
    render_formats[]; /* ended by a NULL name; the first ARTICLE_FILE_COUNT are in order of enum article_file */

/* Plain text as published to paragraphs on one line each: hard-wrapped lines are joined, lists, tables and verse kept. Appended, clean,
 * ended by one newline; nothing where the text is blank. */
void render_reflow(struct buf *out, const char *text);

#endif

/* html: HTML to text, to Markdown and to safe HTML. Streaming, linear in time, bounded in memory, whatever comes.
 *
 * Input is UTF-8 or nearly so (bytes that are not become U+FFFD); output is clean text (see text.h). */
#ifndef NEWSFS_HTML_H
#define NEWSFS_HTML_H

#include "newsfs/buf.h"

struct html_options {
    const char *base; /* address against which links are resolved; NULL: left as they are */
};

/* Append the visible text of html[0..len): paragraphs on one line each with a blank line between; headings, lists, quotes, pre,
 * tables, definition lists as readable text; images by their alt text; links numbered [1] with their addresses at the end.
 * Ends in one newline, or is empty where nothing is visible. */
void html_to_text(struct buf *out, const char *html, size_t len, const struct html_options *options);

/* Append one line: the visible text with white space squeezed, no links. For titles and the like. */
void html_to_line(struct buf *out, const char *html, size_t len);

/* Append CommonMark that renders to the same text, links and headings. */
void html_to_markdown(struct buf *out, const char *html, size_t len, const struct html_options *options);

/* Append HTML built from an allow-list of elements and attributes: no script, style, event handler, remote load or form. */
void html_to_html(struct buf *out, const char *html, size_t len, const struct html_options *options);

/* Decode character references of s[0..len) once (spec: HTML 13.2.5.72 ff). */
void html_decode(struct buf *out, const char *s, size_t len);

/* True where s looks like markup rather than plain text: a tag or a character reference in it. */
bool html_is_markup(const char *s, size_t len);

#endif

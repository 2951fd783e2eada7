/* text: UTF-8 and what newsfs allows inside it.
 *
 * Clean text is valid UTF-8 that holds no control character but \n and \t: no ESC, no C1, no DEL, no
 * bidirectional embedding, override or isolate (U+202A-202E, U+2066-2069), no invisible tag
 * (U+E0000-E007F), no BOM, no interlinear annotation, no noncharacter. So `cat` of clean text
 * cannot drive a terminal. CRLF, CR, U+0085, U+2028 and U+2029 become \n. Bytes that are not UTF-8
 * become U+FFFD, one per maximal subpart (spec: Unicode 15 section 3.9, table 3-8). */
#ifndef NEWSFS_TEXT_H
#define NEWSFS_TEXT_H

#include "newsfs/buf.h"

#define TEXT_REPLACEMENT 0xFFFDu

/* Decode one code point of s[0..len), len >= 1. Returns its length in bytes (1..4); for bytes that are
 * not UTF-8 the length of the maximal subpart, with *cp = TEXT_REPLACEMENT and *valid = false where valid
 * is not NULL. */
size_t text_decode(const char *s, size_t len, uint32_t *cp, bool *valid);

/* Append cp as UTF-8; surrogates and values above U+10FFFF become U+FFFD. */
void text_add(struct buf *out, uint32_t cp);

/* True where cp may stand in clean text (\n and \t included). */
bool text_allowed(uint32_t cp);

bool text_is_utf8(const char *s, size_t len); /* valid UTF-8 without NUL */
bool text_is_clean(const char *s, size_t len);

/* Make valid UTF-8 without NUL (which becomes U+FFFD) and nothing more: values "as published". */
void text_validate(struct buf *out, const char *s, size_t len);

/* Append s cleaned; newlines and tabs kept, trailing white space of lines kept. */
void text_clean(struct buf *out, const char *s, size_t len);

/* Append s cleaned, every run of white space (Unicode White_Space, so \v and \f too) as one space, trimmed: a line. */
void text_clean_line(struct buf *out, const char *s, size_t len);

/* Bytes of s[0..len) that fit into max without cutting a character or a base from its marks. */
size_t text_cut(const char *s, size_t len, size_t max);

/* Columns a terminal needs (East Asian wide 2, marks 0). s is clean. */
size_t text_columns(const char *s, size_t len);

bool text_is_space(uint32_t cp); /* Unicode White_Space */

/* Break what an editor would obey in the first and last five lines of clean text: a vim modeline (" vi:", " vim:", " ex:") gets a
 * space before its colon, an Emacs "-*-" or "Local Variables:" likewise. */
void text_defuse_modelines(struct buf *text);

/* Append s (valid UTF-8) in the form by which names and words are compared: NFC and full case folding
 * (spec: Unicode 15 section 3.13, D145). */
void text_fold(struct buf *out, const char *s, size_t len);

/* What a code point is to a name or a word. Default-ignorable marks (variation selectors) are TEXT_OTHER. */
enum text_class { TEXT_OTHER, TEXT_LETTER, TEXT_MARK, TEXT_DIGIT }; /* L*, M*, Nd */
enum text_class text_classify(uint32_t cp);

/* ASCII-only, locale-free comparisons. */
bool text_equal_nocase(const char *a, const char *b);
bool text_starts_nocase(const char *s, const char *prefix);

#endif

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

/* cp as UTF-8 at out, likewise; returns its bytes (1..4). */
size_t text_encode(char out[4], uint32_t cp);

/* True where cp may stand in clean text (\n and \t included). */
bool text_allowed(uint32_t cp);

bool text_is_utf8(const char *s, size_t len); /* valid UTF-8 without NUL */
bool text_is_line(const char *s, size_t len); /* valid UTF-8 without any byte below the space */
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
bool text_may_hold_modelines(const char *s, size_t len); /* false: defusing changes nothing of it, wherever it stands */

/* Append s (valid UTF-8) in the form by which names and words are compared: NFC and full case folding
 * (spec: Unicode 15 section 3.13, D145). */
void text_fold(struct buf *out, const char *s, size_t len);

/* What a code point is to a name or a word. Default-ignorable marks (variation selectors) are TEXT_OTHER. */
enum text_class { TEXT_OTHER, TEXT_LETTER, TEXT_MARK, TEXT_DIGIT }; /* L*, M*, Nd */
enum text_class text_classify(uint32_t cp);

/* cp in the form by which search compares (NFKD and full case folding, spec: Unicode 15 sections 3.11 and 3.13): characters of
 * words as they are, everything else as ' ', which parts words. Dropped (so that the count can be 0): diacritics of every script, the
 * strokes of đ ħ ł ø ŧ and the missing dot of ı, the tatweel, default-ignorable characters except the zero width space. Vowel signs
 * and viramas (marks that spell rather than adorn) stay. A letter that stands in a symbol (™) is a word of its own.
 * Returns how many code points out got. Folding what was folded changes nothing. */
#define TEXT_SEARCH_MAX 20
size_t text_fold_search(uint32_t cp, uint32_t out[TEXT_SEARCH_MAX]);

/* The one character that `last` and a following cp make where both were folded and cp is a kana voicing mark or a Hangul
 * vowel or final; else 0. */
uint32_t text_join_search(uint32_t last, uint32_t cp);

/* A folded character of a script that is written without blanks between words, or whose words search takes apart: Chinese,
 * Japanese, Korean, Thai, Lao, Khmer, Burmese and their neighbours. */
bool text_is_unspaced(uint32_t cp);

/* True where a comma-separated list has this item. */
bool text_list_has(const char *list, const char *item);

/* ASCII-only, locale-free comparisons. */
bool text_equal_nocase(const char *a, const char *b);
bool text_starts_nocase(const char *s, const char *prefix);

#endif

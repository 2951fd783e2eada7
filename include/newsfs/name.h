/* name: what things are called in the tree.
 *
 * A slug keeps letters, marks and digits of every script (Unicode general categories L*, M*, Nd; NFC, case-folded,
 * default-ignorable marks such as variation selectors dropped), turns every run of anything else into one `-`, never
 * begins or ends with `-`, and is cut at a character boundary to 80 bytes. So it holds no space, slash, dot, quote,
 * control or bidirectional character. */
#ifndef NEWSFS_NAME_H
#define NEWSFS_NAME_H

#include "newsfs/document.h"

#define SLUG_MAX  80
#define SLUG_SIZE (SLUG_MAX + 1)
#define NAME_SIZE 104 /* "2026-04-08_" + slug + "_abc234" + NUL, rounded up */

/* The slug of text (valid UTF-8), "" where nothing of it remains. Returns its length. */
size_t slug_make(char out[SLUG_SIZE], const char *text);

/* The slug of a role's name without its leading article: "The Builder" gives "builder". */
size_t slug_make_role(char out[SLUG_SIZE], const char *name);

/* slug_make(text), or `fallback` where nothing of it remains. */
void slug_make_or(char out[SLUG_SIZE], const char *text, const char *fallback);

/* An article's name: the day, `_`, the slug of the title, else of the body's first words, else "untitled".
 * `suffix`: 0 for none, else a hash of whose low 30 bits `_` and six base32 characters (a-z2-7) are made. */
void name_make(char out[NAME_SIZE], int64_t day, const char *title, const char *body, uint64_t suffix);

/* A slug with `_` and six base32 characters of the hash, for the second of two sources that slug alike. */
void slug_suffix(char out[NAME_SIZE], const char *slug, uint64_t hash);

/* False where no slug or name of an article can ever be s[0..len): what is false may be answered "no such file" for ever. */
bool slug_is_possible(const char *s, size_t len); /* with or without a suffix */
bool name_is_possible(const char *s, size_t len, int64_t *day);

/* The key by which sources count as one: the feed's address, else the name, else the site of the article's
 * address, else "unsorted". And the name to show and to slug. Both live as long as the document, or for ever. */
const char *source_key(struct document *d);
const char *source_name(struct document *d);

/* Append what identifies d within its source: "g:" guid, else "u:" canonical url, else "h:" hash of title (or body) and date. */
void identity_make(struct buf *out, const struct document *d);

/* The hash of (source key, identity): what suffixes are made from. Stable for ever. */
uint64_t identity_hash(const char *source_key, const char *identity);

/* The day of an article's name: of publication, or of arrival where none is given or it lies more than a day ahead of arrival. */
int64_t name_day(int64_t published, int64_t arrived);

#endif

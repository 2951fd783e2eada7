/* What the files of the pattern share: its tokens. */
#ifndef CLI_PATTERN_READ_H
#define CLI_PATTERN_READ_H

#include "charset.h"
#include "pattern.h"

#define DEPTH_MAX  200
#define REPEAT_MAX 32767 /* spec: RE_DUP_MAX of glibc */

enum token_kind {
    TOKEN_END,
    TOKEN_LITERAL, /* one character: its bytes are in text */
    TOKEN_CLASS,   /* matches one character: its PCRE2 form is in text */
    TOKEN_PLACE,   /* matches a place: likewise */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OR,
    TOKEN_REPEAT,
};

struct token {
    enum token_kind kind;
    struct buf text;
    int min, max; /* of a repeat; max -1: no limit */
};

/* Reads a pattern, which is known to be one, and writes PCRE2. */
struct translation {
    const char *at;
    bool extended, ignore_case;
    locale_t locale;
    struct cases cases;            /* where case is ignored */
    struct buf out, word;          /* word: the class \w, where it was needed */
    size_t depth, open[DEPTH_MAX]; /* where each open group begins in out */
    size_t atom;                   /* where the last atom begins in out */
    bool has_atom, place;          /* place: it is one */
    bool at_start;                 /* of a branch */
    bool by_library;               /* grep itself asks the C library */
    bool peculiar; /* what grep and the C library understand differently: a repeat of nothing or of a place */
    bool odd;      /* PCRE2 would not match it as grep does */
    struct err *e; /* filled where grep refuses the pattern */
    /* needles: alternatives at the top, each with its runs of literals */
    struct arena *arena;
    struct buf run;
    size_t last_len; /* of the last character of the run */
    bool repeated;   /* which stands there more than once: the run ends with it */
    const char **runs;
    size_t run_count, branch_first; /* runs from branch_first on belong to the present branch */
    struct needle_group *groups;
    size_t group_count, branches;
    bool hopeless; /* a branch without a run: nothing narrows */
};

/* pattern_read.c: the next token. False: the pattern is odd, or refused. */
bool read_token(struct translation *t, struct token *token) MUST_USE;

/* pattern_write.c */
bool pattern_translate(struct translation *t) MUST_USE; /* false: odd, or refused */
void pattern_translate_fixed(struct translation *t);
void translation_finish(struct translation *t);

#endif

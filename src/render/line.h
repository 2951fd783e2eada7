/* line: one line of plain text as published, and what it looks to be by itself. */
#ifndef RENDER_LINE_H
#define RENDER_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum line_shape {
    LINE_BLANK,
    LINE_TEXT,
    LINE_ITEM, /* begins with a list marker */
    LINE_ROW,  /* columns, a quoted line or code: kept as it is */
    LINE_RULE, /* nothing but dashes, stars and the like */
};

struct line {
    const char *at; /* after the indentation */
    size_t len;     /* bytes, without trailing blanks */
    size_t indent;  /* columns, a tab counting to the next eighth */
    size_t columns; /* of the text, without the indentation */
    enum line_shape shape;
    bool even; /* single blanks inside and no tab */
    bool gap;  /* has two blanks or a tab inside that no sentence ends before: maybe a row */
};

/* Read the line at *at and move *at behind it. */
struct line line_read(const char **at);

/* No tab in s[0..len), and no two blanks side by side; s[len] can be read. */
bool line_is_even(const char *s, size_t len);

/* Columns of the first word; of one character where words are not set apart by blanks. */
size_t line_first_word(const struct line *l);

bool line_ends_sentence(const struct line *l);

/* What stands between two lines that a fixed width has parted: a blank, or nothing after a hyphen and between wide characters. */
const char *line_joint(const struct line *l, const struct line *next);

bool line_is_fence(const struct line *l);     /* ``` or ~~~, which begin and end code */
bool line_is_figures(const struct line *l);   /* every fourth byte or more is a digit */
bool line_starts_lower(const struct line *l); /* a small letter, or one of a script that has no case */

#endif

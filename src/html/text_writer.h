/* text_writer: the state of the writer of text, shared by its files. */
#ifndef HTML_TEXT_WRITER_H
#define HTML_TEXT_WRITER_H

#include "clean.h"
#include "link.h"
#include "list.h"
#include "media.h"
#include "table.h"
#include "walk.h"

#define NOWHERE SIZE_MAX

struct text_writer {
    struct flow flow;
    struct clean clean;
    struct buf line; /* the paragraph so far; in <pre> all of it */
    unsigned breaks; /* <br>s since the last word of the line */
    unsigned titles; /* headings open: their text stays on one line */
    unsigned pre;
    bool drop_newline; /* the one right after <pre> */

    struct link_base base;
    struct link_list links;
    struct span href; /* of the link that is open */
    bool in_link;     /* with an address worth a number */
    bool link_has_text;
    size_t link_at; /* where its text begins in the line; NOWHERE: on an earlier one */
    size_t mark;    /* the number waiting to be written behind a word; 0: none */

    struct lists lists;
    bool after_definition;

    enum table_kind table_kind; /* of the innermost table, TABLE_FLOW outside of tables */
    struct table table;
    unsigned cell_depth; /* blocks open since the cell of such a table began, itself counted; 0: in none */

    struct buf held; /* the alternative text of a figure, until its caption is known not to say the same */
    unsigned figures;
    struct span last_alt; /* of an image with no text after it */
    size_t dropped_at;    /* where in the line something without text was left out */
    bool wants_media;     /* the <source> of this film or sound is not known yet */
    bool super;           /* the first character of <sup> comes next */
    bool after_image;     /* a word that comes next is to be parted from it */
};

/* text_inline.c: what stands in a line */
void text_add_span(struct text_writer *t, struct span text, bool literal);
void text_add_image(struct text_writer *t, const struct token *k);
void text_add_sign(struct text_writer *t, const char *sign); /* a quotation mark, a bracket */
void text_put_mark(struct text_writer *t); /* writes the number that waits, right behind the word it belongs to */
void text_end_line(struct text_writer *t); /* writes the paragraph, if there is one */
void text_end_cell(struct text_writer *t); /* leaves the cell's text in the line */

/* text_link.c */
void text_add_number(struct buf *out, size_t number); /* "[3]" */
void text_add_media(struct text_writer *t, const struct token *k);
void text_open_link(struct text_writer *t, const struct token *k);
void text_close_link(struct text_writer *t);
void text_number_link(struct text_writer *t); /* gives the open link its number, once, if there is text in it */

/* text_block.c: what stands in lines of its own */
void text_break(struct text_writer *t, int gap); /* the paragraph ends, and so many newlines are due */
bool text_open_block(struct text_writer *t, const struct token *k, const struct tokenizer *rest);
void text_close_block(struct text_writer *t, enum element e);

#endif

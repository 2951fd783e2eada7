/* md_writer: the state of the writer of Markdown, shared by its files. */
#ifndef HTML_MD_WRITER_H
#define HTML_MD_WRITER_H

#include "clean.h"
#include "list.h"
#include "media.h"
#include "style.h"
#include "table.h"
#include "walk.h"

struct md_mark {
    enum style style;
    size_t at;     /* where it was written in the line */
    bool silent;   /* Markdown has no way to say it here: nothing was written */
    unsigned link; /* of a link: which */
};

struct md_writer {
    struct flow flow;
    struct clean clean;
    struct buf line; /* the paragraph so far, escaped but for the beginnings of its lines; in <pre> all of it */
    struct buf run;  /* words on their way into the line */
    unsigned breaks; /* <br>s since the last word */
    unsigned titles, pre;
    bool drop_newline;
    struct buf language; /* of the code in <pre>, as its class says */

    struct link_base base;
    struct styles styles;
    struct md_mark marks[STYLE_COUNT]; /* what is open in the line, outermost first */
    size_t mark_count;
    struct buf address; /* of the link that is open in the line */
    struct buf code;    /* the code span that is open in the line */
    bool in_code;

    struct lists lists;
    struct buf last_image; /* its address, while nothing came after it */
    bool wants_media;
    enum table_kind table_kind;
    struct table table;
    unsigned cell_depth; /* as in text_writer */
};

/* md_inline.c */
void md_add_span(struct md_writer *w, struct span text, bool literal);
void md_add_sign(struct md_writer *w, const char *sign); /* text of our own */
void md_add_image(struct md_writer *w, const struct token *k);
void md_add_media(struct md_writer *w, const struct token *k);
void md_end_styles(struct md_writer *w); /* the line ends here */
void md_end_line(struct md_writer *w);

/* md_escape.c */
void md_escape(struct buf *line, const char *s, size_t len, bool in_cell);
void md_add_destination(struct buf *line, const char *address);
void md_add_code(struct buf *line, const struct buf *code, bool in_cell);
void md_add_line_starts(struct buf *out, const struct buf *line,
                        bool is_title);          /* the line, its beginnings (and end) escaped */
bool md_is_punct_before(const struct buf *line); /* the last character is punctuation, or a space, or there is none */
bool md_is_word(const char *s, size_t len);      /* the first character is neither */

/* md_block.c */
void md_break(struct md_writer *w, int gap);
bool md_open_block(struct md_writer *w, const struct token *k, const struct tokenizer *rest);
void md_close_block(struct md_writer *w, enum element e);

#endif

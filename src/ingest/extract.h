/* extract: the article in a web page.
 *
 * libxml2 reads the page and says what begins and ends; extract_tree.c keeps that as one array in the order of the page, so that
 * a subtree is a stretch of the array, its text a stretch of one text, and every walk a loop. Measures of elements are
 * filled bottom-up by running over the array backwards. Nothing recurses.
 *
 * Invariant: nodes[i].end is the index behind the last node of i's subtree; nodes[i].parent < i; nodes[0] is the page itself. */
#ifndef INGEST_EXTRACT_H
#define INGEST_EXTRACT_H

#include "reader.h"

#define EXTRACT_DEPTH_MAX      250     /* what lies deeper is read as if it lay here */
#define EXTRACT_NODES_MAX      500000u /* the page ends here */
#define EXTRACT_ATTRIBUTES_MAX 64      /* of one element */

enum extract_drop { DROP_NOT, DROP_CAREFUL, DROP_SURE }; /* DROP_CAREFUL: by this attempt */

/* What kind of element a node is; the table is in extract_names.c. */
enum extract_tag {
    TAG_OTHER,
    TAG_TEXT, /* no element */
    TAG_A,
    TAG_ABBR,
    TAG_ADDRESS,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_B,
    TAG_BASE,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_BR,
    TAG_BUTTON,
    TAG_CAPTION,
    TAG_CITE,
    TAG_CODE,
    TAG_DD,
    TAG_DEL,
    TAG_DETAILS,
    TAG_DIV,
    TAG_DL,
    TAG_DT,
    TAG_EM,
    TAG_FIELDSET,
    TAG_FIGCAPTION,
    TAG_FIGURE,
    TAG_FOOTER,
    TAG_FORM,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HEAD,
    TAG_HEADER,
    TAG_HR,
    TAG_HTML,
    TAG_I,
    TAG_IFRAME,
    TAG_IMG,
    TAG_INPUT,
    TAG_INS,
    TAG_LABEL,
    TAG_LI,
    TAG_LINK,
    TAG_MAIN,
    TAG_META,
    TAG_NAV,
    TAG_NOSCRIPT,
    TAG_OBJECT,
    TAG_OL,
    TAG_P,
    TAG_PRE,
    TAG_Q,
    TAG_S,
    TAG_SCRIPT,
    TAG_SECTION,
    TAG_SELECT,
    TAG_SMALL,
    TAG_SPAN,
    TAG_STRONG,
    TAG_STYLE,
    TAG_SUB,
    TAG_SUMMARY,
    TAG_SUP,
    TAG_SVG,
    TAG_TABLE,
    TAG_TBODY,
    TAG_TD,
    TAG_TEMPLATE,
    TAG_TEXTAREA,
    TAG_TFOOT,
    TAG_TH,
    TAG_THEAD,
    TAG_TIME,
    TAG_TITLE,
    TAG_TR,
    TAG_TT,
    TAG_U,
    TAG_UL,
    TAG_VIDEO,
    TAG_COUNT
};

/* Traits of tags. */
enum {
    TRAIT_BLOCK = 1,   /* stands on lines of its own */
    TRAIT_SILENT = 2,  /* its text is not the page's */
    TRAIT_WRITTEN = 4, /* goes into the body under its own name */
    TRAIT_VOID = 8,    /* has no end */
    TRAIT_SCORED = 16, /* its text speaks for what is around it */
};
unsigned extract_traits(enum extract_tag tag);
enum extract_tag extract_tag_named(const char *name);
const char *extract_tag_name(enum extract_tag tag);

/* The attributes that are kept. */
enum extract_attribute {
    ATTR_ALT,
    ATTR_ARIA_HIDDEN,
    ATTR_CLASS,
    ATTR_COLSPAN,
    ATTR_CONTENT,
    ATTR_DATA_SRC,
    ATTR_DATETIME,
    ATTR_HIDDEN,
    ATTR_HREF,
    ATTR_ID,
    ATTR_ITEMPROP,
    ATTR_ITEMTYPE,
    ATTR_LANG,
    ATTR_NAME,
    ATTR_PROPERTY,
    ATTR_REL,
    ATTR_ROLE,
    ATTR_ROWSPAN,
    ATTR_SRC,
    ATTR_START,
    ATTR_STYLE,
    ATTR_TITLE,
    ATTR_TYPE,
    ATTR_COUNT
};
int extract_attribute_named(const char *name); /* -1: none of them */

struct extract_value {
    struct extract_value *next;
    enum extract_attribute name;
    const char *text;
};

/* Numbers of a subtree, without what is dropped. */
struct extract_measure {
    uint32_t chars, link_chars, heading_chars, commas; /* characters; those of scripts without blanks count twice */
    uint32_t paragraphs, images, items, item_chars, inputs, links, blocks, linked_heads;
};

struct extract_node {
    uint32_t parent, end;
    uint32_t text, text_end; /* of the page's text */
    uint8_t tag;
    uint8_t dropped; /* it and all below are no part of the article: a value of enum extract_drop */
    uint8_t words;   /* WORDS_*, of class and id */
    bool candidate;  /* score means something */
    int16_t weight;  /* what class and id say: extract_words.c */
    float score;
    struct extract_value *values;
};

struct extract {
    struct arena arena;
    struct extract_node *nodes;
    struct extract_measure *measures; /* as many */
    uint32_t count, room;
    struct buf text;
    const char *saved_from; /* the address that a browser noted when it saved the page */
    uint32_t title,
        said; /* the heading that says the title, the element that says it is the body; 0: none, or several */
    bool cut; /* the page had more than EXTRACT_NODES_MAX */
    uint32_t depth, here; /* while it is read */
    void *parser;
};

#define EXTRACT_SCOPED __attribute__((cleanup(extract_finish)))

/* extract_decode.c: a page's bytes as UTF-8 without NUL and mark of byte order, with no tag of too many attributes. */
void extract_decode(struct buf *out, const char *in, size_t len, const char *http);

/* extract_tree.c. html is UTF-8. */
void extract_parse(struct extract *x, const char *html, size_t len);
void extract_finish(struct extract *x);
const char *extract_get(const struct extract *x, uint32_t node, enum extract_attribute name);      /* NULL: absent */
uint32_t extract_find(const struct extract *x, enum extract_tag tag, uint32_t from, uint32_t end); /* end: none */
static inline bool extract_is_below(const struct extract *x, uint32_t node, uint32_t ancestor)
{
    return node >= ancestor && node < x->nodes[ancestor].end;
}

/* extract_line.c: the visible text of a subtree as one line, trimmed; in x's arena. Never NULL. */
const char *extract_line(struct extract *x, uint32_t node);
const char *extract_squeeze(struct arena *a, const char *s, size_t len);
/* Appends that line folded, without the marks at its ends: as labels are compared. */
void extract_fold_line(struct buf *out, struct extract *x, uint32_t node);

/* What the page says about the article; NULL, TIME_NONE: nothing. Of several places the one that is named first in
 * extract_facts.c wins. */
enum extract_fact {
    FACT_TITLE,
    FACT_URL,
    FACT_SITE,
    FACT_AUTHOR,
    FACT_PUBLISHED,
    FACT_UPDATED,
    FACT_LANGUAGE,
    FACT_SUMMARY,
    FACT_COUNT
};
struct extract_facts {
    struct arena *arena;
    const char *values[FACT_COUNT];
    int ranks[FACT_COUNT]; /* of who said it; the lower wins */
    const char **authors;  /* several, by rank of FACT_AUTHOR */
    size_t author_count;
    uint32_t author_end; /* of the page's text, where the last stands in it */
    const char **topics;
    size_t topic_count;
    int topic_rank;
    const char *body; /* articleBody of JSON-LD, as text */
    bool is_article;  /* the page says so of itself */
    bool is_no_article;
};
void extract_fact(struct extract_facts *f, enum extract_fact which, int rank, const char *value);
void extract_author(struct extract_facts *f, int rank, const char *name);
void extract_topics(struct extract_facts *f, int rank, const char *list, const char *between); /* between NULL: one */
void extract_jsonld(struct extract *x, struct extract_facts *f);
void extract_meta(struct extract *x, struct extract_facts *f);
void extract_micro(struct extract *x, struct extract_facts *f);
void extract_title(struct extract *x, struct extract_facts *f);

/* extract_feed.c: the first feed that the page names, as it writes the address; NULL: none. */
const char *extract_feed(const struct extract *x);

/* extract_words.c: what class and id say, kept in each node. */
enum {
    WORDS_UNLIKELY = 1,
    WORDS_MAYBE = 2,
    WORDS_SHARE = 4,
    WORDS_BYLINE = 8,
    WORDS_POSITIVE = 16,
    WORDS_NEGATIVE = 32,
    WORDS_BOX = 64,
    WORDS_COMMENTS = 128,
};
void extract_read_words(struct extract *x);

/* extract_boxes.c: the last two of these; and whether an element is a box beside the text of top, which it is in. */
unsigned extract_box_words(const char *class);
bool extract_is_box(const struct extract *x, uint32_t node, uint32_t top, unsigned care);
bool extract_holds_article(const struct extract *x, uint32_t node); /* by its title, or by what says it is the body */

/* extract_labels.c: lines that are none of the article; extract_headings.c: headings of what is none. */
enum extract_label { LABEL_NONE, LABEL_LINKS, LABEL_REST };
bool extract_is_label_line(struct extract *x, uint32_t node);
enum extract_label extract_label_of(struct extract *x, uint32_t node);

/* How much is thrown away at once; each further attempt is more careful. */
enum { CARE_UNLIKELY = 1, CARE_WEIGHTS = 2, CARE_CLEAN = 4 };

/* extract_drop.c: mark what is no article for sure, and what is probably none. extract_drop keeps the measures true. */
void extract_drop_sure(struct extract *x, const char *title);
void extract_drop_unlikely(struct extract *x);
void extract_undrop(struct extract *x); /* what an attempt dropped */
void extract_drop(struct extract *x, uint32_t node);
bool extract_is_in_line(const struct extract *x, uint32_t node);
bool extract_is_below_tag(const struct extract *x, uint32_t node, enum extract_tag tag, uint32_t top);

/* extract_measure.c: fill x->measures. */
void extract_measure(struct extract *x);
double extract_link_density(const struct extract *x, uint32_t node);

/* extract_score.c: score and candidate of each node. */
void extract_score(struct extract *x, unsigned care);
/* extract_choose.c: the element the article is in; 0: none. What stands beside its parts and is none is dropped. */
uint32_t extract_choose(struct extract *x, unsigned care);
/* extract_teasers.c, extract_intro.c: drop from it what shows other articles, lines above the first paragraph and links below the last. */
void extract_drop_teasers(struct extract *x, uint32_t top);
void extract_drop_intro(struct extract *x, uint32_t top, const struct extract_facts *f);
void extract_drop_outro(struct extract *x, uint32_t top);
/* extract_clean.c: drop from the chosen element what is no text of the article. */
void extract_clean(struct extract *x, uint32_t top, unsigned care);
/* extract_write.c */
void extract_write(struct buf *out, const struct extract *x, uint32_t node);

/* extract_body.c: all of that. Appends the article's body as HTML; false where there is none. *chars is how much text it has. */
bool extract_body(struct buf *out, struct extract *x, const struct extract_facts *f, uint32_t *chars);

/* extract_panel.c: the panel page saved as HTML; false: it is none. */
bool extract_panel(struct extract *x, struct document *d);

#endif

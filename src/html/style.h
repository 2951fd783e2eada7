/* style: what the words that come next are: part of a link, emphasised, code. */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

#include "link.h"
#include "token.h"

/* In the order in which they are opened where several begin at once. Code comes last: nothing can be inside it. */
enum style { STYLE_LINK, STYLE_STRONG, STYLE_EM, STYLE_DEL, STYLE_SUB, STYLE_SUP, STYLE_CODE, STYLE_COUNT };

struct styles {
    unsigned count[STYLE_COUNT]; /* elements open that ask for it */
    struct buf address;          /* of the link that is open */
    unsigned link;               /* which link of the document it is */
};

/* Follow an inline element. A link counts only where its address does. */
void style_open(struct styles *s, const struct token *k, const struct link_base *base);
void style_close(struct styles *s, enum element e);

static inline bool style_is_wanted(const struct styles *s, enum style style)
{
    return s->count[style] > 0;
}

#endif

/* style: elements to styles. Each is counted, so crossed tags do no harm. */
#include "style.h"

static enum style style_of(enum element e)
{
    switch (e) {
    case ELEMENT_A:
        return STYLE_LINK;
    case ELEMENT_B:
    case ELEMENT_STRONG:
        return STYLE_STRONG;
    case ELEMENT_I:
    case ELEMENT_EM:
    case ELEMENT_CITE:
    case ELEMENT_DFN:
    case ELEMENT_VAR:
        return STYLE_EM;
    case ELEMENT_DEL:
    case ELEMENT_S:
    case ELEMENT_STRIKE:
        return STYLE_DEL;
    case ELEMENT_SUB:
        return STYLE_SUB;
    case ELEMENT_SUP:
        return STYLE_SUP;
    case ELEMENT_CODE:
    case ELEMENT_TT:
    case ELEMENT_KBD:
    case ELEMENT_SAMP:
        return STYLE_CODE;
    default:
        return STYLE_COUNT;
    }
}

void style_open(struct styles *s, const struct token *k, const struct link_base *base)
{
    enum style style = style_of(k->element);
    if (style == STYLE_COUNT)
        return;
    if (style == STYLE_LINK) {
        buf_clear(&s->address);
        s->link++;
        s->count[style] = link_address(&s->address, base, token_attribute(k, ATTRIBUTE_HREF));
        return;
    }
    s->count[style]++;
}

void style_close(struct styles *s, enum element e)
{
    enum style style = style_of(e);
    if (style == STYLE_LINK)
        s->count[style] = 0;
    else if (style != STYLE_COUNT && s->count[style])
        s->count[style]--;
}

/* extract_measure: how much of what is in each element. */
#include "extract.h"
#include "newsfs/text.h"
#include <string.h>

#define WIDE 0x2E80u /* from here on a character says as much as two */

/* spec: what ends or parts a clause in the scripts that have such a mark */
static bool is_comma(uint32_t cp)
{
    return cp == ',' || cp == 0x3001 || cp == 0xFF0C || cp == 0x060C || cp == 0xFE50 || cp == 0xFF64 || cp == 0x0964 ||
           cp == 0x3002 || cp == 0x104A || cp == 0x1363;
}

static void measure_text(struct extract_measure *m, const char *s, size_t len)
{
    bool space = true;
    for (size_t i = 0; i < len;) {
        uint32_t cp = (unsigned char)s[i];
        if (cp < 0x80)
            i++;
        else
            i += text_decode(s + i, len - i, &cp, NULL);
        bool is_space = cp <= ' ' || cp == 0xA0;
        m->chars += is_space ? !space : cp >= WIDE ? 2 : 1;
        m->commas += is_comma(cp);
        space = is_space;
    }
    if (m->chars && space)
        m->chars--;
}

static void measure_own(struct extract *x, uint32_t i)
{
    const struct extract_node *n = &x->nodes[i];
    struct extract_measure *m = &x->measures[i];
    if (n->tag == TAG_TEXT)
        measure_text(m, x->text.data + n->text, n->text_end - n->text);
    m->paragraphs += n->tag == TAG_P;
    m->images += n->tag == TAG_IMG;
    m->inputs += n->tag == TAG_INPUT;
    m->items += n->tag == TAG_LI;
    m->links += n->tag == TAG_A;
    m->blocks += (extract_traits(n->tag) & TRAIT_BLOCK) != 0;
}

/* An element's own kind, known once its parts are. */
static void measure_kind(struct extract *x, uint32_t i)
{
    struct extract_measure *m = &x->measures[i];
    int tag = x->nodes[i].tag;
    const char *href = tag == TAG_A ? extract_get(x, i, ATTR_HREF) : NULL;
    if (tag == TAG_A && href)
        m->link_chars = *href == '#' ? m->chars / 3 : m->chars;
    if (tag == TAG_A && href && *href != '#' && m->heading_chars)
        m->linked_heads = 1;
    if (tag >= TAG_H1 && tag <= TAG_H6) {
        m->heading_chars = m->chars;
        m->linked_heads = m->chars && m->link_chars * 10 >= m->chars * 9;
    }
    if (tag == TAG_LI)
        m->item_chars = m->chars;
}

static void add(struct extract_measure *to, const struct extract_measure *m)
{
    to->chars += m->chars;
    to->link_chars += m->link_chars;
    to->heading_chars += m->heading_chars;
    to->commas += m->commas;
    to->paragraphs += m->paragraphs;
    to->images += m->images;
    to->items += m->items;
    to->item_chars += m->item_chars;
    to->inputs += m->inputs;
    to->links += m->links;
    to->blocks += m->blocks;
    to->linked_heads += m->linked_heads;
}

static bool is_silent(const struct extract_node *n)
{
    return n->dropped || ((extract_traits(n->tag) & TRAIT_SILENT) && n->tag != TAG_INPUT);
}

void extract_measure(struct extract *x)
{
    memset(x->measures, 0, x->count * sizeof *x->measures);
    for (uint32_t i = 0; i < x->count; i++) {
        if (is_silent(&x->nodes[i]))
            i = x->nodes[i].end - 1;
        else
            measure_own(x, i);
    }
    for (uint32_t i = x->count - 1; i > 0; i--) {
        measure_kind(x, i);
        add(&x->measures[x->nodes[i].parent], &x->measures[i]);
    }
}

double extract_link_density(const struct extract *x, uint32_t node)
{
    const struct extract_measure *m = &x->measures[node];
    return m->chars ? (double)m->link_chars / m->chars : 0;
}

/* extract_tree: libxml2's reading of a page kept as an array.
 *
 * Its own tree needs up to ninety bytes for each of the page's, and stops or slows down in deep nesting; so its events are taken. An
 * element too deep is taken off the parser's stack again, which bounds what an end tag costs. */
#include "extract.h"
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#define SAVED_FROM  "saved from url=("
#define SINGLE_FILE "url: "

static struct extract_node *node_at(struct extract *x, uint32_t i)
{
    return &x->nodes[i];
}

static uint32_t add_node(struct extract *x, enum extract_tag tag)
{
    if (x->count == x->room) {
        x->room = x->room ? x->room * 2 : 1024;
        x->nodes = mem_realloc(x->nodes, x->room * sizeof *x->nodes);
    }
    struct extract_node *n = node_at(x, x->count);
    *n = (struct extract_node){.parent = x->here, .tag = (uint8_t)tag};
    n->text = n->text_end = (uint32_t)x->text.len;
    n->end = x->count + 1;
    return x->count++;
}

static bool is_full(struct extract *x)
{
    if (x->count < EXTRACT_NODES_MAX)
        return false;
    x->cut = true;
    return true;
}

static void keep_values(struct extract *x, uint32_t node, const xmlChar **attributes)
{
    for (; attributes && attributes[0]; attributes += 2) {
        int name = extract_attribute_named((const char *)attributes[0]);
        if (name < 0)
            continue;
        struct extract_value *v = arena_alloc(&x->arena, sizeof *v);
        v->name = (enum extract_attribute)name;
        v->text = arena_strdup(&x->arena, attributes[1] ? (const char *)attributes[1] : "");
        v->next = x->nodes[node].values;
        x->nodes[node].values = v;
    }
}

/* Take the element that was just begun off the parser's stack: what is in it stands in its parent. */
static void flatten(htmlParserCtxtPtr parser)
{
    if (parser->nameNr > 1) {
        parser->nameNr--;
        parser->name = parser->nameTab[parser->nameNr - 1];
    }
}

/* spec: HTML 13.2.6.4.4: what does not belong into the head ends it and begins the body, also where neither is written. libxml2 does not know
 * the newer elements, and leaves them in the head. */
static void begin_body(struct extract *x, enum extract_tag tag)
{
    if (x->count && node_at(x, x->here)->tag == TAG_HEAD && !(extract_traits(tag) & TRAIT_SILENT))
        node_at(x, x->here)->tag = TAG_BODY;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct extract *x = context;
    enum extract_tag tag = extract_tag_named((const char *)name);
    if (x->depth >= EXTRACT_DEPTH_MAX && tag != TAG_SCRIPT && tag != TAG_STYLE && !(extract_traits(tag) & TRAIT_VOID)) {
        flatten(x->parser);
        return;
    }
    x->depth++;
    if (is_full(x))
        return;
    begin_body(x, tag);
    uint32_t node = add_node(x, tag);
    keep_values(x, node, attributes);
    x->here = node;
}

static void on_end(void *context, const xmlChar *name)
{
    struct extract *x = context;
    enum extract_tag tag = extract_tag_named((const char *)name);
    if (x->depth)
        x->depth--;
    if (x->cut || !x->here || x->nodes[x->here].tag != tag)
        return;
    struct extract_node *n = node_at(x, x->here);
    n->end = x->count;
    n->text_end = (uint32_t)x->text.len;
    x->here = n->parent;
}

static void on_text(void *context, const xmlChar *s, int len)
{
    struct extract *x = context;
    uint32_t last = x->count - 1;
    if (len <= 0 || x->cut)
        return;
    bool joins = last && x->nodes[last].tag == TAG_TEXT && x->nodes[last].parent == x->here;
    if (!joins && is_full(x))
        return;
    uint32_t node = joins ? last : add_node(x, TAG_TEXT);
    buf_add(&x->text, s, (size_t)len);
    x->nodes[node].text_end = (uint32_t)x->text.len;
}

/* "<!-- saved from url=(0021)https://example.org/ -->", and SingleFile's "url: https://…". */
static void on_comment(void *context, const xmlChar *comment)
{
    struct extract *x = context;
    const char *s = (const char *)comment, *at = strstr(s, SAVED_FROM);
    if (x->saved_from || (!at && !strstr(s, "saved with SingleFile")))
        return;
    at = at ? strchr(at, ')') : strstr(s, SINGLE_FILE);
    if (!at)
        return;
    at += *at == ')' ? 1 : strlen(SINGLE_FILE);
    at += strspn(at, " ");
    x->saved_from = arena_strndup(&x->arena, at, strcspn(at, " \t\r\n"));
}

static void on_error(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static void set_handlers(struct extract *x, htmlParserCtxtPtr parser)
{
    *parser->sax = (htmlSAXHandler){
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .comment = on_comment,
        .serror = (xmlStructuredErrorFunc)on_error,
        .initialized = XML_SAX2_MAGIC,
    };
    parser->userData = x;
    x->parser = parser;
}

static void close_open(struct extract *x)
{
    for (uint32_t i = x->here;; i = x->nodes[i].parent) {
        x->nodes[i].end = x->count;
        x->nodes[i].text_end = (uint32_t)x->text.len;
        if (!i)
            return;
    }
}

void extract_parse(struct extract *x, const char *html, size_t len)
{
    add_node(x, TAG_OTHER);
    htmlParserCtxtPtr parser = len ? htmlCreateMemoryParserCtxt(html, (int)len) : NULL;
    if (parser) {
        htmlCtxtUseOptions(parser,
                           HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
        xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
        set_handlers(x, parser);
        htmlParseDocument(parser);
        if (parser->myDoc)
            xmlFreeDoc(parser->myDoc);
        htmlFreeParserCtxt(parser);
    }
    x->parser = NULL;
    close_open(x);
    buf_addc(&x->text, '\0');
    buf_truncate(&x->text, x->text.len - 1);
    x->measures = mem_alloc(x->count * sizeof *x->measures);
}

void extract_finish(struct extract *x)
{
    free(x->nodes);
    free(x->measures);
    buf_finish(&x->text);
    arena_finish(&x->arena);
    *x = (struct extract){0};
}

const char *extract_get(const struct extract *x, uint32_t node, enum extract_attribute name)
{
    for (const struct extract_value *v = x->nodes[node].values; v; v = v->next)
        if (v->name == name)
            return v->text;
    return NULL;
}

uint32_t extract_find(const struct extract *x, enum extract_tag tag, uint32_t from, uint32_t end)
{
    for (; from < end; from++)
        if (x->nodes[from].tag == tag)
            return from;
    return end;
}

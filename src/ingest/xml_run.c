/* xml_run: libxml2 under our rules. Nothing is taken from a DTD: one with an internal subset ends the run, for it can be a
 * bomb; entities are those of HTML; external ones are never loaded. libxml2's own limits of size are off: the text is
 * bounded, and depth, attributes and time are watched here. */
#include "xml_run.h"
#include "newsfs/html.h"
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

#define FAULT_SHOWN 80 /* bytes of libxml2's words */

void xml_stop(struct xml_run *run)
{
    xmlStopParser(run->parser);
}

void xml_refuse(struct xml_run *run, enum err_code code, const char *why)
{
    run->refused = true;
    err_set(run->e, code, "%s: line %d: %s", run->name, xmlSAX2GetLineNumber(run->parser), why);
    xml_stop(run);
}

/* An entity that XML does not know: HTML's, else its own name as text. The two types make libxml2 take the content as text, in
 * an element and in an attribute. */
static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
    struct xml_run *run = context;
    BUF_SCOPED struct buf raw = {0}, decoded = {0};
    bool in_attribute = run->parser->instate == XML_PARSER_ATTRIBUTE_VALUE;
    if (strlen((const char *)name) > XML_ENTITY_BYTES)
        return NULL;
    buf_addf(&raw, "&%s;", (const char *)name);
    html_decode(&decoded, raw.data, raw.len);
    bool known = decoded.len && decoded.data[0] != '&';
    snprintf(run->entity_text, sizeof run->entity_text, "%s%s",
             known          ? decoded.data
             : in_attribute ? "&#38;"
                            : "&",
             known ? "" : raw.data + 1);
    run->entity = (xmlEntity){.type = XML_ENTITY_DECL,
                              .name = name,
                              .content = (xmlChar *)run->entity_text,
                              .orig = (xmlChar *)run->entity_text,
                              .length = (int)strlen(run->entity_text),
                              .etype = in_attribute ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY};
    return &run->entity;
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    struct xml_run *run = context;
    (void)name, (void)public_id, (void)system_id;
    if (*run->parser->input->cur == '[')
        xml_refuse(
            run, ERR_INPUT,
            "its document type has declarations of its own (an internal subset): refused, such files can be bombs");
}

#if LIBXML_VERSION < 21200
typedef xmlError *error_pointer;
#else
typedef const xmlError *error_pointer;
#endif

static void on_error(void *context, error_pointer error)
{
    struct xml_run *run = context;
    if (error->level != XML_ERR_FATAL || run->fault_line || run->refused)
        return;
    run->fault_line = error->line > 0 ? error->line : 1;
    snprintf(run->fault, sizeof run->fault, "%.*s", (int)strcspn(error->message, "\n"), error->message);
    if (strlen(run->fault) > FAULT_SHOWN)
        snprintf(run->fault + FAULT_SHOWN, sizeof run->fault - FAULT_SHOWN, "...");
    xml_stop(run); /* libxml2 would go on to the end without telling anybody */
}

void xml_run(struct xml_run *run, const xmlSAXHandler *sax, const char *s, size_t len)
{
    run->parser = len ? xmlCreateMemoryParserCtxt(s, (int)len) : NULL;
    if (!run->parser)
        return;
    *run->parser->sax = *sax;
    run->parser->sax->initialized = XML_SAX2_MAGIC;
    run->parser->sax->getEntity = on_entity;
    run->parser->sax->internalSubset = on_doctype;
    run->parser->sax->serror = on_error;
    run->parser->userData = run;
    xmlCtxtUseOptions(run->parser,
                      XML_PARSE_NOENT | XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOWARNING);
    xmlParseDocument(run->parser);
    xmlFreeParserCtxt(run->parser);
    run->parser = NULL;
}

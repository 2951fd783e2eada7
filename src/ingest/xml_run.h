/* xml_run: one run of libxml2's SAX parser under our rules: no network, no DTD with an internal subset, HTML's entities, the
 * first fatal error kept. Whoever embeds it as the first member of a struct gets that struct as the context of its callbacks. */
#ifndef INGEST_XML_RUN_H
#define INGEST_XML_RUN_H

#include "newsfs/buf.h"
#include <libxml/parser.h>

#define XML_FAULT_SIZE       160
#define XML_ENTITY_BYTES     40
#define XML_ATTRIBUTE_FIELDS 5 /* libxml2 gives name, prefix, uri, value, end of value */

struct xml_run {
    xmlParserCtxtPtr parser;
    const char *name; /* of the source, for messages */
    struct err *e;
    bool refused;    /* the run was stopped for good: *e says why */
    long fault_line; /* 0: well-formed */
    char fault[XML_FAULT_SIZE];
    xmlEntity entity;
    char entity_text[2 * XML_ENTITY_BYTES];
};

/* Parse s[0..len), UTF-8, with the callbacks of sax; name and e are set. */
void xml_run(struct xml_run *run, const xmlSAXHandler *sax, const char *s, size_t len);

/* End the run: because of the input, as err_set would say it with the line before; or without a word. What libxml2 gave to the callback is gone after. */
void xml_refuse(struct xml_run *run, enum err_code code, const char *why);
void xml_stop(struct xml_run *run);

#endif

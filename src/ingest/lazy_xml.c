/* lazy_xml: libxml2's functions, as far as this module uses them, through the library loaded when one is first called: it brings ICU and the
 * C++ library along, which take longer to load than a mount takes to answer. */
#include "newsfs/ingest.h"
#include "newsfs/lazy.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

static struct lazy_library library = {"libxml2.so.2", "libxml2", PTHREAD_ONCE_INIT, NULL};

static void load(void)
{
    lazy_load(&library);
}

#define CALL(function) LAZY_CALL(&library, load, function)

void ingest_load(void)
{
    pthread_once(&library.once, load);
}

xmlParserCtxtPtr xmlCreateMemoryParserCtxt(const char *buffer, int size)
{
    return CALL(xmlCreateMemoryParserCtxt)(buffer, size);
}

int xmlCtxtUseOptions(xmlParserCtxtPtr parser, int options)
{
    return CALL(xmlCtxtUseOptions)(parser, options);
}

int xmlParseDocument(xmlParserCtxtPtr parser)
{
    return CALL(xmlParseDocument)(parser);
}

void xmlStopParser(xmlParserCtxtPtr parser)
{
    CALL(xmlStopParser)(parser);
}

void xmlFreeParserCtxt(xmlParserCtxtPtr parser)
{
    CALL(xmlFreeParserCtxt)(parser);
}

int xmlSwitchEncoding(xmlParserCtxtPtr parser, xmlCharEncoding encoding)
{
    return CALL(xmlSwitchEncoding)(parser, encoding);
}

int xmlSAX2GetLineNumber(void *parser)
{
    return CALL(xmlSAX2GetLineNumber)(parser);
}

void xmlFreeDoc(xmlDocPtr document)
{
    CALL(xmlFreeDoc)(document);
}

htmlParserCtxtPtr htmlCreateMemoryParserCtxt(const char *buffer, int size)
{
    return CALL(htmlCreateMemoryParserCtxt)(buffer, size);
}

int htmlCtxtUseOptions(htmlParserCtxtPtr parser, int options)
{
    return CALL(htmlCtxtUseOptions)(parser, options);
}

int htmlParseDocument(htmlParserCtxtPtr parser)
{
    return CALL(htmlParseDocument)(parser);
}

void htmlFreeParserCtxt(htmlParserCtxtPtr parser)
{
    CALL(htmlFreeParserCtxt)(parser);
}

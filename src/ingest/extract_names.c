/* extract_names: the elements and attributes that say something, as sorted tables. */
#include "extract.h"
#include <stdlib.h>
#include <string.h>

#define B TRAIT_BLOCK
#define S TRAIT_SILENT
#define W TRAIT_WRITTEN
#define V TRAIT_VOID
#define P TRAIT_SCORED

/* Sorted by name; the row of TAG_x is at index TAG_x. */
static const struct {
    const char *name;
    unsigned traits;
} tags[TAG_COUNT] = {
    [TAG_OTHER] = {"", 0},
    [TAG_TEXT] = {"", 0},
    [TAG_A] = {"a", W},
    [TAG_ABBR] = {"abbr", 0},
    [TAG_ADDRESS] = {"address", B},
    [TAG_ARTICLE] = {"article", B},
    [TAG_ASIDE] = {"aside", B},
    [TAG_B] = {"b", W},
    [TAG_BASE] = {"base", S | V},
    [TAG_BLOCKQUOTE] = {"blockquote", B | W},
    [TAG_BODY] = {"body", B},
    [TAG_BR] = {"br", W | V},
    [TAG_BUTTON] = {"button", S},
    [TAG_CAPTION] = {"caption", B | W},
    [TAG_CITE] = {"cite", 0},
    [TAG_CODE] = {"code", W},
    [TAG_DD] = {"dd", B | W},
    [TAG_DEL] = {"del", W},
    [TAG_DETAILS] = {"details", B},
    [TAG_DIV] = {"div", B},
    [TAG_DL] = {"dl", B | W},
    [TAG_DT] = {"dt", B | W},
    [TAG_EM] = {"em", W},
    [TAG_FIELDSET] = {"fieldset", B},
    [TAG_FIGCAPTION] = {"figcaption", B | W},
    [TAG_FIGURE] = {"figure", B | W},
    [TAG_FOOTER] = {"footer", B},
    [TAG_FORM] = {"form", B},
    [TAG_H1] = {"h1", B | W},
    [TAG_H2] = {"h2", B | W | P},
    [TAG_H3] = {"h3", B | W | P},
    [TAG_H4] = {"h4", B | W | P},
    [TAG_H5] = {"h5", B | W | P},
    [TAG_H6] = {"h6", B | W | P},
    [TAG_HEAD] = {"head", S},
    [TAG_HEADER] = {"header", B},
    [TAG_HR] = {"hr", B | W | V},
    [TAG_HTML] = {"html", B},
    [TAG_I] = {"i", W},
    [TAG_IFRAME] = {"iframe", S},
    [TAG_IMG] = {"img", W | V},
    [TAG_INPUT] = {"input", S | V},
    [TAG_INS] = {"ins", 0},
    [TAG_LABEL] = {"label", 0},
    [TAG_LI] = {"li", B | W},
    [TAG_LINK] = {"link", S | V},
    [TAG_MAIN] = {"main", B},
    [TAG_META] = {"meta", S | V},
    [TAG_NAV] = {"nav", B},
    [TAG_NOSCRIPT] = {"noscript", S},
    [TAG_OBJECT] = {"object", S},
    [TAG_OL] = {"ol", B | W},
    [TAG_P] = {"p", B | W | P},
    [TAG_PRE] = {"pre", B | W | P},
    [TAG_Q] = {"q", W},
    [TAG_S] = {"s", W},
    [TAG_SCRIPT] = {"script", S},
    [TAG_SECTION] = {"section", B},
    [TAG_SELECT] = {"select", S},
    [TAG_SMALL] = {"small", 0},
    [TAG_SPAN] = {"span", 0},
    [TAG_STRONG] = {"strong", W},
    [TAG_STYLE] = {"style", S},
    [TAG_SUB] = {"sub", W},
    [TAG_SUMMARY] = {"summary", B},
    [TAG_SUP] = {"sup", W},
    [TAG_SVG] = {"svg", S},
    [TAG_TABLE] = {"table", B | W},
    [TAG_TBODY] = {"tbody", B | W},
    [TAG_TD] = {"td", B | W | P},
    [TAG_TEMPLATE] = {"template", S},
    [TAG_TEXTAREA] = {"textarea", S},
    [TAG_TFOOT] = {"tfoot", B | W},
    [TAG_TH] = {"th", B | W},
    [TAG_THEAD] = {"thead", B | W},
    [TAG_TIME] = {"time", 0},
    [TAG_TITLE] = {"title", S},
    [TAG_TR] = {"tr", B | W},
    [TAG_TT] = {"tt", 0},
    [TAG_U] = {"u", 0},
    [TAG_UL] = {"ul", B | W},
    [TAG_VIDEO] = {"video", S},
};

static const char *const attributes[ATTR_COUNT] = {
    "alt",  "aria-hidden", "class",    "colspan",  "content", "data-src", "datetime", "hidden",
    "href", "id",          "itemprop", "itemtype", "lang",    "name",     "property", "rel",
    "role", "rowspan",     "src",      "start",    "style",   "title",    "type",
};

unsigned extract_traits(enum extract_tag tag)
{
    return tags[tag].traits;
}

const char *extract_tag_name(enum extract_tag tag)
{
    return tags[tag].name;
}

enum extract_tag extract_tag_named(const char *name)
{
    int low = TAG_TEXT + 1, high = TAG_COUNT - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(name, tags[middle].name);
        if (order == 0)
            return (enum extract_tag)middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return TAG_OTHER;
}

int extract_attribute_named(const char *name)
{
    int low = 0, high = ATTR_COUNT - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(name, attributes[middle]);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

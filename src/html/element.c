/* element: one row per element of HTML, looked for among those of its first letter. */
#include "element.h"

#define NAME_MAX_LEN 10 /* "blockquote" */

static const struct row {
    char name[NAME_MAX_LEN + 1];
    unsigned char len, flags;
} rows[ELEMENT_COUNT] = {
    [ELEMENT_UNKNOWN] = {"", 0, 0},
    [ELEMENT_A] = {"a", 1, 0},
    [ELEMENT_ABBR] = {"abbr", 4, 0},
    [ELEMENT_ACRONYM] = {"acronym", 7, 0},
    [ELEMENT_ADDRESS] = {"address", 7, BLOCK | CLOSES_P},
    [ELEMENT_ANNOTATION] = {"annotation", 10, HIDDEN},
    [ELEMENT_APPLET] = {"applet", 6, 0},
    [ELEMENT_AREA] = {"area", 4, VOID | HIDDEN},
    [ELEMENT_ARTICLE] = {"article", 7, BLOCK | CLOSES_P},
    [ELEMENT_ASIDE] = {"aside", 5, BLOCK | CLOSES_P},
    [ELEMENT_AUDIO] = {"audio", 5, 0},
    [ELEMENT_B] = {"b", 1, 0},
    [ELEMENT_BASE] = {"base", 4, VOID},
    [ELEMENT_BASEFONT] = {"basefont", 8, VOID},
    [ELEMENT_BDI] = {"bdi", 3, 0},
    [ELEMENT_BDO] = {"bdo", 3, 0},
    [ELEMENT_BGSOUND] = {"bgsound", 7, VOID | HIDDEN},
    [ELEMENT_BIG] = {"big", 3, 0},
    [ELEMENT_BLINK] = {"blink", 5, 0},
    [ELEMENT_BLOCKQUOTE] = {"blockquote", 10, BLOCK | CLOSES_P},
    [ELEMENT_BODY] = {"body", 4, BLOCK},
    [ELEMENT_BR] = {"br", 2, VOID},
    [ELEMENT_BUTTON] = {"button", 6, 0},
    [ELEMENT_CANVAS] = {"canvas", 6, HIDDEN},
    [ELEMENT_CAPTION] = {"caption", 7, BLOCK},
    [ELEMENT_CENTER] = {"center", 6, BLOCK | CLOSES_P},
    [ELEMENT_CITE] = {"cite", 4, 0},
    [ELEMENT_CODE] = {"code", 4, 0},
    [ELEMENT_COL] = {"col", 3, BLOCK | VOID | HIDDEN},
    [ELEMENT_COLGROUP] = {"colgroup", 8, BLOCK},
    [ELEMENT_COMMAND] = {"command", 7, 0},
    [ELEMENT_DATA] = {"data", 4, 0},
    [ELEMENT_DATALIST] = {"datalist", 8, HIDDEN},
    [ELEMENT_DD] = {"dd", 2, BLOCK | CLOSES_P},
    [ELEMENT_DEL] = {"del", 3, 0},
    [ELEMENT_DETAILS] = {"details", 7, BLOCK | CLOSES_P},
    [ELEMENT_DFN] = {"dfn", 3, 0},
    [ELEMENT_DIALOG] = {"dialog", 6, BLOCK | CLOSES_P},
    [ELEMENT_DIR] = {"dir", 3, BLOCK | CLOSES_P},
    [ELEMENT_DIV] = {"div", 3, BLOCK | CLOSES_P},
    [ELEMENT_DL] = {"dl", 2, BLOCK | CLOSES_P},
    [ELEMENT_DT] = {"dt", 2, BLOCK | CLOSES_P},
    [ELEMENT_EM] = {"em", 2, 0},
    [ELEMENT_EMBED] = {"embed", 5, VOID},
    [ELEMENT_FIELDSET] = {"fieldset", 8, BLOCK | CLOSES_P},
    [ELEMENT_FIGCAPTION] = {"figcaption", 10, BLOCK | CLOSES_P},
    [ELEMENT_FIGURE] = {"figure", 6, BLOCK | CLOSES_P},
    [ELEMENT_FONT] = {"font", 4, 0},
    [ELEMENT_FOOTER] = {"footer", 6, BLOCK | CLOSES_P},
    [ELEMENT_FORM] = {"form", 4, BLOCK | CLOSES_P},
    [ELEMENT_FRAME] = {"frame", 5, VOID | HIDDEN},
    [ELEMENT_FRAMESET] = {"frameset", 8, HIDDEN},
    [ELEMENT_H1] = {"h1", 2, BLOCK | CLOSES_P},
    [ELEMENT_H2] = {"h2", 2, BLOCK | CLOSES_P},
    [ELEMENT_H3] = {"h3", 2, BLOCK | CLOSES_P},
    [ELEMENT_H4] = {"h4", 2, BLOCK | CLOSES_P},
    [ELEMENT_H5] = {"h5", 2, BLOCK | CLOSES_P},
    [ELEMENT_H6] = {"h6", 2, BLOCK | CLOSES_P},
    [ELEMENT_HEAD] = {"head", 4, BLOCK},
    [ELEMENT_HEADER] = {"header", 6, BLOCK | CLOSES_P},
    [ELEMENT_HGROUP] = {"hgroup", 6, BLOCK | CLOSES_P},
    [ELEMENT_HR] = {"hr", 2, BLOCK | CLOSES_P | VOID},
    [ELEMENT_HTML] = {"html", 4, BLOCK},
    [ELEMENT_I] = {"i", 1, 0},
    [ELEMENT_IFRAME] = {"iframe", 6, RAW},
    [ELEMENT_IMAGE] = {"image", 5, VOID},
    [ELEMENT_IMG] = {"img", 3, VOID},
    [ELEMENT_INPUT] = {"input", 5, VOID | HIDDEN},
    [ELEMENT_INS] = {"ins", 3, 0},
    [ELEMENT_KBD] = {"kbd", 3, 0},
    [ELEMENT_KEYGEN] = {"keygen", 6, VOID | HIDDEN},
    [ELEMENT_LABEL] = {"label", 5, 0},
    [ELEMENT_LEGEND] = {"legend", 6, BLOCK},
    [ELEMENT_LI] = {"li", 2, BLOCK | CLOSES_P},
    [ELEMENT_LINK] = {"link", 4, VOID | HIDDEN},
    [ELEMENT_LISTING] = {"listing", 7, BLOCK | CLOSES_P},
    [ELEMENT_MAIN] = {"main", 4, BLOCK | CLOSES_P},
    [ELEMENT_MAP] = {"map", 3, 0},
    [ELEMENT_MARK] = {"mark", 4, 0},
    [ELEMENT_MARQUEE] = {"marquee", 7, 0},
    [ELEMENT_MATH] = {"math", 4, 0},
    [ELEMENT_MENU] = {"menu", 4, BLOCK | CLOSES_P},
    [ELEMENT_META] = {"meta", 4, VOID | HIDDEN},
    [ELEMENT_METER] = {"meter", 5, 0},
    [ELEMENT_NAV] = {"nav", 3, BLOCK | CLOSES_P},
    [ELEMENT_NOBR] = {"nobr", 4, 0},
    [ELEMENT_NOEMBED] = {"noembed", 7, RAW | HIDDEN},
    [ELEMENT_NOFRAMES] = {"noframes", 8, RAW | HIDDEN},
    [ELEMENT_NOSCRIPT] = {"noscript", 8, 0},
    [ELEMENT_OBJECT] = {"object", 6, 0},
    [ELEMENT_OL] = {"ol", 2, BLOCK | CLOSES_P},
    [ELEMENT_OPTGROUP] = {"optgroup", 8, BLOCK | HIDDEN},
    [ELEMENT_OPTION] = {"option", 6, BLOCK | HIDDEN},
    [ELEMENT_OUTPUT] = {"output", 6, 0},
    [ELEMENT_P] = {"p", 1, BLOCK | CLOSES_P},
    [ELEMENT_PARAM] = {"param", 5, VOID | HIDDEN},
    [ELEMENT_PICTURE] = {"picture", 7, 0},
    [ELEMENT_PLAINTEXT] = {"plaintext", 9, BLOCK | CLOSES_P | RAW},
    [ELEMENT_PRE] = {"pre", 3, BLOCK | CLOSES_P},
    [ELEMENT_PROGRESS] = {"progress", 8, 0},
    [ELEMENT_Q] = {"q", 1, 0},
    [ELEMENT_RB] = {"rb", 2, 0},
    [ELEMENT_RP] = {"rp", 2, HIDDEN},
    [ELEMENT_RT] = {"rt", 2, 0},
    [ELEMENT_RTC] = {"rtc", 3, 0},
    [ELEMENT_RUBY] = {"ruby", 4, 0},
    [ELEMENT_S] = {"s", 1, 0},
    [ELEMENT_SAMP] = {"samp", 4, 0},
    [ELEMENT_SCRIPT] = {"script", 6, RAW | HIDDEN},
    [ELEMENT_SEARCH] = {"search", 6, BLOCK | CLOSES_P},
    [ELEMENT_SECTION] = {"section", 7, BLOCK | CLOSES_P},
    [ELEMENT_SELECT] = {"select", 6, HIDDEN},
    [ELEMENT_SLOT] = {"slot", 4, 0},
    [ELEMENT_SMALL] = {"small", 5, 0},
    [ELEMENT_SOURCE] = {"source", 6, VOID},
    [ELEMENT_SPAN] = {"span", 4, 0},
    [ELEMENT_STRIKE] = {"strike", 6, 0},
    [ELEMENT_STRONG] = {"strong", 6, 0},
    [ELEMENT_STYLE] = {"style", 5, RAW | HIDDEN},
    [ELEMENT_SUB] = {"sub", 3, 0},
    [ELEMENT_SUMMARY] = {"summary", 7, BLOCK | CLOSES_P},
    [ELEMENT_SUP] = {"sup", 3, 0},
    [ELEMENT_SVG] = {"svg", 3, HIDDEN},
    [ELEMENT_TABLE] = {"table", 5, BLOCK | CLOSES_P},
    [ELEMENT_TBODY] = {"tbody", 5, BLOCK},
    [ELEMENT_TD] = {"td", 2, BLOCK},
    [ELEMENT_TEMPLATE] = {"template", 8, HIDDEN},
    [ELEMENT_TEXT] = {"text", 4, 0},
    [ELEMENT_TEXTAREA] = {"textarea", 8, RAW | HIDDEN},
    [ELEMENT_TFOOT] = {"tfoot", 5, BLOCK},
    [ELEMENT_TH] = {"th", 2, BLOCK},
    [ELEMENT_THEAD] = {"thead", 5, BLOCK},
    [ELEMENT_TIME] = {"time", 4, 0},
    [ELEMENT_TITLE] = {"title", 5, RAW | HIDDEN},
    [ELEMENT_TR] = {"tr", 2, BLOCK},
    [ELEMENT_TRACK] = {"track", 5, VOID | HIDDEN},
    [ELEMENT_TT] = {"tt", 2, 0},
    [ELEMENT_U] = {"u", 1, 0},
    [ELEMENT_UL] = {"ul", 2, BLOCK | CLOSES_P},
    [ELEMENT_VAR] = {"var", 3, 0},
    [ELEMENT_VIDEO] = {"video", 5, 0},
    [ELEMENT_WBR] = {"wbr", 3, VOID},
    [ELEMENT_XMP] = {"xmp", 3, BLOCK | CLOSES_P | RAW},
};

/* Where the names begin that start with 'a', 'b', ..., and the end. */
static enum element first_of(int letter)
{
    static const unsigned char starts[27] = {1,  11, 23,  31,  42,  44,  52,  52,  63,  69,  69,  71,  76, 84,
                                             89, 94, 100, 101, 106, 123, 137, 139, 141, 142, 143, 143, 143};
    return (enum element)starts[letter];
}

enum element element_find(struct span name)
{
    if (!name.len || name.len > NAME_MAX_LEN || !char_is_alpha(*name.at))
        return ELEMENT_UNKNOWN;
    char lower[NAME_MAX_LEN];
    for (size_t i = 0; i < name.len; i++)
        lower[i] = char_lower(name.at[i]);
    int letter = lower[0] - 'a';
    for (enum element e = first_of(letter), end = first_of(letter + 1); e < end; e++)
        if (rows[e].len == name.len && memcmp(rows[e].name, lower, name.len) == 0)
            return e;
    return ELEMENT_UNKNOWN;
}

unsigned element_flags(enum element e)
{
    return rows[e].flags;
}

const char *element_name(enum element e)
{
    return rows[e].name;
}

int element_heading(enum element e)
{
    return e >= ELEMENT_H1 && e <= ELEMENT_H6 ? (int)(e - ELEMENT_H1) + 1 : 0;
}

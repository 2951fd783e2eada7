/* date_names: months, weekdays, halves of the day and zones, in the languages that feeds are written in.
 *
 * Months and weekdays are found by their beginnings, which are as long as it takes to tell them apart; rows are in lower case. */
#include "date.h"
#include <ctype.h>
#include <string.h>

#define WORD_MAX 40

struct beginning {
    const char *text;
    short value;
};

static const struct beginning months[] = {
    {"jan", 1},   {"ene", 1},  {"gen", 1},     {"jän", 1},      {"sty", 1},   {"led", 1},  {"oca", 1},    {"янв", 1},
    {"січ", 1},   {"ιαν", 1},  {"tammi", 1},   {"feb", 2},      {"fév", 2},   {"fev", 2},  {"lut", 2},    {"úno", 2},
    {"şub", 2},   {"фев", 2},  {"лют", 2},     {"φεβ", 2},      {"helmi", 2}, {"mär", 3},  {"mrt", 3},    {"maa", 3},
    {"mrz", 3},   {"már", 3},  {"bře", 3},     {"мар", 3},      {"бер", 3},   {"μαρ", 3},  {"μάρ", 3},    {"maalis", 3},
    {"apr", 4},   {"abr", 4},  {"avr", 4},     {"ápr", 4},      {"kwi", 4},   {"dub", 4},  {"nis", 4},    {"апр", 4},
    {"кві", 4},   {"απρ", 4},  {"huhti", 4},   {"may", 5},      {"mai", 5},   {"mag", 5},  {"mei", 5},    {"maj", 5},
    {"máj", 5},   {"kvě", 5},  {"май", 5},     {"мая", 5},      {"тра", 5},   {"μάι", 5},  {"μαϊ", 5},    {"μαι", 5},
    {"touko", 5}, {"jun", 6},  {"juin", 6},    {"giu", 6},      {"jún", 6},   {"cze", 6},  {"červen", 6}, {"haz", 6},
    {"июн", 6},   {"чер", 6},  {"ιούν", 6},    {"ιουν", 6},     {"ιον", 6},   {"kesä", 6}, {"jul", 7},    {"juil", 7},
    {"lug", 7},   {"júl", 7},  {"lip", 7},     {"červenec", 7}, {"tem", 7},   {"июл", 7},  {"лип", 7},    {"ιούλ", 7},
    {"ιουλ", 7},  {"ιολ", 7},  {"heinä", 7},   {"aug", 8},      {"ago", 8},   {"aoû", 8},  {"aou", 8},    {"sie", 8},
    {"srp", 8},   {"ağu", 8},  {"авг", 8},     {"сер", 8},      {"αύγ", 8},   {"αυγ", 8},  {"elo", 8},    {"sep", 9},
    {"set", 9},   {"szep", 9}, {"wrz", 9},     {"zář", 9},      {"eyl", 9},   {"сен", 9},  {"вер", 9},    {"σεπ", 9},
    {"syys", 9},  {"oct", 10}, {"okt", 10},    {"ott", 10},     {"out", 10},  {"paź", 10}, {"říj", 10},   {"eki", 10},
    {"окт", 10},  {"жов", 10}, {"οκτ", 10},    {"loka", 10},    {"nov", 11},  {"lis", 11}, {"kas", 11},   {"ноя", 11},
    {"νοέ", 11},  {"νοε", 11}, {"marras", 11}, {"dec", 12},     {"dic", 12},  {"dez", 12}, {"des", 12},   {"déc", 12},
    {"gru", 12},  {"pro", 12}, {"ara", 12},    {"дек", 12},     {"гру", 12},  {"δεκ", 12}, {"joulu", 12},
};

static const struct beginning weekdays[] = {
    {"sun", 0}, {"son", 0}, {"dim", 0}, {"dom", 0}, {"zon", 0},  {"søn", 0}, {"sön", 0}, {"nie", 0},  {"ned", 0},
    {"вос", 0}, {"κυρ", 0}, {"vas", 0}, {"paz", 0}, {"sunn", 0}, {"mon", 1}, {"lun", 1}, {"maan", 1}, {"man", 1},
    {"mån", 1}, {"pon", 1}, {"пон", 1}, {"δευ", 1}, {"hét", 1},  {"seg", 1}, {"pzt", 1}, {"tue", 2},  {"die", 2},
    {"din", 2}, {"tir", 2}, {"tis", 2}, {"wto", 2}, {"úte", 2},  {"вто", 2}, {"τρι", 2}, {"ked", 2},  {"ter", 2},
    {"sal", 2}, {"wed", 3}, {"mit", 3}, {"mer", 3}, {"mié", 3},  {"mie", 3}, {"woe", 3}, {"ons", 3},  {"śro", 3},
    {"stř", 3}, {"сре", 3}, {"τετ", 3}, {"sze", 3}, {"qua", 3},  {"çar", 3}, {"thu", 4}, {"don", 4},  {"jeu", 4},
    {"gio", 4}, {"jue", 4}, {"tor", 4}, {"czw", 4}, {"čtv", 4},  {"чет", 4}, {"πεμ", 4}, {"πέμ", 4},  {"csü", 4},
    {"qui", 4}, {"per", 4}, {"fri", 5}, {"fre", 5}, {"frei", 5}, {"ven", 5}, {"vie", 5}, {"vri", 5},  {"pią", 5},
    {"pát", 5}, {"пят", 5}, {"παρ", 5}, {"pén", 5}, {"sex", 5},  {"cum", 5}, {"sat", 6}, {"sam", 6},  {"sab", 6},
    {"sáb", 6}, {"zat", 6}, {"lør", 6}, {"lör", 6}, {"sob", 6},  {"суб", 6}, {"σαβ", 6}, {"σάβ", 6},  {"szo", 6},
    {"cmt", 6},
};

/* Whole words. */
static const struct beginning short_weekdays[] = {
    {"so", 0}, {"zo", 0}, {"nd", 0}, {"вс", 0}, {"su", 0}, {"mo", 1}, {"lu", 1}, {"пн", 1}, {"pn", 1},  {"di", 2},
    {"tu", 2}, {"вт", 2}, {"wt", 2}, {"mi", 3}, {"we", 3}, {"wo", 3}, {"ср", 3}, {"śr", 3}, {"me", 3},  {"do", 4},
    {"th", 4}, {"to", 4}, {"чт", 4}, {"cz", 4}, {"je", 4}, {"fr", 5}, {"vr", 5}, {"пт", 5}, {"pt.", 5}, {"ve", 5},
    {"sa", 6}, {"za", 6}, {"сб", 6}, {"日", 0}, {"月", 1}, {"火", 2}, {"水", 3}, {"木", 4}, {"金", 5},  {"土", 6},
    {"일", 0}, {"월", 1}, {"화", 2}, {"수", 3}, {"목", 4}, {"금", 5}, {"토", 6},
};

/* March, or Tuesday: mars, march, marzo, março, mart; mardi, martes, martedì. */
static const struct beginning either[] = {{"mar", 3}};

static const struct beginning halves[] = {{"am", 0},     {"a", 0},    {"pm", 12},   {"p", 12},   {"오전", 100},
                                          {"오후", 112}, {"上午", 0}, {"下午", 12}, {"午前", 0}, {"午後", 12}};

static const struct beginning zones[] = {
    {"z", 0},       {"ut", 0},      {"utc", 0},    {"gmt", 0},    {"wet", 0},    {"uct", 0},    {"bst", 60},
    {"west", 60},   {"cet", 60},    {"met", 60},   {"mez", 60},   {"wat", 60},   {"cest", 120}, {"mest", 120},
    {"mesz", 120},  {"eet", 120},   {"sast", 120}, {"cat", 120},  {"eest", 180}, {"msk", 180},  {"eat", 180},
    {"trt", 180},   {"msd", 240},   {"gst", 240},  {"pkt", 300},  {"ist", 330},  {"npt", 345},  {"bdt", 360},
    {"wib", 420},   {"ict", 420},   {"hkt", 480},  {"sgt", 480},  {"myt", 480},  {"pht", 480},  {"awst", 480},
    {"jst", 540},   {"kst", 540},   {"acst", 570}, {"acdt", 630}, {"aest", 600}, {"aedt", 660}, {"nzst", 720},
    {"nzdt", 780},  {"brt", -180},  {"art", -180}, {"clt", -240}, {"nst", -210}, {"ndt", -150}, {"ast", -240},
    {"adt", -180},  {"at", -240},   {"est", -300}, {"edt", -240}, {"et", -300},  {"cst", -360}, {"cdt", -300},
    {"ct", -360},   {"mst", -420},  {"mdt", -360}, {"mt", -420},  {"pst", -480}, {"pdt", -420}, {"pt", -480},
    {"akst", -540}, {"akdt", -480}, {"hst", -600},
};

static const struct beginning fillers[] = {{"de", 0}, {"of", 0},  {"the", 0},   {"um", 0},  {"uhr", 0},     {"le", 0},
                                           {"du", 0}, {"à", 0},   {"den", 0},   {"den", 0}, {"o'clock", 0}, {"klo", 0},
                                           {"kl", 0}, {"del", 0}, {"a las", 0}, {"г", 0},   {"в", 0},       {"w", 0}};

/* Lower case of the two-byte letters of Latin-1, Greek and Cyrillic, of ASCII, and of a few more that begin names. */
static size_t fold(char out[WORD_MAX], const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len && n + 2 < WORD_MAX; i++) {
        unsigned char c = (unsigned char)s[i], next = i + 1 < len ? (unsigned char)s[i + 1] : 0;
        if (c == '.')
            continue;
        if (c == 0xC3 && next >= 0x80 && next <= 0x9E)
            next += 0x20;
        else if ((c == 0xCE && next >= 0x91 && next <= 0x9F) || (c == 0xD0 && next >= 0x90 && next <= 0x9F))
            next += 0x20;
        else if ((c == 0xCE && next >= 0xA0 && next <= 0xA9) || (c == 0xD0 && next >= 0xA0 && next <= 0xAF))
            c++, next -= 0x20;
        else if ((c == 0xC5 || c == 0xC4) && next && !(next & 1))
            next++;
        out[n++] = (char)(c < 0x80 ? tolower(c) : c);
        if (c >= 0xC0 && next)
            out[n++] = (char)next, i++;
    }
    out[n] = '\0';
    return n;
}

static const struct beginning *find(const struct beginning *rows, size_t count, const char *word, bool whole)
{
    const struct beginning *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].text[0] != word[0])
            continue; /* nearly all, without a call */
        size_t n = strlen(rows[i].text);
        bool fits = whole ? strcmp(rows[i].text, word) == 0 : strncmp(rows[i].text, word, n) == 0;
        if (fits && (!best || n > strlen(best->text)))
            best = &rows[i];
    }
    return best;
}

static const struct {
    const struct beginning *rows;
    size_t count;
    enum date_word word;
    bool whole;
} tables[] = {
#define TABLE(rows, word, whole)                                                                                       \
    {                                                                                                                  \
        rows, sizeof rows / sizeof *rows, word, whole                                                                  \
    }
    TABLE(zones, DATE_ZONE, true),     TABLE(halves, DATE_HALF, true),   TABLE(short_weekdays, DATE_WEEKDAY, true),
    TABLE(either, DATE_EITHER, false), TABLE(months, DATE_MONTH, false), TABLE(weekdays, DATE_WEEKDAY, false),
    TABLE(fillers, DATE_FILLER, true),
};

/* The words of nearly all feeds, as the tables have them. "mar" is not always the one thing. spec: RFC 5322 3.3 */
static const struct {
    char text[4];
    unsigned char word, value;
} usual[] = {
    {"gmt", DATE_ZONE, 0},    {"sun", DATE_WEEKDAY, 0}, {"mon", DATE_WEEKDAY, 1}, {"tue", DATE_WEEKDAY, 2},
    {"wed", DATE_WEEKDAY, 3}, {"thu", DATE_WEEKDAY, 4}, {"fri", DATE_WEEKDAY, 5}, {"sat", DATE_WEEKDAY, 6},
    {"jan", DATE_MONTH, 1},   {"feb", DATE_MONTH, 2},   {"apr", DATE_MONTH, 4},   {"may", DATE_MONTH, 5},
    {"jun", DATE_MONTH, 6},   {"jul", DATE_MONTH, 7},   {"aug", DATE_MONTH, 8},   {"sep", DATE_MONTH, 9},
    {"oct", DATE_MONTH, 10},  {"nov", DATE_MONTH, 11},  {"dec", DATE_MONTH, 12},
};

static bool find_usual(const char *word, enum date_word *kind, int *value)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (memcmp(usual[i].text, word, sizeof usual[i].text) == 0) {
            *kind = (enum date_word)usual[i].word;
            *value = usual[i].value;
            return true;
        }
    return false;
}

enum date_word date_word_find(const char *s, size_t len, int *value)
{
    char word[WORD_MAX];
    enum date_word kind;
    size_t n = len < WORD_MAX ? fold(word, s, len) : 0;
    if (!n)
        return DATE_UNKNOWN;
    if (n == 3 && find_usual(word, &kind, value))
        return kind;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const struct beginning *b = find(tables[i].rows, tables[i].count, word, tables[i].whole);
        if (!b)
            continue;
        *value = b->value;
        return tables[i].word;
    }
    return DATE_UNKNOWN;
}

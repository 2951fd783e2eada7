/* extract_boxes: elements that call themselves a box beside an article: shares, related stories, letters to sign up for, comments.
 *
 * Here a class or id is cut into its words ("c-article__related", "postComments"), and a word, or two that are joined ("see-also"),
 * count whatever stands beside them; the looser table of extract_words.c would let "article" or "post" save them. What holds the
 * greater part of the text is no box, whatever it is called: sites name whatever is around the article after what else is in it
 * ("with-sidebar", "paywall"). */
#include "extract.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WORD_BYTES 24
#define BOX_TENTHS 4 /* a box has less of the text around it */

/* Sorted. */
static const struct box {
    const char *word;
    unsigned words;
} boxes[] = {
    {"aboutauthor", WORDS_BOX},
    {"ad", WORDS_BOX},
    {"addthis", WORDS_BOX},
    {"ads", WORDS_BOX},
    {"adslot", WORDS_BOX},
    {"adunit", WORDS_BOX},
    {"advert", WORDS_BOX},
    {"advertisement", WORDS_BOX},
    {"advertising", WORDS_BOX},
    {"adwrap", WORDS_BOX},
    {"adwrapper", WORDS_BOX},
    {"alsoread", WORDS_BOX},
    {"anzeige", WORDS_BOX},
    {"authorbio", WORDS_BOX},
    {"authorbox", WORDS_BOX},
    {"authorcard", WORDS_BOX},
    {"authordescription", WORDS_BOX},
    {"authorinfo", WORDS_BOX},
    {"autorbox", WORDS_BOX},
    {"bio", WORDS_BOX},
    {"breadcrumb", WORDS_BOX},
    {"breadcrumbs", WORDS_BOX},
    {"cmp", WORDS_BOX},
    {"comentarios", WORDS_COMMENTS},
    {"comment", WORDS_COMMENTS},
    {"commentaires", WORDS_COMMENTS},
    {"commenti", WORDS_COMMENTS},
    {"commentlist", WORDS_COMMENTS},
    {"comments", WORDS_COMMENTS},
    {"consent", WORDS_BOX},
    {"cookie", WORDS_BOX},
    {"cookies", WORDS_BOX},
    {"copyright", WORDS_BOX},
    {"correlati", WORDS_BOX},
    {"crumb", WORDS_BOX},
    {"crumbs", WORDS_BOX},
    {"didomi", WORDS_BOX},
    {"discussion", WORDS_COMMENTS},
    {"disqus", WORDS_COMMENTS},
    {"donate", WORDS_BOX},
    {"donation", WORDS_BOX},
    {"feedback", WORDS_BOX},
    {"follow", WORDS_BOX},
    {"gdpr", WORDS_BOX},
    {"jwplayer", WORDS_BOX},
    {"komentarze", WORDS_COMMENTS},
    {"kommentar", WORDS_COMMENTS},
    {"kommentare", WORDS_COMMENTS},
    {"kommentarer", WORDS_COMMENTS},
    {"latestnews", WORDS_BOX},
    {"lightbox", WORDS_BOX},
    {"morefrom", WORDS_BOX},
    {"morenews", WORDS_BOX},
    {"morestories", WORDS_BOX},
    {"mostpopular", WORDS_BOX},
    {"mostread", WORDS_BOX},
    {"mostviewed", WORDS_BOX},
    {"newsletter", WORDS_BOX},
    {"newsletters", WORDS_BOX},
    {"nextup", WORDS_BOX},
    {"noprint", WORDS_BOX},
    {"onetrust", WORDS_BOX},
    {"optanon", WORDS_BOX},
    {"outbrain", WORDS_BOX},
    {"pagination", WORDS_BOX},
    {"patreon", WORDS_BOX},
    {"polecane", WORDS_BOX},
    {"popover", WORDS_BOX},
    {"popular", WORDS_BOX},
    {"postnav", WORDS_BOX},
    {"postnavigation", WORDS_BOX},
    {"prevnext", WORDS_BOX},
    {"promo", WORDS_BOX},
    {"promos", WORDS_BOX},
    {"pubblicita", WORDS_BOX},
    {"publicidad", WORDS_BOX},
    {"publicidade", WORDS_BOX},
    {"publicite", WORDS_BOX},
    {"reacties", WORDS_COMMENTS},
    {"readalso", WORDS_BOX},
    {"readnext", WORDS_BOX},
    {"recirc", WORDS_BOX},
    {"recirculation", WORDS_BOX},
    {"recommend", WORDS_BOX},
    {"recommendation", WORDS_BOX},
    {"recommendations", WORDS_BOX},
    {"recommended", WORDS_BOX},
    {"reklam", WORDS_BOX},
    {"reklama", WORDS_BOX},
    {"relacionadas", WORDS_BOX},
    {"relacionados", WORDS_BOX},
    {"related", WORDS_BOX},
    {"relatedposts", WORDS_BOX},
    {"respond", WORDS_COMMENTS},
    {"seealso", WORDS_BOX},
    {"share", WORDS_BOX},
    {"sharebar", WORDS_BOX},
    {"sharedaddy", WORDS_BOX},
    {"sharing", WORDS_BOX},
    {"sidebar", WORDS_BOX},
    {"signup", WORDS_BOX},
    {"sociable", WORDS_BOX},
    {"social", WORDS_BOX},
    {"sponsor", WORDS_BOX},
    {"sponsored", WORDS_BOX},
    {"subnav", WORDS_BOX},
    {"subscribe", WORDS_BOX},
    {"taboola", WORDS_BOX},
    {"taglist", WORDS_BOX},
    {"tags", WORDS_BOX},
    {"toolbar", WORDS_BOX},
    {"tooltip", WORDS_BOX},
    {"topstories", WORDS_BOX},
    {"trending", WORDS_BOX},
    {"upnext", WORDS_BOX},
    {"vjs", WORDS_BOX},
    {"werbung", WORDS_BOX},
};

/* Behind these a word tells what an element has, not what it is. */
static const char *const denying[] = {"allow", "has", "is", "no", "show", "with", "without"};

static int by_word(const void *key, const void *row)
{
    return strcmp(key, ((const struct box *)row)->word);
}

static bool is_denying(const char *word)
{
    for (size_t i = 0; i < sizeof denying / sizeof *denying; i++)
        if (strcmp(word, denying[i]) == 0)
            return true;
    return false;
}

/* The next word of a class, in small letters; false at the end. A capital letter behind a small one begins a word. */
static bool next_word(char word[WORD_BYTES], const char **at, bool *joined)
{
    const char *s = *at;
    *joined = true;
    for (; *s && !isalnum((unsigned char)*s); s++)
        *joined &= !isspace((unsigned char)*s);
    size_t n = 0;
    for (bool small = false; isalnum((unsigned char)*s) && !(small && isupper((unsigned char)*s)); s++) {
        small = islower((unsigned char)*s);
        if (n < WORD_BYTES - 1)
            word[n++] = (char)tolower((unsigned char)*s);
    }
    word[n] = '\0';
    *at = s;
    return n > 0;
}

static unsigned words_of(const char *word)
{
    const struct box *row = bsearch(word, boxes, sizeof boxes / sizeof *boxes, sizeof *boxes, by_word);
    return row ? row->words : 0;
}

unsigned extract_box_words(const char *class)
{
    unsigned words = 0;
    bool denied = false, joined;
    char word[WORD_BYTES], pair[2 * WORD_BYTES] = "";
    while (next_word(word, &class, &joined)) {
        size_t before = joined ? strlen(pair) : 0;
        memcpy(pair + before, word, strlen(word) + 1);
        if (!(denied && joined))
            words |= words_of(word) | words_of(pair);
        denied = is_denying(word);
        memcpy(pair, word, sizeof word);
    }
    return words;
}

bool extract_holds_article(const struct extract *x, uint32_t i)
{
    return (x->title && extract_is_below(x, x->title, i)) || (x->said && extract_is_below(x, x->said, i));
}

static uint32_t plain(const struct extract *x, uint32_t i)
{
    return x->measures[i].chars - x->measures[i].link_chars;
}

bool extract_is_box(const struct extract *x, uint32_t i, uint32_t top, unsigned care)
{
    const struct extract_node *n = &x->nodes[i];
    if (!(n->words & (WORDS_BOX | WORDS_COMMENTS)) || n->tag == TAG_BODY || n->tag == TAG_HTML ||
        extract_holds_article(x, i))
        return false;
    return ((n->words & WORDS_COMMENTS) && (care & CARE_UNLIKELY)) ||
           (uint64_t)plain(x, i) * 10 < (uint64_t)plain(x, top) * BOX_TENTHS;
}

/* extract_headings: headings of what stands in or behind an article and is none of it.
 *
 * Compared folded and without the marks at their ends. */
#include "extract.h"
#include <string.h>

#define HEADING_CHARS 60

/* Headings of boxes. What follows goes too: as far as there is no prose, or all of it. */
static const struct heading {
    const char *text;
    enum extract_label label;
} headings[] = {
    {"about the author", LABEL_REST},
    {"about the authors", LABEL_REST},
    {"comments", LABEL_REST},
    {"leave a reply", LABEL_REST},
    {"leave a comment", LABEL_REST},
    {"join the conversation", LABEL_REST},
    {"join the discussion", LABEL_REST},
    {"post a comment", LABEL_REST},
    {"kommentare", LABEL_REST},
    {"commentaires", LABEL_REST},
    {"comentarios", LABEL_REST},
    {"комментарии", LABEL_REST},
    {"related", LABEL_LINKS},
    {"related articles", LABEL_LINKS},
    {"related content", LABEL_LINKS},
    {"related coverage", LABEL_LINKS},
    {"related links", LABEL_LINKS},
    {"related news", LABEL_LINKS},
    {"related posts", LABEL_LINKS},
    {"related stories", LABEL_LINKS},
    {"related topics", LABEL_LINKS},
    {"more on this story", LABEL_LINKS},
    {"more on this topic", LABEL_LINKS},
    {"more stories", LABEL_LINKS},
    {"more news", LABEL_LINKS},
    {"most popular", LABEL_LINKS},
    {"most read", LABEL_LINKS},
    {"most viewed", LABEL_LINKS},
    {"popular stories", LABEL_LINKS},
    {"read next", LABEL_LINKS},
    {"recommended", LABEL_LINKS},
    {"recommended for you", LABEL_LINKS},
    {"recommended stories", LABEL_LINKS},
    {"recommended reading", LABEL_LINKS},
    {"suggested articles", LABEL_LINKS},
    {"trending", LABEL_LINKS},
    {"trending now", LABEL_LINKS},
    {"up next", LABEL_LINKS},
    {"what to read next", LABEL_LINKS},
    {"you may also like", LABEL_LINKS},
    {"you might also like", LABEL_LINKS},
    {"mehr zum thema", LABEL_LINKS},
    {"lesen sie auch", LABEL_LINKS},
    {"das könnte sie auch interessieren", LABEL_LINKS},
    {"à lire aussi", LABEL_LINKS},
    {"sur le même sujet", LABEL_LINKS},
    {"noticias relacionadas", LABEL_LINKS},
    {"artículos relacionados", LABEL_LINKS},
    {"leggi anche", LABEL_LINKS},
    {"читайте также", LABEL_LINKS},
    {"関連記事", LABEL_LINKS},
    {"相关阅读", LABEL_LINKS},
    {"相关新闻", LABEL_LINKS},
    {"share this", LABEL_LINKS},
    {"share this article", LABEL_LINKS},
    {"share this post", LABEL_LINKS},
    {"share this story", LABEL_LINKS},
    {"tags", LABEL_LINKS},
    {"newsletter", LABEL_LINKS},
};

/* How headings of boxes begin. */
static const char *const openings[] = {"more from ",  "more in ",      "more on ",  "related to ",      "sign up for ",
                                       "sign up to ", "subscribe to ", "mehr von ", "read more about ", "get our "};

static bool is_opening(const char *folded)
{
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (strncmp(folded, openings[i], strlen(openings[i])) == 0)
            return true;
    return false;
}

enum extract_label extract_label_of(struct extract *x, uint32_t node)
{
    BUF_SCOPED struct buf folded = {0};
    if (!x->measures[node].chars || x->measures[node].chars > HEADING_CHARS)
        return LABEL_NONE;
    extract_fold_line(&folded, x, node);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strcmp(buf_str(&folded), headings[i].text) == 0)
            return headings[i].label;
    bool heading = x->nodes[node].tag >= TAG_H2 && x->nodes[node].tag <= TAG_H6;
    return heading && is_opening(buf_str(&folded)) ? LABEL_LINKS : LABEL_NONE;
}

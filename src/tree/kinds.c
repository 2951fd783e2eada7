/* kinds: the namespace, described once. */
#include "kinds.h"

#define DIR   (S_IFDIR | 0555)
#define FILE_ (S_IFREG | 0444)

const struct kind kinds[KIND_COUNT] = {
    [KIND_ROOT] = {0, DIR, &fixed_shape, KIND_ROOT, KIND_NONE, 0, NULL, NULL, NULL},
    [KIND_README] = {0, FILE_, &fixed_shape, KIND_ROOT, KIND_NONE, 0, "README.txt", "README.txt",
                     "what this is and what to type, by example"},
    [KIND_AGENTS] = {0, FILE_, &fixed_shape, KIND_ROOT, KIND_README, 0, "AGENTS.md", "AGENTS.md", "the same file"},
    [KIND_WIRE] = {0, FILE_, &wire_shape, KIND_ROOT, KIND_NONE, 0, "wire.tsv", "wire.tsv",
                   "one line per article in order of arrival: tail -f"},
    [KIND_PAGES] = {0, DIR, &groups_shape, KIND_ROOT, KIND_PAGE_SOURCE, GROUP_SOURCE, "pages", NULL, NULL},
    [KIND_SOURCES] = {0, DIR, &groups_shape, KIND_ROOT, KIND_SOURCE, GROUP_SOURCE, "sources", NULL, NULL},
    [KIND_TOPICS] = {0, DIR, &groups_shape, KIND_ROOT, KIND_TOPIC, GROUP_TOPIC, "topics", NULL, NULL},
    [KIND_DATES] = {0, DIR, &days_shape, KIND_ROOT, KIND_DAY, 0, "dates", NULL, NULL},
    [KIND_LATEST] = {0, DIR, &set_shape, KIND_ROOT, KIND_LATEST_ARTICLE, SET_LATEST, "latest", NULL, NULL},
    [KIND_PANEL] = {0, DIR, &groups_shape, KIND_ROOT, KIND_ROLE, GROUP_ROLE, "panel", NULL, NULL},

    [KIND_TODAY] = {0, FILE_, &front_shape, KIND_ROOT, KIND_NONE, 0, "today.txt", "today.txt",
                    "the front page: the newest day, per source: title, summary, one line per take"},
    [KIND_INDEX] = {0, FILE_, &index_shape, KIND_PAGES, KIND_NONE, 0, "index.html", "pages/index.html",
                    "for a web browser; open it by name"},
    [KIND_SEARCH] = {0, DIR, &search_shape, KIND_ROOT, KIND_QUERY, 0, "search", NULL, NULL},

    [KIND_PAGE_SOURCE] = {1, DIR, &set_shape, KIND_PAGES, KIND_PAGE, SET_SOURCE, NULL, NULL, NULL},
    [KIND_SOURCE] = {2, DIR, &set_shape, KIND_SOURCES, KIND_SOURCE_ARTICLE, SET_SOURCE, NULL, NULL, NULL},
    [KIND_TOPIC] = {3, DIR, &set_shape, KIND_TOPICS, KIND_TOPIC_ARTICLE, SET_TOPIC, NULL, NULL, NULL},
    [KIND_DAY] = {4, DIR, &set_shape, KIND_DATES, KIND_DAY_ARTICLE, SET_DAY, NULL, NULL, NULL},
    [KIND_ROLE] = {5, DIR, &role_shape, KIND_PANEL, KIND_TAKE, 0, NULL, NULL, NULL},
    [KIND_QUERY] = {26, DIR, &query_shape, KIND_SEARCH, KIND_SEARCH_ARTICLE, 0, NULL, NULL, NULL},

    [KIND_SOURCE_ARTICLE] = {6, DIR, &article_shape, KIND_SOURCE, KIND_SOURCE_TAKES, 0, NULL,
                             "sources/<source>/<article>/", "an article as a directory"},
    [KIND_TOPIC_ARTICLE] = {7, DIR, &article_shape, KIND_TOPIC, KIND_TOPIC_TAKES, 0, NULL, "topics/<topic>/<article>/",
                            "the same, by topic; an article may have several"},
    [KIND_DAY_ARTICLE] = {8, DIR, &article_shape, KIND_DAY, KIND_DAY_TAKES, 0, NULL, "dates/<YYYY-MM-DD>/<article>/",
                          "the same, by day of publication (UTC)"},
    [KIND_LATEST_ARTICLE] = {9, DIR, &article_shape, KIND_LATEST, KIND_LATEST_TAKES, 0, NULL, "latest/<article>/",
                             "the same, the newest 100"},
    [KIND_SEARCH_ARTICLE] = {10, DIR, &article_shape, KIND_QUERY, KIND_SEARCH_TAKES, 0, NULL,
                             "search/<query>/<article>/",
                             "full-text search: any name looked up here is a query; saved ones are listed"},
    [KIND_SOURCE_TAKES] = {11, DIR, &takes_shape, KIND_SOURCE_ARTICLE, KIND_TAKE, 0, "takes", NULL, NULL},
    [KIND_TOPIC_TAKES] = {12, DIR, &takes_shape, KIND_TOPIC_ARTICLE, KIND_TAKE, 0, "takes", NULL, NULL},
    [KIND_DAY_TAKES] = {13, DIR, &takes_shape, KIND_DAY_ARTICLE, KIND_TAKE, 0, "takes", NULL, NULL},
    [KIND_LATEST_TAKES] = {14, DIR, &takes_shape, KIND_LATEST_ARTICLE, KIND_TAKE, 0, "takes", NULL, NULL},

    [KIND_SEARCH_TAKES] = {15, DIR, &takes_shape, KIND_SEARCH_ARTICLE, KIND_TAKE, 0, "takes", NULL, NULL},

    [KIND_SOURCE_INDEX] = {25, FILE_, &index_shape, KIND_SOURCE, KIND_NONE, 0, "index.html", NULL, NULL},
    [KIND_TITLE] = {16, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, FILE_TITLE, NULL, NULL, NULL},
    [KIND_SUMMARY] = {17, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, FILE_SUMMARY, NULL, NULL, NULL},
    [KIND_BODY] = {18, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, FILE_BODY, NULL, NULL, NULL},
    [KIND_URL] = {19, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, FILE_URL, NULL, NULL, NULL},
    [KIND_META] = {20, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, FILE_META, NULL, NULL, NULL},
    [KIND_PAGE] = {21, FILE_, &file_shape, KIND_PAGE_SOURCE, KIND_NONE, FILE_PAGE, NULL, "pages/<source>/<article>.txt",
                   "one file per article, takes included: the fast way to grep everything once"},
    [KIND_MARKDOWN] = {23, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, 6, NULL, NULL, NULL},
    [KIND_WEBPAGE] = {24, FILE_, &file_shape, KIND_SOURCE_ARTICLE, KIND_NONE, 7, NULL, NULL, NULL},
    [KIND_TAKE] = {22, FILE_, &take_shape, KIND_ROLE, KIND_NONE, 0, NULL, "panel/<role>/<article>.txt",
                   "one file per take: all that a role ever said"},
};

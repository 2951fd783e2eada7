/* readme: README.txt, what somebody who has just found the mount needs, people and programs alike. */
#include "kinds.h"

void readme_write(struct buf *out)
{
    buf_adds(
        out,
        "The news as files. Read-only; made on demand by newsfs from its store. Everything is plain text in UTF-8.\n\n"
        "What is where\n\n");
    tree_describe(out);
    buf_adds(
        out,
        "\n"
        "<article> is <YYYY-MM-DD>_<slug>: it sorts by date and never changes. The same file in several places is one "
        "file (hard\n"
        "links). An absent value is an absent file. mtime is publication, ctime arrival.\n\n"
        "What to type (in this directory)\n\n"
        "  ls sources topics panel                           what there is\n"
        "  ls latest                                         the newest 100 articles\n"
        "  cat topics/ai/*/title.txt                         the titles of a topic\n"
        "  cat latest/2026-04-08_*/body.txt                  a day's newest articles\n"
        "  cat sources/*/*muse-spark*/takes/skeptic.txt      what the Skeptic says of one article\n"
        "  cat panel/skeptic/2026-04-*                       all that the Skeptic said in a month\n"
        "  grep -ril 'interest rate' pages                   search every article once: pages/ is by far the fastest\n"
        "  find dates -newermt 2026-04-01 -name body.txt     by day of publication\n"
        "  jq -r .url sources/*/2026-04-08_*/meta.json       fields for programs\n"
        "  tail -f wire.tsv                                  arrivals as they happen\n\n"
        "For programs and agents: search pages/ (one file per article, takes included), then open the article's "
        "directory under\n"
        "sources/ for single fields. Names found in one view are the same in all. Nothing here can be changed by "
        "writing.\n");
}

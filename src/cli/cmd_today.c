/* today: the front page, with colour on a terminal. */
#include "cli.h"

#include "newsfs/render.h"
#include "newsfs/tree.h"

static enum exit_status run(struct invocation *in, struct err *e)
{
    static const struct front_style plain = {"", "", "", ""}, color = {"\033[1m", "\033[1;36m", "\033[2m", "\033[0m"};
    BUF_SCOPED struct buf page = {0};
    struct tree *t = tree_open(in->store, NULL);
    bool ok = tree_front_page(t, in->color ? &color : &plain, &page, e);
    tree_close(t);
    if (ok)
        fwrite(buf_str(&page), 1, page.len, stdout);
    return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command today_command = {
    .name = "today",
    .summary = "the front page: the newest day that has articles",
    .store = NEEDS_STORE_READ,
    .run = run,
};

#include "rows.h"

#include "newsfs/query.h"
#include "newsfs/text.h"

#include <jansson.h>
#include <string.h>

const char *const row_headings[ROW_COLUMNS] = {"ARTICLE", "SOURCE", "TITLE"};

void rows_begin(struct article_rows *r, struct invocation *in)
{
    *r = (struct article_rows){.in = in, .json = option_has(in, "json")};
    table_begin(&r->table, ROW_COLUMNS, 0);
}

static void print_json(const struct entry *entry, const char *source, const char *title)
{
    char published[TIME_TEXT_SIZE], seen[TIME_TEXT_SIZE];
    time_format(published, entry->published);
    time_format(seen, entry->first_seen);
    json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i}", "name", entry->name, "source", source, "title",
                            title, "published", published, "first_seen", seen, "revision", (int)entry->revision,
                            "takes", (int)entry->take_count);
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
}

bool rows_add(struct article_rows *r, const struct entry *entry, struct err *e)
{
    BUF_SCOPED struct buf title = {0};
    struct group source = {0};
    bool found = false;
    if (!store_get_group(r->in->store, GROUP_SOURCE, entry->source, &source, &found, e) ||
        !store_read_text(r->in->store, entry->id, entry->content, FILE_TITLE, &title, &found, e))
        return false;
    if (title.len)
        buf_truncate(&title, title.len - 1);
    if (r->json) {
        print_json(entry, source.slug, buf_str(&title));
        return true;
    }
    table_add(&r->table, entry->name);
    table_add(&r->table, source.slug);
    table_add(&r->table, buf_str(&title));
    if (!r->in->terminal)
        table_end(&r->table, NULL, false), table_begin(&r->table, ROW_COLUMNS, 0);
    return true;
}

void rows_end(struct article_rows *r)
{
    table_end(&r->table, row_headings, r->in->terminal);
}

const struct query *query_of_user(struct invocation *in, const char *text, struct arena *arena, struct err *e)
{
    struct query_error why;
    const struct query *q = query_parse(arena, text, clock_now(), &why);
    if (q)
        return q;
    size_t column = text_columns(text, why.at), wide = text_columns(text + why.at, why.len);
    fflush(stdout);
    fprintf(stderr, "newsfs %s: %s\n  %s\n  %*s", in->command->name, why.text, text, (int)column, "");
    for (size_t i = 0; i < (wide ? wide : 1); i++)
        fputc('^', stderr);
    fputc('\n', stderr);
    err_set(e, ERR_USAGE, "the query cannot be read: \"newsfs help search\" tells the language");
    return NULL;
}

void join_arguments(const struct invocation *in, struct buf *out)
{
    for (int i = 0; i < in->argument_count; i++)
        buf_addf(out, "%s%s", i ? " " : "", in->arguments[i]);
}

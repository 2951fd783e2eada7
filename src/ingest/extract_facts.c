/* extract_facts: what the page says of the article, by how much who says it is to be believed. */
#include "extract.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <string.h>
#include <strings.h>

#define FACT_BYTES  8192
#define AUTHORS_MAX 32
#define TOPICS_MAX  64
#define NAME_BYTES  200

static const char *line_of(struct arena *a, const char *s)
{
    BUF_SCOPED struct buf line = {0};
    size_t len = strnlen(s, FACT_BYTES);
    if (!html_is_markup(s, len))
        return extract_squeeze(a, s, len);
    html_to_line(&line, s, len);
    return extract_squeeze(a, buf_str(&line), line.len);
}

void extract_fact(struct extract_facts *f, enum extract_fact which, int rank, const char *value)
{
    if (!value || (f->values[which] && f->ranks[which] <= rank))
        return;
    const char *line =
        which == FACT_URL ? extract_squeeze(f->arena, value, strnlen(value, FACT_BYTES)) : line_of(f->arena, value);
    if (!*line)
        return;
    f->values[which] = line;
    f->ranks[which] = rank;
}

/* "By Name" without its word. */
static const char *behind_by(const char *name)
{
    static const char *const words[] = {"by ", "by: ", "written by ", "author: ", "posted by ", "von ", "por ", "di "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(name, words[i], strlen(words[i])) == 0)
            return name + strlen(words[i]);
    return name;
}

static bool is_address(const char *s)
{
    return strstr(s, "://") != NULL || strncmp(s, "www.", 4) == 0 || *s == '/';
}

void extract_author(struct extract_facts *f, int rank, const char *name)
{
    if (!name || (f->author_count && f->ranks[FACT_AUTHOR] < rank))
        return;
    const char *line = behind_by(line_of(f->arena, name));
    if (!*line || strlen(line) > NAME_BYTES || is_address(line))
        return;
    if (f->author_count && f->ranks[FACT_AUTHOR] > rank)
        f->author_count = 0;
    for (size_t i = 0; i < f->author_count; i++)
        if (text_equal_nocase(f->authors[i], line))
            return;
    if (f->author_count == AUTHORS_MAX)
        return;
    f->ranks[FACT_AUTHOR] = rank;
    if (!f->author_count)
        f->authors = NULL;
    f->authors = arena_grow(f->arena, f->authors, f->author_count, sizeof *f->authors);
    f->authors[f->author_count++] = line;
}

static void add_topic(struct extract_facts *f, const char *s, size_t len)
{
    const char *line = extract_squeeze(f->arena, s, len);
    if (!*line || strlen(line) > NAME_BYTES || f->topic_count == TOPICS_MAX)
        return;
    for (size_t i = 0; i < f->topic_count; i++)
        if (text_equal_nocase(f->topics[i], line))
            return;
    if (!f->topic_count)
        f->topics = NULL;
    f->topics = arena_grow(f->arena, f->topics, f->topic_count, sizeof *f->topics);
    f->topics[f->topic_count++] = line;
}

void extract_topics(struct extract_facts *f, int rank, const char *list, const char *between)
{
    if (!list || !*list || (f->topic_count && f->topic_rank < rank))
        return;
    if (f->topic_rank > rank)
        f->topic_count = 0;
    f->topic_rank = rank;
    const char *line = line_of(f->arena, list);
    while (*line) {
        size_t len = between ? strcspn(line, between) : strlen(line);
        add_topic(f, line, len);
        line += len + (line[len] != '\0');
    }
}

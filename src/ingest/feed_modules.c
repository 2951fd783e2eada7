/* feed_modules: what several vocabularies have in common, and the small modules. spec: Dublin Core 1.1, DCMI terms, RSS 1.0
 * modules content and syndication, FeedBurner */
#include "feed_vocabulary.h"
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <stdlib.h>

/* What RSS and its modules hold is HTML where it looks like it: they have no word to say so. */
static struct feed_value guess(const struct feed_value *v)
{
    struct feed_value guessed = *v;
    guessed.as_markup |= html_is_markup(v->text, v->len);
    return guessed;
}

ON_CLOSE(feed_close_title)
{
    struct feed_value g = guess(v);
    feed_set_title(f, &g, rank);
}

ON_CLOSE(feed_close_summary)
{
    struct feed_value g = guess(v);
    feed_set_summary(f, &g, rank);
}

ON_CLOSE(feed_close_body)
{
    struct feed_value g = guess(v);
    feed_set_body(f, &g, rank);
}

ON_CLOSE(feed_close_published)
{
    feed_set_published(f, v->text, rank);
}

ON_CLOSE(feed_close_updated)
{
    feed_set_updated(f, v->text, rank);
}

static const char *line_of(struct feed *f, const struct feed_value *v)
{
    struct feed_value g = guess(v);
    return feed_line(&f->element_arena, &g);
}

ON_CLOSE(feed_close_author)
{
    feed_add_author(f, v->as_markup ? line_of(f, v) : v->text, rank);
}

ON_CLOSE(feed_close_topic)
{
    (void)rank;
    const char *line = line_of(f, v), *term = feed_attribute(f, "term"), *label = feed_attribute(f, "label");
    feed_add_topic(f, *line ? line : label ? label : term ? term : "");
}

ON_CLOSE(feed_close_topics_comma)
{
    (void)rank;
    feed_add_topics(f, line_of(f, v), ',');
}

ON_CLOSE(feed_close_language)
{
    (void)rank;
    feed_set_language(f, line_of(f, v));
}

ON_CLOSE(feed_close_id)
{
    feed_set_id(f, v->text, rank);
}

ON_CLOSE(module_close_link)
{
    if (v->len && !v->as_markup)
        feed_set_url(f, v->text, rank);
}

/* spec: http://web.resource.org/rss/1.0/modules/syndication/ : so many times (updateFrequency) in an updatePeriod. */
ON_CLOSE(sy_close_period)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", DAY_SECONDS},
                   {"weekly", 7 * DAY_SECONDS},
                   {"monthly", 30 * DAY_SECONDS},
                   {"yearly", 365 * DAY_SECONDS}};
    (void)rank;
    const char *said = line_of(f, v);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (text_equal_nocase(periods[i].name, said) && f->r->info->interval_seconds < 0)
            f->r->info->interval_seconds = periods[i].seconds;
}

ON_CLOSE(sy_close_frequency)
{
    (void)rank;
    long times = strtol(v->text, NULL, 10);
    if (times > 1 && f->r->info->interval_seconds > times * 60)
        f->r->info->interval_seconds /= times;
}

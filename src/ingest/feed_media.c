/* feed_media: what comes with an item to be seen or heard. spec: Media RSS 1.5.1, https://www.rssboard.org/media-rss */
#include "feed_vocabulary.h"
#include "newsfs/html.h"
#include "newsfs/text.h"

void media_open_content(struct feed *f)
{
    feed_add_enclosure(f, feed_attribute(f, "url"), feed_attribute(f, "type"), feed_attribute(f, "fileSize"));
}

/* Titles and descriptions say whether they are HTML. */
static struct feed_value typed(const struct feed *f, const struct feed_value *v)
{
    const char *type = feed_attribute(f, "type");
    struct feed_value value = *v;
    value.as_markup |= type ? text_equal_nocase(type, "html") : html_is_markup(v->text, v->len);
    return value;
}

ON_CLOSE(media_close_title)
{
    struct feed_value value = typed(f, v);
    feed_set_title(f, &value, rank);
}

ON_CLOSE(media_close_description)
{
    struct feed_value value = typed(f, v);
    feed_set_summary(f, &value, rank);
}

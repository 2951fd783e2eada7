/* affected: whom a change in the store concerns: the reverse of lookup. Every directory that lists the article, every name that leads to it. */
#include "kinds.h"
#include "newsfs/search.h"

#include <string.h>

#define FLOOD 500 /* changes between two looks */

/* A directory of the article in one view. */
struct place {
    enum kind_id article, takes;
    int64_t container;
};

static const struct place fixed_places[] = {
    {KIND_SOURCE_ARTICLE, KIND_SOURCE_TAKES, 0},
    {KIND_DAY_ARTICLE, KIND_DAY_TAKES, 0},
    {KIND_LATEST_ARTICLE, KIND_LATEST_TAKES, 0},
};
#define FIXED_PLACES (sizeof fixed_places / sizeof *fixed_places)

/* One article and all that is to be told about. */
struct telling {
    struct tree *tree;
    const struct tree_watcher *w;
    struct entry entry;
    struct place *places;           /* in arena */
    size_t place_count, topics_end; /* places from FIXED_PLACES to topics_end are topics */
    struct arena arena;
};

static uint64_t inode_of(enum kind_id kind, int64_t row, int64_t number)
{
    return inode_pack(&(struct node){kind, row, number});
}

static void add_place(struct telling *to, struct place place)
{
    to->places = arena_grow(&to->arena, to->places, to->place_count, sizeof place);
    to->places[to->place_count++] = place;
}

static bool find_places(struct telling *to, struct err *e)
{
    int64_t topics[CHUNK];
    size_t count = CHUNK;
    for (size_t i = 0; i < FIXED_PLACES; i++)
        add_place(to, fixed_places[i]);
    for (int64_t after = 0; count == CHUNK;) {
        if (!store_list_article_topics(to->tree->store, to->entry.id, after, topics, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++)
            add_place(to, (struct place){KIND_TOPIC_ARTICLE, KIND_TOPIC_TAKES, after = topics[i]});
    }
    to->topics_end = to->place_count;
    count = search_slots(to->tree, topics, CHUNK);
    for (size_t i = 0; i < count; i++)
        add_place(to, (struct place){KIND_SEARCH_ARTICLE, KIND_SEARCH_TAKES, topics[i]});
    return true;
}

/* Of a topic that the article has left: its directory there is no more. */
static void add_left_topic(struct telling *to, int64_t topic)
{
    for (size_t i = FIXED_PLACES; i < to->topics_end; i++)
        if (to->places[i].container == topic)
            return;
    add_place(to, (struct place){KIND_TOPIC_ARTICLE, KIND_TOPIC_TAKES, topic});
}

static void tell_child_of(const struct tree_watcher *w, uint64_t dir, const char *child)
{
    w->content(w->context, dir);
    w->entry(w->context, dir, child);
}

static void tell_child(const struct tree_watcher *w, enum kind_id kind, int64_t row, const char *child)
{
    tell_child_of(w, inode_of(kind, row, 0), child);
}

/* The views that list the article, and their tops: a day may be new, and times follow the latest arrival. */
static void tell_views(const struct telling *to)
{
    to->w->content(to->w->context, inode_of(KIND_SOURCE_INDEX, to->entry.source, 0));
    const struct tree_watcher *w = to->w;
    const struct entry *entry = &to->entry;
    char page[NAME_SIZE + 4], day[DAY_TEXT_SIZE];
    strcpy(stpcpy(page, entry->name), ".txt");
    day_format(day, entry->day);
    tell_child(w, KIND_PAGE_SOURCE, entry->source, page);
    tell_child(w, KIND_SOURCE, entry->source, entry->name);
    tell_child(w, KIND_DAY, entry->day + DAY_BIAS, entry->name);
    tell_child(w, KIND_LATEST, 0, entry->name);
    tell_child(w, KIND_DATES, 0, day);
    for (size_t i = FIXED_PLACES; i < to->place_count; i++)
        tell_child(w, KIND_TOPIC, to->places[i].container, entry->name);
    for (enum kind_id k = KIND_ROOT; k < KIND_FIXED_END; k++)
        if (k != KIND_README && k != KIND_AGENTS)
            w->node(w->context, inode_of(k, 0, 0));
}

/* The names inside the article's directories lead to new inodes. */
static void tell_directories(const struct telling *to)
{
    const struct tree_watcher *w = to->w;
    for (size_t i = 0; i < to->place_count; i++) {
        uint64_t dir = inode_of(to->places[i].article, to->entry.id, to->places[i].container);
        w->content(w->context, dir);
        for (const struct render_format *f = render_formats; f->name; f++)
            w->entry(w->context, dir, f->name);
        w->entry(w->context, dir, "takes");
    }
}

/* panel/<role>/<article>.txt, and takes/<role>.txt in every view: of what arrived only now nobody knows these directories. */
static bool tell_takes(const struct telling *to, bool arrived, struct err *e)
{
    struct take_entry takes[CHUNK];
    size_t count = CHUNK;
    char name[NAME_SIZE + 4], file[SLUG_SIZE + 4];
    strcpy(stpcpy(name, to->entry.name), ".txt");
    for (int64_t after = 0; count == CHUNK;) {
        if (!store_list_takes(to->tree->store, to->entry.id, after, takes, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            after = takes[i].role;
            strcpy(stpcpy(file, takes[i].slug), ".txt");
            tell_child(to->w, KIND_ROLE, takes[i].role, name);
            to->w->node(to->w->context, inode_of(KIND_PANEL, 0, 0));
            for (size_t k = 0; k < to->place_count && !arrived; k++)
                tell_child_of(to->w, inode_of(to->places[k].takes, to->entry.id, to->places[k].container), file);
        }
    }
    return true;
}

/* Every file whose link count an arrival elsewhere has changed. */
static bool tell_links(const struct telling *to, struct err *e)
{
    const struct entry *entry = &to->entry;
    struct take_entry takes[CHUNK];
    size_t count;
    for (int f = 0; f <= FILE_META; f++)
        to->w->node(to->w->context,
                    inode_of(KIND_TITLE + f, entry->id, f <= FILE_URL ? entry->content : entry->revision));
    if (!store_list_takes(to->tree->store, entry->id, 0, takes, CHUNK, &count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        to->w->node(to->w->context, inode_of(KIND_TAKE, takes[i].id, 0));
    return true;
}

static bool tell_group(struct tree *t, const struct tree_watcher *w, enum group_kind kind, int64_t id, struct err *e)
{
    static const enum kind_id tops[] = {[GROUP_SOURCE] = KIND_SOURCES,
                                        [GROUP_TOPIC] = KIND_TOPICS,
                                        [GROUP_ROLE] = KIND_PANEL,
                                        [GROUP_SEARCH] = KIND_SEARCH};
    struct group g;
    bool found = false;
    if (!store_get_group(t->store, kind, id, &g, &found, e))
        return false;
    w->content(w->context, inode_of(tops[kind], 0, 0));
    if (found && kind == GROUP_SOURCE)
        tell_child(w, KIND_PAGES, 0, g.slug);
    if (found)
        tell_child(w, tops[kind], 0, g.slug);
    return true;
}

/* An article that is gone: its names lead nowhere any more. */
static bool tell_removed(struct telling *to, const struct change *change, struct err *e)
{
    int64_t topics[CHUNK], roles[CHUNK];
    size_t topic_count, role_count;
    bool found = false;
    char name[NAME_SIZE + 4];
    if (!store_get_removed(to->tree->store, change->number, &to->entry, topics, &topic_count, roles, &role_count, CHUNK,
                           &found, e))
        return false;
    if (!found)
        return true;
    strcpy(stpcpy(name, to->entry.name), ".txt");
    for (size_t i = 0; i < FIXED_PLACES; i++)
        add_place(to, fixed_places[i]);
    for (size_t i = 0; i < topic_count; i++)
        add_place(to, (struct place){KIND_TOPIC_ARTICLE, KIND_TOPIC_TAKES, topics[i]});
    to->topics_end = to->place_count;
    tell_views(to);
    for (size_t i = 0; i < role_count; i++)
        tell_child(to->w, KIND_ROLE, roles[i], name);
    return true;
}

static bool tell_article(struct telling *to, const struct change *change, struct err *e)
{
    bool found = false;
    if (change->kind == CHANGE_REMOVED)
        return tell_removed(to, change, e);
    if (!store_get_entry(to->tree->store, change->article, &to->entry, &found, e))
        return false;
    if (!found)
        return true;
    if (!find_places(to, e))
        return false;
    if (change->kind == CHANGE_TOPICS)
        add_left_topic(to, change->detail);
    tell_views(to);
    if (change->kind != CHANGE_ARRIVED)
        tell_directories(to);
    if (change->kind == CHANGE_TOPICS && !tell_links(to, e))
        return false;
    return tell_takes(to, change->kind == CHANGE_ARRIVED, e);
}

static bool tell_change(struct tree *t, const struct change *change, const struct tree_watcher *w, struct err *e)
{
    if (change->kind == CHANGE_GROUP)
        return tell_group(t, w, (enum group_kind)(change->detail >> 32), change->detail & 0xFFFFFFFF, e);
    struct telling to = {.tree = t, .w = w};
    bool ok = tell_article(&to, change, e);
    arena_finish(&to.arena);
    return ok;
}

static bool holds(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static bool tell_moved(struct tree *t, const struct tree_watcher *w, int64_t article, struct err *e)
{
    struct telling to = {.tree = t, .w = w};
    bool found = false, ok = store_get_entry(t->store, article, &to.entry, &found, e) && (!found || tell_links(&to, e));
    if (ok && found)
        tell_child(w, KIND_LATEST, 0, to.entry.name);
    arena_finish(&to.arena);
    return ok;
}

/* Link counts of what left or entered latest/ since the last call; w NULL: only remember. */
static bool tell_latest(struct tree *t, const struct tree_watcher *w, struct err *e)
{
    int64_t before[LATEST_MAX];
    size_t count = t->latest_count;
    memcpy(before, t->latest, sizeof before);
    if (!latest_refresh(t, e))
        return false;
    for (size_t i = 0; w && i < count; i++)
        if (!holds(t->latest, t->latest_count, before[i]) && !tell_moved(t, w, before[i], e))
            return false;
    for (size_t i = 0; w && i < t->latest_count; i++)
        if (!holds(before, count, t->latest[i]) && !tell_moved(t, w, t->latest[i], e))
            return false;
    return true;
}

/* What any query finds may have changed. */
static void tell_searches(struct tree *t, const struct tree_watcher *w)
{
    int64_t slots[CHUNK];
    size_t count = search_slots(t, slots, CHUNK);
    for (size_t i = 0; i < count; i++)
        w->content(w->context, inode_of(KIND_QUERY, slots[i], 0));
}

static void tell_nothing(void *context, uint64_t directory, const char *name)
{
    (void)context, (void)directory, (void)name;
}

/* Where very many articles arrive at once their names are not told one by one: that they were not there is forgotten by itself in half a second. */
static bool is_flood(struct tree *t, int64_t number, bool *flood, struct err *e)
{
    int64_t last;
    if (!store_last_change(t->store, &last, e))
        return false;
    *flood = last - number > FLOOD;
    return true;
}

static bool tell_changes(struct tree *t, int64_t *number, const struct tree_watcher *w, struct err *e)
{
    struct change changes[CHUNK];
    struct tree_watcher unnamed = *w;
    size_t count = CHUNK;
    bool flood;
    unnamed.entry = tell_nothing;
    if (!is_flood(t, *number, &flood, e))
        return false;
    while (count == CHUNK) {
        if (!store_list_changes(t->store, *number, changes, CHUNK, &count, e))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!tell_change(t, &changes[i], flood && changes[i].kind == CHANGE_ARRIVED ? &unnamed : w, e))
                return false;
            *number = changes[i].number;
        }
    }
    w->content(w->context, inode_of(KIND_WIRE, 0, 0));
    w->content(w->context, inode_of(KIND_TODAY, 0, 0));
    tell_searches(t, w);
    w->content(w->context, inode_of(KIND_INDEX, 0, 0));
    return tell_latest(t, w, e);
}

bool tree_follow(struct tree *t, int64_t *number, const struct tree_watcher *w, struct err *e)
{
    int64_t version;
    if (!store_data_version(t->store, &version, e))
        return false;
    if (*number >= 0 && version == t->followed_version)
        return true;
    if (!tree_begin(t, e))
        return false;
    bool ok =
        *number < 0 ? store_last_change(t->store, number, e) && tell_latest(t, NULL, e) : tell_changes(t, number, w, e);
    tree_end(t);
    if (ok)
        t->followed_version = version;
    return ok;
}

/* inode: numbers that carry everything. The layout is in tree.h.
 *
 * Invariant: inode_unpack(inode_pack(n)) = n for every node that can exist, and inode_unpack refuses every other number: each field is
 * checked against what its kind allows, so a number has one node or none. */
#include "kinds.h"

#define CLASS_SHIFT (ARTICLE_ID_BITS + ARTICLE_REVISION_BITS)
#define ROW_MASK    ((UINT64_C(1) << ARTICLE_ID_BITS) - 1)
#define NUMBER_MASK ((UINT64_C(1) << ARTICLE_REVISION_BITS) - 1)
#define TAKE_MASK   ((UINT64_C(1) << CLASS_SHIFT) - 1)

uint64_t inode_pack(const struct node *n)
{
    if (n->kind < KIND_FIXED_END)
        return (uint64_t)(n->kind == KIND_AGENTS ? KIND_README : n->kind);
    uint64_t class = (uint64_t)kinds[n->kind].class << CLASS_SHIFT;
    if (n->kind == KIND_TAKE)
        return class | (uint64_t)n->row;
    return class | (uint64_t)n->number << ARTICLE_ID_BITS | (uint64_t)n->row;
}

static enum kind_id kind_of_class(unsigned class)
{
    for (int k = KIND_FIXED_END; k < KIND_COUNT; k++)
        if (kinds[k].class == class)
            return k;
    return KIND_NONE;
}

static bool has_number(enum kind_id kind)
{
    return kind == KIND_TOPIC_ARTICLE || kind == KIND_TOPIC_TAKES || kind == KIND_SEARCH_ARTICLE ||
           kind == KIND_SEARCH_TAKES || (kind >= KIND_TITLE && kind <= KIND_WEBPAGE);
}

static bool is_group(enum kind_id kind)
{
    return kind == KIND_PAGE_SOURCE || kind == KIND_SOURCE || kind == KIND_TOPIC || kind == KIND_ROLE ||
           kind == KIND_QUERY || kind == KIND_SOURCE_INDEX;
}

bool inode_unpack(uint64_t inode, struct node *out)
{
    unsigned class = (unsigned)(inode >> CLASS_SHIFT);
    if (class == 0) {
        *out = (struct node){.kind = (enum kind_id)inode};
        return inode >= KIND_ROOT && inode < KIND_FIXED_END && inode != KIND_AGENTS;
    }
    struct node n = {.kind = kind_of_class(class)};
    if (n.kind == KIND_NONE)
        return false;
    if (n.kind == KIND_TAKE) {
        n.row = (int64_t)(inode & TAKE_MASK);
    } else {
        n.row = (int64_t)(inode & ROW_MASK);
        n.number = (int64_t)(inode >> ARTICLE_ID_BITS & NUMBER_MASK);
    }
    *out = n;
    if (is_group(n.kind) && n.row > (int64_t)NUMBER_MASK)
        return false;
    if (n.kind == KIND_DAY && (n.row < DAY_BIAS + day_of_time(TIME_MIN) || n.row > DAY_BIAS + day_of_time(TIME_MAX)))
        return false;
    return n.row > 0 && has_number(n.kind) == (n.number > 0);
}

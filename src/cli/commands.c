/* commands: the table. A new command is a row here and a file beside this one. */
#include "cli.h"

extern const struct command feed_add_command, feed_list_command, feed_set_command, feed_remove_command,
    feed_import_command, feed_export_command, sync_command;
extern const struct command mount_command, umount_command, status_command, import_command, parse_command,
    convert_command, list_command, ls_command, cat_command, tree_command, export_command, topic_list_command,
    role_list_command, check_command, help_command, version_command, today_command, search_command, watch_command,
    grep_command, index_command, prune_command, topic_add_command, topic_remove_command;

/* clang-format off */
const struct command *const commands[] = {
    &mount_command,
    &umount_command,
    &status_command,
    &import_command,
    &parse_command,
    &convert_command,
    &feed_add_command,
    &feed_list_command,
    &feed_set_command,
    &feed_remove_command,
    &feed_import_command,
    &feed_export_command,
    &sync_command,
    &list_command,
    &today_command,
    &search_command,
    &grep_command,
    &watch_command,
    &ls_command,
    &cat_command,
    &tree_command,
    &export_command,
    &topic_add_command,
    &topic_remove_command,
    &topic_list_command,
    &role_list_command,
    &index_command,
    &prune_command,
    &check_command,
    &help_command,
    &version_command,
    NULL,
};
/* clang-format on */

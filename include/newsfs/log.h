/* log: a line on stderr or to syslog for whoever runs a daemon. Libraries return errors instead;
 * this is for what nobody waits for. Thread-safe. */
#ifndef NEWSFS_LOG_H
#define NEWSFS_LOG_H

#include "newsfs/err.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

void log_to_syslog(const char *ident); /* from now on, for this process; ident is borrowed for ever */
void log_line(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif

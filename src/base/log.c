/* log: one write per line, so that lines of threads never mix.
 *
 * The one piece of mutable state outside a struct: where a process's log goes is a property of the process, as it is
 * for the C library's own openlog, and those who log from deep inside have no object to carry it. */
#include "newsfs/log.h"
#include "newsfs/buf.h"
#include "newsfs/text.h"
#include <stdatomic.h>
#include <syslog.h>
#include <unistd.h>

static atomic_bool uses_syslog;

static const struct {
    int priority;
    const char *word;
} levels[] = {
    [LOG_LEVEL_ERROR] = {LOG_ERR, "error: "},
    [LOG_LEVEL_WARNING] = {LOG_WARNING, "warning: "},
    [LOG_LEVEL_INFO] = {LOG_INFO, ""},
};

void log_to_syslog(const char *ident)
{
    openlog(ident, LOG_PID, LOG_DAEMON);
    atomic_store(&uses_syslog, true);
}

static void to_stderr(enum log_level level, const struct buf *text)
{
    BUF_SCOPED struct buf line = {0};
    buf_addf(&line, "newsfs: %s", levels[level].word);
    text_clean_line(&line, buf_str(text), text->len);
    buf_addc(&line, '\n');
    ssize_t ignored = write(STDERR_FILENO, line.data, line.len);
    (void)ignored;
}

void log_line(enum log_level level, const char *fmt, ...)
{
    BUF_SCOPED struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(&text, fmt, ap);
    va_end(ap);
    if (!atomic_load(&uses_syslog)) {
        to_stderr(level, &text);
        return;
    }
    BUF_SCOPED struct buf line = {0};
    text_clean_line(&line, buf_str(&text), text.len);
    syslog(levels[level].priority, "%s", buf_str(&line));
}

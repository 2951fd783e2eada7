/* proxy: http_proxy, https_proxy, all_proxy and no_proxy, read here and not by curl, so that it is known whether a connection
 * goes to a proxy, which may be private, or to a stranger, who may not. HTTP_PROXY in capitals is not read: in a web server's
 * environment it is a header that a client sent. */
#include "proxy.h"
#include "newsfs/text.h"
#include "newsfs/url.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *value_of(const char *name, const char *capitals)
{
    const char *value = getenv(name);
    if ((!value || !*value) && capitals)
        value = getenv(capitals);
    return value && *value ? value : NULL;
}

/* One entry of no_proxy: a host, a domain with or without its dot, or "*". */
static bool entry_covers(const char *entry, size_t len, struct url_part host)
{
    if (len == 1 && *entry == '*')
        return true;
    while (len && *entry == '.') {
        entry++;
        len--;
    }
    if (!len || len > host.len)
        return false;
    size_t before = host.len - len;
    return strncasecmp(host.at + before, entry, len) == 0 && (!before || host.at[before - 1] == '.');
}

static bool is_excepted(struct url_part host)
{
    const char *list = value_of("no_proxy", "NO_PROXY");
    while (list && *list) {
        list += strspn(list, ", \t");
        size_t len = strcspn(list, ", \t");
        if (len && entry_covers(list, len, host))
            return true;
        list += len;
    }
    return false;
}

const char *proxy_for(const char *url)
{
    struct url u;
    url_split(&u, url);
    if (is_excepted(u.host))
        return NULL;
    const char *named =
        u.scheme.len == strlen("https") ? value_of("https_proxy", "HTTPS_PROXY") : value_of("http_proxy", NULL);
    return named ? named : value_of("all_proxy", "ALL_PROXY");
}

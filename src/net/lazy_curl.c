/* lazy_curl: libcurl's functions, as far as this module uses them, through the library loaded when one is first called: libcurl and what it
 * brings along (TLS, HTTP/2, LDAP, Kerberos) take longer to link than a mount takes to answer. The one file-scope state of the module. */
#define CURL_DISABLE_TYPECHECK
#include "newsfs/lazy.h"

#include <curl/curl.h>
#include <stdarg.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct lazy_library curl = {"libcurl.so.4", "libcurl4", PTHREAD_ONCE_INIT, NULL};

static void load(void)
{
    lazy_load(&curl);
}

#define CALL(function) LAZY_CALL(&curl, load, function)

CURLcode curl_global_init(long flags)
{
    return CALL(curl_global_init)(flags);
}

void curl_global_cleanup(void)
{
    CALL(curl_global_cleanup)();
}

CURL *curl_easy_init(void)
{
    return CALL(curl_easy_init)();
}

void curl_easy_cleanup(CURL *easy)
{
    CALL(curl_easy_cleanup)(easy);
}

void curl_easy_reset(CURL *easy)
{
    CALL(curl_easy_reset)(easy);
}

/* Every option takes one value, a long, a curl_off_t or a pointer, which the ABI hands over alike where they are of one size. */
_Static_assert(sizeof(long) == sizeof(void *) && sizeof(curl_off_t) == sizeof(void *),
               "values of options differ in size");

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list ap;
    va_start(ap, option);
    void *value = va_arg(ap, void *);
    va_end(ap);
    return CALL(curl_easy_setopt)(easy, option, value);
}

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    va_list ap;
    va_start(ap, info);
    void *value = va_arg(ap, void *);
    va_end(ap);
    return CALL(curl_easy_getinfo)(easy, info, value);
}

const char *curl_easy_strerror(CURLcode code)
{
    return CALL(curl_easy_strerror)(code);
}

time_t curl_getdate(const char *date, const time_t *unused)
{
    return CALL(curl_getdate)(date, unused);
}

CURLM *curl_multi_init(void)
{
    return CALL(curl_multi_init)();
}

CURLMcode curl_multi_cleanup(CURLM *multi)
{
    return CALL(curl_multi_cleanup)(multi);
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...)
{
    va_list ap;
    va_start(ap, option);
    void *value = va_arg(ap, void *);
    va_end(ap);
    return CALL(curl_multi_setopt)(multi, option, value);
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy)
{
    return CALL(curl_multi_add_handle)(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    return CALL(curl_multi_remove_handle)(multi, easy);
}

CURLMcode curl_multi_perform(CURLM *multi, int *running)
{
    return CALL(curl_multi_perform)(multi, running);
}

CURLMcode curl_multi_poll(CURLM *multi, struct curl_waitfd *also, unsigned count, int timeout_ms, int *ready)
{
    return CALL(curl_multi_poll)(multi, also, count, timeout_ms, ready);
}

CURLMsg *curl_multi_info_read(CURLM *multi, int *left)
{
    return CALL(curl_multi_info_read)(multi, left);
}

const char *curl_multi_strerror(CURLMcode code)
{
    return CALL(curl_multi_strerror)(code);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text)
{
    return CALL(curl_slist_append)(list, text);
}

void curl_slist_free_all(struct curl_slist *list)
{
    CALL(curl_slist_free_all)(list);
}

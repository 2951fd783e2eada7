/* judge: what became of a transfer, in one sentence: what happened, and what to do where something can be done. */
#include "transfer.h"
#include "newsfs/url.h"
#include <string.h>

static const struct {
    enum refusal why;
    enum err_code code;
    const char *words;
} refusals[] = {
    {REFUSED_ADDRESS, ERR_NET, "its address is not of the public Internet: allow it for this feed if it is yours"},
    {REFUSED_HEADER, ERR_LIMIT, "the server sends header lines without end: more than 64 KiB of them"},
    {REFUSED_PACKED_TWICE, ERR_LIMIT, "the content is compressed more than once"},
};

static const struct {
    CURLcode code;
    const char *words;
} causes[] = {
    {CURLE_URL_MALFORMAT, "it is not an address that can be asked: check its spelling"},
    {CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name is not known: check http_proxy and https_proxy"},
    {CURLE_COULDNT_RESOLVE_HOST, "no such host, or no network: check the address"},
    {CURLE_COULDNT_CONNECT, "no server answers there"},
    {CURLE_WEIRD_SERVER_REPLY, "the server does not speak HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, "the server does not speak HTTP"},
    {CURLE_PARTIAL_FILE, "the answer is shorter than the server said: it was cut off on the way"},
    {CURLE_GOT_NOTHING, "the server hung up without an answer"},
    {CURLE_SEND_ERROR, "the connection broke off"},
    {CURLE_RECV_ERROR, "the connection broke off"},
    {CURLE_BAD_CONTENT_ENCODING, "the content is not compressed as the server says"},
    {CURLE_HTTP2, "the server breaks the rules of HTTP/2"},
    {CURLE_HTTP2_STREAM, "the server breaks the rules of HTTP/2"},
    {CURLE_OUT_OF_MEMORY, "a header line is longer than 64 KiB"},
};

static const struct {
    int status;
    const char *words;
} statuses[] = {
    {204, "the server says there is no content"},
    {400, "the server does not understand the request"},
    {401, "a name and password are needed"},
    {402, "it has to be paid for"},
    {403, "the server refuses"},
    {404, "there is no such page: check the address"},
    {406, "the server has it in no form that is understood"},
    {410, "it is gone for good"},
    {421, "the server is not the right one"},
    {429, "the server is asked too often"},
    {451, "it is blocked for legal reasons"},
    {500, "the server has a fault"},
    {502, "the server behind it does not answer"},
    {503, "the server is overloaded or being worked on"},
    {504, "the server behind it is too slow"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_tls_failure(CURLcode code)
{
    return code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER;
}

static void judge_tls(const struct transfer *t, CURLcode code, struct err *e)
{
    const char *detail = *t->detail ? t->detail : curl_easy_strerror(code);
    const char *prefix = "SSL certificate problem: ";
    if (strncmp(detail, prefix, strlen(prefix)) == 0)
        detail += strlen(prefix);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        err_set(e, ERR_NET, "the server's certificate cannot be trusted: %s", detail);
    else
        err_set(e, ERR_NET, "no secure connection: %s", detail);
}

static void judge_size(const struct transfer *t, struct err *e)
{
    err_set(e, ERR_LIMIT, "it is larger than %zu bytes, the most that is read", t->options->body_max);
}

static void judge_time(const struct transfer *t, struct err *e)
{
    double connected = 0;
    curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME, &connected);
    if (connected == 0)
        err_set(e, ERR_TIMEOUT, "no connection within %d seconds", (t->options->connect_ms + 999) / 1000);
    else if (strstr(t->detail, "too slow"))
        err_set(e, ERR_TIMEOUT, "the server sent next to nothing for %d seconds", t->options->idle_seconds);
    else
        err_set(e, ERR_TIMEOUT, "not complete after %d seconds", (t->options->total_ms + 999) / 1000);
}

static void judge_code(const struct transfer *t, CURLcode code, struct err *e)
{
    for (size_t i = 0; i < COUNT(causes); i++)
        if (causes[i].code == code) {
            err_set(e, ERR_NET, "%s", causes[i].words);
            return;
        }
    err_set(e, ERR_NET, "%s", *t->detail ? t->detail : curl_easy_strerror(code));
}

static void judge_status(int status, struct err *e)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status) {
            err_set(e, ERR_NET, "%s (status %d)", statuses[i].words, status);
            return;
        }
    err_set(e, ERR_NET, "the server answers with status %d", status);
}

void transfer_judge(const struct transfer *t, CURLcode code, struct err *e)
{
    *e = (struct err){0};
    for (size_t i = 0; i < COUNT(refusals); i++)
        if (code != CURLE_OK && t->refusal == refusals[i].why) {
            err_set(e, refusals[i].code, "%s", refusals[i].words);
            return;
        }
    if (code == CURLE_FILESIZE_EXCEEDED || (code != CURLE_OK && t->refusal == REFUSED_BODY))
        judge_size(t, e);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        judge_time(t, e);
    else if (is_tls_failure(code))
        judge_tls(t, code, e);
    else if (code != CURLE_OK && t->refusal != REFUSED_ENOUGH)
        judge_code(t, code, e);
    else if (t->head.status != 200 && t->head.status != 304)
        judge_status(t->head.status, e);
}

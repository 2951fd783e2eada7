/* net_fetch: asks for addresses and prints the answers, for tests and by hand.
 *
 *     net_fetch [OPTION]… URL…
 *
 * -p allow private addresses     -e ETAG -m LAST-MODIFIED validators      -a FILE certificates to trust
 * -t N transfers at once         -h N of one host at once                 -g MS gap between requests to a host
 * -i S idle seconds              -T MS for all of a request               -c MS for the connection
 * -x use the environment's proxies                                       -b print bodies
 * -B BYTES the most of a body
 *
 * A "+" before a URL is -p for that one alone.
 *
 * An answer is lines "name<TAB>value" of what is there, ended by an empty line. */
#include "newsfs/net.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct settings {
    struct net_options options;
    struct net_request request;
    bool bodies;
};

static void set(struct settings *s, int option)
{
    switch (option) {
    case 'p':
        s->request.allow_private = true;
        break;
    case 'e':
        s->request.etag = optarg;
        break;
    case 'm':
        s->request.last_modified = optarg;
        break;
    case 'a':
        s->options.ca_file = optarg;
        break;
    case 't':
        s->options.transfers = atoi(optarg);
        break;
    case 'h':
        s->options.per_host = atoi(optarg);
        break;
    case 'g':
        s->options.host_gap_ms = atoi(optarg);
        break;
    case 'i':
        s->options.idle_seconds = atoi(optarg);
        break;
    case 'T':
        s->options.total_ms = atoi(optarg);
        break;
    case 'c':
        s->options.connect_ms = atoi(optarg);
        break;
    case 'x':
        s->options.proxy = NET_PROXY_ENVIRONMENT;
        break;
    case 'b':
        s->bodies = true;
        break;
    case 'B':
        s->options.body_max = strtoul(optarg, NULL, 10);
        break;
    default:
        exit(2);
    }
}

static void print(const char *name, const char *value)
{
    if (value)
        printf("%s\t%s\n", name, value);
}

static void print_seconds(const char *name, int64_t seconds)
{
    if (seconds >= 0)
        printf("%s\t%lld\n", name, (long long)seconds);
}

static void print_response(const struct net_response *r, bool with_body)
{
    print("url", r->url);
    printf("status\t%d\n", r->status);
    print("error", r->error.code == ERR_NONE ? NULL : r->error.text);
    print("final", r->final_url);
    print("permanent", r->permanent_url);
    print("etag", r->etag);
    print("last-modified", r->last_modified);
    print("type", r->content_type);
    print("charset", r->charset);
    print_seconds("retry-after", r->retry_after_seconds);
    print_seconds("max-age", r->max_age_seconds);
    printf("length\t%zu\n", r->body.len);
    print("body", with_body ? buf_str(&r->body) : NULL);
    printf("\n");
}

static bool run(struct settings *s, char **urls, struct err *e)
{
    struct net *n = net_open(&s->options, e);
    bool ok = n;
    for (; ok && *urls; urls++) {
        struct net_request request = s->request;
        request.allow_private |= **urls == '+';
        request.url = *urls + (**urls == '+');
        net_add(n, &request);
    }
    while (ok && net_pending(n)) {
        struct net_response r;
        ok = net_wait(n, NULL, 0, 60000, e);
        while (net_next(n, &r)) {
            print_response(&r, s->bodies);
            net_response_finish(&r);
        }
    }
    net_close(n);
    return ok;
}

int main(int argc, char **argv)
{
    struct settings s = {0};
    struct err e;
    for (int option; (option = getopt(argc, argv, "pe:m:a:t:h:g:i:T:c:xbB:")) != -1;)
        set(&s, option);
    if (run(&s, argv + optind, &e))
        return 0;
    fprintf(stderr, "net_fetch: %s\n", e.text);
    return 1;
}

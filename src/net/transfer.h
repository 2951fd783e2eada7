/* transfer: one request under way: an easy handle with the limits around it. */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include "head.h"
#include "host.h"
#include <curl/curl.h>

/* Why a callback of ours ended a transfer; curl only knows that one did. */
enum refusal { REFUSED_NOT, REFUSED_ADDRESS, REFUSED_HEADER, REFUSED_BODY, REFUSED_PACKED_TWICE, REFUSED_ENOUGH };

struct transfer {
    CURL *easy;
    struct curl_slist *lines; /* of the request's header */
    struct job *job;          /* NULL: idle */
    struct head head;
    struct buf body;
    const struct net_options *options;
    enum refusal refusal;
    bool by_proxy;
    char detail[CURL_ERROR_SIZE];
};

bool transfer_init(struct transfer *t, const struct net_options *options);
void transfer_finish(struct transfer *t);

/* Set up for job's current address; for curl_multi_add_handle. */
void transfer_begin(struct transfer *t, struct job *job, int64_t now_ms);

/* What became of it, as one sentence or ERR_NONE: the status is judged too. */
void transfer_judge(const struct transfer *t, CURLcode code, struct err *e);

#endif

/* job: one request on its way. */
#ifndef NET_JOB_H
#define NET_JOB_H

#include "head.h"

struct host;

/* Waiting, under way, or answered. */
struct job {
    struct job *next;
    struct net_request ask; /* its strings stand behind the job */
    struct net_response answer;
    struct host *host;
    const char *url;  /* where its chain of redirects has come to; NULL: what was asked for is no address */
    int hops;         /* redirects followed */
    bool permanent;   /* all of them were for good */
    int64_t deadline; /* in clock_monotonic_ms; 0: not begun */
};

struct job *job_new(const struct net_request *request);
void job_free(struct job *j);

bool job_is_redirected(const struct head *head);
bool job_follow(struct job *j, const struct head *head, struct err *e) MUST_USE; /* one redirect on */

void job_take_head(struct job *j, const struct head *head); /* what the answer says of itself */
void job_name_answer(struct job *j);                        /* the addresses asked for and answering */

#endif

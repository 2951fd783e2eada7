#include "seat.h"
#include "reason.h"
#include "tasks.h"
#include <poll.h>
#include <unistd.h>

static int between(int least, int value, int most)
{
    return value < least ? least : value > most ? most : value;
}

struct untrusted *seats_slot(void (*prepare)(struct draft *draft))
{
    return untrusted_open(&(struct untrusted_options){.prepare = prepare, .whole = true});
}

void seats_open(struct seats *s, int count, void (*prepare)(struct draft *draft))
{
    int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    s->count = between(1, count > 0 ? count : processors, SEATS_MAX);
    for (int i = 0; i < s->count; i++)
        s->at[i].reader = seats_slot(prepare);
}

void seats_close(struct seats *s)
{
    for (int i = 0; i < s->count; i++) {
        if (s->at[i].busy)
            net_response_finish(&s->at[i].answer);
        untrusted_close(s->at[i].reader);
    }
}

struct seat *seats_find_idle(struct seats *s)
{
    for (int i = 0; i < s->count; i++)
        if (!s->at[i].busy)
            return &s->at[i];
    return NULL;
}

size_t seats_list(const struct seats *s, struct pollfd *wait)
{
    size_t count = 0;
    for (int i = 0; i < s->count; i++)
        if (s->at[i].busy && untrusted_poll(s->at[i].reader, &wait[count]))
            count++;
    return count;
}

void seat_begin(struct seat *seat, const struct net_response *answer)
{
    seat->answer = *answer;
    seat->bytes = (struct ingest_bytes){answer->body.data, answer->body.len};
    seat->source = ingest_from_bytes(&seat->bytes, SYNC_INPUT_NAME);
    seat->busy = true;
    const struct task *task = answer->context;
    const struct ingest_options options = {.base = answer->final_url,
                                           .charset = answer->charset,
                                           .source_name = task->source_name,
                                           .source_url = task->source_url,
                                           .published = TIME_NONE};
    untrusted_begin(seat->reader, &seat->source, &options);
}

bool seat_has_ended(struct seat *seat)
{
    struct err why;
    if (!seat->busy)
        return false;
    untrusted_work(seat->reader);
    return untrusted_has_ended(seat->reader, &why);
}

struct net_response seat_end(struct seat *seat, struct untrusted *into)
{
    untrusted_move(into, seat->reader);
    seat->busy = false;
    return seat->answer;
}

void seats_forget(struct seats *s, const struct untrusted *slot)
{
    for (int i = 0; i < s->count; i++)
        untrusted_distrust(s->at[i].reader, slot);
}

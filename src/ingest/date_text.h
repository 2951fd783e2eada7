/* date_text: a date with words in it, half-way. */
#ifndef INGEST_DATE_TEXT_H
#define INGEST_DATE_TEXT_H

#include "date.h"

#define LOOSE_MAX 3

struct text_date {
    struct date *d;
    const char *at;
    int64_t loose[LOOSE_MAX]; /* numbers whose meaning is still open, in order */
    int loose_count;
    char loose_mark; /* what stood between them */
    int weekday;     /* 0..6, or -1 */
    int half;        /* 0 or 12 added to the hour, or -1 */
    bool month_is_soft, zone_is_said, year_first;
};

/* Give the loose numbers and the half of the day their places; false where they fit nowhere. */
bool date_settle(struct text_date *t);

#endif

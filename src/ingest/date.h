/* date: dates as feeds write them.
 *
 * Two readers share the work: date_iso.c takes what is made of digits after ISO 8601, date_text.c what has words in it, in the
 * languages of date_names.c. What neither understands to the last letter is no date: a wrong one would sort an article to the
 * wrong day for ever. */
#ifndef INGEST_DATE_H
#define INGEST_DATE_H

#include "newsfs/clock.h"

#define DATE_ABSENT INT32_MIN

/* A date being read. Numbers that were not given are DATE_ABSENT. */
struct date {
    int64_t year;
    int32_t month, day, hour, minute, second;
    int32_t offset;                 /* minutes east of UTC */
    const struct date_region *zone; /* where the offset depends on the day; NULL: nowhere */
};

void date_init(struct date *d);

/* Check the ranges and count the seconds; absent parts are the first ones, no offset is UTC. */
bool date_finish(const struct date *d, int64_t *seconds);

/* A run of digits at *s: how many there are (0: none), the value (cut at 10^15) in *value; *s goes behind it. */
int date_digits(const char **s, int64_t *value);

/* hh:mm[:ss[.fraction]] at *s; an hour may have one digit. */
bool date_clock(struct date *d, const char **s);

/* +hh:mm, -hhmm, +h … at *s. */
bool date_offset(struct date *d, const char **s);

/* The year that one of two digits means. spec: RFC 2822 4.3 */
int64_t date_year_of_two(int64_t value);

bool date_iso(struct date *d, const char *s);
bool date_text(struct date *d, const char *s);

enum date_word {
    DATE_UNKNOWN,
    DATE_MONTH,   /* value 1..12 */
    DATE_WEEKDAY, /* value 0..6 from Sunday */
    DATE_EITHER,  /* "mar": a month (value), or a weekday in another language */
    DATE_HALF,    /* value 0 before noon, 12 after; 100 more: said in Korean */
    DATE_ZONE,    /* value minutes east of UTC */
    DATE_FILLER,
};

/* What the word s[0..len) is; dots in it are left out of account. */
enum date_word date_word_find(const char *s, size_t len, int *value);

/* The zone named s[0..len), "Europe/Brussels"; NULL: not known. */
const struct date_region *date_region_find(const char *s, size_t len);

/* Minutes east of UTC there at this local time, given in seconds as if it were UTC. */
int date_region_offset(const struct date_region *zone, int64_t local);

#endif

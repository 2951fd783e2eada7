/* clock: the time, and the calendar in UTC.
 *
 * Times are seconds since 1970-01-01T00:00:00Z in 64 bits, without leap seconds; TIME_NONE is "not
 * given". Days are days since 1970-01-01. The calendar is proleptic Gregorian (spec: RFC 3339). */
#ifndef NEWSFS_CLOCK_H
#define NEWSFS_CLOCK_H

#include "newsfs/err.h"
#include <stddef.h>
#include <stdint.h>

#define TIME_NONE   INT64_MIN
#define TIME_MIN    (-62135596800LL) /* 0001-01-01T00:00:00Z */
#define TIME_MAX    253402300799LL   /* 9999-12-31T23:59:59Z */
#define DAY_SECONDS 86400

#define TIME_TEXT_SIZE 21 /* "2026-04-08T10:00:00Z" and the NUL */
#define DAY_TEXT_SIZE  11 /* "2026-04-08" and the NUL */

/* Now, in seconds; $NEWSFS_NOW (seconds) stands in for it where set, for replays and tests. */
int64_t clock_now(void);

/* A monotonic clock in milliseconds or microseconds, for deadlines and durations. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

int64_t day_of_time(int64_t seconds);                  /* rounds towards the past */
int64_t day_of_date(int64_t year, int month, int day); /* month 1..12, day may run over */
void date_of_day(int64_t day, int64_t *year, int *month, int *mday);

void time_format(char out[TIME_TEXT_SIZE], int64_t seconds); /* clamped to TIME_MIN..TIME_MAX */
void day_format(char out[DAY_TEXT_SIZE], int64_t day);

/* Exactly "YYYY-MM-DD", len bytes, a day that exists. */
bool day_parse(const char *s, size_t len, int64_t *day);

/* RFC 3339 date-time or full-date ("2026-04-08", meaning its midnight in UTC), nothing before or
 * after; fractions of a second are dropped. The forms that feeds use besides are ingest's matter. */
bool time_parse(const char *s, int64_t *seconds);

#endif

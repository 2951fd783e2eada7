/* clock: the two clocks, and the calendar counted in eras of 400 years that begin on 1 March, so that the leap day
 * is the last of its year and no table is needed. */
#include "newsfs/clock.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ERA_DAYS      146097                /* days in 400 years */
#define ERA_DAY_1970  719468                /* days from 0000-03-01 to 1970-01-01 */
#define MONTH_DAYS(m) ((153 * (m) + 2) / 5) /* days before month m, March being 0 */

int64_t clock_now(void)
{
    const char *set = getenv("NEWSFS_NOW");
    if (set && *set) {
        char *end;
        errno = 0;
        long long seconds = strtoll(set, &end, 10);
        if (!errno && !*end)
            return seconds;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int64_t clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t day_of_time(int64_t seconds)
{
    return floor_div(seconds, DAY_SECONDS);
}

int64_t day_of_date(int64_t year, int month, int day)
{
    if (month <= 2)
        year--;
    int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = MONTH_DAYS(month > 2 ? month - 3 : month + 9) + (int64_t)day - 1;
    return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - ERA_DAY_1970;
}

void date_of_day(int64_t day, int64_t *year, int *month, int *mday)
{
    day += ERA_DAY_1970;
    int64_t era = floor_div(day, ERA_DAYS), day_of_era = day - era * ERA_DAYS;
    int64_t leaps = day_of_era / 1460 - day_of_era / 36524 + day_of_era / (ERA_DAYS - 1);
    int64_t year_of_era = (day_of_era - leaps) / 365;
    int day_of_year = (int)(day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
    int march_month = (5 * day_of_year + 2) / 153;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *mday = day_of_year - MONTH_DAYS(march_month) + 1;
    *year = era * 400 + year_of_era + (*month <= 2);
}

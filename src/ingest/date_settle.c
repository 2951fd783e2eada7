/* date_settle: what the numbers of a date mean that nothing around them told. */
#include "date_text.h"

static bool weekday_fits(const struct text_date *t, int64_t year, int64_t month, int64_t day)
{
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    return t->weekday < 0 || (day_of_date(year, (int)month, (int)day) % 7 + 11) % 7 == t->weekday;
}

/* Day and month from two numbers, when no month was named. */
static bool settle_pair(struct text_date *t, int64_t a, int64_t b)
{
    struct date *d = t->d;
    bool month_first = t->loose_mark == '/' || t->year_first;
    for (int turn = 0; turn < 4; turn++) {
        if (t->year_first && turn % 2)
            continue; /* behind the year the month comes first, always */
        bool swap = month_first == (turn % 2 == 0);
        int64_t month = swap ? a : b, day = swap ? b : a;
        if (turn >= 2)
            t->weekday = -1; /* a weekday that fits neither is wrong itself */
        if (!weekday_fits(t, d->year, month, day))
            continue;
        d->month = (int32_t)month;
        d->day = (int32_t)day;
        return true;
    }
    return false;
}

static bool settle_numbers(struct text_date *t)
{
    struct date *d = t->d;
    int n = t->loose_count, used = 0;
    bool named = d->month != DATE_ABSENT;
    if (named && n > 0 && d->day == DATE_ABSENT)
        d->day = (int32_t)t->loose[used++];
    if (!named && n >= 2) {
        if (d->year == DATE_ABSENT && n == 3)
            d->year = date_year_of_two(t->loose[2]);
        if (d->year == DATE_ABSENT || !settle_pair(t, t->loose[0], t->loose[1]))
            return false;
        return true;
    }
    if (d->year == DATE_ABSENT && used < n)
        d->year = date_year_of_two(t->loose[used++]);
    return used == n && d->year != DATE_ABSENT && d->month != DATE_ABSENT;
}

static bool settle_half(struct text_date *t)
{
    if (t->half < 0)
        return true;
    if (t->d->hour == DATE_ABSENT)
        return false;
    if (t->half == 12 && t->d->hour < 12)
        t->d->hour += 12;
    if (t->half == 0 && t->d->hour == 12)
        t->d->hour = 0;
    return true;
}

bool date_settle(struct text_date *t)
{
    return settle_numbers(t) && settle_half(t);
}

/* date_iso: dates of digits. spec: RFC 3339; ISO 8601 with its short and ordinal forms; W3CDTF
 *
 *     2003-12-31T10:14:55.12Z  2003-12-31 10:14 +0100  20031231T101455Z  2003-12-31  2003-12  2003
 *     03-12-31  031231  -03-12  -0312      years of two digits; with a minus in front, year and month
 *     2003-335  2003335  03335             day of the year */
#include "date.h"
#include <ctype.h>
#include <string.h>

static bool set_ordinal(struct date *d, int64_t year, int64_t day_of_year)
{
    d->year = year;
    d->month = 1;
    d->day = 1;
    if (day_of_year < 1 || day_of_year > 366 || year < 1 || year > 9999)
        return false;
    int64_t y;
    int month, day;
    date_of_day(day_of_date(year, 1, 1) + day_of_year - 1, &y, &month, &day);
    d->month = month;
    d->day = day;
    return y == year;
}

/* "22013" is a mistyped year rather than a day of 2022. */
static bool is_short_ordinal(int64_t value)
{
    return value % 10000 < 1900 || value % 10000 > 2099;
}

static bool set_packed(struct date *d, int count, int64_t v)
{
    switch (count) {
    case 4:
        d->year = v;
        return true;
    case 5:
        return is_short_ordinal(v) && set_ordinal(d, date_year_of_two(v / 1000), v % 1000);
    case 7:
        return set_ordinal(d, v / 1000, v % 1000);
    case 6:
    case 8:
        d->year = count == 8 ? v / 10000 : date_year_of_two(v / 10000);
        d->month = (int32_t)(v / 100 % 100);
        d->day = (int32_t)(v % 100);
        return true;
    case 14:
        d->second = (int32_t)(v % 100);
        d->minute = (int32_t)(v / 100 % 100);
        d->hour = (int32_t)(v / 10000 % 100);
        return set_packed(d, 8, v / 1000000);
    default:
        return false;
    }
}

/* The month after "2004-": digits, or a name as in "2004-július-13". */
static int take_month(struct date *d, const char **s)
{
    int64_t value;
    int count = date_digits(s, &value), named = 0;
    if (count) {
        d->month = (int32_t)value;
        return count;
    }
    size_t len = strcspn(*s, "-");
    enum date_word word = date_word_find(*s, len, &named);
    *s += len;
    d->month = named;
    return (word == DATE_MONTH || word == DATE_EITHER) && **s == '-' ? 2 : 0;
}

/* -MM, -MM-DD or -DDD behind the year. */
static bool take_dashed(struct date *d, const char **s, int year_digits)
{
    int64_t day;
    ++*s;
    int count = take_month(d, s);
    if (count == 3 && **s != '-')
        return set_ordinal(d, d->year, d->month);
    if (count < 1 || count > 3)
        return false;
    if (**s != '-')
        return year_digits == 4;
    ++*s;
    count = date_digits(s, &day);
    d->day = (int32_t)day;
    return count == 1 || count == 2;
}

static bool take_date(struct date *d, const char **s)
{
    int64_t value;
    bool no_century = **s == '-';
    *s += no_century;
    int count = date_digits(s, &value);
    if (no_century && count == 4) {
        d->year = date_year_of_two(value / 100);
        d->month = (int32_t)(value % 100);
        return true;
    }
    if (no_century && (count != 2 || **s != '-'))
        return false;
    if (**s != '-' || (count != 4 && count != 2))
        return set_packed(d, count, value);
    d->year = count == 4 ? value : date_year_of_two(value);
    return take_dashed(d, s, no_century ? 4 : count);
}

/* hh:mm:ss or hhmm[ss]. */
static bool take_time(struct date *d, const char **s)
{
    int64_t value;
    const char *t = *s;
    int count = date_digits(&t, &value);
    if (*t == ':')
        return date_clock(d, s);
    *s = t;
    if (count != 2 && count != 4 && count != 6)
        return false;
    for (int i = count; i < 6; i++)
        value *= 10;
    d->hour = (int32_t)(value / 10000);
    d->minute = (int32_t)(value / 100 % 100);
    d->second = (int32_t)(value % 100);
    return true;
}

static void skip_spaces(const char **s)
{
    while (**s == ' ')
        ++*s;
}

static bool take_zone(struct date *d, const char **s)
{
    skip_spaces(s);
    if (**s == '+' || **s == '-')
        if (!date_offset(d, s))
            return false;
    if (**s == 'Z' || **s == 'z')
        ++*s;
    return **s == '\0';
}

bool date_iso(struct date *d, const char *s)
{
    date_init(d);
    if (!take_date(d, &s))
        return false;
    if (!*s)
        return true;
    if (d->day == DATE_ABSENT || (*s != 'T' && *s != 't' && *s != ' '))
        return false;
    s++;
    skip_spaces(&s);
    return d->hour == DATE_ABSENT && take_time(d, &s) && take_zone(d, &s);
}

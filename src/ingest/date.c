/* date: the way in, and what both readers need. */
#include "date.h"
#include "newsfs/ingest.h"
#include "newsfs/text.h"
#include <ctype.h>
#include <string.h>

#define DATE_BYTES_MAX     128
#define OFFSET_MAX_MINUTES (15 * 60)
#define VALUE_MAX          1000000000000000LL

void date_init(struct date *d)
{
    *d = (struct date){
        .year = DATE_ABSENT, DATE_ABSENT, DATE_ABSENT, DATE_ABSENT, DATE_ABSENT, DATE_ABSENT, DATE_ABSENT, NULL};
}

static int32_t or_first(int32_t value, int32_t first)
{
    return value == DATE_ABSENT ? first : value;
}

static int month_days(int64_t year, int month)
{
    int64_t next = month == 12 ? day_of_date(year + 1, 1, 1) : day_of_date(year, month + 1, 1);
    return (int)(next - day_of_date(year, month, 1));
}

bool date_finish(const struct date *d, int64_t *seconds)
{
    int month = or_first(d->month, 1), day = or_first(d->day, 1);
    int hour = or_first(d->hour, 0), minute = or_first(d->minute, 0), second = or_first(d->second, 0);
    if (d->year < 1 || d->year > 9999 || month < 1 || month > 12 || day < 1 || day > month_days(d->year, month))
        return false;
    if (hour == 24 && minute == 0 && second == 0)
        day++, hour = 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    int64_t local = day_of_date(d->year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    int offset = d->zone ? date_region_offset(d->zone, local) : or_first(d->offset, 0);
    if (offset > OFFSET_MAX_MINUTES || offset < -OFFSET_MAX_MINUTES)
        return false;
    int64_t time = local - offset * 60;
    if (time < TIME_MIN || time > TIME_MAX)
        return false;
    *seconds = time;
    return true;
}

int date_digits(const char **s, int64_t *value)
{
    int count = 0;
    for (*value = 0; isdigit((unsigned char)**s); ++*s, count++)
        if (*value < VALUE_MAX)
            *value = *value * 10 + (**s - '0');
    return count;
}

bool date_clock(struct date *d, const char **s)
{
    int64_t hour, minute, second = 0;
    int count = date_digits(s, &hour);
    if (count < 1 || count > 2 || *(*s)++ != ':')
        return false;
    count = date_digits(s, &minute);
    if (count < 1 || count > 2)
        return false;
    if (**s == ':') {
        ++*s;
        count = date_digits(s, &second);
        if (count < 1 || count > 2)
            return false;
        int64_t fraction;
        if ((**s == '.' || **s == ',') && isdigit((unsigned char)(*s)[1])) {
            ++*s;
            date_digits(s, &fraction);
        }
    }
    d->hour = (int32_t)hour;
    d->minute = (int32_t)minute;
    d->second = (int32_t)second;
    return **s != ':';
}

bool date_offset(struct date *d, const char **s)
{
    int sign = **s == '-' ? -1 : 1;
    int64_t value, minutes = 0;
    ++*s;
    int count = date_digits(s, &value);
    if (**s == ':' && count <= 2 && count > 0) {
        ++*s;
        if (date_digits(s, &minutes) != 2)
            return false;
    } else if (count == 4 || count == 3) {
        minutes = value % 100;
        value /= 100;
    } else if (count > 2) {
        return false;
    }
    if (count == 0 || minutes > 59 || value > 99)
        return false;
    d->offset = (int32_t)(sign * (value * 60 + minutes));
    d->zone = NULL;
    return true;
}

int64_t date_year_of_two(int64_t value)
{
    return value < 50 ? 2000 + value : 1900 + value;
}

/* Seconds or milliseconds since 1970, written as such. */
static bool is_epoch(const char *s, int64_t *seconds)
{
    int64_t value;
    int count = date_digits(&s, &value);
    if (*s || (count != 10 && count != 9 && count != 13))
        return false;
    *seconds = count == 13 ? value / 1000 : value;
    return true;
}

bool ingest_parse_date(const char *s, int64_t *seconds)
{
    char line[DATE_BYTES_MAX];
    BUF_SCOPED struct buf clean = {0};
    size_t len = strnlen(s, 4 * DATE_BYTES_MAX);
    text_clean_line(&clean, s, len);
    if (!clean.len || clean.len >= sizeof line)
        return false;
    memcpy(line, clean.data, clean.len + 1);
    if (is_epoch(line, seconds))
        return true;
    struct date d;
    return (date_iso(&d, line) && date_finish(&d, seconds)) || (date_text(&d, line) && date_finish(&d, seconds));
}

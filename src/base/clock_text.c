/* clock: the two texts a time is written as.  spec: RFC 3339 5.6 */
#include "newsfs/clock.h"
#include <string.h>

static char *put_digits(char *at, int64_t value, int width)
{
    for (int i = width; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + width;
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

void day_format(char out[DAY_TEXT_SIZE], int64_t day)
{
    int64_t year;
    int month, mday;
    date_of_day(clamp(day, day_of_time(TIME_MIN), day_of_time(TIME_MAX)), &year, &month, &mday);
    out = put_digits(out, year, 4);
    *out++ = '-';
    out = put_digits(out, month, 2);
    *out++ = '-';
    *put_digits(out, mday, 2) = '\0';
}

void time_format(char out[TIME_TEXT_SIZE], int64_t seconds)
{
    seconds = clamp(seconds, TIME_MIN, TIME_MAX);
    int64_t day = day_of_time(seconds), rest = seconds - day * DAY_SECONDS;
    day_format(out, day);
    out[10] = 'T';
    put_digits(out + 11, rest / 3600, 2)[0] = ':';
    put_digits(out + 14, rest / 60 % 60, 2)[0] = ':';
    strcpy(put_digits(out + 17, rest % 60, 2), "Z");
}

/* Exactly `width` digits of at most `most` at *s; steps over them. */
static bool take_digits(const char **s, int width, int most, int *value)
{
    int sum = 0;
    for (int i = 0; i < width; i++) {
        if ((*s)[i] < '0' || (*s)[i] > '9')
            return false;
        sum = sum * 10 + ((*s)[i] - '0');
    }
    *s += width;
    *value = sum;
    return sum <= most;
}

static bool take(const char **s, char c)
{
    return **s == c && (*s)++;
}

static bool take_day(const char **s, int64_t *day)
{
    int year, month, mday;
    if (!take_digits(s, 4, 9999, &year) || !take(s, '-') || !take_digits(s, 2, 12, &month) || !take(s, '-') ||
        !take_digits(s, 2, 31, &mday) || year < 1 || month < 1 || mday < 1)
        return false;
    int64_t first = day_of_date(year, month, 1);
    int64_t after = month < 12 ? day_of_date(year, month + 1, 1) : day_of_date(year + 1, 1, 1);
    *day = first + mday - 1;
    return *day < after;
}

bool day_parse(const char *s, size_t len, int64_t *day)
{
    char text[DAY_TEXT_SIZE] = "";
    if (len != DAY_TEXT_SIZE - 1)
        return false;
    memcpy(text, s, len);
    const char *at = text;
    int64_t found;
    if (!take_day(&at, &found))
        return false;
    *day = found;
    return true;
}

static void skip_fraction(const char **s)
{
    if (**s == '.' && (*s)[1] >= '0' && (*s)[1] <= '9')
        for (++*s; **s >= '0' && **s <= '9';)
            ++*s;
}

static bool take_offset(const char **s, int64_t *seconds)
{
    int hour, minute, sign = **s == '-' ? -1 : 1;
    *seconds = 0;
    if (take(s, 'Z') || take(s, 'z'))
        return true;
    if ((!take(s, '+') && !take(s, '-')) || !take_digits(s, 2, 23, &hour) || !take(s, ':') ||
        !take_digits(s, 2, 59, &minute))
        return false;
    *seconds = sign * (hour * 3600 + minute * 60);
    return true;
}

/* "T10:00:00.5+02:00" as seconds after the day's midnight in UTC. A leap second counts as the one after it. */
static bool take_time(const char **s, int64_t *seconds)
{
    int hour, minute, second;
    int64_t offset;
    if ((!take(s, 'T') && !take(s, 't')) || !take_digits(s, 2, 23, &hour) || !take(s, ':') ||
        !take_digits(s, 2, 59, &minute) || !take(s, ':') || !take_digits(s, 2, 60, &second))
        return false;
    skip_fraction(s);
    if (!take_offset(s, &offset))
        return false;
    *seconds = hour * 3600 + minute * 60 + second - offset;
    return second < 60 || *seconds % DAY_SECONDS == 0;
}

bool time_parse(const char *s, int64_t *seconds)
{
    int64_t day, rest = 0;
    if (!take_day(&s, &day) || (*s && !take_time(&s, &rest)) || *s)
        return false;
    int64_t total = day * DAY_SECONDS + rest;
    if (total < TIME_MIN || total > TIME_MAX)
        return false;
    *seconds = total;
    return true;
}

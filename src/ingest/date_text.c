/* date_text: dates with words in them. spec: RFC 822, RFC 850, RFC 2822, asctime, and what is found in the wild
 *
 * The text is taken apart into numbers and words, and each finds its place by what it looks like: `10:14` is the time of day,
 * four digits are a year, a number before or after a month's name is the day. Numbers alone (11/04/2020) are settled at
 * the end, by what is possible, by the weekday where one is named, and by custom (/ month first, . day first). */
#include "date_text.h"
#include <ctype.h>
#include <string.h>

static bool add_loose(struct text_date *t, int64_t value, char mark)
{
    if (t->loose_count == LOOSE_MAX)
        return false;
    t->loose[t->loose_count++] = value;
    t->loose_mark = mark;
    return true;
}

/* Where the text at s goes on with this, the length of it. */
static size_t skips(const char *s, const char *what)
{
    size_t n = strlen(what);
    return strncmp(s, what, n) == 0 ? n : 0;
}

/* 2004년 05월 28일, 2004年5月28日, 10時15分: the unit stands behind the number. */
static bool take_unit(struct text_date *t, int64_t value, bool *taken)
{
    static const struct {
        const char *mark;
        size_t field;
    } units[] = {
        {"년", 0},
        {"年", 0},
        {"월", offsetof(struct date, month)},
        {"月", offsetof(struct date, month)},
        {"일", offsetof(struct date, day)},
        {"日", offsetof(struct date, day)},
        {"시", offsetof(struct date, hour)},
        {"時", offsetof(struct date, hour)},
        {"时", offsetof(struct date, hour)},
        {"분", offsetof(struct date, minute)},
        {"分", offsetof(struct date, minute)},
        {"초", offsetof(struct date, second)},
        {"秒", offsetof(struct date, second)},
    };
    *taken = false;
    for (size_t i = 0; i < sizeof units / sizeof *units && !*taken; i++) {
        size_t n = skips(t->at, units[i].mark);
        if (!n)
            continue;
        if (units[i].field)
            *(int32_t *)((char *)t->d + units[i].field) = (int32_t)value;
        else
            t->d->year = value;
        if (i == 0 && !t->zone_is_said)
            t->d->offset = 9 * 60;
        t->at += n;
        *taken = true;
    }
    return value <= 9999;
}

/* 30.10.23, 2006/09/15: numbers with the same mark between them. */
static bool take_joined(struct text_date *t, int count, int64_t value)
{
    char mark = *t->at;
    for (int numbers = 1;; numbers++) {
        if (count == 4 && t->d->year == DATE_ABSENT) {
            t->d->year = value;
            t->year_first = t->loose_count == 0;
        } else if (count > 2 || numbers > 3 || !add_loose(t, value, mark)) {
            return false;
        }
        if (*t->at != mark || !isdigit((unsigned char)t->at[1]))
            return true;
        t->at++;
        count = date_digits(&t->at, &value);
    }
}

static bool is_ordinal_mark(const char *s)
{
    return (skips(s, "st") || skips(s, "nd") || skips(s, "rd") || skips(s, "th") || skips(s, "er")) &&
           !isalpha((unsigned char)s[2]);
}

static bool take_hour(struct text_date *t, int64_t value)
{
    t->d->hour = (int32_t)value;
    t->d->minute = t->d->minute == DATE_ABSENT ? 0 : t->d->minute;
    return value < 24;
}

/* 15h54, 15h */
static bool take_french_hour(struct text_date *t, int64_t value)
{
    int64_t minute = 0;
    t->at++;
    date_digits(&t->at, &minute);
    t->d->minute = (int32_t)minute;
    return take_hour(t, value) && minute < 60;
}

static bool take_plain(struct text_date *t, int count, int64_t value)
{
    struct date *d = t->d;
    if (count <= 2 && is_ordinal_mark(t->at)) {
        t->at += 2;
        return add_loose(t, value, ' ');
    }
    if (count <= 2 && d->hour == DATE_ABSENT &&
        (skips(t->at, "am") || skips(t->at, "pm") || skips(t->at, "AM") || skips(t->at, "PM")))
        return take_hour(t, value);
    if (count <= 2 && d->hour == DATE_ABSENT && *t->at == 'h')
        return take_french_hour(t, value);
    if (count == 4 && d->year == DATE_ABSENT)
        return d->year = value, true;
    if (count == 4 && d->hour == DATE_ABSENT) {
        d->minute = (int32_t)(value % 100);
        return take_hour(t, value / 100);
    }
    return count <= 2 && add_loose(t, value, ' ');
}

static bool take_number(struct text_date *t)
{
    const char *begin = t->at;
    int64_t value;
    bool taken;
    int count = date_digits(&t->at, &value);
    if (*t->at == ':') {
        t->at = begin;
        return t->d->hour == DATE_ABSENT && date_clock(t->d, &t->at);
    }
    if (!take_unit(t, value, &taken) && taken)
        return false;
    if (taken)
        return true;
    if (*t->at && strchr("/.-", *t->at) && isdigit((unsigned char)t->at[1]) && !t->loose_count &&
        t->d->month == DATE_ABSENT)
        return take_joined(t, count, value);
    return take_plain(t, count, value);
}

static bool is_word_byte(char c)
{
    return isalpha((unsigned char)c) || (c & 0x80) || c == '\'';
}

/* A zone by its place, "America/Los_Angeles"; one that is not known is passed over. */
static void take_region(struct text_date *t, const char *begin)
{
    while (is_word_byte(*t->at) || *t->at == '/' || *t->at == '_')
        t->at++;
    t->d->zone = date_region_find(begin, (size_t)(t->at - begin));
    t->zone_is_said = true;
}

static bool set_month(struct text_date *t, int month, bool soft)
{
    if (t->d->month != DATE_ABSENT && !t->month_is_soft && !soft)
        return false;
    if (t->d->month == DATE_ABSENT || t->month_is_soft) {
        t->d->month = month;
        t->month_is_soft = soft;
    }
    return true;
}

static bool use_word(struct text_date *t, enum date_word word, int value, bool heads_a_list)
{
    switch (word) {
    case DATE_MONTH:
        return set_month(t, value, false);
    case DATE_EITHER:
        return set_month(t, value, true);
    case DATE_WEEKDAY:
        t->weekday = value;
        return true;
    case DATE_HALF:
        t->half = value % 100;
        if (value >= 100 && !t->zone_is_said)
            t->d->offset = 9 * 60;
        return true;
    case DATE_ZONE: /* before the time of day it is another word: "on Monday at 10:14" */
        if (t->d->hour == DATE_ABSENT)
            return true;
        t->d->offset = value;
        t->zone_is_said = true;
        return true;
    case DATE_FILLER:
        return true;
    default: /* a weekday in a language that is not known here */
        return heads_a_list;
    }
}

static bool take_word(struct text_date *t, const char *whole)
{
    const char *begin = t->at;
    int value = 0;
    while (is_word_byte(*t->at) || (*t->at == '.' && t->at > begin))
        t->at++;
    if (*t->at == '/' && is_word_byte(t->at[1])) {
        take_region(t, begin);
        return true;
    }
    size_t len = (size_t)(t->at - begin);
    if (len == 1 && (*begin == 'T' || *begin == 't') && isdigit((unsigned char)*t->at))
        return true;
    bool heads_a_list = begin == whole && *t->at == ',';
    enum date_word word = date_word_find(begin, len, &value);
    return use_word(t, word, value, heads_a_list);
}

static bool take_sign(struct text_date *t)
{
    struct date *d = t->d;
    bool number = isdigit((unsigned char)t->at[1]);
    bool date_is_whole = d->year != DATE_ABSENT && (d->month != DATE_ABSENT || t->loose_count > 1);
    if (number && (d->hour != DATE_ABSENT || *t->at == '+')) {
        t->zone_is_said = true;
        return date_offset(d, &t->at);
    }
    t->at++;
    return *t->at != '\0' && (!number || !date_is_whole) && t->at[-1] == '-';
}

static bool take_one(struct text_date *t, const char *whole)
{
    char c = *t->at;
    if (isdigit((unsigned char)c))
        return take_number(t);
    if (is_word_byte(c))
        return take_word(t, whole);
    if (c == '+' || c == '-')
        return take_sign(t);
    if (c == '(') {
        t->at += strcspn(t->at, ")");
        t->at += *t->at == ')';
        return true;
    }
    if (c == '\\' && t->at[1]) {
        t->at += 2;
        return true;
    }
    t->at++;
    return strchr(" ,;.|/@", c) != NULL;
}

bool date_text(struct date *d, const char *s)
{
    date_init(d);
    struct text_date t = {.d = d, .at = s, .weekday = -1, .half = -1};
    while (*t.at)
        if (!take_one(&t, s))
            return false;
    return date_settle(&t);
}

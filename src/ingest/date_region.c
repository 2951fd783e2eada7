/* date_region: zones named by a place. The rules are those of today, and of the United States also those before 2007: enough for
 * feeds, and no file of the system is read while untrusted input is. */
#include "date.h"
#include <string.h>
#include <strings.h>

enum summer { SUMMER_NONE, SUMMER_EU, SUMMER_US, SUMMER_AU, SUMMER_NZ };

struct date_region {
    const char *name;
    short offset; /* minutes east of UTC in winter */
    enum summer summer;
};

static const struct date_region regions[] = {
    {"Etc/UTC", 0, SUMMER_NONE},
    {"Etc/GMT", 0, SUMMER_NONE},
    {"Europe/London", 0, SUMMER_EU},
    {"Europe/Dublin", 0, SUMMER_EU},
    {"Europe/Lisbon", 0, SUMMER_EU},
    {"Europe/Athens", 120, SUMMER_EU},
    {"Europe/Helsinki", 120, SUMMER_EU},
    {"Europe/Kiev", 120, SUMMER_EU},
    {"Europe/Kyiv", 120, SUMMER_EU},
    {"Europe/Bucharest", 120, SUMMER_EU},
    {"Europe/Sofia", 120, SUMMER_EU},
    {"Europe/Riga", 120, SUMMER_EU},
    {"Europe/Vilnius", 120, SUMMER_EU},
    {"Europe/Tallinn", 120, SUMMER_EU},
    {"Europe/Istanbul", 180, SUMMER_NONE},
    {"Europe/Moscow", 180, SUMMER_NONE},
    {"Europe/Minsk", 180, SUMMER_NONE},
    {"Europe/", 60, SUMMER_EU}, /* all others */
    {"America/New_York", -300, SUMMER_US},
    {"America/Toronto", -300, SUMMER_US},
    {"America/Detroit", -300, SUMMER_US},
    {"America/Montreal", -300, SUMMER_US},
    {"US/Eastern", -300, SUMMER_US},
    {"America/Chicago", -360, SUMMER_US},
    {"America/Winnipeg", -360, SUMMER_US},
    {"US/Central", -360, SUMMER_US},
    {"America/Denver", -420, SUMMER_US},
    {"America/Edmonton", -420, SUMMER_US},
    {"US/Mountain", -420, SUMMER_US},
    {"America/Phoenix", -420, SUMMER_NONE},
    {"America/Los_Angeles", -480, SUMMER_US},
    {"America/Vancouver", -480, SUMMER_US},
    {"US/Pacific", -480, SUMMER_US},
    {"America/Anchorage", -540, SUMMER_US},
    {"America/Halifax", -240, SUMMER_US},
    {"America/St_Johns", -210, SUMMER_US},
    {"America/Mexico_City", -360, SUMMER_NONE},
    {"America/Bogota", -300, SUMMER_NONE},
    {"America/Lima", -300, SUMMER_NONE},
    {"America/Caracas", -240, SUMMER_NONE},
    {"America/Sao_Paulo", -180, SUMMER_NONE},
    {"America/Argentina", -180, SUMMER_NONE},
    {"America/Buenos_Aires", -180, SUMMER_NONE},
    {"Asia/Tokyo", 540, SUMMER_NONE},
    {"Asia/Seoul", 540, SUMMER_NONE},
    {"Asia/Shanghai", 480, SUMMER_NONE},
    {"Asia/Hong_Kong", 480, SUMMER_NONE},
    {"Asia/Taipei", 480, SUMMER_NONE},
    {"Asia/Singapore", 480, SUMMER_NONE},
    {"Asia/Manila", 480, SUMMER_NONE},
    {"Asia/Kuala_Lumpur", 480, SUMMER_NONE},
    {"Asia/Bangkok", 420, SUMMER_NONE},
    {"Asia/Jakarta", 420, SUMMER_NONE},
    {"Asia/Ho_Chi_Minh", 420, SUMMER_NONE},
    {"Asia/Dhaka", 360, SUMMER_NONE},
    {"Asia/Kathmandu", 345, SUMMER_NONE},
    {"Asia/Kolkata", 330, SUMMER_NONE},
    {"Asia/Calcutta", 330, SUMMER_NONE},
    {"Asia/Karachi", 300, SUMMER_NONE},
    {"Asia/Dubai", 240, SUMMER_NONE},
    {"Asia/Tehran", 210, SUMMER_NONE},
    {"Asia/Riyadh", 180, SUMMER_NONE},
    {"Asia/Jerusalem", 120, SUMMER_NONE},
    {"Australia/Sydney", 600, SUMMER_AU},
    {"Australia/Melbourne", 600, SUMMER_AU},
    {"Australia/Hobart", 600, SUMMER_AU},
    {"Australia/Canberra", 600, SUMMER_AU},
    {"Australia/Brisbane", 600, SUMMER_NONE},
    {"Australia/Adelaide", 570, SUMMER_AU},
    {"Australia/Darwin", 570, SUMMER_NONE},
    {"Australia/Perth", 480, SUMMER_NONE},
    {"Pacific/Auckland", 720, SUMMER_NZ},
    {"Pacific/Honolulu", -600, SUMMER_NONE},
    {"Africa/Johannesburg", 120, SUMMER_NONE},
    {"Africa/Cairo", 120, SUMMER_NONE},
    {"Africa/Lagos", 60, SUMMER_NONE},
    {"Africa/Nairobi", 180, SUMMER_NONE},
};

const struct date_region *date_region_find(const char *s, size_t len)
{
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        size_t n = strlen(regions[i].name);
        if (len >= n && strncasecmp(regions[i].name, s, n) == 0)
            return &regions[i];
    }
    return NULL;
}

/* The n-th Sunday of a month at an hour, as seconds; n = 0: the last one. */
static int64_t sunday(int64_t year, int month, int n, int hour)
{
    int64_t first = day_of_date(year, month, 1);
    int64_t day = first + (10 - first % 7) % 7; /* day 3 of the count was a Sunday */
    int64_t next = month == 12 ? day_of_date(year + 1, 1, 1) : day_of_date(year, month + 1, 1);
    if (n > 0)
        day += 7 * (n - 1);
    else
        day += (next - 1 - day) / 7 * 7;
    return day * DAY_SECONDS + hour * 3600;
}

static bool between(int64_t t, int64_t begin, int64_t end)
{
    return begin < end ? t >= begin && t < end : t >= begin || t < end;
}

static bool is_summer(const struct date_region *zone, int64_t local, int64_t year)
{
    int64_t utc_hour = zone->offset / 60 + 1; /* the Union changes its clocks at one o'clock UTC */
    switch (zone->summer) {
    case SUMMER_EU:
        return between(local, sunday(year, 3, 0, (int)utc_hour), sunday(year, 10, 0, (int)utc_hour + 1));
    case SUMMER_US:
        if (year < 2007)
            return between(local, sunday(year, 4, 1, 2), sunday(year, 10, 0, 2));
        return between(local, sunday(year, 3, 2, 2), sunday(year, 11, 1, 2));
    case SUMMER_AU:
        return between(local, sunday(year, 10, 1, 2), sunday(year, 4, 1, 3));
    case SUMMER_NZ:
        return between(local, sunday(year, 9, 0, 2), sunday(year, 4, 1, 3));
    default:
        return false;
    }
}

int date_region_offset(const struct date_region *zone, int64_t local)
{
    int64_t year;
    int month, day;
    date_of_day(day_of_time(local), &year, &month, &day);
    return zone->offset + (is_summer(zone, local, year) ? 60 : 0);
}

/* Dates as feeds write them. */
#include "newsfs/ingest.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect(const char *date, const char *time)
{
    int64_t seconds;
    char text[TIME_TEXT_SIZE] = "refused";
    if (ingest_parse_date(date, &seconds))
        time_format(text, seconds);
    if (strcmp(text, time) != 0)
        fail_msg("'%s' is %s, not %s", date, text, time);
}

static void iso_dates_are_read_in_all_their_forms(void **state)
{
    (void)state;
    expect("2026-04-08T10:00:00Z", "2026-04-08T10:00:00Z");
    expect("2026-04-08T10:00:00.123+02:00", "2026-04-08T08:00:00Z");
    expect("2026-04-08 10:00", "2026-04-08T10:00:00Z");
    expect("20260408T100000Z", "2026-04-08T10:00:00Z");
    expect("20260408100000", "2026-04-08T10:00:00Z");
    expect("2026-04-08", "2026-04-08T00:00:00Z");
    expect("2026-04", "2026-04-01T00:00:00Z");
    expect("2026", "2026-01-01T00:00:00Z");
    expect("2026-098", "2026-04-08T00:00:00Z");
    expect("2026-04-08T24:00:00Z", "2026-04-09T00:00:00Z");
    expect("1775642400", "2026-04-08T10:00:00Z");
    expect("1775642400000", "2026-04-08T10:00:00Z");
}

static void dates_in_words_are_read_in_many_languages(void **state)
{
    (void)state;
    expect("Wed, 08 Apr 2026 10:00:00 GMT", "2026-04-08T10:00:00Z");
    expect("Wed, 8 Apr 26 10:00 EDT", "2026-04-08T14:00:00Z");
    expect("Wednesday, 08-Apr-26 10:00:00 UTC", "2026-04-08T10:00:00Z");
    expect("Wed Apr  8 10:00:00 2026", "2026-04-08T10:00:00Z");
    expect("April 8th, 2026 at 4:05 pm", "2026-04-08T16:05:00Z");
    expect("8 avril 2026 10h05", "2026-04-08T10:05:00Z");
    expect("Mittwoch, 8. April 2026", "2026-04-08T00:00:00Z");
    expect("miércoles, 8 de abril de 2026", "2026-04-08T00:00:00Z");
    expect("Ср, 08 апр 2026 10:00:00 +0300", "2026-04-08T07:00:00Z");
    expect("2026年4月8日 10時30分", "2026-04-08T10:30:00Z");
    expect("mar., 07 avril 2026", "2026-04-07T00:00:00Z");
    expect("mar 7 2026", "2026-03-07T00:00:00Z");
}

static void numbers_alone_are_settled_by_range_weekday_and_custom(void **state)
{
    (void)state;
    expect("04/08/2026", "2026-04-08T00:00:00Z");
    expect("08.04.2026", "2026-04-08T00:00:00Z");
    expect("26/04/2026", "2026-04-26T00:00:00Z");
    expect("Wed, 08/04/2026", "2026-04-08T00:00:00Z");
    expect("2026/04/08 10:00", "2026-04-08T10:00:00Z");
}

static void zones_are_abbreviations_offsets_and_places_with_their_summer(void **state)
{
    (void)state;
    expect("8 Apr 2026 10:00 Europe/Brussels", "2026-04-08T08:00:00Z");
    expect("8 Jan 2026 10:00 Europe/Brussels", "2026-01-08T09:00:00Z");
    expect("8 Apr 2026 10:00 America/Los_Angeles", "2026-04-08T17:00:00Z");
    expect("8 Dec 2026 10:00 Australia/Sydney", "2026-12-07T23:00:00Z");
    expect("8 Apr 2026 10:00 GMT-05:30", "2026-04-08T15:30:00Z");
    expect("8 Apr 2026 10:00 +0200 (CEST)", "2026-04-08T08:00:00Z");
    expect("29 Mar 2026 01:59 Europe/Berlin", "2026-03-29T00:59:00Z");
    expect("29 Mar 2026 03:00 Europe/Berlin", "2026-03-29T01:00:00Z");
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const not_dates[] = {"",
                                            "soon",
                                            "2026-13-01",
                                            "2026-02-30",
                                            "2026-04-08T25:00:00Z",
                                            "2026-04-08T10:61:00Z",
                                            "2026-04-08T10:00:00+99:99",
                                            "2026-04-08T10:00:00Zjunk",
                                            "8 Apr",
                                            "8 zzz 2026",
                                            "Apr zz 2026",
                                            "99 Apr 2026",
                                            "8 Apr 2026 1:2:3:4",
                                            "8 Apr 2026 10:00 +zz:00",
                                            "2026-04-08-01",
                                            "99999999999999999999",
                                            "22026"};
    for (size_t i = 0; i < sizeof not_dates / sizeof *not_dates; i++)
        expect(not_dates[i], "refused");
}

static void every_second_of_a_sample_reads_back_from_the_forms_that_feeds_use(void **state)
{
    (void)state;
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    struct random random = {3};
    for (int i = 0; i < 5000; i++) {
        int64_t seconds = (int64_t)random_below(&random, 4102444800u), read = -1, day = day_of_time(seconds), year;
        int month, mday, at = (int)(seconds - day * DAY_SECONDS);
        char text[80];
        date_of_day(day, &year, &month, &mday);
        time_format(text, seconds);
        assert_true(ingest_parse_date(text, &read));
        assert_int_equal(read, seconds);
        snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[day % 7], mday, months[month - 1],
                 (int)year, at / 3600, at / 60 % 60, at % 60);
        assert_true(ingest_parse_date(text, &read));
        assert_int_equal(read, seconds);
    }
}

static FILE *open_corpus(const char *name)
{
    const char *folder = getenv("NEWSFS_CORPORA");
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared/data", name);
    FILE *f = fopen(path, "r");
    if (!f) {
        print_message("%s is not there (NEWSFS_CORPORA names the folder)\n", path);
        skip();
    }
    return f;
}

/* source <tab> seconds, or nothing where it must be refused <tab> date */
static void the_collected_dates_are_read_or_refused_as_agreed(void **state)
{
    (void)state;
    FILE *f = open_corpus("dates.tsv");
    char line[512], wanted[TIME_TEXT_SIZE];
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        char *seconds = strchr(line, '\t'), *date = seconds ? strchr(seconds + 1, '\t') : NULL;
        assert_non_null(date);
        snprintf(wanted, sizeof wanted, "refused");
        if (date > seconds + 1)
            time_format(wanted, strtoll(seconds + 1, NULL, 10));
        expect(date + 1, wanted);
    }
    fclose(f);
}

static void the_collected_odd_dates_are_all_read(void **state)
{
    (void)state;
    FILE *f = open_corpus("dates-must-parse.txt");
    char line[512];
    while (fgets(line, sizeof line, f)) {
        int64_t seconds;
        line[strcspn(line, "\n")] = '\0';
        if (!ingest_parse_date(line, &seconds))
            fail_msg("'%s' is refused", line);
    }
    fclose(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_dates_are_read_in_all_their_forms),
        cmocka_unit_test(dates_in_words_are_read_in_many_languages),
        cmocka_unit_test(numbers_alone_are_settled_by_range_weekday_and_custom),
        cmocka_unit_test(zones_are_abbreviations_offsets_and_places_with_their_summer),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(every_second_of_a_sample_reads_back_from_the_forms_that_feeds_use),
        cmocka_unit_test(the_collected_dates_are_read_or_refused_as_agreed),
        cmocka_unit_test(the_collected_odd_dates_are_all_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

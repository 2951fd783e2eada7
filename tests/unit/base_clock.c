/* Laws of the calendar and of the texts of times. */
#include "newsfs/clock.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static void every_day_is_the_day_after_the_one_before_and_comes_back(void **state)
{
    (void)state;
    int64_t year, want_year;
    int month, mday, want_month, want_mday;
    date_of_day(-1000000, &want_year, &want_month, &want_mday);
    for (int64_t day = -1000000; day <= 1000000; day++) {
        date_of_day(day, &year, &month, &mday);
        if (year != want_year || month != want_month || mday != want_mday || day_of_date(year, month, mday) != day)
            fail_msg("day %lld is %lld-%d-%d", (long long)day, (long long)year, month, mday);
        if (++want_mday > month_days(want_year, want_month)) {
            want_mday = 1;
            want_year += want_month == 12;
            want_month = want_month % 12 + 1;
        }
    }
}

static void known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(day_of_date(1970, 1, 1), 0);
    assert_int_equal(day_of_date(2000, 3, 1), 11017);
    assert_int_equal(day_of_date(1, 1, 1), TIME_MIN / DAY_SECONDS);
    assert_int_equal(day_of_date(10000, 1, 1) * DAY_SECONDS - 1, TIME_MAX);
    assert_int_equal(day_of_date(2026, 4, 38), day_of_date(2026, 5, 8));
    assert_int_equal(day_of_date(2026, 4, 0), day_of_date(2026, 3, 31));
}

static void days_round_towards_the_past(void **state)
{
    (void)state;
    assert_int_equal(day_of_time(0), 0);
    assert_int_equal(day_of_time(DAY_SECONDS - 1), 0);
    assert_int_equal(day_of_time(DAY_SECONDS), 1);
    assert_int_equal(day_of_time(-1), -1);
    assert_int_equal(day_of_time(-DAY_SECONDS), -1);
    assert_int_equal(day_of_time(-DAY_SECONDS - 1), -2);
}

static void every_time_is_read_back_as_written_and_as_the_c_library_has_it(void **state)
{
    (void)state;
    struct random r = {3};
    for (int i = 0; i < 100000; i++) {
        time_t t = (time_t)(TIME_MIN + (int64_t)random_below(&r, (size_t)(TIME_MAX - TIME_MIN + 1)));
        struct tm tm;
        char text[TIME_TEXT_SIZE], want[64];
        int64_t back;
        gmtime_r(&t, &tm);
        snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                 tm.tm_hour, tm.tm_min, tm.tm_sec);
        time_format(text, t);
        assert_string_equal(text, want);
        assert_true(time_parse(text, &back));
        assert_int_equal(back, t);
    }
}

static void every_day_is_read_back_as_written(void **state)
{
    (void)state;
    for (int64_t day = day_of_time(TIME_MIN); day <= day_of_time(TIME_MAX); day++) {
        char text[DAY_TEXT_SIZE];
        int64_t back = day + 1;
        day_format(text, day);
        if (!day_parse(text, strlen(text), &back) || back != day)
            fail_msg("%s", text);
    }
}

static void times_outside_four_digit_years_are_clamped(void **state)
{
    (void)state;
    char text[TIME_TEXT_SIZE], day[DAY_TEXT_SIZE];
    time_format(text, TIME_NONE);
    assert_string_equal(text, "0001-01-01T00:00:00Z");
    time_format(text, INT64_MAX);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    day_format(day, INT64_MIN);
    assert_string_equal(day, "0001-01-01");
    day_format(day, INT64_MAX);
    assert_string_equal(day, "9999-12-31");
}

static void only_a_whole_date_that_exists_is_a_day(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",           "2026-04-0",  "2026-04-088", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
        "2026-04-00", "2026/04/08", "2026-4-008",  "+026-04-08", " 026-04-08", "0000-01-01", "2026-04-8 ", "20260408",
    };
    int64_t day = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (day_parse(wrong[i], strlen(wrong[i]), &day))
            fail_msg("%s", wrong[i]);
    assert_int_equal(day, 77);
    assert_false(day_parse("2026-04\0-08", 10, &day));
    assert_true(day_parse("2026-04-08T10:00", 10, &day));
    assert_int_equal(day, day_of_date(2026, 4, 8));
    assert_true(day_parse("2000-02-29", 10, &day));
}

static void rfc_3339_times_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *same;
    } cases[] = {
        {"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z"},      {"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"},
        {"1990-12-31T23:59:60Z", "1991-01-01T00:00:00Z"},         {"1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"},
        {"1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27Z"}, {"2026-04-08", "2026-04-08T00:00:00Z"},
        {"2026-04-08t10:00:00z", "2026-04-08T10:00:00Z"},         {"2026-04-08T10:00:00-00:00", "2026-04-08T10:00:00Z"},
        {"2026-04-08T00:00:00+23:59", "2026-04-07T00:01:00Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds;
        char text[TIME_TEXT_SIZE];
        assert_true(time_parse(cases[i].text, &seconds));
        time_format(text, seconds);
        assert_string_equal(text, cases[i].same);
    }
}

static void what_is_no_rfc_3339_time_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026-04-08T",
        "2026-04-08Z",
        "2026-04-08T10:00Z",
        "2026-04-08T10:00:00",
        "2026-04-08T10:00:00.Z",
        "2026-04-08T10:00:00,5Z",
        "2026-04-08T24:00:00Z",
        "2026-04-08T10:60:00Z",
        "2026-04-08T10:00:60Z",
        "2026-04-08T10:00:61Z",
        "2026-04-08T10:00:00+0200",
        "2026-04-08T10:00:00+24:00",
        "2026-04-08T10:00:00+02:60",
        "2026-04-08T10:00:00Z ",
        " 2026-04-08T10:00:00Z",
        "2026-02-30T10:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "12026-04-08T10:00:00Z",
    };
    int64_t seconds = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (time_parse(wrong[i], &seconds))
            fail_msg("%s", wrong[i]);
    assert_int_equal(seconds, 77);
}

static void time_parse_reads_no_byte_after_the_text(void **state)
{
    (void)state;
    static const char full[] = "2026-04-08T10:00:00.25+02:00";
    for (size_t len = 0; len < sizeof full; len++) {
        char *exact = strndup(full, len);
        int64_t seconds;
        assert_int_equal(time_parse(exact, &seconds), len == 10 || len == sizeof full - 1);
        free(exact);
    }
}

static void now_is_what_the_environment_says(void **state)
{
    (void)state;
    setenv("NEWSFS_NOW", "1775642400", 1);
    assert_int_equal(clock_now(), 1775642400);
    setenv("NEWSFS_NOW", "-5", 1);
    assert_int_equal(clock_now(), -5);
    static const char *const ignored[] = {"", "soon", "12x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        setenv("NEWSFS_NOW", ignored[i], 1);
        assert_true(clock_now() > 1700000000 && clock_now() < TIME_MAX);
    }
    unsetenv("NEWSFS_NOW");
    assert_true(clock_now() > 1700000000);
    int64_t before = clock_monotonic_ms();
    assert_true(before > 0 && clock_monotonic_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_the_day_after_the_one_before_and_comes_back),
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(days_round_towards_the_past),
        cmocka_unit_test(every_time_is_read_back_as_written_and_as_the_c_library_has_it),
        cmocka_unit_test(every_day_is_read_back_as_written),
        cmocka_unit_test(times_outside_four_digit_years_are_clamped),
        cmocka_unit_test(only_a_whole_date_that_exists_is_a_day),
        cmocka_unit_test(rfc_3339_times_are_read),
        cmocka_unit_test(what_is_no_rfc_3339_time_is_refused),
        cmocka_unit_test(time_parse_reads_no_byte_after_the_text),
        cmocka_unit_test(now_is_what_the_environment_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

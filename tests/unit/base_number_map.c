/* number_map against an array that is searched from end to end. */
#include "newsfs/number_map.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COUNT 3000

static void a_number_is_new_once_and_keeps_its_first_value(void **state)
{
    (void)state;
    struct number_map m = {0};
    static uint64_t numbers[COUNT];
    static char places[COUNT];
    uint64_t random = 7;
    for (size_t i = 0; i < COUNT; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        numbers[i] =
            (random >> 40) % 2 ? (random >> 54 << 44) + 1 : random | 1; /* alike in their low bits, and repeated */
        size_t first = 0;
        while (numbers[first] != numbers[i])
            first++;
        const void **value = number_map_at(&m, numbers[i]);
        assert_ptr_equal(*value, first == i ? NULL : &places[first]);
        *value = &places[first];
    }
    number_map_finish(&m);
    assert_int_equal(m.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_number_is_new_once_and_keeps_its_first_value)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Laws of addresses, RFC 3986's own examples first. */
#include "newsfs/url.h"
#include "newsfs/text.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_resolves(const char *base, const char *ref, const char *target)
{
    BUF_SCOPED struct buf out = {0};
    buf_addc(&out, '<');
    url_resolve(&out, base, ref);
    assert_string_equal(buf_str(&out) + 1, target);
}

static void assert_canonical(const char *from, const char *to)
{
    BUF_SCOPED struct buf out = {0};
    buf_addc(&out, '<');
    url_canonical(&out, from);
    assert_string_equal(buf_str(&out) + 1, to);
}

static void references_resolve_as_in_rfc_3986_section_5_4(void **state)
{
    (void)state;
    static const char *const examples[][2] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g#s/./x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        {"http:g", "http:g"},
    };
    for (size_t i = 0; i < COUNT(examples); i++)
        assert_resolves("http://a/b/c/d;p?q", examples[i][0], examples[i][1]);
}

static void references_that_lead_to_no_place_stay_as_they_are(void **state)
{
    (void)state;
    static const char *const refs[] = {
        "javascript:alert('a b')", "data:text/html,<p>a b</p>/../x", "mailto:A@B.example", "tel:+49 1",
        "urn:isbn:1/../2",
    };
    for (size_t i = 0; i < COUNT(refs); i++)
        assert_resolves("http://a/b", refs[i], refs[i]);
    assert_resolves(NULL, " a b ", " a b ");
    assert_resolves("/rel/base", "../x", "../x");
    assert_resolves("mailto:a@b", "x", "x");
    assert_resolves("", "x", "x");
}

static void white_space_is_dropped_around_and_escaped_inside(void **state)
{
    (void)state;
    assert_resolves("http://a/b/", " \n x y\t?a b#c d \r\n", "http://a/b/x%20y%09?a%20b#c%20d");
    assert_resolves(" http://a/b c/d ", "x", "http://a/b%20c/x");
    assert_resolves("http://a/", " mailto:x ", "mailto:x");
    assert_resolves("http://a/", "java\nscript:x", "http://a/java%0Ascript:x");
}

static void odd_bases_and_paths_resolve(void **state)
{
    (void)state;
    assert_resolves("http://a", "g", "http://a/g");
    assert_resolves("http://a?q", "../g", "http://a/g");
    assert_resolves("http://a", "", "http://a");
    assert_resolves("http://a/b", "1:2", "http://a/1:2");
    assert_resolves("http://a/b/c", "//h:8/../x?", "http://h:8/x?");
    assert_resolves("http://a/b/c", "g//../h", "http://a/b/g/h");
    assert_resolves("file:///a/b", "c", "file:///a/c");
    assert_resolves("s:/a/b", "..//x", "s:/.//x");
    assert_resolves("https://a/b", "HTTP://H/./x", "HTTP://H/x");
}

static void an_address_above_the_limit_is_left_alone(void **state)
{
    (void)state;
    BUF_SCOPED struct buf ref = {0};
    buf_adds(&ref, "./");
    while (ref.len <= URL_MAX)
        buf_addc(&ref, 'x');
    assert_resolves("http://a/", ref.data, ref.data);
    assert_false(url_is_http(ref.data));
    memcpy(ref.data, "HTTP://a/./", 11);
    assert_canonical(ref.data, ref.data);
    assert_resolves(ref.data, "./x", "./x");
    assert_false(url_is_http(ref.data));
}

static void many_dot_segments_leave_nothing_behind(void **state)
{
    (void)state;
    BUF_SCOPED struct buf ref = {0};
    for (int i = 0; i < 1000; i++)
        buf_adds(&ref, "a/");
    for (int i = 0; i < 1500; i++)
        buf_adds(&ref, "../");
    assert_resolves("http://h/x/y", ref.data, "http://h/");
}

static void assert_part(struct url_part part, const char *want)
{
    if (!want) {
        assert_null(part.at);
        return;
    }
    assert_non_null(part.at);
    assert_int_equal(part.len, strlen(want));
    assert_memory_equal(part.at, want, part.len);
}

static void assert_splits(const char *s, const char *const want[7])
{
    struct url u;
    url_split(&u, s);
    const struct url_part parts[] = {u.scheme, u.authority, u.host, u.port, u.path, u.query, u.fragment};
    for (size_t i = 0; i < 7; i++)
        assert_part(parts[i], want[i]);
}

#define SPLITS(s, ...) assert_splits(s, (const char *const[7]){__VA_ARGS__})

static void an_address_splits_into_its_parts(void **state)
{
    (void)state;
    SPLITS("http://u:p@h.example:80/p/q?a=?b#f#g", "http", "u:p@h.example:80", "h.example", "80", "/p/q", "a=?b",
           "f#g");
    SPLITS("", NULL, NULL, NULL, NULL, "", NULL, NULL);
    SPLITS("?", NULL, NULL, NULL, NULL, "", "", NULL);
    SPLITS("a#", NULL, NULL, NULL, NULL, "a", NULL, "");
    SPLITS("//", NULL, "", "", NULL, "", NULL, NULL);
    SPLITS("http://[::1]:8/x", "http", "[::1]:8", "::1", "8", "/x", NULL, NULL);
    SPLITS("http://u@[::1]", "http", "u@[::1]", "::1", NULL, "", NULL, NULL);
    SPLITS("http://[::1/x", "http", "[::1", "[::1", NULL, "/x", NULL, NULL);
    SPLITS("http://a@b@c:/", "http", "a@b@c:", "c", "", "/", NULL, NULL);
    SPLITS("mailto:a@b", "mailto", NULL, NULL, NULL, "a@b", NULL, NULL);
    SPLITS("1a:b", NULL, NULL, NULL, NULL, "1a:b", NULL, NULL);
    SPLITS("a+b.c-1:", "a+b.c-1", NULL, NULL, NULL, "", NULL, NULL);
}

static void canonical_forms_are_as_described(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"HTTP://Example.COM", "https://example.com/"},
        {"https://example.com:443/a", "https://example.com/a"},
        {"http://example.com:80/a", "https://example.com/a"},
        {"https://example.com:80/a", "https://example.com:80/a"},
        {"http://example.com:8080/A", "https://example.com:8080/A"},
        {"http://example.com:/", "https://example.com/"},
        {"http://e.x/a/./b/../c#frag", "https://e.x/a/c"},
        {"http://e.x/%7Euser/%2e%2E/%41%2f%c3%a9", "https://e.x/A%2F%C3%A9"},
        {"http://e.x/\xC3\xA9 b", "https://e.x/%C3%A9%20b"},
        {"http://e.x/a?", "https://e.x/a"},
        {"http://e.x/a?utm_source=x&id=3&UTM_medium=y", "https://e.x/a?id=3"},
        {"http://e.x/a?fbclid=1&gclid&mc_cid=2&mc_eid=3", "https://e.x/a"},
        {"http://e.x/a?%75tm_x=1&gclids=2", "https://e.x/a?gclids=2"},
        {"http://e.x/a?b=2&a=1&b=2", "https://e.x/a?b=2&a=1&b=2"},
        {"http://e.x/a?b=utm_c", "https://e.x/a?b=utm_c"},
        {"http://u:P@E.x/", "https://u:P@e.x/"},
        {"http://[2001:DB8::1]:80/", "https://[2001:db8::1]/"},
        {" http://e.x/a\n", "https://e.x/a"},
        {"http://e.x/100%", "https://e.x/100%25"},
        {"FTP://E.x/a#b", "ftp://e.x/a"},
        {"MAILTO:A@B", "mailto:A@B"},
        {"urn:UUID:X#y", "urn:UUID:X#y"},
        {"../rel/%41", "../rel/%41"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_canonical(cases[i][0], cases[i][1]);
}

static const char *const pieces[] = {
    "http:", "https:", "HTTP:", "ftp:", "//",       "/", "/", "..",    ".",     "%2e",    "a", "B",  "e.x",
    ":",     "80",     "443",   "@",    "?",        "#", "&", "=",     "utm_x", "fbclid", "%", "%4", "%41",
    "%25",   "%2f",    "%zz",   " ",    "\xC3\xA9", "[", "]", "[::1]", "\\",    "%75tm_", ";", "+",  "www.",
};

static size_t make_address(struct random *r, char out[80])
{
    static const char *const starts[] = {"http://", "https://h", "", "x:/", "http://h/"};
    const char *start = starts[random_below(r, COUNT(starts))];
    strcpy(out, start);
    return strlen(start) + random_words(r, out + strlen(start), 64, pieces, COUNT(pieces));
}

static void a_canonical_form_is_its_own_canonical_form(void **state)
{
    (void)state;
    struct random r = {99};
    for (int i = 0; i < 200000; i++) {
        char s[80];
        BUF_SCOPED struct buf once = {0}, twice = {0};
        make_address(&r, s);
        url_canonical(&once, s);
        url_canonical(&twice, buf_str(&once));
        if (strcmp(buf_str(&once), buf_str(&twice)) != 0)
            fail_msg("%s -> %s -> %s", s, buf_str(&once), buf_str(&twice));
    }
}

static void resolving_against_oneself_changes_nothing_more(void **state)
{
    (void)state;
    struct random r = {5};
    for (int i = 0; i < 100000; i++) {
        char base[80], ref[80];
        BUF_SCOPED struct buf once = {0}, twice = {0};
        make_address(&r, base);
        make_address(&r, ref);
        url_resolve(&once, base, ref);
        url_resolve(&twice, base, buf_str(&once));
        struct url u;
        url_split(&u, buf_str(&once));
        if (u.scheme.at && strcmp(buf_str(&once), buf_str(&twice)) != 0)
            fail_msg("%s + %s -> %s -> %s", base, ref, buf_str(&once), buf_str(&twice));
    }
}

static void the_parts_of_any_address_make_the_address(void **state)
{
    (void)state;
    struct random r = {6};
    for (int i = 0; i < 100000; i++) {
        char s[80];
        BUF_SCOPED struct buf out = {0};
        struct url u;
        make_address(&r, s);
        url_split(&u, s);
        const struct {
            const char *before, *after;
            struct url_part part;
        } parts[] = {
            {"", ":", u.scheme}, {"//", "", u.authority}, {"", "", u.path}, {"?", "", u.query}, {"#", "", u.fragment}};
        for (size_t k = 0; k < COUNT(parts); k++)
            if (parts[k].part.at)
                buf_addf(&out, "%s%.*s%s", parts[k].before, (int)parts[k].part.len, parts[k].part.at, parts[k].after);
        assert_string_equal(buf_str(&out), s);
    }
}

static void only_web_addresses_with_a_host_are_http(void **state)
{
    (void)state;
    static const char *const yes[] = {"http://h", "HTTPS://h/x", "http://u@h:1?", "http://[::1]/"};
    static const char *const no[] = {
        "",           "h",       "//h/",         "http:",   "http:///x",    "http://:80/",
        "http://u@/", "ftp://h", "javascript:1", "http:/h", "http://a b/c", "http://a\\@b/"};
    for (size_t i = 0; i < COUNT(yes); i++)
        assert_true(url_is_http(yes[i]));
    for (size_t i = 0; i < COUNT(no); i++)
        if (url_is_http(no[i]))
            fail_msg("%s", no[i]);
}

static void a_site_is_the_host_without_www(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"https://WWW.Example.com:8/x", "example.com"},
        {"http://news.example.com", "news.example.com"},
        {"http://www.com/", "www.com"},
        {"mailto:a@b", ""},
        {"nothing", ""},
        {"http://u@www.a.b/", "a.b"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        BUF_SCOPED struct buf out = {0};
        url_site(&out, cases[i][0]);
        assert_string_equal(buf_str(&out), cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_resolve_as_in_rfc_3986_section_5_4),
        cmocka_unit_test(references_that_lead_to_no_place_stay_as_they_are),
        cmocka_unit_test(white_space_is_dropped_around_and_escaped_inside),
        cmocka_unit_test(odd_bases_and_paths_resolve),
        cmocka_unit_test(an_address_above_the_limit_is_left_alone),
        cmocka_unit_test(many_dot_segments_leave_nothing_behind),
        cmocka_unit_test(an_address_splits_into_its_parts),
        cmocka_unit_test(canonical_forms_are_as_described),
        cmocka_unit_test(a_canonical_form_is_its_own_canonical_form),
        cmocka_unit_test(resolving_against_oneself_changes_nothing_more),
        cmocka_unit_test(the_parts_of_any_address_make_the_address),
        cmocka_unit_test(only_web_addresses_with_a_host_are_http),
        cmocka_unit_test(a_site_is_the_host_without_www),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

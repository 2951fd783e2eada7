/* Character references, and the question whether something is markup. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include "support_random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

static void decode(struct buf *out, const char *s)
{
    buf_clear(out);
    html_decode(out, s, strlen(s));
    buf_adds(out, "");
}

static void references_become_what_the_standard_says(void **state)
{
    static const char *const cases[][2] = {
        {"&amp;&lt;&gt;&quot;&apos;", "&<>\"'"},
        {"&nbsp;", "\xC2\xA0"},
        {"&AElig;&zwnj;&zwj;", "\xC3\x86\xE2\x80\x8C\xE2\x80\x8D"},
        {"&CounterClockwiseContourIntegral;", "\xE2\x88\xB3"},
        {"&NotEqualTilde;", "\xE2\x89\x82\xCC\xB8"}, /* two code points */
        {"&ngE;", "\xE2\x89\xA7\xCC\xB8"},
        {"&Afr;", "\xF0\x9D\x94\x84"},
        {"&frac12;&sup1;&there4;", "\xC2\xBD\xC2\xB9\xE2\x88\xB4"},
        {"&copy 2026, AT&T", "\xC2\xA9 2026, AT&T"}, /* known without a semicolon; not known */
        {"&notit; &notin;", "\xC2\xACit; \xE2\x88\x89"},
        {"&ampere &ltx", "&ere <x"},
        {"&unknown; & &; &# &#; &#x; &#xg;", "&unknown; & &; &# &#; &#x; &#xg;"},
        {"&#65;&#x42;&#X43;&#68x&#x45z", "ABCDxEz"},
        {"&#128;&#x99;&#150;", "\xE2\x82\xAC\xE2\x84\xA2\xE2\x80\x93"}, /* windows-1252 */
        {"&#129;", "\xC2\x81"},                                         /* which has no such character */
        {"&#0;&#xD800;&#x110000;&#99999999999999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"&amp;lt;&amp;#27;", "&lt;&#27;"}, /* once, not twice */
        {"&LT&GT&QUOT&COPY", "<>\"\xC2\xA9"},
        {"&thetasym;&thinsp;&zeta;&zwj", "\xCF\x91\xE2\x80\x89\xCE\xB6&zwj"},
    };
    (void)state;
    BUF_SCOPED struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        decode(&out, cases[i][0]);
        assert_string_equal(buf_str(&out), cases[i][1]);
    }
}

static void numbers_become_their_code_point(void **state)
{
    (void)state;
    BUF_SCOPED struct buf out = {0}, expected = {0};
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 97) {
        char decimal[16], hex[16];
        if (cp >= 0x80 && cp <= 0x9F)
            continue;
        snprintf(decimal, sizeof decimal, "&#%u;", cp);
        snprintf(hex, sizeof hex, "&#x%X;", cp);
        buf_clear(&expected);
        text_add(&expected, cp);
        decode(&out, decimal);
        assert_string_equal(buf_str(&out), expected.data);
        decode(&out, hex);
        assert_string_equal(buf_str(&out), expected.data);
    }
}

static void text_without_ampersands_stays_as_it_is(void **state)
{
    struct random r = {1};
    char text[64];
    (void)state;
    BUF_SCOPED struct buf out = {0};
    for (unsigned round = 0; round < 5000; round++) {
        size_t len = random_below(&r, sizeof text - 1);
        for (size_t i = 0; i < len; i++)
            do
                text[i] = (char)(1 + random_below(&r, 255));
            while (text[i] == '&');
        text[len] = '\0';
        decode(&out, text);
        assert_string_equal(buf_str(&out), text);
    }
}

static void an_ampersand_escaped_comes_back(void **state)
{
    static const char *const words[] = {"&", "amp;", "#65;", "lt", ";", "x", " ", "not", "in;", "#x", "41"};
    struct random r = {2};
    char text[64];
    (void)state;
    BUF_SCOPED struct buf out = {0}, escaped = {0};
    for (unsigned round = 0; round < 5000; round++) {
        random_words(&r, text, sizeof text, words, sizeof words / sizeof *words);
        buf_clear(&escaped);
        buf_adds(&escaped, "");
        for (const char *s = text; *s; s++)
            buf_addf(&escaped, *s == '&' ? "&amp;" : "%c", *s);
        decode(&out, buf_str(&escaped));
        assert_string_equal(buf_str(&out), text);
    }
}

static void markup_is_told_from_plain_text(void **state)
{
    static const char *const markup[] = {"<p>x",   "a<br/>b",    "a <b>b</b>", "x &amp; y",   "&#39;",
                                         "</div>", "<!-- x -->", "<a href=x>", "caf&eacute;", "<IMG SRC=x>"};
    static const char *const plain[] = {"",
                                        "plain",
                                        "a < b > c",
                                        "AT&T",
                                        "x & y",
                                        "List<String> x",
                                        "1 <2",
                                        "<3",
                                        "a <- b -> c",
                                        "if (a<b) && (b>c)",
                                        "R&D;",
                                        "&",
                                        "<",
                                        "<p"};
    (void)state;
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++)
        if (!html_is_markup(markup[i], strlen(markup[i])))
            fail_msg("%s", markup[i]);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (html_is_markup(plain[i], strlen(plain[i])))
            fail_msg("%s", plain[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_become_what_the_standard_says), cmocka_unit_test(numbers_become_their_code_point),
        cmocka_unit_test(text_without_ampersands_stays_as_it_is),   cmocka_unit_test(an_ampersand_escaped_comes_back),
        cmocka_unit_test(markup_is_told_from_plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rules of the writers, each by the smallest HTML that shows it. */
#include "newsfs/html.h"
#include "newsfs/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

typedef void (*writer)(struct buf *out, const char *html, size_t len, const struct html_options *options);
static const struct html_options options = {"https://example.org/dir/page.html"};

static void expect(writer write, const char *html, const char *expected)
{
    BUF_SCOPED struct buf out = {0};
    write(&out, html, strlen(html), &options);
    assert_string_equal(buf_str(&out), expected);
}

static void what_shows_nothing_is_nothing(void **state)
{
    static const char *const empty[] = {"",
                                        " \n\t",
                                        "<p></p>",
                                        "<!-- x -->",
                                        "<p>&nbsp;</p><br><br>",
                                        "<script>x</script>",
                                        "<ul><li></li></ul>",
                                        "<hr>",
                                        "<img src=a.png>",
                                        "<a href=x></a>",
                                        "<table><tr><td></table>",
                                        "&#27;",
                                        "<h1> </h1>",
                                        "<a href=x",
                                        "<pre>\n\n</pre>"};
    (void)state;
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        expect(html_to_text, empty[i], "");
}

static void inline_elements_do_not_break_words_and_blocks_do(void **state)
{
    (void)state;
    expect(html_to_text, "w<b>or</b>d w<span>o</span>rd w<wbr>ord w<!-- -->ord", "word word word word\n");
    expect(html_to_text, "one<p>two<div>three</div>four", "one\n\ntwo\n\nthree\n\nfour\n");
    expect(html_to_text, "a\n b\t\tc&nbsp; d <b> e </b> f", "a b c d e f\n");
    expect(html_to_text, "a<br>b<br><br>c<br>", "a\nb\n\nc\n");
}

static void links_are_numbered_once_each_and_listed_at_the_end(void **state)
{
    (void)state;
    expect(html_to_text, "<a href=a>x</a> <a href='../b?c=1&amp;d'>y</a> <a href=a>z</a>",
           "x [1] y [2] z [1]\n\n[1] https://example.org/dir/a\n[2] https://example.org/b?c=1&d\n");
    expect(html_to_text, "<a href=a>word</a>s, <a href=b>end</a>.",
           "words [1], end [2].\n\n[1] https://example.org/dir/a\n[2] https://example.org/dir/b\n");
    expect(html_to_text, "<a href='#n'>note</a> <a href='javascript:x'>script</a> <a name=y>z</a>", "note script z\n");
    expect(html_to_text, "<a href=https://e.org/>e.org</a> <a href=mailto:a@e.org>a@e.org</a>", "e.org a@e.org\n");
    expect(html_to_text, "<a href=x><h2>T</h2><p>s</p></a>", "## T [1]\n\ns\n\n[1] https://example.org/dir/x\n");
    expect(html_to_text, "<base href=/other/><a href=x>y</a>", "y [1]\n\n[1] https://example.org/other/x\n");
    expect(html_to_text, "[<a href=x><img src=y></a>] (<img src=z>)", "");
}

static void share_buttons_pixels_and_hidden_things_are_left_out(void **state)
{
    (void)state;
    expect(html_to_text,
           "a<a href='https://www.facebook.com/sharer/sharer.php?u=x'>Share</a><a href='mailto:?subject=x'>Mail</a>b",
           "ab\n");
    expect(html_to_text, "a<div class='x sharedaddy'>Share this:</div>b<img src=p width=1 height=1 alt=pixel>",
           "a\n\nb\n");
    expect(html_to_text,
           "a<span hidden>x</span><span style='color:red; DISPLAY : none'>x</span><template>x</template>b", "ab\n");
    expect(html_to_text, "a<noscript>You need JavaScript.</noscript> <noscript>chart</noscript>", "a chart\n");
    expect(html_to_text,
           "<select><option>x</select><textarea>y</textarea><title>z</title><svg><title>i</title><path d=x></svg>a",
           "a\n");
}

static void lists_are_numbered_as_browsers_number_them(void **state)
{
    (void)state;
    expect(html_to_text, "<ol start=9><li>a<li>b<li value=3>c</ol>", "9. a\n10. b\n3. c\n");
    expect(html_to_text, "<ol type=a><li>a<li>b</ol><ol type=I start=4><li>c</ol>", "a. a\nb. b\n\nIV. c\n");
    expect(html_to_text, "<ul><li>a<ol><li>b</ol><li>c</ul>d", "- a\n  1. b\n- c\n\nd\n");
    expect(html_to_text, "<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c\n");
}

static void tables_of_data_are_aligned_and_tables_of_layout_flow(void **state)
{
    (void)state;
    expect(html_to_text, "<table><tr><th>a<th>long<tr><td>bbb<td>1<tr><td>c<td>22</table>",
           "a    long\n---  ----\nbbb     1\nc      22\n");
    expect(html_to_text, "<table><tr><td>a<td>b</table>", "a\n\nb\n");
    expect(html_to_text, "<table><tr><td><table><tr><th>x<td>1<tr><th>y<td>2</table><td>b</table>",
           "x  1\ny  2\n\nb\n");
    expect(html_to_text, "<table><tr><th rowspan=2>a<td>1<tr><td>2<tr><th>b<td>3</table>", "a  1\n   2\nb  3\n");
    expect(html_to_text, "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd\n");
}

static void code_is_kept_as_it_is(void **state)
{
    (void)state;
    expect(html_to_text, "<pre>\n a  &lt;b\n\tc\n\n  d \n</pre>", " a  <b\n\tc\n\n  d\n");
    expect(html_to_text, "<ul><li>x<pre>a\n b</pre></ul>", "- x\n\n  a\n   b\n");
    expect(html_to_markdown, "<pre class=lang-sh>a\n```\n</pre>", "````sh\na\n```\n````\n");
}

static void markdown_escapes_what_would_be_more_than_text(void **state)
{
    (void)state;
    expect(html_to_markdown, "<p>*a* _b_ c_d [e](f) `g` &lt;h> &amp;amp; ~i~ \\",
           "\\*a\\* \\_b\\_ c_d \\[e\\](f) \\`g\\` \\<h> \\&amp; \\~i\\~ \\\\\n");
    expect(html_to_markdown, "<p># a<p>1. b<p>+ c<p>> d<p>---<p>x<br>===<p>12) e<p>| f |",
           "\\# a\n\n1\\. b\n\n\\+ c\n\n\\> d\n\n\\---\n\nx\\\n\\===\n\n12\\) e\n\n\\| f |\n");
    expect(html_to_markdown, "<h2>C #</h2>", "## C \\#\n");
    expect(html_to_markdown, "!<a href=x>y</a>", "\\![y](https://example.org/dir/x)\n");
    expect(html_to_markdown, "<a href='/a_(b)'>y</a>", "[y](<https://example.org/a_(b)>)\n");
}

static void markdown_emphasis_stands_where_it_can_be_closed(void **state)
{
    (void)state;
    expect(html_to_markdown, "a<b> b </b>c", "a **b** c\n");
    expect(html_to_markdown, "<b>a.</b>b", "a.b\n");
    expect(html_to_markdown, "<b>a</b><i>b</i> <b><i>c</b>d</i>", "**a***b **c**d*\n");
    expect(html_to_markdown, "<b>a <a href=x>b</a> c</b>", "**a [b](https://example.org/dir/x) c**\n");
    expect(html_to_markdown, "<b><p>a</p><p>b</p></b>", "**a**\n\n**b**\n");
    expect(html_to_markdown, "<code>a|b</code><code></code>", "`a|b`\n");
}

static void modelines_are_broken(void **state)
{
    (void)state;
    expect(html_to_text, "<p>vim: set ai:", "vim : set ai:\n");
    expect(html_to_text, "<p>-*- mode: x -*-", "-* - mode: x -* -\n");
    expect(html_to_text, "<p>a<p>vim&#58; x", "a\n\nvim : x\n");
    expect(html_to_markdown, "<p>a<p>ex: b ex: c", "a\n\nex: b ex : c\n");
}

static void a_line_is_a_line(void **state)
{
    static const char html[] = " <p>a\n<b>b</b></p><p>c<br>d &amp;<script>x</script> <q>e</q> ";
    (void)state;
    BUF_SCOPED struct buf out = {0};
    html_to_line(&out, html, sizeof html - 1);
    assert_string_equal(buf_str(&out), "a b c d & \xE2\x80\x9C"
                                       "e\xE2\x80\x9D");
}

static void self_closed_elements_of_xml_hold_nothing(void **state)
{
    (void)state;
    expect(html_to_text, "<script src=x/>a", "");
    expect(html_to_text, "<script src='x'/>a<iframe/>b<b/>c<title/>d", "abcd\n");
    expect(html_to_text, "a<![CDATA[b<i>c</i>]]>d", "abcd\n");
}

static void paragraphs_end_where_the_next_block_begins(void **state)
{
    (void)state;
    expect(html_to_text, "<p><span hidden>x<p>y", "y\n");
    expect(html_to_markdown, "<p><a href=x>t<h2>u</h2>",
           "[t](https://example.org/dir/x)\n\n## [u](https://example.org/dir/x)\n");
    expect(html_to_html, "<ul><li><p>a<li>b</ul>", "<ul><li><p>a</p>\n</li>\n<li>b</li>\n</ul>\n");
}

static void a_nul_in_an_attribute_is_no_letter_of_it(void **state)
{
    static const char list[] = "<ol type='\0'><li>a</ol>", code[] = "<pre class='language-\0x'>a</pre>";
    (void)state;
    BUF_SCOPED struct buf out = {0};
    html_to_html(&out, list, sizeof list - 1, NULL);
    html_to_markdown(&out, code, sizeof code - 1, NULL);
    assert_string_equal(out.data, "<ol><li>a</li>\n</ol>\n```\na\n```\n");
}

static void deep_nesting_loses_no_text(void **state)
{
    (void)state;
    BUF_SCOPED struct buf html = {0};
    for (unsigned i = 0; i < 10000; i++)
        buf_adds(&html, i % 3 ? "<div>" : "<ul><li>");
    buf_adds(&html, "deep");
    for (unsigned i = 0; i < 10000; i++)
        buf_adds(&html, i % 3 ? "</div>" : "</li></ul>");
    buf_adds(&html, "<p>after</p>");
    BUF_SCOPED struct buf out = {0};
    html_to_text(&out, html.data, html.len, NULL);
    assert_non_null(strstr(out.data, "deep\n\nafter\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_shows_nothing_is_nothing),
        cmocka_unit_test(inline_elements_do_not_break_words_and_blocks_do),
        cmocka_unit_test(links_are_numbered_once_each_and_listed_at_the_end),
        cmocka_unit_test(share_buttons_pixels_and_hidden_things_are_left_out),
        cmocka_unit_test(lists_are_numbered_as_browsers_number_them),
        cmocka_unit_test(tables_of_data_are_aligned_and_tables_of_layout_flow),
        cmocka_unit_test(code_is_kept_as_it_is),
        cmocka_unit_test(markdown_escapes_what_would_be_more_than_text),
        cmocka_unit_test(markdown_emphasis_stands_where_it_can_be_closed),
        cmocka_unit_test(modelines_are_broken),
        cmocka_unit_test(a_line_is_a_line),
        cmocka_unit_test(self_closed_elements_of_xml_hold_nothing),
        cmocka_unit_test(paragraphs_end_where_the_next_block_begins),
        cmocka_unit_test(a_nul_in_an_attribute_is_no_letter_of_it),
        cmocka_unit_test(deep_nesting_loses_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

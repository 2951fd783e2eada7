/* html_text [FILE...]: how fast HTML becomes text, Markdown and safe HTML on one core, by the time of that core; and that hostile input is no trap. */
#include "newsfs/html.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SIZE   (8u << 20)
#define ROUNDS 5

typedef void (*writer)(struct buf *out, const char *html, size_t len, const struct html_options *options);

static void report(const char *name, const char *to, writer write, const struct buf *html)
{
    static const struct html_options options = {"https://example.org/dir/page.html"};
    struct buf out = {0};
    int64_t best = INT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        buf_clear(&out);
        struct timespec begin, end;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
        write(&out, buf_str(html), html->len, &options);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        int64_t ns = (end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec;
        best = ns < best ? ns : best;
    }
    printf("%-28s %-8s %8.1f MB/s %10.2f ms %9zu bytes in %9zu out\n", name, to, (double)html->len * 1e3 / (double)best,
           (double)best / 1e6, html->len, out.len);
    buf_finish(&out);
}

static void report_all(const char *name, const struct buf *html)
{
    report(name, "text", html_to_text, html);
    report(name, "markdown", html_to_markdown, html);
    report(name, "html", html_to_html, html);
}

static void add_article(struct buf *b, unsigned n)
{
    buf_addf(b, "<article class=\"post post-%u\"><h2 id=\"h%u\">Heading number %u &amp; more</h2>\n", n, n, n);
    buf_addf(
        b,
        "<p class=\"lead\">The quick brown fox jumps over the lazy dog, and <a href=\"/news/%u.html\" "
        "title=\"x\">reads the news</a> "
        "while <em>nobody</em> is looking; &#8220;it&rsquo;s all text&#8221;, said the dog, caf\xC3\xA9 in hand.</p>\n",
        n % 100);
    buf_adds(b, "<p>Paragraphs of a newspaper are longer than those of a web log: they go on, sentence after sentence, "
                "until the reader "
                "has forgotten how they began. Then they stop. The next one takes up the thread where the last one has "
                "dropped it, and "
                "so on to the end of the page, where the advertisements are.</p>\n<ul><li>First item</li><li>Second "
                "<b>item</b></li></ul>\n");
    buf_adds(b, "<p>\xD0\x9D\xD0\xBE\xD0\xB2\xD0\xBE\xD1\x81\xD1\x82\xD0\xB8 \xD0\xB4\xD0\xBD\xD1\x8F, "
                "\xE6\x96\xB0\xE8\x81\x9E\xE7\xB4\x99\xE3\x81\xAE\xE6\x9C\xAC\xE6\x96\x87.</p><img src=\"a.jpg\" "
                "alt=\"A picture of it\"></article>\n");
}

static void fill(struct buf *b, const char *unit)
{
    while (b->len < SIZE)
        buf_adds(b, unit);
}

static void report_generated(void)
{
    struct buf b = {0};
    for (unsigned n = 0; b.len < SIZE; n++)
        add_article(&b, n);
    report_all("articles", &b);
    buf_finish(&b);
}

static void repeat(struct buf *b, const char *unit, unsigned n)
{
    while (n--)
        buf_adds(b, unit);
}

static void report_hostile(void)
{
    static const struct {
        const char *name, *before, *unit, *after;
        unsigned count;
    } cases[] = {
        {"100,000 nested <div>", "", "<div>", "x", 100000},
        {"100,000 nested <b>", "", "<b>", "x", 100000},
        {"100,000 nested <blockquote>", "", "<blockquote>x", "", 100000},
        {"100,000 nested <ul><li>", "", "<ul><li>x", "", 100000},
        {"100,000 nested tables", "", "<table><tr><td>x", "", 100000},
        {"50,000 attributes", "<p ", "data-x=\"1\" ", ">x", 50000},
        {"50,000 class attributes", "<p ", "class=\"1\" ", ">x", 50000},
        {"100,000 unclosed comments", "", "<!-- ", "", 100000},
        {"100,000 unclosed scripts", "", "<script><!--<script>", "", 100000},
        {"100,000 open CDATA", "", "<![CDATA[ x ", "", 100000},
        {"100,000 crossed tags", "", "<b><i><p></b></i>x", "", 100000},
        {"100,000 stray end tags", "", "</div></p></b></table>", "", 100000},
        {"100,000 noscripts", "", "<noscript>x", "", 100000},
        {"100,000 links", "", "<a href=x>y</a> ", "", 100000},
        {"100,000 cells", "<table>", "<tr><td>1<td>2", "</table>", 50000},
        {"1,000,000 ampersands", "", "&", "", 1000000},
        {"1,000,000 less-thans", "", "<", "", 1000000},
        {"500,000 backticks in code", "<code>", "`x", "</code>", 250000},
        {"100,000 emphases to undo", "", "<b>x.</b>y", "", 100000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        buf_adds(&b, cases[i].before);
        repeat(&b, cases[i].unit, cases[i].count);
        buf_adds(&b, cases[i].after);
        report_all(cases[i].name, &b);
        buf_finish(&b);
    }
}

static void report_file(const char *path)
{
    struct buf one = {0}, many = {0};
    FILE *file = fopen(path, "rb");
    size_t n = 1;
    while (file && n) {
        char *room = buf_reserve(&one, 1 << 16);
        n = fread(room, 1, 1 << 16, file);
        buf_truncate(&one, one.len + n);
    }
    if (file)
        fclose(file);
    if (one.len) {
        fill(&many, one.data);
        report_all(path, &many);
    }
    buf_finish(&one);
    buf_finish(&many);
}

int main(int argc, char **argv)
{
    report_generated();
    for (int i = 1; i < argc; i++)
        report_file(argv[i]);
    if (argc < 2)
        report_hostile();
    return 0;
}

"""page.html and index.html as a browser shows them: on a phone and on a wide screen, light and dark, and in print.

What can be measured is: nothing wider than the screen, the background that was asked for, letters that stand out from it, nothing
loaded from anywhere. NEWSFS_SCREENSHOTS names a folder in which the pictures are left to be looked at."""

import os
from pathlib import Path

import pytest
from browser import Browser, first_pixel
from support import article, take

WIDTHS = {"phone": 390, "desktop": 1280}
SCHEMES = {"light": False, "dark": True}
PAGES = {"page": "sources/the-wire/2026-04-08_title-number-1/page.html", "index": "pages/index.html", "source": "sources/the-wire/index.html"}

BODY = """<p>The council voted to keep the crane, as a <a href="https://wire.example/m">monument to the people</a> who worked under it.</p>
<h2>What becomes of it</h2><p>Run <code>cranectl --lift 4t</code>, and press <kbd>C</kbd>.</p>
<ul><li>Steel: painted</li><li>Cabin: closed<ul><li>but the windows stay</li></ul></li></ul><ol><li>Vote</li><li>Paint</li></ol>
<blockquote><p>We have a bridge that leaks, and we paint a crane.</p></blockquote>
<pre><code>for box in range(boxes): print(box, "a very long line that fits on no screen of a telephone, nor on most others there are")</code></pre>
<figure><img src="https://wire.example/crane.jpg" alt="The crane, in rain"><figcaption>The crane in March</figcaption></figure>
<table><caption>Some cranes</caption><tr><th>Place</th><th>Year</th><th>Tonnes</th><th>Driven by</th><th>Kept by</th><th>Seen</th></tr>
<tr><td>Gda\u0144sk</td><td>1444</td><td>4.0</td><td>people-who-walked-in-a-wheel</td><td>the-museum-of-the-harbour</td><td>yes</td></tr></table>
<dl><dt>Portal crane</dt><dd>stands astride the rails</dd></dl><hr>
<p>Donaudampfschifffahrtselektrizit\u00e4tenhauptbetriebswerkbauunterbeamtengesellschaft, https://wire.example/an-address-that-does-not-end/2026/04/08/x</p>
<script src="https://wire.example/x.js"></script><iframe src="https://wire.example/frame"></iframe>"""

# The least contrast of any visible letter with what is behind it (spec: WCAG 2.2, 1.4.3 and its definition of contrast).
CONTRAST = """(() => {
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                       return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                        if (parts(c).length < 4 || parts(c)[3]) return c; } return "rgb(255, 255, 255)"; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = 21;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest("style")) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    least = Math.min(least, (a + 0.05) / (b + 0.05));
  }
  return least;
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.end()


@pytest.fixture
def files(newsfs, tmp_path):
    newsfs.put(article(1, summary="After six hours of talk the council keeps it.", body_html=BODY, takes=[take(), take(role="skeptic")]),
               *(article(number, title=f"Title {number}, which has so many words that no telephone shows it on one line") for number in range(2, 9)))
    found = {}
    for name, path in PAGES.items():
        found[name] = tmp_path / f"{name}.html"
        found[name].write_bytes(newsfs.run_bytes("cat", path).stdout)
    return found


def keep(browser, name):
    folder = os.environ.get("NEWSFS_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, name + ".png").write_bytes(browser.picture())


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", WIDTHS)
def test_pages_fit_the_screen_in_the_colours_asked_for_and_load_nothing(browser, files, screen, scheme):
    for name, path in files.items():
        browser.show(path, WIDTHS[screen], dark=SCHEMES[scheme])
        keep(browser, f"{name}-{screen}-{scheme}")
        assert browser.ask("document.documentElement.scrollWidth") <= WIDTHS[screen], name
        paper = first_pixel(browser.picture())
        assert max(paper) < 60 if SCHEMES[scheme] else min(paper) > 240, name
        assert browser.ask(CONTRAST) >= 4.5, name
        assert browser.requests == [path.as_uri()], name


def test_lines_of_text_are_neither_too_long_nor_too_small_to_read(browser, files):
    for screen, least in (("phone", 30), ("desktop", 55)):
        browser.show(files["page"], WIDTHS[screen])
        size, width = browser.ask("(s => [parseFloat(getComputedStyle(s).fontSize), s.clientWidth])(document.querySelector('article > p:not(.by)'))")
        assert size >= 16 and least <= width / (size / 2) <= 90


def test_print_is_black_on_white_and_cuts_off_no_code(browser, files):
    browser.show(files["page"], 700, dark=True, media="print")
    keep(browser, "page-print")
    assert first_pixel(browser.picture()) == (255, 255, 255)
    assert browser.ask("[...document.querySelectorAll('pre')].every(p => p.scrollWidth <= p.clientWidth)")
    assert browser.ask(CONTRAST) >= 7


def test_every_address_of_the_indexes_is_one_of_the_tree(browser, files, newsfs):
    browser.show(files["source"], WIDTHS["phone"])
    links = browser.ask("[...document.querySelectorAll('ol.index a')].map(a => a.getAttribute('href'))")
    assert len(links) == 8
    for link in links:
        path = os.path.normpath(f"{os.path.dirname(PAGES['source'])}/{link}")
        assert newsfs.run("cat", path).stdout.startswith("<!DOCTYPE html>")

"""What is there without being listed: page.md, page.html, index.html; and what mount options make of it."""

import os

import pytest
from support import article, files_of, read_all, take, walk, within_a_second

DIRECTORY = "sources/the-wire/2026-04-08_title-number-1"


@pytest.fixture
def one(newsfs):
    newsfs.put(article(1, title="A <title> & more", body_html="<p>Some <b>bold</b> text.<script>x</script></p>", takes=[take()]),
               article(2))
    return f"sources/the-wire/2026-04-08_a-title-more"


def test_other_renderings_are_opened_by_name_and_not_listed(one, mounting):
    mount = mounting()
    assert {"page.md", "page.html"}.isdisjoint(os.listdir(mount / one))
    for name in ("page.md", "page.html"):
        path = mount / one / name
        size = os.stat(path).st_size
        assert size == len(path.read_bytes()) > 0
    assert "**bold**" in (mount / one / "page.md").read_text()
    assert "<script>" not in (mount / one / "page.html").read_text()


@pytest.mark.parametrize("option, listed", [("list=md", {"page.md"}), ("list=html", {"page.html"})])
def test_the_option_list_lists_them(one, mounting, option, listed):
    mount = mounting("-o", option)
    assert {"page.md", "page.html"} & {*os.listdir(mount / one)} == listed
    nodes = walk(mount.path)
    assert {path: len(text) for path, text in read_all(mount.path, files_of(nodes)).items()} == {p: nodes[p].size for p in files_of(nodes)}


def test_other_renderings_follow_a_change_and_keep_their_old_bytes_for_who_has_them_open(newsfs, one, mounting):
    mount = mounting()
    for name in ("page.md", "page.html"):
        with open(mount / one / name, "rb", buffering=0) as reader:
            old = reader.read(10)
            before = os.fstat(reader.fileno())
            newsfs.put(article(1, title="A <title> & more", body=f"An all new body for {name}.", takes=[take()]))
            within_a_second(lambda: f"new body for {name}" in (mount / one / name).read_text(), f"the new {name}")
            old += reader.readall()
            assert len(old) == before.st_size and b"new body for " + name.encode() not in old


def test_the_front_page_has_its_exact_size_and_follows_arrivals(newsfs, mounting):
    newsfs.put(article(1, summary="What happened.", takes=[take(text="No.")]))
    mount = mounting()
    path = mount / "today.txt"
    assert os.stat(path).st_size == len(path.read_bytes()) and "Title number 1" in path.read_text()
    newsfs.put(article(2, published="2026-04-09T08:00:00Z", title="Tomorrow"))
    within_a_second(lambda: "Tomorrow" in path.read_text() and os.stat(path).st_size == len(path.read_bytes()), "the new day on the front page")

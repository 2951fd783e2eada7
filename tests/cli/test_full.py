"""Feeds that carry only summaries: their articles' pages, fetched once; and pages in the place of feeds."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from test_sync import DAY, NOW, Misbehaving, add, articles, feeds, item, publisher, rss, sync  # noqa: E402, F401

TEXT = ["The lamp, which had burned for ninety years, was put out on a Tuesday, without a word, and nobody noticed until the ferry came.",
        "They lit it again, by hand, on the Wednesday, and wrote a letter, which was not answered, and then another, which was.",
        "Of the two keepers, one stayed, and the other went to sea, where he is said to have seen it from far off, every night."]


def page(*paragraphs, head="", byline=""):
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<!doctype html><html><head><title>A page</title>{head}</head><body><nav><a href=/>Home</a></nav><article><h1>A page</h1>{byline}{body}</article></body></html>"


def story(publisher, number, text="A summary.", more=""):
    return item(number, text=text, more=f"<link>{publisher.url(f'/story/{number}')}</link>{more}")


def body(newsfs, name="story-1", file="body.txt"):
    (found,) = [a["name"] for a in articles(newsfs) if a["name"].endswith(name)]
    return newsfs.run("cat", f"latest/{found}/{file}").stdout


@pytest.fixture
def full(newsfs, publisher, add):
    """A full feed of one story, whose page has all of the text."""
    publisher.pages = {"/feed": rss(story(publisher, 1)), "/story/1": page(*TEXT)}
    add("/feed", "--full")
    return publisher


# ---- pages ----
def test_a_full_feeds_articles_have_the_text_of_their_pages(newsfs, full):
    _, summary = sync(newsfs)
    assert (summary["new"], summary["changed"], summary["pages"], summary["pages_taken"], summary["pages_failed"]) == (1, 0, 1, 1, 0)
    assert body(newsfs) == "\n\n".join(TEXT) + "\n"
    assert body(newsfs, file="summary.txt") == "A summary.\n"
    assert body(newsfs, file="title.txt") == "Story 1\n"
    assert newsfs.run("check").stdout == ""


def test_a_page_is_asked_for_once(newsfs, full):
    sync(newsfs)
    assert full.paths() == ["/feed", "/story/1"]
    for n in range(1, 4):
        _, summary = sync(newsfs, "--force", now=NOW + n * DAY)
        assert (summary["pages"], summary["new"], summary["changed"]) == (0, 0, 0)
        assert full.paths() == ["/feed"]
    assert body(newsfs) == "\n\n".join(TEXT) + "\n"


def test_an_entry_that_changes_keeps_the_pages_text_and_asks_for_no_page(newsfs, full):
    sync(newsfs)
    full.paths()
    full.pages["/feed"] = rss(story(full, 1, "Another summary."))
    assert sync(newsfs, now=NOW + DAY)[1]["changed"] == 1
    assert full.paths() == ["/feed"]
    assert (body(newsfs), body(newsfs, file="summary.txt")) == ("\n\n".join(TEXT) + "\n", "Another summary.\n")


def test_where_the_page_gives_less_the_feeds_text_stays(newsfs, publisher, add):
    own = " ".join(TEXT * 3)
    publisher.pages = {"/feed": rss(story(publisher, 1, own)), "/story/1": page(*TEXT)}
    add("/feed", "--full")
    _, summary = sync(newsfs)
    assert (summary["pages"], summary["pages_taken"], summary["pages_failed"]) == (1, 0, 0)
    assert body(newsfs) == own + "\n" and [a["revision"] for a in articles(newsfs)] == [1]


@pytest.mark.parametrize("answer", [page(), "<html><body><form><input></form>", "no page at all", "%PDF-1.4 " + "x" * 5000, "", rss(item(9, text="y" * 5000)),
                                    '{"title": "JSON", "body": "' + "z" * 5000 + '"}'])
def test_a_page_without_an_article_changes_nothing(newsfs, full, answer):
    full.pages["/story/1"] = answer
    _, summary = sync(newsfs)
    assert (summary["pages"], summary["pages_taken"], summary["failed"]) == (1, 0, 0)
    assert body(newsfs) == "A summary.\n"
    sync(newsfs, "--force", now=NOW + DAY)
    assert full.paths().count("/story/1") == 1


@pytest.mark.parametrize("status, asked", [(404, 1), (403, 1), (410, 1), (204, 1), (500, 4), (503, 4), (429, 4)])
def test_a_page_that_fails_is_tried_again_only_where_that_may_help_and_a_few_times(newsfs, full, status, asked):
    full.pages["/story/1"] = (status, {}, "")
    for n in range(7):
        results, summary = sync(newsfs, "--force", now=NOW + n * DAY)
        assert results["/feed"]["outcome"] in ("articles", "nothing") and summary["failed"] == 0
        assert summary["pages"] == summary["pages_failed"] == (1 if n < asked else 0)
    assert full.paths().count("/story/1") == asked
    assert body(newsfs) == "A summary.\n"


def test_a_page_that_fails_is_tried_again_also_when_the_feed_is_unchanged(newsfs, full):
    full.pages |= {"/feed": (200, {"ETag": '"1"'}, full.pages["/feed"]), "/story/1": (500, {}, "")}
    sync(newsfs)
    full.pages["/story/1"] = page(*TEXT)
    results, summary = sync(newsfs, now=NOW + DAY)
    assert results["/feed"]["outcome"] == "unchanged" and summary["pages_taken"] == 1
    assert body(newsfs) == "\n\n".join(TEXT) + "\n"


def test_the_pages_of_other_feeds_are_never_asked_for(newsfs, publisher, add):
    publisher.pages = {"/feed": rss(story(publisher, 1)), "/story/1": page(*TEXT)}
    add("/feed")
    sync(newsfs)
    sync(newsfs, "--force", now=NOW + DAY)
    assert publisher.paths() == ["/feed", "/feed"]
    assert body(newsfs) == "A summary.\n"


def test_a_feed_can_be_made_full_later_and_less_again(newsfs, publisher, add):
    publisher.pages = {"/feed": (200, {"ETag": '"1"'}, rss(story(publisher, 1))), "/story/1": page(*TEXT)}
    add("/feed")
    sync(newsfs)
    assert not feeds(newsfs)[0]["full"] and "full" not in newsfs.run("feed", "list").stdout
    newsfs.run("feed", "set", "--full", "1", now=NOW)
    assert feeds(newsfs)[0]["full"] and "full, well" in newsfs.run("feed", "list").stdout
    assert sync(newsfs, now=NOW + 1)[1]["pages_taken"] == 1
    newsfs.run("feed", "set", "--no-full", "1", now=NOW)
    assert not feeds(newsfs)[0]["full"]
    publisher.pages["/feed"] = rss(story(publisher, 1), story(publisher, 2))
    assert sync(newsfs, "--force", now=NOW + DAY)[1]["pages"] == 0
    assert "/story/2" not in publisher.paths()
    assert body(newsfs) == "\n\n".join(TEXT) + "\n"


def test_the_article_stays_who_it_was(newsfs, full):
    full.pages["/feed"] = rss(story(full, 1, more="<pubDate>Tue, 07 Apr 2026 10:00:00 GMT</pubDate><category>Rail</category>"))
    full.pages["/story/1"] = page(*TEXT, head='<meta property="article:published_time" content="2020-01-01"><meta property="article:tag" content="Other">'
                                              '<meta name="author" content="Ann Keeper"><link rel=canonical href="https://other.example/">')
    sync(newsfs)
    meta = json.loads(body(newsfs, file="meta.json"))
    assert (meta["id"], meta["published"], meta["url"], meta["topics"], meta["revision"]) == (
        "1", "2026-04-07T10:00:00Z", full.url("/story/1"), ["Rail"], 2)
    assert [a["name"] for a in meta["authors"]] == ["Ann Keeper"]


def test_a_byline_of_the_feed_is_not_replaced(newsfs, full):
    full.pages["/feed"] = rss(story(full, 1, more="<author>a@b.example (Bob)</author>"))
    full.pages["/story/1"] = page(*TEXT, head='<meta name="author" content="Ann Keeper">')
    sync(newsfs)
    assert [a["name"] for a in json.loads(body(newsfs, file="meta.json"))["authors"]] == ["Bob"]


def test_links_of_a_page_are_seen_from_where_it_was_found(newsfs, full):
    full.pages |= {"/story/1": (302, {"Location": "/deep/er/1"}, ""), "/deep/er/1": page(*TEXT, 'And <a href="../more">more of it</a>, as they say, at length.')}
    sync(newsfs)
    assert full.url("/deep/more") in body(newsfs)


def test_hundreds_of_pages_are_counted_and_read(newsfs, publisher, add):
    publisher.pages = {"/feed": rss(*(story(publisher, n) for n in range(60)))} | {f"/story/{n}": page(f"Number {n}. " + TEXT[0], *TEXT) for n in range(60)}
    add("/feed", "--full")
    done = newsfs.run("sync", now=NOW)
    assert done.stdout == "1 feed: 60 new articles, 0 changed; 60 pages: 60 taken for their text, 0 failed\n"
    for n in (0, 31, 59):
        assert body(newsfs, f"story-{n}").startswith(f"Number {n}. ")


# ---- limits hold for pages as well ----
@pytest.mark.parametrize("path", ["/endless-body", "/bomb", "/endless-headers", "/loop", "/hang-up", "/redirect/302?to=file:///etc/passwd",
                                  "/redirect/302?to=http://169.254.169.254.example.invalid/"])
def test_a_page_that_misbehaves_costs_only_itself(newsfs, publisher, add, path):
    with Misbehaving() as server:
        link = server.url(path).replace("&", "&amp;")
        publisher.pages = {"/feed": rss(story(publisher, 1), item(2, text="B", more=f"<link>{link}</link>")), "/story/1": page(*TEXT)}
        add("/feed", "--full")
        results, summary = sync(newsfs)
    assert results["/feed"]["outcome"] == "articles"
    assert (summary["new"], summary["failed"], summary["pages"], summary["pages_taken"], summary["pages_failed"]) == (2, 0, 2, 1, 1)
    assert body(newsfs, "story-2") == "B\n" and newsfs.run("check").stdout == ""


@pytest.mark.parametrize("link", ["file:///etc/passwd", "mailto:a@b.example", "ftp://a.example/"])
def test_what_is_no_web_address_is_no_page(newsfs, publisher, add, link):
    publisher.pages["/feed"] = rss(item(1, text="A summary.", more=f"<link>{link}</link>"))
    add("/feed", "--full")
    for n in range(2):
        assert sync(newsfs, "--force", now=NOW + n * DAY)[1]["pages_taken"] == 0
    assert body(newsfs) == "A summary.\n"


# ---- a page in the place of a feed ----
def naming(*links):
    return page("A page of the wire.", head="".join(f'<link rel="alternate" type="{t}" href="{href}">' for t, href in links))


RSS = "application/rss+xml"


@pytest.mark.parametrize("kind, href", [(RSS, "/feed"), ("application/atom+xml", "feed"), ("application/feed+json", "../feed"), (RSS, "//{host}/feed")])
def test_the_feed_that_a_page_names_is_asked_instead_in_the_same_sync(newsfs, publisher, add, kind, href):
    host = publisher.url("").split("//")[1]
    publisher.pages = {"/": naming(("text/html", "/en"), (kind, href.format(host=host)), (RSS, "/comments")), "/feed": rss(item(1))}
    add("/")
    done = newsfs.run("sync", now=NOW)
    assert done.stdout == "1 feed: 1 new articles, 0 changed\n" and "a web page" in done.stderr and publisher.url("/feed") in done.stderr
    assert publisher.paths() == ["/", "/feed"]
    (f,) = feeds(newsfs)
    assert (f["url"], f["source"], f["error"], f["articles"]) == (publisher.url("/feed"), publisher.url("/"), None, 1)
    sync(newsfs, "--force", now=NOW + DAY)
    assert publisher.paths() == ["/feed"]
    assert newsfs.run("feed", "add", publisher.url("/"), publisher.url("/feed")).stdout.count("known\t1\t") == 2


def test_a_page_that_names_no_feed_says_so(newsfs, publisher, add):
    publisher.pages["/"] = page(*TEXT)
    add("/")
    results, _ = sync(newsfs, status=1)
    assert results["/"]["error"] == "a web page, not a feed, and it names none: look there for the address of its feed"


def test_where_there_was_a_feed_before_a_page_is_a_failure_that_names_the_feed(newsfs, publisher, add):
    publisher.pages = {"/feed": rss(item(1)), "/other": rss(item(2))}
    add("/feed")
    sync(newsfs)
    publisher.pages["/feed"] = naming((RSS, "/other"))
    publisher.paths()
    results, _ = sync(newsfs, now=NOW + DAY, status=1)
    assert "a web page, not a feed" in results["/feed"]["error"] and publisher.url("/other") in results["/feed"]["error"]
    assert publisher.paths() == ["/feed"] and feeds(newsfs)[0]["url"] == publisher.url("/feed")


@pytest.mark.parametrize("answer, says", [((404, {}, ""), "no such page"), ((410, {}, ""), "gone"), (naming((RSS, "/third")), "a web page, not a feed; it names"),
                                          ("noise", "neither")])
def test_a_named_feed_that_is_none_is_not_adopted_and_leads_nowhere_else(newsfs, publisher, add, answer, says):
    publisher.pages = {"/": naming((RSS, "/feed")), "/feed": answer, "/third": rss(item(1))}
    add("/")
    results, summary = sync(newsfs, status=1)
    assert says in results["/"]["error"] and publisher.url("/feed") in results["/"]["error"]
    assert publisher.paths() == ["/", "/feed"] and (summary["feeds"], summary["failed"]) == (1, 1)
    assert (feeds(newsfs)[0]["url"], feeds(newsfs)[0]["gone"]) == (publisher.url("/"), False)


def test_a_page_that_names_itself_is_asked_once(newsfs, publisher, add):
    publisher.pages["/"] = naming((RSS, ""), (RSS, "/"))
    add("/")
    sync(newsfs, status=1)
    assert publisher.paths() == ["/"]


def test_a_named_feed_that_is_subscribed_already_is_not_subscribed_twice(newsfs, publisher, add):
    publisher.pages = {"/": naming((RSS, "/feed")), "/feed": rss(item(1))}
    add("/feed")
    add("/")
    results, summary = sync(newsfs)
    assert "is subscribed already" in results["/"]["error"] and summary["new"] == 1
    assert sorted(f["url"] for f in feeds(newsfs)) == [publisher.url("/"), publisher.url("/feed")]


def test_a_page_names_no_feed_outside_of_the_web(newsfs, publisher, add):
    for n, href in enumerate(("file:///etc/passwd", "javascript:alert(1)", "ftp://a.example/")):
        publisher.pages[f"/{n}"] = naming((RSS, href))
        add(f"/{n}")
    results, _ = sync(newsfs, status=1)
    assert all("it names none" in r["error"] for r in results.values())

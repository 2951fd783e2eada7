"""Subscriptions: what the commands keep, what a sync makes of what servers say, and when it asks again."""

import json
import sys
import threading
import xml.etree.ElementTree as xml
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support import eventually, indexed

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "net"))
from misbehaving_server import Server as Misbehaving  # noqa: E402

NOW = 1_775_642_400  # 2026-04-08T10:00:00Z
MINUTE, HOUR, DAY = 60, 3600, 86400


def rss(*items, title="The Wire", channel=""):
    body = "".join(f"<item>{i}</item>" for i in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{channel}{body}</channel></rss>'


def item(guid, title=None, date=None, text="Text", more=""):
    published = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<guid>{guid}</guid><title>{title or f'Story {guid}'}</title>{published}<description>{text}</description>{more}"


class Publisher(ThreadingHTTPServer):
    """pages[path] is (status, headers, body) or a body; asked is every path with the request's headers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Pages)
        self.pages, self.asked = {}, []

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def paths(self):
        asked, self.asked = self.asked, []
        return [path for path, _ in asked]


class Pages(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, (404, {}, ""))
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        etag = headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, ""
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def publisher():
    server = Publisher()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def add(newsfs, publisher):
    """add("/feed", "--topic", "AI") subscribes to a page of the publisher."""
    return lambda path, *options: newsfs.run("feed", "add", "--allow-private", *options, publisher.url(path), now=NOW)


def sync(newsfs, *words, now=NOW, status=0):
    """Results by the end of their address, and the summary."""
    lines = [json.loads(line) for line in newsfs.run("sync", "--json", *words, now=now, status=status).stdout.splitlines()]
    return {"/" + line["feed"].split("/", 3)[3]: line for line in lines if "feed" in line}, lines[-1]["summary"]


def feeds(newsfs):
    return [json.loads(line) for line in newsfs.run("feed", "list", "--json").stdout.splitlines()]


def articles(newsfs, *words):
    return [json.loads(line) for line in newsfs.run("list", "--json", *words).stdout.splitlines()]


def seconds(text):
    from datetime import datetime
    return int(datetime.fromisoformat(text).timestamp())


def due_in(newsfs, now, feed=0):
    return seconds(feeds(newsfs)[feed]["due"]) - now


# ---- subscriptions ----
def test_a_feed_is_added_once(newsfs):
    url = "https://example.org/feed"
    assert newsfs.run("feed", "add", url, "example.org/feed", "https://other.example/").stdout.splitlines() == [
        f"added\t1\t{url}", f"known\t1\t{url}", "added\t2\thttps://other.example/"]
    assert [f["url"] for f in feeds(newsfs)] == [url, "https://other.example/"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "not an address", "http://"])
def test_what_is_no_address_is_refused_and_nothing_is_added(newsfs, url):
    assert "is no http or https address" in newsfs.run("feed", "add", "https://example.org/", url, status=2).stderr
    assert feeds(newsfs) == []


def test_a_feed_is_named_by_address_number_or_title(newsfs):
    newsfs.run("feed", "add", "--title", "The Daily Wire", "https://a.example/x")
    for word in ("https://a.example/x", "a.example/x", "1", "the daily wire", "The-Daily-Wire"):
        newsfs.run("feed", "set", "--topic", word.replace("/", " "), word)
    assert "no feed is" in newsfs.run("feed", "remove", "nothing like it", status=3).stderr
    newsfs.run("feed", "remove", "the daily wire")
    assert feeds(newsfs) == []


def test_a_removed_feed_leaves_its_articles(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1))
    add("/feed")
    sync(newsfs)
    newsfs.run("feed", "remove", publisher.url("/feed"))
    assert feeds(newsfs) == [] and len(articles(newsfs)) == 1


def test_a_list_of_feeds_goes_in_and_comes_out_with_its_folders(newsfs, tmp_path):
    opml = ('<opml version="2.0"><body><outline text="Tech"><outline text="Linux &amp; co"><outline type="rss" text="One" '
            'xmlUrl="https://one.example/"/></outline></outline><outline type="rss" text="Two" xmlUrl="http://two.example/?a=1&b=2"/>'
            '<outline text="Evil" xmlUrl="file:///etc/passwd"/></body></opml>')
    assert newsfs.run("feed", "import", "-", stdin=opml).stdout == "2 feeds: 2 added, 0 known\n"
    assert newsfs.run("feed", "import", "-", stdin=opml).stdout == "2 feeds: 0 added, 2 known\n"
    assert [(f["url"], f["title"], f["topics"]) for f in feeds(newsfs)] == [
        ("https://one.example/", "One", ["Tech", "Linux & co"]), ("http://two.example/?a=1&b=2", "Two", [])]
    exported = newsfs.run("feed", "export").stdout
    xml.fromstring(exported)
    other = type(newsfs)(tmp_path, store=tmp_path / "other.db")
    other.run("feed", "import", "-", stdin=exported)
    keys = ("url", "title", "topics")
    assert sorted([f[k] for k in keys] for f in feeds(other)) == sorted([f[k] for k in keys] for f in feeds(newsfs))


# ---- what a sync stores ----
def test_a_feed_becomes_articles_of_its_source_with_its_topics(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1, "A story", "Tue, 07 Apr 2026 10:00:00 GMT", more="<category>Rail</category>"))
    add("/feed", "--topic", "My topic")
    results, summary = sync(newsfs)
    assert results["/feed"]["outcome"] == "articles" and (summary["feeds"], summary["new"]) == (1, 1)
    assert [(a["name"], a["source"]) for a in articles(newsfs)] == [("2026-04-07_a-story", "the-wire")]
    meta = json.loads(newsfs.run("cat", "sources/the-wire/2026-04-07_a-story/meta.json").stdout)
    assert meta["source"] == {"name": "The Wire", "url": publisher.url("/feed")} and sorted(meta["topics"]) == ["My topic", "Rail"]


def test_the_same_feed_twice_is_nothing_new(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1), item(2))
    add("/feed")
    assert sync(newsfs)[1]["new"] == 2
    results, summary = sync(newsfs, "--force", now=NOW + DAY)
    assert (results["/feed"]["outcome"], summary["new"], summary["changed"]) == ("nothing", 0, 0)


def test_two_feeds_with_the_same_guid_are_two_articles(newsfs, publisher, add):
    for path in ("/one", "/two"):
        publisher.pages[path] = rss(item("same", "Same title"))
        add(path)
    assert sync(newsfs)[1]["new"] == 2
    assert len(articles(newsfs)) == 2


def test_a_changed_item_is_a_revision(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1, text="First"))
    add("/feed")
    sync(newsfs)
    publisher.pages["/feed"] = rss(item(1, text="Second"))
    assert sync(newsfs, now=NOW + DAY)[1]["changed"] == 1
    assert [a["revision"] for a in articles(newsfs)] == [2]


def test_an_item_without_date_keeps_its_first_arrival_as_date(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1))
    add("/feed")
    sync(newsfs)
    publisher.pages["/feed"] = rss(item(1, text="Changed"))
    sync(newsfs, now=NOW + 3 * DAY)
    (a,) = articles(newsfs)
    assert (seconds(a["published"]), a["name"][:10], a["revision"]) == (NOW, "2026-04-08", 2)


def test_a_title_that_changes_with_every_fetching_changes_no_article(newsfs, publisher, add):
    add("/feed")
    for n in range(3):
        publisher.pages["/feed"] = rss(item(1), title=f"The Wire at {n}")
        _, summary = sync(newsfs, "--force", now=NOW + n * DAY)
    assert (summary["new"], summary["changed"]) == (0, 0)
    assert feeds(newsfs)[0]["title"] == "The Wire at 0"


def test_a_feeds_own_name_yields_to_the_users(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1))
    add("/feed", "--title", "Mine")
    sync(newsfs)
    assert feeds(newsfs)[0]["title"] == "Mine" and articles(newsfs)[0]["source"] == "mine"


def test_every_kind_of_feed_is_one(newsfs, publisher, add):
    publisher.pages = {
        "/rss": rss(item(1)),
        "/atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>a</id><title>An entry</title></entry></feed>',
        "/json": '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","content_text":"Text"}]}',
        "/latin": ('<?xml version="1.0" encoding="iso-8859-15"?>' + rss(item(1, "Zeitungsärger"))[21:]).encode("iso-8859-15"),
        "/japanese": ('<?xml version="1.0" encoding="euc-jp"?>' + rss(item(1, "日本語"))[21:]).encode("euc-jp"),
    }
    for path in publisher.pages:
        add(path)
    results, summary = sync(newsfs)
    assert summary["new"] == 5, results
    assert {"Zeitungsärger", "日本語"} <= {a["title"] for a in articles(newsfs)}


def test_an_item_that_is_only_an_address_is_an_article_beside_the_others(newsfs, publisher, add):
    publisher.pages["/feed"] = rss(item(1), "<link>https://a.example/story</link>", item(3))
    add("/feed")
    assert sync(newsfs)[1]["new"] == 3


def test_relative_links_are_resolved_against_the_address_that_answered(newsfs, publisher, add):
    publisher.pages["/feed"] = (302, {"Location": "/deep/er/feed"}, "")
    publisher.pages["/deep/er/feed"] = rss(item(1, more="<link>../story</link>"))
    add("/feed")
    sync(newsfs)
    (a,) = articles(newsfs)
    assert newsfs.run("cat", f"latest/{a['name']}/url.txt").stdout == publisher.url("/deep/story") + "\n"


# ---- what servers say ----
def test_what_is_unchanged_is_not_sent_again(newsfs, publisher, add):
    publisher.pages["/feed"] = (200, {"ETag": '"v1"', "Last-Modified": "Tue, 07 Apr 2026 10:00:00 GMT"}, rss(item(1)))
    add("/feed")
    sync(newsfs)
    results, _ = sync(newsfs, now=NOW + DAY)
    assert (results["/feed"]["outcome"], results["/feed"]["status"]) == ("unchanged", 304)
    sent = publisher.asked[-1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', "Tue, 07 Apr 2026 10:00:00 GMT")
    assert sync(newsfs, "--force", now=NOW + 2 * DAY)[0]["/feed"]["status"] == 200


def test_a_failed_reading_is_not_remembered_as_read(newsfs, publisher, add):
    publisher.pages["/feed"] = (200, {"ETag": '"v1"'}, "<html><body>Maintenance")
    add("/feed")
    assert sync(newsfs, status=1)[1]["failed"] == 1
    publisher.pages["/feed"] = (200, {"ETag": '"v1"'}, rss(item(1)))
    assert sync(newsfs, now=NOW + DAY)[1]["new"] == 1


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moved_for_good_is_asked_at_its_new_address_and_keeps_its_articles(newsfs, publisher, add, status):
    publisher.pages["/old"] = rss(item(1))
    add("/old")
    sync(newsfs)
    publisher.pages["/old"] = (status, {"Location": "/new"}, "")
    publisher.pages["/new"] = rss(item(1), item(2))
    results, summary = sync(newsfs, now=NOW + DAY)
    assert results["/new"]["moved_from"] == publisher.url("/old") and (summary["new"], summary["changed"]) == (1, 0)
    assert (feeds(newsfs)[0]["url"], feeds(newsfs)[0]["source"]) == (publisher.url("/new"), publisher.url("/old"))
    publisher.paths()
    sync(newsfs, "--force", now=NOW + 2 * DAY)
    assert publisher.paths() == ["/new"]
    assert len({a["source"] for a in articles(newsfs)}) == 1
    assert newsfs.run("feed", "add", publisher.url("/old")).stdout.startswith("known\t1\t")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_feed_that_moved_for_now_is_asked_where_it_was(newsfs, publisher, add, status):
    publisher.pages["/old"] = (status, {"Location": "/new"}, "")
    publisher.pages["/new"] = rss(item(1))
    add("/old")
    sync(newsfs)
    assert feeds(newsfs)[0]["url"] == publisher.url("/old")


def test_a_feed_that_moves_onto_another_stays_where_it_was(newsfs, publisher, add):
    publisher.pages = {"/old": (301, {"Location": "/new"}, ""), "/new": rss(item(1))}
    add("/old")
    add("/new")
    assert sync(newsfs)[1]["failed"] == 0
    assert [f["url"] for f in feeds(newsfs)] == [publisher.url("/old"), publisher.url("/new")]


def test_a_feed_that_is_gone_is_asked_no_more_until_it_is_told_to(newsfs, publisher, add):
    publisher.pages["/feed"] = (410, {}, "")
    add("/feed")
    assert sync(newsfs, status=1)[1]["gone"] == 1
    (f,) = feeds(newsfs)
    assert f["gone"] and f["due"] is None and "gone for good" in f["error"]
    publisher.paths()
    newsfs.run("sync", "--force", now=NOW + 100 * DAY)
    assert publisher.paths() == []
    publisher.pages["/feed"] = rss(item(1))
    newsfs.run("feed", "set", "--resume", "1", now=NOW + 100 * DAY)
    assert sync(newsfs, now=NOW + 100 * DAY)[1]["new"] == 1
    assert not feeds(newsfs)[0]["gone"]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed(newsfs, publisher, add, status):
    publisher.pages["/feed"] = (status, {"Retry-After": str(2 * DAY)}, "")
    add("/feed")
    sync(newsfs, status=1)
    assert due_in(newsfs, NOW) == 2 * DAY


def test_the_reason_of_a_failure_is_kept_and_goes_with_a_success(newsfs, publisher, add):
    add("/feed")
    newsfs.run("sync", now=NOW, status=1)
    newsfs.run("sync", "1", now=NOW, status=1)
    (f,) = feeds(newsfs)
    assert (f["failures"], f["status"]) == (2, 404) and "no such page" in f["error"] and f["succeeded"] is None
    assert "no such page" in newsfs.run("feed", "list").stdout
    publisher.pages["/feed"] = rss(item(1))
    sync(newsfs, "1")
    (f,) = feeds(newsfs)
    assert (f["failures"], f["error"], seconds(f["succeeded"])) == (0, None, NOW)


# ---- when it asks again ----
def test_only_what_is_due_is_asked(newsfs, publisher, add):
    publisher.pages = {"/a": rss(item(1)), "/b": rss(item(1))}
    add("/a")
    sync(newsfs)
    add("/b")
    publisher.paths()
    sync(newsfs, now=NOW + 5 * MINUTE)
    assert publisher.paths() == ["/b"]
    done = newsfs.run("sync", now=NOW + 6 * MINUTE)
    assert "no feed is due before" in done.stderr and done.stdout == ""
    sync(newsfs, publisher.url("/a"), now=NOW + 7 * MINUTE)
    assert publisher.paths() == ["/a"]


def test_the_interval_follows_how_often_a_feed_changes_within_its_bounds(newsfs, publisher, add):
    add("/feed")
    now, intervals = NOW, []
    for n in range(8):
        publisher.pages["/feed"] = rss(item(n))
        sync(newsfs, now=now)
        intervals.append(due_in(newsfs, now))
        now += intervals[-1]
    assert intervals == sorted(intervals, reverse=True) and intervals[-1] == 15 * MINUTE
    for n in range(25):
        sync(newsfs, now=now)
        intervals.append(due_in(newsfs, now))
        now += intervals[-1]
    assert intervals[8:] == sorted(intervals[8:]) and intervals[-1] == DAY


@pytest.mark.parametrize("headers, channel", [({"Cache-Control": "max-age=10800"}, ""), ({}, "<ttl>180</ttl>")])
def test_the_publishers_wish_for_patience_is_obeyed(newsfs, publisher, add, headers, channel):
    publisher.pages["/feed"] = (200, headers, rss(item(1), channel=channel))
    add("/feed")
    sync(newsfs)
    assert due_in(newsfs, NOW) == 3 * HOUR


def test_no_wish_keeps_a_feed_away_for_more_than_a_day(newsfs, publisher, add):
    publisher.pages["/feed"] = (200, {"Cache-Control": "max-age=31536000"}, rss(item(1), channel="<ttl>999999</ttl>"))
    add("/feed")
    sync(newsfs)
    assert due_in(newsfs, NOW) == DAY


def test_a_feed_that_fails_is_asked_less_and_less_but_every_day(newsfs, publisher, add):
    add("/feed")
    now, waits = NOW, []
    for _ in range(9):
        sync(newsfs, now=now, status=1)
        waits.append(due_in(newsfs, now))
        now += waits[-1]
    assert waits == sorted(waits) and waits[0] == HOUR and waits[1] == 2 * HOUR and waits[-1] == DAY


# ---- one that fails ----
def test_what_one_feed_does_costs_that_feed_alone(newsfs, publisher, add):
    with Misbehaving() as server:
        bad = ["/bomb", "/endless-headers", "/gzip-in-gzip", "/loop", "/html", "/too-short", "/hang-up", "/status/500", "/garbage",
               "/redirect/302?to=file:///etc/passwd"]
        for path in bad:
            newsfs.run("feed", "add", "--allow-private", server.url(path), now=NOW)
        publisher.pages = {f"/{n}": rss(item(1)) for n in range(5)}
        for path in publisher.pages:
            add(path)
        _, summary = sync(newsfs)
    assert (summary["new"], summary["failed"]) == (5, len(bad))
    assert len(articles(newsfs)) == 5
    for f in feeds(newsfs):
        assert (f["failures"] == 0) == (f["error"] is None) == (f["articles"] == 1), f
    assert newsfs.run("check").returncode == 0


HOSTILE = {
    "entity bomb": '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>',
    "external entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(item(1, "&x;"))[21:],
    "deep": rss("<a>" * 100_000),
    "many attributes": rss("<a " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>"),
    "NUL and ESC": rss(item(1, "a\x00b\x1b[31mc")),
    "empty items": '{"version":"https://jsonfeed.org/version/1","title":"x","items":[' + "{}," * 1_000_000 + "{}]}",
    "deep JSON": '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 1_000_000,
    "a page": "The Title\nThe summary\nA body\nPanel Takes\nThe Builder\nDeveloper Perspective\n“Text”\n",
    "a list": '<opml version="2.0"><body><outline xmlUrl="http://a.example/"/></body></opml>',
    "nothing": "",
    "noise": bytes(range(256)) * 1000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_feed_costs_a_sentence_at_most_and_leaves_the_store_as_it_was(newsfs, publisher, add, kind):
    publisher.pages = {"/good": rss(item(1)), "/bad": HOSTILE[kind]}
    add("/good")
    add("/bad")
    results, _ = sync(newsfs)
    assert results["/good"]["outcome"] == "articles"
    bad = results["/bad"]
    assert bad["outcome"] in ("failed", "articles", "nothing") and (bad["outcome"] == "failed") == ("error" in bad)
    texts = newsfs.run("cat", *[f"latest/{a['name']}/{f}.txt" for a in articles(newsfs) for f in ("title", "body")]).stdout
    assert "root:" not in texts and "\x1b" not in texts and "a" * 100 not in texts
    assert newsfs.run("check").returncode == 0


def test_a_private_address_is_not_asked_without_leave(newsfs, publisher):
    publisher.pages["/feed"] = rss(item(1))
    newsfs.run("feed", "add", publisher.url("/feed"), f"http://localhost:{publisher.server_port}/feed", now=NOW)
    assert sync(newsfs, status=1)[1]["failed"] == 2
    assert publisher.asked == []
    newsfs.run("feed", "set", "--allow-private", "1", now=NOW)
    sync(newsfs, "1")
    assert publisher.paths() == ["/feed"]


# ---- the command ----
def test_the_exit_status_is_1_only_where_everything_failed(newsfs, publisher, add):
    publisher.pages["/good"] = rss(item(1))
    add("/good")
    add("/bad")
    assert "1 failed" in newsfs.run("sync", now=NOW).stdout
    assert "1 feed: 0 new articles, 0 changed, 1 failed\n" == newsfs.run("sync", publisher.url("/bad"), now=NOW, status=1).stdout


def test_a_store_without_feeds_says_what_to_do(newsfs):
    newsfs.put({"title": "x"})
    assert "newsfs feed add URL" in newsfs.run("sync").stderr


def test_many_feeds_are_all_fetched_whatever_the_number_at_once(newsfs, publisher):
    publisher.pages = {f"/{n}": rss(item(n), item(f"{n}-2")) for n in range(60)}
    newsfs.run("feed", "add", "--allow-private", *[publisher.url(p) for p in publisher.pages], now=NOW)
    assert sync(newsfs, "--jobs", 3)[1]["new"] == 120
    assert sorted(publisher.paths()) == sorted(publisher.pages)


def test_what_many_articles_bring_is_indexed_behind_the_sync(newsfs, publisher):
    publisher.pages = {f"/{n}": rss(*[item(f"{n}-{i}") for i in range(500)]) for n in range(5)}
    newsfs.run("feed", "add", "--allow-private", *[publisher.url(p) for p in publisher.pages], now=NOW)
    assert sync(newsfs)[1]["new"] == 2500
    eventually(lambda: not Path(f"{newsfs.store}-wal").exists())  # before anybody else opens the store
    assert indexed(newsfs.store) == 2500


def test_two_syncs_at_once_store_everything_once(newsfs, publisher):
    publisher.pages = {f"/{n}": rss(*[item(f"{n}-{i}") for i in range(5)]) for n in range(20)}
    newsfs.run("feed", "add", "--allow-private", *[publisher.url(p) for p in publisher.pages], now=NOW)
    both = [newsfs.start("sync", "--force", stdout=-1, stderr=-1) for _ in range(2)]
    assert [(p.communicate()[1], p.returncode) for p in both] == [(b"", 0)] * 2
    assert len(articles(newsfs)) == 100 and newsfs.run("check").returncode == 0


def test_what_the_user_sets_while_a_feed_is_fetched_stays(newsfs, publisher, add):
    page = rss(item(1))

    class Setting(dict):
        """The page is asked for: that is the moment."""

        def get(self, path, default=None):
            newsfs.run("feed", "set", "--topic", "Meanwhile", "--title", "Meanwhile", "1")
            return page

    publisher.pages = Setting()
    add("/feed")
    sync(newsfs)
    (f,) = feeds(newsfs)
    assert (f["title"], f["topics"], f["articles"]) == ("Meanwhile", ["Meanwhile"], 1)
    assert articles(newsfs, "--topic", "Meanwhile")


def test_a_feed_removed_while_it_is_fetched_brings_nothing(newsfs, publisher, add):
    class Removing(dict):
        def get(self, path, default=None):
            newsfs.run("feed", "remove", "1")
            return rss(item(1))

    publisher.pages = Removing()
    add("/feed")
    newsfs.run("sync", now=NOW)
    assert feeds(newsfs) == [] and articles(newsfs) == []


# ---- what was pruned ----
OLD_DATE, NEW_DATE = "Wed, 08 Apr 2020 10:00:00 GMT", "Wed, 08 Apr 2026 10:00:00 GMT"


def titles(newsfs):
    return sorted(article["title"] for article in articles(newsfs))


def pruned(row_of, newsfs):
    import sqlite3
    with sqlite3.connect(newsfs.store) as store:
        return store.execute("SELECT count(*) FROM pruned").fetchone()[0] == row_of


@pytest.fixture
def pruned_feed(newsfs, publisher, add):
    """Its old articles, one by a guid and one by its address, were pruned; it lists them still."""
    publisher.pages["/feed"] = rss(item("old", date=OLD_DATE), item("new", date=NEW_DATE),
                                   f"<title>No guid</title><link>https://example.org/no-guid</link><pubDate>{OLD_DATE}</pubDate>")
    add("/feed")
    assert sync(newsfs)[1]["new"] == 3
    newsfs.run("prune", "--older-than", "2021-01-01")
    assert titles(newsfs) == ["Story new"] and pruned(2, newsfs)
    return newsfs


def test_what_was_pruned_does_not_come_back_while_its_feed_lists_it(pruned_feed, publisher):
    for again in range(1, 4):
        assert sync(pruned_feed, "--force", now=NOW + again * DAY)[1]["new"] == 0
        assert titles(pruned_feed) == ["Story new"] and pruned(2, pruned_feed)
    publisher.pages["/feed"] = publisher.pages["/feed"].replace("Story old", "Story old, told anew")
    assert sync(pruned_feed, "--force", now=NOW + 9 * DAY)[1]["new"] == 0


def test_what_its_feed_has_dropped_is_forgotten_and_is_news_when_it_comes_again(pruned_feed, publisher):
    before = publisher.pages["/feed"]
    publisher.pages["/feed"] = rss(item("old", date=OLD_DATE), item("new", date=NEW_DATE))
    sync(pruned_feed, "--force", now=NOW + DAY)
    assert pruned(1, pruned_feed)
    publisher.pages["/feed"] = before
    assert sync(pruned_feed, "--force", now=NOW + 2 * DAY)[1]["new"] == 1
    assert titles(pruned_feed) == ["No guid", "Story new"]


def test_a_feed_that_fails_or_is_unchanged_forgets_nothing(pruned_feed, publisher):
    before = publisher.pages["/feed"]
    for page, status in (((500, {}, ""), 1), ("<html><p>Sorry.", 1), ((200, {"ETag": '"1"'}, before), 0), ((200, {"ETag": '"1"'}, before), 0)):
        publisher.pages["/feed"] = page
        sync(pruned_feed, "--force", now=NOW + DAY, status=status)
        assert pruned(2, pruned_feed) and titles(pruned_feed) == ["Story new"]


def test_import_brings_back_what_was_pruned_and_sync_keeps_it_up_to_date(pruned_feed, publisher):
    pruned_feed.put({"id": "old", "title": "Story old", "published": "2020-04-08", "source": {"name": "The Wire", "url": publisher.url("/feed")}})
    assert titles(pruned_feed) == ["Story new", "Story old"]
    publisher.pages["/feed"] = publisher.pages["/feed"].replace("Story old", "Story old, told anew")
    assert sync(pruned_feed, "--force", now=NOW + DAY)[1]["changed"] == 1
    assert titles(pruned_feed) == ["Story new", "Story old, told anew"]
    pruned_feed.run("prune", "--older-than", "2021-01-01")
    assert sync(pruned_feed, "--force", now=NOW + 2 * DAY)[1]["new"] == 0


def test_a_feed_that_is_removed_and_added_again_brings_all_it_lists(pruned_feed, publisher, add):
    pruned_feed.run("feed", "remove", publisher.url("/feed"))
    assert pruned(0, pruned_feed)
    add("/feed")
    assert sync(pruned_feed, "--force", now=NOW + DAY)[1]["new"] == 2


def test_of_articles_without_a_feed_nothing_is_remembered(newsfs):
    newsfs.put({"id": "old", "title": "Story old", "published": "2020-04-08"})
    newsfs.run("prune", "--older-than", "2021-01-01")
    assert titles(newsfs) == [] and pruned(0, newsfs)

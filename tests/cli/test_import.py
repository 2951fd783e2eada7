"""What import stores and says, parse prints, and how an article that is known already is met."""

import gzip
import json
import subprocess

import pytest
from support import HANG_SECONDS, ROOT, SANITIZER, article, take, within_a_second

SAMPLES = ROOT / "tests/samples"
PAGE = """A Launch That Ends an Era
Its summary in a line.
Original sourceThe company has launched it.
A second paragraph.
Panel Takes
The Builder
Developer Perspective
“It builds.”
The Skeptic
Reality Check
“I doubt it.”"""


def counts(articles=0, new=0, changed=0, same=0, rejected=0):
    return {"articles": articles, "new": new, "changed": changed, "same": same, "rejected": rejected}


def lines_of(*documents):
    return "".join(json.dumps(d) + "\n" for d in documents)


def listed(newsfs, *words):
    return [json.loads(line) for line in newsfs.run("list", "--json", *words).stdout.splitlines()]


def documents_of(newsfs, text, *words):
    return [json.loads(line) for line in newsfs.run("parse", *words, "-", stdin=text).stdout.splitlines()]


THREE = [article(n) for n in range(3)]
FORMS = {
    "JSON Lines": (lines_of(*THREE).encode(), 3),
    "JSON Lines without a last newline": (lines_of(*THREE).strip().encode(), 3),
    "JSON Lines with blank lines and CR": (lines_of(*THREE).replace("\n", "\r\n\r\n").encode(), 3),
    "an array": (json.dumps(THREE).encode(), 3),
    "an array over many lines": (json.dumps(THREE, indent=4).encode(), 3),
    "an object": (json.dumps(THREE[0]).encode(), 1),
    "an object over many lines": (json.dumps(THREE[0], indent=1).encode(), 1),
    "objects one after the other": (json.dumps(THREE[0], indent=1).encode() * 2, 1),
    "an empty array": (b"[]", 0),
    "a byte order mark": (b"\xef\xbb\xbf" + lines_of(*THREE).encode(), 3),
    "a panel page": (PAGE.encode(), 1),
}


@pytest.mark.parametrize("text, articles", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("by", ["file", "standard input", "gzip", "gzip in two members", "pipe of gzip"])
def test_the_format_is_seen_from_the_bytes_wherever_they_come_from(newsfs, tmp_path, text, articles, by):
    zipped = {"gzip": gzip.compress(text), "gzip in two members": gzip.compress(text[:20]) + gzip.compress(text[20:]),
              "pipe of gzip": gzip.compress(text)}.get(by, text)
    path = tmp_path / "input"
    path.write_bytes(zipped)
    words, stdin = (["-"], zipped) if by in ("standard input", "pipe of gzip") else ([path], None)
    newsfs.run("import", *words, stdin=stdin)
    assert json.loads(newsfs.run("status", "--json").stdout)["articles"] == articles


def test_import_says_what_it_did(newsfs):
    assert newsfs.run("import", "-", stdin=lines_of(*THREE)).stdout == "3 articles: 3 new, 0 changed, 0 same\n"
    assert newsfs.run("import", "-", stdin=lines_of(THREE[0], THREE[1] | {"title": "Other"}, article(9))).stdout == \
        "3 articles: 1 new, 1 changed, 1 same\n"
    assert newsfs.run("import", "-", stdin=lines_of(THREE[0])).stdout == "1 article: 0 new, 0 changed, 1 same\n"
    assert json.loads(newsfs.run("import", "--json", "-", stdin=lines_of(THREE[0])).stdout) == counts(articles=1, same=1)


def test_several_files_are_imported_in_order_and_counted_together(newsfs, tmp_path):
    for n in range(3):
        (tmp_path / str(n)).write_text(lines_of(article(n)))
    assert newsfs.run("import", "0", "1", "2", cwd=tmp_path).stdout == "3 articles: 3 new, 0 changed, 0 same\n"
    assert [row["title"] for row in listed(newsfs)] == [f"Title number {n}" for n in range(3)]


def test_a_changed_article_is_a_new_revision_under_its_old_name(newsfs):
    newsfs.put(article(1))
    newsfs.put(article(1, title="A new title"))
    [row] = listed(newsfs)
    assert (row["name"], row["title"], row["revision"]) == ("2026-04-08_title-number-1", "A new title", 2)


def test_identity_is_the_guid_else_the_address_else_title_and_date(newsfs):
    newsfs.put(article(1, id="a", url=None), article(1, id=None, url="https://example.org/x?utm_source=feed"), article(1, id=None, url=None))
    assert newsfs.put(article(1, id="a", url=None, title="B"), article(1, id=None, url="https://EXAMPLE.org/x", title="C"),
                      article(1, id=None, url=None, summary="S")) == counts(articles=3, changed=3)


def test_the_same_guid_from_two_sources_is_two_articles(newsfs):
    assert newsfs.put(article(1, source="A"), article(1, source="B")) == counts(articles=2, new=2)


def test_options_say_what_the_articles_do_not(newsfs):
    newsfs.run("import", "--source", "Another Wire", "--topic", "AI", "--topic", "Law", "--published", "2020-02-29", "--url", "https://x.example/1", "-",
               stdin=json.dumps(article(1)))
    assert newsfs.run("ls", "topics").stdout == "ai\nlaw\n"
    assert newsfs.run("ls", "sources/another-wire").stdout == "2020-02-29_title-number-1\n"
    assert newsfs.run("cat", "sources/another-wire/2020-02-29_title-number-1/url.txt").stdout == "https://x.example/1\n"


def test_a_topic_given_by_hand_stays_when_the_article_comes_again_without_it(newsfs):
    newsfs.put(article(1, topics=["AI"]), options=["--topic", "Mine"])
    newsfs.put(article(1, topics=["Law"], title="Changed"))
    assert newsfs.run("ls", "topics/mine", "topics/law").stdout.count("_title-number-1") == 2
    assert newsfs.run("ls", "topics/ai").stdout == ""


def test_a_take_stays_when_the_article_comes_again_without_it_and_a_new_one_replaces_the_old(newsfs):
    name = "sources/the-wire/2026-04-08_title-number-1/takes"
    newsfs.put(article(1, takes=[take("skeptic", "First."), take("builder")]))
    newsfs.put(article(1, title="Changed"))
    assert newsfs.run("ls", name).stdout == "builder.txt\nskeptic.txt\n"
    newsfs.put(article(1, title="Changed", takes=[take("skeptic", "Second.")]))
    assert "Second." in newsfs.run("cat", f"{name}/skeptic.txt").stdout
    assert newsfs.run("ls", name).stdout == "builder.txt\nskeptic.txt\n"


def test_unknown_keys_are_kept(newsfs):
    newsfs.put(article(1, mood={"of": ["day", 1, None]}))
    meta = json.loads(newsfs.run("cat", "sources/the-wire/2026-04-08_title-number-1/meta.json").stdout)
    assert meta["extra"] == {"mood": {"of": ["day", 1, None]}}


def test_with_atomic_all_or_nothing_is_stored(newsfs, tmp_path):
    (tmp_path / "good").write_text(lines_of(*THREE))
    (tmp_path / "bad").write_text(lines_of(article(8)) + '{"title": 5}\n' + lines_of(article(9)))
    newsfs.put(article(7))
    said = newsfs.run("import", "--atomic", tmp_path / "good", tmp_path / "bad", status=1)
    assert "line 2" in said.stderr and said.stdout.startswith("0 articles")
    assert len(listed(newsfs)) == 1
    assert newsfs.run("import", "--atomic", tmp_path / "good").stdout == "3 articles: 3 new, 0 changed, 0 same\n"


def test_without_atomic_the_good_ones_around_a_bad_one_are_stored_and_counted(newsfs):
    said = newsfs.run("import", "-", stdin=lines_of(article(8)) + '{"title": 5}\n' + lines_of(article(9)), status=1)
    assert said.stdout == "2 articles: 2 new, 0 changed, 0 same, 1 rejected\n"
    assert len(listed(newsfs)) == 2


def test_a_store_is_made_with_its_directories_where_it_is_missing(newsfs, tmp_path):
    path = tmp_path / "a/b/c/news.db"
    newsfs.run("--store", path, "import", "-", stdin=lines_of(*THREE))
    assert path.exists()
    newsfs.environment.pop("NEWSFS_STORE")
    newsfs.run("import", "-", stdin=lines_of(*THREE))
    assert (tmp_path / "share/newsfs/news.db").exists()


def test_what_parse_prints_is_what_import_reads(newsfs):
    documents = [article(1, topics=["AI", "ai"], takes=[take(), take("builder", model="m-1", created="2026-04-08T11:00:00Z")], language="en",
                         authors=[{"name": "Ann", "email": "ann@example.org"}, "Bob"], enclosures=[{"url": "https://e.org/a.mp3", "type": "audio/mpeg", "size": 5}],
                         updated="2026-04-09T00:00:00Z", extra_key=[1, 2]), article(2, body=None, body_html="<p>x &amp; y</p>", source={"name": "S", "url": "https://s.example/feed"})]
    printed = newsfs.run("parse", "-", stdin=lines_of(*documents)).stdout
    assert newsfs.run("parse", "-", stdin=printed).stdout == printed
    assert newsfs.put(*documents)["new"] == 2
    assert json.loads(newsfs.run("import", "--json", "-", stdin=printed).stdout) == counts(articles=2, same=2)
    assert documents_of(newsfs, lines_of(documents[1]))[0]["body_html"] == "<p>x &amp; y</p>"


def test_parse_stores_nothing(newsfs):
    newsfs.run("parse", "-", stdin=lines_of(*THREE))
    assert not newsfs.store.exists()


def test_a_panel_page_is_parsed_into_its_parts(newsfs):
    [document] = documents_of(newsfs, PAGE, "--source", "S", "--topic", "T")
    assert document["title"] == "A Launch That Ends an Era" and document["summary"] == "Its summary in a line."
    assert document["body"].startswith("The company has launched it.") and "Panel" not in document["body"]
    assert [(t["role"], t["name"], t["perspective"], t["text"]) for t in document["takes"]] == [
        ("builder", "The Builder", "Developer Perspective", "It builds."), ("skeptic", "The Skeptic", "Reality Check", "I doubt it.")]
    assert document["source"]["name"] == "S" and document["topics"] == ["T"] and "published" not in document


def test_the_samples_import_whole(newsfs):
    files = [path for path in SAMPLES.iterdir() if path.suffix != ".opml"]
    assert json.loads(newsfs.run("import", "--json", *files).stdout)["rejected"] == 0
    assert newsfs.run("check").stdout == ""


def test_a_slow_pipe_is_stored_as_it_comes(newsfs):
    """What has arrived is committed while nothing more does."""
    writer = newsfs.start("import", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        writer.stdin.write(lines_of(THREE[0]).encode())
        writer.stdin.flush()
        within_a_second(lambda: newsfs.store.exists() and newsfs.store.stat().st_size and
                        json.loads(newsfs.run("status", "--json").stdout)["articles"] == 1, "the first article of a pipe that stays open")
        writer.stdin.write(lines_of(*THREE[1:]).encode())
        assert b"3 articles: 3 new" in writer.communicate(timeout=HANG_SECONDS)[0]
    finally:
        writer.kill()
        writer.wait()


def test_an_import_that_is_killed_leaves_a_sound_store_with_all_that_was_committed(newsfs):
    newsfs.put(article(0))
    for _ in range(3):
        writer = newsfs.start("import", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        writer.stdin.write(lines_of(*(article(f"k{n}") for n in range(6000))).encode())
        writer.kill()
        writer.communicate()
        assert newsfs.run("check").stdout == ""
        assert any(row["name"] == "2026-04-08_title-number-0" for row in listed(newsfs))


def test_memory_does_not_grow_with_the_file(newsfs):
    if SANITIZER:
        pytest.skip("a sanitizer's memory is not the program's")
    with newsfs.start("import", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        for n in range(15_000):
            writer.stdin.write(json.dumps(article(n, body=f"{n} " * 1000)).encode() + b"\n")
        writer.stdin.flush()
        peak = next(line for line in open(f"/proc/{writer.pid}/status") if line.startswith("VmHWM"))
        assert b"15000 new" in writer.communicate(timeout=HANG_SECONDS)[0]
    assert int(peak.split()[1]) * 1024 < 64_000_000, peak


def test_progress_is_for_terminals_only(newsfs):
    said = newsfs.run("import", "-", stdin=lines_of(*(article(n) for n in range(3000))))
    assert said.stderr == "" and "\033" not in said.stdout

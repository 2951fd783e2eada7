"""What is committed to the store becomes visible in a mount that is there, within one second, whatever the kernel had cached;
and who reads an article while it changes reads one version of it to the end."""

import mmap
import os
import select
import subprocess

import pytest
from support import HANG_SECONDS, VIEWS, article, dirents, files_of, fresh_node, is_directory, node_of, read_all, take, walk, within_a_second

NAME = "2026-04-08_title-number-1"


def places_of(name, day, source="the-wire", topics=(), roles=()):
    """Every path of an article's directory, page and takes."""
    directories = [f"sources/{source}/{name}", f"dates/{day}/{name}", f"latest/{name}", *(f"topics/{t}/{name}" for t in topics)]
    return directories + [f"pages/{source}/{name}.txt"] + [f"panel/{role}/{name}.txt" for role in roles] + \
        [f"{d}/takes/{role}.txt" for d in directories for role in roles]


def warm(mount, *absent):
    """Let the kernel cache all there is: listings, attributes, contents, and that some names are not there."""
    nodes = walk(mount.path)
    read_all(mount.path, files_of(nodes))
    for path in absent:
        for parent in (path, *[path.rsplit("/", n)[0] for n in range(1, path.count("/"))]):
            os.path.lexists(mount / parent)
        assert not os.path.lexists(mount / path), path
    return nodes


def listed(mount, path):
    directory, name = os.path.split(path)
    try:
        return name in os.listdir(mount / directory)
    except FileNotFoundError:
        return False


def assert_visible(mount, paths):
    for path in paths:
        within_a_second(lambda: os.path.lexists(mount / path), f"looking up {path}")
        within_a_second(lambda: listed(mount, path), f"{path} in its directory's listing")


def differences(expected, found):
    return {path: (expected.get(path), found.get(path)) for path in expected.keys() | found.keys() if expected.get(path) != found.get(path)}


def assert_as_if_mounted_now(mount, mounting):
    """All caches settled: the old mount is no different from a new one."""
    fresh = mounting()
    expected = walk(fresh.path)
    within_a_second(lambda: walk(mount.path) == expected, lambda: f"the tree of a new mount: {differences(expected, walk(mount.path))}")
    assert read_all(mount.path, files_of(expected)) == read_all(fresh.path, files_of(expected))


NEW = {
    "an article of known source, topic, day and role": article(2, topics=["AI"], takes=[take("skeptic")]),
    "an article of a new source": article(2, source="The Post"),
    "an article of a new topic": article(2, topics=["Chess"]),
    "an article of a new day": article(2, published="1999-12-31T00:00:00Z"),
    "an article with a take of a new role": article(2, takes=[take("futurist")]),
    "an article with all of it new": article(2, source="The Post", topics=["Chess", "Go"], published="2026-05-05", takes=[take("futurist")]),
}


@pytest.mark.parametrize("document", NEW.values(), ids=NEW.keys())
@pytest.mark.parametrize("asked", [True, False], ids=["asked for before", "never asked for"])
def test_a_new_article_is_visible_in_every_view(newsfs, mounting, document, asked):
    newsfs.put(article(1, topics=["AI"], takes=[take("skeptic")]))
    mount = mounting()
    day = document["published"][:10]
    source = document["source"].lower().replace(" ", "-") if isinstance(document["source"], str) else "the-wire"
    paths = places_of(f"{day}_title-number-2", day, source, [t.lower() for t in document.get("topics", [])],
                      [t["role"] for t in document.get("takes", [])])
    warm(mount, *(paths if asked else []))
    newsfs.put(document)
    assert_visible(mount, paths)
    assert_as_if_mounted_now(mount, mounting)


def test_the_first_article_of_an_empty_store_is_visible(newsfs, mounting):
    newsfs.run("import", "-", stdin="[]")
    mount = mounting()
    paths = places_of(NAME, "2026-04-08", topics=["ai"], roles=["skeptic"])
    warm(mount, *paths)
    newsfs.put(article(1, topics=["AI"], takes=[take("skeptic")]))
    assert_visible(mount, paths)
    assert_as_if_mounted_now(mount, mounting)


CHANGES = {
    "the title": {"title": "Another title"},
    "the body": {"body": "Another body.\n" * 5000},
    "the body, made shorter": {"body": "B."},
    "a summary that goes away": {"summary": None},
    "an address that goes away": {"url": None},
    "the authors": {"authors": ["Ann"]},
    "a new topic": {"topics": ["AI", "Chess"]},
    "a topic that goes away": {"topics": []},
    "a new take": {"takes": [take("skeptic"), take("builder")]},
    "a changed take": {"takes": [take("skeptic", "I have changed my mind.")]},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_article_is_visible_in_every_view(newsfs, mounting, change):
    plain = article(1, topics=["AI"], takes=[take("skeptic")])
    newsfs.put(plain, article(2, topics=["AI"]), now=1_790_000_000)
    mount = mounting()
    before = warm(mount)
    assert newsfs.put({k: v for k, v in (plain | change).items() if v is not None}, now=1_790_000_100)["changed"] == 1
    page = f"pages/the-wire/{NAME}.txt"
    within_a_second(lambda: os.stat(mount / page).st_ino != before[page].inode, "the new revision's page")
    assert_as_if_mounted_now(mount, mounting)


def test_a_topic_given_by_hand_is_visible_and_counts_as_a_link(newsfs, mounting):
    newsfs.put(article(1, takes=[take()]))
    mount = mounting()
    warm(mount, f"topics/chess/{NAME}/takes/skeptic.txt")
    newsfs.put(article(1, takes=[take()]), options=["--topic", "Chess"])
    assert_visible(mount, [f"topics/chess/{NAME}", f"topics/chess/{NAME}/takes/skeptic.txt"])
    within_a_second(lambda: os.stat(mount / f"sources/the-wire/{NAME}/body.txt").st_nlink == 4, "the link count with the new topic")
    assert_as_if_mounted_now(mount, mounting)


def test_what_changes_between_two_looks_is_all_visible(newsfs, mounting):
    """Many commits in one go, of every kind."""
    newsfs.put(*(article(n, topics=["AI"]) for n in range(30)))
    mount = mounting()
    warm(mount)
    for n in range(5):
        newsfs.put(article(n, title=f"Changed {n}"), article(100 + n, topics=[f"topic {n}"]), article(10 + n, takes=[take(f"role{n}")]))
    assert_visible(mount, [f"topics/topic-{n}" for n in range(5)] + [f"panel/role{n}" for n in range(5)])
    assert_as_if_mounted_now(mount, mounting)


def test_latest_keeps_the_newest_hundred_and_lets_the_oldest_go(newsfs, mounting):
    newsfs.put(*(article(n, published=f"2026-04-{1 + n // 5:02d}T00:00:00Z") for n in range(110)))
    mount = mounting()
    assert len(os.listdir(mount / "latest")) == 100
    leaving, before = f"2026-04-03_title-number-10", warm(mount)
    assert f"latest/{leaving}/body.txt" in before
    newsfs.put(article(500, published="2026-04-24T00:00:00Z"))
    within_a_second(lambda: "2026-04-24_title-number-500" in os.listdir(mount / "latest"), "the newest in latest/")
    assert len(os.listdir(mount / "latest")) == 100
    assert_as_if_mounted_now(mount, mounting)


# ---- immutable revisions ----

@pytest.mark.parametrize("size", [100, 3_000_000])
def test_a_reader_of_the_old_revision_reads_it_to_the_end_while_new_names_lead_to_the_new_one(newsfs, mounting, size):
    old, new = ("old line\n" * (size // 9)), ("NEW LINE!\n" * (size // 7))
    newsfs.put(article(1, body=old))
    mount = mounting()
    path = mount / f"latest/{NAME}/body.txt"
    with open(path, "rb", buffering=0) as reader, open(path, "rb") as mapped, mmap.mmap(mapped.fileno(), 0, prot=mmap.PROT_READ) as view:
        whole, half = os.fstat(reader.fileno()), reader.read(size // 2)
        newsfs.put(article(1, body=new))
        within_a_second(lambda: os.stat(path).st_ino != whole.st_ino, "the new inode")
        within_a_second(lambda: path.read_bytes()[:3] == b"NEW", "the new body")
        rest = b"".join(iter(lambda: reader.read(65536), b""))
        assert b"NEW" not in half + rest and len(half + rest) == whole.st_size == os.fstat(reader.fileno()).st_size
        assert bytes(view) == half + rest
        assert os.stat(path).st_size == len(path.read_bytes()) != whole.st_size


def test_a_reader_that_never_stops_sees_only_whole_versions(newsfs, mounting):
    bodies = [letter * (20_000 + 5000 * n) for n, letter in enumerate("abcdefgh")]
    newsfs.put(article(1, body=bodies[0]))
    mount = mounting()
    path = mount / f"sources/the-wire/{NAME}/body.txt"
    for body in bodies[1:]:
        writer = newsfs.start("import", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        import json
        writer.stdin.write(json.dumps(article(1, body=body)).encode())
        writer.stdin.close()
        while writer.poll() is None:
            with open(path, "rb") as reader:
                text = reader.read()
                assert len(text) == os.fstat(reader.fileno()).st_size
            assert len(set(text)) == 2 and text[:-1].decode() in bodies, "a torn read"
    within_a_second(lambda: path.read_text().strip() == bodies[-1], "the last body")


def test_a_new_take_changes_the_page_and_the_metadata_and_copies_no_body(newsfs, mounting):
    newsfs.put(article(1))
    mount = mounting()
    before = warm(mount)
    newsfs.put(article(1, takes=[take("skeptic", "Doubtful.")]))
    page = f"pages/the-wire/{NAME}.txt"
    within_a_second(lambda: "Doubtful." in (mount / page).read_text(), "the take in the page")
    after = walk(mount.path)
    same = [f"latest/{NAME}/{name}" for name in ("title.txt", "body.txt", "summary.txt", "url.txt")]
    assert [after[path].inode for path in same] == [before[path].inode for path in same]
    for path in (page, f"latest/{NAME}/meta.json"):
        assert after[path].inode != before[path].inode


def test_an_article_keeps_its_name_whatever_happens_to_title_and_date(newsfs, mounting):
    newsfs.put(article(1))
    newsfs.put(article(1, title="Something else", published="2027-01-01T00:00:00Z"))
    mount = mounting()
    assert os.listdir(mount / "latest") == [NAME]
    assert (mount / f"latest/{NAME}/title.txt").read_text() == "Something else\n"


# ---- wire.tsv ----

def test_tail_f_of_the_wire_shows_each_article_as_it_arrives(newsfs, mounting):
    newsfs.put(article(1))
    mount = mounting()
    tail = subprocess.Popen(["tail", "-n", "1", "-s", "0.05", "-f", mount / "wire.tsv"], stdout=subprocess.PIPE)
    try:
        read_line(tail, "number-1")
        for n in range(2, 7):
            newsfs.put(article(n))
            read_line(tail, f"2026-04-08_title-number-{n}\tTitle number {n}\thttps://example.org/{n}\n")
    finally:
        tail.kill()
        tail.wait()
        tail.stdout.close()


def read_line(process, expected):
    assert select.select([process.stdout], [], [], HANG_SECONDS)[0], "nothing came"
    line = os.read(process.stdout.fileno(), 65536).decode()
    assert expected in line and line.count("\n") == 1


def test_the_wire_only_grows_and_its_size_is_exact_at_any_time(newsfs, mounting):
    mount, seen = None, b""
    for n in range(8):
        newsfs.put(*(article(100 * n + k, title=f"Tab\there {n}") for k in range(50)))
        mount = mount or mounting()
        path = mount / "wire.tsv"
        within_a_second(lambda: os.stat(path).st_size == len(path.read_bytes()) and path.read_bytes().count(b"\n") == 50 * (n + 1), "the new lines")
        text = path.read_bytes()
        assert text.startswith(seen) and all(line.count(b"\t") == 4 for line in text.splitlines())
        seen = text


def test_a_page_cached_end_of_the_wire_is_read_anew(newsfs, mounting):
    """Its last page is in the kernel's cache with zeroes after the old end."""
    newsfs.put(article(1))
    mount = mounting()
    with open(mount / "wire.tsv", "rb", buffering=0) as reader:
        first = reader.read()
        newsfs.put(article(2))
        within_a_second(lambda: os.fstat(reader.fileno()).st_size > len(first), "the new size on the open file")
        second = reader.read()
        assert second.count(b"\n") == 1 and b"number-2" in second and b"\0" not in second


# ---- attributes ----

def test_the_times_of_views_follow_arrivals(newsfs, mounting):
    newsfs.put(article(1, topics=["AI"]), now=1_790_000_000)
    mount = mounting()
    warm(mount)
    newsfs.put(article(2, topics=["AI"]), now=1_790_000_777)
    for path in ("", *(view for view in VIEWS if view != "panel"), "sources/the-wire", "topics/ai", "dates/2026-04-08", "pages/the-wire", "wire.tsv"):
        within_a_second(lambda: os.stat(mount / path).st_mtime == 1_790_000_777, f"the time of {path}/")


def test_an_open_directory_lists_what_arrived_since_when_read_again(newsfs, mounting):
    newsfs.put(article(1))
    mount = mounting()
    fd = os.open(mount / "sources/the-wire", os.O_RDONLY)
    assert len(dirents(fd, 4096)) == 3 and not dirents(fd, 4096)
    newsfs.put(article(2))

    def both():
        os.lseek(fd, 0, os.SEEK_SET)
        return len(dirents(fd, 4096)) == 4
    within_a_second(both, "the new entry in an open directory")
    os.close(fd)


def test_a_store_is_followed_by_all_its_mounts(newsfs, mounting):
    newsfs.put(article(1))
    mounts = [mounting() for _ in range(3)]
    for mount in mounts:
        warm(mount)
    newsfs.put(article(2))
    for mount in mounts:
        assert_visible(mount, ["latest/2026-04-08_title-number-2"])
        assert node_of(mount / "latest") == fresh_node(mount / "latest")
        assert is_directory(node_of(mount / "latest"))


def test_a_flood_of_articles_is_visible_in_every_view_where_their_names_had_been_asked_for(newsfs, mounting):
    newsfs.put(article(1, topics=["AI"], takes=[take("skeptic")]))
    mount = mounting()
    last = "2026-04-08_title-number-5000"
    paths = places_of(last, "2026-04-08", topics=["ai", "chess"], roles=["skeptic"])
    warm(mount, *paths)
    newsfs.put(*(article(n, topics=["AI", "Chess"], body="B.", takes=[take("skeptic")] if n % 1000 == 0 else None) for n in range(2, 5001)))
    assert_visible(mount, paths)
    pages = mount / "pages/the-wire"
    within_a_second(lambda: len(os.listdir(pages)) == 5000, "every page")

"""Bad input: one sentence with the file, the place, the reason and what to do; exit status 1; nothing stored is ever harmed."""

import gzip
import hashlib
import json
import os
import re
import select
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from support import HANG_SECONDS, SANITIZER, article, own_mounts

GOOD = [article(1), article(2)]
LINES = "".join(json.dumps(d) + "\n" for d in GOOD).encode()
ZIPPED = gzip.compress(b"".join(json.dumps(article(n, body=os.urandom(300).hex())).encode() + b"\n" for n in range(200)))

# what is read: (bytes, what the sentence must say, articles that are stored)
INPUTS = {
    "an empty file": (b"", ["empty"], 0),
    "only white space": (b" \n\n  \n", ["--format"], 0),
    "a line that is cut off": (LINES + b'{"title": "x', ["line 3", "byte", "cut off"], 2),
    "not UTF-8": (LINES + b'{"title": "caf\xe9", "body": "b"}\n', ["line 3", "0xE9", "UTF-8", "iconv"], 2),
    "not JSON in the middle": (LINES + b"nonsense here\n" + b'{"title": "after"}\n', ["line 3"], 3),
    "JSON of the wrong shape": (LINES + b'{"title": ["x"]}\n', ["line 3", "title"], 2),
    "a number": (b"42\n", ["neither article JSON", "--format"], 0),
    "an array of numbers": (b"[1, 2]", ["line 1"], 0),
    "an object that is no article": (LINES + b'{"summary": "only that"}\n', ["line 3", "title", "body"], 2),
    "an array that ends early": (b"[" + json.dumps(GOOD[0]).encode() + b",\n" + json.dumps(GOOD[1]).encode(), ["cut off"], 2),
    "a date that is none": (LINES + b'{"title": "x", "published": "yesterday-ish"}\n', ["line 3", "published", "yesterday-ish", "2026-"], 2),
    "NUL in a text": (LINES + b'{"title": "a\\u0000b"}\n', ["line 3", "u0000"], 2),
    "half a surrogate pair": (LINES + b'{"title": "a\\ud800b"}\n', ["line 3"], 2),
    "nested without end": (b"[" * 100_000, ["line 1"], 0),
    "gzip that ends early": (ZIPPED[:len(ZIPPED) // 2], ["gzip", "ends early", "byte"], None),
    "gzip that is damaged": (ZIPPED[:2000] + b"\0" * 50 + ZIPPED[2050:], ["byte"], None),
    "only a gzip head": (b"\x1f\x8b\x08", ["gzip", "ends early"], 0),
    "random bytes": (bytes(range(128, 256)) * 4, [], 0),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), [], 0),
}


def stored(newsfs):
    return json.loads(newsfs.run("status", "--json").stdout)["articles"]


@pytest.mark.parametrize("text, says, articles", INPUTS.values(), ids=INPUTS.keys())
@pytest.mark.parametrize("atomic", [False, True], ids=["", "atomic"])
def test_bad_input_is_named_and_what_was_good_before_it_is_stored(newsfs, tmp_path, text, says, articles, atomic):
    newsfs.put(article(0))
    (tmp_path / "in.put").write_bytes(text)
    said = newsfs.run("import", *(["--atomic"] if atomic else []), "in.put", status=1, cwd=tmp_path)
    lines = said.stderr.splitlines()
    assert len(lines) == len(set(lines)) >= 1 and all(line.startswith("newsfs import: in.put: ") for line in lines)
    assert all(word in said.stderr for word in says), said.stderr
    assert max(map(len, lines)) < 400 and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", said.stderr)
    if atomic:
        assert stored(newsfs) == 1
    elif articles is not None:
        assert stored(newsfs) == 1 + articles
    assert newsfs.run("check").stdout == ""


@pytest.mark.parametrize("text, says, articles", INPUTS.values(), ids=INPUTS.keys())
def test_parse_names_it_alike(newsfs, tmp_path, text, says, articles):
    (tmp_path / "in.put").write_bytes(text)
    said = newsfs.run("parse", "in.put", status=1, cwd=tmp_path)
    assert all(word in said.stderr for word in says), said.stderr
    if articles is not None:
        assert len(said.stdout.splitlines()) == articles


# ---- a reader that dies ----

ITEM = "<item><title>A story</title><description>" + "text " * 200 + "</description></item>"
STRANGERS_MARKUP = {
    "a feed": f"<rss version='2.0'><channel><title>T</title>{ITEM * 200}",
    "a web page": f"<!doctype html><html><head><title>T</title></head><body>{'<p>A paragraph of words, and of more of them.</p>' * 5000}",
    "a panel page": "A title\nA summary\nA body.\nPanel Takes\n" + "The Builder\nDeveloper Perspective\n“A take.”\n" * 3000,
    "a JSON feed": '{"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "' + "text " * 20_000,
}


def kill_reader(process):
    """End the one process that a process has made, once there is one."""
    tasks, until = Path(f"/proc/{process.pid}/task"), time.monotonic() + HANG_SECONDS
    while process.poll() is None and time.monotonic() < until:
        for reader in (int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()):
            os.kill(reader, signal.SIGKILL)
            return
        select.select([], [], [], 0.01)
    process.kill()
    pytest.fail("it made no process to read with")


@pytest.mark.parametrize("text", STRANGERS_MARKUP.values(), ids=STRANGERS_MARKUP.keys())
def test_a_file_that_kills_its_reader_costs_one_failure_and_leaves_the_store_as_it_was(newsfs, tmp_path, text):
    newsfs.put(article(0))
    (tmp_path / "good.xml").write_text(f"<rss version='2.0'><channel><title>G</title>{ITEM}</channel></rss>")
    (tmp_path / "good.jsonl").write_bytes(LINES)
    ran = newsfs.start("import", "-", "good.xml", "good.jsonl", cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ran.stdin.write(text)
    ran.stdin.flush()
    kill_reader(ran)
    said, complained = ran.communicate(timeout=HANG_SECONDS)
    assert ran.returncode == 1 and said.startswith("3 articles: 3 new")
    assert complained == "newsfs import: standard input: the process that read it died of it\n"
    assert stored(newsfs) == 4 and newsfs.run("check").stdout == ""


def test_a_list_of_feeds_that_kills_its_reader_subscribes_to_none(newsfs):
    newsfs.run("feed", "add", "https://known.example/")
    ran = newsfs.start("feed", "import", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ran.stdin.write("<opml><body>" + "".join(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(5000)))
    ran.stdin.flush()
    kill_reader(ran)
    said, complained = ran.communicate(timeout=HANG_SECONDS)
    assert (ran.returncode, said) == (1, "") and "standard input: the process that read it died of it" in complained
    assert newsfs.run("feed", "list", "--json").stdout.count("\n") == 1


@pytest.mark.skipif(bool(SANITIZER), reason="sanitizers need more memory than a process may be given")
def test_a_reader_without_memory_is_one_failure(newsfs, tmp_path):
    """The reader's limit cannot be set above the one that the whole program is under."""
    newsfs.put(article(0))
    (tmp_path / "feed.xml").write_text(STRANGERS_MARKUP["a feed"])
    newsfs.prefix = ["sh", "-c", 'ulimit -v 200000; exec "$@"', "sh"]
    said = newsfs.run("import", "feed.xml", cwd=tmp_path, status=1).stderr
    assert said == "newsfs import: feed.xml: reading it takes too much memory\n"
    assert stored(newsfs) == 1


def test_padding_behind_gzip_is_left_alone(newsfs):
    assert newsfs.run("import", "-", stdin=gzip.compress(LINES) + b"\0" * 512).stdout == "2 articles: 2 new, 0 changed, 0 same\n"


def test_a_title_that_would_drive_a_terminal_cannot_do_so_from_a_message(newsfs):
    said = newsfs.run("import", "-", stdin='{"title": "x", "published": "\\u001b[2J\\u202eevil"}\n', status=1)
    assert "\033" not in said.stderr and "\u202e" not in said.stderr


def test_a_file_that_is_missing_or_no_file_is_named_and_the_others_are_read(newsfs, tmp_path):
    (tmp_path / "good").write_bytes(LINES)
    (tmp_path / "directory").mkdir()
    said = newsfs.run("import", "missing", "directory", "good", cwd=tmp_path, status=1)
    assert "newsfs import: missing: No such file or directory" in said.stderr and "newsfs import: directory: " in said.stderr
    assert said.stderr.count("\n") == 2
    assert stored(newsfs) == 2
    newsfs.run("import", "missing", cwd=tmp_path, status=3)


def test_a_file_that_may_not_be_read_is_named(newsfs, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "secret").write_bytes(LINES)
    (tmp_path / "secret").chmod(0)
    assert "Permission denied" in newsfs.run("import", tmp_path / "secret", status=1).stderr


@pytest.mark.parametrize("words, says", [
    (["--format", "nosuch", "-"], "is not one of: "), (["--published", "soon", "-"], "is no time"), (["--nosuch", "-"], "nosuch"),
    (["--format"], "requires an argument"), ([], "is missing"),
])
def test_wrong_options_are_wrong_usage(newsfs, words, says):
    said = newsfs.run("import", *words, stdin=LINES, status=2)
    assert says in said.stderr and not newsfs.store.exists()


# ---- stores that cannot be used ----

def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


STRANGERS = {
    "text": b"a text\n" * 2000,
    "nothing": b"",
    "the head of a database and no more": b"SQLite format 3\0" + b"\0" * 20,
    "zeroes": bytes(100_000),
}


@pytest.mark.parametrize("text", STRANGERS.values(), ids=STRANGERS.keys())
@pytest.mark.parametrize("words", [["import", "-"], ["list"], ["cat", "wire.tsv"], ["status"], ["mount", "mnt"]], ids=lambda words: words[0])
def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(newsfs, tmp_path, text, words):
    newsfs.store.write_bytes(text)
    if not text and words[0] == "import":
        pytest.skip("an empty file may become a store")
    said = newsfs.run(*words, stdin=LINES, status=1, cwd=tmp_path)
    assert str(newsfs.store) in said.stderr and said.stderr.count("\n") == 1 and said.stdout == ""
    assert newsfs.store.read_bytes() == text


def test_another_programs_database_is_refused_and_left_as_it_is(newsfs):
    with sqlite3.connect(newsfs.store) as database:
        database.execute("CREATE TABLE mine(x)")
    before = digest(newsfs.store)
    for words in (["import", "-"], ["list"]):
        said = newsfs.run(*words, stdin=LINES, status=1).stderr
        assert "not a newsfs store" in said and "--store" in said
    assert digest(newsfs.store) == before


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(newsfs):
    newsfs.put(*GOOD)
    with sqlite3.connect(newsfs.store) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute(f"PRAGMA user_version = {version + 1000}")
    database.close()
    before = digest(newsfs.store)
    for words in (["import", "-"], ["list"], ["status"]):
        said = newsfs.run(*words, stdin=LINES, status=1).stderr
        assert "newer newsfs" in said and "upgrade" in said and said.count("\n") == 1
    assert digest(newsfs.store) == before


def test_a_store_that_is_cut_off_is_refused_or_named_as_damaged(newsfs):
    newsfs.put(*(article(n, body="text " * 500) for n in range(500)))
    whole = newsfs.store.read_bytes()
    for length in (len(whole) // 2, len(whole) - 5000, 9000):
        newsfs.store.write_bytes(whole[:length])
        said = newsfs.run("import", "-", stdin=LINES, status=1).stderr
        assert "damaged" in said and said.count("\n") == 1
        assert newsfs.store.read_bytes() == whole[:length]


def test_a_store_in_a_directory_that_may_not_be_written_can_be_read_and_not_written(newsfs, tmp_path):
    if not own_mounts():
        pytest.skip("only root can mount a directory read-only")
    newsfs.put(*GOOD)
    newsfs.prefix = ["unshare", "-m", "sh", "-c", f"mount --bind -o ro {tmp_path} {tmp_path} && exec \"$@\"", "sh"]
    said = newsfs.run("import", "-", stdin=LINES, status=1).stderr
    assert "cannot write" in said and str(newsfs.store) in said and said.count("\n") == 1
    assert len(newsfs.run("list").stdout.splitlines()) == 2


@pytest.mark.parametrize("atomic", [False, True], ids=["", "atomic"])
def test_a_full_disk_is_said_and_what_was_committed_is_sound(newsfs, tmp_path, atomic):
    if not own_mounts():
        pytest.skip("only root can mount a small file system")
    (tmp_path / "small").mkdir()
    (tmp_path / "much").write_text("".join(json.dumps(article(n, body=os.urandom(2000).hex())) + "\n" for n in range(20_000)))
    script = f"""mount -t tmpfs -o size=8m none {tmp_path}/small && cd {tmp_path} && export NEWSFS_STORE=small/news.db
        "$0" import --source First - <<< '{json.dumps(article("first"))}' || exit 91
        "$0" import {'--atomic' if atomic else ''} much; echo "status $?"
        "$0" check && "$0" ls sources && "$0" status --json"""
    ran = subprocess.run(["unshare", "-m", "bash", "-c", script, newsfs.command()[-1]], capture_output=True, text=True, env=newsfs.environment,
                         timeout=HANG_SECONDS)
    assert ran.returncode == 0, ran.stderr
    assert "status 1\n" in ran.stdout and "first\n" in ran.stdout
    assert "full" in ran.stderr and ran.stderr.count("\n") == 1, ran.stderr
    articles = json.loads(ran.stdout[ran.stdout.index("{"):])["articles"]
    assert articles == 1 if atomic else 1 <= articles < 20_000


def test_standard_output_that_is_full_is_a_failure(newsfs):
    newsfs.put(*GOOD)
    with open("/dev/full", "w") as full:
        for words in (["list"], ["cat", "wire.tsv"], ["export", "--tar", "/"], ["help"]):
            ran = subprocess.run(newsfs.command(*words), stdout=full, stderr=subprocess.PIPE, text=True, env=newsfs.environment, timeout=HANG_SECONDS)
            assert ran.returncode == 1 and "No space left" in ran.stderr, words


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(newsfs):
    newsfs.put(*(article(n) for n in range(3000)))
    ran = subprocess.run(f"{newsfs.command()[-1]} list | head -1", shell=True, capture_output=True, text=True, env=newsfs.environment, timeout=HANG_SECONDS)
    assert ran.stderr == "" and ran.stdout.count("\n") == 1

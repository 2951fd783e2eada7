"""The commands that read: ls, cat, tree, list, topic list, role list, status, export, and what goes where."""

import json
import os
import pty
import re
import subprocess

import pytest
from support import HANG_SECONDS, article, take

NAME = "2026-04-08_title-number-1"


@pytest.fixture
def filled(newsfs):
    newsfs.put(article(1, topics=["AI"], takes=[take("skeptic"), take("builder")]), article(2, source="The Post", topics=["AI", "Law"], takes=[take("skeptic")]),
               article(3, published="1999-12-31T23:59:59Z"), now=1_775_700_000)
    return newsfs


def lines(program, *words, **options):
    return program.run(*words, **options).stdout.splitlines()


def test_ls_lists_a_directory_by_name_and_the_root_without_a_path(filled):
    assert lines(filled, "ls", "topics") == ["ai", "law"]
    assert lines(filled, "ls", f"sources/the-wire/{NAME}") == ["body.txt", "meta.json", "summary.txt", "takes", "title.txt", "url.txt"]
    assert {"sources", "pages", "wire.tsv"} <= {*lines(filled, "ls")}
    assert lines(filled, "ls") == lines(filled, "ls", "/") == lines(filled, "ls", ".")


@pytest.mark.parametrize("path", ["topics/ai", "/topics/ai", "topics//ai/", "./topics/./ai"])
def test_paths_may_be_written_as_people_write_them(filled, path):
    assert lines(filled, "ls", path) == ["2026-04-08_title-number-1", "2026-04-08_title-number-2"]


def test_ls_of_several_paths_says_which_is_which(filled):
    assert filled.run("ls", "topics", "panel").stdout == "topics:\nai\nlaw\n\npanel:\nbuilder\nskeptic\n"
    assert lines(filled, "ls", "wire.tsv") == ["wire.tsv"]


def test_ls_long_shows_mode_links_size_and_time(filled):
    assert lines(filled, "ls", "-l", "topics/ai")[0] == f"dr-xr-xr-x   1          0 2026-04-08 10:00 {NAME}"
    assert lines(filled, "ls", "-l", f"topics/ai/{NAME}/title.txt")[0].startswith("-r--r--r--   4         15 2026-04-08 10:00 ")


def test_cat_prints_files_one_after_the_other(filled):
    title = f"latest/{NAME}/title.txt"
    assert filled.run("cat", title, title).stdout == "Title number 1\n" * 2


@pytest.mark.parametrize("words, status, says", [
    (["cat", "nothing"], 3, "no such file"), (["ls", "topics/nothing"], 3, "no such file"), (["cat", "topics"], 1, "is a directory"),
    (["cat", "../x"], 2, '".."'), (["tree", "nothing"], 3, "no such file"), (["export", "nothing", "out"], 3, "no such file"), (["cat"], 2, "PATH"),
    (["ls", "wire.tsv/x"], 3, "no such file"), (["cat", "x" * 5000], 3, "no such file"),
])
def test_a_path_that_is_not_there_is_named_with_what_to_do(filled, tmp_path, words, status, says):
    said = filled.run(*words, status=status, cwd=tmp_path)
    assert says in said.stderr and said.stdout == "" and said.stderr.startswith(f"newsfs {words[0]}: ")


def test_every_path_is_tried_and_one_that_fails_decides_the_status(filled):
    said = filled.run("cat", "nothing", f"latest/{NAME}/title.txt", "topics", status=3)
    assert said.stdout == "Title number 1\n" and said.stderr.count("\n") == 2


def test_tree_draws_what_is_below(filled):
    assert filled.run("tree", "panel").stdout == f"""panel
├── builder
│   └── {NAME}.txt
└── skeptic
    ├── {NAME}.txt
    └── 2026-04-08_title-number-2.txt
"""
    assert filled.run("tree", "-L", "1", "panel").stdout == "panel\n├── builder\n└── skeptic\n"
    assert "is not a number" in filled.run("tree", "-L", "x", status=2).stderr


def names(rows):
    return [row.split("\t")[0].rsplit("-", 1)[-1] for row in rows]


@pytest.mark.parametrize("words, found", [
    ([], "123"), (["--source", "the-post"], "2"), (["--source", "The Post"], "2"), (["--topic", "ai"], "12"), (["-t", "Law", "-s", "the-post"], "2"),
    (["-t", "Law", "-s", "the-wire"], ""), (["--role", "builder"], "1"), (["--since", "2026-01-01"], "12"), (["--since", "7d"], "12"),
    (["-n", "2"], "12"), (["-n", "0"], ""), (["--topic", "ai", "--role", "skeptic", "--since", "2026-04-08", "-n", "1"], "1"),
])
def test_list_filters(filled, words, found):
    assert "".join(names(lines(filled, "list", *words, now=1_775_700_000))) == found


def test_list_is_tab_separated_when_piped_and_json_when_asked(filled):
    assert lines(filled, "list")[0] == f"{NAME}\tthe-wire\tTitle number 1"
    row = json.loads(lines(filled, "list", "--json")[0])
    assert row["name"] == NAME and row["source"] == "the-wire" and row["title"] == "Title number 1" and row["published"] == "2026-04-08T10:00:00Z"
    assert (row["revision"], row["takes"]) == (1, 2)


@pytest.mark.parametrize("words, status, says", [
    (["--source", "nobody"], 3, "no source"), (["--topic", "nothing"], 3, "topic list"), (["--role", "nobody"], 3, "role list"),
    (["--since", "soon"], 2, "is no time"), (["-n", "-1"], 2, "is not a number"), (["-n", "many"], 2, "is not a number"), (["extra"], 2, "too many"),
])
def test_a_filter_that_means_nothing_is_said(filled, words, status, says):
    assert says in filled.run("list", *words, status=status).stderr


def test_topics_and_roles_are_listed_with_their_counts(filled):
    assert lines(filled, "topic", "list") == ["ai\t2\tAI", "law\t1\tLaw"]
    assert lines(filled, "role", "list") == ["skeptic\t2\tThe Skeptic", "builder\t1\tThe Builder"]
    assert json.loads(lines(filled, "topic", "list", "--json")[1]) == {"slug": "law", "name": "Law", "articles": 1}
    assert json.loads(lines(filled, "role", "list", "--json")[0])["slug"] == "skeptic"


def test_status_counts_the_store(filled):
    status = json.loads(filled.run("status", "--json").stdout)
    assert {key: status[key] for key in ("store", "articles", "sources", "topics", "roles", "takes", "days")} == {
        "store": str(filled.store), "articles": 3, "sources": 2, "topics": 2, "roles": 2, "takes": 3, "days": 2}
    assert status["bytes"] >= filled.store.stat().st_size and isinstance(status["mounts"], list)
    assert "articles  3\n" in filled.run("status").stdout


def test_export_writes_into_a_directory_that_is_new_or_empty_and_into_no_other(filled, tmp_path):
    filled.run("export", "topics/ai", "out", cwd=tmp_path)
    assert sorted(os.listdir(tmp_path / "out")) == ["2026-04-08_title-number-1", "2026-04-08_title-number-2"]
    assert "is not empty" in filled.run("export", "topics/ai", "out", cwd=tmp_path, status=1).stderr
    (tmp_path / "file").write_text("mine")
    assert "file" in filled.run("export", "topics/ai", "file", cwd=tmp_path, status=1).stderr
    assert "file" in filled.run("export", "topics/ai", "file/out", cwd=tmp_path, status=1).stderr
    assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    filled.run("export", f"latest/{NAME}/body.txt", tmp_path / "empty")
    assert os.listdir(tmp_path / "empty") == ["body.txt"]


def test_export_takes_either_a_directory_or_tar(filled, tmp_path):
    assert "--tar" in filled.run("export", "/", status=2, cwd=tmp_path).stderr
    assert "--tar" in filled.run("export", "--tar", "/", "out", status=2, cwd=tmp_path).stderr
    assert os.listdir(tmp_path) == ["news.db"]


def test_an_option_of_store_goes_before_everything(filled, tmp_path):
    other = tmp_path / "other.db"
    filled.run("--store", other, "import", "-", stdin=json.dumps(article(9)))
    assert names(lines(filled, f"--store={other}", "list")) == ["9"]
    assert len(lines(filled, "list")) == 3


# ---- what is for eyes only ----

READING = [["ls"], ["ls", "-l", "latest"], ["tree"], ["list"], ["topic", "list"], ["role", "list"], ["status"], ["mount"], ["cat", "wire.tsv"], ["help"]]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_nothing_is_coloured_when_piped(filled, words):
    said = filled.run(*words)
    assert "\033" not in said.stdout and said.stderr == ""


def on_a_terminal(program, *words, env=None):
    master, slave = pty.openpty()
    process = subprocess.Popen(program.command(*words), stdin=slave, stdout=slave, stderr=slave, env=program.environment | (env or {}))
    os.close(slave)
    shown = b""
    try:
        while chunk := os.read(master, 65536):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(master)
    assert process.wait(HANG_SECONDS) == 0
    return shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_directories_are_coloured_unless_one_asks_not_to(filled):
    assert "\033[1;34mtopics\033[0m" in on_a_terminal(filled, "ls")
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        shown = on_a_terminal(filled, "ls", env=env)
        assert "\033" not in shown and "topics/\n" in shown


def test_on_a_terminal_rows_stand_in_columns_under_a_heading(filled):
    shown = on_a_terminal(filled, "topic", "list", env={"NO_COLOR": "1"}).splitlines()
    assert [re.split(r"\s{2,}", line.strip()) for line in shown] == [["TOPIC", "ARTICLES", "NAME"], ["ai", "2", "AI"], ["law", "1", "Law"]]


def test_an_archive_is_not_written_to_a_terminal(filled):
    master, slave = pty.openpty()
    ran = subprocess.run(filled.command("export", "--tar", "/"), stdout=slave, stderr=subprocess.PIPE, env=filled.environment, timeout=HANG_SECONDS)
    os.close(master), os.close(slave)
    assert ran.returncode == 2 and b"redirect" in ran.stderr


def test_today_is_a_page_for_eighty_columns(newsfs):
    newsfs.put(article(1, summary=None, summary_html='<p>See <a href="https://example.org/a">the report</a> of <a href="https://example.org/b">the bank</a>.</p>',
                       takes=[take("skeptic", "I doubt it. " * 20), take("builder", "Try it.")]),
               article(2, source="The Post", title="A title that is long " * 6, summary="Words [1] as they were written. " * 10), article(3, published="2026-04-07"))
    page = newsfs.run("today").stdout
    assert page == f"""Wednesday, 8 April 2026 · 2 articles

The Wire ───────────────────────────────────────────────────────────────────────

Title number 1
  See the report of the bank.
  Skeptic      I doubt it. I doubt it. I doubt it. I doubt it. I doubt it. I…
  Builder      Try it.
  sources/the-wire/{NAME}

The Post ───────────────────────────────────────────────────────────────────────

A title that is long A title that is long A title that is long A title that is
long A title that is long A title that is long
  Words [1] as they were written. Words [1] as they were written. Words [1] as
  they were written. Words [1] as they were written. Words [1] as they were…
  sources/the-post/2026-04-08_a-title-that-is-long-a-title-that-is-long-a-title-that-is-long-a-title-that-is-l
"""

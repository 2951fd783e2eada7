"""Real articles, where NEWSFS_CORPORA has them: the panel page and the Reuters collection."""

import os
import re
import subprocess
from collections import Counter

import pytest
from support import HANG_SECONDS, SANITIZER, Newsfs, corpus, corpus_lines, files_of, is_directory, walk

MUSE = "meta-launches-muse-spark"


def test_the_panel_page_becomes_an_article_with_three_takes(newsfs, mounting):
    newsfs.run("import", corpus("panel-page.txt"), "--source", "The Wire", "--topic", "AI", now=1_775_700_000)
    mount = mounting()
    [name] = os.listdir(mount / "topics/ai")
    assert name.startswith(f"2026-04-09_{MUSE}")
    directory = mount / "sources/the-wire" / name
    assert (directory / "title.txt").read_text().startswith("Meta Launches Muse Spark — A Proprietary")
    assert (directory / "summary.txt").read_text().startswith("Meta's Superintelligence Labs released")
    body = (directory / "body.txt").read_text()
    assert body.startswith("Meta has released Muse Spark") and body.count("\n\n") == 4 and "Original source" not in body and "Panel" not in body
    heads = {role: (directory / f"takes/{role}.txt").read_text() for role in os.listdir(directory / "takes") for role in [role.removesuffix(".txt")]}
    assert {role: text.split("\n\n")[0] for role, text in heads.items()} == {
        "builder": "The Builder (Developer Perspective)", "skeptic": "The Skeptic (Reality Check)", "futurist": "The Futurist (Big Picture)"}
    assert all(not re.search("[“”]", text) for text in heads.values())
    assert "oligopoly" in heads["skeptic"]
    assert sorted(os.listdir(mount / "panel")) == ["builder", "futurist", "skeptic"]
    assert "oligopoly" in subprocess.run(["grep", "-rh", "oligopoly", "pages"], cwd=mount.path, capture_output=True, text=True).stdout


def test_the_panel_page_is_dated_by_the_user_where_he_says_when(newsfs, mounting):
    newsfs.run("import", corpus("panel-page.txt"), "--published", "2026-04-08")
    [name] = os.listdir(mounting() / "latest")
    assert name.startswith(f"2026-04-08_{MUSE}")


@pytest.fixture(scope="module")
def reuters(tmp_path_factory):
    program = Newsfs(tmp_path_factory.mktemp("reuters"))
    path = corpus("reuters21578.jsonl.gz")
    assert "21578 articles: 21578 new, 0 changed, 0 same" in program.run("import", path).stdout
    program.run("import", corpus("panel-page.txt"), "--topic", "AI")
    yield program
    program.check_reports()


def test_every_article_of_reuters_has_one_name_under_its_source_and_every_topic_a_directory(reuters, mounting):
    mount = mounting(program=reuters)
    names = os.listdir(mount / "sources/reuters")
    assert len(names) == len(set(names)) == 21578
    topics = os.listdir(mount / "topics")
    assert len(topics) == 120 + 1 and "ai" in topics
    documents = corpus_lines("reuters21578.jsonl.gz")
    assert len({topic for d in documents for topic in d.get("topics", [])}) == 120
    dated = Counter(d["published"][:10] for d in documents if "published" in d)
    assert {day: n for day, n in Counter(name[:10] for name in names).items() if day in dated} == dated
    odd = [name for name in names if not re.fullmatch(r"\d{4}-\d\d-\d\d_[a-z0-9]+(-[a-z0-9]+)*(_[a-z2-7]{6})?", name)]
    assert odd == []
    plain = [name for name in names if "untitled" in name]
    assert len(plain) < 5, plain[:10]


def test_importing_reuters_again_changes_nothing(reuters):
    assert "21578 articles: 0 new, 0 changed, 21578 same" in reuters.run("import", corpus("reuters21578.jsonl.gz")).stdout


def test_the_sizes_of_all_files_of_reuters_are_the_bytes_read_and_what_export_writes(reuters, mounting, tmp_path):
    if SANITIZER:
        pytest.skip("a generated store is enough under a sanitizer: this reads 870,000 paths")
    mount = mounting(program=reuters)
    for part in ("sources", "pages"):
        nodes = walk(mount.path, part)
        reuters.run("export", part, tmp_path / part)
        same = subprocess.run(["diff", "-rq", mount / part, tmp_path / part], capture_output=True, text=True, timeout=HANG_SECONDS)
        assert (same.returncode, same.stdout) == (0, "")
        assert sum(nodes[path].size for path in files_of(nodes)) == sum(node.size for node in walk(tmp_path / part).values() if not is_directory(node))
        assert len(files_of(nodes)) >= 21578

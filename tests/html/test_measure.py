"""The text and Markdown of real feeds, measured against libxml2's tree and cmark-gfm. Skipped where these or the feeds are absent."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CORPORA = Path(os.environ.get("NEWSFS_CORPORA", ROOT.parent / "shared" / "data"))
BUILD = os.environ.get("B", "build")


@pytest.fixture(scope="module")
def figures():
    pytest.importorskip("lxml.html", reason="python3-lxml is not installed")
    if not shutil.which("cmark-gfm"):
        pytest.skip("cmark-gfm is not installed")
    if not (CORPORA / "feeds").is_dir():
        pytest.skip("no feeds in %s: set NEWSFS_CORPORA" % CORPORA)
    converter = f"{BUILD}/bench/html_convert"
    subprocess.run(["make", "-s", converter], cwd=ROOT, check=True)
    done = subprocess.run(["scripts/measure-html", "--json", "--convert", converter, str(CORPORA / "feeds")],
                          cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout)


def test_no_visible_word_of_a_feed_is_lost(figures):
    assert figures["words"] > 10000 and figures["words_lost"] == 0


def test_text_has_the_words_of_the_tree(figures):
    assert figures["text_f1"] >= 0.97


def test_markdown_renders_back_to_the_same_words_links_and_headings(figures):
    assert figures["markdown_f1"] >= 0.997
    assert figures["links_kept"] >= 0.99 * figures["links"]
    assert figures["headings_kept"] >= 0.99 * figures["headings"]


def test_safe_html_has_the_words_and_nothing_that_is_not_allowed(figures):
    assert figures["html_f1"] >= 0.97 and figures["not_allowed"] == 0

"""The layer check: what it lets pass and what it must catch."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path):
    """A small tree under the project's own table."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/layers", tmp_path / "scripts/layers")
    write(tmp_path, "include/newsfs/text.h", '#include "newsfs/buf.h"\n')
    write(tmp_path, "include/newsfs/store.h", '#include "newsfs/article.h"\n')
    write(tmp_path, "src/base/text.c", '#include "newsfs/text.h"\n#include "utf8.h"\n#include <utf8proc.h>\n')
    write(tmp_path, "src/store/open.c", '#include "newsfs/store.h"\n#include "newsfs/text.h"\n#include <sqlite3.h>\n')
    write(tmp_path, "tests/unit/render_page.c", '#include "newsfs/render.h"\n#include <jansson.h>\n#include <sqlite3.h>\n')
    return tmp_path


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def check(root):
    return subprocess.run([ROOT / "scripts/check-layers", root], capture_output=True, text=True)


def test_the_project_itself_passes():
    run = check(ROOT)
    assert (run.returncode, run.stdout) == (0, "")


def test_a_tree_that_keeps_to_the_table_passes(copy):
    run = check(copy)
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize("name, line, reason", [
    ("src/base/up.c", '#include "newsfs/store.h"', "base may not use store"),
    ("src/store/side.c", '#include "newsfs/render.h"', "store may not use render"),
    ("src/mount/around.c", '#include "newsfs/store.h"', "mount may not use store"),
    ("src/tree/sql.c", "#include <sqlite3.h>", "sqlite3.h is hidden by store"),
    ("src/tree/quoted.c", '#include "sqlite3.h"', "sqlite3.h is hidden by store"),
    ("src/store/prefix.c", "#include <libxml/parser.h>", "libxml/parser.h is hidden by ingest"),
    ("src/store/spaced.c", "  #  include  <fuse3/fuse.h>", "fuse3/fuse.h is hidden by mount"),
    ("src/tree/stair.c", '#include "../store/session.h"', "leaves the folder"),
    ("src/tree/door.c", '#include "store/session.h"', "private to store"),
    ("src/tree/macro.c", "#include HEADER", "cannot tell what is included"),
    ("src/tree/unknown.c", '#include "newsfs/nothing.h"', "belongs to no module"),
    ("include/newsfs/ingest.h", "#include <jansson.h>", "in a public header"),
    ("include/newsfs/model.h", "", "belongs to no module"),
    ("src/stray/stray.c", "", "belongs to no module"),
    ("tests/unit/model_up.c", '#include "newsfs/render.h"', "model may not use render"),
    ("tests/bench/html_up.c", '#include "newsfs/article.h"', "html may not use model"),
])
def test_a_line_that_breaks_the_table_fails_with_its_place_and_the_reason(copy, name, line, reason):
    write(copy, name, f"/* head */\n{line}\n" if line else "\n")
    run = check(copy)
    assert run.returncode == 1
    assert run.stdout.startswith(f"{name}:{2 if line else 1}: ")
    assert reason in run.stdout
    assert run.stdout.count("\n") == 1


@pytest.mark.parametrize("row", ["base | model | | err", "model | base | | err", "model | base"])
def test_a_table_that_contradicts_itself_is_refused(copy, row):
    lines = (copy / "scripts/layers").read_text().splitlines()
    lines = [row if line.startswith(row.split()[0] + " ") else line for line in lines]
    (copy / "scripts/layers").write_text("\n".join(lines) + "\n")
    assert check(copy).returncode != 0


def test_an_empty_tree_is_no_pass(tmp_path):
    write(tmp_path, "scripts/layers", (ROOT / "scripts/layers").read_text())
    assert check(tmp_path).returncode == 1

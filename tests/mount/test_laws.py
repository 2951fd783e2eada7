"""Laws over a generated store: the same tree by every way that leads to it."""

import os
import random
import subprocess
from collections import defaultdict

import pytest
from support import HANG_SECONDS, files_of, is_directory, node_of, read_all, walk


def test_every_listed_name_is_found_by_lookup_with_the_same_inode_and_attributes(generated, mounting):
    listed = walk(mounting(program=generated).path)
    asked = mounting(program=generated)
    assert {path: node_of(asked / path) for path in sorted(listed)} == listed


def names_that_are_not(listed):
    """Names near those that are, each in a directory that lists it not."""
    rng = random.Random(3)
    directories = sorted(path for path, node in listed.items() if is_directory(node))
    names = sorted({os.path.basename(path) for path in listed})
    for directory in rng.sample(directories, 200):
        other, own = rng.choice(names), rng.choice([n for p, n in ((p, os.path.basename(p)) for p in listed) if os.path.dirname(p) == directory])
        for name in {other, own + "x", own[:-1], own.upper(), own + ".txt", own.removesuffix(".txt"), "." + own, ".gitignore", "page.txt", "x" * 255,
                     "\x1b[31m", "2026-04-08_", "2026-04-31", "café".encode("latin-1").decode("utf-8", "surrogateescape")}:
            path = os.path.join(directory, name)
            if name and path not in listed:
                yield path


def test_a_name_that_is_not_listed_is_not_found(generated, mounting):
    mount = mounting(program=generated)
    listed = walk(mount.path)
    absent = list(names_that_are_not(listed))
    asked = mounting(program=generated)
    for place in (mount, asked):
        assert [path for path in absent if os.path.lexists(place / path)] == []
    assert len(absent) > 1000


def test_a_name_too_long_for_any_file_is_refused_as_such(generated, mounting):
    with pytest.raises(OSError, match="File name too long"):
        os.lstat(mounting(program=generated) / "sources" / ("x" * 256))


def links_of(nodes):
    """The sets of paths that are one file."""
    found = defaultdict(set)
    for path in files_of(nodes):
        found[nodes[path].inode].add(path)
    return {frozenset(paths) for paths in found.values()}


def assert_same_tree(copy, original):
    mine, theirs = walk(copy), walk(original)
    assert mine.keys() == theirs.keys()
    assert {path: node.mtime for path, node in mine.items()} == {path: node.mtime for path, node in theirs.items()}
    assert {p: mine[p].size for p in files_of(mine)} == {p: theirs[p].size for p in files_of(theirs)}
    assert links_of(mine) == links_of(theirs)
    assert read_all(copy, files_of(mine)) == read_all(original, files_of(theirs))


def test_export_writes_what_the_mount_serves_with_the_same_times_and_links(generated, exported, mounting):
    mount = mounting(program=generated)
    differences = subprocess.run(["diff", "-r", mount.path, exported], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert (differences.returncode, differences.stdout) == (0, "")
    assert_same_tree(exported, mount.path)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "xx_XX.nonsense"])
def test_the_exported_archive_extracts_to_what_the_mount_serves_in_any_locale(generated, mounting, tmp_path, locale):
    mount = mounting(program=generated)
    archive = generated.run_bytes("export", "--tar", "/", env={"LC_ALL": locale}).stdout
    (tmp_path / "copy").mkdir()
    subprocess.run(["tar", "--warning=no-timestamp", "-xf", "-", "-C", tmp_path / "copy"], input=archive, check=True, timeout=HANG_SECONDS)
    assert_same_tree(tmp_path / "copy", mount.path)


def test_export_of_a_part_is_that_part(generated, mounting, tmp_path):
    mount = mounting(program=generated)
    for part in ("latest", "topics/ai", "panel"):
        copy = tmp_path / part.replace("/", "-")
        generated.run("export", part, copy)
        assert read_all(copy, files_of(walk(copy))) == read_all(mount / part, files_of(walk(mount / part)))


def test_cat_prints_what_the_mount_serves_for_every_path(generated, mounting):
    mount = mounting(program=generated)
    paths = files_of(walk(mount.path))
    for at in range(0, len(paths), 800):
        some = paths[at:at + 800]
        assert generated.run_bytes("cat", *some).stdout == b"".join(read_all(mount.path, some).values())
    for path in random.Random(4).sample(paths, 30):
        assert generated.run_bytes("cat", f"/{path}").stdout == (mount / path).read_bytes()


def test_ls_lists_what_the_mount_lists_for_every_directory(generated, mounting):
    mount = mounting(program=generated)
    nodes = walk(mount.path)
    directories = sorted(path for path, node in nodes.items() if is_directory(node))
    for at in range(0, len(directories), 500):
        some = directories[at:at + 500]
        printed = generated.run("ls", *some).stdout
        assert printed == "\n".join(f"{path}:\n" + "".join(f"{name}\n" for name in sorted(os.listdir(mount / path))) for path in some)


def test_tree_draws_every_path_once(generated, mounting):
    drawn = generated.run("tree").stdout.splitlines()
    names = [line.split("── ", 1)[1] for line in drawn[1:]]
    assert sorted(names) == sorted(os.path.basename(path) for path in walk(mounting(program=generated).path))


def test_without_pushing_every_byte_and_attribute_is_the_same(generated, mounting):
    pushing, asking = mounting(program=generated), mounting("-o", "nopush", program=generated)
    texts = []
    for mount in (pushing, asking):
        subprocess.run(["grep", "-r", "nothing like that", "."], cwd=mount.path, capture_output=True, timeout=HANG_SECONDS)
        nodes = walk(mount.path)
        texts.append((nodes, read_all(mount.path, files_of(nodes))))
    assert texts[0] == texts[1]
    assert pushing.status()["pushed"] > 0 and asking.status()["pushed"] == 0


def test_importing_the_same_again_changes_nothing(newsfs, generated, mounting):
    newsfs.put(*generated.documents, now=1_790_000_000)
    mount = mounting()
    before = walk(mount.path)
    assert newsfs.put(*generated.documents, now=1_790_009_999) == {"articles": len(generated.documents), "new": 0, "changed": 0,
                                                                   "same": len(generated.documents), "rejected": 0}
    assert walk(mounting().path) == before
    assert walk(mount.path) == before


def test_two_stores_of_the_same_articles_have_the_same_tree(newsfs, generated, mounting):
    newsfs.put(*generated.documents, now=1_790_000_000)
    assert walk(mounting().path) == walk(mounting(program=generated).path)


def test_check_finds_nothing_wrong(generated):
    assert generated.run("check").stdout == ""


def test_what_was_put_in_can_be_found(generated, mounting):
    """By identity: every article has one page, and its meta.json says who it is."""
    import json
    mount = mounting(program=generated)
    metas = [json.loads((mount / "sources" / path).read_text()) for path in walk(mount / "sources") if path.endswith("meta.json")]
    assert sorted(meta["id"] for meta in metas) == sorted(d["id"] for d in generated.documents)
    assert len(files_of(walk(mount / "pages"))) == len(generated.documents)
    lines = (mount / "wire.tsv").read_text().splitlines()
    assert [len(line.split("\t")) for line in lines] == [5] * len(generated.documents)
    assert sorted(line.split("\t")[2] for line in lines) == sorted(meta["name"] for meta in metas)



def test_latest_holds_the_hundred_newest_by_day(generated, mounting):
    mount = mounting(program=generated)
    latest = sorted(os.listdir(mount / "latest"))
    everything = sorted(name for source in os.listdir(mount / "sources") for name in os.listdir(mount / "sources" / source))
    assert len(latest) == min(100, len(everything))
    left = sorted(set(everything) - set(latest))
    assert not left or max(name[:10] for name in left) <= min(name[:10] for name in latest)

"""Times, inode numbers, links and the other things that stat, readdir and statfs say."""

import os
import stat
import subprocess
from collections import Counter, defaultdict

import pytest
from support import VIEWS, article, dirents, fresh_node, is_directory, node_of, take, walk

FIRST, SECOND = 1_775_700_000, 1_775_800_000
PUBLISHED = 1_775_642_400  # 2026-04-08T10:00:00Z
NS = 10**9


@pytest.fixture
def two(newsfs, mounting):
    """A mount of two articles that arrived one after the other, the second of another source, topic and day."""
    newsfs.put(article(1, topics=["AI"], takes=[take("skeptic"), take("builder")]), now=FIRST)
    newsfs.put(article(2, topics=["AI", "Law"], source="Post", published="2026-04-09T00:00:00Z", takes=[take("skeptic")]), now=SECOND)
    return mounting()


def test_mtime_is_publication_and_ctime_arrival(two):
    for path in ("sources/the-wire/2026-04-08_title-number-1", "topics/ai/2026-04-08_title-number-1/body.txt",
                 "pages/the-wire/2026-04-08_title-number-1.txt", "panel/builder/2026-04-08_title-number-1.txt",
                 "dates/2026-04-08/2026-04-08_title-number-1/takes"):
        node = node_of(two / path)
        assert (node.mtime, node.ctime) == (PUBLISHED * NS, FIRST * NS), path


@pytest.mark.parametrize("published", [None, "2099-01-01T00:00:00Z"])
def test_without_a_believable_date_of_publication_arrival_counts(newsfs, mounting, published):
    newsfs.put(article(1, published=published), now=FIRST)
    mount = mounting()
    assert os.listdir(mount / "latest") == ["2026-04-09_title-number-1"]
    assert node_of(mount / "latest/2026-04-09_title-number-1/title.txt").mtime == FIRST * NS


def test_a_view_has_the_time_of_its_latest_arrival(two):
    first = ["sources/the-wire", "pages/the-wire", "dates/2026-04-08", "panel/builder"]
    second = ["", *VIEWS, "wire.tsv", "sources/post", "topics/ai", "topics/law", "dates/2026-04-09", "panel/skeptic"]
    assert {path: node_of(two / path).mtime for path in first} == dict.fromkeys(first, FIRST * NS)
    assert {path: node_of(two / path).mtime for path in second} == dict.fromkeys(second, SECOND * NS)


def test_find_and_ls_sort_by_these_times(two):
    newer = subprocess.run(["find", "dates", "-newermt", "2026-04-08T12:00:00Z", "-name", "body.txt"], cwd=two.path, capture_output=True, text=True)
    assert newer.stdout.split() == ["dates/2026-04-09/2026-04-09_title-number-2/body.txt"]
    newest = subprocess.run(["ls", "-t", "sources"], cwd=two.path, capture_output=True, text=True)
    assert newest.stdout.split() == ["post", "the-wire"]


def test_nothing_can_be_written_or_run_by_its_mode(generated, mounting):
    mount = mounting(program=generated)
    assert {node.mode for node in walk(mount.path).values()} == {stat.S_IFDIR | 0o555, stat.S_IFREG | 0o444}


def test_names_may_have_255_bytes(two):
    assert os.statvfs(two.path).f_namemax == 255
    assert os.statvfs(two / "sources/post/2026-04-09_title-number-2/body.txt").f_namemax == 255


def every_directory(mount):
    return ["", *(path for path, node in walk(mount.path).items() if is_directory(node))]


def test_each_directory_lists_itself_and_its_parent_and_each_listed_number_is_the_nodes_own(generated, mounting):
    mount = mounting(program=generated)
    for path in every_directory(mount)[:600]:
        fd = os.open(mount / path, os.O_RDONLY)
        listed = []
        while chunk := dirents(fd, 32768):
            listed += chunk
        os.close(fd)
        numbers = {entry.name: entry.inode for entry in listed}
        assert len(numbers) == len(listed), path
        assert numbers.pop(".") == os.stat(mount / path).st_ino, path
        parent = numbers.pop("..")
        assert parent == os.stat(mount / os.path.dirname(path)).st_ino or path == "", path
        assert numbers == {name: os.lstat(mount / path / name).st_ino for name in os.listdir(mount / path)}


def test_the_views_of_an_empty_store_are_there_and_empty(newsfs, mounting):
    newsfs.run("import", "-", stdin="[]")
    mount = mounting()
    directories = [path for path, node in walk(mount.path).items() if is_directory(node)]
    assert {*VIEWS} <= {*directories} and {"README.txt", "AGENTS.md", "wire.tsv"} <= {*os.listdir(mount.path)}
    assert all(os.listdir(mount / path) == [] for path in VIEWS)
    assert (mount / "wire.tsv").read_bytes() == b""


def test_the_link_count_of_a_file_is_the_number_of_its_paths(generated, mounting):
    nodes = walk(mounting(program=generated).path)
    files = [node for node in nodes.values() if not is_directory(node)]
    paths = Counter(node.inode for node in files)
    assert {node.inode: node.nlink for node in files} == dict(paths)
    assert max(paths.values()) > 5


def test_paths_of_one_file_agree_in_everything(generated, mounting):
    by_inode = defaultdict(set)
    for node in walk(mounting(program=generated).path).values():
        by_inode[node.inode].add(node)
    assert all(len(nodes) == 1 for nodes in by_inode.values())


def test_no_two_directories_are_one(generated, mounting):
    mount = mounting(program=generated)
    inodes = [os.stat(mount / path).st_ino for path in every_directory(mount)]
    assert len(set(inodes)) == len(inodes)


def test_readme_and_agents_are_one_file(two):
    assert os.path.samefile(two / "README.txt", two / "AGENTS.md")
    assert (two / "README.txt").read_text().count("sources/") > 1


def test_tools_see_hard_links(two):
    same = subprocess.run(["find", ".", "-samefile", "latest/2026-04-08_title-number-1/body.txt"], cwd=two.path, capture_output=True, text=True)
    assert sorted(same.stdout.split()) == [f"./{view}/2026-04-08_title-number-1/body.txt"
                                           for view in ("dates/2026-04-08", "latest", "sources/the-wire", "topics/ai")]


def test_inodes_and_all_else_are_the_same_after_a_remount(generated, mounting):
    first = mounting(program=generated)
    before = walk(first.path)
    first.end()
    assert walk(mounting(program=generated).path) == before


def test_asking_the_mount_anew_says_what_it_said_before(generated, mounting):
    mount = mounting(program=generated)
    for path, node in list(walk(mount.path).items())[::7]:
        assert fresh_node(mount / path) == node, path


def test_a_working_directory_stays_in_its_view(two):
    script = "cd topics/ai/2026-04-08_title-number-1 && ls ../../../sources/the-wire/2026-04-08_title-number-1 >/dev/null && /bin/pwd"
    where = subprocess.run(["sh", "-c", script], cwd=two.path, capture_output=True, text=True)
    assert where.stdout.strip() == str(two / "topics/ai/2026-04-08_title-number-1")

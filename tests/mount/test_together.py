"""Many at once: importers, mounts, commands and readers on one store, and no order between them."""

import os
import subprocess
import threading

import pytest
from support import HANG_SECONDS, SANITIZER, article, dirents, files_of, is_directory, read_all, take, walk, within_a_second

ROUNDS = int(os.environ.get("NEWSFS_ROUNDS", 2 if SANITIZER else 4))


def batch(importer, number):
    return [article(f"{importer}-{number}-{k}", source=f"Source {k % 3}", topics=[f"topic {importer}"], takes=[take(f"role{k % 4}")], title=f"Title {k}")
            for k in range(25)]


def test_importers_mounts_and_commands_share_a_store_and_none_finds_it_locked(newsfs, mounting):
    newsfs.put(article(0))
    mounts = [mounting(), mounting()]
    problems = []

    def trying(work):
        def run():
            try:
                work()
            except Exception as problem:
                problems.append(problem)
        return threading.Thread(target=run)

    def importing(importer):
        for number in range(6):
            newsfs.put(*batch(importer, number))

    def asking():
        for _ in range(10):
            for words in (["list", "-n", "5"], ["topic", "list"], ["status", "--json"], ["ls", "latest"], ["check"]):
                assert newsfs.run(*words).stderr == ""

    def walking(mount):
        for _ in range(5):
            for source in os.listdir(mount / "sources"):
                read_all(mount / "sources" / source, files_of(walk(mount / "sources" / source)))

    threads = [trying(lambda i=i: importing(i)) for i in range(4)] + [trying(asking)] + [trying(lambda m=m: walking(m)) for m in mounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANG_SECONDS)
        assert not thread.is_alive()
    assert problems == []
    assert newsfs.run("check").stdout == ""
    expected = walk(mounting().path)
    assert len([path for path in expected if path.startswith("pages/") and path.endswith(".txt")]) == 1 + 4 * 6 * 25
    for mount in mounts:
        pages = mount.path / "pages"
        within_a_second(lambda: sum(len(os.listdir(pages / source)) for source in os.listdir(pages)) == 1 + 4 * 6 * 25, "every page")
        # a walk of all of it takes longer than a change may take, so it is repeated, not timed
        assert any(walk(mount.path) == expected for _ in range(5))


@pytest.mark.parametrize("path", ["sources/the-wire", "pages/the-wire", "topics/ai", "panel/skeptic", "dates/2026-04-08", "topics", "dates"])
@pytest.mark.parametrize("cached", [False, True], ids=["cold", "listed before"])
def test_a_listing_during_imports_neither_repeats_nor_skips(newsfs, mounting, path, cached):
    """Read in small pieces, with a commit of many articles between any two of them."""
    def documents(first, count):
        for n in range(first, first + count):
            yield article(n, topics=["AI", f"topic {n}"], takes=[take("skeptic")])
            yield article(f"day-{n}", published=f"2025-{1 + n % 12:02d}-{1 + n % 28:02d}T00:00:00Z")

    newsfs.put(*documents(0, 150))
    mount = mounting()
    there = set(os.listdir(mount / path)) if cached else None
    if not cached:
        there = set(newsfs.run("ls", path).stdout.split())
    fd = os.open(mount / path, os.O_RDONLY)
    seen, first = [], 1000
    while piece := dirents(fd, 1024):
        seen += [entry.name for entry in piece]
        if first < 1200:
            newsfs.put(*documents(first, 20))
            first += 20
    os.close(fd)
    assert len(seen) == len(set(seen))
    assert there <= set(seen)
    assert first > 1040


def run_all(commands, directory):
    """All at once; their standard outputs."""
    running = [subprocess.Popen(command, shell=True, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for command in commands]
    outputs = []
    try:
        for process in running:
            out, complaints = process.communicate(timeout=HANG_SECONDS)
            assert complaints == b"", complaints[:1000]
            outputs.append(out)
    finally:
        for process in running:
            process.kill()
            process.wait()
    return outputs


SCANS = [
    "rg -j4 -uu --no-messages --sort none -c . | sort | sha256sum",
    "tar -cf - --sort=name --owner=0 --group=0 --mode=0 * | sha256sum",
    "find . -type f -printf '%p %s\\n' | sort | sha256sum",
    "rg -j4 -uu -l e pages | sort | sha256sum",
    "find . -type f -print0 | sort -z | xargs -0 cat | sha256sum",
]


@pytest.mark.parametrize("options", [(), ("-o", "nopush")], ids=["pushing", "nopush"])
def test_parallel_scans_of_a_cold_mount_never_hang_and_read_what_export_writes(generated, exported, mounting, options):
    expected = run_all(SCANS, exported)
    pushed = 0
    for _ in range(ROUNDS):
        mount = mounting(*options, program=generated)
        assert run_all(SCANS, mount.path) == expected
        pushed += mount.status()["pushed"]
        mount.end()
    assert (pushed > 0) == (not options)


def test_parallel_scans_while_the_store_changes_never_hang_and_fail_at_nothing_that_stays(newsfs, generated, mounting):
    newsfs.put(*generated.documents[:150])
    mount = mounting()
    stays = [path for path, node in walk(mount.path, "dates").items() if is_directory(node) and path.count("/") == 2]
    stop, problems = threading.Event(), []

    def importing():
        for number in range(40):
            if stop.is_set():
                return
            try:
                newsfs.put(*batch("x", number), generated.documents[number] | {"title": f"Changed {number}"})
            except Exception as problem:
                problems.append(problem)

    thread = threading.Thread(target=importing)
    thread.start()
    try:
        for _ in range(3):
            run_all(["rg -j4 -uu --no-messages -c . | cat", "tar -cf - . 2>/dev/null | cat >/dev/null", "find . -name body.txt 2>/dev/null -print0 | xargs -0 cat 2>/dev/null"],
                    mount.path)
            for path in stays:
                assert "title.txt" in os.listdir(mount / path)
    finally:
        stop.set()
        thread.join(HANG_SECONDS)
    assert problems == []


def test_many_readers_of_one_file_read_the_same(newsfs, mounting):
    newsfs.put(article(1, body="".join(f"line {n}\n" for n in range(200_000))))
    mount = mounting()
    outputs = run_all(["cat latest/*/body.txt | sha256sum"] * 8, mount.path)
    assert len(set(outputs)) == 1
    assert outputs[0].split()[0].decode() == run_all([f"cat '{mount.path}/'pages/*/* >/dev/null; cat latest/*/body.txt | sha256sum"], mount.path)[0].split()[0].decode()


def test_memory_does_not_grow_with_what_was_walked(newsfs, mounting):
    if SANITIZER:
        pytest.skip("a sanitizer's memory is not the daemon's")
    newsfs.put(*(article(n, published=f"2026-01-{1 + n % 28:02d}", topics=[f"t{n % 50}"], takes=[take()]) for n in range(1500)))
    mount = mounting()
    subprocess.run(["ls", "-R", "sources/the-wire"], cwd=mount.path, stdout=subprocess.DEVNULL, timeout=HANG_SECONDS)
    subprocess.run(["grep", "-rc", "x", "pages"], cwd=mount.path, stdout=subprocess.DEVNULL, timeout=HANG_SECONDS)
    before = mount.status()["memory_anon_bytes"]
    subprocess.run(["grep", "-rc", "x", "."], cwd=mount.path, stdout=subprocess.DEVNULL, timeout=HANG_SECONDS)
    after = mount.status()["memory_anon_bytes"]
    assert after < 16_000_000 and after - before < 1_000_000

"""A mount while articles arrive, change and are pruned without end, and eight readers walk it: no error but that a pruned article is not there,
no torn read, no listing that repeats or skips. NEWSFS_SOAK says for how many seconds."""

import hashlib
import json
import os
import random
import re
import threading
from collections import Counter
import traceback

from support import HANG_SECONDS, article, take

SECONDS = float(os.environ.get("NEWSFS_SOAK", 8))
SEED = int(os.environ.get("NEWSFS_SEED", 20260408))
READERS = 8
STAYING = 120
OLD, NEW = "2001-02-03", "2026-04-08"


def sealed(rng, name):
    """A text that says by itself whether it is whole: "[name digest words… name]", on one line."""
    words = f"{name} " + " ".join(str(rng.randrange(10**6)) for _ in range(rng.choice([3, 30, 300, 3000])))
    return f"[{hashlib.sha1(words.encode()).hexdigest()} {words}]"


SEALED = re.compile(r"\[([0-9a-f]{40}) ([^]]*)\]")


class World:
    """What was put in, and what must be there all the time."""

    def __init__(self, program):
        self.program, self.lock = program, threading.Lock()
        self.seals, self.problems, self.stop = set(), [], threading.Event()
        self.prunes = self.commits = self.reads = self.lists = self.gone = 0

    def seal(self, rng, name):
        text = sealed(rng, name)
        with self.lock:
            self.seals.add(text)
        return text

    def document(self, rng, kind, number):
        return article(f"{kind}-{number}", title=f"{kind} {number}", published=OLD if kind == "going" else NEW, summary=self.seal(rng, "summary"),
                       source=f"Source {number % 3}", body=self.seal(rng, "body"), topics=[f"Topic {number % 2}"],
                       takes=[take("skeptic", self.seal(rng, "take"))] if number % 3 == 0 else [])

    def trying(self, work, *arguments):
        def run():
            try:
                while not self.stop.is_set():
                    work(*arguments)
            except Exception as problem:
                self.problems.append("".join(traceback.format_exception(problem)[-2:]))
                self.stop.set()
        return threading.Thread(target=run)


def importing(world, rng):
    number = rng.randrange(10**9)
    world.program.put(*(world.document(rng, "going", number + n) for n in range(20)), *(world.document(rng, "staying", n) for n in rng.sample(range(STAYING), 10)))
    world.commits += 1


def pruning(world):
    world.program.run("prune", "--older-than", "2010-01-01")
    world.prunes += 1
    world.stop.wait(0.3)


def read_whole(path):
    with open(path, "rb", buffering=0) as file:
        size, text = os.fstat(file.fileno()).st_size, b""
        while piece := file.read(4096 + size // 3):
            text += piece
    return text.decode(), size


def check_text(world, path, text):
    seals = SEALED.findall(text)
    for digest, words in seals:
        assert hashlib.sha1(words.encode()).hexdigest() == digest, f"{path}: a torn read"
        assert f"[{digest} {words}]" in world.seals, f"{path}: bytes that never were"
    assert path.endswith(("title.txt", "url.txt", "meta.json")) or seals, f"{path}: {text[:80]!r}"
    assert text.endswith("\n"), path


def check_file(world, path):
    text, size = read_whole(path)
    world.reads += 1
    if not path.endswith("wire.tsv"):
        assert len(text.encode()) == size, f"{path}: {len(text.encode())} bytes of {size}"
    if path.endswith("meta.json"):
        json.loads(text)
    check_text(world, path, text)


def check_article(world, path):
    for name in os.listdir(path):
        if name == "takes":
            for role in os.listdir(f"{path}/takes"):
                check_file(world, f"{path}/takes/{role}")
        else:
            check_file(world, f"{path}/{name}")


def check_entry(world, path, is_page):
    """What stays is there; what goes may be gone, and then it is not there."""
    try:
        check_file(world, path) if is_page else check_article(world, path)
    except FileNotFoundError:
        assert "going" in path, f"{path} stays, and was not there"
        world.gone += 1


def check_listing(world, directory, expected):
    names = os.listdir(directory)
    world.lists += 1
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    assert twice == [], f"{directory}: {len(twice)} of {len(names)} listed twice: {twice[:3]}"
    assert not expected - set(names), f"{directory}: {sorted(expected - set(names))[:3]} were skipped"
    return names


def reading(world, rng, expected):
    directory = rng.choice(sorted(expected))
    try:
        names = check_listing(world, directory, expected[directory])
    except FileNotFoundError:
        assert not expected[directory], f"{directory} stays, and was not there"  # the last of its articles was pruned
        return
    for name in rng.sample(names, min(len(names), 12)):
        check_entry(world, f"{directory}/{name}", name.endswith(".txt"))
        if world.stop.is_set():
            return


def directories_of(mount, names):
    """{directory: the names that are in it from now on}"""
    found = {}
    for view in ("sources", "topics", "dates", "pages", "panel"):
        for group in os.listdir(mount / view):
            entries = {name for name in os.listdir(mount / view / group)}
            found[str(mount / view / group)] = {name for name in entries if name.removesuffix(".txt") in names}
    found[str(mount / "latest")] = set()
    found[str(mount / "search/body")] = set()  # its end moves: at most a thousand
    return found


def test_eight_readers_walk_a_mount_under_import_and_prune_and_see_only_what_was(newsfs, mounting):
    world, rng = World(newsfs), random.Random(SEED)
    newsfs.put(*(world.document(rng, "staying", n) for n in range(STAYING)), *(world.document(rng, "going", n) for n in range(STAYING)))
    mount = mounting()
    names = {name for name in os.listdir(mount / f"dates/{NEW}")}
    assert len(names) == STAYING
    expected = directories_of(mount, names)
    threads = [world.trying(importing, world, random.Random(SEED + 1)), world.trying(importing, world, random.Random(SEED + 2)), world.trying(pruning, world)]
    threads += [world.trying(reading, world, random.Random(SEED + 10 + n), expected) for n in range(READERS)]
    for thread in threads:
        thread.start()
    world.stop.wait(SECONDS)
    world.stop.set()
    for thread in threads:
        thread.join(HANG_SECONDS)
        assert not thread.is_alive(), "a reader or writer hangs"
    assert not world.problems, "\n".join(world.problems)
    assert world.commits and world.prunes and world.reads and world.lists
    print(f"{world.commits} commits, {world.prunes} prunes, {world.lists} listings, {world.reads} files, {world.gone} gone")
    assert newsfs.run("check").stdout == ""

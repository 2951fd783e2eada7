"""What is measured on: generated documents, stores made of them, and copies of their trees. Kept in build/bench-data under a hash of all
that makes them; what an older hash made is removed."""

import contextlib
import hashlib
import os
import subprocess
import time
from pathlib import Path

from . import places, process

ROOT = Path(__file__).resolve().parents[3]
MADE_BY = ("src/store", "src/render", "src/model", "src/tree", "include/newsfs", "tests/bench/model_generate.c", "tests/bench/measure/stores.py")
SEED = 1


def fingerprint():
    """A hash of the sources that decide what a store holds."""
    digest = hashlib.sha256()
    for name in MADE_BY:
        path = ROOT / name
        for file in sorted(path.rglob("*.[ch]")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Maker:
    def __init__(self, program, generator, directory):
        self.program, self.generator, self.directory = program, generator, Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.hash = fingerprint()

    def kept(self, name, suffix, make):
        """The file of that name and today's hash; `make(path)` makes it where it is missing."""
        path = self.directory / f"{name}-{self.hash}{suffix}"
        for old in self.directory.glob(f"{name}-*{suffix}*"):
            if not old.name.startswith(path.name):
                old.unlink()
        if not path.exists():
            new = path.with_name(f"new-{os.getpid()}-{path.name}")
            try:
                make(new)
                new.rename(path)
            finally:
                for left in self.directory.glob(f"{new.name}*"):
                    left.unlink()
        return path

    def documents(self, count, takes, seed=SEED):
        """JSON Lines in a file."""
        def make(path):
            with open(path, "wb") as file:
                subprocess.run(self.generate(count, takes, seed), stdout=file, check=True)
        return self.kept(f"articles-{count}-{takes}" + (f"-seed{seed}" if seed != SEED else ""), ".jsonl", make)

    def generate(self, count, takes, seed=SEED):
        return [str(self.generator), "-s", str(seed), "-t", str(takes), str(count)]

    def store(self, count, takes):
        def make(path):
            print(f"making a store of {count:,} articles", flush=True)
            with subprocess.Popen(self.generate(count, takes), stdout=subprocess.PIPE) as articles:
                process.run([self.program, "--store", path, "import", "-"], stdin=articles.stdout)
            wait_for_index(self.program, path)
            fold(path)
        return self.kept(f"store-{count}-{takes}", ".db", make)

    def store_of(self, corpus):
        """A store of someone's real articles."""
        def make(path):
            process.run([self.program, "--store", path, "import", corpus])
            wait_for_index(self.program, path)
            fold(path)
        stat = corpus.stat()
        return self.kept(f"corpus-{corpus.name.split('.')[0]}-{stat.st_size}-{int(stat.st_mtime)}", ".db", make)

    def squashfs(self, name, tree):
        return self.kept(name, ".squashfs", lambda path: process.run(["mksquashfs", tree, path, "-quiet", "-no-progress", "-noappend"]))

    def ext4(self, name, tree):
        def make(path):
            files, size = measure_tree(tree)
            with open(path, "wb") as image:
                image.truncate(size)
            process.run(["mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-N", files, "-E", "lazy_itable_init=0", "-d", tree, path])
        return self.kept(name, ".ext4", make)


def wait_for_index(program, path):
    """An import leaves it to a process of its own, which must be done before the file gets its name, or another import is timed."""
    while ", 0 waiting;" not in process.run([program, "--store", path, "index"]):
        time.sleep(0.2)


def fold(path):
    """A store that nobody has open is one file."""
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            if os.path.getsize(f"{path}{suffix}") == 0:
                os.unlink(f"{path}{suffix}")


def measure_tree(tree):
    """(inodes, bytes) that an ext4 image of it needs, with room."""
    inodes, blocks = 1000, 0
    for directory, names, files in os.walk(tree):
        inodes += 1 + len(files)
        blocks += 1 + len(names + files) // 40
        blocks += sum((os.lstat(f"{directory}/{name}").st_size + 4095) // 4096 for name in files)
    return inodes, (blocks * 4096 + inodes * 300) * 5 // 4 + (256 << 20)


def export(program, store, directory):
    """The tree of sources/ and pages/ as files, each file with a second name as it has in a store's other views: what counts links works alike."""
    for view in ("sources", "pages"):
        process.run([program, "--store", store, "export", view, directory / view])
    process.run(["cp", "-al", directory / "sources", directory / "links"])


def count_articles(program, store):
    return process.run_json([program, "--store", store, "status", "--json"])["articles"]


@contextlib.contextmanager
def copies(maker, store, directory, wanted):
    """The peers that can be had here, each with the store's tree: {name: place}. tmpfs always; it is never cold."""
    with places.tmpfs(directory / "tmpfs") as there:
        print(f"copying the tree of {store.name} to tmpfs", flush=True)
        export(maker.program, store, there)
        found = {"tmpfs": places.Place("tmpfs", there)}
        name = store.name.rsplit("-", 1)[0].replace("store-", "tree-")
        if "squashfuse_ll" in wanted and places.can_mount_squashfs():
            found["squashfuse_ll"] = places.Squashfuse(maker.squashfs(name, there), directory / "squashfuse")
        if "ext4" in wanted and places.can_mount_ext4():
            found["ext4"] = places.Ext4(maker.ext4(name, there), directory / "ext4")
        yield found

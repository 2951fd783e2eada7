"""What a file holds: as many bytes as it says before anybody reads it, clean text, and nothing that writing could change."""

import errno
import hashlib
import mmap
import os
import random
import subprocess

import pytest
from support import HANG_SECONDS, article, files_of, is_directory, read_all, take, walk


def by_cat(mount, paths, scratch):
    return {path: subprocess.run(["cat", path], cwd=mount.path, capture_output=True, check=True, timeout=HANG_SECONDS).stdout
            for path in random.Random(1).sample(paths, 60)}


def by_read(mount, paths, scratch):
    return read_all(mount.path, paths)


def by_mmap(mount, paths, scratch):
    found = {}
    for path in paths:
        with open(mount / path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as view:
            found[path] = bytes(view)
    return found


def by_tar(mount, paths, scratch):
    (scratch / "copy").mkdir()
    subprocess.run(f"tar -cf - -C {mount.path} . | tar -xf - -C {scratch}/copy", shell=True, check=True, timeout=HANG_SECONDS)
    return read_all(scratch / "copy", paths)


def by_rsync(mount, paths, scratch):
    subprocess.run(["rsync", "-aH", f"{mount.path}/", scratch / "copy"], check=True, timeout=HANG_SECONDS)
    return read_all(scratch / "copy", paths)


@pytest.mark.parametrize("reading", [by_cat, by_read, by_mmap, by_tar, by_rsync])
def test_the_size_told_before_the_first_read_is_the_number_of_bytes_that_any_program_reads(generated, exported, mounting, tmp_path, reading):
    mount = mounting(program=generated)
    nodes = walk(mount.path)
    found = reading(mount, files_of(nodes), tmp_path)
    assert {path: len(text) for path, text in found.items()} == {path: nodes[path].size for path in found}
    assert found == read_all(exported, found)
    assert len(found) >= 60


def test_wc_counts_what_stat_says_without_reading(generated, mounting):
    mount = mounting(program=generated)
    paths = files_of(walk(mount.path, "sources"))
    counted = subprocess.run(["wc", "-c", *paths], cwd=mount.path, capture_output=True, text=True, check=True, timeout=HANG_SECONDS).stdout
    read = subprocess.run(f"cat {' '.join(paths)} | wc -c", shell=True, cwd=mount.path, capture_output=True, text=True, check=True).stdout
    assert counted.splitlines()[-1].split()[0] == read.strip()


@pytest.mark.parametrize("option", [(), ("-o", "nopush")])
def test_any_slice_of_a_file_is_that_slice_of_its_bytes(generated, exported, mounting, option):
    mount = mounting(*option, program=generated)
    rng = random.Random(2)
    paths = files_of(walk(exported))
    for path in rng.sample(paths, 400) + [p for p in paths if os.path.getsize(exported / p) > 100_000]:
        whole = (exported / path).read_bytes()
        with open(mount / path, "rb", buffering=0) as file:
            for _ in range(4):
                offset, size = rng.randrange(len(whole) + 9), rng.choice([1, 7, 4096, 4097, 131072, 1 << 20])
                assert os.pread(file.fileno(), size, offset) == whole[offset:offset + size], (path, offset, size)


def test_every_file_is_clean_text_that_ends_in_a_newline(generated, mounting):
    mount = mounting(program=generated)
    for path, text in read_all(mount.path, files_of(walk(mount.path))).items():
        assert text.endswith(b"\n"), path
        bad = [c for c in text.decode() if is_unclean(c)]
        assert not bad, (path, bad)


def is_unclean(character):
    """Controls but newline and tab, C1, bidirectional marks and overrides, tag characters."""
    c = ord(character)
    return (c < 32 and character not in "\n\t") or 0x7F <= c < 0xA0 or 0x202A <= c <= 0x202E or 0x2066 <= c <= 0x2069 or \
        0xE0000 <= c <= 0xE007F


def test_no_name_holds_anything_but_letters_marks_digits_and_its_own_punctuation(generated, mounting):
    import unicodedata
    mount = mounting(program=generated)
    for path, node in walk(mount.path).items():
        name = os.path.basename(path)
        stem = name.removesuffix(".txt") if not is_directory(node) else name
        assert len(name.encode()) <= 255 and not name.startswith((".", "-")) and not stem.endswith("-")
        if name not in ("meta.json", "AGENTS.md", "wire.tsv"):
            assert all(c in "-_" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" for c in stem), path


def test_absent_values_are_absent_files_and_title_body_and_meta_are_always_there(newsfs, mounting):
    newsfs.put({"title": "Only a title", "source": "S"}, {"body": "Only a body.", "source": "S"}, article(3, source="S", takes=[take()]))
    mount = mounting()
    listed = sorted(tuple(sorted(os.listdir(mount / "sources/s" / name))) for name in os.listdir(mount / "sources/s"))
    assert listed == [("body.txt", "meta.json", "summary.txt", "takes", "title.txt", "url.txt"),
                      ("body.txt", "meta.json", "title.txt"), ("body.txt", "meta.json", "title.txt")]
    assert all(node.size > 0 for path, node in walk(mount.path).items() if not is_directory(node))


# ---- nothing can be written ----

def opened(path, flags):
    os.close(os.open(path, flags, 0o644))


WRITES = {
    "open for writing": lambda m, d, f: opened(f, os.O_WRONLY),
    "open for both": lambda m, d, f: opened(f, os.O_RDWR),
    "open for appending": lambda m, d, f: opened(f, os.O_WRONLY | os.O_APPEND),
    "open and truncate": lambda m, d, f: opened(f, os.O_WRONLY | os.O_TRUNC),
    "create": lambda m, d, f: opened(d / "new", os.O_WRONLY | os.O_CREAT),
    "create in the root": lambda m, d, f: opened(m.path / "new", os.O_WRONLY | os.O_CREAT | os.O_EXCL),
    "temporary file": lambda m, d, f: opened(d, os.O_WRONLY | os.O_TMPFILE),
    "truncate": lambda m, d, f: os.truncate(f, 0),
    "unlink": lambda m, d, f: os.unlink(f),
    "mkdir": lambda m, d, f: os.mkdir(m / "topics/new"),
    "rmdir": lambda m, d, f: os.rmdir(d),
    "rename": lambda m, d, f: os.rename(f, d / "other"),
    "rename a directory": lambda m, d, f: os.rename(d, d.parent / "other"),
    "hard link": lambda m, d, f: os.link(f, d / "other"),
    "symbolic link": lambda m, d, f: os.symlink("x", d / "other"),
    "fifo": lambda m, d, f: os.mkfifo(d / "other"),
    "chmod": lambda m, d, f: os.chmod(f, 0o644),
    "chown": lambda m, d, f: os.chown(f, os.getuid(), os.getgid()),
    "utime": lambda m, d, f: os.utime(f),
    "set an extended attribute": lambda m, d, f: os.setxattr(f, "user.x", b"1"),
    "remove an extended attribute": lambda m, d, f: os.removexattr(f, "user.x"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_whatever_would_write_is_refused_as_read_only(newsfs, mounting, write):
    newsfs.put(article())
    mount = mounting()
    directory = mount / "sources/the-wire/2026-04-08_title-number-1"
    with pytest.raises(OSError) as refused:
        write(mount, directory, directory / "body.txt")
    assert refused.value.errno == errno.EROFS
    assert not os.access(directory / "body.txt", os.W_OK) and os.access(directory / "body.txt", os.R_OK)


def test_reading_everything_changes_nothing(newsfs, mounting):
    newsfs.put(*(article(n, takes=[take()]) for n in range(20)))
    before = hashlib.sha256(newsfs.store.read_bytes()).hexdigest()
    mount = mounting()
    nodes = walk(mount.path)
    read_all(mount.path, files_of(nodes))
    assert walk(mount.path) == nodes
    mount.end()
    assert hashlib.sha256(newsfs.store.read_bytes()).hexdigest() == before


def test_extended_attributes_are_not_supported(newsfs, mounting):
    newsfs.put(article())
    mount = mounting()
    for path in [mount.path, mount / "wire.tsv"]:
        with pytest.raises(OSError) as refused:
            os.getxattr(path, "user.newsfs.id")
        assert refused.value.errno == errno.ENOTSUP

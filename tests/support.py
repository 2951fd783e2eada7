"""What the suites on the real program share: running it, mounting, walking, waiting, and articles to put in."""

import contextlib
import ctypes
import gzip
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import stat
import struct
import subprocess
import time
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def own_mounts():
    """Whether commands can be given mounts of their own: only as root, and not in a plain chroot, whose root is no mount."""
    unshare = shutil.which("unshare")
    return bool(unshare) and os.geteuid() == 0 and subprocess.run([unshare, "-m", "true"], stderr=subprocess.DEVNULL).returncode == 0


BUILD = ROOT / os.environ.get("B", "build")
PROGRAM = BUILD / "newsfs"
SANITIZER = "thread" if "thread" in BUILD.name else "address" if "address" in BUILD.name else ""
CORPORA = Path(os.environ.get("NEWSFS_CORPORA", ROOT.parent / "shared/data"))
VIEWS = ("pages", "sources", "topics", "dates", "latest", "panel")
TEXTS = ("title.txt", "summary.txt", "body.txt", "url.txt")

# Nobody waits this long where all is well: it turns a hang into a failure.
HANG_SECONDS = 120 if SANITIZER else 60


def without_random_addresses():
    """The thread sanitizer of this compiler cannot start where the kernel spreads addresses too widely."""
    return [shutil.which("setarch") or "setarch", "-R"] if SANITIZER == "thread" else []


class Newsfs:
    """The program, with a store and a home of its own under a directory."""

    def __init__(self, home, store=None):
        self.home = Path(home)
        self.store = Path(store) if store else self.home / "news.db"
        self.reports = self.home / "sanitizer"
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("NEWSFS_")}
        self.environment |= {"NEWSFS_STORE": str(self.store), "XDG_DATA_HOME": str(self.home / "share"), "HOME": str(self.home),
                             "LC_ALL": "C.UTF-8", "TERM": "xterm"}
        for name in ("ASAN", "UBSAN", "TSAN"):
            self.environment[f"{name}_OPTIONS"] = f"log_path={self.reports}:print_stacktrace=1"
        self.prefix = []

    def command(self, *words):
        return [*without_random_addresses(), *self.prefix, str(PROGRAM), *map(str, words)]

    def run(self, *words, status=0, now=None, stdin=None, env=None, cwd=None):
        """The finished process, output as text; fails where the exit status is another."""
        done = self.run_bytes(*words, status=status, now=now, stdin=stdin, env=env, cwd=cwd)
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done

    def run_bytes(self, *words, status=0, now=None, stdin=None, env=None, cwd=None):
        environment = self.environment | (env or {}) | ({"NEWSFS_NOW": str(int(now))} if now is not None else {})
        stdin = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(self.command(*words), input=stdin if stdin is not None else b"", capture_output=True, env=environment, cwd=cwd,
                              timeout=HANG_SECONDS)
        assert done.returncode == status, f"{words}: exit status {done.returncode}: {done.stderr.decode()}"
        return done

    def put(self, *documents, options=(), now=None):
        """Import documents; the counts."""
        lines = "".join(json.dumps(d) + "\n" for d in documents)
        return json.loads(self.run("import", "--json", *options, "-", stdin=lines, now=now).stdout)

    def start(self, *words, **options):
        return subprocess.Popen(self.command(*words), env=self.environment, **options)

    def check_reports(self):
        reports = sorted(self.home.glob("sanitizer.*"))
        text = "\n".join(r.read_text(errors="replace") for r in reports)
        for r in reports:
            r.unlink()
        assert not reports, text


def wait_for_end(pidfd, seconds=HANG_SECONDS):
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


class Mount:
    """A mount that `newsfs mount` has returned from; end() always ends it, and its daemon with it."""

    def __init__(self, program, path, *options):
        self.program, self.path, self.pidfd = program, Path(path), None
        try:
            program.run("mount", *options, self.path)
            self.pid = self.status()["pid"]
            self.pidfd = os.pidfd_open(self.pid)
        except BaseException:
            self.tear_down()
            raise

    def status(self):
        return json.loads(self.program.run("status", "--json", self.path).stdout)

    def end(self):
        """Unmount; the daemon must go by itself."""
        if self.pidfd is None:
            return
        try:
            self.program.run("umount", self.path)
            assert wait_for_end(self.pidfd), f"the daemon {self.pid} outlived its mount"
        except BaseException:
            self.tear_down()
            raise
        finally:
            os.close(self.pidfd)
            self.pidfd = None

    def tear_down(self):
        """After a failure: nothing may be left behind."""
        command = ["umount", "-l"] if os.geteuid() == 0 else ["fusermount3", "-uz"]
        subprocess.run([*command, self.path], capture_output=True)
        if self.pidfd is not None and not wait_for_end(self.pidfd, 5):
            self.kill()

    def kill(self):
        signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        wait_for_end(self.pidfd)

    def __truediv__(self, name):
        return self.path / name


def need_fuse():
    try:
        os.close(os.open("/dev/fuse", os.O_RDWR))
    except OSError as error:
        pytest.skip(f"/dev/fuse cannot be used: {error.strerror}")


# ---- looking at a tree ----

Node = namedtuple("Node", "inode mode nlink size mtime ctime")


def node_of(path):
    st = os.lstat(path)
    return Node(st.st_ino, st.st_mode, st.st_nlink, st.st_size, st.st_mtime_ns, st.st_ctime_ns)


def is_directory(node):
    return stat.S_ISDIR(node.mode)


def walk(root, top=""):
    """{path: Node} of all below a directory, as its listings tell it; each entry's own inode number must be the node's."""
    found, todo = {}, [top]
    while todo:
        directory = todo.pop()
        with os.scandir(os.path.join(root, directory)) as entries:
            for entry in entries:
                path = os.path.join(directory, entry.name)
                st = entry.stat(follow_symlinks=False)
                assert entry.inode() == st.st_ino, path
                assert path not in found, f"{path} is listed twice"
                found[path] = Node(st.st_ino, st.st_mode, st.st_nlink, st.st_size, st.st_mtime_ns, st.st_ctime_ns)
                if stat.S_ISDIR(st.st_mode):
                    todo.append(path)
    return found


def files_of(nodes):
    return [path for path, node in nodes.items() if not is_directory(node)]


def read_all(root, paths):
    return {path: Path(root, path).read_bytes() for path in paths}


libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, AT_SYMLINK_NOFOLLOW, AT_STATX_FORCE_SYNC, STATX_BASIC_STATS = -100, 0x100, 0x2000, 0x7FF


def fresh_node(path):
    """As node_of, but the file system is asked anew whatever the kernel remembers."""
    room = ctypes.create_string_buffer(256)
    if libc.statx(AT_FDCWD, os.fsencode(path), AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, room):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    nlink, mode, inode, size = struct.unpack_from("=16xI8xH2xQQ", room.raw)
    (ctime, ctime_ns), (mtime, mtime_ns) = struct.unpack_from("=qI", room.raw, 96), struct.unpack_from("=qI", room.raw, 112)
    return Node(inode, mode, nlink, size, mtime * 10**9 + mtime_ns, ctime * 10**9 + ctime_ns)


SYS_GETDENTS64 = 217 if os.uname().machine == "x86_64" else 61
Dirent = namedtuple("Dirent", "inode kind name")


def dirents(fd, size):
    """One getdents64 call of so many bytes: what readdir hides, "." and ".." among them. Empty at the end."""
    room = ctypes.create_string_buffer(size)
    got = libc.syscall(SYS_GETDENTS64, fd, room, size)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    found, at = [], 0
    while at < got:
        inode, _, length, kind = struct.unpack_from("=QqHB", room.raw, at)
        found.append(Dirent(inode, kind, room.raw[at + 19:at + length].split(b"\0", 1)[0].decode()))
        at += length
    return found


# ---- waiting ----

def within_a_second(question, what):
    """The promise of a live mount, measured on a machine that is not overloaded by others."""
    allowed = max(1.0, os.getloadavg()[0] / os.cpu_count()) * (5 if SANITIZER else 1)
    began = time.monotonic()
    answer = question()
    while not answer and time.monotonic() - began < allowed + 10:
        select.select([], [], [], 0.01)
        answer = question()
    took = time.monotonic() - began
    assert answer, f"{what() if callable(what) else what}: never visible"
    assert took <= allowed, f"{what() if callable(what) else what}: visible after {took:.1f} seconds only"


def eventually(question):
    """What a process that nobody waits for brings about."""
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < HANG_SECONDS, "it never came"
        select.select([], [], [], 0.05)


def indexed(store):
    """Articles that the index of a store covers."""
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        return database.execute("SELECT ifnull(sum(articles), 0) FROM segment").fetchone()[0]


# ---- articles ----

def article(number=1, **fields):
    """A plain article, its number in every text."""
    plain = {"id": f"guid-{number}", "title": f"Title number {number}", "source": {"name": "The Wire"}, "published": "2026-04-08T10:00:00Z",
             "url": f"https://example.org/{number}", "summary": f"Summary of {number}.", "body": f"Body of {number}.\n\nIts second paragraph."}
    return {key: value for key, value in (plain | fields).items() if value is not None}


def take(role="skeptic", text="I doubt it.", **fields):
    return {"role": role, "name": f"The {role.capitalize()}", "perspective": "Reality Check", "text": text} | fields


HOSTILE_TITLES = [
    "", " ", "…!?—", "\u001b[31mred\u001b[0m", "two\nlines\r\nand\ttabs", "\u202eright to left\u202c", "a/b/../c", "/etc/passwd", ".", "..", "...",
    "x" * 5000, "字" * 1700, "元宇宙發布新模型", "أخبار اليوم", "समाचार आज", "🚀 launch 👩‍👩‍👧 of 🏳️‍🌈", "e\u0301\u0301\u0301 marks",
    "\u0301starts with a mark", "Straße & ﬁne ligatures", "tag \U000e0041\U000e0042 characters", "\ufeffbom", "back\\slash 'quotes' \"double\" `ticks`",
    "$(reboot); rm -rf *", "-rf", "--help", "~", "con", "a" * 255, "İstanbul", "\u2028line separator", "\u0085next line", "\u009b31mC1",
    "&lt;b&gt;bold&lt;/b&gt;", "%s%n", "title.txt", "takes", "2026-04-08", "\u200b\u200dinvisible", "ﷺ", "㎯ ½ №", "\uffff\ufffe", "\x7f",
]
ALPHABETS = ["abcdefghij  ", "абвгдежз ", "中文新聞標題", "ابتثجح ", "कखगघ ा ि ", "🚀🎉👍 ", "\u202e\u2066\u200f\u0007\u001b ab", "-_./\\:*?\"<>|", "ÀÉÎÕü "]


def random_text(rng, length):
    alphabet = rng.choice(ALPHABETS)
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(length)))


def random_article(rng, number):
    title = rng.choice([rng.choice(HOSTILE_TITLES), random_text(rng, 120), "Same title", "Headline %d" % rng.randrange(40)])
    day = rng.choice(["2026-04-08", "2026-04-08", "1987-02-26", "2024-02-29", "1969-12-31", "1901-12-31", "2026-05-%02d" % rng.randrange(1, 28)])
    lines = [random_text(rng, 300) for _ in range(rng.choice([0, 1, 3, 40]))]
    found = {"id": f"random-{number}", "title": title, "body": "\n".join(lines) or rng.choice(["", "x", "a body\u001b[2J"]),
             "source": {"name": rng.choice(["Reuters", "The Wire", "the wire", "../../etc", "新華社", "\u001b]0;x\u0007", "Ünïcode — Päper"])}}
    if rng.random() < 0.8:
        found["published"] = f"{day}T{rng.randrange(24):02d}:00:00Z"
    if rng.random() < 0.5:
        found["summary"] = random_text(rng, 200)
    if rng.random() < 0.5:
        found["url"] = f"https://example.org/{number}/{rng.randrange(9)}?q=%1b"
    if rng.random() < 0.1:
        found["body_html"] = f"<h1>{title}</h1><p>one <b>two</b> &lt;three&gt; <a href='/x'>link</a></p><ul><li>a<li>b</ul>"
    found["topics"] = [rng.choice(["AI", "ai", "A.I.", "Économie", "中国", "..", "\u202eevil", "t/%d" % rng.randrange(30)])
                       for _ in range(rng.choice([0, 1, 2, 12]))]
    found["takes"] = [take(role, random_text(rng, 400) or "Hm.", name=name)
                      for role, name in rng.sample([("builder", "The Builder"), ("skeptic", "The Skeptic"), ("the/odd one", "\u001bOdd"), ("未来", "未来学家")],
                                                   rng.choice([0, 0, 1, 3]))]
    if rng.random() < 0.1:
        found["color\u001b"] = {"deep": [1, None, "\u0007"]}
    if not (found["title"].strip() or found["body"].strip()):
        found["body"] = "only a body"
    return found


def random_articles(seed, count):
    rng = random.Random(seed)
    found = [random_article(rng, number) for number in range(count)]
    for title, document in zip(HOSTILE_TITLES, found):
        document["title"], document["body"] = title, document["body"] or "a body"
    found[7]["body"] = "A long body.\n" * 30000
    return found


def corpus(name):
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"{name} is not in NEWSFS_CORPORA ({CORPORA})")
    return path


def corpus_lines(name):
    with gzip.open(corpus(name), "rt") as lines:
        return [json.loads(line) for line in lines]

"""Where things are measured: the same tree on newsfs and on its peers.

A place gives `mounted()`, a context in which its directory shows the tree on caches as cold as a fresh mount makes them, with what it
reads from (the store, the image) in the page cache. Whatever happens, leaving the context unmounts."""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from . import process

TMPFS_OPTIONS = "size=90%,nr_inodes=0,mode=700"


def is_mounted(directory):
    with open("/proc/self/mountinfo") as table:
        return any(line.split()[4] == str(directory) for line in table)


def unmount(directory):
    """Even where it is busy or its daemon is dead."""
    for command in (["umount", directory], ["fusermount3", "-u", directory], ["fusermount3", "-uz", directory], ["umount", "-l", directory]):
        if not is_mounted(directory):
            return
        with contextlib.suppress(OSError):
            subprocess.run([str(word) for word in command], stderr=subprocess.DEVNULL)


def remove(directory):
    """A directory of mountpoints; never what is mounted there."""
    for place in Path(directory).glob("*"):
        unmount(place)
        with contextlib.suppress(OSError):
            place.rmdir()
    with contextlib.suppress(OSError):
        Path(directory).rmdir()


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def wait_for_end(pid, patience=20):
    """A daemon goes on for a moment after its mount is gone: it must not disturb what is measured next."""
    until = time.monotonic() + patience
    while not is_gone(pid) and time.monotonic() < until:
        time.sleep(0.002)


def warm(path):
    """Into the page cache."""
    with open(path, "rb") as file:
        while file.read(1 << 22):
            pass


class Place:
    def __init__(self, name, directory):
        self.name, self.directory = name, Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def mounted(self):
        yield self.directory


class Newsfs(Place):
    """A mount of a store; `requests()` is exact."""

    def __init__(self, program, store, directory, options=(), name="newsfs"):
        super().__init__(name, directory)
        self.program, self.store, self.options = program, Path(store), options

    def command(self):
        options = ["-o", ",".join(self.options)] if self.options else []
        return [self.program, "--store", self.store, "mount", *options, self.directory]

    def status(self):
        return process.run_json([self.program, "status", "--json", self.directory])

    def requests(self):
        """Those that ask for something, by name: not what the kernel says when it forgets, nor the asking itself."""
        aside = ("init", "forget", "batch_forget", "interrupt", "ioctl")
        return {name: count for name, count in self.status()["requests"].items() if name not in aside}

    @contextlib.contextmanager
    def mounted(self):
        warm(self.store)
        pid = None
        try:
            process.run(self.command())
            pid = self.status()["pid"]
            yield self.directory
        finally:
            unmount(self.directory)
            if pid:
                wait_for_end(pid)


class Squashfuse(Place):
    """Debian's squashfuse_ll on an image as mksquashfs makes it."""

    def __init__(self, image, directory):
        super().__init__("squashfuse_ll", directory)
        self.image = image

    @contextlib.contextmanager
    def mounted(self):
        warm(self.image)
        running = subprocess.Popen(["squashfuse_ll", "-f", str(self.image), str(self.directory)], stderr=subprocess.DEVNULL)
        try:
            while not is_mounted(self.directory):
                if running.poll() is not None:
                    raise process.Failed("squashfuse_ll ended before it had mounted")
                time.sleep(0.002)
            os.listdir(self.directory)
            yield self.directory
        finally:
            unmount(self.directory)
            running.wait()


class Ext4(Place):
    """ext4 on a loop device, read-only."""

    def __init__(self, image, directory):
        super().__init__("ext4", directory)
        self.image = image

    @contextlib.contextmanager
    def mounted(self):
        warm(self.image)
        try:
            process.run(["mount", "-t", "ext4", "-o", "ro,loop,noatime", self.image, self.directory])
            yield self.directory
        finally:
            unmount(self.directory)


@contextlib.contextmanager
def tmpfs(directory):
    """An empty tmpfs; where it cannot be mounted, a directory of the one that is there."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    try:
        process.run(["mount", "-t", "tmpfs", "-o", TMPFS_OPTIONS, "newsfs-bench", directory])
        there = directory
    except process.Failed:
        there = Path(f"/dev/shm/newsfs-bench-{os.getpid()}")
        there.mkdir()
    try:
        yield there
    finally:
        if there == directory:
            unmount(directory)
        else:
            shutil.rmtree(there, ignore_errors=True)


def can_mount_ext4():
    return os.geteuid() == 0 and Path("/dev/loop-control").exists() and shutil.which("mke2fs") is not None


def can_mount_squashfs():
    return shutil.which("squashfuse_ll") is not None and shutil.which("mksquashfs") is not None

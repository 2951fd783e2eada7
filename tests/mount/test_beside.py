"""Fetching beside a mount: a process of its own that lives as long as the mount does."""

import os
import sys
import threading
from pathlib import Path

import pytest

from support import HANG_SECONDS, eventually, indexed, wait_for_end

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "net"))
from misbehaving_server import Server  # noqa: E402


@pytest.fixture
def server():
    with Server() as s:
        s.asked = threading.Event()
        yield s


def children_of(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until(condition, notify):
    """The tree shows a change within a second; inotify sees none of it, so it is asked for."""
    import time
    end = time.monotonic() + HANG_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never came"
        notify.wait(0.05)


def test_what_is_fetched_beside_a_mount_appears_in_it(newsfs, mounting, server):
    newsfs.run("feed", "add", "--allow-private", server.url("/feed"))
    mount = mounting("--sync", "15m")
    wait_until(lambda: os.listdir(mount / "sources"), server.asked)
    assert os.listdir(mount / "sources") == ["a-feed"] and server.hits == ["/feed"]


def test_what_is_fetched_beside_a_mount_is_indexed(newsfs, mounting, server):
    newsfs.run("feed", "add", "--allow-private", server.url("/many/2100"))
    mounting("--sync", "1h")
    eventually(lambda: indexed(newsfs.store) == 2100)


def test_the_fetching_ends_with_the_mount_however_that_ends(newsfs, mounting, server):
    newsfs.run("feed", "add", "--allow-private", server.url("/silent"))
    for how in ("end", "kill"):
        mount = mounting("--sync", "1h")
        (child,) = children_of(mount.pid)
        ended = os.pidfd_open(child)
        getattr(mount, how)()
        assert wait_for_end(ended), f"the sync outlived its mount: {how}"
        os.close(ended)


def test_an_interval_that_is_none_is_refused(newsfs, tmp_path):
    newsfs.put({"title": "x"})
    for text in ("soon", "5", "30s", "-1m"):
        assert "--sync" in newsfs.run("mount", "--sync", text, tmp_path / "m", status=2).stderr
    assert not (tmp_path / "m").exists()

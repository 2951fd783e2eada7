"""The pages of articles are asked for under the same rules as feeds: seen from a network where the server is a public one."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOST = "11.22.33.44"
PUBLIC, PRIVATE = f"http://{HOST}:{{port}}", "http://127.0.0.1:{port}"


def run(newsfs, script, *words):
    """What a script prints where the server is at HOST, and the paths that were asked for. NEWSFS is the program, {port} the server's."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("unshare and ip are needed")
    begin = f'ip link set lo up && ip addr add {HOST}/32 dev lo && exec "$@"'
    server = [sys.executable, Path(__file__).parent / "misbehaving_server.py", "0.0.0.0"]
    script = script.replace("NEWSFS", shlex.join(newsfs.command()))
    command = ["unshare", "-rn", "sh", "-c", begin, "sh", *server, "sh", "-c", script, "sh", *words]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, env=newsfs.environment, check=False)
    if done.returncode and "unshare" in done.stderr:
        pytest.skip("no namespaces here: " + done.stderr)
    lines = done.stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")], [line.split()[1] for line in lines if line.startswith("HIT ")]


def sync(newsfs, to, *options):
    """The summary of a sync of a full feed whose article's page is at `to`, and the pages that it and another sync asked for."""
    twice = 'NEWSFS feed add "$@" >/dev/null && NEWSFS sync --json && NEWSFS sync --force --json'
    said, hits = run(newsfs, twice, "--full", *options, f"{PUBLIC}/linking?to={to}")
    first, second = (line["summary"] for line in said if "summary" in line)
    assert (first["new"], first["failed"], second["pages_taken"]) == (1, 0, 0)
    return first, [h for h in hits if not h.startswith("/linking")]


def test_a_page_of_a_public_server_is_read_once(newsfs):
    summary, hits = sync(newsfs, f"{PUBLIC}/article")
    assert (summary["pages"], summary["pages_taken"]) == (1, 1) and hits == ["/article"]


@pytest.mark.parametrize("to", [f"{PRIVATE}/article", "http://0x7f000001:{port}/article", "http://[::ffff:127.0.0.1]:{port}/article",
                                f"{PUBLIC}/redirect/302?to={PRIVATE}/article"])
def test_a_public_feed_leads_to_no_page_that_is_private(newsfs, to):
    summary, hits = sync(newsfs, to)
    assert (summary["pages"], summary["pages_failed"]) == (1, 1)
    assert [h for h in hits if h.startswith("/article")] == []


def test_a_private_page_is_read_where_the_feed_may_be_private(newsfs):
    summary, hits = sync(newsfs, f"{PRIVATE}/article", "--allow-private")
    assert (summary["pages"], summary["pages_taken"]) == (1, 1) and hits == ["/article"]


def test_a_public_page_names_no_feed_that_is_private(newsfs):
    add = 'NEWSFS feed add "$@" >/dev/null; NEWSFS sync --json'
    said, hits = run(newsfs, add, f"{PUBLIC}/naming?to={PRIVATE}/feed")
    assert "not of the public Internet" in said[0]["error"] and not any(h.startswith("/feed") for h in hits)
    said, hits = run(newsfs, add, f"{PUBLIC}/naming?to={PUBLIC}/feed")
    assert "/feed" in hits and said[-1]["summary"]["new"] == 1

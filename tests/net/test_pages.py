"""The pages of articles are asked for under the same rules as feeds: seen from a network where the server is a public one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import PROGRAM

HOST = "11.22.33.44"
PUBLIC, PRIVATE = f"http://{HOST}:{{port}}", "http://127.0.0.1:{port}"


def sync(newsfs, to, *options):
    """The summary of a sync of a full feed whose article's page is at `to`, and the paths that were asked for."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("unshare and ip are needed")
    begin = f'ip link set lo up && ip addr add {HOST}/32 dev lo && exec "$@"'
    twice = '"$0" feed add "$@" >/dev/null && "$0" sync --json && "$0" sync --force --json'
    server = [sys.executable, Path(__file__).parent / "misbehaving_server.py", "0.0.0.0"]
    command = ["unshare", "-rn", "sh", "-c", begin, "sh", *server, "sh", "-c", twice, PROGRAM, "--full", *options, f"{PUBLIC}/linking?to={to}"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, env=newsfs.environment, check=False)
    if done.returncode and "unshare" in done.stderr:
        pytest.skip("no namespaces here: " + done.stderr)
    summary = [json.loads(line)["summary"] for line in done.stdout.splitlines() if line.startswith('{"summary"')]
    assert len(summary) == 2 and summary[0]["new"] == 1 and summary[0]["failed"] == 0, done
    assert summary[1]["pages_taken"] == 0
    hits = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("HIT ")]
    return summary[0], [h for h in hits if not h.startswith("/linking")]


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

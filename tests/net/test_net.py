"""What a server does, however it does it, ends within the limits and in one sentence."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from support import BUILD, without_random_addresses

sys.path.insert(0, str(Path(__file__).parent))
from misbehaving_server import FEED, Server  # noqa: E402

FETCH = BUILD / "bench" / "net_fetch"
MIB = 1 << 20

pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="net_fetch is not built: make benches")


@pytest.fixture(scope="module")
def server():
    with Server() as s:
        yield s


@pytest.fixture()
def fresh():
    """A server of this test alone, whose counts start at nothing."""
    with Server() as s:
        yield s


def parse(output):
    for block in output.split("\n\n"):
        if block.strip():
            yield dict(line.split("\t", 1) for line in block.split("\n") if "\t" in line)


def fetch_all(*words, env=None):
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run([*without_random_addresses(), FETCH, *map(str, words)], capture_output=True, timeout=60, check=False, env={**clean, **(env or {})})
    assert done.returncode == 0, done.stderr
    return list(parse(done.stdout.decode()))


def fetch(url, *options, **more):
    answers = fetch_all("-p", *options, url, **more)
    assert len(answers) == 1
    return answers[0]


def fails(answer, words, status="0"):
    assert words in answer.get("error", ""), answer
    assert answer["status"] == status
    assert answer["length"] == "0"


# ---- what works ----
def test_a_body_arrives_with_its_type_and_charset(server):
    a = fetch(server.url("/feed#part"), "-b")
    assert (a["status"], a["length"], a["type"], a["charset"]) == ("200", str(len(FEED)), "text/xml", "UTF-8")
    assert "error" not in a and "permanent" not in a


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_content_is_decompressed(server, coding):
    assert fetch(server.url("/" + coding))["length"] == str(len(FEED))


def test_the_request_says_who_asks_and_accepts_compression(fresh):
    fetch(fresh.url("/feed"))
    sent = fresh.agents[0]
    assert sent["User-Agent"].startswith("newsfs/") and "gzip" in sent["Accept-Encoding"] and sent["Accept"] == "*/*"
    assert "If-None-Match" not in sent and "Cookie" not in sent


@pytest.mark.parametrize("option", [("-e", '"v1"'), ("-m", "yesterday")])
def test_what_is_unchanged_is_answered_without_a_body(server, option):
    first, second = fetch(server.url("/conditional")), fetch(server.url("/conditional"), *option)
    assert (first["status"], first["etag"], first["last-modified"], first["max-age"]) == ("200", '"v1"', "yesterday", "1800")
    assert (second["status"], second["length"]) == ("304", "0") and "error" not in second


def test_a_validator_with_a_line_end_is_not_sent(fresh):
    fetch(fresh.url("/conditional"), "-e", '"v1"\r\nX-Injected: 1')
    assert "X-Injected" not in fresh.agents[0] and "If-None-Match" not in fresh.agents[0]


def test_expires_is_a_time_from_the_servers_own_date(server):
    assert fetch(server.url("/expires"))["max-age"] == "600"
    assert fetch(server.url("/no-cache"))["max-age"] == "0"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 500, 503])
def test_an_error_status_is_a_sentence(server, status):
    fails(fetch(server.url(f"/status/{status}")), f"status {status}", str(status))


def test_retry_after_is_reported_in_both_forms(server):
    assert fetch(server.url("/status/429?retry=120"))["retry-after"] == "120"
    assert 0 < int(fetch(server.url("/status/503?retry=Wed,+01+Jan+2098+00:00:00+GMT"))["retry-after"])
    assert fetch(server.url("/status/429?retry=Wed,+01+Jan+1997+00:00:00+GMT"))["retry-after"] == "0"
    assert "retry-after" not in fetch(server.url("/status/429?retry=soon"))


def test_an_address_is_escaped_where_it_must_be(fresh):
    assert fetch(fresh.url('/feed?q=a b"ü|%41'))["status"] == "200"
    assert fresh.hits == ["/feed?q=a%20b%22%C3%BC%7C%41"]


# ---- politeness ----
def test_a_host_that_asks_to_wait_is_asked_no_more(fresh):
    answers = fetch_all("-p", "-h", 1, fresh.url("/status/429?retry=60"), *[fresh.url(f"/feed?{i}") for i in range(5)])
    assert len(fresh.hits) == 1 and [a["status"] for a in answers] == ["429"] * 6
    assert all("not asked" in a["error"] and 0 < int(a["retry-after"]) <= 60 for a in answers[1:])


def test_a_host_gets_two_requests_at_once_and_no_more(fresh):
    answers = fetch_all("-p", *[fresh.url(f"/busy?{i}") for i in range(8)])
    assert [a["status"] for a in answers] == ["200"] * 8
    assert fresh.most_under_way == 2


def test_every_request_is_answered_once_whatever_the_number_at_once(fresh):
    urls = [fresh.url(f"/feed?{i}") for i in range(60)]
    answers = fetch_all("-p", "-t", 3, "-h", 2, *urls, "ftp://x/", "http://")
    assert sorted(a["url"] for a in answers) == sorted([*urls, "ftp://x/", "http://"])
    assert sorted(fresh.hits) == sorted(f"/feed?{i}" for i in range(60))


# ---- redirects ----
@pytest.mark.parametrize(
    "chain, permanent",
    [("301", "/feed"), ("308,301", "/feed"), ("302", None), ("307,303", None), ("301,302", "/chain/302"), ("302,301", None)],
)
def test_only_the_redirects_for_good_that_come_first_change_the_address(server, chain, permanent):
    a = fetch(server.url("/chain/" + chain))
    assert (a["status"], a["final"]) == ("200", server.url("/feed"))
    assert a.get("permanent") == (permanent and server.url(permanent))


def test_five_redirects_are_followed_and_six_are_not(server):
    assert fetch(server.url("/chain/302,302,302,302,302"))["status"] == "200"
    fails(fetch(server.url("/chain/302,302,302,302,302,302")), "more than 5 times", "302")


def test_a_redirect_loop_ends(fresh):
    fails(fetch(fresh.url("/loop")), "more than 5 times", "302")
    assert len(fresh.hits) == 6


def test_a_failure_after_a_redirect_for_good_changes_no_address(server):
    assert "permanent" not in fetch(server.url("/redirect/301?to=/status/404"))


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://127.0.0.1:1/x", "ftp://127.0.0.1/x", "data:text/xml,x", "javascript:1"])
def test_a_redirect_leads_to_http_or_nowhere(server, to):
    fails(fetch(server.url(f"/redirect/302?to={to}")), "which is no http or https address", "302")


def test_a_redirect_with_an_endless_body_is_followed_without_it(server):
    assert fetch(server.url("/redirect-endless"))["status"] == "200"


# ---- private addresses ----
LOOPBACK = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost",
            "0.0.0.0", "0", "[::]", "127.255.255.254"]
PRIVATE = ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
           "192.0.2.1", "198.18.0.1", "[fe80::1]", "[fc00::1]", "[fd12::1]", "[ff02::1]", "[fec0::1]", "[64:ff9b::10.0.0.1]",
           "[64:ff9b:1::1]", "[2001::1]", "[2002:7f00:1::]", "[2001:db8::1]", "[::127.0.0.1]", "[::ffff:192.168.0.1]", "[::ffff:0:127.0.0.1]"]


@pytest.mark.parametrize("host", LOOPBACK + PRIVATE)
def test_an_address_that_is_not_public_is_refused_in_every_notation(fresh, host):
    (a,) = fetch_all("-c", 2000, f"http://{host}:{fresh.server_port}/feed")
    assert "not of the public Internet" in a["error"] or "no such host" in a["error"], a
    assert fresh.hits == []


def test_a_private_address_is_asked_where_it_is_allowed(server):
    assert fetch(f"http://localhost:{server.server_port}/feed")["status"] == "200"


def test_a_connection_that_was_allowed_is_not_lent_to_a_request_that_is_not(fresh):
    url = fresh.url("/feed")
    answers = fetch_all("-h", 1, f"+{url}?1", f"{url}?2", f"+{url}?3")
    assert [a["status"] for a in answers] == ["200", "0", "200"] and "not of the public Internet" in answers[1]["error"]
    assert fresh.hits == ["/feed?1", "/feed?3"]


def in_a_network_of_its_own(*words):
    """Run the server as a host that is public by its address, where nobody else can see it."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("unshare and ip are needed")
    begin = "ip link set lo up && ip addr add 11.22.33.44/32 dev lo && exec \"$@\""
    server = [sys.executable, str(Path(__file__).parent / "misbehaving_server.py"), "11.22.33.44", *without_random_addresses(), FETCH, *words]
    done = subprocess.run(["unshare", "-rn", "sh", "-c", begin, "sh", *map(str, server)], capture_output=True, timeout=60, check=False)
    if done.returncode and b"unshare" in done.stderr:
        pytest.skip("no namespaces here: " + done.stderr.decode())
    output, _, hits = done.stdout.decode().partition("HIT ")
    return list(parse(output)), ["/" + h.split("/", 1)[1].strip() for h in hits.split("HIT ") if "/" in h]


def test_a_public_server_is_asked_without_leave():
    answers, hits = in_a_network_of_its_own("{url}/feed")
    assert [a["status"] for a in answers] == ["200"] and hits == ["/feed"]


def test_no_redirect_leads_from_a_public_server_to_a_private_one():
    targets = LOOPBACK + ["169.254.169.254", "[64:ff9b::127.0.0.1]"]
    answers, hits = in_a_network_of_its_own("-c", 2000, *[f"{{url}}/redirect/302?to=http://{t}:{{port}}/feed" for t in targets])
    assert len(answers) == len(targets)
    for a in answers:
        assert a["status"] == "0" and ("not of the public" in a["error"] or "no such host" in a["error"]), a
    assert len(hits) == len(targets) and not any(h.startswith("/feed") for h in hits)


# ---- bodies ----
@pytest.mark.parametrize("path", ["/endless-body", "/endless-chunks", "/bomb"])
def test_a_body_without_end_is_cut_off_at_the_limit(server, path):
    fails(fetch(server.url(path)), f"larger than {16 * MIB} bytes", "200")


def test_a_length_above_the_limit_is_believed_at_once(server):
    fails(fetch(server.url("/claims-large")), "larger than", "200")


def test_the_limit_is_the_most_that_is_read(server):
    assert fetch(server.url("/exactly?bytes=1000"), "-B", 1000)["length"] == "1000"
    fails(fetch(server.url("/exactly?bytes=1001"), "-B", 1000), "larger than 1000 bytes", "200")


@pytest.mark.parametrize("path", ["/gzip-in-gzip", "/gzip-twice-said", "/gzip-twice-in-two-lines"])
def test_content_is_decompressed_once_and_never_twice(server, path):
    fails(fetch(server.url(path)), "compressed more than once", "200")


def test_a_compressed_file_arrives_as_it_is(server):
    assert fetch(server.url("/gzip-file"))["type"] == "application/gzip"


def test_content_that_is_not_compressed_as_said_is_refused(server):
    fails(fetch(server.url("/not-gzip")), "not compressed as the server says", "200")


# ---- headers ----
@pytest.mark.parametrize("path", ["/endless-headers", "/endless-header-line", "/endless-continue", "/endless-trailers"])
def test_a_header_without_end_is_cut_off(server, path):
    a = fetch(server.url(path))
    assert "64 KiB" in a["error"] and a["length"] == "0", a


def test_what_comes_after_the_body_says_nothing(server):
    assert "etag" not in fetch(server.url("/trailer"))


def test_what_a_header_holds_is_clean(server):
    a = fetch(server.url("/escape-in-header"))
    assert a["status"] == "200" and "\x1b" not in a["etag"] and a["type"].startswith("text/")


# ---- time and hanging up ----
def test_a_slow_drip_ends(fresh):
    fails(fetch(fresh.url("/drip"), "-i", 1), "next to nothing for 1 seconds", "200")


def test_a_silent_server_ends(fresh):
    fails(fetch(fresh.url("/silent"), "-T", 300), "not complete after 1 seconds")


def test_all_redirects_together_have_one_time(fresh):
    fails(fetch(fresh.url("/redirect/302?to=/silent"), "-T", 300), "not complete")


def test_a_server_that_accepts_and_says_nothing_of_tls_ends():
    with socket.create_server(("127.0.0.1", 0)) as s:
        fails(fetch(f"https://127.0.0.1:{s.getsockname()[1]}/", "-c", 300), "no connection within 1 seconds")


@pytest.mark.parametrize("path", ["/too-short", "/hang-up-halfway", "/reset"])
def test_an_answer_that_breaks_off_is_no_answer(server, path):
    a = fetch(server.url(path))
    assert a["length"] == "0" and ("cut off" in a["error"] or "broke off" in a["error"]), a


def test_what_follows_the_length_is_not_read(server):
    assert fetch(server.url("/too-long"))["length"] == str(len(FEED))


@pytest.mark.parametrize("path, words", [("/hang-up", "hung up without an answer"), ("/garbage", "does not speak HTTP"),
                                         ("/http09", "does not speak HTTP")])
def test_what_is_no_http_is_refused(server, path, words):
    fails(fetch(server.url(path)), words)


def test_a_port_where_nobody_listens_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    fails(fetch(f"http://127.0.0.1:{port}/"), "no server answers there")


# ---- TLS ----
@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody signed, for localhost and not for 127.0.0.1."""
    place = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", place / "key.pem", "-out", place / "cert.pem"],
                   check=True, capture_output=True)
    return place


@pytest.fixture(scope="module")
def secure(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with Server(context=context) as s:
        yield s


def test_a_certificate_that_nobody_signed_is_not_trusted(secure):
    fails(fetch(f"https://localhost:{secure.server_port}/feed"), "certificate cannot be trusted: self")
    assert secure.hits == []


def test_a_certificate_of_another_name_is_not_trusted(secure, certificate):
    fails(fetch(secure.url("/feed"), "-a", certificate / "cert.pem"), "certificate cannot be trusted")


def test_a_certificate_that_is_trusted_serves(secure, certificate):
    a = fetch(f"https://localhost:{secure.server_port}/feed", "-a", certificate / "cert.pem")
    assert (a["status"], a["length"]) == ("200", str(len(FEED)))


def test_a_redirect_for_good_from_https_to_http_is_followed_but_not_kept(secure, server, certificate):
    a = fetch(f"https://localhost:{secure.server_port}/redirect/301?to={server.url('/feed')}", "-a", certificate / "cert.pem")
    assert a["status"] == "200" and "permanent" not in a


def test_https_where_the_server_speaks_http_is_a_sentence(server):
    fails(fetch(f"https://127.0.0.1:{server.server_port}/feed"), "no secure connection")


# ---- proxies ----
def test_a_proxy_of_the_environment_is_used_only_where_that_is_configured(server, fresh):
    env = {"http_proxy": fresh.url(""), "https_proxy": fresh.url(""), "all_proxy": fresh.url("")}
    assert fetch(server.url("/feed"), env=env)["status"] == "200" and fresh.hits == []
    (a,) = fetch_all("-x", "http://news.invalid/feed", env=env)
    assert a["status"] == "200" and fresh.hits == ["http://news.invalid/feed"]


def test_no_proxy_leaves_the_address_rule_in_force(fresh):
    env = {"http_proxy": fresh.url(""), "no_proxy": "example.org, 127.0.0.1"}
    (a,) = fetch_all("-x", fresh.url("/feed"), env=env)
    assert "not of the public Internet" in a["error"] and fresh.hits == []

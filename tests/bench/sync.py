#!/usr/bin/python3
"""sync.py [FEEDS [ITEMS]]: sync of many feeds from a local server against curl's own parallel download of the same addresses.

Prints the medians of several rounds of each and of the ratios of pairs, which must be at most 1.5."""

import http.server
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measure import stores

ROOT = Path(__file__).resolve().parents[2]
NEWSFS = ROOT / os.environ.get("B", "build") / "newsfs"
ROUNDS = 9
RATIO_MOST = 1.5
WORDS = "the wire said that grain and corn were moved by rail to the port before the ice came in from the north".split()


def paragraph(seed, count):
    return " ".join(WORDS[(seed * 7 + i * (seed % 5 + 1)) % len(WORDS)] for i in range(count))


def item(feed, number):
    body = "".join(f"<p>{paragraph(feed + number + i, 60)} <a href='/{i}'>more</a></p>" for i in range(3))
    return (f"<item><guid>{feed}-{number}</guid><title>Story {number} of {feed}: {paragraph(feed + number, 5)}</title>"
            f"<link>https://h{feed}.example/{number}</link><pubDate>Wed, {number % 28 + 1:02} Apr 2026 10:00:00 GMT</pubDate>"
            f"<category>news</category><description><![CDATA[{body}]]></description></item>")


def feed(number, items):
    body = "".join(item(number, i) for i in range(items))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{body}</channel></rss>'.encode()


class Handler(http.server.BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    bodies = []

    def do_GET(self):
        body = self.bodies[int(self.path[1:])]
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def serve(count, items, ready):
    Handler.bodies = [feed(i, items) for i in range(count)]
    server = Server(("127.0.0.1", 0), Handler)
    ready.send(server.server_port)
    server.serve_forever()


def timed(words):
    begin = time.monotonic()
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return time.monotonic() - begin, done.stdout


def fetch_with_curl(urls, place):
    config = place / "curl"
    config.write_text("".join(f'url = "{u}"\noutput = "{place}/body-{i}"\n' for i, u in enumerate(urls)))
    return timed(["curl", "-s", "--parallel", "-K", config])[0]


def fetch_with_newsfs(urls, place, items):
    store = place / "news.db"
    for old in place.glob("news.db*"):
        old.unlink()
    subprocess.run([NEWSFS, "--store", store, "feed", "add", "--allow-private", *urls], check=True, stdout=subprocess.DEVNULL)
    seconds, output = timed([NEWSFS, "--store", store, "sync"])
    if f"{len(urls)} feeds: {len(urls) * items} new articles" not in output:
        sys.exit(f"sync.py: not everything came: {output}")
    stores.wait_for_index(NEWSFS, store)  # else what the sync left running slows what is timed next
    os.sync()
    return seconds


def main():
    count, items = ([int(a) for a in sys.argv[1:]] + [500, 20][len(sys.argv) - 1:])[:2]
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(count, items, there), daemon=True)
    server.start()
    port = here.recv()
    urls = [f"http://127.0.0.1:{port}/{i}" for i in range(count)]
    with tempfile.TemporaryDirectory() as name:
        pairs = [(fetch_with_curl(urls, Path(name)), fetch_with_newsfs(urls, Path(name), items)) for _ in range(ROUNDS)]
    server.terminate()
    ratio = median(newsfs / curl for curl, newsfs in pairs)
    curl, newsfs = (median(times) for times in zip(*pairs))
    print(f"{count} feeds of {items} items: curl {curl:.2f} s, newsfs sync {newsfs:.2f} s, ratio {ratio:.2f} (at most {RATIO_MOST})")
    return ratio > RATIO_MOST


if __name__ == "__main__":
    sys.exit(main())

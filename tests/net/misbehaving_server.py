"""A local HTTP server that does everything a server should not, one path for each.

As a module: Server() is a context manager with .url(path) and .hits, the paths that were asked for.
As a program: misbehaving_server.py HOST COMMAND… serves at HOST and runs COMMAND with {url} and {port} replaced; the paths
that were asked for follow its output, one "HIT path" a line.
"""

import gzip
import http.server
import socket
import ssl
import subprocess
import sys
import threading
import urllib.parse
import zlib

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>
<item><guid>1</guid><title>One</title><description>Text</description></item></channel></rss>
"""
MIB = 1 << 20


def gzip_zeros(total):
    """total zero bytes as gzip, made in pieces."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(MIB)
    out = [packer.compress(piece) for _ in range(total // MIB)]
    return b"".join(out) + packer.flush()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "test"
    timeout = 20
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        with self.server.lock:
            self.server.hits.append(self.path)
            self.server.agents.append(dict(self.headers))
            self.server.under_way += 1
            self.server.most_under_way = max(self.server.most_under_way, self.server.under_way)
        try:
            getattr(self, "serve_" + path.strip("/").split("/")[0].replace("-", "_"), self.serve_404)()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True
            self.server.hung_up.set()
        finally:
            with self.server.lock:
                self.server.under_way -= 1

    def serve_many(self):
        items = "".join(f"<item><guid>{n}</guid><title>Number {n}</title></item>" for n in range(int(self.path.split("/")[-1])))
        self.answer(body=f"<rss version='2.0'><channel><title>Many</title>{items}</channel></rss>".encode(), headers=[("Content-Type", "text/xml")])

    # ---- pieces ----
    def answer(self, status=200, body=b"", headers=(), length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))

    def endless(self, piece):
        """Bytes until the client hangs up; a client that does not is let off after a gigabyte."""
        self.close_connection = True
        for _ in range((1 << 30) // len(piece)):
            self.wfile.write(piece)

    def raw(self, data):
        self.close_connection = True
        self.wfile.write(data)

    # ---- well-behaved ----
    def serve_404(self):
        self.answer(404, b"<html>not here</html>")

    def serve_feed(self):
        self.answer(200, FEED, [("Content-Type", 'text/xml; charset="UTF-8"')])

    def serve_html(self):
        self.answer(200, b"<!DOCTYPE html><html><body><p>Login required", [("Content-Type", "text/html")])

    def serve_linking(self):
        """A feed of one article, whose page is at the address ?to= says."""
        link = self.query()["to"].replace("&", "&amp;")
        self.answer(200, FEED.replace(b"<title>One", b"<link>" + link.encode() + b"</link><title>One"))

    def serve_naming(self):
        """A web page that names a feed at the address ?to= says."""
        link = f'<link rel="alternate" type="application/rss+xml" href="{self.query()["to"]}">'
        self.answer(200, b"<!doctype html><html><head><title>A page</title>" + link.encode() + b"</head><body>")

    def serve_article(self):
        self.answer(200, b"<!doctype html><title>One</title><body>" + b"<p>All of the text, as it is told on the page, in full.</p>" * 9)

    def serve_gzip(self):
        self.answer(200, gzip.compress(FEED), [("Content-Encoding", "gzip")])

    def serve_deflate(self):
        self.answer(200, zlib.compress(FEED), [("Content-Encoding", "deflate")])

    def serve_conditional(self):
        known = self.headers.get("If-None-Match") == '"v1"' or self.headers.get("If-Modified-Since") == "yesterday"
        tags = [("ETag", '"v1"'), ("Last-Modified", "yesterday"), ("Cache-Control", "public, max-age=1800")]
        self.answer(304 if known else 200, b"" if known else FEED, tags)

    def serve_expires(self):
        dates = [("Date", "Wed, 08 Apr 2026 10:00:00 GMT"), ("Expires", "Wed, 08 Apr 2026 10:10:00 GMT")]
        self.answer(200, FEED, dates)

    def serve_no_cache(self):
        self.answer(200, FEED, [("Cache-Control", "no-cache, max-age=1800")])

    def serve_status(self):
        headers = [("Retry-After", self.query()["retry"])] if "retry" in self.query() else []
        self.answer(int(self.path.split("?")[0].split("/")[2]), b"an error page", headers)

    def serve_busy(self):
        """Holds requests until two are under way at once, or for a moment."""
        self.server.pair.wait(0.05)
        self.answer(200, FEED)

    # ---- redirects: /redirect/STATUS?to=ADDRESS, /chain/STATUS,STATUS,…/ to the feed ----
    def serve_redirect(self):
        self.answer(int(self.path.split("?")[0].split("/")[2]), b"moved", [("Location", self.query()["to"])])

    def serve_chain(self):
        left = self.path.strip("/").split("/")[1].split(",")
        to = "/chain/" + ",".join(left[1:]) if left[1:] else "/feed"
        self.answer(int(left[0]), b"", [("Location", to)])

    def serve_loop(self):
        self.answer(302, b"", [("Location", "/loop")])

    def serve_redirect_endless(self):
        self.send_response(302)
        self.send_header("Location", "/feed")
        self.end_headers()
        self.endless(b"x" * 65536)

    # ---- bodies ----
    def serve_endless_body(self):
        self.send_response(200)
        self.end_headers()
        self.endless(b"<!-- " + b"x" * 65536)

    def serve_endless_chunks(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.endless(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    def serve_claims_large(self):
        self.answer(200, b"x" * 10, length=1 << 40)

    def serve_bomb(self):
        self.answer(200, gzip_zeros(256 * MIB), [("Content-Encoding", "gzip")])

    def serve_exactly(self):
        self.answer(200, b"x" * int(self.query()["bytes"]))

    def serve_gzip_in_gzip(self):
        self.answer(200, gzip.compress(gzip.compress(FEED)), [("Content-Encoding", "gzip")])

    def serve_gzip_twice_said(self):
        self.answer(200, gzip.compress(gzip.compress(FEED)), [("Content-Encoding", "gzip, gzip")])

    def serve_gzip_twice_in_two_lines(self):
        self.answer(200, gzip.compress(gzip.compress(FEED)), [("Content-Encoding", "gzip")] * 2)

    def serve_gzip_file(self):
        self.answer(200, gzip.compress(FEED), [("Content-Type", "application/gzip")])

    def serve_not_gzip(self):
        self.answer(200, FEED, [("Content-Encoding", "gzip")])

    # ---- headers ----
    def serve_endless_headers(self):
        self.raw(b"HTTP/1.1 200 OK\r\n")
        self.endless(b"X-More: and more\r\n" * 100)

    def serve_endless_header_line(self):
        self.raw(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self.endless(b"x" * 4096)

    def serve_endless_continue(self):
        self.endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    def serve_endless_trailers(self):
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n")
        self.endless(b"X-More: and more\r\n" * 100)

    def serve_trailer(self):
        self.raw(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nETag: "late"\r\n\r\n')

    def serve_escape_in_header(self):
        self.raw(b'HTTP/1.1 200 OK\r\nETag: "\x1b[31m"\r\nContent-Type: text/\xff\xfe\r\nContent-Length: 4\r\n\r\nbody')

    # ---- lengths, time, hanging up ----
    def serve_too_short(self):
        self.close_connection = True
        self.answer(200, b"<rss>", length=1000)

    def serve_too_long(self):
        self.close_connection = True
        self.answer(200, FEED + b"and more", length=len(FEED))

    def serve_hang_up(self):
        self.close_connection = True

    def serve_hang_up_halfway(self):
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n<rss>")

    def serve_reset(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def serve_silent(self):
        self.close_connection = True
        self.server.stopping.wait(15)

    def serve_drip(self):
        """A byte now and then, which is too few."""
        self.close_connection = True
        self.send_response(200)
        self.end_headers()
        while not self.server.stopping.wait(0.1):
            self.wfile.write(b"x")

    def serve_garbage(self):
        self.raw(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n")

    def serve_http09(self):
        self.raw(FEED)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host="127.0.0.1", context=None):
        super().__init__((host, 0), Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.scheme = "https" if context else "http"
        self.host = host
        self.hits, self.agents = [], []
        self.under_way = self.most_under_way = 0
        self.lock = threading.Lock()
        self.pair = threading.Event()
        self.stopping, self.hung_up = threading.Event(), threading.Event()

    def handle_error(self, *_):
        pass

    def url(self, path):
        return f"{self.scheme}://{self.host}:{self.server_port}{path}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.shutdown()
        self.server_close()


def main():
    with Server(sys.argv[1]) as server:
        words = [w.replace("{url}", server.url("")).replace("{port}", str(server.server_port)) for w in sys.argv[2:]]
        result = subprocess.run(words, check=False)
        for hit in server.hits:
            print("HIT", hit)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())

"""Headless Chromium as the tests of pages need it: told what to show over a pipe, asked what it shows, heard when it asks for anything.

spec: chromedevtools.github.io/devtools-protocol; messages end in a zero byte, file descriptor 3 is read and 4 is written."""

import base64
import fcntl
import json
import os
import select
import shutil
import struct
import subprocess
import time
import zlib

import pytest
from support import HANG_SECONDS, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find_chromium():
    """Chromium's path; where it is missing and may be installed without asking anybody, it is."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path or os.environ.get("NEWSFS_NO_INSTALL"):
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run([ROOT / "scripts/install-deps", "screenshots"], stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page in a browser of its own."""

    def __init__(self, home):
        path = find_chromium()
        if not path:
            pytest.skip("no Chromium: scripts/install-deps screenshots")
        told, self.tell = os.pipe()
        self.hear, heard = os.pipe()
        far_told, far_heard = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (told, heard))
        self.process = subprocess.Popen(
            [path, "--headless=new", "--remote-debugging-pipe", "--no-sandbox",
             "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
             "--allow-file-access-from-files", f"--user-data-dir={home}"],
            pass_fds=(3, 4), preexec_fn=lambda: (os.dup2(far_told, 3), os.dup2(far_heard, 4)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (told, heard, far_told, far_heard):
            os.close(end)
        self.number, self.rest, self.session, self.requests, self.loaded = 0, b"", None, [], 0
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network"):
            self.do(domain + ".enable")

    def next_message(self):
        end = time.monotonic() + HANG_SECONDS
        while b"\0" not in self.rest:
            assert select.select([self.hear], [], [], max(0, end - time.monotonic()))[0], "Chromium does not answer"
            got = os.read(self.hear, 1 << 20)
            assert got, "Chromium has ended"
            self.rest += got
        line, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(line)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        self.loaded += message.get("method") == "Page.loadEventFired"
        return message

    def do(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        os.write(self.tell, json.dumps(message | ({"sessionId": self.session} if self.session else {})).encode() + b"\0")
        while (answer := self.next_message()).get("id") != self.number:
            pass
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def show(self, path, width, height=900, dark=False, media="screen"):
        """Show a file, and wait until it is there."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.do("Emulation.setEmulatedMedia", media=media,
                features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.requests, before = [], self.loaded
        self.do("Page.navigate", url=path.as_uri())
        while self.loaded == before:
            self.next_message()

    def ask(self, script):
        """What a script says of the page."""
        answer = self.do("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self):
        """The whole page as PNG."""
        return base64.b64decode(self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"])

    def end(self):
        os.close(self.tell)
        self.process.wait(HANG_SECONDS)
        os.close(self.hear)


def first_pixel(png):
    """The colour at the upper left corner, where no filter of PNG has anything to add to but zero."""
    at, data, kind = 8, b"", None
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IHDR":
            kind = png[at + 17]
        data += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    assert kind in (2, 6), "a picture of 8 bits a colour was expected"
    return tuple(zlib.decompressobj().decompress(data, 4)[1:4])

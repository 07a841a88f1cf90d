"""A site at an address: a project served by the door, or a built site as it is, and a browser's tab that watches it."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import Browser, Page

from toy import door_started

LIVE = re.compile(r'<script src="/~live.js" data-version="([^"]+)"></script>')
LONG = 60.0  # seconds after which something that should have come will not


@dataclass
class Served:
    """A project being served; what it prints is gathered in `log`."""

    root: Path
    port: int
    log: list[str]

    def get(self, address: str) -> tuple[int, str]:
        status, content = self.answer(address)
        return status, content.decode()

    def answer(self, address: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request("GET", f"/{address}")
        answer = connection.getresponse()
        return answer.status, answer.read()

    def page(self, address: str) -> str:
        """The page without what the preview adds to it."""
        status, made = self.get(address)
        assert status == 200, made
        return LIVE.sub("", made)

    def version(self) -> str:
        found = LIVE.search(self.get("")[1])
        assert found
        return found[1]

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@contextmanager
def serving(root: Path) -> Iterator[Served]:
    """Serves the project at a free port of this machine until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = door_started(root, "serve", "--address", f"127.0.0.1:{port}")
    log: list[str] = []
    assert process.stdout
    threading.Thread(target=gather, args=(process.stdout, log), daemon=True).start()
    try:
        wait_for(lambda: any("에서 볼 수 있습니다" in line for line in log))
        yield Served(root, port, log)
    finally:
        process.terminate()
        process.wait(LONG)


def gather(stream: IO[str], log: list[str]) -> None:
    log.extend(stream)


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def as_it_is(folder: Path) -> str:
    """Serves the files of a folder as long as the tests run; returns the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


@contextmanager
def tab(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    """An open tab; at the end it must have logged no error and asked no other host for anything."""
    faults: list[str] = []
    alone = {"viewport": {"width": 1280, "height": 900}, "service_workers": "block"}
    page = browser.new_page(**{**alone, **options})
    page.set_default_timeout(15_000)
    page.on(
        "console",
        lambda message: (
            faults.append(f"{message.text} {message.location}") if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda ask: None if ask.url.startswith((site, "data:")) else faults.append(ask.url))
    yield page
    page.close()
    assert faults == [], faults

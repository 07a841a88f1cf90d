"""A project being served by the door, for the tests and the bench."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

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
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request("GET", f"/{address}")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

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

"""Asks addresses politely: one question at a time to a host, with a pause; HEAD, then GET; every wait and read is bounded."""

import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError, LocationParseError, SSLError
from urllib3.exceptions import TimeoutError as TooLate
from urllib3.util import parse_url

from links.addresses import Outer
from links.guard import NotAsked, looked_up

Outcome = Literal["gone", "failed", "busy", "refused", "inside", "moved", "fine", "unasked"]
REDIRECTS = (301, 302, 303, 307, 308)
LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Manners:
    """How it asks; times in seconds. `local` lets it ask this machine, for tests."""

    agent: str = "sessions.py links"
    at_once: int = 8  # hosts, each with one question at a time
    pause: float = 2.0  # between two questions to one host
    connect: float = 10.0
    wait: float = 20.0  # for each part of an answer
    hops: int = 8
    again: int = 2  # times it asks again where it is told to come back
    patience: float = 120.0  # the longest it waits when told to
    most: int = 65_536  # bytes of an answer that are read
    in_all: float = 2400.0
    archive: str = "https://archive.org/wayback/available"
    local: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of a question: the last status (0 where there was none), the addresses it was sent on to, why in words."""

    outcome: Outcome
    status: int = 0
    way: tuple[str, ...] = ()
    why: str = ""


@dataclass
class _Turn:
    """Whose turn it is with a host, and from when on it may be asked again."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


@dataclass
class Asker:
    """Asks one address after another, from as many threads as one likes; `stop` ends every wait."""

    manners: Manners
    stop: threading.Event = field(default_factory=threading.Event)
    turns: dict[str, _Turn] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, url: str) -> Answer:
        """Follows an address to its end."""
        way: list[str] = []
        at = url
        try:
            while True:
                status, heads, _ = self._politely(at)
                to = heads.get("Location", "") if status in REDIRECTS else ""
                if not to:
                    return judged(status, tuple(way))
                at = onward(at, to)
                if at in (url, *way):
                    return Answer("failed", status, (*way, at), "이미 지난 주소로 되돌려 보냅니다")
                if len(way) == self.manners.hops:
                    return Answer("failed", status, tuple(way), f"{len(way)}번 넘게 다른 주소로 보냅니다")
                way.append(at)
        except NotAsked as refused:
            return Answer("inside", 0, tuple(way), str(refused))
        except (HTTPError, OSError, ValueError) as error:
            return Answer("failed", 0, tuple(way), reason(error))

    def copy(self, outer: Outer) -> str:
        """The archived copy that is nearest to the day of an address, or nothing. https://archive.org/help/wayback_api.php"""
        try:
            asked = f"{self.manners.archive}?url={quote(outer.url, safe='')}&timestamp={outer.day:%Y%m%d}"
            closest: Any = json.loads(self._politely(asked, "GET")[2])["archived_snapshots"]["closest"]
            return str(closest["url"]).replace("http://", "https://", 1) if closest["available"] else ""
        except (NotAsked, HTTPError, OSError, ValueError, KeyError, TypeError):
            return ""

    def _politely(self, url: str, method: str = "HEAD") -> tuple[int, Mapping[str, str], bytes]:
        """Waits for the host's turn and asks; again where it is told to come back, with GET where HEAD is not understood."""
        turn = self._turn(urlsplit(url).netloc.lower())
        with turn.lock:
            for left in range(self.manners.again, -1, -1):
                status, heads, body = self._in_turn(turn, method, url)
                wait = told_to_wait(heads) if status in LATER else None
                if wait is None or wait > self.manners.patience or not left:
                    break
                self.stop.wait(wait)
            if method == "HEAD" and status not in LATER and not 200 <= status < 400:
                status, heads, body = self._in_turn(turn, "GET", url)
        return status, heads, body

    def _turn(self, host: str) -> _Turn:
        with self.guard:
            return self.turns.setdefault(host, _Turn())

    def _in_turn(self, turn: _Turn, method: str, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """One question after the pause; status 0 where HEAD brought no answer at all."""
        self.stop.wait(max(0.0, turn.free_at - time.monotonic()))
        if self.stop.is_set():
            raise NotAsked
        try:
            return self._send(method, url)
        except (HTTPError, OSError):
            if method != "HEAD":
                raise
            return 0, {}, b""
        finally:
            turn.free_at = time.monotonic() + self.manners.pause

    def _send(self, method: str, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """One question and the head of its answer, with what stands at the beginning of the body."""
        told = parse_url(url)
        if told.scheme not in PORTS or not told.host:
            raise NotAsked("웹 주소가 아닙니다")
        port = told.port or PORTS[told.scheme]
        host = told.host.strip("[]")
        times = Timeout(connect=self.manners.connect, read=self.manners.wait)
        at = looked_up(host, port, local=self.manners.local)
        if told.scheme == "https":
            pool: HTTPConnectionPool = HTTPSConnectionPool(
                at, port, timeout=times, cert_reqs="CERT_REQUIRED", server_hostname=host, assert_hostname=host
            )
        else:
            pool = HTTPConnectionPool(at, port, timeout=times)
        heads = {"Host": told.netloc or host, "User-Agent": self.manners.agent, "Accept": "*/*"}
        with pool:
            answer = pool.urlopen(
                method, told.request_uri, headers=heads,
                redirect=False, retries=False, preload_content=False, decode_content=False, assert_same_host=False,
            )  # fmt: skip
            try:
                return answer.status, answer.headers, answer.read(self.manners.most)
            finally:
                answer.close()


def judged(status: int, way: tuple[str, ...]) -> Answer:
    """What a last answer says of an address."""
    said = HTTPStatus(status).phrase if status in list(HTTPStatus) else ""
    if 200 <= status < 300:
        return Answer("moved" if way else "fine", status, way)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Answer("gone", status, way, said)
    if status in LATER:
        return Answer("busy", status, way, said)
    return Answer("refused" if 400 <= status < 500 else "failed", status, way, said)


def onward(at: str, to: str) -> str:
    """Where a redirect leads. A head is read as Latin-1 and mostly meant as UTF-8."""
    meant = to.encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_url(urldefrag(urljoin(at, meant)).url).url


def told_to_wait(heads: Mapping[str, str]) -> float | None:
    """Seconds until one may ask again: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    told = heads.get("Retry-After", "")
    if re.fullmatch(r"\d{1,9}", told, re.ASCII):
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def reason(error: Exception) -> str:
    """Why there was no answer."""
    if isinstance(error, socket.gaierror):
        return "그런 이름의 서버가 없습니다"
    if isinstance(error, SSLError):
        return "인증서를 믿을 수 없습니다"
    if isinstance(error, TooLate):
        return "제때 답하지 않습니다"
    if isinstance(error, LocationParseError | ValueError):
        return "주소의 모양이 맞지 않습니다"
    return "연결이 끊어집니다"

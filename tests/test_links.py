"""The checker of outer links against a server that answers well, badly, late, endlessly and not at all; only this machine is asked."""

import json
import re
import socket
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from builder.reading import load_catalog
from links.addresses import Outer, outer_addresses
from links.asking import Answer, Manners
from links.crawl import crawl
from links.guard import NotAsked, is_open, looked_up
from links.report import MOST, Finding, to_json, to_markdown
from toy import ENVIRONMENT, ROOT, TOY, door, toy_project

QUICK = Manners(pause=0.02, connect=2, wait=1.5, hops=4, patience=2, in_all=30, local=True)


@dataclass
class Outside:
    """A server that stands for the internet, and what it was asked: (method, path, when).

    `spans` has for each host when a question came and when it was answered.
    """

    port: int = 0
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    sent: int = 0
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def url(self, path: str, host: str = "one") -> str:
        return f"http://{host}.localhost:{self.port}/{path}"

    def answer(self, path: str) -> Answer:
        return crawl([self.url(path)], QUICK)[self.url(path)]

    def times(self, path: str) -> list[tuple[str, float]]:
        return [(method, when) for method, asked, when in self.asked if asked == f"/{path}"]


class Handler(BaseHTTPRequestHandler):
    """What is asked for is the name of how it answers."""

    protocol_version = "HTTP/1.1"
    outside: Outside

    def do_HEAD(self) -> None:
        self.came = time.monotonic()
        self.outside.asked.append((self.command, self.path, self.came))
        self.outside.agents.add(str(self.headers["User-Agent"]))
        getattr(self, self.path.strip("/").split("/")[0].split("?")[0].replace("-", "_"))()

    def do_GET(self) -> None:
        self.do_HEAD()

    def say(self, status: int, body: bytes = b"here", /, **heads: str) -> None:
        self.outside.spans[str(self.headers["Host"])].append((self.came, time.monotonic()))
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def fine(self) -> None:
        time.sleep(0.03)
        self.say(200)

    def missing(self) -> None:
        self.say(404)

    def gone(self) -> None:
        self.say(410)

    def forbidden(self) -> None:
        self.say(403)

    def fails(self) -> None:
        self.say(500)

    def moved(self) -> None:
        self.say(301, Location="/moved2")

    def moved2(self) -> None:
        self.say(308, Location=f"http://two.localhost:{self.outside.port}/fine?%ED%95%9C=1#part")

    def moved_to_nothing(self) -> None:
        self.say(302, Location="/gone")

    def round(self) -> None:
        self.say(302, Location="/round2")

    def round2(self) -> None:
        self.say(302, Location="/round")

    def onward(self) -> None:
        self.say(
            302,
            Location=f"/onward/{int(self.path.rpartition('/')[2] or 0) + 1 if self.path[-1].isdigit() else 1}",
        )

    def to_a_file(self) -> None:
        self.say(301, Location="file:///etc/passwd")

    def to_korean(self) -> None:
        self.send_response(301)
        self.wfile.write(b"")
        self.send_header("Location", "/fine?q=한글".encode().decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def to_nonsense(self) -> None:
        self.say(301, Location="http://[nonsense")

    def no_head(self) -> None:
        self.say(200 if self.command == "GET" else 405)

    def broken_head(self) -> None:
        if self.command == "GET":
            self.say(200)
        else:
            self.close_connection = True

    def soon(self) -> None:
        """Busy the first time; the next must not come before a second has passed."""
        first = len(self.outside.times("soon")) == 1
        self.say(429 if first else 200, Retry_After="1")

    def soon_by_date(self) -> None:
        first = len(self.outside.times("soon-by-date")) == 1
        at = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        self.say(503 if first else 200, Retry_After=at)

    def never_free(self) -> None:
        self.say(429, Retry_After="0")

    def tomorrow(self) -> None:
        self.say(429, Retry_After="86400")

    def busy(self) -> None:
        self.say(429, Retry_After="\u00b2soon")

    def late(self) -> None:
        time.sleep(4)

    def breaks(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def half(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 2")

    def no_http(self) -> None:
        self.close_connection = True
        self.wfile.write(b"220 mail.example.org ESMTP\r\n" * 20)

    def drips(self) -> None:
        """A head that never ends."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                self.wfile.write(b"X-More: 1\r\n")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            pass

    def huge(self) -> None:
        """Too much for any reader; HEAD it does not know."""
        if self.command == "HEAD":
            return self.say(501)
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Length", str(1 << 40))
        self.end_headers()
        try:
            while True:
                self.outside.sent += self.connection.send(b"x" * 65536)
        except OSError:
            return None

    def available(self) -> None:
        """The archive."""
        copied = "gone" in self.path
        closest = {
            "available": True,
            "url": "http://web.archive.org/web/20221207000000/http://x/",
            "status": "200",
        }
        self.say(200, json.dumps({"archived_snapshots": {"closest": closest} if copied else {}}).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def open_outside() -> Iterator[Outside]:
    outside = Outside()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("HandlerOf", (Handler,), {"outside": outside}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    outside.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield outside
    server.shutdown()
    server.server_close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    with open_outside() as opened:
        yield opened


ANSWERS = {
    "fine": ("fine", 200), "missing": ("gone", 404), "gone": ("gone", 410), "forbidden": ("refused", 403), "fails": ("failed", 500),
    "moved": ("moved", 200), "moved-to-nothing": ("gone", 410), "round": ("failed", 302), "onward": ("failed", 302),
    "to-a-file": ("inside", 0), "to-nonsense": ("failed", 0), "no-head": ("fine", 200), "broken-head": ("fine", 200),
    "soon": ("fine", 200), "soon-by-date": ("fine", 200), "never-free": ("busy", 429), "tomorrow": ("busy", 429), "busy": ("busy", 429),
    "late": ("failed", 0), "breaks": ("failed", 0), "half": ("failed", 0), "no-http": ("failed", 0), "huge": ("fine", 200),
    "to-korean": ("moved", 200),
}  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_is_understood(outside: Outside, path: str) -> None:
    answer = outside.answer(path)
    assert (answer.outcome, answer.status) == ANSWERS[path], answer
    assert answer.status or answer.why


def test_a_redirect_is_told_to_its_end(outside: Outside) -> None:
    assert outside.answer("moved").way == (outside.url("moved2"), outside.url("fine?%ED%95%9C=1", "two"))
    assert len(outside.answer("onward").way) == QUICK.hops
    assert outside.answer("to-korean").way == (outside.url("fine?q=%ED%95%9C%EA%B8%80"),)


def test_it_waits_as_it_is_told_and_no_longer_than_it_has_patience(outside: Outside) -> None:
    outside.answer("soon")
    (_, first), (_, second) = outside.times("soon")
    assert second - first >= 1
    began = time.monotonic()
    outside.answer("tomorrow")
    assert time.monotonic() - began < 60
    outside.answer("never-free")
    assert [method for method, _ in outside.times("never-free")] == ["HEAD"] * (QUICK.again + 1)


def test_it_reads_the_beginning_only(outside: Outside) -> None:
    outside.answer("huge")
    time.sleep(0.2)
    assert outside.sent < 32 << 20  # what the buffers of this machine take, and no terabyte


def test_one_question_at_a_time_to_a_host_with_a_pause_also_of_those_sent_there(outside: Outside) -> None:
    urls = [outside.url(f"fine?{n}", host) for n in range(6) for host in ("two", "three")]
    urls += [outside.url(f"moved?{n}") for n in range(3)]  # they end at two
    answers = crawl(urls, QUICK)
    assert Counter(answer.outcome for answer in answers.values()) == {"fine": 12, "moved": 3}
    assert outside.agents == {QUICK.agent}
    assert {method for method, _, _ in outside.asked} == {"HEAD"}
    assert len(outside.spans) == 3
    for spans in map(sorted, outside.spans.values()):
        for (_, answered), (came, _) in pairwise(spans):
            assert came - answered >= QUICK.pause


def test_all_of_it_ends_in_time_whatever_a_server_does(outside: Outside) -> None:
    urls = [outside.url("drips"), outside.url("fine"), outside.url("fine", "two")]
    began = time.monotonic()
    answers = crawl(urls, Manners(pause=0.02, in_all=2, local=True))
    assert time.monotonic() - began < 15
    assert [answers[url].outcome for url in urls] == ["unasked", "unasked", "fine"]


INNER = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:0:0:0:0:1",
)  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_never_asked(address: str) -> None:
    assert not is_open(address)
    with pytest.raises(NotAsked):
        looked_up(address, 80, local=False)


def test_neither_a_name_nor_a_redirect_leads_inside(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        outside.url("fine"),
        f"http://localhost:{outside.port}/fine",
        f"http://127.0.0.1:{outside.port}/fine",
    ]
    answers = crawl(told, Manners(pause=0.02))
    assert {answer.outcome for answer in answers.values()} == {"inside"}
    assert outside.asked == []
    # One name with an address of the internet and an inner one: no later look-up may choose the inner one.
    both = [(socket.AF_INET, 1, 6, "", (ip, 80)) for ip in ("192.0.43.8", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert crawl(["http://both.example.org/"], Manners())["http://both.example.org/"].outcome == "inside"


def test_every_address_of_the_record_is_asked_where_it_stands() -> None:
    outers = {outer.url: outer for outer in outer_addresses(load_catalog(TOY))}
    named = set()
    for path in sorted((TOY / "sessions").rglob("*.yml")):
        name = path.relative_to(TOY).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for url in re.findall(r"https?://[^\s\"'<>)}#]+", line):
                named.add(url)
                # A link in a text stands where the text begins.
                places = (
                    (f"{name}:{number}",)
                    if f": {url}" in line
                    else [f"{name}:{n}" for n in range(1, number + 1)]
                )
                assert set(places) & set(outers[url].places), url
    assert named == set(outers)
    dead = outers["https://slides.example.org/naru/3"]
    assert (dead.found_dead, bool(dead.copy)) == (date(2032, 2, 27), True)


def project_with(outside: Outside, folder: Path, *paths: str) -> Path:
    """A toy project whose first sources are these addresses of the server, all its others one that opens."""
    root = toy_project(folder)
    for path in sorted((root / "sessions").rglob("*.yml")):
        text = path.read_text("utf-8").replace(
            "https://web.archive.org", f"http://copy.localhost:{outside.port}/fine"
        )
        path.write_text(
            re.sub(r"https://(youtu\.be|[a-z.]*example\.org)", outside.url("fine"), text), "utf-8"
        )
    sources = [
        p
        for p in sorted((root / "sessions/references/sources").glob("*.yml"))
        if "\nurl:" in p.read_text("utf-8")
    ]
    for path, name in zip(sources, paths, strict=False):
        path.write_text(
            re.sub(r"(?m)^url:.*$", f"url: {outside.url(name)}", path.read_text("utf-8")), "utf-8"
        )
    return root


def test_the_door_writes_a_report_and_fails_nothing(outside: Outside, tmp_path: Path) -> None:
    root = project_with(outside, tmp_path, "gone", "moved", "breaks")
    done = door(
        root,
        "links",
        "--local",
        f"http://archive.localhost:{outside.port}/available",
        "--copies",
        "--minutes",
        "1",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads((root / "build/links.json").read_text("utf-8"))
    found = {entry["url"]: entry for entry in told["addresses"]}
    gone = found[outside.url("gone")]
    assert gone["outcome"] == "gone"
    (place,) = gone["places"]
    file, line = place.split(":")
    assert (root / file).read_text("utf-8").splitlines()[int(line) - 1] == f"url: {outside.url('gone')}"
    assert gone["proposed_archive_url"] == "https://web.archive.org/web/20221207000000/http://x/"
    assert found[outside.url("breaks")]["proposed_archive_url"] is None
    assert found[outside.url("moved")]["way"][-1].startswith(outside.url("fine", "two"))
    report = (root / "build/links.md").read_text("utf-8")
    assert report.startswith("<!-- news: ")
    assert f"`{outside.url('gone')}`" in report
    assert place in report


SEEN = date(2022, 12, 7)


def test_a_report_is_bounded_and_calls_nobody() -> None:
    odd = Finding(
        Outer("https://x.org/@someone?a=`b`", ("a.yml:1",), SEEN),
        Answer("gone", 404, ("https://x.org/`@y\n# z",)),
    )
    text = to_markdown([odd], SEEN)
    assert "`https://x.org/@someone?a=%60b%60`" in text
    assert "\n# z" not in text
    many = [
        Finding(Outer(f"https://x.org/{n}/{'a' * 250}", ("a.yml:1",), SEEN), Answer("moved", 200))
        for n in range(900)
    ]
    text = to_markdown(many, SEEN)
    assert len(text) < MOST + 300
    assert text.count("<details>") == text.count("</details>")
    assert len(json.loads(to_json(many, SEEN))["addresses"]) == 900


def test_what_is_known_to_be_dead_is_no_news_until_it_opens_again() -> None:
    known = Outer("https://x.org/", ("a.yml:1",), SEEN, found_dead=date(2026, 11, 22))
    assert to_markdown([Finding(known, Answer("gone", 404))], SEEN).startswith("<!-- news: 0 -->")
    again = to_markdown([Finding(known, Answer("fine", 200))], SEEN)
    assert again.startswith("<!-- news: 1 -->")
    assert "다시 열리는 주소" in again


GH = """#!/bin/sh
printf '%s\\n' "$*" >>"$LOG"
case "$1 $2" in "issue list") printf '%s' "$OPEN" ;; esac
"""


@pytest.mark.parametrize(("news", "number", "does"), [
    (2, "", "issue create"), (2, "7", "issue edit 7"), (0, "7", "issue close 7"), (0, "", ""),
])  # fmt: skip
def test_there_is_one_issue(tmp_path: Path, news: int, number: str, does: str) -> None:
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    report = tmp_path / "links.md"
    report.write_text(f"<!-- news: {news} -->\n$(touch {tmp_path}/run) `touch {tmp_path}/run`\n")
    environment = ENVIRONMENT | {
        "PATH": f"{tmp_path}:{ENVIRONMENT['PATH']}", "LOG": str(tmp_path / "log"), "OPEN": number, "GITHUB_REPOSITORY": "some/one",
    }  # fmt: skip
    subprocess.run([ROOT / ".ci/links-issue", report], env=environment, check=True)
    done = [line for line in (tmp_path / "log").read_text().splitlines() if not line.startswith("issue list")]
    assert [line[: len(does)] for line in done] == ([does] if does else [])
    assert not (tmp_path / "run").exists()

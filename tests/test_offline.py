"""The site without a network, in a real Chromium: what was read stays readable and says how old it is."""

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

UNDER = "/kakao/"  # a project's site stands below the root of its host
OFFLINE = re.compile(r"^오프라인입니다\. \d{4}-\d\d-\d\d \d\d:\d\d에 받은 판입니다\.$")
SAVES_DATA = "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } })"
HREFS = "links => links.map((link) => link.href)"
KEPT = """async (begin) => {
    const name = (await caches.keys()).find((name) => name.startsWith(begin));
    return name ? (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname) : [];
}"""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder under a path, pages good for ten minutes; what is in `slow` comes too late for any reader."""

    slow: ClassVar[set[str]] = set()
    asked: ClassVar[list[str]] = []

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(UNDER))

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.removeprefix(UNDER) in self.slow:
            time.sleep(30)
        if self.path.startswith(UNDER):
            super().do_GET()
        else:
            self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600" if self.path.endswith("/") else "no-cache")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass
class Site:
    """A copy of the toy site that a test may change, and its address."""

    folder: Path
    address: str

    def edit(self, page: str, old: str, new: str) -> None:
        file = self.folder / page / "index.html"
        text = file.read_text("utf-8")
        assert old in text
        stamp = file.stat().st_mtime + 2  # a server tells versions of one second by nothing
        file.write_text(text.replace(old, new), "utf-8")
        os.utime(file, (stamp, stamp))


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    shutil.copytree(built / "site", folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}{UNDER}")
    server.shutdown()


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been on the site."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


def visited(reader: BrowserContext, site: Site, page: str = "") -> Page:
    """A tab that has opened a page for the first time, once everything is kept that is kept unasked."""
    tab = reader.new_page()
    tab.goto(site.address + page)
    wait_for(tab, lambda: bool(tab.evaluate(KEPT, f"{UNDER} list ")))
    return tab


def kept(tab: Page) -> set[str]:
    """The pages that the browser keeps."""
    return {path.removeprefix(UNDER) for path in tab.evaluate(KEPT, f"{UNDER} pages ")}


def is_kept(tab: Page, page: str) -> bool:
    return page in kept(tab)


def wait_for(tab: Page, happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, kept(tab)
        tab.wait_for_timeout(50)


def notice(tab: Page) -> Locator:
    return tab.locator("#content > .kept[role=status]")


def test_cards_for_sharing_are_not_kept(reader: BrowserContext, site: Site) -> None:
    """They are for those who show a link elsewhere: no reader fetches them, and none keeps them."""
    for page in ("", "causes"):
        site.edit(
            page, "</head>", f'<meta property="og:image" content="{site.address}{page}/card.png"></head>'
        )
    before = len(Handler.asked)
    visited(reader, site)
    assert len(Handler.asked) - before > 20
    assert not [path for path in Handler.asked[before:] if path.endswith(".png")]


def test_what_was_read_is_there_without_network_and_says_how_old_it_is(
    reader: BrowserContext, site: Site
) -> None:
    tab = visited(reader, site, "causes/no-standby/")
    tab.goto(site.address + "sources/city-report/?h=report")
    expect(notice(tab)).to_have_count(0)
    reader.set_offline(True)
    for page in ("causes/no-standby/#mechanism", "sources/city-report/", "sources/city-report/index.html"):
        tab.goto(site.address + page)
        expect(notice(tab)).to_have_text(OFFLINE)
        expect(notice(tab)).to_be_in_viewport()
        assert tab.evaluate("getComputedStyle(document.querySelector('.kept')).position") == "sticky"
    reader.set_offline(False)
    tab.reload()
    expect(tab.locator("h1")).to_be_visible()
    expect(notice(tab)).to_have_count(0)


def test_a_page_is_never_older_than_the_server_s_without_saying_so(
    reader: BrowserContext, site: Site
) -> None:
    tab = visited(reader, site, "causes/no-standby/")
    site.edit("causes/no-standby", "</h1>", " (고침)</h1>")
    tab.goto(site.address + "causes/no-standby/")
    expect(tab.locator("h1")).to_contain_text("(고침)")
    expect(notice(tab)).to_have_count(0)
    site.edit("causes/no-standby", "(고침)", "(또 고침)")
    reader.set_offline(True)
    tab.goto(site.address + "causes/no-standby/")
    expect(tab.locator("h1")).to_contain_text("(고침)")
    expect(notice(tab)).to_have_text(OFFLINE)
    reader.set_offline(False)
    tab.goto(site.address + "causes/no-standby/")
    expect(tab.locator("h1")).to_contain_text("(또 고침)")
    shutil.rmtree(site.folder / "causes/no-standby")
    tab.goto(site.address + "causes/no-standby/")
    wait_for(tab, lambda: "causes/no-standby/" not in kept(tab))


def test_the_first_visit_keeps_the_navigation_and_the_readers_ways(
    reader: BrowserContext, site: Site
) -> None:
    tab = visited(reader, site, "sources/city-news/")
    links = [urlsplit(href).path for href in tab.locator(".md-nav--primary a").evaluate_all(HREFS)]
    ways = json.loads((site.folder / "offline.json").read_text("utf-8"))
    wanted = {link.removeprefix(UNDER) for link in links} | set(ways["keep"])
    assert len(wanted) > 20
    assert set(ways["leave"]) <= wanted
    assert kept(tab) == wanted - set(ways["leave"]) | {"sources/city-news/", "offline/"}
    tab.goto(site.address + "causes/")
    tab.wait_for_load_state("networkidle")
    Handler.asked.clear()
    tab.goto(site.address + "measures/")
    assert f"{UNDER}measures/" in Handler.asked
    assert not [path for path in Handler.asked if ".min." in path]
    reader.set_offline(True)
    faults: list[str] = []
    tab.on("requestfailed", lambda ask: faults.append(f"{ask.failure} {ask.url}"))
    tab.goto(site.address + "incident/timeline/")
    expect(tab.locator("#filter")).to_be_visible()  # its script is kept too
    assert tab.evaluate("getComputedStyle(document.querySelector('.md-grid')).maxWidth") != "none"
    left_behind = "net::ERR_ABORTED"  # what the page before still asked for when it was left, as its icon
    assert [fault for fault in faults if "search" not in fault and left_behind not in fault] == []


def test_who_saves_data_is_sent_only_what_was_asked_for(reader: BrowserContext, site: Site) -> None:
    reader.add_init_script(SAVES_DATA)
    tab = reader.new_page()
    tab.goto(site.address + "causes/no-standby/")
    wait_for(tab, lambda: "causes/no-standby/" in kept(tab))
    tab.wait_for_timeout(500)
    assert kept(tab) == {"offline/", "causes/no-standby/"}


def test_a_page_that_is_not_kept_leads_to_a_list_of_what_is(reader: BrowserContext, site: Site) -> None:
    tab = visited(reader, site)
    reader.set_offline(True)
    tab.goto(site.address + "sources/city-report/")
    expect(tab.locator("h1")).to_have_text(re.compile("오프라인에서 읽기"))
    expect(notice(tab)).to_contain_text("찾으신 페이지는 보관되어 있지 않습니다")
    listed = tab.locator("article .records a").evaluate_all(HREFS)
    assert {urlsplit(href).path.removeprefix(UNDER) for href in listed} == kept(tab) - {"offline/"}
    tab.get_by_role("link", name="수치", exact=True).and_(tab.locator("article a")).click()
    expect(notice(tab)).to_have_text(OFFLINE)
    tab.go_back()
    reader.set_offline(False)
    tab.get_by_role("link", name="다시 열기").click()
    expect(tab).to_have_url(site.address + "sources/city-report/")
    expect(notice(tab)).to_have_count(0)


@pytest.mark.parametrize(
    "missing", ["javascript:alert(1)", "//far.example.org/", '"><img src=x onerror=alert(1)>']
)
def test_the_list_leads_nowhere_else(missing: str, reader: BrowserContext, site: Site) -> None:
    tab = visited(reader, site)
    reader.set_offline(True)
    tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    tab.goto(f"{site.address}offline/?{urlencode({'missing': missing})}")
    link = tab.get_by_role("link", name="다시 열기")
    assert link.evaluate("link => link.href").startswith(site.address)
    expect(tab.locator("article img")).to_have_count(0)


def test_a_slow_network_is_not_waited_for_where_a_page_is_kept(reader: BrowserContext, site: Site) -> None:
    tab = visited(reader, site)
    Handler.slow |= {"causes/", "assets/site.css"}
    try:
        tab.goto(site.address + "causes/", timeout=25_000)
        expect(notice(tab)).to_have_text(re.compile("^연결이 느립니다. .*에 받은 판입니다.$"))
    finally:
        Handler.slow.clear()


def test_a_new_worker_drops_what_older_ones_kept_and_nothing_else(reader: BrowserContext, site: Site) -> None:
    tab = visited(reader, site)
    before = set(tab.evaluate("caches.keys()"))
    for name in (f"{UNDER} pages 0", "/other/ pages 0"):
        tab.evaluate("name => caches.open(name)", name)
    worker = site.folder / "sw.js"
    worker.write_text(worker.read_text("utf-8").replace("FORM = 1", "FORM = 2"), "utf-8")
    tab.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    tab.wait_for_timeout(500)
    tab.reload()
    wait_for(tab, lambda: bool(tab.evaluate(KEPT, f"{UNDER} list ")))
    assert set(tab.evaluate("caches.keys()")) == {name.replace("1", "2") for name in before} | {
        "/other/ pages 0"
    }


def test_what_is_kept_is_bounded(reader: BrowserContext, site: Site) -> None:
    worker = site.folder / "sw.js"
    text = worker.read_text("utf-8")
    assert "[PAGES]: 150" in text
    worker.write_text(text.replace("[PAGES]: 150", "[PAGES]: 3"), "utf-8")
    reader.add_init_script(SAVES_DATA)
    tab = reader.new_page()
    for page in (
        "causes/no-standby/",
        "sources/city-report/",
        "sources/city-news/",
        "sources/programme/",
        "",
    ):
        tab.goto(site.address + page)
        wait_for(tab, partial(is_kept, tab, page))
    wait_for(tab, lambda: kept(tab) == {"offline/", "sources/city-news/", "sources/programme/", ""})

"""The real site in a real Chromium: a reader's way through it, at desk and phone width, and by keyboard."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from toy import door, front_matter, pages_in, real_project

pytestmark = pytest.mark.browser

DOCUMENTS = ("about.md", "contribute.md", "contribute/fields.md", "contribute/rules.md")
WAY = (
    "a[href='sessions/datacenter-redundancy/']",
    "a.rec--cause",
    "a.rec--measure",
    "a.source",
    "a.rec--measure",
)


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Serves the real site; kind of page -> the address of one such page, "" for the site's own."""
    root = real_project(tmp_path_factory.mktemp("real"))
    done = door(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(root / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}/"
    found = {
        front_matter(page.markdown)["kind"]: page.path for page in pages_in(root) if page.path.endswith(".md")
    }
    found |= {path: path.replace(".md", "/index.md") for path in DOCUMENTS}
    return {"": site} | {name: site + path.removesuffix("index.md") for name, path in found.items()}


@pytest.fixture
def page(browser: Browser, kinds: dict[str, str]) -> Iterator[Page]:
    """An open tab; at the end it must have logged no error and asked no other host for anything."""
    faults: list[str] = []
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.set_default_timeout(5_000)
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "request", lambda ask: None if ask.url.startswith((kinds[""], "data:")) else faults.append(ask.url)
    )
    yield tab
    tab.close()
    assert faults == []


def test_a_reader_walks_from_the_front_page_to_a_source_and_back(page: Page, kinds: dict[str, str]) -> None:
    page.goto(kinds[""])
    for step in WAY:
        expect(page.locator("h1")).to_have_count(1)
        aim = page.locator(f"article {step}:visible").first
        name = (aim.locator("cite") if step == "a.source" else aim).inner_text()
        aim.click()
        expect(page.locator("h1")).to_have_text(name)


def test_every_kind_of_page_fits_a_phone(page: Page, kinds: dict[str, str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    wide: dict[str, int] = {}
    for kind, address in kinds.items():
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        width = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        wide |= {kind: width} if width > 0 else {}
    assert wide == {}


def test_the_first_tab_reaches_the_skip_link(page: Page, kinds: dict[str, str]) -> None:
    for address in (kinds[""], kinds["session"]):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.locator("a.skip")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_a_citation_and_a_term_show_what_they_lead_to(page: Page, kinds: dict[str, str]) -> None:
    page.goto(kinds[""] + "causes/no-control-tower/")
    note = page.get_by_role("note").filter(visible=True)
    cite = page.locator("article a.cite").first
    cite.hover()
    expect(note).to_contain_text(page.locator("#ref-1 cite").inner_text())
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    page.locator("article a.term-link").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(note.locator("a")).to_have_attribute("href", re.compile("/glossary/#t-"))
    cite.click()
    expect(page).to_have_url(re.compile("#ref-1$"))

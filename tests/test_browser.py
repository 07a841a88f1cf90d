"""The real site in a real Chromium: a reader's way through it, at desk and phone width, and by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from served import as_it_is, tab
from toy import front_matter, pages_in

pytestmark = pytest.mark.browser

DOCUMENTS = ("about.md", "contribute.md", "contribute/fields.md", "contribute/rules.md")
WAY = (
    "a[href='sessions/datacenter-redundancy/']",
    "a.rec--cause",
    "a.rec--measure",
    "a.source",
    "a.rec--measure",
)


@pytest.fixture(scope="module")
def kinds(real_site: Path) -> dict[str, str]:
    """Kind of page -> the address of one such page of the real site, "" for the site's own."""
    site = as_it_is(real_site / "site")
    found = {
        front_matter(page.markdown)["kind"]: page.path
        for page in pages_in(real_site)
        if page.path.endswith(".md")
    }
    found |= {path: path.replace(".md", "/index.md") for path in DOCUMENTS}
    return {"": site} | {name: site + path.removesuffix("index.md") for name, path in found.items()}


@pytest.fixture
def page(browser: Browser, kinds: dict[str, str]) -> Iterator[Page]:
    with tab(browser, kinds[""]) as opened:
        yield opened


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

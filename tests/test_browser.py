"""The real site in a real Chromium: a reader's way through it, at desk and phone width, and by keyboard."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from auditing import axe_findings, kinds_in, served_site, sideways, small_targets
from builder.addresses import address_of
from served import as_it_is, tab
from toy import front_matter, pages_in

pytestmark = pytest.mark.browser

DOCUMENTS = (
    "about/index.md",
    "accessibility.md",
    "offline.md",
    "contribute.md",
    "contribute/fields.md",
    "contribute/rules.md",
    "contribute/attacks.md",
)
# The stop of the keyboard that a reader would not see, or null; a hidden radio button shows on its label.
UNSEEN = """() => {
  const stop = document.activeElement;
  if (stop === document.body) return null; // past the end of the page
  const shown = stop.matches(".md-option") ? stop.nextElementSibling : stop;
  const box = shown.getBoundingClientRect();
  const at = [box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2];
  const top = document.elementFromPoint(...at);
  const seen = box.width > 1 && top && (shown.contains(top) || top.contains(shown));
  return seen && getComputedStyle(shown).outlineStyle !== "none" ? null : `${stop.outerHTML.slice(0, 200)} below ${top?.outerHTML.slice(0, 200)} at ${at}`;
}"""
SPACED = """() => document.querySelectorAll("#content, #content *").forEach(node => {
  for (const [name, value] of [["line-height", "1.5"], ["letter-spacing", "0.12em"], ["word-spacing", "0.16em"]])
    if (!node.closest("svg")) node.style.setProperty(name, value, "important");
})"""
CUT = """() => [...document.querySelectorAll("#content *")]
  .filter(node => !node.closest("svg, .vh") && getComputedStyle(node).overflowY === "hidden")
  .filter(node => node.clientHeight > 1 && node.scrollHeight > node.clientHeight + 1)
  .map(node => node.outerHTML.slice(0, 120))"""
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
    found |= {path: address_of(path) for path in DOCUMENTS}
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
        aim.hover()  # what is far below is drawn when a reader comes near
        name = (aim.locator("cite") if step == "a.source" else aim).inner_text()
        aim.click()
        expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("width", [320, 390])
def test_every_kind_of_page_fits_a_phone(page: Page, kinds: dict[str, str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    faults: dict[str, list[str]] = {}
    for kind, address in kinds.items():
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        wide = [f"{by} px too wide" for by in (sideways(page),) if by]
        faults |= {kind: found} if (found := wide + small_targets(page)) else {}
    assert faults == {}


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


def test_a_video_is_asked_for_by_a_click_and_not_before(browser: Browser, kinds: dict[str, str]) -> None:
    tab = browser.new_page(service_workers="block")
    asked: list[tuple[str, str | None]] = []

    def answer(route: Route) -> None:
        asked.append((route.request.url, route.request.header_value("referer")))
        route.fulfill(body="a player", content_type="text/html")

    tab.route(lambda url: not url.startswith(kinds[""]), answer)
    tab.goto(kinds[""] + "sessions/outage-cause-analysis/", wait_until="networkidle")
    expect(tab.locator(".video")).to_contain_text("그 전에는 아무것도 요청하지 않습니다")
    assert asked == []
    tab.get_by_role("button", name="이 자리에서 재생").click()
    expect(tab.frame_locator(".video iframe").locator("body")).to_have_text("a player")
    assert asked == [("https://www.youtube-nocookie.com/embed/v4hRiooY7Dw?autoplay=1", kinds[""])]
    link = tab.get_by_role("link", name="YouTube에서 보기")
    expect(link).to_have_attribute("href", "https://youtu.be/v4hRiooY7Dw")
    tab.close()


def test_what_to_cite_is_copied(browser: Browser, kinds: dict[str, str]) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], service_workers="block")
    tab = context.new_page()
    tab.goto(kinds[""] + "sessions/outage-cause-analysis/")
    tab.locator("footer.record summary").click()
    for place in ("#talk", "#citation"):
        text = tab.locator(place).inner_text()
        assert "「1015 장애 원인 분석」" in text
        button = tab.locator(f"button[data-copies={place[1:]}]")
        button.click()
        expect(button.locator("xpath=../*[@role='status']")).to_have_text("복사했습니다.")
        assert tab.evaluate("navigator.clipboard.readText()") == text
    context.close()


def test_every_kind_of_page_works_without_script(browser: Browser, kinds: dict[str, str]) -> None:
    tab = browser.new_page(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, service_workers="block"
    )
    for kind, address in kinds.items():
        tab.goto(address)
        expect(tab.locator("h1")).to_be_visible()
        dead = tab.locator("button:visible, input:visible, select:visible, [role=button]:visible")
        assert dead.count() == 0, kind
        tab.locator("label.md-header__button[for=__drawer]").click()
        assert tab.locator(".md-nav--primary > ul > li > :visible").count() >= 8, kind
    tab.goto(kinds["session"])
    tab.locator("label.md-header__button[for=__drawer]").click()
    tab.locator(".md-nav--primary").get_by_role("link", name="용어", exact=True).click()
    expect(tab).to_have_url(kinds[""] + "glossary/")
    tab.goto(kinds["session"])
    tab.locator("footer.record summary").click()
    expect(tab.locator("#citation")).to_be_visible()
    tab.close()


def test_the_whole_prints_as_one_document(page: Page, kinds: dict[str, str]) -> None:
    page.goto(kinds["account"])
    numbers = page.locator(".refs > li").evaluate_all("all => all.map((one) => one.value)")
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 300
    page.emulate_media(media="print")
    for hidden in (".md-header", ".md-tabs", "button:not([hidden])", ".crumbs", ".headerlink"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    expect(page.locator(".cover")).to_contain_text("1015 회고 기록 (비공식)")
    after = "link => getComputedStyle(link, '::after').content"
    source = page.locator(".refs a.out").first
    assert source.get_attribute("href") in source.evaluate(after)
    pdf = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
    assert pdf.count(b"/Type /Page\n") > 100
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(kinds["session"])
    assert page.locator("h1").evaluate("title => getComputedStyle(title).color") == "rgb(0, 0, 0)"
    assert page.locator(".facts a.out").first.evaluate(after) in ("none", '""')
    expect(page.locator("#citation")).to_be_visible()


def test_the_sizes_that_are_said_are_true(page: Page, kinds: dict[str, str]) -> None:
    """On the page about the site and in the navigation: of the whole as one page, and of what is kept unasked."""

    def sizes(address: str) -> tuple[int, int]:
        content = page.request.get(address).body()
        return len(content), len(gzip.compress(content, 6))

    page.goto(kinds["about/index.md"])
    whole, sent, kept = re.findall(
        r"([\d.]+) MB",
        page.locator("#keep ~ p").all_inner_texts()[0] + page.locator("#keep ~ p").all_inner_texts()[1],
    )
    links = page.locator(".md-nav--primary a[href]").evaluate_all(
        "all => all.map((one) => one.href.split('#')[0])"
    )
    ways = json.loads(page.request.get(kinds[""] + "offline.json").text())
    pages = {*links, *(kinds[""] + way for way in ways["keep"])} - {kinds[""] + way for way in ways["leave"]}
    assert float(kept) * 1e6 == pytest.approx(sum(sizes(address)[1] for address in pages), rel=0.15)
    assert (float(whole) * 1e6, float(sent) * 1e6) == pytest.approx(sizes(kinds["account"]), rel=0.1)
    expect(page.locator(".md-nav--primary a[href='../print/']")).to_contain_text(f"({whole} MB)")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_no_fault_on_any_kind_of_page(
    browser: Browser, built: Path, real_site: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    """On the toy site, whose pages are short and use every field, and on the real ones that are written by hand.

    `make audit` does the same on the longest real page of each kind.
    """
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    faults: dict[str, list[str]] = {}
    short, real = kinds_in(built / "site"), kinds_in(real_site / "site")
    by_hand = {kind: address for kind, address in real.items() if kind == address.strip("/")}
    assert by_hand.keys() > {"about/engines", "contribute"}
    for root, kinds in ((built, short), (real_site, by_hand)):
        with served_site(root / "site") as site:
            for kind, address in kinds.items():
                tab.goto(site + address)
                faults |= {kind: found} if (found := axe_findings(tab)) else {}
    tab.close()
    assert faults == {}


def test_the_drawer_of_a_phone_is_worked_by_keyboard(page: Page, kinds: dict[str, str]) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(kinds["session"])
    opener = page.get_by_role("button", name="모든 페이지")
    inside = page.get_by_role("navigation", name="모든 페이지").get_by_role("link")
    expect(inside.first).not_to_be_visible()
    opener.press("Enter")
    expect(inside.first).to_be_focused()
    expect(inside.filter(has_text="경과")).to_be_visible()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("a.skip")).to_be_focused()


def unseen_stop(page: Page) -> str | None:
    """The stop of the keyboard if it is not seen within ten seconds: the search opens, the page scrolls."""
    for _ in range(200):
        unseen: str | None = page.evaluate(UNSEEN)
        if unseen is None:
            break
        page.wait_for_timeout(50)
    return unseen


def test_keyboard_focus_is_always_seen(page: Page, kinds: dict[str, str]) -> None:
    """The first forty stops of the session page, on both widths: on the screen, not covered by the header, with a mark."""
    page.emulate_media(reduced_motion="reduce")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(kinds["session"])
        for _ in range(40):
            page.keyboard.press("Tab")
            assert unseen_stop(page) is None, f"at {width} px"


def test_keys_of_one_letter_can_be_switched_off(page: Page, kinds: dict[str, str]) -> None:
    page.goto(kinds["accessibility.md"])
    page.get_by_role("checkbox", name="글자 하나로 된 단축키 끄기").check()
    page.goto(kinds["session"])
    search = page.get_by_role("textbox", name="검색")
    page.keyboard.press("/")
    expect(search).not_to_be_focused()
    page.goto(kinds["accessibility.md"])
    page.get_by_role("checkbox", name="글자 하나로 된 단축키 끄기").uncheck()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(search).to_be_focused()


def test_wider_text_spacing_hides_nothing(page: Page, kinds: dict[str, str]) -> None:
    """The spacing of WCAG 2.2, 1.4.12, on a phone: no text is cut off by its own box."""
    page.set_viewport_size({"width": 320, "height": 800})
    for kind in ("", "session", "timeline", "glossary"):
        page.goto(kinds[kind])
        page.evaluate(SPACED)
        assert page.evaluate(CUT) == []


def test_foreign_titles_carry_their_language(page: Page, kinds: dict[str, str]) -> None:
    page.goto(kinds[""] + "sources/silicon-fr-202304/")
    expect(page.locator("h1")).to_have_attribute("lang", "fr")
    page.goto(kinds[""] + "sources/")
    expect(page.locator("cite[lang=fr]").first).to_be_attached()
    expect(page.locator("cite[lang]", has_text=re.compile("[가-힣]"))).to_have_count(0)

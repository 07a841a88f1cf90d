"""The search box in a real Chromium: what readers type and what they get, on the real site and on the toy's odd titles."""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, Route, expect
from selectolax.lexbor import LexborHTMLParser

from builder.catalog import Catalog
from builder.finder import INDEX
from builder.models.conference import Session
from builder.reading import load_catalog
from served import as_it_is, tab
from toy import ROOT

pytestmark = pytest.mark.browser
QUERIES = yaml.safe_load((ROOT / "tests" / "queries.yml").read_text("utf-8"))["queries"]
BOX = "[data-md-component=search-query]"
FOUND = ".md-search-result__item"
# Keeps what the worker answers, for the box draws a long list only as far as it is scrolled.
LISTEN = """
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => data.type === 3 && (window.answers ??= []).push(data.data.items));
  }
}
"""


@pytest.fixture(scope="module")
def site(real_site: Path) -> str:
    return as_it_is(real_site / "site")


@pytest.fixture(scope="module")
def toy(built: Path) -> str:
    return as_it_is(built / "site")


@pytest.fixture
def page(browser: Browser, toy: str) -> Iterator[Page]:
    with tab(browser, toy) as opened:
        yield opened


def visit(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Waits for Material's own clocks: it closes all once after a page load (125 ms), and sees no blur before a new focus."""
    page.evaluate("new Promise(done => setTimeout(done, 200))")


def until(page: Page, comes: str) -> None:
    """Waits for what a script can see; Playwright's own way evaluates text, which the policy of the pages forbids."""
    page.evaluate(
        f"""new Promise((done, fail) => {{
          setTimeout(() => fail(new Error({json.dumps(comes)})), 20_000);
          const look = () => ({comes}) ? done() : setTimeout(look, 20);
          look();
        }})"""
    )


def ask(page: Page, question: str) -> list[list[dict[str, Any]]]:
    """Types a question; the box's items, each the heading of a kind and its records."""
    page.evaluate("window.answers = []")
    page.fill(BOX, question)
    until(page, "window.answers.length")
    items: list[list[dict[str, Any]]] = page.evaluate("window.answers.at(-1)")
    return items


@dataclass(frozen=True)
class Result:
    """What one query brought."""

    shown: list[str]  # addresses in the order of their score
    found: int  # how many there are in all, shown or not
    missing: list[str]
    wrong: list[str]
    seconds: float
    faults: list[str]


def test_queries(browser: Browser, site: str, real_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every wanted record is shown, the right one first, and none that does not speak of what was asked."""
    catalog = load_catalog(ROOT)
    with tab(browser, site) as page:
        page.add_init_script(LISTEN)
        visit(page, site + "about/")
        until(page, "window.answers.length")  # to the empty box
        results = {
            query["query"]: judged(page, query, real_site / "site", addresses(catalog)) for query in QUERIES
        }
    with capsys.disabled():
        sys.stdout.write(table(results))
    assert {query: result.faults for query, result in results.items() if result.faults} == {}


def addresses(catalog: Catalog) -> frozenset[str]:
    return frozenset(entry.address for entries in catalog.entries.values() for entry in entries.values())


def judged(page: Page, query: Mapping[str, Any], built: Path, records: frozenset[str]) -> Result:
    start = perf_counter()
    items = ask(page, query["query"])
    seconds = perf_counter() - start
    entries = sorted((entry for item in items for entry in item[1:]), key=lambda entry: -entry["score"])
    shown = [place(entry["location"], records) for entry in entries]
    found = sum(int(re.findall(r"(\d+)건", item[0]["title"])[0]) for item in items)
    first, most = query.get("first"), query.get("most", found)
    missing = [want for want in (*query.get("wants", ()), *([first] if first else ())) if want not in shown]
    about = re.compile(query.get("about") or re.escape(query["query"]), re.IGNORECASE)
    wrong = [address for address in shown if not about.search(text_of(built, address))]
    faults = [f"not shown: {missing}"] * bool(missing) + [f"wrong: {wrong}"] * bool(wrong)
    faults += [f"first is {shown[:1]}, not {first}"] * bool(first and shown[:1] != [first])
    faults += [f"{never} is shown" for never in query.get("never", ()) if never in shown]
    faults += [f"{found} finds, more than {most}"] * (found > most)
    return Result(shown, found, missing, wrong, seconds, faults)


def place(location: str, records: frozenset[str]) -> str:
    """The record or page that a link leads to: "causes/x/#points:~:text=y" -> "causes/x/"."""
    address, _, _ = location.partition(":~:")
    return address if address in records else address.partition("#")[0]


@cache
def tree_of(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text("utf-8"))


def text_of(built: Path, address: str) -> str:
    """All that a reader may read at an address, the name of its page and its id among it."""
    path, _, anchor = address.partition("#")
    tree = tree_of(built / path / "index.html")
    node, title = tree.css_first(f"[id='{anchor}']" if anchor else "article"), tree.css_first("title")
    assert node, address
    assert title
    days = (time.attributes["datetime"] for time in node.css("time"))
    return f"{address} {title.text()} {' '.join(node.text().split())} {' '.join(filter(None, days))}"


def table(results: Mapping[str, Result]) -> str:
    """A line a query: found, recall, precision, time; the mean of all in the last."""
    rows = []
    for (query, result), given in zip(results.items(), QUERIES, strict=True):
        wanted = len({*given.get("wants", ()), *filter(None, [given.get("first")])})
        recall = 1 - len(result.missing) / wanted if wanted else 1.0
        precision = 1 - len(result.wrong) / len(result.shown) if result.shown else 1.0
        rows.append((query, result.found, recall, precision, result.seconds))
    recall, precision, seconds = (sum(column) / len(rows) for column in list(zip(*rows, strict=True))[2:])
    lines = [f"{n:6} {r:7.2f} {p:10.2f} {s * 1000:6.0f}  {q}" for q, n, r, p, s in rows]
    mean = f"{'':6} {recall:7.2f} {precision:10.2f} {seconds * 1000:6.0f}  mean"
    return "\n".join(["", " found  recall  precision     ms  query", *lines, mean, ""])


def test_the_index_is_small_and_comes_when_the_box_is_entered(
    browser: Browser, site: str, real_site: Path
) -> None:
    asked: list[str] = []
    with tab(browser, site) as page:
        page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
        page.goto(site, wait_until="networkidle")
        assert not [url for url in asked if "search" in url and not url.endswith(".js")]
        with page.expect_response(site + INDEX):
            page.focus(BOX)
    assert len(gzip.compress((real_site / "site" / INDEX).read_bytes())) < 300_000
    assert not (real_site / "site" / "search").exists()


def test_a_click_leads_to_the_words_found(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        visit(page, site)
        page.fill(BOX, "HBase Druid")
        page.locator(f"{FOUND} a", has_text="3. 데이터 레이어 다중화").click()
        expect(page).to_have_url(re.compile("sessions/data-redundancy/#not-said"))
        until(page, "scrollY > 600")
        expect(page.get_by_text("HBase, Druid, Hadoop")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["braces", "init-and-vec", "opening", "preview-books"])
def test_an_odd_title_is_found_and_shown_exactly(
    name: str, page: Page, toy: str, toy_catalog: Catalog
) -> None:
    title = toy_catalog.of(Session)[name].title
    visit(page, toy)
    page.fill(BOX, title)
    shown = page.locator(f"{FOUND} a[href$='sessions/{name}/'] h2")
    expect(shown).to_have_count(1)
    assert shown.evaluate("node => node.textContent") == title


def test_a_hostile_question_is_only_words(page: Page, toy: str) -> None:
    visit(page, toy)
    for hostile in (
        "<img src=x onerror=alert(1)> 분전반",
        "분전반 </mark><script>alert(1)</script>",
        "(((",
        "a{1,99999}[",
        "가" * 9000,
        "a" * 9000,
        "\\",
    ):
        page.fill(BOX, hostile)
        expect(page.locator(".md-search-result__meta")).not_to_have_text("검색 초기화")
        assert page.locator(".md-search-result img, .md-search-result script").count() == 0
    page.fill(BOX, "분전반 <b>없는말")
    expect(page.locator(".md-search-result__terms").first).to_contain_text("없는말")


def test_records_stand_under_their_kinds(page: Page, toy: str) -> None:
    visit(page, toy)
    page.fill(BOX, "분전반")
    heads = page.locator(f"{FOUND} h1")
    expect(heads.first).to_have_text(re.compile(r"^용어 \d+건$"))
    kinds = heads.all_inner_texts()
    assert len(kinds) > 4
    assert len({kind.split()[0] for kind in kinds}) == len(kinds)
    expect(page.get_by_role("status").filter(has_text="갈래")).to_have_text(
        f"{len(kinds)}갈래에서 찾았습니다"
    )
    for item in page.locator(FOUND).all():
        href = item.locator("a").first.get_attribute("href") or ""
        for record in item.locator("a:has(h2)").all():
            assert (record.get_attribute("href") or "").startswith(href)
    expect(page.locator(f"{FOUND} mark").first).to_have_text("분전반")


def test_the_keyboard_is_enough(page: Page, toy: str) -> None:
    visit(page, toy)
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.insert_text("두꺼비집")  # at once: each answer draws the list anew
    results = page.locator(f"{FOUND} a")
    expect(results.nth(1)).to_contain_text("분전반")
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    settle(page)
    page.keyboard.press("/")
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{toy}glossary/#t-panel")


def test_a_link_may_hold_the_question(page: Page, toy: str) -> None:
    page.goto(toy + "sessions/?q=%EB%B6%84%EC%A0%84%EB%B0%98")
    expect(page.locator(f"{FOUND} h2").first).to_have_text("분전반")


def test_without_the_index_the_box_says_so_and_asks_again(page: Page, toy: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=200, body="")

    page.route(f"**/{INDEX}", refuse)
    visit(page, toy)
    page.fill(BOX, "분전반")
    expect(page.locator(FOUND)).to_have_text("검색할 자료를 받지 못했습니다")
    page.unroute(f"**/{INDEX}")
    page.fill(BOX, "분전반이")
    expect(page.locator(f"{FOUND} h2").first).to_have_text("분전반")


def test_without_script_there_are_lists_to_go_by(browser: Browser, toy: str) -> None:
    with tab(browser, toy, java_script_enabled=False) as page:
        page.goto(toy + "about/")
        expect(page.locator(BOX)).to_be_hidden()
        page.locator(".index summary").click()
        expect(page.locator(".index p")).to_contain_text("검색에는 스크립트가 필요합니다")
        page.locator(".index a[href='../glossary/']").click()
        expect(page.locator("h1")).to_have_text("용어")

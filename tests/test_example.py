"""Another conference, in another language, made with the same code and its own mkdocs.yml: examples/fosdem-2023/."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from auditing import axe_findings, kinds_in
from served import as_it_is, tab
from test_words import HANGUL
from toy import ROOT, door, files

PLACE = "examples/fosdem-2023"
TEXTS = {".html", ".bib", ".json", ".csv", ".js", ".css", ".ics", ".xml", ".atom", ".txt", ".svg", ".map"}
# What only a site about an incident has.
OF_INCIDENT = (
    "incident/",
    "causes/",
    "measures/",
    "print/",
    "glossary/",
    "sources/discrepancies/",
    "sources/corrections/",
)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the example, its site built, beside the code and the theme that it shares."""
    folder = tmp_path_factory.mktemp("example")
    for part in ("scripts", "theme", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    root = folder / PLACE
    unmade = shutil.ignore_patterns("build", "site")
    shutil.copytree(ROOT / PLACE, root, ignore=unmade)
    done = door(folder, "--root", PLACE, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_the_example_speaks_one_language_and_knows_no_other_conference(example: Path) -> None:
    made = files(example / "site")
    texts = {path: content.decode() for path, content in made.items() if Path(path).suffix in TEXTS}
    assert len(texts) > 100
    assert (
        not {path for path in made if Path(path).suffix not in TEXTS}
        - {"data/v1/all.sqlite"}
        - set(_pictures(made))
    )
    with sqlite3.connect(example / "site/data/v1/all.sqlite") as database:
        texts["all.sqlite"] = "\n".join(database.iterdump())
    for path, text in texts.items():
        assert not HANGUL.search(text), path
        assert "kakao" not in text.casefold(), path
    pages = [text for path, text in texts.items() if path.endswith(".html")]
    assert {tag for page in pages for tag in re.findall("<html[^>]*>", page)} <= {
        '<html lang="en" class="no-js">',
        '<html lang="en">',
    }


def _pictures(made: dict[str, bytes]) -> list[str]:
    return [path for path in made if Path(path).suffix in {".png", ".gz", ".woff2"}]


def test_what_there_is_nothing_of_is_nowhere(example: Path) -> None:
    made = files(example / "site")
    assert not [path for path in made if path.startswith(OF_INCIDENT)]
    assert not [path for path in made if path.endswith(".csv") and made[path].count(b"\r\n") < 2]
    assert not [path for path in made if path.endswith(".atom") and b"<entry>" not in made[path]]
    assert not [path for path in made if path.endswith(".ics") and b"BEGIN:VEVENT" not in made[path]]
    for path, content in made.items():
        if path.endswith(".html"):
            tree = LexborHTMLParser(content.decode())
            for node in tree.css(
                "#content ul, #content ol, #content dl, #content table tbody, #content section"
            ):
                assert node.text(strip=True) or node.css_first("svg"), f"{path}: {node.html}"


def test_the_example_names_its_licence_on_every_page(example: Path) -> None:
    for path, content in files(example / "site").items():
        if path.endswith("index.html"):
            tree = LexborHTMLParser(content.decode())
            assert tree.css(".md-copyright a[href*='creativecommons.org/licenses/']"), path


def test_dates_and_numbers_are_said_in_english(example: Path) -> None:
    front = (example / "site/index.html").read_text("utf-8")
    assert "Saturday 4 February 2023" in front
    assert "First day · 9 talks" in front
    assert "Second day · 4 talks" in front


def test_the_language_of_the_engine_is_that_of_the_conference(example: Path, tmp_path: Path) -> None:
    shutil.copytree(example.parents[1], tmp_path / "copy")
    config = tmp_path / "copy" / PLACE / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("language: en", "language: ko"), "utf-8")
    done = door(tmp_path / "copy", "--root", PLACE, "build")
    assert done.returncode == 1
    assert "mkdocs.yml:1:1: theme.language: 사이트의 말과 다릅니다 (찾은 값: 'ko')" in done.stdout


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_on_any_kind_of_page(browser: Browser, example: Path, scheme: str) -> None:
    site = as_it_is(example / "site")
    kinds = kinds_in(example / "site")
    assert len(kinds) > 10
    for address in kinds.values():
        with tab(browser, site, color_scheme=scheme) as page:
            page.goto(site + address)
            assert axe_findings(page) == [], address


@pytest.mark.browser
@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("firefox", "Teaching machines"),
        ("5 feb 2023", "Open Source in Environmental"),
        ("February 5th", "Open Source in Environmental"),
        ("2023-02-05", "Open Source in Environmental"),
        ("9:30 am", "Welcome to FOSDEM"),
        ("Vidal's", "Nick Vidal"),
        ("rosegardens", "Rosegarden"),
        ("rosegardn", "Rosegarden"),
    ],
)
def test_the_search_reads_english(browser: Browser, example: Path, question: str, first: str) -> None:
    site = as_it_is(example / "site")
    with tab(browser, site) as opened:
        opened.goto(site)
        opened.keyboard.press("/")
        opened.locator("[data-md-component=search-query]").fill(question)
        found = opened.locator(".md-search-result__article h1, .md-search-result__article h2")
        expect(found.filter(has_text=re.compile(first)).first).to_be_visible()
        assert not HANGUL.search(opened.locator(".md-search").inner_text())

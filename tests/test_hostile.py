"""Every attack of tests/hostile/ end to end: what must be refused is refused at its line, what is text stays text.

A text that a browser would run, were nothing in its way, is also tried with each lock alone: the policy stops it in
the browser, and the gate finds it before it is published.
"""

import json
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Route, WebError, expect
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab
from selectolax.lexbor import LexborHTMLParser

from attacks import Attack, attacks, texts, toy_with
from auditing import served_site
from builder.gate import check_site
from builder.problems import ProblemsFound
from builder.views.sheet import Page
from odd import TITLES, Odd, fields_in
from preview.engine import Engine
from test_bad import unmatched
from toy import door, problems_of, toy_project

ATTACKS, TEXTS = attacks(), texts()
SMALL_MARKDOWN = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}
PATIENCE = 6  # twentieths of a second in which a page that does harm has done it


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{attack.file.stem}")
def test_a_hostile_file_is_refused_at_its_line(attack: Attack, tmp_path: Path) -> None:
    toy_with(attack, tmp_path)
    problems = problems_of(tmp_path)
    assert attack.expected
    assert unmatched(problems, [(attack.path, *said) for said in attack.expected]) == [], "\n".join(
        map(str, problems)
    )
    assert not any(re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", str(problem)) for problem in problems)


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_the_door_tells_all_of_them_and_obeys_none(form: str, tmp_path: Path) -> None:
    """All that can stand together: no traceback, nothing written, no line of the log is the attacker's."""
    root = toy_project(tmp_path)
    together = [
        attack
        for attack in ATTACKS
        if attack.at not in ("redirects.yml", "addresses.txt", "incident/incident.yml")
    ]
    for attack in together:
        attack.put(root)
    before = {path for path in root.rglob("*") if path.is_file()}
    done = door(root, "check", "--format", form)
    assert done.returncode == 1
    assert done.stderr.count("\n") <= 1
    assert {path for path in root.rglob("*") if path.is_file()} == before
    lines = done.stdout.split("\n")
    assert len(lines) > len(together)
    assert not [line for line in lines if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)]
    if form == "github":
        assert not [
            line for line in lines if line and not line.startswith("::error file=") and "고칠 것" not in line
        ]
    if form == "json":
        told = {problem["path"] for problem in json.loads(done.stdout)}
        assert told >= {attack.path for attack in together}


def test_every_field_of_text_was_given_a_hostile_text(odd: Odd) -> None:
    """All but the place in a source, whose form is checked."""
    fields = {name for _, _, name in fields_in(odd.root)}
    assert len(odd.fields) > 100
    assert fields - odd.fields == {"Citation.locator"}


def shapes_of(markup: str) -> set[tuple[str, frozenset[str]]]:
    """Every tag of a page with the names of its attributes."""
    return {(node.tag or "", frozenset(node.attributes)) for node in LexborHTMLParser(markup).css("*")}


def test_no_text_becomes_markup(odd: Odd, built: Path) -> None:
    """No page has a tag with attributes that no page of the honest site has, besides the small Markdown."""
    honest = {
        shape for path in (built / "site").rglob("*.html") for shape in shapes_of(path.read_text("utf-8"))
    }
    honest |= {(tag, frozenset()) for tag in SMALL_MARKDOWN} | {("a", frozenset({"href", "rel"}))}
    new = {}
    for path in (odd.root / "site").rglob("*.html"):
        if found := shapes_of(path.read_text("utf-8")) - honest:
            new[path.relative_to(odd.root).as_posix()] = found
    assert new == {}


def test_no_text_becomes_markup_in_the_news(odd: Odd) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    allowed = SMALL_MARKDOWN | {"html", "head", "body", "dl", "dt", "dd"}
    for file in (odd.root / "site/feeds").glob("*.atom"):
        for entry in ElementTree.parse(file).iter(f"{atom}entry"):
            content = LexborHTMLParser(entry.findtext(f"{atom}content") or "")
            assert {node.tag for node in content.css("*")} <= allowed
            assert all(node.attributes.keys() <= {"href", "rel"} for node in content.css("a"))
            assert all((node.attributes["href"] or "").startswith("http") for node in content.css("a"))
            assert not [
                link for link in entry.iter(f"{atom}link") if not link.get("href", "").startswith("http")
            ]


@dataclass
class Watched:
    """What each attack did, "runs" or "calls", by the one it is at; and what the policies refused."""

    at: str = ""
    did: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        self.did[self.at].add(what)

    @property
    def ran(self) -> set[str]:
        return {name for name, done in self.did.items() if "runs" in done}


def watched(context: BrowserContext, site: str) -> Watched:
    """A canary in every frame (`go`), and a stand-in for every other host."""
    seen = Watched()

    def answer(route: Route) -> None:
        seen.note("calls")
        script = route.request.resource_type == "script"
        route.fulfill(
            body="go()" if script else "", content_type="text/javascript" if script else "text/html"
        )

    def dismiss(dialog: Dialog) -> None:
        seen.note("runs")
        dialog.dismiss()

    def fail(_: WebError) -> None:
        seen.note("fails")

    context.expose_binding("go", lambda _: seen.note("runs"))
    context.expose_binding("refused", lambda _, said: seen.refused.append(said))
    context.add_init_script("addEventListener('securitypolicyviolation', e => refused(e.effectiveDirective))")
    context.route(lambda url: not url.startswith((site, "data:")), answer)
    context.on("dialog", dismiss)
    context.on("weberror", fail)
    return seen


@pytest.mark.browser
def test_a_browser_shows_every_text_and_runs_none(browser: Browser, odd: Odd) -> None:
    """Every page of records, and every address whose titles are hostile: exact in h1 and title, on the list, in the search."""
    with served_site(odd.root / "site") as site:
        context = browser.new_context(service_workers="block")
        seen = watched(context, site)
        page = context.new_page()
        for attack in TEXTS:
            seen.at = attack.id
            title = TITLES[attack.id]
            page.goto(f"{site}sessions/s-{attack.id}/", wait_until="domcontentloaded")
            told = page.evaluate(
                "[document.querySelector('h1').textContent, document.title, [...document.links].map(link => link.protocol)]"
            )
            assert told[0] == title, attack.id
            assert told[1].startswith(f"{' '.join(title.split())} - "), attack.id
            assert set(told[2]) <= {"http:", "https:", "mailto:"}, attack.id
        for path in sorted((odd.root / "site").rglob("*.html")):
            address = path.relative_to(odd.root / "site").as_posix()
            if not re.match(r"(sessions|speakers|tracks)/[spt]-", address):
                seen.at = address
                page.goto(site + address.removesuffix("index.html"), wait_until="domcontentloaded")
        searched(page, site)
        context.close()
    assert seen.did == {}
    assert seen.refused == []


def searched(page: Tab, site: str) -> None:
    """Each title is found by its id and shown as it is."""
    page.goto(site)
    page.keyboard.press("/")
    box = page.locator("[data-md-component=search-query]")
    for attack in TEXTS:
        box.fill(f"s-{attack.id}")
        shown = page.locator(f".md-search-result a[href$='sessions/s-{attack.id}/'] h2")
        expect(shown).to_have_text(TITLES[attack.id], use_inner_text=False)


@pytest.fixture(scope="module")
def unlocked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy's site with a page for each text as if nothing escaped it: as Markdown, in the title and in attributes."""
    site = tmp_path_factory.mktemp("unlocked") / "site"
    shutil.copytree(built / "site", site)
    engine = Engine(built)
    for attack in TEXTS:
        raw = attack.text
        page = f"---\ntitle: {json.dumps(raw)}\n---\n\n# 글\n\n{raw}\n\n<p title=\"{raw}\">글</p>\n\n<p title='{raw}'>글</p>\n"
        target = site / "raw" / attack.id / "index.html"
        target.parent.mkdir(parents=True)
        target.write_text(engine.html(f"raw/{attack.id}/index.md", page), "utf-8")
    return site


USE = """() => { for (const node of document.querySelectorAll("article *, body > *")) try {
  node.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  node.focus?.();
  if (!node.protocol?.startsWith("http")) node.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
} catch {} }"""


def tried(browser: Browser, site: Path, *, policy: bool) -> Watched:
    """Each such page opened and used, with or without its policy."""
    with served_site(site) as address:
        context = browser.new_context(bypass_csp=not policy, service_workers="block")
        seen = watched(context, address)
        for attack in (attack for attack in TEXTS if attack.unlocked):
            seen.at = attack.id
            page = context.new_page()
            try:
                page.goto(f"{address}raw/{attack.id}/")
                page.evaluate(USE)
                for _ in range(PATIENCE):
                    page.wait_for_timeout(50)
                    if attack.id in seen.did:
                        break
            except BrowserError:  # the page leads away
                page.wait_for_timeout(50)
            page.close()
        context.close()
    return seen


@pytest.mark.browser
def test_each_text_does_what_it_says_where_nothing_stands_against_it(
    browser: Browser, unlocked: Path
) -> None:
    did = {
        name: "runs" if "runs" in done else "calls"
        for name, done in tried(browser, unlocked, policy=False).did.items()
        if done != {"fails"}
    }
    assert did == {attack.id: attack.unlocked for attack in TEXTS if attack.unlocked}
    assert len(did) > 60


@pytest.mark.browser
def test_the_policy_alone_lets_none_run(browser: Browser, unlocked: Path) -> None:
    """And none call another host but what sends the whole tab away, which no policy governs."""
    seen = tried(browser, unlocked, policy=True)
    assert seen.ran == set()
    assert {name for name, done in seen.did.items() if "calls" in done} == {
        "markup-meta-refresh",
        "markup-meta-refresh-cased",
    }
    assert len(seen.refused) > 40


def test_the_gate_alone_finds_every_one(unlocked: Path, toy_pages: list[Page]) -> None:
    with pytest.raises(ProblemsFound) as caught:
        check_site(unlocked, toy_pages)
    found = {
        name for problem in caught.value.problems for name in re.findall(r"/raw/([\w-]+)/", problem.message)
    }
    assert {attack.id for attack in TEXTS if attack.unlocked} - found == set()

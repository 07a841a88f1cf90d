"""A fork's site is its own, stands at the path that GitHub Pages gives it, and nothing of it leads nowhere."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from auditing import served_site
from crawl import walk
from test_workflows import WORKFLOWS, read
from toy import ENVIRONMENT, ROOT, door, toy_project

FORK = "Some-One/Naru-Record"
ADDRESS = "https://some-one.github.io/Naru-Record/"
REPOSITORY = f"https://github.com/{FORK}"
ATOM = "{http://www.w3.org/2005/Atom}"


def address_of(repository: str) -> str:
    """What .ci/address says of it."""
    environment = ENVIRONMENT | {"GITHUB_REPOSITORY": repository}
    done = subprocess.run(
        [ROOT / ".ci/address"], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site as the workflow of a fork builds it."""
    root = toy_project(tmp_path_factory.mktemp("fork"))
    done = door(root, "build", SITE_URL=address_of(FORK), REPO_URL=REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def test_an_address_is_that_of_its_repository() -> None:
    assert address_of(FORK) == ADDRESS
    assert address_of("Some-One/some-one.github.io") == "https://some-one.github.io/"
    assert address_of("Some-One/Some-One.GitHub.io") == "https://some-one.github.io/"


def test_nothing_leads_nowhere(fork: Path) -> None:
    walked = walk(fork)
    assert walked.faults == []
    assert walked.site == ADDRESS
    assert len(walked.ids) > len(list(fork.rglob("*.html")))


def swap(file: Path, old: str, new: str) -> None:
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new).encode())


def test_the_walk_sees_whatever_leads_nowhere(fork: Path, tmp_path: Path) -> None:
    site = shutil.copytree(fork, tmp_path / "site")
    (site / "sources/programme/index.html").unlink()
    (site / "assets/menu.js").unlink()
    (site / "assets/site.css").open("a").write("x { background: url(no.svg) }")
    swap(site / "index.html", 'href="causes/', 'href="/causes/')
    swap(site / "glossary/index.html", ' id="t-', ' id="gone-')
    swap(site / "schedule/schedule.ics", "/Naru-Record/", "/another/")
    swap(site / "feeds/all.atom", "/Naru-Record/sources/", "/Naru-Record/nowhere/")
    swap(site / "404.html", 'src="/Naru-Record/assets/copy', 'src="assets/copy')
    faults = walk(site).faults
    for wrong in (
        "/sources/programme/: 404", "/assets/menu.js: 404", "site.css: .*/assets/no.svg: 404", "[0-9]/causes/: 404",
        "/glossary/#t-.*no such place", "schedule.ics: .*/another/", "all.atom: .*/nowhere/", "/no/such/page/assets/copy.js: 404",
    ):  # fmt: skip
        assert any(re.search(wrong, fault) for fault in faults), wrong


def test_pages_feeds_and_calendars_are_the_forks_own(fork: Path) -> None:
    for path in fork.rglob("index.html"):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        address = path.parent.relative_to(fork).as_posix().removeprefix(".")
        canonical = tree.css_first("link[rel=canonical]")
        assert canonical is not None
        if tree.css_first("meta[http-equiv=refresh]") is None:
            assert canonical.attributes["href"] == ADDRESS + (f"{address}/" if address else "")
        for pencil in tree.css("a[rel=edit]"):
            assert str(pencil.attributes["href"]).startswith(f"{REPOSITORY}/edit/main/")
    for path in fork.glob("feeds/*.atom"):
        links = ElementTree.parse(path).getroot().findall(f"{ATOM}link[@rel='self']")
        assert [link.get("href") for link in links] == [f"{ADDRESS}feeds/{path.name}"]
    for path in fork.rglob("*.ics"):
        for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            assert str(event["URL"]).startswith(ADDRESS)


@pytest.mark.browser
@pytest.mark.parametrize("lost", ["nowhere", "no/such/page/", "a/b/c/d.html?x=1#y"])
def test_the_page_for_the_lost_works_at_any_depth(fork: Path, browser: Browser, lost: str) -> None:
    with served_site(fork, "/Naru-Record/") as site:
        page = browser.new_page(service_workers="block")
        missed: list[str] = []
        page.on("response", lambda answer: missed.append(answer.url) if answer.status != 200 else None)
        page.goto(site + lost)
        assert missed == [(site + lost).partition("#")[0]]
        assert page.locator("html").get_attribute("lang") == "ko"
        assert page.locator("h1").inner_text() == "찾는 페이지가 없습니다"
        ways = [str(link.get_attribute("href")) for link in page.locator("a[href]:not([href^='#'])").all()]
        inner = [way for way in ways if way.startswith((ADDRESS, "/"))]
        assert inner
        assert all(way.startswith((ADDRESS, "/Naru-Record/")) for way in inner)
        page.close()


def test_a_run_publishes_what_was_tested_and_a_second_attempt_too() -> None:
    jobs: dict[str, Any] = read(next(path for path in WORKFLOWS if path.name == "pages.yml"))["jobs"]
    steps = [step.get("run") or step["uses"] for step in jobs["build"]["steps"]]
    order = ["make crawl", "make check", "make test", "actions/upload-pages-artifact"]
    at = [next(i for i, step in enumerate(steps) if step.startswith(name)) for name in order]
    assert at == sorted(at)
    assert jobs["deploy"]["needs"] == "build"
    (deploy,) = jobs["deploy"]["steps"]
    # Of two artifacts of one name deploy-pages takes neither, and all attempts of a run share theirs.
    name = jobs["build"]["outputs"]["artifact"]
    assert name == jobs["build"]["steps"][at[3]]["with"]["name"]
    assert re.search(r"\$\{\{ *github\.run_attempt *\}\}", name)
    assert deploy["with"]["artifact_name"] == "${{ needs.build.outputs.artifact }}"

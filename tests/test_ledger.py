"""What was published stays good: no address vanishes in silence, and one that was given up leads on or says why not."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from builder.addresses import REMARK, Addresses, address_of, tree_path
from builder.edition import Edition
from builder.exports.offers import downloads
from builder.finder import INDEX
from builder.gate import check_site
from builder.problems import ProblemsFound
from builder.reading import MAX_LEDGER, load_catalog
from builder.views import pages
from builder.views.sheet import Page
from test_record import TODAY
from toy import ROOT, TOY, door, problems_of

BARE = """\
code: naru-2031
name: 모임
text: 모임이다.
site: {name: 모임 기록, licence: CC BY 4.0, licence_url: "https://licence.example.org/"}
time_zone: Asia/Seoul
days: [{date: 2031-11-01, title: 첫날}]
tracks: [{id: water, name: 물}]
companies: [{id: naru, name: 나루}]
sources: [programme]
"""
LINE = re.compile(r": (- \{old: \S+, new: \S+, why: .+\})$", re.MULTILINE)


def told(root: Path, *arguments: str, status: int = 0) -> str:
    """What the door says; it must end as told."""
    done = door(root, *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def add(root: Path, line: str) -> None:
    with (root / "sessions/redirects.yml").open("a", encoding="utf-8") as file:
        file.write(f"  {line}\n")


@pytest.mark.parametrize("root", [ROOT, TOY, None], ids=["real", "toy", "bare"])
def test_the_addresses_are_those_of_the_pages(root: Path | None, tmp_path: Path) -> None:
    if root is None:
        (tmp_path / "sessions").mkdir()
        (tmp_path / "sessions/conference.yml").write_text(BARE, "utf-8")
    catalog = load_catalog(root or tmp_path)
    known = {address for address in Addresses(catalog).live if "#" not in address}
    offer = partial(downloads, catalog, Edition(TODAY), {})
    made = {address_of(page.path) for page in pages(catalog, TODAY, offer)}
    made |= {address_of(tree_path(path)) for path in catalog.handwritten}
    assert made - {redirect.old for redirect in catalog.redirects} == known


def test_the_real_ledger_is_as_the_command_writes_it() -> None:
    text = (ROOT / "sessions/addresses.txt").read_text("utf-8")
    lines = text.splitlines()[1:]
    assert text == "\n".join([REMARK, *sorted(set(lines)), ""])
    assert {"about/", "causes/no-control-tower/", "incident/figures/#f-pangyo-servers"} <= set(lines)


def test_the_ledger_only_grows(published: Path) -> None:
    ledger = published / "sessions/addresses.txt"
    before = ledger.read_text("utf-8").splitlines()
    assert "장부에 아직 없는 새 주소" in told(published, "check")
    told(published, "ledger")
    once = ledger.read_text("utf-8")
    assert set(before) < set(once.splitlines())
    assert {"sources/rumour/", "sources/city-news/", "tracks/water/", "about/"} <= set(once.splitlines())
    assert "더한 주소 0개" in told(published, "ledger")
    assert ledger.read_text("utf-8") == once
    assert "장부" not in told(published, "check")
    (published / "sessions/incident/figures.yml").unlink()
    told(published, "ledger", status=1)
    assert ledger.read_text("utf-8") == once


def test_a_renamed_session_is_told_with_the_line_to_add(published: Path) -> None:
    """Though no ledger held it: what stood at the revision was published."""
    old = published / "sessions/programme/braces.yml"
    old.rename(old.with_stem("curly"))
    told(published, "check")
    said = told(published, "check", "--since", "HEAD", status=1)
    (line,) = LINE.findall(said)
    assert line == "- {old: sessions/braces/, new: sessions/curly/, why: 이름을 바꾸었다}"
    assert said.startswith("sessions/redirects.yml:1:1: 공개한 주소가 없어졌습니다")
    add(published, line)
    told(published, "check", "--since", "HEAD")

    told(published, "ledger")
    lines = (published / "sessions/addresses.txt").read_text("utf-8").splitlines()
    edit(published / "sessions/redirects.yml", f"  {line}\n", "")
    said = told(published, "check", status=1)
    assert said.startswith(f"sessions/addresses.txt:{lines.index('sessions/braces/') + 1}:1: ")
    assert "{old: sessions/braces/, new: sessions/, why: 내린 까닭}" in said


def test_a_renamed_figure_is_told_and_so_is_who_names_it(published: Path) -> None:
    told(published, "ledger")
    edit(published / "sessions/incident/figures.yml", "id: talks", "id: talk-count")
    (line,) = LINE.findall(told(published, "check", status=1))
    assert line.startswith("- {old: incident/figures/#f-talks, new: incident/figures/#f-talk-count,")
    add(published, line)
    said = told(published, "check", status=1)
    assert "없는 figure의 id입니다 (찾은 값: 'talks'). 새 id인 'talk-count'로 고쳐 주세요" in said
    edit(published / "sessions/conference.yml", "figures: [talks]", "figures: [talk-count]")
    told(published, "check", "--since", "HEAD")


def test_another_name_is_no_other_fact(published: Path) -> None:
    """Who is named elsewhere under the new name is still the same: no correction is owed for that."""
    people = published / "sessions/references/people"
    (people / "gu-reum.yml").rename(people / "gu-reum-2.yml")
    for file in (published / "sessions").rglob("*.yml"):
        file.write_text(re.sub(r"\bgu-reum\b", "gu-reum-2", file.read_text("utf-8")), "utf-8")
    (line,) = LINE.findall(told(published, "check", "--since", "HEAD", status=1))
    add(published, line)
    told(published, "check", "--since", "HEAD")
    edit(people / "gu-reum-2.yml", "name: ", "name: 새 ")
    assert "person/gu-reum-2" in told(published, "check", "--since", "HEAD", status=1)


def test_a_withdrawn_record_owes_a_place_to_look_and_a_correction(published: Path) -> None:
    (published / "sessions/programme/preview-books.yml").unlink()
    said = told(published, "check", "--since", "HEAD", status=1)
    (line,) = LINE.findall(said)
    assert line == "- {old: sessions/preview-books/, new: sessions/, why: 내린 까닭}"
    add(published, line)
    said = told(published, "check", "--since", "HEAD", status=1)
    assert "records: [session/preview-books]" in said
    with (published / "sessions/references/corrections.yml").open("a", encoding="utf-8") as file:
        file.write("  - id: later\n    date: 2032-03-10\n    kind: withdrawn\n")
        file.write(
            "    records: [session/preview-books]\n    before: 전\n    after: 내렸다\n    why: 없던 발표다\n"
        )
    told(published, "check", "--since", "HEAD")
    told(published, "build")
    page = (published / "site/sessions/preview-books/index.html").read_text("utf-8")
    assert "내린 까닭" in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_line_taken_from_the_ledger_is_no_way_out(published: Path) -> None:
    edit(published / "sessions/addresses.txt", "sessions/welcome/\n", "")
    edit(published / "sessions/redirects.yml", "new: sessions/welcome/", "new: sessions/opening/")
    edit(published / "sessions/redirects.yml", "old: sessions/welcome/", "old: sessions/other/")
    edit(published / "sessions/references/corrections.yml", ", session/welcome", "")
    told(published, "check")
    assert "sessions/welcome/" in told(published, "check", "--since", "HEAD", status=1)


@pytest.mark.parametrize(
    ("made", "said"),
    {
        "link": (lambda file: file.symlink_to("/etc/hostname"), "링크는 쓸 수 없습니다"),
        "large": (lambda file: file.write_bytes(b"causes/\n" * MAX_LEDGER), "파일이 너무 큽니다"),
        "bytes": (lambda file: file.write_bytes(b"causes/\n\xff\n"), "UTF-8이 아닌 글자입니다"),
        "pipe": (os.mkfifo, "보통 파일이 아닙니다"),
        "command": (lambda file: file.write_text("\x1b[2J\n::error::\n"), "주소가 아닌 줄입니다"),
    }.values(),
    ids=["link", "large", "bytes", "pipe", "command"],
)  # fmt: skip
def test_a_ledger_that_is_none_is_a_problem(
    made: Callable[[Path], object], said: str, tmp_path: Path
) -> None:
    shutil.copytree(TOY / "sessions", tmp_path / "sessions")
    (tmp_path / "sessions/addresses.txt").unlink()
    made(tmp_path / "sessions/addresses.txt")
    problems = [str(problem) for problem in problems_of(tmp_path)]
    assert problems
    for problem in problems:
        assert problem.startswith("sessions/addresses.txt:")
        assert said in problem
        assert problem.isprintable()


SENDING = '<meta http-equiv="refresh" content="0; url=../opening/">'
WAY_ON = '<a href="../opening/">'
FAR = "https://far.example.org/"


@pytest.mark.parametrize(
    ("address", "old", "new"),
    [
        ("sessions/welcome/", SENDING, ""),
        ("sessions/welcome/", SENDING, SENDING * 2),
        ("sessions/welcome/", SENDING, SENDING.replace("../opening/", "../")),
        ("sessions/welcome/", SENDING, SENDING.replace("../opening/", FAR)),
        ("sessions/welcome/", SENDING, SENDING.replace("0;", "1;")),
        ("sessions/welcome/", WAY_ON, f'<a href="{FAR}">'),
        ("sessions/opening/", "<head>", "<head>" + SENDING),
        ("sessions/opening/", "<head>", "<head>" + SENDING.replace("refresh", "ReFresh")),
        ("404.html", "<head>", "<head>" + SENDING),
    ],
)
def test_the_gate_lets_only_a_moved_page_send_its_reader_on(
    address: str, old: str, new: str, built: Path, toy_pages: list[Page]
) -> None:
    page = built / "site" / (address if address.endswith(".html") else f"{address}index.html")
    clean = page.read_text("utf-8")
    check_site(built / "site", toy_pages)
    assert old in clean
    page.write_text(clean.replace(old, new, 1), "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        check_site(built / "site", toy_pages)
    page.write_text(clean, "utf-8")
    assert all("다른 곳으로 보내는 태그입니다" in problem.message for problem in caught.value.problems)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The toy site below a path of its own, as a project has it on GitHub Pages."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "project").symlink_to(built / "site", target_is_directory=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/project/"
    server.shutdown()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 500})
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.mark.browser
def test_an_old_address_leads_its_reader_to_the_record(reader: BrowserContext, site: str) -> None:
    tab = reader.new_page()
    for old in ("sessions/welcome/", "sessions/first-words/"):
        tab.goto(site + old)
        tab.wait_for_url(f"{site}sessions/opening/")
        expect(tab.locator("h1")).to_have_text("1. 시작 🚰 물이 샌 날")

    tab.goto(f"{site}incident/figures/#f-lost-loans")
    expect(tab.locator("#f-loans")).to_be_in_viewport()

    tab.goto(f"{site}incident/figures/#f-floors")
    left = tab.locator("#f-floors")
    expect(left).to_be_in_viewport()
    left.get_by_role("link").click()
    tab.wait_for_url(f"{site}causes/panel-under-pipe/")

    tab.goto(f"{site}sources/rumour/")
    expect(tab.locator("article")).to_contain_text("글이 사라져 내렸다")
    tab.get_by_role("link", name="정정", exact=True).last.click()
    tab.wait_for_url(f"{site}sources/corrections/")


@pytest.mark.browser
def test_a_script_takes_the_place_on_the_page_along(browser: Browser, site: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}sessions/first-words/#sources")
    tab.wait_for_url(f"{site}sessions/opening/#sources")
    expect(tab.locator("#sources")).to_be_in_viewport()
    tab.go_back()
    assert tab.url == "about:blank"
    tab.close()


def test_a_search_finds_no_address_that_was_given_up(rebuilt: Path) -> None:
    done = door(rebuilt, "build", SITE_URL="https://example.org/project/")
    assert done.returncode == 0, done.stdout + done.stderr
    index = json.loads((rebuilt / "site" / INDEX).read_text("utf-8"))
    found = {address for _, address, *_ in index["finds"]}
    sitemap = (rebuilt / "site/sitemap.xml").read_text("utf-8")
    assert "sessions/opening/" in found
    assert "https://example.org/project/sessions/opening/" in sitemap
    for moved in ("sessions/welcome/", "sessions/first-words/", "sources/rumour/"):
        assert not [location for location in found if location.startswith(moved)]
    for moved in ("sessions/welcome/", "sessions/first-words/"):
        assert moved not in sitemap
    told = [found for found in index["finds"] if "옮기거나 내린" in str(found)]
    assert not [address for _, address, *_ in told if not address.startswith("contribute/")]

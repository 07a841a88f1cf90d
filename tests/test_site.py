"""The toy site: every optional field used, the pages it must give, and a build that is all or nothing."""

import difflib
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from pydantic import BaseModel

from builder.catalog import Catalog
from builder.checks.records import RESERVED
from builder.finder import INDEX
from builder.gate import check_site
from builder.models.base import Model
from builder.models.conference import Session
from builder.models.references import Source
from builder.problems import Problem, ProblemsFound
from builder.shelves import ENTRIES
from builder.tree import write_tree
from builder.views import pages
from builder.views.sheet import Page
from toy import ROOT, TOY, door, files

GOLDEN = ROOT / "tests" / "golden"
ODD = ("braces", "init-and-vec", "opening", "preview-books")


def kinds_of(model: type[Model]) -> Iterator[type[Model]]:
    for kind in model.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def parts_of(value: object) -> Iterator[BaseModel]:
    """A model and every model inside it."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)


def test_every_optional_field_stands_in_some_record(toy_catalog: Catalog) -> None:
    parts = [part for _, model in toy_catalog.models for part in parts_of(model)]
    optional = {
        f"{kind.__name__}.{name}"
        for kind in kinds_of(Model)
        for name, field in kind.model_fields.items()
        if not field.is_required()
    }
    used = {
        f"{kind.__name__}.{name}"
        for part in parts
        for kind in type(part).__mro__
        for name in part.model_fields_set
    }
    assert len(optional) > 80
    assert optional <= used, sorted(optional - used)


def test_pages_are_as_blessed(toy_pages: list[Page], request: pytest.FixtureRequest) -> None:
    made = {page.path: page.markdown for page in toy_pages}
    if request.config.getoption("--bless"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        write_tree(toy_pages, {}, TOY / "none", GOLDEN)
    blessed = {path: text.decode() for path, text in files(GOLDEN).items()}
    differ = "".join(
        line
        for path in sorted(made.keys() | blessed.keys())
        for line in difflib.unified_diff(
            blessed.get(path, "").splitlines(keepends=True),
            made.get(path, "").splitlines(keepends=True),
            "golden/" + path,
            path,
        )
    )
    assert not differ, f"make bless takes these pages as right:\n{differ}"


def test_the_views_alone_give_the_blessed_pages(toy_catalog: Catalog) -> None:
    made = {page.path: page.markdown for page in pages(toy_catalog, date(2032, 3, 10))}
    blessed = {path: text.decode() for path, text in files(GOLDEN).items()}
    assert blessed.keys() - made.keys() == {"data/index.md"}
    assert {path: text for path, text in made.items() if text != blessed[path]} == {}


def test_every_record_is_on_the_built_site(built: Path, toy_catalog: Catalog, toy_pages: list[Page]) -> None:
    for entries in toy_catalog.entries.values():
        for entry in entries.values():
            address, _, anchor = entry.address.partition("#")
            html = (built / "site" / address / "index.html").read_text(encoding="utf-8")
            assert not anchor or html.count(f'id="{anchor}"') == 1, entry.address
    documents = [path for path in files(built / "docs") if path.endswith(".md")]
    built_pages = [path for path in files(built / "site") if path.endswith(".html")]
    assert len(built_pages) == len(toy_pages) + len(documents) + len(["404.html"])


def test_no_record_can_take_the_address_of_a_page_of_ours(
    toy_catalog: Catalog, toy_pages: list[Page]
) -> None:
    """A list page beside the records' own pages, as sources/gaps/, has its name in RESERVED."""
    folders = {place.partition("{")[0] for entry in ENTRIES if "#" not in (place := entry.place)}
    records = {entry.address for entries in toy_catalog.entries.values() for entry in entries.values()}
    retired = {redirect.old for redirect in toy_catalog.redirects}
    for page in toy_pages:
        folder, _, name = page.path.removesuffix("/index.md").rpartition("/")
        if f"{folder}/" in folders and f"{folder}/{name}/" not in records | retired:
            assert name in RESERVED, page.path


@pytest.mark.parametrize("name", ODD)
def test_an_odd_title_is_shown_exactly(name: str, built: Path, toy_catalog: Catalog) -> None:
    title = toy_catalog.of(Session)[name].title
    page = (built / "site/sessions" / name / "index.html").read_text(encoding="utf-8")
    listed = (built / "site/sessions/index.html").read_text(encoding="utf-8")
    index = json.loads((built / "site" / INDEX).read_text(encoding="utf-8"))
    assert [unescape(text) for text in re.findall(r"<h1>(.*?)</h1>", page)] == [title]
    assert [unescape(text) for text in re.findall(r"<title>(.*?)</title>", page)] == [
        f"{title} - 나루 도서관 멈춤 기록"
    ]
    assert title in [unescape(text) for text in re.findall(rf'href="{name}/">(.*?)</a>', listed)]
    assert [shown for _, address, shown, *_ in index["finds"] if address == f"sessions/{name}/"] == [title]


def test_a_second_render_writes_only_what_changed(rebuilt: Path) -> None:
    gone = rebuilt / "build/docs/causes/gone/index.md"
    gone.parent.mkdir()
    gone.write_text("stale", encoding="utf-8")
    terms = rebuilt / "sessions/references/corrections.yml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("14시 20분", "14시 30분"), encoding="utf-8")
    done = door(rebuilt, "render")
    # The page, what the search knows of it, and the correction as JSON, CSV, SQLite and news, each for itself or among all.
    changed = (
        "index.md",
        "search.json",
        "corrections.json",
        "corrections.csv",
        "all.json",
        "all.sqlite",
        "corrections.atom",
        "all.atom",
    )
    assert f"바뀐 파일 {len(changed)}, 지운 파일 1" in done.stdout, done.stdout + done.stderr
    assert not gone.parent.exists()


LONELY = (TOY / "sessions/references/sources/programme.yml").read_text(encoding="utf-8")
FAULTS = {
    "yaml": ("sessions/incident/causes/broken.yml", "title: - x\n", 1, "causes/broken.yml:1:8: YAML 문법"),
    "rule": ("sessions/references/sources/lonely.yml", LONELY, 1, "아무 기록도 인용하지 않는 출처입니다"),
    "address": (
        "docs/causes.md",
        "# 원인\n",
        1,
        "sessions/incident/incident.yml:1:1: 파일의 주소가 docs/causes.md 와 겹칩니다",
    ),
    "gate": ("docs/about/index.md", "# 제목\n\n<p onclick='go()'>글</p>\n", 1, "이벤트 속성이 있습니다"),
    "engine": ("docs/about/index.md", "# 제목\n\n[없는 곳](nowhere.md)\n", 2, "nowhere.md"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_build_leaves_the_last_site(fault: str, rebuilt: Path) -> None:
    path, text, status, said = FAULTS[fault]
    (rebuilt / path).write_text(text, encoding="utf-8")
    site, build = files(rebuilt / "site"), files(rebuilt / "build")
    done = door(rebuilt, "build")
    assert done.returncode == status, done.stdout + done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert files(rebuilt / "site") == site
    assert [p.name for p in (rebuilt / "build").iterdir()] == ["docs"]
    now = files(rebuilt / "build")
    changed = {p for p in now.keys() | build.keys() if now.get(p) != build.get(p)}
    rendered = {path, "docs/about/card.png", f"docs/{INDEX}"}
    assert changed == (rendered if path == "docs/about/index.md" else set())


MARKUP = {
    "<script>go()</script>": ["본문에 쓸 수 없는 태그입니다", "알지 못하는 스크립트입니다 (찾은 값: 'go()')"],
    "<svg><script>go()</script></svg>": [
        "본문에 쓸 수 없는 태그입니다",
        "알지 못하는 스크립트입니다 (찾은 값: 'go()')",
    ],
    "<p onfocus=go()>글</p>": ["이벤트 속성이 있습니다 (찾은 값: 'onfocus')"],
    "<p/onfocus=go()>글</p>": ["이벤트 속성이 있습니다 (찾은 값: 'onfocus')"],
    "<p title='a'OnFocus=go()>글</p>": ["이벤트 속성이 있습니다 (찾은 값: 'onfocus')"],
    "<iframe src='/'></iframe>": ["본문에 쓸 수 없는 태그입니다 (찾은 값: 'iframe')"],
    "<meta http-equiv=Refresh content='0;url=/'>": [
        "다른 곳으로 보내는 태그입니다 (찾은 값: '0;url=/')",
        "본문에 쓸 수 없는 태그입니다 (찾은 값: 'meta')",
    ],
    "<base href='/x/'>": ["본문에 쓸 수 없는 태그입니다 (찾은 값: 'base')"],
    "<form></form>": ["본문에 쓸 수 없는 태그입니다 (찾은 값: 'form')"],
    "<button formaction=/x>글</button>": [
        "쓸 수 없는 속성입니다 (찾은 값: 'formaction') (찾은 값: 'button')"
    ],
    "<script src=../../data/v1/all.json></script>": [
        "본문에 쓸 수 없는 태그입니다",
        "알지 못하는 스크립트입니다 (찾은 값: '../../data/v1/all.json')",
    ],
    # Behind the end of the text, and what a browser that runs scripts reads otherwise than one that does not.
    "</article><form></form>": ["테마의 것이 아닌 태그입니다 (찾은 값: 'form')"],
    "</article><noscript><p title='</noscript><img src=x onerror=go()>'></noscript>": [
        "테마의 것이 아닌 태그입니다 (찾은 값: 'noscript')"
    ],
    "</article><link rel=prefetch href=../>": ["테마의 것이 아닌 태그입니다 (찾은 값: 'body link')"],
    "</article><script type=application/ld+json>{</script>": ["읽을 수 없는 자료입니다 (찾은 값: '{')"],
    "<svg><a xlink:href=javascript:go()><text>글</text></a></svg>": [
        "쓸 수 없는 속성입니다 (찾은 값: 'xlink:href')"
    ],
    "<map><area href=javascript:go()></map>": ["쓸 수 없는 주소입니다"],
    "<div style='position:fixed;inset:0'>글</div>": [
        "쓸 수 없는 속성입니다 (찾은 값: 'style') (찾은 값: 'div')"
    ],
    "<textarea></textarea>": ["본문에 쓸 수 없는 태그입니다 (찾은 값: 'textarea')"],
    "<style>p{}</style>": ["본문에 쓸 수 없는 태그입니다 (찾은 값: 'style')"],
    "<p id=__x>{}</p>": ["본문에 쓸 수 없는 id입니다 (찾은 값: '__x')"],
    "<p id=content>글</p>": ["같은 id가 둘입니다 (찾은 값: 'content')"],
    "<h1>둘째</h1>": ["h1이 하나여야 합니다 (찾은 값: '2')"],
    "<img src=https://far.example.org/a.png alt=''>": ["바깥에서 불러오는 것이 있습니다"],
    "<img src=//far.example.org/a.png alt=''>": ["바깥에서 불러오는 것이 있습니다"],
    "<img srcset='https://far.example.org/a.png 2x' alt=''>": ["바깥에서 불러오는 것이 있습니다"],
    "<svg><image href=https://far.example.org/a.png /></svg>": ["바깥에서 불러오는 것이 있습니다"],
    "<a href=../ ping=https://far.example.org/>글</a>": ["바깥에서 불러오는 것이 있습니다"],
    "<a href=' JavaScript:go()'>글</a>": ["쓸 수 없는 주소입니다"],
    "<a href='java&#10;script:go()'>글</a>": ["쓸 수 없는 주소입니다"],
    "<a href='data:text/html,go'>글</a>": ["쓸 수 없는 주소입니다"],
    "<a href=//far.example.org/>글</a>": ["쓸 수 없는 주소입니다"],
    "<a href=../nowhere/>글</a>": ["없는 페이지로 가는 링크입니다"],
    "<a href=../#nowhere>글</a>": ["없는 자리로 가는 링크입니다"],
    "<script type=application/ld+json>{'@context': 1}</script>": [
        "본문에 쓸 수 없는 태그입니다",
        "읽을 수 없는 자료입니다",
    ],
    "</article><script type=application/ld+json>[]</script>": ["읽을 수 없는 자료입니다 (찾은 값: '[]')"],
    # What is honest passes.
    "<p title='버튼의 onclick=go() 처리'>onclick = 글 &lt;script&gt;</p>": [],
    "<a href='https://far.example.org/?a=javascript:go()'>글</a> <a href='mailto:a@example.org'>글</a>": [],
}


def gate_problems(site: Path, pages: list[Page]) -> list[Problem]:
    try:
        check_site(site, pages)
    except ProblemsFound as caught:
        return list(caught.problems)
    return []


@pytest.mark.parametrize("markup", MARKUP)
def test_the_gate_refuses(markup: str, built: Path, toy_pages: list[Page]) -> None:
    page = built / "site/sources/city-report/index.html"
    clean = page.read_text(encoding="utf-8")
    page.write_text(clean.replace("</dl>", f"</dl>{markup}", 1), encoding="utf-8")
    problems = gate_problems(built / "site", toy_pages)
    page.write_text(clean, encoding="utf-8")
    assert len(problems) == len(MARKUP[markup]), problems
    for problem, said in zip(problems, MARKUP[markup], strict=True):
        assert said in problem.message
        assert problem.path == "sessions/references/sources/city-report.yml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src *"),
        ("base-uri 'none'", ""),
        ("Content-Security-Policy", "Content-Security"),
        ("<head>", "<head><link rel=icon href=../../assets/mark.svg>"),
    ],
)
def test_the_gate_wants_the_policy_before_all_else(
    old: str, new: str, built: Path, toy_pages: list[Page]
) -> None:
    page = built / "site/sources/city-report/index.html"
    clean = page.read_text(encoding="utf-8")
    page.write_text(clean.replace(old, new, 1), encoding="utf-8")
    problems = gate_problems(built / "site", toy_pages)
    page.write_text(clean, encoding="utf-8")
    assert ["보안 정책" in problem.message for problem in problems] == [True]


def test_the_gate_counts_pages(built: Path, toy_catalog: Catalog, toy_pages: list[Page]) -> None:
    """A page that the engine lost is found, and so is every link that led to it."""
    source = toy_catalog.of(Source)["reader-blog"]
    page = built / "site" / source.address / "index.html"
    kept = page.rename(page.with_suffix(".kept"))
    problems = gate_problems(built / "site", toy_pages)
    kept.rename(page)
    assert [p.path for p in problems if "페이지가 만들어지지 않았습니다" in p.message] == [
        toy_catalog.path(source.key)
    ]
    assert len([p for p in problems if "없는 페이지로 가는 링크입니다" in p.message]) == len(problems) - 1 > 2


def test_the_gate_misses_a_feed_that_pages_tell_of(built: Path, toy_pages: list[Page]) -> None:
    feed = built / "site/feeds/all.atom"
    kept = feed.rename(feed.with_suffix(".kept"))
    problems = gate_problems(built / "site", toy_pages)
    kept.rename(feed)
    assert len([p for p in problems if "feeds/all.atom" in p.message]) == len(problems) > len(toy_pages)

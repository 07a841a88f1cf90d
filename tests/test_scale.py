"""A conference may be a hundred times as large: no page grows with all the others, and the whole grows as the records do."""

import re
from pathlib import Path
from posixpath import normpath

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.models.conference import Person
from builder.models.references import Source
from builder.reading import load_catalog
from builder.views import leaves, pages
from builder.views.sessions import SHOWN
from exported import EDITION
from toy import door, toy_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toy_project(tmp_path)


def grown(root: Path, many: int) -> dict[str, str]:
    """The pages with `many` more talks and as many previews of one track, all on one day."""
    programme = root / "sessions" / "programme"
    text = (programme / "braces.yml").read_text(encoding="utf-8")
    for number in range(many):
        for kind in ("tech", "preview"):
            made = text.replace("kind: tech", f"kind: {kind}").replace("표 * 별", f"표 {kind} {number}")
            (programme / f"more-{kind}-{number}.yml").write_text(made, encoding="utf-8")
    catalog = load_catalog(root)
    assert catalog.problems == ()
    return {page.path: page.markdown for page in pages(catalog, EDITION.day)}


def test_nothing_on_the_site_grows_with_the_square(root: Path) -> None:
    some, more, most = (sum(map(len, grown(root, many).values())) for many in (60, 120, 240))
    assert 1.9 < (most - more) / (more - some) < 2.1


def test_a_list_of_all_is_short_and_leads_to_the_rest(root: Path) -> None:
    made = grown(root, 100)
    for path in ("sessions/index.md", "schedule/index.md", "sessions/more-preview-7/index.md"):
        named = set(re.findall(r'href="[^"]*(more-[a-z]+-[0-9]+)/', made[path]))
        assert SHOWN - 2 <= len(named) <= SHOWN + 2  # beside the list, the talk before and the one after
        assert 'tracks/books/">' in made[path]
        assert "나머지 발표" in made[path]
    track = made["tracks/books/index.md"]
    assert all(f"more-{kind}-{n}/" in track for kind in ("tech", "preview") for n in range(100))


def test_a_long_list_has_several_pages_that_lead_on_to_each_other(root: Path) -> None:
    grown(root, 4)
    code = root / "scripts" / "builder" / "views" / "leaves.py"
    text = code.read_text("utf-8").replace(f"MOST = {leaves.MOST} ", "MOST = 2 ")
    code.write_text(text, "utf-8")
    done = door(root, "build")  # strict: a page that no list leads to and a link to no page are faults
    assert done.returncode == 0, done.stdout + done.stderr
    catalog = load_catalog(root)
    cited = max(catalog.of(Source).values(), key=lambda source: len(catalog.citing(source)))
    talks = [s.address for s in catalog.programme if "books" in s.tracks and s.kind != "preview"]
    for place, listed in {
        "speakers/": [entry.address for entry in catalog.of(Person).values()],
        "sources/": [entry.address for entry in catalog.of(Source).values()],
        "tracks/books/": talks,
        cited.address: [
            catalog.find(*key).address for key in catalog.citing(cited) if key[0] in catalog.entries
        ],
    }.items():
        assert len(listed) > 2, place
        found, titles, at = [], set(), place
        while at:
            html = LexborHTMLParser((root / "site" / at / "index.html").read_text("utf-8"))
            titles.add(html.css("h1")[0].text())
            links = [link.attributes["href"] or "" for link in html.css("table .rec, .records .rec, .source")]
            found += [
                f"{normpath(f'{at}{link}')}/" if "#" not in link else normpath(f"{at}{link}")
                for link in links
            ]
            onward = html.css("article .more > a[rel=next]")
            at = f"{normpath(at + (onward[0].attributes['href'] or ''))}/" if onward else ""
        assert sorted(set(found) & set(listed)) == sorted(listed), place
        assert [found.count(address) for address in listed] == [1] * len(listed), place
        assert len(titles) > 1

"""The index of the search: every record in it once, under its own title and address, with its own words alone."""

import json
from datetime import date
from typing import Any

import pytest

from builder.catalog import Catalog
from builder.finder import search_index
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Term
from builder.views import pages
from builder.views.desk import Desk
from builder.views.documents import document_pages

TODAY = date(2032, 3, 10)
BY_HAND = '# 이 기록\n\n머리\n\n## <a id="reading"></a>읽는 법\n\n- **굵은** 글 `<b>`\n'


@pytest.fixture(scope="module")
def index(toy_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    docs = tmp_path_factory.mktemp("docs")
    (docs / "about.md").write_text(BY_HAND, "utf-8")
    desk = Desk(toy_catalog, TODAY)
    made = search_index(desk, pages(toy_catalog, TODAY), document_pages(desk, docs, ["about.md"]))
    read: dict[str, Any] = json.loads(made)
    return read


@pytest.fixture(scope="module")
def finds(index: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Address -> kind, title, all text."""
    return {
        address: (index["kinds"][kind][0], title, " ".join(text for _, _, text in sections))
        for kind, address, title, _, _, sections in index["finds"]
    }


def test_every_record_and_every_page_is_found_once(
    index: dict[str, Any], finds: dict[str, tuple[str, str, str]], toy_catalog: Catalog
) -> None:
    assert len(index["finds"]) == len(finds)
    records = {e.address: e.entity for entries in toy_catalog.entries.values() for e in entries.values()}
    assert {address: kind for address, (kind, _, _) in finds.items() if kind != "page"} == records
    made = {page.path: page.markdown for page in pages(toy_catalog, TODAY) if page.path.endswith(".md")}
    given_up = {path for path, text in made.items() if '"exclude": true' in text}
    assert given_up
    addresses = {path.removesuffix("index.md") for path in made.keys() - given_up}
    assert {address for address, (kind, _, _) in finds.items() if kind == "page"} == {
        "about/",
        *(addresses - records.keys()),
    }


def test_what_a_record_says_stands_in_it_and_nowhere_else(
    finds: dict[str, tuple[str, str, str]], toy_catalog: Catalog
) -> None:
    told: list[Session | Cause] = [*toy_catalog.of(Session).values(), *toy_catalog.of(Cause).values()]
    titles = {entry.address: entry.title for entry in (*told, *toy_catalog.of(Measure).values())}
    for address, (_, shown, text) in finds.items():
        assert [title for title in titles.values() if f"{title} " in f"{text} "] == [], address
        assert shown == titles.get(address, shown)
    summaries = [(entry.address, entry.summary) for entry in told]
    texts = [(e.address, e.text) for e in toy_catalog.of(Event).values()]
    for own, said in (*summaries, *texts):
        plain = Desk(toy_catalog, TODAY).plain(said or "")
        assert not plain or [address for address, (_, _, text) in finds.items() if plain in text] == [own]


def test_a_page_by_hand_is_found_by_its_sections(index: dict[str, Any]) -> None:
    (sections,) = [sections for _, address, _, _, _, sections in index["finds"] if address == "about/"]
    assert sections == [["", "", "머리"], ["reading", "읽는 법", "굵은 글 <b>"]]


def test_a_term_is_found_by_all_its_names(index: dict[str, Any], toy_catalog: Catalog) -> None:
    term = toy_catalog.of(Term)["panel"]
    assert [list(term.words), list(term.also)] in index["terms"]
    assert term.also
    (names,) = [names for _, address, _, names, _, _ in index["finds"] if address == term.address]
    assert set(names) == {*term.words, *term.also} - {term.ko}

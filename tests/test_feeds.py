"""The feeds: each as RFC 4287 wants it, each entry told once and dated by its record."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.catalog import Catalog
from builder.edition import Edition
from builder.exports import exports
from builder.models.measures import Measure
from builder.reading import load_catalog
from exported import EDITION, UNPLACED
from toy import ROOT, TOY

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("all", "corrections", "measures", "sessions", "sources")


def feeds(catalog: Catalog, edition: Edition = EDITION) -> dict[str, ElementTree.Element]:
    made = exports(catalog, edition)
    paths = {path: raw for path, raw in made.items() if path.startswith("feeds/")}
    assert paths.keys() == {f"feeds/{kind}.atom" for kind in KINDS}
    return {Path(path).stem: ElementTree.fromstring(raw) for path, raw in paths.items()}


@pytest.fixture(scope="module")
def made(toy_catalog: Catalog) -> Mapping[str, ElementTree.Element]:
    return feeds(toy_catalog)


def faults(feed: ElementTree.Element) -> Iterator[str]:
    """What RFC 4287 forbids (4.1.1, 4.1.2, 4.2.6, 4.2.7.2, 3.3)."""
    once = {"id": 1, "title": 1, "updated": 1}
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name, count in once.items():
            if len(element.findall(ATOM + name)) != count:
                yield f"{element.tag}: {name}"
        if not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", element.findtext(f"{ATOM}updated") or ""
        ):
            yield f"no date-time: {element.findtext(f'{ATOM}updated')}"
        if UUID((element.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:")).version != 5:
            yield f"no lasting id: {element.findtext(f'{ATOM}id')}"
        rels = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        if len(set(rels)) != len(rels) or not all(link.get("href") for link in element.iter(f"{ATOM}link")):
            yield f"links: {rels}"
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        yield "no author"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids) or feed.findtext(f"{ATOM}id") in ids:
        yield "an id is there twice"


@pytest.mark.parametrize("edition", [EDITION, UNPLACED], ids=["placed", "unplaced"])
@pytest.mark.parametrize("root", [TOY, ROOT], ids=["toy", "real"])
def test_every_feed_is_well_formed(root: Path, edition: Edition) -> None:
    for kind, feed in feeds(load_catalog(root), edition).items():
        assert list(faults(feed)) == [], kind
        entries = feed.findall(f"{ATOM}entry")
        dates = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") for entry in entries]
        assert dates == sorted(dates, reverse=True), kind
        assert len(entries) <= 200
        if dates:
            assert feed.findtext(f"{ATOM}updated") == dates[0].isoformat()


def test_each_kind_tells_its_own(made: Mapping[str, ElementTree.Element]) -> None:
    titles = {
        kind: [
            (e.findtext(f"{ATOM}title"), (e.findtext(f"{ATOM}updated") or "")[:10])
            for e in feed.iter(f"{ATOM}entry")
        ]
        for kind, feed in made.items()
    }
    assert titles["corrections"] == [
        ("정정: 출처 rumour, 1. 시작 🚰 물이 샌 날", "2032-02-03"),
        (
            "정정: 2031년 5월 3일 14:10 무렵: 배관에서 물이 새기 시작했다고 나루시는 밝혔다., 도서관 대출 이틀 멈춰",
            "2032-02-01",
        ),
    ]
    assert titles["measures"] == [
        ("해마다 배관을 살핀다: 근거를 찾지 못함", "2032-03-01"),
        ("분전반을 배관에서 먼 곳으로 옮긴다: 마쳤다고 확인됨", "2032-02-01"),
        ("분전반을 배관에서 먼 곳으로 옮긴다: 진행 중이라 밝힘", "2031-11-01"),
        ("발전기를 산다: 다른 대책으로 바뀜", "2031-11-01"),
    ]
    assert len(titles["sessions"]) == 4
    assert [day for _, day in titles["sources"]] == ["2032-03-01"] * 6
    assert sorted(titles["all"]) == sorted(entry for kind in KINDS[1:] for entry in titles[kind])


def test_no_kind_hides_another() -> None:
    """Where one day brings hundreds of sources the talks stand beside them still."""
    kinds = {entry.get("term") for entry in feeds(load_catalog(ROOT))["all"].iter(f"{ATOM}category")}
    assert kinds >= {"measures", "sessions", "sources"}


def hrefs(content: str) -> list[str]:
    return [node.attributes["href"] or "" for node in LexborHTMLParser(content).css("a")]


def test_links_lead_to_the_site(
    made: Mapping[str, ElementTree.Element], toy_catalog: Catalog, built: Path
) -> None:
    def all_links(feed: ElementTree.Element) -> list[str]:
        inner = [href for node in feed.iter(f"{ATOM}content") for href in hrefs(node.text or "")]
        return [*(link.get("href") or "" for link in feed.iter(f"{ATOM}link")), *inner]

    for kind, feed in made.items():
        ours = [href for href in all_links(feed) if href.startswith(EDITION.site)]
        relative = [
            href for href in all_links(feeds(toy_catalog, UNPLACED)[kind]) if not href.startswith("http")
        ]
        assert len(ours) == len(relative) > 2
        for whole, href in zip(ours, relative, strict=True):
            place = whole.removeprefix(EDITION.site).split("#")[0]
            assert (built / "site" / "feeds" / href.split("#")[0]).resolve() == (
                built / "site" / place
            ).resolve()
            assert (built / "site" / place).exists(), whole


def test_an_entry_is_told_once(toy_catalog: Catalog) -> None:
    """Other words and an earlier finding leave the ids of what was told; a new finding is a new entry."""
    measure = toy_catalog.of(Measure)["move-panel"]
    first, second = measure.evidence
    early = first.model_copy(update={"date": type(first.date)(2031, 6, 1)})
    again = second.model_copy(update={"note": "한 번 더 살폈다."})
    changed: dict[str, Any] = {"title": "다른 이름", "evidence": (early, first, second, again)}
    measures = {**toy_catalog.entries["measure"], measure.id: measure.model_copy(update=changed)}
    before, after = (
        {entry.findtext(f"{ATOM}id"): entry for entry in feeds(catalog)["measures"].iter(f"{ATOM}entry")}
        for catalog in (
            toy_catalog,
            replace(toy_catalog, entries={**toy_catalog.entries, "measure": measures}),
        )
    )
    assert before.keys() <= after.keys()
    for name, entry in before.items():
        assert after[name].findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")
    assert len(after) == len(before) + 2


def test_only_the_newest_are_told(toy_catalog: Catalog) -> None:
    session = toy_catalog.find("session", "opening")
    many = {f"talk-{i:04}": session.model_copy(update={"id": f"talk-{i:04}"}) for i in range(500)}
    catalog = replace(
        toy_catalog, entries={**toy_catalog.entries, "session": {**toy_catalog.entries["session"], **many}}
    )
    assert len(list(feeds(catalog)["sessions"].iter(f"{ATOM}entry"))) == 200
    assert (
        date(2031, 11, 2)
        == datetime.fromisoformat(feeds(catalog)["sessions"].findtext(f"{ATOM}updated") or "").date()
    )

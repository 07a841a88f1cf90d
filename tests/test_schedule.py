"""The schedule for conference apps: the voc's own JSON Schema where it lies beside the clone, and rules of our own."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from jsonschema import Draft6Validator

from builder.catalog import Catalog
from builder.exports import exports
from builder.exports.press import Press
from builder.exports.schedule import numbered
from builder.models.conference import Session
from builder.reading import load_catalog
from exported import EDITION, UNPLACED, read_json
from toy import ROOT, TOY

VOC = ROOT.parent / "shared" / "validators" / "frab"


def events_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    days = document["schedule"]["conference"]["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


@pytest.fixture(scope="module")
def document(toy_catalog: Catalog) -> dict[str, Any]:
    return read_json(exports(toy_catalog, EDITION)["schedule/schedule.json"])


@pytest.mark.skipif(not VOC.is_dir(), reason="the voc's schemas are not beside this clone")
@pytest.mark.parametrize("edition", [EDITION, UNPLACED], ids=["placed", "unplaced"])
@pytest.mark.parametrize("root", [TOY, ROOT], ids=["toy", "real"])
def test_the_json_is_as_the_voc_wants_it(root: Path, edition: Any) -> None:
    validator = Draft6Validator(
        read_json((VOC / "schema.json").read_bytes()), format_checker=Draft6Validator.FORMAT_CHECKER
    )
    made = read_json(exports(load_catalog(root), edition)["schedule/schedule.json"])
    assert [fault.message for fault in validator.iter_errors(made)] == []


def test_every_session_is_there_at_its_time(document: dict[str, Any], toy_catalog: Catalog) -> None:
    made = events_of(document)
    assert [event["title"] for event in made] == [session.title for session in toy_catalog.programme]
    for event, session in zip(made, toy_catalog.programme, strict=True):
        assert datetime.fromisoformat(event["date"]) == toy_catalog.starts_at(session)
        assert (event["start"], event["duration"]) == (session.start, "00:00")
        assert event["url"] == EDITION.site + session.address
        assert [person["public_name"] for person in event["persons"]] == [
            toy_catalog.find("person", speaker.person).shown  # type: ignore[attr-defined]
            for speaker in session.speakers
        ]
        assert {link["url"] for link in (*event["links"], *event["attachments"])} == {
            url for url in session.opens.values() if url
        }
        assert "end" not in event
    for day in document["schedule"]["conference"]["days"]:
        start, end = datetime.fromisoformat(day["day_start"]), datetime.fromisoformat(day["day_end"])
        assert all(
            start <= datetime.fromisoformat(event["date"]) < end
            for events in day["rooms"].values()
            for event in events
        )
        assert list(day["rooms"]) == ["나루 도서관, 강당; 1층"]


def test_names_are_ascii_alone_and_stay(document: dict[str, Any], toy_catalog: Catalog) -> None:
    conference, made = document["schedule"]["conference"], events_of(document)
    slugs = [track["slug"] for track in conference["tracks"]] + [event["slug"] for event in made]
    assert all(re.fullmatch("[a-z][a-z0-9_-]+[a-z0-9]", slug) for slug in (*slugs, conference["acronym"]))
    assert len(set(slugs)) == len(slugs)
    for key in ("guid", "id"):
        assert len({event[key] for event in made}) == len(made)
    people = [person for event in made for person in event["persons"]]
    assert len({person["guid"] for person in people}) == len({person["code"] for person in people}) == 4
    assert all(UUID(each["guid"]).version == 5 for each in (*made, *people, *conference["rooms"]))
    moved = events_of(read_json(exports(toy_catalog, UNPLACED)["schedule/schedule.json"]))
    assert [(event["guid"], event["id"]) for event in moved] == [
        (event["guid"], event["id"]) for event in made
    ]
    assert {event["url"] for event in moved} == {
        *(session.official_url for session in toy_catalog.of(Session).values() if session.official_url),
        *(f"urn:uuid:{event['guid']}" for event in made if event["title"] != '__init__과 Vec<T> & "따옴표"'),
    }


def test_numbers_are_each_ones_own(toy_catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two records whose UUIDs give one number: the later in the alphabet takes the next."""
    press = Press(toy_catalog, EDITION)
    numbers = numbered(press, [f"talk-{i}" for i in range(50_000)], "session")
    assert len(set(numbers.values())) == 50_000
    assert all(0 < number < 2**31 for number in numbers.values())
    monkeypatch.setattr(Press, "guid", lambda *_: UUID(int=2**31 - 2))
    assert numbered(press, ["b", "a", "c"], "session") == {"a": 2**31 - 1, "b": 1, "c": 2}


def test_the_xml_says_the_same(document: dict[str, Any], toy_catalog: Catalog) -> None:
    root = ElementTree.fromstring(exports(toy_catalog, EDITION)["schedule/schedule.xml"])
    made = events_of(document)
    found = list(root.iterfind("day/room/event"))
    assert len(found) == len(made)
    for element, event in zip(found, made, strict=True):
        assert (element.get("guid"), element.get("id")) == (event["guid"], str(event["id"]))
        for key in ("title", "date", "start", "duration", "room", "abstract", "slug", "url", "track"):
            assert (element.findtext(key) or None) == (event[key] or None), key
        assert [(p.text, p.get("guid")) for p in element.iterfind("persons/person")] == [
            (person["name"], person["guid"]) for person in event["persons"]
        ]
        assert [(a.get("href"), a.text) for a in element.iterfind("attachments/attachment")] == [
            (link["url"], link["title"]) for link in event["attachments"]
        ]
    conference = document["schedule"]["conference"]
    assert root.findtext("conference/acronym") == conference["acronym"]
    assert [(t.get("slug"), t.get("name")) for t in root.iterfind("conference/track")] == [
        (track["slug"], track["name"]) for track in conference["tracks"]
    ]

"""The calendars: read back by a library, and by rules of our own, for the library lets most faults pass."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from builder.catalog import Catalog
from builder.exports import exports
from builder.models.conference import Person, Session
from builder.reading import load_catalog
from exported import EDITION, UNPLACED
from toy import ROOT, TOY

KST = timezone(timedelta(hours=9))


def calendars(catalog: Catalog) -> dict[str, bytes]:
    return {path: raw for path, raw in exports(catalog, EDITION).items() if path.endswith(".ics")}


@pytest.fixture(scope="module")
def files(toy_catalog: Catalog) -> Mapping[str, bytes]:
    return calendars(toy_catalog)


def events(raw: bytes) -> list[Any]:
    return list(Calendar.from_ical(raw).walk("VEVENT"))


def uids(raw: bytes) -> list[str]:
    return [str(event["uid"]) for event in events(raw)]


REQUIRED = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART", "SUMMARY"),
}


def faults(raw: bytes) -> Iterator[str]:
    """What RFC 5545 forbids, found without the library: in the lines (3.1, 3.3.11), then in the components (3.4, 3.6)."""
    rest = raw.replace(b"\r\n", b"")
    if not raw.endswith(b"\r\n") or b"\n" in rest or b"\r" in rest:
        yield "a line does not end in CRLF"
    lines = raw.decode("utf-8").split("\r\n")[:-1]
    yield from (f"more than 75 octets: {line}" for line in lines if len(line.encode()) > 75)
    whole = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    yield from (f"no property: {line}" for line in whole if not re.match(r"[A-Z-]+[;:]", line))
    for line in whole:
        if re.match(r"(SUMMARY|DESCRIPTION|LOCATION)[:;]", line) and re.search(
            r"(?<!\\)(\\\\)*[,;]", line.split(":", 1)[1]
        ):
            yield f"a lone mark: {line}"
    yield from component_faults(whole)


def component_faults(lines: Sequence[str]) -> Iterator[str]:
    around: list[tuple[str, Counter[str]]] = [("", Counter())]
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            around.append((value, Counter()))
        elif name == "END":
            kind, has = around.pop()
            if kind != value:
                yield f"{kind} ends as {value}"
            yield from (f"{kind} has {has[want]} {want}" for want in REQUIRED[value] if has[want] != 1)
        else:
            around[-1][1][name.split(";")[0]] += 1
    if len(around) != 1:
        yield "a component is open"
    named = {zone for line in lines for zone in re.findall("^[A-Z-]+;.*?TZID=([^:;]+)", line)}
    yield from (f"no such zone: {zone}" for zone in named if f"TZID:{zone}" not in lines)
    uids = Counter(line for line in lines if line.startswith("UID:"))
    yield from (f"twice: {uid}" for uid, count in uids.items() if count > 1)


@pytest.mark.parametrize("root", [TOY, ROOT], ids=["toy", "real"])
def test_every_calendar_is_well_formed_and_read_back(root: Path) -> None:
    catalog = load_catalog(root)
    made = calendars(catalog)
    assert len(made) == 1 + sum(
        map(
            len,
            (
                catalog.conference.days,
                catalog.conference.tracks,
                catalog.of(Person),
                catalog.of(Session),
                ["timeline"],
            ),
        )
    )
    assert {path: found for path, raw in made.items() if (found := list(faults(raw)))} == {}
    read = {str(event["uid"]): event for event in events(made["schedule/schedule.ics"])}
    assert len(read) == len(catalog.programme)
    for session in catalog.programme:
        (alone,) = events(made[f"{session.address}{session.id}.ics"])
        assert alone.to_ical() == read[str(alone["uid"])].to_ical()
        assert str(alone["summary"]) == session.title
        assert alone["dtstart"].dt == catalog.starts_at(session)
        assert not {"DTEND", "DURATION"} & alone.keys()
        assert all(f": {url}" in alone["description"] for url in session.opens.values() if url)
        assert str(alone["url"]) == EDITION.site + session.address


FAULTY = {
    "a line end": (b"\r\nSUMMARY", b"\nSUMMARY"),
    "a long line": (b"SUMMARY:", b"SUMMARY:" + b"a" * 70),
    "no UID": (b"UID:", b"X-UID:"),
    "two UIDs": (b"DTSTAMP:", b"UID:a\r\nDTSTAMP:"),
    "no stamp": (b"DTSTAMP:", b"X-STAMP:"),
    "no start": (b"DTSTART;TZID", b"X-START;TZID"),
    "no version": (b"VERSION:2.0\r\n", b""),
    "an unknown zone": (b"TZID:Asia/Seoul", b"TZID:Asia/Naru"),
    "a lone comma": (b"\\,", b","),
    "an open component": (b"END:VEVENT\r\n", b""),
    "one event twice": (b"UID:", b"UID:same\r\nX-UID:"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_our_rules_find_a_fault(fault: str, files: Mapping[str, bytes]) -> None:
    raw = files["schedule/schedule.ics"]
    old, new = FAULTY[fault]
    everywhere = raw.replace(old, new) if fault == "one event twice" else raw.replace(old, new, 1)
    assert everywhere != raw
    assert list(faults(everywhere)) != []


def test_days_tracks_and_speakers_hold_their_own(files: Mapping[str, bytes], toy_catalog: Catalog) -> None:
    of = {
        session.id: uids(files[f"sessions/{session.id}/{session.id}.ics"])[0]
        for session in toy_catalog.programme
    }
    assert uids(files["schedule/2031-11-01.ics"]) == [of["opening"], of["init-and-vec"]]
    assert uids(files["tracks/books/books.ics"]) == [of["braces"]]
    assert uids(files["speakers/dal-pit/dal-pit.ics"]) == [of["opening"], of["init-and-vec"]]


def test_what_is_known_to_the_day_is_a_day(files: Mapping[str, bytes]) -> None:
    read = {
        str(event["summary"]).split(" ")[0]: event
        for event in events(files["incident/timeline/timeline.ics"])
    }
    spans = {name: (e["dtstart"].dt, e["dtend"].dt if "DTEND" in e else None) for name, e in read.items()}
    assert spans == {
        "나루시가": (date(2019, 3, 1), date(2019, 4, 1)),
        "물이": (datetime(2031, 5, 3, 14, 10, tzinfo=KST), None),
        "대출과": (datetime(2031, 5, 3, 14, 31, tzinfo=KST), datetime(2031, 5, 5, 9, tzinfo=KST)),
        "대출이": (datetime(2031, 5, 5, 9, tzinfo=KST), None),
        "도서관은": (date(2032, 2, 10), date(2032, 2, 11)),
    }
    assert "2031년 5월 3일 14:10 무렵" in read["물이"]["description"]
    assert read["대출과"]["description"].endswith(
        "받지 못한 대출은 약 1,200 < n 권이다.\n출처: 나루시, 나루신문"
    )


def test_a_uid_outlives_the_sites_address_and_the_records_words(toy_catalog: Catalog) -> None:
    moved = exports(toy_catalog, UNPLACED)["schedule/schedule.ics"]
    session = toy_catalog.of(Session)["opening"].model_copy(update={"title": "다른 제목", "start": "23:00"})
    entries = {**toy_catalog.entries, "session": {**toy_catalog.entries["session"], "opening": session}}
    retold = exports(replace(toy_catalog, entries=entries), EDITION)["schedule/schedule.ics"]
    was = calendars(toy_catalog)["schedule/schedule.ics"]
    assert sorted(uids(was)) == sorted(uids(moved)) == sorted(uids(retold))
    assert b"URL:" not in moved
    assert {event["dtstamp"].dt for event in events(was)} == {datetime(2032, 3, 10, tzinfo=UTC)}


def test_a_published_uid_stays() -> None:
    """The conference's code, the record's id and the root of all UUIDs make it: none of them may change any more."""
    raw = exports(load_catalog(ROOT), UNPLACED)["sessions/datacenter-redundancy/datacenter-redundancy.ics"]
    assert uids(raw) == ["b556ae4f-3e62-5261-876d-5da5b8ff984e"]


@pytest.mark.parametrize(
    ("zone", "utc"), [("UTC", "10:00"), ("America/New_York", "14:00"), ("Asia/Kathmandu", "04:15")]
)
def test_a_conference_may_be_anywhere(zone: str, utc: str, toy_catalog: Catalog) -> None:
    conference = toy_catalog.conference.model_copy(update={"time_zone": zone})
    raw = exports(replace(toy_catalog, conference=conference), EDITION)["sessions/opening/opening.ics"]
    assert list(faults(raw)) == []
    (event,) = events(raw)
    assert f"{event['dtstart'].dt.astimezone(UTC):%H:%M}" == utc

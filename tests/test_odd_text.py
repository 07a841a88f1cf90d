"""Every character that some format escapes in its own way, in titles, names and texts, through the door into every format
and read back equal by a reader of that format that was not written here."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import lxml.html
import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser

from exported import read_csv
from odd import SITE, TEXT, TITLES, VERSION, Odd, person

LINKED = "//script[@type='application/ld+json']/text()"
NAMES = {name: person(i, title) for i, (name, title) in enumerate(TITLES.items())}
READ = {"title": TITLES, "person": NAMES, "track": TITLES}
Read = dict[str, dict[str, str]]  # what was read -> name of the case -> its text


@pytest.fixture(scope="module")
def root(odd: Odd) -> Path:
    return odd.root


def raw(root: Path, path: str) -> bytes:
    return (root / "site" / path).read_bytes()


def of_json(root: Path) -> Read:
    data = json.loads(raw(root, "data/v1/all.json"))
    sessions = {
        entry["id"].removeprefix("s-"): entry for entry in data["sessions"] if entry["id"].startswith("s-")
    }
    assert {entry["points"][0]["text"] for entry in sessions.values()} == {TEXT}
    return {
        "title": {name: entry["title"] for name, entry in sessions.items()},
        "person": {name: entry["speakers"][0]["name"] for name, entry in sessions.items()},
        "track": {
            t["id"].removeprefix("t-"): t["name"]
            for t in data["conference"]["tracks"]
            if t["id"].startswith("t-")
        },
    }


def of_csv(root: Path) -> Read:
    rows = {
        name: read_csv(raw(root, f"data/v1/{name}.csv"))
        for name in ("sessions", "people", "conference_tracks")
    }
    points = read_csv(raw(root, "data/v1/sessions_points.csv"))
    assert {row["text"] for row in points if row["session_id"].startswith("s-")} == {TEXT}
    return {
        "title": {row["id"][2:]: row["title"] for row in rows["sessions"] if row["id"].startswith("s-")},
        "person": {row["id"][2:]: row["name"] for row in rows["people"] if row["id"].startswith("p-")},
        "track": {
            row["id"][2:]: row["name"] for row in rows["conference_tracks"] if row["id"].startswith("t-")
        },
    }


def of_sqlite(root: Path) -> Read:
    tables = {
        "title": ("title", "sessions", "s-"),
        "person": ("name", "people", "p-"),
        "track": ("name", "conference_tracks", "t-"),
    }
    with closing(sqlite3.connect(root / "site/data/v1/all.sqlite")) as database:
        assert set(database.execute("SELECT text FROM sessions_points WHERE session_id LIKE 's-%'")) == {
            (TEXT,)
        }
        return {
            kind: dict(
                database.execute(f"SELECT substr(id, 3), {column} FROM {table} WHERE id LIKE '{mark}%'")
            )
            for kind, (column, table, mark) in tables.items()
        }


def of_calendars(root: Path) -> Read:
    read: Read = {"title": {}, "person": {}, "track": {}}
    for name in TITLES:
        calendar = Calendar.from_ical(raw(root, f"sessions/s-{name}/s-{name}.ics"))
        (event,) = cast("list[Any]", calendar.walk("VEVENT"))
        assert str(calendar["x-wr-calname"]) == str(event["summary"])
        read["title"][name] = str(event["summary"])
        read["person"][name] = str(event["description"]).split("\n")[0].removeprefix("발표: ")
        (read["track"][name],) = map(str, event["categories"].cats)
    return read


def of_schedule_json(root: Path) -> Read:
    conference = json.loads(raw(root, "schedule/schedule.json"))["schedule"]["conference"]
    events = [event for day in conference["days"] for events in day["rooms"].values() for event in events]
    mine = {
        event["slug"].partition("-session-s-")[2]: event for event in events if "-session-s-" in event["slug"]
    }
    return {
        "title": {name: event["title"] for name, event in mine.items()},
        "person": {name: event["persons"][0]["name"] for name, event in mine.items()},
        "track": {name: event["track"] for name, event in mine.items()},
    }


def of_schedule_xml(root: Path) -> Read:
    found = ElementTree.fromstring(raw(root, "schedule/schedule.xml")).iterfind("day/room/event")
    mine = {
        slug.partition("-session-s-")[2]: e
        for e in found
        if "-session-s-" in (slug := e.findtext("slug") or "")
    }
    ways = {"title": "title", "person": "persons/person", "track": "track"}
    return {kind: {name: e.findtext(way) or "" for name, e in mine.items()} for kind, way in ways.items()}


def of_feed(root: Path) -> Read:
    atom = "{http://www.w3.org/2005/Atom}"
    read: Read = {"title": {}, "person": {}}
    for entry in ElementTree.fromstring(raw(root, "feeds/sessions.atom")).iter(f"{atom}entry"):
        name = (
            "".join(link.get("href", "") for link in entry.iter(f"{atom}link"))
            .rstrip("/")
            .rpartition("/s-")[2]
        )
        if name in TITLES:
            read["title"][name] = entry.findtext(f"{atom}title") or ""
            content = LexborHTMLParser(entry.findtext(f"{atom}content") or "")
            read["person"][name] = content.css("p")[1].text().partition(" · ")[2]
    return read


def of_linked_data(root: Path) -> Read:
    """What a search engine reads on the pages."""
    read: Read = {"title": {}, "person": {}, "track": {}}
    for name in TITLES:
        event = linked(root, f"sessions/s-{name}")["mainEntity"]
        read["title"][name], read["person"][name] = event["name"], event["performer"][0]["name"]
        read["track"][name] = linked(root, f"tracks/t-{name}")["name"]
    return read


def linked(root: Path, page: str) -> Any:
    (data,) = lxml.html.fromstring(raw(root, f"{page}/index.html").decode()).xpath(LINKED)
    return json.loads(data)["@graph"][0]


def of_shared_pages(root: Path) -> Read:
    """What a service shows where a page is shared."""
    pages = {"title": "sessions/s-", "person": "speakers/p-", "track": "tracks/t-"}
    return {
        kind: {
            name: lxml.html.fromstring(raw(root, f"{place}{name}/index.html").decode()).xpath(
                "string(//meta[@property='og:title']/@content)"
            )
            for name in TITLES
        }
        for kind, place in pages.items()
    }


def of_bibtex(root: Path) -> Read:
    library = parse_string(
        raw(root, "data/bibliography.bib").decode(),
        append_middleware=[LatexDecodingMiddleware(keep_math_mode=False)],
    )
    assert not library.failed_blocks
    mine = {entry.key.partition("-s-")[2]: entry for entry in library.entries if "-s-" in entry.key}
    # This reader takes a circumflex for the mark above a letter.
    return {
        kind: {name: entry[field].replace("ˆ", "^") for name, entry in mine.items()}
        for kind, field in (("title", "title"), ("person", "author"))
    }


def of_csl(root: Path) -> Read:
    items = CiteProcJSON(json.loads(raw(root, "data/bibliography.json")))
    mine = {key.partition("-s-")[2]: item for key, item in items.items() if "-s-" in key}
    return {
        "title": {name: str(item["title"]) for name, item in mine.items()},
        "person": {name: item["author"][0].literal for name, item in mine.items()},
    }


def of_html(root: Path) -> Read:
    read: Read = {"title": {}, "person": {}, "track": {}}
    for name in TITLES:
        page = LexborHTMLParser(raw(root, f"sessions/s-{name}/index.html").decode())
        read["title"][name] = text(page, "h1")
        read["person"][name] = text(page, "a.rec--person")
        read["track"][name] = text(page, f"a[href$='tracks/t-{name}/']")
    return read


def text(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    assert node, selector
    return node.text()


READERS = {
    "JSON": of_json, "CSV": of_csv, "SQLite": of_sqlite, "iCalendar": of_calendars, "frab JSON": of_schedule_json,
    "frab XML": of_schedule_xml, "Atom": of_feed, "HTML": of_html, "JSON-LD": of_linked_data, "Open Graph": of_shared_pages,
    "BibTeX": of_bibtex, "CSL JSON": of_csl,
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported. event_title")
@pytest.mark.parametrize("reader", READERS)
def test_odd_text_comes_back_as_it_went_in(reader: str, root: Path) -> None:
    for kind, read in READERS[reader](root).items():
        assert read == READ[kind], kind


def files_with(root: Path, *endings: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted((root / "site").rglob("*")):
        if path.name.endswith(endings):
            yield path.name, path.read_bytes()


def test_no_odd_text_breaks_a_calendar_apart(root: Path) -> None:
    calendars = dict(files_with(root, ".ics"))
    assert len(calendars) > 3 * len(TITLES)
    for name, content in calendars.items():
        assert content.count(b"\r\nEND:VCALENDAR") == 1, name
        assert max(map(len, content.split(b"\r\n"))) <= 75, name


def test_what_the_door_is_told_stands_in_the_files(root: Path) -> None:
    data = json.loads(raw(root, "data/v1/all.json"))
    assert (data["site"], data["data_version"]) == (SITE, VERSION)
    assert json.loads(raw(root, "schedule/schedule.json"))["schedule"]["version"] == VERSION
    assert f'href="{SITE}feeds/all.atom"'.encode() in raw(root, "feeds/all.atom")
    cited = LexborHTMLParser(raw(root, "data/index.html").decode()).css_first(".howto-cite")
    assert cited
    assert f"{VERSION}. {SITE}data/ (" in cited.text()

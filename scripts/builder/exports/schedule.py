"""The schedule as conference apps read it: frab's (once Pentabarf's) JSON and XML, one content in both.

No source says how long a session lasted, so its duration is 0:00, and it has no end where the format lets it have none.
https://c3voc.de/wiki/schedule
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

from pydantic_core import to_json

from builder.exports.press import GENERATOR, Press
from builder.models.conference import ConferenceDay, Person, Session

FOLDER = "schedule"
_SCHEMA = "https://c3voc.de/schedule/schema.json"
_NO_TIME = "00:00"  # hours and minutes
_NUMBERS = 2**31 - 1  # what apps keep a number in


def schedule(press: Press) -> Iterator[tuple[str, bytes]]:
    conference = _conference(press)
    version = press.edition.version or str(press.edition.day)
    whole: dict[str, Any] = {"version": version, "conference": conference}
    if url := press.edition.url(f"{FOLDER}/"):
        whole = {"url": url, "version": version, "base_url": press.edition.url(""), "conference": conference}
    document = {"$schema": _SCHEMA, "generator": {"name": GENERATOR}, "schedule": whole}
    yield f"{FOLDER}/schedule.json", to_json(document, indent=1) + b"\n"
    yield f"{FOLDER}/schedule.xml", _to_xml(whole)


def _conference(press: Press) -> dict[str, Any]:
    conference = press.catalog.conference
    room = {"name": _room(press), "slug": "room-1", "guid": str(press.guid("room/1"))}
    days = sorted(conference.days, key=lambda day: day.date)
    events = numbered(press, [session.id for session in press.catalog.programme], "session")
    people = numbered(press, press.catalog.of(Person), "person")
    return {
        "acronym": _acronym(press),
        "title": conference.name,
        "start": str(days[0].date),
        "end": str(days[-1].date),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": conference.time_zone,
        **({"url": conference.official_url} if conference.official_url else {}),
        "rooms": [room],
        "tracks": [{"name": track.name, "slug": f"track-{track.id}"} for track in conference.tracks],
        "days": [_day(press, day, index, events, people) for index, day in enumerate(days, 1)],
    }


def _day(
    press: Press, day: ConferenceDay, index: int, events: Mapping[str, int], people: Mapping[str, int]
) -> dict[str, Any]:
    sessions = [session for session in press.catalog.programme if session.date == day.date]
    return {
        "index": index,
        "date": str(day.date),
        "day_start": press.midnight(day.date).isoformat(),
        "day_end": press.midnight(day.date + timedelta(days=1)).isoformat(),
        "rooms": {_room(press): [_event(press, session, events[session.id], people) for session in sessions]},
    }


def _event(press: Press, session: Session, number: int, people: Mapping[str, int]) -> dict[str, Any]:
    guid = press.guid(f"session/{session.id}")
    tracks = [press.catalog.known["track"][name].name for name in session.tracks]
    return {
        "guid": str(guid),
        "id": number,
        "date": press.catalog.starts_at(session).isoformat(),
        "start": session.start,
        "duration": _NO_TIME,
        "room": _room(press),
        "slug": f"{_acronym(press)}-session-{session.id}",
        "url": press.edition.url(session.address) or session.official_url or guid.urn,
        "title": session.title,
        "subtitle": "",
        "track": tracks[0] if tracks else None,
        "type": session.kind,
        "language": None,
        "abstract": press.desk.plain(session.summary or ""),
        "description": "",
        "persons": [_person(press, speaker.person, people) for speaker in session.speakers],
        "links": list(_links(press, session, official_url="web", video="media")),
        "attachments": list(_links(press, session, slides="slides")),
        **({"origin_url": session.official_url} if session.official_url else {}),
    }


def _person(press: Press, name: str, people: Mapping[str, int]) -> dict[str, Any]:
    person = press.catalog.of(Person)[name]
    url = press.edition.url(person.address)
    return {
        "guid": str(press.guid(f"person/{name}")),
        "code": f"P{people[name]}",
        "name": person.shown,
        "public_name": person.shown,
        **({"url": url} if url else {}),
    }


def _links(press: Press, session: Session, **kinds: str) -> Iterator[dict[str, str]]:
    for name, kind in kinds.items():
        if url := session.opens[name]:
            yield {"title": press.words["export"]["link"][name], "url": url, "type": kind}


def _room(press: Press) -> str:
    return press.catalog.conference.venue or str(press.words["export"]["no_venue"])


def _acronym(press: Press) -> str:
    """The conference's code with the one mark that acronyms may have: "naru-2031" is "naru_2031"."""
    return press.catalog.conference.code.replace("-", "_")


def numbered(press: Press, names: Iterable[str], entity: str) -> dict[str, int]:
    """Each id with a number from 1 up, its own as long as the record lives: from its UUID, the next one if that is taken."""
    taken: dict[int, str] = {}
    for name in sorted(names):
        number = press.guid(f"{entity}/{name}").int % _NUMBERS
        while number + 1 in taken:
            number = (number + 1) % _NUMBERS
        taken[number + 1] = name
    return {name: number for number, name in taken.items()}


def _to_xml(whole: Mapping[str, Any]) -> bytes:
    """The same as XML (https://c3voc.de/schedule/schema.xsd); what it knows only by http(s) is left out otherwise."""
    conference = whole["conference"]
    root = ElementTree.Element("schedule")
    ElementTree.SubElement(root, "generator", name=GENERATOR)
    _add(root, {key: whole[key] for key in ("url", "version") if key in whole})
    about = ElementTree.SubElement(root, "conference")
    kept = ("acronym", "title", "start", "end", "timeslot_duration", "time_zone_name", "url")
    _add(
        about, {key: conference[key] for key in kept if key in conference} | {"days": conference["daysCount"]}
    )
    for track in conference["tracks"]:
        ElementTree.SubElement(about, "track", name=track["name"], slug=track["slug"])
    for day in conference["days"]:
        times = {"date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        made = ElementTree.SubElement(root, "day", index=str(day["index"]), **times)
        for room in conference["rooms"]:
            place = ElementTree.SubElement(made, "room", name=room["name"], guid=room["guid"])
            for event in day["rooms"][room["name"]]:
                _add_event(place, event)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_event(place: ElementTree.Element, event: Mapping[str, Any]) -> None:
    made = ElementTree.SubElement(place, "event", guid=event["guid"], id=str(event["id"]))
    kept = (
        "room",
        "title",
        "subtitle",
        "type",
        "date",
        "start",
        "duration",
        "abstract",
        "slug",
        "track",
        "description",
    )
    _add(made, {key: event[key] or "" for key in kept})
    _add(made, {key: event[key] for key in ("url", "origin_url") if event.get(key, "").startswith("http")})
    persons = ElementTree.SubElement(made, "persons")
    for person in event["persons"]:
        ElementTree.SubElement(persons, "person", id=person["code"][1:], guid=person["guid"]).text = person[
            "public_name"
        ]
    for name in ("links", "attachments"):
        listed = ElementTree.SubElement(made, name)
        for link in event[name]:
            ElementTree.SubElement(listed, name[:-1], href=link["url"], type=link["type"]).text = link[
                "title"
            ]


def _add(parent: ElementTree.Element, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        ElementTree.SubElement(parent, name).text = str(value)

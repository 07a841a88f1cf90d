"""Reads the schedule.json that frab, pretalx, the C3VOC hub and others export.

https://c3voc.de/wiki/schedule Only facts are taken: titles, times, names, links. Abstracts, descriptions and
biographies are other people's writing and stay where they are.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from builder.document import Document, Loc, without_unwanted
from builder.intake.talks import Export, Guest, Talk, Told, told
from builder.models.values import Url
from builder.problems import Problem, ProblemsFound, say
from builder.scaffold.names import kebab

TAKEN = {
    "title",
    "date",
    "start",
    "track",
    "type",
    "persons",
    "links",
    "attachments",
    "url",
    "origin_url",
    "slug",
    "id",
    "code",
    "guid",
}
VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "media.ccc.de", "video.fosdem.org")
SLIDES = ("slide", "folien", "presentation", "발표 자료", "슬라이드")
_URL: TypeAdapter[str] = TypeAdapter(Url)


def read_frab(document: Document, kinds: Mapping[str, str]) -> Export:
    """The talks of an export. `kinds` says which kind of session a type is: {"Opening": "keynote"}; else it is "tech".

    Raises ProblemsFound with everything whose shape is not that of a schedule.
    """
    conference = document.data.get("schedule", {})
    conference = conference.get("conference", {}) if isinstance(conference, dict) else {}
    days = conference.get("days") if isinstance(conference, dict) else None
    if not isinstance(days, list):
        mend = "C3VOC 형식(schedule → conference → days)의 schedule.json을 넣어 주세요"
        raise ProblemsFound([document.problem((), say("", "발표 일정의 모양이 아닙니다", mend))])
    return _Frab(document, conference, kinds).export(days)


class _Frab:
    """Walks one export; gathers the problems of its shape."""

    def __init__(self, document: Document, conference: Mapping[str, Any], kinds: Mapping[str, str]) -> None:
        self.document, self.conference = document, conference
        self.kinds = {name.casefold(): kind for name, kind in kinds.items()}
        self.problems: list[Problem] = []
        schedule = document.data["schedule"]
        self.base = _text(schedule.get("base_url")) or _text(conference.get("base_url"))
        self.zone = _zone(_text(conference.get("time_zone_name")))
        self.made = Export(document.path)
        about = {
            "conference": _text(conference.get("title")),
            "acronym": _text(conference.get("acronym")),
            "version": _text(schedule.get("version")),
            "url": _text(schedule.get("url")) or _text(conference.get("url")) or self.base,
        }
        self.made.about = {name: without_unwanted(text) for name, text in about.items()}

    def export(self, days: list[Any]) -> Export:
        tracks = self.conference.get("tracks")
        for track in tracks if isinstance(tracks, list) else []:
            if isinstance(track, dict):
                self.made.track_slugs[without_unwanted(_text(track.get("name")))] = _text(track.get("slug"))
        for loc, day, event in self._events(days):
            talk = self._talk(loc, day, event)
            if talk.guests:
                self.made.talks.append(talk)
            else:  # a break, a party, an open room
                self.made.passed_over.append(talk.said("title"))
            for name, value in event.items():
                if name not in TAKEN and value not in (None, "", [], {}, "false"):
                    self.made.left_out[name] += 1
        if self.problems:
            raise ProblemsFound(self.problems)
        return self.made

    def _events(self, days: list[Any]) -> Iterator[tuple[Loc, Mapping[str, Any], Mapping[str, Any]]]:
        at: Loc = ("schedule", "conference", "days")
        for i, day in enumerate(days):
            rooms = day.get("rooms") if isinstance(day, dict) else None
            if not isinstance(rooms, dict):
                self._wrong((*at, i), "rooms", "방마다의 발표 묶음이 아닙니다")
                continue
            for room, events in rooms.items():
                here = (*at, i, "rooms", room)
                for j, event in enumerate(events if isinstance(events, list) else [events]):
                    if isinstance(event, dict):
                        yield (*here, j), day, event
                    else:
                        self._wrong(here, "rooms", "발표의 목록이 아닙니다")

    def _wrong(self, loc: Loc, field: str, wrong: str) -> None:
        self.problems.append(self.document.problem(loc, say(field, wrong, "내보낸 파일을 확인해 주세요")))

    def _talk(self, loc: Loc, day: Mapping[str, Any], event: Mapping[str, Any]) -> Talk:
        fields = {name: t for name in ("title",) if (t := self._told(loc, event, name)).text}
        fields |= self._time(loc, day, event)
        fields["kind"] = self._kind(loc, event)
        fields |= self._links(loc, event)
        track = self._told(loc, event, "track")
        key = next((_text(event[name]) for name in ("id", "code", "guid") if _text(event.get(name))), "")
        return Talk(
            self.document.place(loc), fields, tuple(self._guests(loc, event)), (track,) if track.text else (),
            slug=self._words(_text(event.get("slug")), _text(event.get("id"))), key=key,
        )  # fmt: skip

    def _words(self, slug: str, number: str) -> str:
        """The words of a slug without what comes before them: "Camp2019-10365-card10_badge" -> "card10-badge"."""
        name = kebab(slug, limit=300)
        _, numbered, words = f"-{name}-".partition(f"-{number}-") if number else ("", "", "")
        return words.strip("-") if numbered else name.removeprefix(kebab(self.made.about["acronym"]) + "-")

    def _told(self, loc: Loc, event: Mapping[str, Any], name: str) -> Told:
        return told(_text(event.get(name)), self.document.place((*loc, name)))

    def _time(self, loc: Loc, day: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Told]:
        """The local day and clock: `date` tells both, and is the newer field; `start` and the day the older."""
        date, start = self._told(loc, event, "date"), self._told(loc, event, "start")
        try:
            at = datetime.fromisoformat(date.text)
        except ValueError:
            return {
                "date": Told(date.text.partition("T")[0] or _text(day.get("date")), date.place),
                "start": start,
            }
        if self.zone and at.tzinfo:
            at = at.astimezone(self.zone)
        if len(date.text) <= len("2022-12-07"):
            return {"date": date, "start": start}
        return {"date": Told(at.date().isoformat(), date.place), "start": Told(f"{at:%H:%M}", date.place)}

    def _kind(self, loc: Loc, event: Mapping[str, Any]) -> Told:
        said = self._told(loc, event, "type")
        kind = self.kinds.get(said.text.casefold()) or (
            "keynote" if "keynote" in said.text.casefold() else "tech"
        )
        return Told(kind, said.place)

    def _guests(self, loc: Loc, event: Mapping[str, Any]) -> Iterator[Guest]:
        persons = event.get("persons")
        for i, person in enumerate(persons if isinstance(persons, list) else []):
            at = (*loc, "persons", i)
            if not isinstance(person, dict):
                self._wrong(at, "persons", "사람의 묶음이 아닙니다")
                continue
            named = next(
                (n for n in ("public_name", "name", "full_public_name") if _text(person.get(n)).strip()), ""
            )
            key = next(
                (k for n in ("guid", "code", "id") if (k := _text(person.get(n))) not in ("", "-1", "0")), ""
            )
            for name, value in person.items():
                if value and name not in ("public_name", "name", "full_public_name", "guid", "code", "id"):
                    self.made.left_out[f"persons.{name}"] += 1
            if named:
                yield Guest(told(person[named], self.document.place((*at, named))), key)

    def _links(self, loc: Loc, event: Mapping[str, Any]) -> dict[str, Told]:
        """The talk's page, its video and its slides, as far as they are addresses that may stand here."""
        found: dict[str, Told] = {}
        for name in ("url", "origin_url"):
            if _text(event.get(name)):
                self._offer(found, "official_url", Told(event[name], self.document.place((*loc, name))))
        for name in ("links", "attachments"):
            listed = event.get(name)
            for i, item in enumerate(listed if isinstance(listed, list) else []):
                link = {"url": item} if isinstance(item, str) else item  # some give the address alone
                if isinstance(link, dict) and (url := _text(link.get("url"))):
                    self._offer(found, _use(link), Told(url, self.document.place((*loc, name, i, "url"))))
        return found

    def _offer(self, found: dict[str, Told], use: str, link: Told) -> None:
        """Takes the first address of a use; the others are counted."""
        try:
            address = _URL.validate_python(_absolute(self.base, link.text))
        except (ValidationError, ValueError):
            self.made.left_out["쓸 수 없는 주소"] += 1
            return
        if use and use not in found:
            found[use] = Told(address, link.place)
        elif not use or found[use].text != address:
            self.made.left_out["그 밖의 주소"] += 1


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _absolute(base: str, url: str) -> str:
    """The whole address in ASCII: exports hold paths below `base_url`, and letters as people type them."""
    return quote(urljoin(base, url.strip()), safe="!#$%&'()*+,-./:;=?@[]_~")


def _use(link: Mapping[str, Any]) -> str:
    """Which field of a session a link is for: "video", "slides" or nothing."""
    kind, title, url = (_text(link.get(name)).casefold() for name in ("type", "title", "url"))
    if kind == "slides" or any(word in title for word in SLIDES):
        return "slides"
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.")
    return "video" if kind in ("video", "recording") or host in VIDEO_HOSTS else ""

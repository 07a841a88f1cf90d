"""Calendars: the conference, each day, track, speaker and session, and the incident's timeline (RFC 5545).

A component is written by the library once and stands as it is in every calendar it belongs to, under one UID, so that a
reader who takes two of them has it once. No source says when a session ended, so a session has no end: a calendar then
takes it as a moment (RFC 5545, 3.6.1).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Timezone
from icalendar import Event as Component

from builder.exports.press import GENERATOR, Press
from builder.models.base import Entry
from builder.models.conference import Person, Session
from builder.models.incident import Event
from builder.models.references import Source
from builder.views import text
from builder.views.downloads import calendar_of
from builder.views.sessions import track_address
from builder.words import filled

SCHEDULE, TIMELINE = calendar_of("schedule/"), calendar_of("incident/timeline/")
_BEGIN, _END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"
_LABEL = 80  # characters of a sentence that stand as a name
Files = Iterator[tuple[str, bytes]]


def day_path(day: date) -> str:
    return f"schedule/{day}.ics"


def calendars(press: Press) -> Files:
    yield from _of_conference(press)
    if press.catalog.timeline:
        yield TIMELINE, _timeline(press)


def _of_conference(press: Press) -> Files:
    catalog, conference = press.catalog, press.catalog.conference
    made = {session.id: session_component(press, session) for session in catalog.programme}
    frame = _frame(press, "calendar", (day.date for day in conference.days))

    def calendar(name: str, sessions: Iterable[Session]) -> bytes:
        return frame.calendar(name, (made[session.id] for session in sessions))

    yield SCHEDULE, calendar(conference.name, catalog.programme)
    for day in conference.days:
        today = (session for session in catalog.programme if session.date == day.date)
        yield day_path(day.date), calendar(f"{conference.name}: {day.title}", today)
    for track in conference.tracks:
        of_track = (session for session in catalog.programme if track.id in session.tracks)
        yield calendar_of(track_address(track)), calendar(f"{conference.name}: {track.name}", of_track)
    for person in catalog.of(Person).values():
        spoken = catalog.back(person, Session)
        yield calendar_of(person.address), calendar(f"{conference.name}: {person.shown}", spoken)
    for session in catalog.programme:
        yield calendar_of(session.address), calendar(session.title, (session,))


def session_component(press: Press, session: Session) -> bytes:
    catalog, words = press.catalog, press.words["export"]
    people = catalog.of(Person)
    names = ", ".join(people[speaker.person].shown for speaker in session.speakers)
    said = [
        filled(words["speakers"], names=names),
        press.desk.plain(session.summary or ""),
        *(filled(words[kind], url=url) for kind in ("video", "slides", "official_url") if (url := session.opens[kind])),
    ]  # fmt: skip
    component = _component(press, session, session.title, said)
    component.add("dtstart", catalog.starts_at(session))
    if catalog.conference.venue:
        component.add("location", catalog.conference.venue)
    if session.tracks:
        component.add("categories", [catalog.known["track"][name].name for name in session.tracks])
    return bytes(component.to_ical())


def _timeline(press: Press) -> bytes:
    events, incident = press.catalog.timeline, press.catalog.incident
    days = (moment.date() for event in events for moment in (event.at, event.until) if moment)
    frame = _frame(press, "timeline_calendar", days)
    return frame.calendar(
        incident.name if incident else "", (event_component(press, event) for event in events)
    )


def event_component(press: Press, event: Event) -> bytes:
    """What is known to the minute or the hour is a moment, what is known less well the days in which it lies."""
    said = press.desk.plain(event.text)
    sources = press.catalog.of(Source)
    cited = dict.fromkeys(sources[citation.id].publisher for citation in event.sources)
    label = event.label or (said if len(said) <= _LABEL else f"{said[: _LABEL - 1]}…")
    lines = [
        text.when(event, press.words),
        said,
        filled(press.words["export"]["sources"], names=", ".join(cited)),
    ]
    component = _component(press, event, label, lines)
    component.add("transp", "TRANSPARENT")
    start, end = _extent(press, event)
    component.add("dtstart", start)
    if end:
        component.add("dtend", end)
    return bytes(component.to_ical())


def _extent(press: Press, event: Event) -> tuple[date, date | None]:
    """The beginning and the end; of what is known to the day or less, the first day and the day after the last."""
    if event.precision in ("minute", "hour"):
        zone = press.catalog.zone
        return event.at.astimezone(zone), event.until and event.until.astimezone(zone)
    last = (event.until or event.at).date()
    if event.precision in ("month", "year"):
        month = last.month if event.precision == "month" else 12
        last = last.replace(month=month, day=monthrange(last.year, month)[1])
    return event.at.date(), last + timedelta(days=1)


def _component(press: Press, entry: Entry, summary: str, lines: Iterable[str]) -> Component:
    component = Component()
    component.add("uid", str(press.guid(f"{entry.entity}/{entry.id}")))
    component.add("dtstamp", press.edition.stamp)
    component.add("summary", summary)
    url = press.edition.url(entry.address)
    component.add("description", "\n".join(filter(None, lines)))
    if url:
        component.add("url", url)
    return component


@dataclass(frozen=True)
class _Frame:
    """What calendars of a kind share: their first properties and the rules of their time zone."""

    head: bytes
    zone: bytes

    def calendar(self, name: str, components: Iterable[bytes]) -> bytes:
        named = Calendar()
        named.add("x-wr-calname", name)
        own = bytes(named.to_ical()).removeprefix(_BEGIN).removesuffix(_END)
        return b"".join((self.head, own, self.zone, *components, _END))


def _frame(press: Press, about: str, days: Iterable[date]) -> _Frame:
    """A whole head for each of thousands of files would be slow; `days` are those that the calendars hold."""
    conference = press.catalog.conference
    head = Calendar()
    head.add("prodid", f"-//{GENERATOR}//{conference.code}//")
    head.add("version", "2.0")
    head.add("x-wr-caldesc", filled(press.words["export"][about], site=conference.site.name))
    head.add("x-wr-timezone", conference.time_zone)
    return _Frame(bytes(head.to_ical()).removesuffix(_END), _zone(conference.time_zone, sorted(days)))


def _zone(name: str, days: Sequence[date]) -> bytes:
    """The rules of a time zone for these days and what they are called elsewhere; UTC has none."""
    if name == "UTC":
        return b""
    day = timedelta(days=1)
    made = Timezone.from_tzid(name, first_date=days[0] - day, last_date=days[-1] + 2 * day)
    return bytes(made.to_ical())

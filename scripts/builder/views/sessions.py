"""Sessions and the people who spoke."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from builder.models.causes import Cause
from builder.models.conference import ConferenceDay, Person, Session, Track
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Discrepancy
from builder.models.values import PartialDate
from builder.views import citing, pictures
from builder.views.desk import Desk
from builder.views.leaves import leaves
from builder.views.sheet import CONFERENCE, Page
from builder.views.text import calendar
from builder.views.video import video
from builder.words import filled

TOGETHER = 5  # sessions to see with one
# Of one track on one day, on any page but the track's own: with thousands of sessions every list of all stays short, and
# no page of one session grows with the others.
SHOWN = 40


@dataclass(frozen=True)
class TrackOfDay:
    """The sessions of one track on one day; `address` is the track's page, "" for keynotes of no track."""

    id: str
    name: str
    address: str
    sessions: Sequence[Session]

    @property
    def count(self) -> int:
        return len(self.sessions)

    @property
    def shown(self) -> Sequence[Session]:
        """Those to list elsewhere; all where there is no page of the track."""
        return self.sessions[:SHOWN] if self.address else self.sessions

    @property
    def left(self) -> int:
        """How many more stand on the track's page."""
        return self.count - len(self.shown)


def pages(desk: Desk) -> Iterator[Page]:
    catalog = desk.catalog
    yield sessions_index(desk)
    yield schedule_page(desk)
    for track in catalog.conference.tracks:
        yield from track_pages(desk, track)
    for session in catalog.programme:
        yield session_page(desk, session)
    if catalog.of(Person):
        yield from people_index(desk)
    for person in catalog.of(Person).values():
        yield person_page(desk, person)


def sessions_index(desk: Desk) -> Page:
    catalog = desk.catalog
    return desk.list_page(
        "sessions_index", "sessions/", CONFERENCE,
        days=[(day, tracks_of_day(desk, day)) for day in catalog.conference.days],
        strip=pictures.talk_strip(desk),
    )  # fmt: skip


def tracks_of_day(desk: Desk, day: ConferenceDay) -> list[TrackOfDay]:
    """The day's sessions by track, those of no track (keynotes, say) by their kind first."""
    today = [session for session in desk.catalog.programme if session.date == day.date]
    kinds = {
        kind: [s for s in today if s.kind == kind and not s.tracks] for kind in desk.words["session_kind"]
    }
    loose = [
        TrackOfDay(kind, desk.words["session_kind"][kind], "", found)
        for kind, found in kinds.items()
        if found
    ]
    tracks = [
        TrackOfDay(t.id, t.name, track_address(t), [s for s in today if t.id in s.tracks])
        for t in desk.catalog.conference.tracks
    ]
    return [*loose, *(track for track in tracks if track.sessions)]


@dataclass(frozen=True)
class ScheduleRow:
    """A row of the schedule: a track or a kind of session, as it is on each day of the conference, if it is."""

    name: str
    address: str
    days: Sequence[TrackOfDay | None]


def schedule_page(desk: Desk) -> Page:
    catalog = desk.catalog
    by_day = [tracks_of_day(desk, day) for day in catalog.conference.days]
    names = {track.id: track for day in by_day for track in day}
    order = [*desk.words["session_kind"], *(track.id for track in catalog.conference.tracks)]
    rows = [
        ScheduleRow(
            names[name].name,
            names[name].address,
            [next((track for track in day if track.id == name), None) for day in by_day],
        )
        for name in order
        if name in names
    ]
    return desk.list_page(
        "schedule", "schedule/", CONFERENCE,
        rows=rows,
        wide=True,
        session_count=len(catalog.programme),
    )  # fmt: skip


def track_address(track: Track) -> str:
    return f"tracks/{track.id}/"


def track_pages(desk: Desk, track: Track) -> Iterator[Page]:
    catalog = desk.catalog
    sessions = [session for session in catalog.programme if track.id in session.tracks]
    talks = [session for session in sessions if session.kind != "preview"]
    said = filled(
        desk.words["described"]["track"],
        conference=catalog.conference.name,
        name=track.name,
        count=len(sessions),
    )
    for leaf in leaves(track_address(track), talks):
        days = [(day, [s for s in leaf.items if s.date == day.date]) for day in catalog.conference.days]
        yield desk.page(
            "track", leaf.address,
            title=leaf.named(track.name, desk.words),
            description=leaf.named(said, desk.words),
            edit=catalog.path(CONFERENCE),
            boost=leaf.boost,
            leaf=leaf,
            previews=[session for session in sessions if session.kind == "preview" and leaf.is_first],
            days=[(day, found) for day, found in days if found],
        )  # fmt: skip


def session_page(desk: Desk, session: Session) -> Page:
    catalog = desk.catalog
    subjects = catalog.subjects(session)
    said = calendar(PartialDate(session.date.year, session.date.month, session.date.day), desk.words)
    return desk.entry_page(
        session,
        title=session.title,
        description=desk.bare(session.summary or "") or f"{catalog.conference.name}, {said}: {session.title}",
        causes=[subject for subject in subjects if isinstance(subject, Cause)],
        measures=[subject for subject in subjects if isinstance(subject, Measure)],
        together=catalog.together(session)[:TOGETHER],
        events=[catalog.of(Event)[name] for name in session.events],
        discrepancies=sorted(catalog.back(session, Discrepancy), key=attrgetter("question")),
        siblings=siblings(desk, session),
        introduced=introduced(desk, session),
        video=video(session.video) if session.video else None,
        work=citing.talk(catalog, session),
    )


def introduced(desk: Desk, session: Session) -> TrackOfDay | None:
    """The talks that a preview introduces: those of its tracks on its day; the rest stands with the first of the tracks."""
    if session.kind != "preview":
        return None
    found = {
        s.id: s for track in session.tracks for s in desk.catalog.talks_in.get((session.date, track), ())
    }
    talks = sorted(found.values(), key=desk.catalog.place_in_programme)
    tracks = {track.id: track for track in desk.catalog.conference.tracks}
    first = next((tracks[name] for name in session.tracks), None)
    return TrackOfDay(first.id, first.name, track_address(first), talks) if first and talks else None


def siblings(desk: Desk, session: Session) -> list[tuple[str, Session]]:
    """The session before and the one after, each with its word."""
    before, after = desk.catalog.around[session.id]
    ways = desk.words["way"]
    return [(ways[way], other) for way, other in (("before", before), ("after", after)) if other]


def person_page(desk: Desk, person: Person) -> Page:
    sessions = talks_of(desk, person)
    titles = ", ".join(session.title for session in sessions)
    return desk.entry_page(
        person,
        title=person.shown,
        description=filled(desk.words["described"]["person"], name=person.shown, titles=titles),
        sessions=sessions,
        discrepancies=desk.catalog.back(person, Discrepancy),
    )


def people_index(desk: Desk) -> Iterator[Page]:
    people = sorted(desk.catalog.of(Person).values(), key=lambda p: (p.shown, p.id))
    for leaf in leaves("speakers/", people):
        yield desk.list_page(
            "people_index", leaf, CONFERENCE,
            people=[(person, talks_of(desk, person)) for person in leaf.items],
            person_count=len(people),
        )  # fmt: skip


def talks_of(desk: Desk, person: Person) -> list[Session]:
    return sorted(desk.catalog.back(person, Session), key=lambda s: (s.date, s.start, s.id))

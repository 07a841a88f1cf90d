"""The timeline: its list, its charts, and a page for each lane and each phase that lists only what is theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from markupsafe import Markup

from builder.charts import timeline as chart
from builder.models.incident import Event, Incident, Named, Scale
from builder.views.desk import Desk
from builder.views.incident import differs
from builder.views.marks import described, ends, mark
from builder.views.sheet import INCIDENT, Page, Sheet
from builder.views.text import weekday
from builder.words import Words, filled

ADDRESS = "incident/timeline/"
CLOSE = timedelta(days=7)


@dataclass(frozen=True)
class Stretch:
    """Events under one heading: a day near the outage, else what came before, else a year after."""

    id: str
    title: str
    is_day: bool
    events: Sequence[Event]


@dataclass(frozen=True)
class Part:
    """The events of one lane or phase and the page that lists only them."""

    address: str
    of: Named
    events: Sequence[Event]


@dataclass(frozen=True)
class Drawing:
    """One stretch of time as a chart, with what stands around it."""

    scale: Scale
    figure: Markup
    count: int


def pages(desk: Desk) -> Iterator[Page]:
    incident = desk.catalog.incident
    if not incident:
        return
    lanes, phases = parts(desk, incident, "lane"), parts(desk, incident, "phase")
    yield timeline_page(desk, incident, lanes, phases)
    for kind, found in (("lane", lanes), ("phase", phases)):
        for part in found:
            yield part_page(desk, kind, part, found)


def parts(desk: Desk, incident: Incident, kind: str) -> list[Part]:
    """The lanes or phases that have events, in the order of the incident file."""
    named: Sequence[Named] = incident.lanes if kind == "lane" else incident.phases
    made = [
        Part(f"{ADDRESS}{kind}-{n.id}/", n, [e for e in desk.catalog.timeline if getattr(e, kind) == n.id])
        for n in named
    ]
    return [part for part in made if part.events]


def timeline_page(desk: Desk, incident: Incident, lanes: Sequence[Part], phases: Sequence[Part]) -> Page:
    timeline = desk.catalog.timeline
    start = desk.catalog.markers.get("impact-begins")
    shared = shared_out(timeline, incident.scales, desk.words)
    return desk.list_page(
        "timeline",
        ADDRESS,
        INCIDENT,
        wide=True,
        start=start,
        groups=stretches(desk, start, timeline),
        differs=differs(desk, timeline),
        lanes=lanes,
        phases=phases,
        drawings=drawings(desk, incident, shared),
        drawn={event.id for events in shared.values() for event in events},
        earlier=len(timeline) - sum(map(len, shared.values())),
    )


def part_page(desk: Desk, kind: str, part: Part, others: Sequence[Part]) -> Page:
    said = desk.words["page"]["timeline_part"]
    title = filled(said[kind], name=part.of.name)
    return desk.page(
        "timeline_part",
        part.address,
        title=title,
        description=f"{title}. {part.of.text or said['lead']}",
        edit=desk.catalog.path(INCIDENT),
        start=desk.catalog.markers.get("impact-begins"),
        groups=stretches(desk, desk.catalog.markers.get("impact-begins"), part.events),
        differs=differs(desk, part.events),
        part=part,
        others=others,
        kind=kind,
    )


def stretches(desk: Desk, start: Event | None, events: Sequence[Event]) -> list[Stretch]:
    def place(event: Event) -> tuple[int, str, str]:
        day = event.at.date()
        near = start and abs(event.utc - start.utc) <= CLOSE and event.precision not in ("month", "year")
        if near:
            return 1, f"day-{day}", weekday(day, desk.words)
        if start and event.utc < start.utc:
            return 0, "before", desk.words["timeline"]["before"]
        return (
            2,
            f"year-{day.year}",
            filled(desk.words["timeline"]["after"], year=filled(desk.words["format"]["year"], year=day.year)),
        )

    ordered = sorted(events, key=lambda e: place(e)[:2])
    return [
        Stretch(name, title, kind == 1, list(found)) for (kind, name, title), found in groupby(ordered, place)
    ]


def shared_out(events: Sequence[Event], scales: Sequence[Scale], words: Words) -> dict[str, list[Event]]:
    """Each event under the first scale that holds all of it, else the last that holds its beginning."""
    shared: dict[str, list[Event]] = {scale.id: [] for scale in scales}
    for event in events:
        end = ends(event, words)
        whole = [s for s in scales if s.since <= event.at and end <= s.until]
        begun = [s for s in scales if s.since <= event.at < s.until]
        if whole or begun:
            shared[(whole or begun[::-1])[0].id].append(event)
    return shared


def drawings(desk: Desk, incident: Incident, shared: Mapping[str, Sequence[Event]]) -> list[Drawing]:
    """A chart a scale; the parts of a scale that an earlier, finer one shows are marked as taken."""
    href = Sheet(desk.catalog, ADDRESS).href
    start = desk.catalog.markers.get("impact-begins")
    lanes = [chart.Lane(lane.id, lane.name) for lane in incident.lanes]
    made = []
    for scale, stretch in zip(incident.scales, chart_stretches(incident.scales), strict=True):
        events = shared[scale.id]
        figure = chart.timeline_chart(
            stretch,
            lanes,
            [mark(desk, event, href, by_clock=_is_short(scale)) for event in events],
            start.at if start else None,
            described(desk, "timeline", scale.since, scale.until, len(events)),
            desk.words,
        )
        made.append(Drawing(scale, figure, len(events)))
    return made


def chart_stretches(scales: Sequence[Scale]) -> list[chart.Stretch]:
    made: list[chart.Stretch] = []
    for scale in scales:
        finer = tuple(s for s in made if scale.since <= s.since and s.until <= scale.until)
        made.append(chart.Stretch(scale.id, scale.title, scale.since, scale.until, finer))
    return made


def _is_short(scale: Scale) -> bool:
    return scale.until - scale.since <= timedelta(days=31)

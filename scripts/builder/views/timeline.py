"""The timeline: its list, its charts, and a page for each lane and each phase that lists only what is theirs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from builder.charts import timeline as chart
from builder.charts.axis import day_of
from builder.charts.strip import strip_chart
from builder.models.base import Moment
from builder.models.incident import Event, Incident, Named, Scale
from builder.models.references import Discrepancy
from builder.views.incident import differs
from builder.views.sheet import Desk, Page, Sheet
from builder.views.text import clock, hedged, weekday, when

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
    shared = shared_out(timeline, incident.scales)
    return desk.list_page(
        "timeline",
        ADDRESS,
        ("incident", "incident"),
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
    return desk.page(
        "timeline_part",
        part.address,
        title=said[kind].format(name=part.of.name),
        description=part.of.text or said["lead"],
        edit=desk.catalog.path(("incident", "incident")),
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
            desk.words["timeline"]["after"].format(year=desk.words["format"]["year"].format(year=day.year)),
        )

    ordered = sorted(events, key=lambda e: place(e)[:2])
    return [
        Stretch(name, title, kind == 1, list(found)) for (kind, name, title), found in groupby(ordered, place)
    ]


def shared_out(events: Sequence[Event], scales: Sequence[Scale]) -> dict[str, list[Event]]:
    """Each event under the first scale that holds all of it, else the last that holds its beginning."""
    shared: dict[str, list[Event]] = {scale.id: [] for scale in scales}
    for event in events:
        end = ends(event)
        whole = [s for s in scales if s.since <= event.at and end <= s.until]
        begun = [s for s in scales if s.since <= event.at < s.until]
        if whole or begun:
            shared[(whole or begun[::-1])[0].id].append(event)
    return shared


def ends(event: Event) -> datetime:
    """The end of what is drawn: of what the precision leaves open, or of how long it lasted."""
    if event.precision in ("minute", "hour"):
        return event.until or event.at
    return (event.until or event.at) + (event.last - event.at)


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


def described(desk: Desk, kind: str, since: datetime, until: datetime, count: int) -> str:
    """A chart's description for who cannot see it: from when, until when, how many."""

    def said(at: datetime) -> str:
        return f"{weekday(at.date(), desk.words)} {at:%H:%M}"

    shape: str = desk.words["chart"][kind]["description"]
    return shape.format(since=said(since), until=said(until), count=count)


def mark(desk: Desk, event: Event, href: Callable[[Event], str], *, by_clock: bool) -> chart.Mark:
    """An event as the chart takes it; only what must be seen carries its label."""
    disputed = event.qualifier == "claimed" or bool(desk.catalog.back(event, Discrepancy))
    major = event.significance == "3"
    return chart.Mark(
        id=event.id,
        href=href(event),
        lane=event.lane,
        since=event.at,
        until=ends(event),
        precision=event.precision,
        said=spoken(desk, event, disputed=disputed),
        stamp=stamp(desk, event, by_clock=by_clock) if major else "",
        label=(event.label or "") if major else "",
        major=major,
        disputed=disputed,
    )


def spoken(desk: Desk, event: Event, *, disputed: bool) -> str:
    """'2022년 10월 15일 15:19, 카카오: 첫 문장. (출처마다 다름)'."""
    lane = desk.catalog.known["lane"][event.lane].name
    first = desk.plain(event.text).split(". ")[0].rstrip(".")
    tail = f" ({desk.words['chart']['timeline']['disputed']})" if disputed else ""
    return f"{when(event, desk.words)}, {lane}: {first}.{tail}"


def stamp(desk: Desk, moment: Moment, *, by_clock: bool) -> str:
    """The time beside a label: '15:30 무렵' where hours matter, '12.6.' on an axis of months; nothing for a month."""
    if by_clock and moment.precision in ("minute", "hour"):
        return hedged(moment, f"{moment.at:%H:%M}", desk.words)
    if by_clock:
        return clock(moment, desk.words)
    if moment.precision in ("month", "year"):
        return ""
    shape: str = desk.words["chart"]["axis"]["short_day"]
    return shape.format(**day_of(moment.at, desk.words))


def strip(desk: Desk, href: Callable[[Event], str]) -> Markup:
    """The small timeline of what must be seen, over the first two scales side by side; nothing where there are none."""
    scales = desk.catalog.incident.scales[:2] if desk.catalog.incident else ()
    shown = [e for e in desk.catalog.timeline if e.significance == "3" and any(s.holds(e.at) for s in scales)]
    if not shown:
        return Markup()
    ends_of = [scales[0].since, *(scale.until for scale in scales)]
    marks = [mark(desk, event, href, by_clock=True) for event in shown]
    return strip_chart(
        ends_of, marks, described(desk, "strip", ends_of[0], ends_of[-1], len(marks)), desk.words
    )

"""Events as the charts take them: how long, how exact, what is said of them; and the strip of the front page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup

from builder.charts.axis import day_of
from builder.charts.marks import Mark
from builder.charts.strip import strip_chart
from builder.models.base import Moment
from builder.models.incident import Event
from builder.models.references import Discrepancy
from builder.views.desk import Desk
from builder.views.text import at as at_clock
from builder.views.text import clock, hedged, when
from builder.words import Words, filled


def ends(event: Event, words: Words) -> datetime:
    """The end of what is drawn: of what the precision leaves open, or of how long it lasted."""
    if event.precision in ("minute", "hour"):
        return event.until or event.at
    if event.precision == "part_of_day":
        return event.until or part_end(event.at, words)
    return (event.until or event.at) + (event.last - event.at)


def part_end(at: datetime, words: Words) -> datetime:
    """Where the part of the day ends that begins at `at`, as the table of words divides the day."""
    later = [int(hour) for hour in words["part_of_day"] if int(hour) > at.hour]
    return at.replace(hour=0, minute=0) + timedelta(hours=later[0] if later else 24)


def described(desk: Desk, kind: str, since: datetime, until: datetime, count: int) -> str:
    """A chart's description for who cannot see it: from when, until when, how many."""

    def said(at: datetime) -> str:
        return at_clock(at.date(), f"{at:%H:%M}", desk.words)

    shape: str = desk.words["chart"][kind]["description"]
    return filled(shape, since=said(since), until=said(until), count=count)


def mark(desk: Desk, event: Event, href: Callable[[Event], str], *, by_clock: bool) -> Mark:
    """An event as the chart takes it; only what must be seen carries its label."""
    disputed = event.qualifier == "claimed" or bool(desk.catalog.back(event, Discrepancy))
    major = event.significance == "3"
    return Mark(
        id=event.id,
        href=href(event),
        lane=event.lane,
        since=event.at,
        until=ends(event, desk.words),
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
    return filled(shape, **day_of(moment.at, desk.words))


def strip(desk: Desk, href: Callable[[Event], str]) -> Markup:
    """The small timeline of what must be seen, over the first two scales side by side; nothing where there are none."""
    scales = desk.catalog.incident.scales[:2] if desk.catalog.incident else ()
    shown = [e for e in desk.catalog.timeline if e.significance == "3" and any(s.holds(e.at) for s in scales)]
    if not shown:
        return Markup()
    bounds = [scales[0].since, scales[0].until, *(s.until for s in scales[1:] if s.until > scales[0].until)]
    marks = [dated(desk, mark(desk, event, href, by_clock=True), scales[0].until) for event in shown]
    return strip_chart(bounds, marks, described(desk, "strip", bounds[0], bounds[-1], len(marks)), desk.words)


def dated(desk: Desk, made: Mark, day_known_until: datetime) -> Mark:
    """The mark with its day in the stamp, where the axis beside it shows days only."""
    if made.since < day_known_until:
        return made
    shape: str = desk.words["chart"]["axis"]["day_clock"]
    return replace(made, stamp=filled(shape, day=made.since.day, clock=made.stamp))

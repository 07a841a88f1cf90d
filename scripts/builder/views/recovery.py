"""The services page: when each stopped and came back, how power and servers came back, as charts and as text."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from builder.charts.axis import Axis, day_of
from builder.charts.curve import Panel, Point, curve_chart
from builder.charts.recovery import Line, plot, recovery_chart
from builder.charts.states import Boundary
from builder.models.base import Moment
from builder.models.references import Discrepancy
from builder.models.services import Curve, Reading, Service, State
from builder.views.desk import Desk
from builder.views.marks import described, part_end
from builder.views.sheet import INCIDENT, Page, Sheet
from builder.views.text import clock, when
from builder.words import Words, filled

ADDRESS = "incident/services/"
SAYS_WHEN_SEEN = ("as_of", "not_after")
BACK = ("restored", "normal")

Href = Callable[[Service | Curve | str], str]


def pages(desk: Desk) -> Iterator[Page]:
    catalog = desk.catalog
    services = list(catalog.of(Service).values())
    if catalog.incident and services:
        yield desk.list_page(
            "services",
            ADDRESS,
            INCIDENT,
            wide=True,
            groups=in_groups(services).items(),
            differs={service.id: catalog.back(service, Discrepancy) for service in services},
            curves=[
                (curve, [shown(curve, r) for r in curve.readings]) for curve in catalog.of(Curve).values()
            ],
            pictures=dict(pictures(desk, services, Sheet(catalog, ADDRESS).href)),
        )


def in_groups(services: Sequence[Service]) -> dict[str, list[Service]]:
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(service.group, []).append(service)
    return groups


def shared_axis(desk: Desk) -> Axis | None:
    """From the hour of the first boundary or reading to the midnight after the last; none where there is nothing."""
    moments: list[Moment] = [s.since for service in desk.catalog.of(Service).values() for s in service.states]
    moments += [reading for curve in desk.catalog.of(Curve).values() for reading in curve.readings]
    if not moments:
        return None
    first = min(moment.at for moment in moments).replace(minute=0)
    last = max(reach(moment, desk.words) for moment in moments)
    midnight = last.replace(hour=0, minute=0)
    return plot(first, midnight if midnight == last else midnight + timedelta(days=1))


def pictures(desk: Desk, services: Sequence[Service], href: Href) -> Iterator[tuple[str, Markup]]:
    """The two charts by name, as far as there is something to draw, on one axis."""
    axis = shared_axis(desk)
    if axis is None:
        return
    start = desk.catalog.markers.get("impact-begins")
    begun = start.at if start else None
    groups = [
        (group, [line(desk, service, href) for service in found])
        for group, found in in_groups(services).items()
    ]
    about = described(desk, "recovery", axis.since, axis.until, len(services))
    yield "recovery", recovery_chart(groups, axis, begun, about, desk.words)
    if panels := [panel(desk, curve, href) for curve in desk.catalog.of(Curve).values()]:
        about = described(desk, "curve", axis.since, axis.until, sum(len(p.points) for p in panels))
        yield "curve", curve_chart(panels, axis, begun, about, desk.words)


def reach(moment: Moment, words: Words) -> datetime:
    """The end of what a precision leaves open: a status of a day holds at the end of the day at the latest."""
    if moment.precision in ("minute", "hour"):
        return moment.at
    return part_end(moment.at, words) if moment.precision == "part_of_day" else moment.last


def line(desk: Desk, service: Service, href: Href) -> Line:
    back = came_back(service)
    return Line(
        name=service.name,
        href=href(service),
        boundaries=tuple(boundary(desk, service, i, href) for i in range(len(service.states))),
        back=stamp(desk, back) if back else "",
        is_whole=bool(service.not_affected) and not service.states,
    )


def came_back(service: Service) -> Moment | None:
    """When the service was first seen in the state it stayed in, if that is running."""
    back: State | None = None
    for state in reversed(service.states):
        if state.state not in BACK:
            break
        back = state
    return back.since if back else None


def stamp(desk: Desk, moment: Moment) -> str:
    """'16일 17:00 무렵', '18일 기준', '20일 한낮'."""
    said = desk.words["chart"]["recovery"]
    exact = moment.precision in ("minute", "hour")
    time = f"{moment.at:%H:%M}" if exact else clock(moment, desk.words)
    shape = desk.words["chart"]["axis"]["day_clock"]
    whole = filled(shape, **day_of(moment.at, desk.words) | {"clock": time}).strip(" ,")
    return filled(said["qualifier"][moment.qualifier], moment=whole)


def boundary(desk: Desk, service: Service, index: int, href: Href) -> Boundary:
    state = service.states[index]
    words = desk.words
    said = f"{service.name}, {when(state.since, words)}: {words['state'][state.state]}. {words['quality'][state.quality]}"
    return Boundary(
        at=reach(state.since, words),
        state=state.state,
        quality=state.quality,
        said=said,
        href=href(f"{service.address}-{index + 1}"),
        seen_late=state.since.qualifier in SAYS_WHEN_SEEN,
        from_later=state.since.qualifier == "not_before",
    )


def panel(desk: Desk, curve: Curve, href: Href) -> Panel:
    ticks = tuple((value, amount(value, curve.unit)) for value in (0, curve.full / 2, curve.full))
    points = tuple(point(desk, curve, i, href) for i in range(len(curve.readings)))
    return Panel(curve.label, href(curve), curve.full, ticks, points)


def point(desk: Desk, curve: Curve, index: int, href: Href) -> Point:
    reading = curve.readings[index]
    return Point(
        since=reading.at,
        until=reach(reading, desk.words),
        low=reading.low,
        high=reading.high,
        label=shown(curve, reading),
        said=f"{curve.label}, {when(reading, desk.words)}: {shown(curve, reading)}",
        href=href(f"{curve.address}-{index + 1}"),
    )


def shown(curve: Curve, reading: Reading) -> str:
    """The value as it is written: its own label, or the number or the range with its unit."""
    if reading.label:
        return reading.label
    if reading.low == reading.high:
        return amount(reading.low, curve.unit)
    return f"{number(reading.low)}~{amount(reading.high, curve.unit)}"


def amount(value: float, unit: str) -> str:
    return number(value) + unit


def number(value: float) -> str:
    """'32,000', '0.5'."""
    return f"{value:,.1f}".removesuffix(".0")

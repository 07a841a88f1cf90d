"""The recovery curve: a panel a quantity, its dated readings and nothing between them; where sources differ, a range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from builder.charts.axis import Axis, draw_grid, draw_rows, height_of, rows
from builder.charts.legend import Item, draw_key, key_height
from builder.charts.recovery import GUTTER, WIDTH
from builder.charts.svg import Box, Canvas, text_width, wrapped
from builder.words import Words

_PANEL = 168.0
_ABOVE, _BELOW = 34.0, 18.0  # px in a panel above the full value and below zero, for what is written there


@dataclass(frozen=True)
class Point:
    """A reading: from `low` to `high` where sources differ, from `since` to `until` where only the day is known."""

    since: datetime
    until: datetime
    low: float
    high: float
    label: str
    said: str
    href: str


@dataclass(frozen=True)
class Panel:
    """One quantity; `ticks` are the values written beside it with their words, zero first."""

    name: str
    href: str
    full: float
    ticks: tuple[tuple[float, str], ...]
    points: tuple[Point, ...]


def curve_chart(
    panels: Sequence[Panel], axis: Axis, start: datetime | None, description: str, words: Words
) -> Markup:
    """The finished figure; the axis is that of the recovery chart, so that the two can be read together."""
    return draw_curves(panels, axis, start, words).to_figure(words["chart"]["curve"]["title"], description)


def draw_curves(panels: Sequence[Panel], axis: Axis, start: datetime | None, words: Words) -> Canvas:
    head = rows(axis, words, start)
    items = key_items(words)
    top = height_of(head)
    bottom = top + _PANEL * len(panels)
    canvas = Canvas("recovery-curves", WIDTH, bottom + 6 + key_height(items, GUTTER, WIDTH))
    draw_rows(canvas, head, 2)
    for i, panel in enumerate(panels):
        _draw_panel(canvas, axis, panel, top + _PANEL * i)
    canvas.line(0, bottom, WIDTH, bottom, "c-axis")
    draw_key(canvas, items, GUTTER, WIDTH, bottom + 6)
    return canvas


def _height(panel: Panel, value: float, top: float) -> float:
    return top + _ABOVE + (_PANEL - _ABOVE - _BELOW) * (1 - value / panel.full)


def _draw_panel(canvas: Canvas, axis: Axis, panel: Panel, top: float) -> None:
    canvas.line(0, top, WIDTH, top, "c-axis")
    draw_grid(canvas, axis, top, top + _PANEL)
    with canvas.link(panel.href, panel.name):
        for i, part in enumerate(wrapped(panel.name, GUTTER - 84, 12)):
            canvas.text(8, top + 20 + 15 * i, part, "c-bold c-linked")
    for value, said in panel.ticks:
        y = _height(panel, value, top)
        canvas.line(axis.left, y, axis.right, y, "c-axis" if value in (0, panel.full) else "c-line c-dashed")
        canvas.text(axis.left - 8, y + 4, said, "c-muted", anchor="end")
    taken = [box for point in panel.points for box in _boxes(axis, panel, point, top)]
    for point in panel.points:
        with canvas.link(point.href, point.said, hint=True):
            draw_point(canvas, axis.x(point.since), axis.x(point.until), *_span(panel, point, top))
            taken.append(_draw_value(canvas, axis, panel, point, top, taken))


def _span(panel: Panel, point: Point, top: float) -> tuple[float, float]:
    """The heights of the low and the high value."""
    return _height(panel, point.low, top), _height(panel, point.high, top)


def _boxes(axis: Axis, panel: Panel, point: Point, top: float) -> list[Box]:
    """What the sign of a reading takes, which no value may be written on."""
    low, high = _span(panel, point, top)
    left, right = axis.x(point.since), axis.x(point.until)
    return [Box(left - 6, high - 6, right - left + 12, low - high + 12)]


def draw_point(canvas: Canvas, left: float, right: float, low: float, high: float) -> None:
    """A reading: a dot; from low to high, a bar; where it may be any time of a stretch, as wide as that."""
    if low - high > 1:
        wide = max(right - left, 8)
        middle = (left + right) / 2
        canvas.rect(Box(middle - wide / 2, high, wide, low - high), "c-teal c-outline")
        for y in (low, high):
            canvas.line(middle - wide / 2 - 3, y, middle + wide / 2 + 3, y, "c-thick")
    elif right - left > 9:
        canvas.line(left, low, right, low, "c-thick")
        for x in (left, right):
            canvas.line(x, low - 5, x, low + 5, "c-ink")
    else:
        canvas.circle((left + right) / 2, low, 5, "c-teal c-outline c-filled")


def _draw_value(
    canvas: Canvas, axis: Axis, panel: Panel, point: Point, top: float, taken: Sequence[Box]
) -> Box:
    """Writes the value at the first place beside its sign where it lies on nothing."""
    width = text_width(point.label, 12)
    bounds = Box(axis.left, top, WIDTH - axis.left, _PANEL)
    tries = list(_places(axis, panel, point, top, width))
    free = (box for box in tries if _inside(box, bounds) and not any(box.overlaps(t) for t in taken))
    box = next(free, tries[0])
    return canvas.text(box.x, box.y + 12 * 0.88, point.label, "c-bold c-halo")


def _inside(box: Box, bounds: Box) -> bool:
    right, bottom = bounds.x + bounds.width, bounds.y + bounds.height
    return (
        box.x >= bounds.x
        and box.y >= bounds.y
        and box.x + box.width <= right
        and box.y + box.height <= bottom
    )


def _places(axis: Axis, panel: Panel, point: Point, top: float, width: float) -> Iterator[Box]:
    """Above, below, beside, then further off: the places a value is tried at."""
    low, high = _span(panel, point, top)
    left, right = axis.x(point.since), axis.x(point.until)
    middle = (left + right) / 2 - width / 2
    tall = 12 * 1.12
    for far in range(6):
        above, below = high - 10 - tall - 14 * far, low + 10 + 14 * far
        for x in (middle, right + 8 - width / 4, left - width * 3 / 4):
            yield Box(x, above, width, tall)
            yield Box(x, below, width, tall)
        if far == 0:
            yield Box(right + 10, (low + high) / 2 - tall / 2, width, tall)
            yield Box(left - 10 - width, (low + high) / 2 - tall / 2, width, tall)


def key_items(words: Words) -> list[Item]:
    said = words["chart"]["curve"]
    return [
        Item(said["point"], 10, lambda canvas, x, y: draw_point(canvas, x + 5, x + 5, y, y)),
        Item(said["spread"], 14, lambda canvas, x, y: draw_point(canvas, x + 7, x + 7, y + 6, y - 6)),
        Item(said["whole_day"], 30, lambda canvas, x, y: draw_point(canvas, x, x + 30, y, y)),
    ]

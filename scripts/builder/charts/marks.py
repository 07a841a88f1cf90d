"""The marks of a timeline: what an event looks like, its shape as exact as its source, and where it stands in its lane.

Marks that would stand on each other are stacked in rows, those with a label first; so nothing is hidden, however
many events share a minute.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from builder.charts.axis import Axis
from builder.charts.legend import Item
from builder.charts.svg import Box, Canvas, text_width
from builder.words import Words

Draw = Callable[[Canvas, float, float], None]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a sign of the key stands at no time


@dataclass(frozen=True)
class Mark:
    """An event as the chart shows it.

    `since` to `until` is what the source leaves open (precision "day" and the like), or how long it lasted; the same
    moment twice for a point. `stamp` and `label` stand beside a major mark, `said` is the whole of it for who cannot see.
    """

    id: str
    href: str
    lane: str
    since: datetime
    until: datetime
    precision: str
    said: str
    stamp: str = ""
    label: str = ""
    major: bool = False
    disputed: bool = False

    @property
    def is_point(self) -> bool:
        return self.precision in ("minute", "hour")


@dataclass(frozen=True)
class Spot:
    """Where a mark stands: its ends on the axis, its row, and on which side its label is (-1 left, 1 right)."""

    mark: Mark
    left: float
    right: float
    side: int
    row: int

    @property
    def wide(self) -> float:
        return self.right - self.left

    @property
    def sign(self) -> str:
        """What it is drawn as: "minute", "hour", "square" (a day too short to see as a span) or "span"."""
        if self.mark.is_point:
            return self.mark.precision
        return "span" if self.wide > 2 * _radius(self.mark) + 0.1 else "square"

    @property
    def lasts(self) -> bool:
        return self.mark.is_point and self.mark.until > self.mark.since


def stacked(marks: Sequence[Mark], axis: Axis, edge: float) -> list[Spot]:
    """Every mark in the first row where it touches nothing; those with a label choose first, then by time.

    A label that would pass the `edge` of the sheet stands left of its mark.
    """
    taken: list[list[tuple[float, float]]] = []
    spots = []
    for mark in sorted(marks, key=lambda m: (not m.major, m.since, m.until, m.id)):
        left, right = _ends(mark, axis)
        side = 1 if right + _label_width(mark) <= edge else -1
        begin, end = left - 2, right + 2
        if mark.label:
            begin, end = (begin, right + _label_width(mark)) if side > 0 else (left - _label_width(mark), end)
        row = next(
            (i for i, held in enumerate(taken) if all(end <= a or begin >= b for a, b in held)), len(taken)
        )
        taken[row:] = taken[row:] or [[]]
        taken[row].append((begin, end))
        spots.append(Spot(mark, left, right, side, row))
    return spots


def _radius(mark: Mark) -> float:
    return 5.5 if mark.major else 4.0


def _ends(mark: Mark, axis: Axis) -> tuple[float, float]:
    """The left and right edge of a mark: a span is as wide as it lasts, but never smaller than a point."""
    left, right, radius = axis.x(mark.since), axis.x(mark.until), _radius(mark)
    if mark.is_point:
        return left - radius, max(left + radius, right)
    if right - left < 2 * radius:
        middle = (left + right) / 2
        return middle - radius, middle + radius
    return left + 0.5, right - 0.5


def _label_width(mark: Mark) -> float:
    if not mark.label:
        return 0
    return 5 + text_width(f"{mark.stamp} {mark.label}".strip(), 12) + 4


def draw_mark(canvas: Canvas, spot: Spot, y: float, tone: str) -> None:
    """The mark with its middle at height y: a point is filled, a span hollow; dashed and hollow where sources differ."""
    mark, radius = spot.mark, _radius(spot.mark)
    look = "c-dotted" if mark.disputed else "" if spot.sign == "span" else "c-filled"
    css = f"{tone} c-outline {look}".rstrip()
    middle = spot.left + radius
    if spot.lasts:
        canvas.line(middle, y, spot.right, y, "c-ink")
        canvas.line(spot.right, y - 4, spot.right, y + 4, "c-ink")
    if spot.sign == "minute":
        canvas.circle(middle, y, radius, css)
    elif spot.sign == "hour":
        far = radius + 0.8
        canvas.polygon([(middle, y - far), (middle + far, y), (middle, y + far), (middle - far, y)], css)
    else:
        round_ends = mark.precision == "part_of_day"
        canvas.rect(Box(spot.left, y - radius, spot.wide, 2 * radius), css, radius if round_ends else 1)


def draw_label(canvas: Canvas, spot: Spot, y: float) -> None:
    mark = spot.mark
    if mark.label:
        x, anchor = (spot.right + 5, "start") if spot.side > 0 else (spot.left - 5, "end")
        canvas.text(x, y + 4.5, mark.label, "c-bold c-halo", anchor=anchor, lead=mark.stamp)


def key_items(spots: Sequence[Spot], words: Words) -> list[Item]:
    """The signs that this drawing uses."""
    signs: dict[str, tuple[bool, float, Spot]] = {
        name: (any(spot.sign == name for spot in spots), wide, _sign(name, wide))
        for name, wide in (("minute", 8.0), ("hour", 8.0), ("square", 8.0), ("span", 24.0))
    }
    signs["period"] = (any(spot.lasts for spot in spots), 24, _sign("minute", 24, lasts=True))
    signs["dashed"] = (any(s.mark.disputed for s in spots), 8, _sign("minute", 8, disputed=True))
    signs["major"] = (any(s.mark.major for s in spots), 11, _sign("minute", 11, major=True))
    said = words["chart"]["timeline"]
    return [Item(said[name], wide, _drawn(spot)) for name, (used, wide, spot) in signs.items() if used]


def _sign(
    name: str, wide: float, *, lasts: bool = False, major: bool = False, disputed: bool = False
) -> Spot:
    precision = name if name in ("minute", "hour") else "day"
    until = _NEVER + timedelta(hours=lasts)
    mark = Mark("", "", "", _NEVER, until, precision, "", major=major, disputed=disputed)
    return Spot(mark, 0, wide, 1, 0)


def _drawn(spot: Spot) -> Draw:
    return lambda canvas, x, y: draw_mark(canvas, replace(spot, left=x, right=x + spot.wide), y, "c-slate")

"""The swim-lane timeline: a lane an actor, a mark an event, its shape as exact as its source.

Marks that would stand on each other are stacked in rows of the lane, those with a label first; so nothing is hidden,
however many events share a minute. A mark leads to the event's entry in the list and the entry back to the mark.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from builder.charts.axis import Axis, Row, Words, draw_grid, draw_rows, height_of, rows
from builder.charts.legend import Item, draw_key, key_height
from builder.charts.svg import Box, Canvas, text_width, wrapped

WIDTH = 1104.0
GUTTER = 108.0
TONES = ("c-ember", "c-plum", "c-teal", "c-green", "c-indigo", "c-slate", "c-ochre", "c-rose")

Draw = Callable[[Canvas, float, float], None]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a sign of the key stands at no time
_ROW = 18.0  # px from one row of marks to the next
_PAD = 9.0  # px above the first and below the last row
_RIGHT = 24.0  # px right of the axis, for the last tick's label


@dataclass(frozen=True)
class Lane:
    id: str
    name: str


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
class Stretch:
    """What one chart shows: its id and title, the axis' ends, and a part that a finer chart has taken over."""

    id: str
    title: str
    since: datetime
    until: datetime
    finer: tuple["Stretch", ...] = ()


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


def timeline_chart(
    stretch: Stretch,
    lanes: Sequence[Lane],
    marks: Sequence[Mark],
    start: datetime | None,
    description: str,
    words: Words,
) -> Markup:
    """The finished figure of one stretch; lanes without a mark in it are left out."""
    canvas = draw_timeline(stretch, lanes, marks, start, words)
    title = words["chart"]["timeline"]["title"].format(title=stretch.title)
    return canvas.to_figure(title, description)


def draw_timeline(
    stretch: Stretch, lanes: Sequence[Lane], marks: Sequence[Mark], start: datetime | None, words: Words
) -> Canvas:
    axis = Axis(stretch.since, stretch.until, GUTTER, WIDTH - GUTTER - _RIGHT)
    head = rows(axis, words, start)
    laid = [(lane, stacked([m for m in marks if m.lane == lane.id], axis)) for lane in lanes]
    shown = [(lane, spots, lane_height(lane, spots)) for lane, spots in laid if spots]
    top = height_of(head) + (_ROW if stretch.finer else 0)
    bottom = top + sum(height for *_, height in shown)
    items = key_items([spot for _, spots, _ in shown for spot in spots], words)
    height = bottom + 6 + key_height(items, GUTTER, WIDTH)
    canvas = Canvas(figure_id(stretch.id), WIDTH, height)
    _draw_ground(canvas, [height for *_, height in shown], top)
    _draw_frame(canvas, axis, head, stretch, top, bottom)
    y = top
    for i, (lane, spots, height) in enumerate(shown):
        with canvas.group("c-on-card" if i % 2 else "c-on-wash"):
            _draw_lane(canvas, lane, spots, y, TONES[lanes.index(lane) % len(TONES)])
        y += height
    draw_key(canvas, items, GUTTER, WIDTH, bottom + 6)
    return canvas


def figure_id(stretch: str) -> str:
    return f"timeline-{stretch}"


def stacked(marks: Sequence[Mark], axis: Axis) -> list[Spot]:
    """Every mark in the first row where it touches nothing; those with a label choose first, then by time."""
    taken: list[list[tuple[float, float]]] = []
    spots = []
    for mark in sorted(marks, key=lambda m: (not m.major, m.since, m.until, m.id)):
        left, right = _ends(mark, axis)
        side = 1 if right + _label_width(mark) <= WIDTH else -1
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


def lane_height(lane: Lane, spots: Sequence[Spot]) -> float:
    name = len(_name(lane)) * 15 + 12
    return max(name, (max(spot.row for spot in spots) + 1) * _ROW + 2 * _PAD - 4)


def _name(lane: Lane) -> list[str]:
    return wrapped(lane.name.replace("·", "· "), GUTTER - 20, 12)


def _draw_ground(canvas: Canvas, heights: Sequence[float], top: float) -> None:
    """Every second lane stands on a wash, so that the eye keeps to its line."""
    for i, height in enumerate(heights):
        if i % 2 == 0:
            canvas.rect(Box(0, top, WIDTH, height), "c-wash")
        top += height


def _draw_frame(
    canvas: Canvas, axis: Axis, head: Sequence[Row], stretch: Stretch, top: float, bottom: float
) -> None:
    draw_rows(canvas, list(head), 2)
    draw_grid(canvas, axis, top - 3, bottom)
    canvas.line(0, top, WIDTH, top, "c-axis")
    canvas.line(0, bottom, WIDTH, bottom, "c-axis")
    for finer in stretch.finer:
        _draw_finer(canvas, axis, finer, top, bottom)


def _draw_finer(canvas: Canvas, axis: Axis, finer: Stretch, top: float, bottom: float) -> None:
    """The part that has a chart of its own: hatched, with a way there."""
    left, right = axis.x(finer.since), axis.x(finer.until)
    box = Box(left, top, right - left, bottom - top)
    canvas.rect(box, "c-card c-line")
    canvas.fill(box, "hatch", "c-faint")
    if text_width(finer.title, 12) <= box.width:
        with canvas.link(f"#{figure_id(finer.id)}", finer.title):
            canvas.text((left + right) / 2, top - 5, finer.title, "c-bold c-linked", anchor="middle")


def _draw_lane(canvas: Canvas, lane: Lane, spots: Sequence[Spot], top: float, tone: str) -> None:
    for i, line in enumerate(_name(lane)):
        canvas.text(8, top + 18 + 15 * i, line.replace("· ", "·"), "c-bold")
    for spot in sorted(spots, key=lambda s: (s.mark.since, s.mark.id)):
        y = top + _PAD + _ROW / 2 - 2 + _ROW * spot.row
        with canvas.link(spot.mark.href, spot.mark.said, name=f"m-{spot.mark.id}", hint=True):
            draw_mark(canvas, spot, y, tone)
            _draw_label(canvas, spot, y)


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


def _draw_label(canvas: Canvas, spot: Spot, y: float) -> None:
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

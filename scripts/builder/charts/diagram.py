"""Diagrams: boxes on a grid, frames around them, arrows between them. What they show is data; here is only geometry.

The state of a box is its word and the bar on its left; an arrow that does not arrive is dashed and crossed out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from builder.charts.svg import Box as Area
from builder.charts.svg import Canvas, text_width, wrapped
from builder.models.diagrams import Arrow, Box, Diagram, Group
from builder.words import Words, filled

Point = tuple[float, float]

SIZE, LINE, PAD, BAR = 12.0, 16.0, 7.0, 7.0
MARGIN, GAP = 8.0, 34.0
BARS = {"off": "cross", "standby": "dots", "damaged": "hatch"}


@dataclass(frozen=True)
class Scale:
    """How wide a box is, how far columns stand apart and frames from what they hold, in px."""

    width: float
    gap: float
    room: float


WIDE = Scale(140, 24, 10)  # on a page of its own
NARROW = Scale(100, 12, 8)  # in a strip of scenes


@dataclass(frozen=True)
class Frame:
    """What a group takes beyond its cells: the lines of its name above them, the space around them."""

    lines: tuple[str, ...]
    head: float
    room: float


@dataclass(frozen=True)
class Grid:
    """Where the cells lie, in px."""

    lefts: Sequence[float]
    tops: Sequence[float]
    width: float
    height: float

    def cell(self, col: int, row: int) -> Area:
        return Area(self.lefts[col], self.tops[row], self.width, self.height)

    def around(self, group: Group, frame: Frame) -> Area:
        first = self.cell(group.col, group.row)
        last = self.cell(group.col + group.cols - 1, group.row + group.rows - 1)
        wide, high = last.x + last.width - first.x, last.y + last.height - first.y
        return Area(
            first.x - frame.room, first.y - frame.head, wide + 2 * frame.room, high + frame.head + frame.room
        )


def diagram_chart(diagram: Diagram, words: Words, scale: Scale = WIDE, height: float = 0) -> Markup:
    """The figure of a diagram; `height` makes its boxes as high as those of others beside it."""
    about = filled(words["chart"]["diagram"]["about"], boxes=len(diagram.boxes), arrows=len(diagram.arrows))
    return diagram_canvas(diagram, words, scale, height).to_figure(diagram.title, about)


def diagram_canvas(diagram: Diagram, words: Words, scale: Scale = WIDE, height: float = 0) -> Canvas:
    frames = _frames(diagram.groups, scale)
    grid, size = _grid(diagram, frames, scale, height or box_height(diagram, scale))
    canvas = Canvas(f"diagram-{diagram.id}", *size)
    areas = {group: grid.around(group, frame) for group, frame in frames.items()}
    for area in sorted(areas.values(), key=lambda area: -area.width * area.height):
        canvas.rect(area, "c-frame", 6)
    for group, area in areas.items():
        for i, line in enumerate(frames[group].lines):
            canvas.text(area.x + 9, area.y + 17 + LINE * i, line, "c-bold c-muted", SIZE)
    cells = {box.id: grid.cell(box.col, box.row) for box in diagram.boxes}
    for arrow in diagram.arrows:
        _arrow(canvas, arrow, cells[arrow.start], cells[arrow.end])
    for box in diagram.boxes:
        _box(canvas, box, cells[box.id], words["chart"]["diagram"]["state"])
    return canvas


def box_height(diagram: Diagram, scale: Scale) -> float:
    """How high the boxes of a diagram must be for their words."""
    return (
        max(len(_lines(box, scale.width)) + (box.state != "plain") for box in diagram.boxes) * LINE + 2 * PAD
    )


def _lines(box: Box, width: float) -> list[str]:
    return wrapped(box.label, width - BAR - 2 * PAD + 2, SIZE)


def _frames(groups: Iterable[Group], scale: Scale) -> dict[Group, Frame]:
    """Each group's frame, wide enough for those inside it."""
    frames: dict[Group, Frame] = {}
    for group in sorted(groups, key=lambda g: (g.cols * g.rows, g.col, g.row)):
        inner = [frames[other] for other in frames if _holds(group, other)]
        lines = tuple(wrapped(group.label, group.cols * scale.width, SIZE))
        above = max((frames[g].head for g in frames if _holds(group, g) and g.row == group.row), default=0.0)
        room = scale.room + max((frame.room for frame in inner), default=0.0)
        frames[group] = Frame(lines, len(lines) * LINE + 8 + above, room)
    return frames


def _holds(group: Group, other: Group) -> bool:
    return (
        group.col <= other.col
        and group.row <= other.row
        and group.col + group.cols >= other.col + other.cols
        and group.row + group.rows >= other.row + other.rows
    )


def _grid(
    diagram: Diagram, frames: Mapping[Group, Frame], scale: Scale, height: float
) -> tuple[Grid, tuple[float, float]]:
    """The grid and the size of the whole: as much space between cells as frames and words on arrows need."""
    cols = max([box.col + 1 for box in diagram.boxes] + [g.col + g.cols for g in diagram.groups])
    rows = max([box.row + 1 for box in diagram.boxes] + [g.row + g.rows for g in diagram.groups])
    across = [scale.gap if 0 < i < cols else 0.0 for i in range(cols + 1)]
    down = [GAP if 0 < i < rows else 0.0 for i in range(rows + 1)]
    for i in range(cols + 1):
        across[i] += max((f.room for g, f in frames.items() if g.col == i), default=0.0)
        across[i] += max((f.room for g, f in frames.items() if g.col + g.cols == i), default=0.0)
    for i in range(rows + 1):
        down[i] += max((f.head for g, f in frames.items() if g.row == i), default=0.0)
        down[i] += max((f.room for g, f in frames.items() if g.row + g.rows == i), default=0.0)
    for at, need in _needed(diagram):
        across[at] = max(across[at], need)
    lefts = [MARGIN + x + i * scale.width for i, x in enumerate(accumulate(across))]
    tops = [MARGIN + y + i * height for i, y in enumerate(accumulate(down))]
    return Grid(lefts, tops, scale.width, height), (lefts[-1] + MARGIN, tops[-1] + MARGIN)


def _needed(diagram: Diagram) -> Iterable[tuple[int, float]]:
    """Before which column the word or the cross of a level arrow needs room, and how much."""
    places = {box.id: box for box in diagram.boxes}
    for arrow in diagram.arrows:
        start, end = places[arrow.start], places[arrow.end]
        if start.row == end.row and start.col != end.col:
            yield max(start.col, end.col), max(text_width(arrow.label or "", SIZE) + 28, 54 * arrow.broken)


def _box(canvas: Canvas, box: Box, area: Area, said: Mapping[str, str]) -> None:
    canvas.rect(area, "c-node c-dashed" if box.state == "off" else "c-node", 3)
    bar = Area(area.x, area.y, BAR, area.height)
    if box.state in BARS:
        canvas.fill(bar, BARS[box.state], "")
    elif box.state == "on":
        canvas.rect(bar, "c-green")
    lines = [(line, "c-bold") for line in _lines(box, area.width)]
    if box.state != "plain":
        lines.append((said[box.state], "c-muted"))
    x = area.x + (area.width + (BAR if box.state != "plain" else 0)) / 2
    y = area.y + area.height / 2 - LINE * len(lines) / 2 + 12.5
    for i, (line, css) in enumerate(lines):
        canvas.text(x, y + LINE * i, line, css, SIZE, "middle")


def _arrow(canvas: Canvas, arrow: Arrow, start: Area, end: Area) -> None:
    way = _way(start, end)
    (x1, y1), (x2, y2) = way[-2:]
    length = max(abs(x2 - x1) + abs(y2 - y1), 1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    stops = [*way[:-1], (x2 - 6 * dx, y2 - 6 * dy)]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stops)
    canvas.path(path, "c-flow c-flow--broken" if arrow.broken else "c-flow")
    wing = (x2 - 9 * dx, y2 - 9 * dy)
    tip = [(x2, y2), (wing[0] - 5 * dy, wing[1] + 5 * dx), (wing[0] + 5 * dy, wing[1] - 5 * dx)]
    canvas.polygon(tip, "c-flow-head")
    _said(canvas, arrow, way[0], way[1])


def _said(canvas: Canvas, arrow: Arrow, start: Point, end: Point) -> None:
    """The word of an arrow and the cross of a broken one, on its first stretch."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if arrow.broken:
        canvas.path(f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10", "c-cross")
    if arrow.label and start[1] == end[1]:
        canvas.text(x, y - (10 if arrow.broken else 6), arrow.label, "", SIZE, "middle")
    elif arrow.label:
        canvas.text(x + 10, y + 4, arrow.label, "", SIZE)


def _way(start: Area, end: Area) -> list[Point]:
    """From side to side within a row or a column; else sideways first, then up or down."""
    (x1, y1), (x2, y2) = _middle(start), _middle(end)
    right, below = (1 if x2 > x1 else -1), (1 if y2 > y1 else -1)
    beside = (x1 + right * start.width / 2, y1)
    above = (x2, y2 - below * end.height / 2)
    if y1 == y2:
        return [beside, (x2 - right * end.width / 2, y2)]
    if x1 == x2:
        return [(x1, y1 + below * start.height / 2), above]
    return [beside, (x2, y1), above]


def _middle(area: Area) -> Point:
    return area.x + area.width / 2, area.y + area.height / 2

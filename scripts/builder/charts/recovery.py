"""The recovery chart: a row a service, a bar a state, told by pattern and word, and when each service was back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from markupsafe import Markup

from builder.charts.axis import ROW, Axis, Row, draw_grid, draw_rows, height_of, rows
from builder.charts.legend import draw_key, key_height
from builder.charts.states import Bar, Boundary, bars, draw_bar, draw_quality, key_items
from builder.charts.svg import Box, Canvas, text_width, wrapped
from builder.words import Words, filled

WIDTH = 1104.0
GUTTER = 204.0
ASIDE = 116.0  # px right of the axis, for when each service was back

_GROUP = 28.0


@dataclass(frozen=True)
class Line:
    """A service: its boundaries in order of time, when it was back in words, or that it never stopped as a whole."""

    name: str
    href: str
    boundaries: tuple[Boundary, ...]
    back: str = ""
    is_whole: bool = False


def recovery_chart(
    groups: Sequence[tuple[str, Sequence[Line]]],
    axis: Axis,
    start: datetime | None,
    description: str,
    words: Words,
) -> Markup:
    """The finished figure; the axis is `plot(since, until)`, shared with what stands beside the chart."""
    canvas = draw_recovery(groups, axis, start, words)
    return canvas.to_figure(words["chart"]["recovery"]["title"], description)


def plot(since: datetime, until: datetime) -> Axis:
    return Axis(since, until, GUTTER, WIDTH - GUTTER - ASIDE)


def draw_recovery(
    groups: Sequence[tuple[str, Sequence[Line]]], axis: Axis, start: datetime | None, words: Words
) -> Canvas:
    head = rows(axis, words, start)
    items = key_items(words)
    top = height_of(head)
    bottom = top + sum(_GROUP + sum(map(_row_height, lines)) for _, lines in groups)
    canvas = Canvas("recovery", WIDTH, bottom + ROW + 12 + key_height(items, GUTTER, WIDTH))
    _draw_frame(canvas, axis, head, groups, top, bottom, words)
    y = top
    for name, lines in groups:
        canvas.text(8, y + 19, name, "c-bold", size=13)
        y += _GROUP
        for line in lines:
            _draw_line(canvas, axis, line, y, words)
            y += _row_height(line)
    draw_key(canvas, items, GUTTER, WIDTH, bottom + ROW + 8)
    return canvas


def _name(line: Line) -> list[str]:
    return [part.replace("· ", "·") for part in wrapped(line.name.replace("·", "· "), GUTTER - 28, 12)]


def _row_height(line: Line) -> float:
    return 15.0 * len(_name(line)) + 10


def _draw_frame(
    canvas: Canvas,
    axis: Axis,
    head: list[Row],
    groups: Sequence[tuple[str, Sequence[Line]]],
    top: float,
    bottom: float,
    words: Words,
) -> None:
    labels = rows(axis, words, None)[:1]
    draw_rows(canvas, head, 2)
    canvas.text(axis.right + 12, 15, words["chart"]["recovery"]["when"], "c-muted")
    y = top
    for _, lines in groups:
        height = _GROUP + sum(map(_row_height, lines))
        canvas.rect(Box(0, y, WIDTH, _GROUP), "c-wash")
        canvas.line(0, y, WIDTH, y, "c-axis")
        draw_grid(canvas, axis, y + _GROUP, y + height)
        y += height
    canvas.line(0, bottom, WIDTH, bottom, "c-axis")
    draw_rows(canvas, labels, bottom + 2)


def _draw_line(canvas: Canvas, axis: Axis, line: Line, top: float, words: Words) -> None:
    height = _row_height(line)
    names = _name(line)
    with canvas.link(line.href, line.name):
        for i, part in enumerate(names):
            canvas.text(16, top + 17 + 15 * i, part, "c-linked")
    middle = top + height / 2
    said = words["chart"]["recovery"]
    canvas.text(axis.right + 12, middle + 4.5, line.back or ("" if line.is_whole else said["never"]))
    if line.is_whole:
        _draw_whole(canvas, axis, middle, said["whole"])
    if line.boundaries:
        _draw_states(canvas, axis, line, middle, words)


def _draw_whole(canvas: Canvas, axis: Axis, y: float, said: str) -> None:
    canvas.line(axis.left, y, axis.right, y, "c-axis c-dotted")
    _write(canvas, axis.left + 12, y, said, solid=False)


def _draw_states(canvas: Canvas, axis: Axis, line: Line, y: float, words: Words) -> None:
    shown = bars(line.boundaries, axis.until)
    for bar in shown:
        draw_bar(canvas, bar, axis.x(bar.since), axis.x(bar.until), y)
    _write_words(canvas, axis, line, shown, y, words)
    for boundary in line.boundaries:
        with canvas.link(boundary.href, boundary.said, hint=True):
            draw_quality(canvas, boundary.quality, axis.x(boundary.at), y)


def _write_words(
    canvas: Canvas, axis: Axis, line: Line, shown: Sequence[Bar], y: float, words: Words
) -> None:
    """Each bar's word inside it, or before the next one's where it has no room; what was just said is not said again."""
    waiting: list[str] = []
    for before, bar in zip([None, *shown], shown, strict=False):
        word = words["state"][bar.state]
        waiting.append(word if bar.sure else filled(words["chart"]["recovery"]["unsure"], word=word))
        text = " → ".join(waiting)
        x = _room(axis, bar, line.boundaries, text_width(text, 12))
        if x is not None:
            solid = bar.state == "down" and bar.sure and len(waiting) == 1
            _write(canvas, x, y, text, solid=solid)
            waiting = []
        elif before and before.state == bar.state and len(waiting) == 1:
            waiting = []


def _write(canvas: Canvas, x: float, y: float, said: str, *, solid: bool) -> None:
    """A word with its middle at height y, on the bar itself if that is `solid`, else on the ground of the page."""
    if not solid:
        canvas.rect(Box(x - 2, y - 6, text_width(said, 12) + 4, 12), "c-plate")
    canvas.text(x, y + 4.3, said, "c-on-tone c-bold" if solid else "")


def _room(axis: Axis, bar: Bar, boundaries: Sequence[Boundary], width: float) -> float | None:
    """Where in a bar a word has room between the signs of its boundaries, if anywhere."""
    signs = sorted({axis.x(b.at) for b in boundaries} | {axis.x(bar.since), axis.x(bar.until)})
    inside = [x for x in signs if axis.x(bar.since) <= x <= axis.x(bar.until)]
    return next((left + 9 for left, right in pairwise(inside) if right - left >= width + 14), None)

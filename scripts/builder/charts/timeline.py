"""The swim-lane timeline: a lane an actor, a mark an event, its shape as exact as its source.

A mark leads to the event's entry in the list and the entry back to the mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from builder.charts.axis import Axis, Row, draw_grid, draw_rows, height_of, rows
from builder.charts.legend import draw_key, key_height
from builder.charts.marks import Mark, Spot, draw_label, draw_mark, key_items, stacked
from builder.charts.svg import Box, Canvas, text_width, wrapped
from builder.words import Words, filled

WIDTH = 1104.0
GUTTER = 108.0
TONES = ("c-ember", "c-plum", "c-teal", "c-green", "c-indigo", "c-slate", "c-ochre", "c-rose")

_ROW = 18.0  # px from one row of marks to the next
_PAD = 9.0  # px above the first and below the last row
_RIGHT = 24.0  # px right of the axis, for the last tick's label


@dataclass(frozen=True)
class Lane:
    id: str
    name: str


@dataclass(frozen=True)
class Stretch:
    """What one chart shows: its id and title, the axis' ends, and a part that a finer chart has taken over."""

    id: str
    title: str
    since: datetime
    until: datetime
    finer: tuple["Stretch", ...] = ()


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
    title = filled(words["chart"]["timeline"]["title"], title=stretch.title)
    return canvas.to_figure(title, description)


def draw_timeline(
    stretch: Stretch, lanes: Sequence[Lane], marks: Sequence[Mark], start: datetime | None, words: Words
) -> Canvas:
    axis = Axis(stretch.since, stretch.until, GUTTER, WIDTH - GUTTER - _RIGHT)
    head = rows(axis, words, start)
    laid = [(lane, stacked([m for m in marks if m.lane == lane.id], axis, WIDTH)) for lane in lanes]
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
            draw_label(canvas, spot, y)

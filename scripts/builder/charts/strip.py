"""The small timeline: one line, a flag an event, stretches of different scale side by side with a visible break.

A text never lies on another, and on a pole only where there is no other way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from markupsafe import Markup

from builder.charts.axis import Axis, tick_labels, turn_labels
from builder.charts.marks import Mark
from builder.charts.svg import Canvas, text_width
from builder.words import Words

WIDTH = 960.0

_LEFT, _RIGHT = 12.0, 128.0  # px beside the line; right more, for the last flag's text
_BREAK = 28.0
_FIRST = 0.6  # the part of the line that the first stretch takes
_ROW = 20.0
_TONE = "c-indigo"


@dataclass(frozen=True)
class Flag:
    """A mark with its pole at x and its text from `left` to `right`; row 0 is nearest the line."""

    mark: Mark
    x: float
    left: float
    right: float
    row: int = 0

    def touches(self, other: "Flag") -> bool:
        begin, end = min(self.x, self.left), max(self.x, self.right)
        return (
            self.row == other.row
            and begin < max(other.x, other.right) + 3
            and min(other.x, other.left) < end + 3
        )

    def crosses(self, other: "Flag") -> bool:
        """Whether the pole of one runs through the text of the other."""
        high, low = (self, other) if self.row > other.row else (other, self)
        return high.row > low.row and low.left - 3 < high.x < low.right + 3


def strip_chart(ends: Sequence[datetime], marks: Sequence[Mark], description: str, words: Words) -> Markup:
    """The finished figure; `ends` are the beginning of the first stretch and the end of each."""
    return draw_strip(ends, marks, words).to_figure(words["chart"]["strip"]["title"], description)


def draw_strip(ends: Sequence[datetime], marks: Sequence[Mark], words: Words) -> Canvas:
    axes = side_by_side(ends)
    flags = hoisted(marks, axes)
    base = 10 + _ROW * (max(flag.row for flag in flags) + 1) + 3
    canvas = Canvas("timeline-strip", WIDTH, base + 46)
    for axis in axes:
        _draw_line(canvas, axis, base, words)
    for before, after in pairwise(axes):
        _draw_break(canvas, before.right, after.left, base)
    for flag in flags:
        _draw_flag(canvas, flag, base)
    return canvas


def side_by_side(ends: Sequence[datetime]) -> list[Axis]:
    """An axis a stretch: the first takes more than half of the line, so that its hours can be read."""
    later = len(ends) - 2
    room = WIDTH - _LEFT - _RIGHT - _BREAK * later
    parts = [_FIRST, *[(1 - _FIRST) / later] * later] if later else [1.0]
    axes, left = [], _LEFT
    for (since, until), part in zip(pairwise(ends), parts, strict=True):
        axes.append(Axis(since, until, left, room * part))
        left += room * part + _BREAK
    return axes


def _flag(mark: Mark, axes: Sequence[Axis]) -> Flag:
    x = next(a for a in axes if mark.since < a.until or a is axes[-1]).x(mark.since)
    wide = text_width(f"{mark.stamp} {mark.label}", 12)
    left = x + 5 if x + 5 + wide <= WIDTH else x - 5 - wide
    return Flag(mark, x, left, left + wide)


def hoisted(marks: Sequence[Mark], axes: Sequence[Axis]) -> list[Flag]:
    """Every flag in the lowest row where it touches no other and, if that can be, no pole runs through a text."""
    flags = sorted((_flag(mark, axes) for mark in marks), key=lambda f: (f.left < f.x, -f.x, f.mark.id))
    placed: list[Flag] = []
    for flag in flags:
        tries = [replace(flag, row=row) for row in range(len(marks))]
        free = [tried for tried in tries if not any(map(tried.touches, placed))]
        clean = [tried for tried in free if not any(map(tried.crosses, placed))]
        placed.append((clean or free)[0])
    return sorted(placed, key=lambda f: (f.x, f.mark.id))


def _draw_line(canvas: Canvas, axis: Axis, y: float, words: Words) -> None:
    canvas.line(axis.left, y, axis.right, y, "c-ink")
    taken = [0.0, 0.0]
    days = turn_labels(axis, words) if axis.step.unit == "hour" else ()
    for row, labels in enumerate((tick_labels(axis, words), days)):
        for label in labels:
            width = text_width(label.said, 12)
            left = max(label.x - width / 2 if label.anchor == "middle" else label.x, axis.left)
            if left >= taken[row] + 4 and left + width <= axis.right + 8:
                canvas.text(left, y + 18 + 16 * row, label.said, label.css or "c-muted")
                taken[row] = left + width
    for at in axis.ticks():
        canvas.line(axis.x(at), y, axis.x(at), y + 4, "c-ink")


def _draw_break(canvas: Canvas, left: float, right: float, y: float) -> None:
    """Two slanted strokes: what follows has another scale."""
    canvas.line(left, y, right, y, "c-axis c-dashed")
    middle = (left + right) / 2
    for x in (middle - 3, middle + 3):
        canvas.line(x - 3, y + 7, x + 3, y - 7, "c-ink")


def _draw_flag(canvas: Canvas, flag: Flag, base: float) -> None:
    y, mark = base - 12 - _ROW * flag.row, flag.mark
    canvas.line(flag.x, base, flag.x, y - 10, "c-axis")
    with canvas.link(mark.href, mark.said, hint=True):
        canvas.circle(flag.x, base, 4.5, f"{_TONE} c-outline {'c-dotted' if mark.disputed else 'c-filled'}")
        x, anchor = (flag.left, "start") if flag.left > flag.x else (flag.right, "end")
        canvas.text(x, y, mark.label, "c-bold", anchor=anchor, lead=mark.stamp)

"""The small timeline: one line, a flag an event, stretches of different scale side by side with a visible break.

A flag's text never lies on another text or on the pole of another flag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from markupsafe import Markup

from builder.charts.axis import Axis, Words, day_of
from builder.charts.svg import Canvas, text_width
from builder.charts.timeline import TONES, Mark

WIDTH = 960.0

_LEFT, _RIGHT = 12.0, 96.0  # px beside the line; right more, for the last flag's text
_BREAK = 26.0
_FIRST = 0.6  # the part of the line that the first stretch takes
_ROW = 20.0


@dataclass(frozen=True)
class Flag:
    """A mark with its pole at x and its text from `left` to `right`; row 0 is nearest the line."""

    mark: Mark
    x: float
    left: float
    right: float
    row: int = 0

    def hits(self, other: "Flag") -> bool:
        """Whether the texts of the two meet, or the pole of one runs through the text of the other."""
        if self.row == other.row and self.left < other.right and other.left < self.right:
            return True
        high, low = (self, other) if self.row > other.row else (other, self)
        return high.row > low.row and low.left - 3 < high.x < low.right + 3


def strip_chart(ends: Sequence[datetime], marks: Sequence[Mark], description: str, words: Words) -> Markup:
    """The finished figure; `ends` are the ends of the stretches, the first one's beginning before them."""
    return draw_strip(ends, marks, words).to_figure(words["chart"]["strip"]["title"], description)


def draw_strip(ends: Sequence[datetime], marks: Sequence[Mark], words: Words) -> Canvas:
    axes = side_by_side(ends)
    flags = hoisted(marks, axes)
    base = 14 + _ROW * (max(flag.row for flag in flags) + 1) + 8
    canvas = Canvas("timeline-strip", WIDTH, base + 44)
    for axis in axes:
        _draw_line(canvas, axis, base, words)
    for before, after in pairwise(axes):
        _draw_break(canvas, before.right, after.left, base)
    for flag in flags:
        _draw_flag(canvas, flag, base)
    return canvas


def side_by_side(ends: Sequence[datetime]) -> list[Axis]:
    """An axis a stretch: the first takes more than half of the line, so that its hours can be read."""
    count = len(ends) - 1
    room = WIDTH - _LEFT - _RIGHT - _BREAK * (count - 1)
    parts = [1.0] if count == 1 else [_FIRST, *[(1 - _FIRST) / (count - 1)] * (count - 1)]
    axes, left = [], _LEFT
    for (since, until), part in zip(pairwise(ends), parts, strict=True):
        axes.append(Axis(since, until, left, room * part))
        left += room * part + _BREAK
    return axes


def _flag(mark: Mark, axes: Sequence[Axis]) -> Flag:
    axis = next(a for a in axes if mark.since < a.until or a is axes[-1])
    x, wide = axis.x(mark.since), _wide(mark, axis is not axes[0])
    left = x + 5 if x + 5 + wide <= WIDTH else x - 5 - wide
    return Flag(mark, x, left, left + wide)


def _stamp(mark: Mark, later: bool) -> str:
    return f"{mark.since.day}. {mark.stamp}" if later else mark.stamp


def _wide(mark: Mark, later: bool) -> float:
    return text_width(mark.stamp, 12) + 5 + text_width(mark.label, 12) + (0 * later)


def hoisted(marks: Sequence[Mark], axes: Sequence[Axis]) -> list[Flag]:
    """Every flag in the lowest row where it hits no other: those with text to the right from the last to the first."""
    flags = [_flag(mark, axes) for mark in marks]
    rightward = [flag for flag in flags if flag.left > flag.x]
    order = [*sorted(rightward, key=lambda f: (-f.x, f.mark.id)), *(f for f in flags if f.left < f.x)]
    placed: list[Flag] = []
    for flag in order:
        tries = (Flag(flag.mark, flag.x, flag.left, flag.right, row) for row in range(len(marks) * 2))
        placed.append(next(tried for tried in tries if not any(tried.hits(other) for other in placed)))
    return sorted(placed, key=lambda f: (f.x, f.mark.id))

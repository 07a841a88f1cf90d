"""The key of a chart: small signs with their words, flowing in lines below the drawing."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from builder.charts.svg import Canvas, text_width

LINE = 20.0  # px from one line of the key to the next
_GAP = 18.0


class Item(NamedTuple):
    """One sign: `draw(canvas, x, y)` puts it `wide` px wide with its middle at height y, right of x."""

    said: str
    wide: float
    draw: Callable[[Canvas, float, float], None]


def _placed(items: Sequence[Item], left: float, right: float) -> list[tuple[Item, float, int]]:
    """Each item with its left edge and the line it stands in."""
    made = []
    x, line = left, 0
    for item in items:
        width = item.wide + 6 + text_width(item.said, 12)
        if x > left and x + width > right:
            x, line = left, line + 1
        made.append((item, x, line))
        x += width + _GAP
    return made


def key_height(items: Sequence[Item], left: float, right: float) -> float:
    return LINE * (_placed(items, left, right)[-1][2] + 1) + 10


def draw_key(canvas: Canvas, items: Sequence[Item], left: float, right: float, top: float) -> None:
    for item, x, line in _placed(items, left, right):
        y = top + 12 + LINE * line
        item.draw(canvas, x, y)
        canvas.text(x + item.wide + 6, y + 4.5, item.said, "c-muted")

"""Counts as stacked bars: a bar a row, its parts told apart by pattern and named with their counts below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from builder.charts.svg import Box, Canvas, text_width

WIDTH, LEFT, MARGIN = 760.0, 132.0, 12.0
BAR, LINE, ROW_GAP = 22.0, 19.0, 16.0
SIGN = 14.0

# Tone and pattern of each style: "full" is the strongest, "none" says that nothing was found.
STYLES: Mapping[str, tuple[str, str]] = {
    "full": ("c-green", ""),
    "most": ("c-green c-outline", "cross"),
    "under-way": ("c-indigo c-outline", "dots"),
    "part": ("c-ochre c-outline", "hatch"),
    "other": ("c-rose c-outline", "cross"),
    "off": ("c-rose c-outline c-dashed", "hatch"),
    "said": ("c-slate c-outline", ""),
    "none": ("c-slate c-outline c-dashed", ""),
}


@dataclass(frozen=True)
class Part:
    """One part of a bar: how many, in what style, and where its word leads."""

    word: str
    count: int
    style: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """One bar; `total` is said below its name ("42건")."""

    name: str
    total: str
    parts: tuple[Part, ...]
    href: str = ""

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def bars_chart(name: str, rows: Sequence[Row], said: Mapping[str, str], *, shares: bool = False) -> Markup:
    """The figure; `said` has its title, its description and its caption. With `shares` all bars are equally long."""
    canvas = bars_canvas(name, rows, shares=shares)
    return canvas.to_figure(said["title"], said["about"], said["caption"])


def bars_canvas(name: str, rows: Sequence[Row], *, shares: bool = False) -> Canvas:
    longest = max((row.count for row in rows), default=1)
    canvas = Canvas(name, WIDTH, MARGIN)
    for row in rows:
        whole = row.count if shares else longest
        canvas.height = _row(canvas, row, canvas.height, (WIDTH - LEFT - MARGIN) / max(whole, 1)) + ROW_GAP
    return canvas


def _row(canvas: Canvas, row: Row, top: float, unit: float) -> float:
    """Draws a row and gives its lower edge."""
    _maybe_linked(canvas, row.href, MARGIN, top + 16, row.name, "c-bold", 13)
    canvas.text(MARGIN, top + BAR + 14, row.total, "c-muted")
    x = LEFT
    for part in row.parts:
        _part(canvas, Box(x, top, part.count * unit, BAR), part)
        x += part.count * unit
    return _words(canvas, row.parts, top + BAR + 6)


def _part(canvas: Canvas, box: Box, part: Part) -> None:
    tone = _filled(canvas, box, part.style)
    said = str(part.count)
    width, x = text_width(said, 12), box.x + box.width / 2
    if width + 2 > box.width:
        return
    if STYLES[part.style][1]:
        canvas.rect(Box(x - width / 2 - 2, box.y + 4, width + 4, BAR - 8), "c-plain")
    canvas.text(x, box.y + 15.5, said, "c-on-tone c-bold" if tone else "c-bold", 12, "middle")


def _filled(canvas: Canvas, box: Box, style: str) -> bool:
    """A rectangle in a style; whether it is filled with its tone."""
    css, pattern = STYLES[style]
    inner = Box(box.x + 1, box.y, max(box.width - 2, 1), box.height)
    canvas.rect(inner, css)
    if pattern:
        canvas.fill(inner, pattern, "")
    return "c-outline" not in css


def _words(canvas: Canvas, parts: Sequence[Part], top: float) -> float:
    """The sign, word and count of each part, in lines; the lower edge of the last line."""
    x, y = LEFT, top
    for part in parts:
        said = f"{part.word} {part.count}"
        wide = SIGN + 6 + text_width(said, 12)
        if x > LEFT and x + wide > WIDTH - MARGIN:
            x, y = LEFT, y + LINE
        _filled(canvas, Box(x, y + 2, SIGN, 11), part.style)
        _maybe_linked(canvas, part.href, x + SIGN + 6, y + 12, said, "", 12)
        x += wide + 16
    return y + LINE


def _maybe_linked(canvas: Canvas, href: str, x: float, y: float, said: str, css: str, size: float) -> None:
    if href:
        with canvas.link(href, said):
            canvas.text(x, y, said, css, size)
    else:
        canvas.text(x, y, said, css, size)

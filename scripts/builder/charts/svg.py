"""A sheet to draw on: shapes, text whose width is known before it is drawn, links, one frame for every chart.

Colour comes from the style sheet by class, so that one drawing serves light, dark and print; every shape that carries
a meaning also has a word or a pattern. Numbers are written with one decimal, so the same values give the same bytes.
https://www.w3.org/TR/SVG2/
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations

from markupsafe import Markup, escape

MIN_SIZE = 12.0  # px at natural size; smaller text is not drawn

# Advance widths as parts of the font size, rounded up: CJK is square, Latin by class. Wide enough for every font in
# the stack of site.css, so a label that fits here fits on the page.
_NARROW, _WIDE_LATIN = set("ijl.,:;'|!()[]/ "), set("mwMWQGODC@%&")


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height in px."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def text_width(text: str, size: float) -> float:
    """How wide a text is at most, in px.

    >>> text_width("가나", 12)
    24.0
    """
    return round(size * sum(_advance(char) for char in text), 2)


def _advance(char: str) -> float:
    if ord(char) >= 0x1100 and not 0x2000 <= ord(char) <= 0x206F:
        return 1.0
    return 0.36 if char in _NARROW else 0.9 if char in _WIDE_LATIN else 0.62


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than `width` px, broken at spaces, or inside a word where there is no other way.

    >>> wrapped("대기 서버", 24, 12)
    ['대기', '서버']
    """
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size)
    return lines


def _pieces(word: str, width: float, size: float) -> Iterator[str]:
    rest = word
    while text_width(rest, size) > width and len(rest) > 1:
        fit = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or text_width(rest[:n], size) <= width)
        yield rest[:fit]
        rest = rest[fit:]
    yield rest


def number(value: float) -> str:
    """'12', '12.5': one decimal at most, never '-0'."""
    said = f"{value:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


@dataclass
class Canvas:
    """One drawing of `width` x `height` px; `name` begins every id in it ("timeline-first-hours")."""

    name: str
    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    labels: list[tuple[Box, str]] = field(default_factory=list)

    def _add(self, tag: str, css: str, inner: str = "", /, **attributes: float | str) -> None:
        said = "".join(
            f' {key.rstrip("_").replace("_", "-")}="{escape(number(v) if isinstance(v, (int, float)) else v)}"'
            for key, v in attributes.items()
        )
        style = f' class="{escape(css)}"' if css else ""
        self.parts.append(f"<{tag}{style}{said}>{inner}</{tag}>" if inner else f"<{tag}{style}{said}/>")

    def rect(self, box: Box, css: str, radius: float = 0) -> None:
        self._add("rect", css, x=box.x, y=box.y, width=box.width, height=box.height, rx=radius)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self._add("line", css, x1=x1, y1=y1, x2=x2, y2=y2)

    def circle(self, x: float, y: float, radius: float, css: str) -> None:
        self._add("circle", css, cx=x, cy=y, r=radius)

    def path(self, d: str, css: str) -> None:
        """`d` is made by our own code from numbers alone."""
        self._add("path", css, d=d)

    def polygon(self, points: Sequence[tuple[float, float]], css: str) -> None:
        self._add("polygon", css, points=" ".join(f"{number(x)},{number(y)}" for x, y in points))

    def text(
        self,
        x: float,
        y: float,
        said: str,
        css: str = "",
        size: float = MIN_SIZE,
        anchor: str = "start",
        lead: str = "",
    ) -> Box:
        """Writes one line with its baseline at `y`; remembers the box it takes, for the check that labels keep apart.

        `lead` stands before it in the quieter ink, as a time before what happened.
        """
        size = max(size, MIN_SIZE)
        whole = f"{lead} {said}" if lead else said
        width = text_width(whole, size)
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = Box(left, y - size * 0.88, width, size * 1.12)
        self.labels.append((box, whole))
        quiet = f'<tspan class="c-muted c-light">{escape(lead)} </tspan>' if lead else ""
        self._add("text", css, quiet + str(escape(said)), x=x, y=y, font_size=size, text_anchor=anchor)
        return box

    def text_down(self, x: float, y: float, said: str, css: str = "", size: float = MIN_SIZE) -> Box:
        """Writes one line from top to bottom, begun at `y` with its middle at `x`: Hangul stays upright."""
        size = max(size, MIN_SIZE)
        box = Box(x - size / 2, y, size, text_width(said, size))
        self.labels.append((box, said))
        self._add("text", f"{css} c-down".strip(), str(escape(said)), x=x, y=y, font_size=size)
        return box

    @contextmanager
    def link(self, href: str, said: str, name: str = "", hint: bool = False) -> Iterator[None]:
        """What is drawn inside leads to `href`; `said` is what a screen reader says of it.

        `name` is the id by which the page leads back here; with `hint` a mouse held on it shows `said` too.
        """
        anchor = f' id="{escape(name)}"' if name else ""
        self.parts.append(f'<a{anchor} href="{escape(href)}" aria-label="{escape(said)}">')
        if hint:
            self.parts.append(f"<title>{escape(said)}</title>")
        yield
        self.parts.append("</a>")

    @contextmanager
    def group(self, css: str) -> Iterator[None]:
        self.parts.append(f'<g class="{escape(css)}">')
        yield
        self.parts.append("</g>")

    def pattern(self, kind: str) -> str:
        """Defines a fill pattern ("hatch", "dots", "cross") once and gives what `fill` refers to it by."""
        made = f"{self.name}-{kind}"
        if not any(f'id="{made}"' in part for part in self.parts):
            shapes = {
                "hatch": '<path d="M0 6L6 0" class="c-pattern"/>',
                "cross": '<path d="M0 6L6 0M0 0L6 6" class="c-pattern"/>',
                "dots": '<circle cx="3" cy="3" r="1.2" class="c-pattern-dot"/>',
            }
            self.parts.append(
                f'<defs><pattern id="{made}" width="6" height="6" patternUnits="userSpaceOnUse">{shapes[kind]}</pattern></defs>'
            )
        return f"url(#{made})"

    def fill(self, box: Box, kind: str, css: str, radius: float = 0) -> None:
        """A rectangle filled with a pattern."""
        reference = self.pattern(kind)
        self._add(
            "rect", css, x=box.x, y=box.y, width=box.width, height=box.height, rx=radius, fill=reference
        )

    def overlaps(self) -> list[tuple[str, str]]:
        """The pairs of labels that stand on each other; an empty list in every finished chart."""
        return [(a, b) for (one, a), (two, b) in combinations(self.labels, 2) if one.overlaps(two)]

    def to_figure(self, title: str, description: str, caption: str = "") -> Markup:
        """The finished chart: a figure with its own focusable scroller, title, description and caption.

        `caption` is finished markup, as a template made it; anything else in it is escaped.
        """
        size = f'width="{number(self.width)}" height="{number(self.height)}" viewBox="0 0 {number(self.width)} {number(self.height)}"'
        role = "group" if any(part.startswith("<a ") for part in self.parts) else "img"
        head = f'<title id="{self.name}-t">{escape(title)}</title><desc id="{self.name}-d">{escape(description)}</desc>'
        svg = (
            f'<svg {size} role="{role}" aria-labelledby="{self.name}-t" aria-describedby="{self.name}-d" '
            f'xmlns="http://www.w3.org/2000/svg">{head}{"".join(self.parts)}</svg>'
        )
        scroller = (
            f'<div class="chart__scroll" role="region" tabindex="0" aria-label="{escape(title)}">{svg}</div>'
        )
        foot = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        return Markup(f'<figure class="chart" id="{self.name}" data-search-exclude>{scroller}{foot}</figure>')

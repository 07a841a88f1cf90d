"""Draws a card: paper, the kind of page in its colour, the title as large as it fits, the name of the site.

The font is in the repository, so that every machine draws the same. A character that it lacks leaves no trace, for
its sign for "missing" is empty and has no width (tests/font.py).
"""

import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

FONT = Path(__file__).resolve().parent / "font" / "NotoSansCJKkr-Bold-cards.otf"
SIZE = WIDTH, HEIGHT = 1200, 630  # https://ogp.me, and as wide as every site that shows cards asks for
MARGIN, EDGE = 84, 20
ROOM = WIDTH - 2 * MARGIN
SIZES = (88, 80, 72, 64, 56, 50, 44)  # of the title, the largest that fits
TITLE_TOP, TITLE_ROOM = 158, 336
LEADING = 1.32
FOOT = 536  # the rule above the site's name
# As in docs/assets/site.css.
PAPER, INK, MUTED = "#fbfaf6", "#1d2026", "#545b66"
COLOURS = {
    "session": "#0f5f66", "cause": "#9a3412", "measure": "#1f5d3a", "event": "#3b4a8f", "source": "#4a5260",
    "term": "#6b3a75", "figure": "#6f5200", "service": "#6f5200", "discrepancy": "#8a2b5c",
    "correction": "#8a2b5c", "person": "#4a5260",
}  # fmt: skip
ANY = "#9a3412"
_STEPS = (
    5  # shades of a colour, from paper to itself: three colours and the paper are 16, half a byte a pixel
)
_RULE = 2 * _STEPS + 1  # the lightest shade of the muted ink


@dataclass(frozen=True)
class Card:
    """What stands on a card; `kind` gives it its colour ("cause"), `word` says it ("원인")."""

    title: str
    kind: str
    word: str
    site: str
    conference: str


def draw(card: Card, key: str) -> bytes:
    """The card as PNG, with `key` written into it."""
    image = Image.new("P", SIZE, 0)
    image.putpalette(_palette(COLOURS.get(card.kind, ANY)))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, EDGE - 1, HEIGHT), fill=2 * _STEPS)
    pen.rectangle((MARGIN, 84, MARGIN + 25, 109), fill=2 * _STEPS)
    pen.rectangle((MARGIN, FOOT, WIDTH - MARGIN, FOOT + 1), fill=_RULE)
    _write(image, (MARGIN + 44, 72), card.word, 34, 1)
    lines, size = fitted(_clean(card.title))
    for i, line in enumerate(lines):
        _write(image, (MARGIN, TITLE_TOP + round(i * size * LEADING)), line, size, 0)
    conference = _shortened(_clean(card.conference), 28, ROOM // 2)
    _write(image, (WIDTH - MARGIN - round(_font(28).getlength(conference)), 556), conference, 28, 2)
    site = _shortened(_clean(card.site), 28, ROOM // 2 - 40)
    _write(image, (MARGIN, 556), site, 28, 2)
    about, out = PngInfo(), BytesIO()
    about.add_text("Card", key)
    # Runs of one shade are all that there is to compress; looking for more takes ten times as long for a tenth.
    image.save(out, "PNG", bits=4, pnginfo=about, compress_type=zlib.Z_RLE)
    return out.getvalue()


def fitted(title: str) -> tuple[Sequence[str], int]:
    """The title in lines at the largest size at which it fits; at the smallest it is cut."""
    for size in SIZES:
        lines = _wrapped(title, size)
        if len(lines) * size * LEADING <= TITLE_ROOM:
            return lines, size
    most = int(TITLE_ROOM / (size * LEADING))
    return [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), size, ROOM)], size


def _wrapped(text: str, size: int) -> list[str]:
    """Lines broken at spaces, as Korean is; a word wider than a line is broken where it must."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if _fits(joined, size):
            lines[-1] = joined
            continue
        lines.append("")
        for sign in word:
            if not _fits(lines[-1] + sign, size):
                lines.append("")
            lines[-1] += sign
    return [line for line in lines if line]


def _shortened(text: str, size: int, room: int) -> str:
    if _font(size).getlength(text) <= room:
        return text
    while text and _font(size).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _fits(text: str, size: int) -> bool:
    return _font(size).getlength(text) <= ROOM


def _clean(text: str) -> str:
    """Composed, as the font has its syllables, and without what has no shape of its own."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable())


def _write(image: Image.Image, at: tuple[int, int], text: str, size: int, colour: int) -> None:
    """Writes a line of text, its top left at a place, in the palette's `colour` (0, 1 or 2)."""
    width, height = round(_font(size).getlength(text)) + 4, round(size * 1.5)
    if not text:
        return
    mask = Image.new("L", (min(width, WIDTH - at[0]), height), 0)
    ImageDraw.Draw(mask).text((0, 0), text, font=_font(size), fill=255)
    seen = [round(level * _STEPS / 255) for level in range(256)]
    shades = mask.point([shade and shade + colour * _STEPS for shade in seen])
    image.paste(shades, at, mask.point([255 * (shade > 0) for shade in seen]))


def _palette(kind: str) -> list[int]:
    """Paper, then the shades of ink, of the kind's colour and of the muted ink: [red, green, blue, red, ...]."""
    paper = ImageColor.getrgb(PAPER)
    made = list(paper)
    for colour in (INK, kind, MUTED):
        for step in range(1, _STEPS + 1):
            pairs = zip(paper, ImageColor.getrgb(colour), strict=True)
            made += [round(a + (b - a) * step / _STEPS) for a, b in pairs]
    return made


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The simple layout: the other asks the machine's own library for shaping, and needs none for Korean.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)

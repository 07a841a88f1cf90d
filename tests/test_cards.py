"""The cards that are shown where a page is shared: what stands on them, and what drawing them costs."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from builder.cards import card
from builder.cards.drawing import (
    ANY,
    COLOURS,
    FONT,
    HEIGHT,
    INK,
    MARGIN,
    MUTED,
    PAPER,
    WIDTH,
    Card,
    draw,
    fitted,
)
from builder.reading import load_catalog
from builder.views.desk import Desk
from builder.views.sheet import CARD, Page
from test_sharing import EDITION, Node, written
from toy import ROOT, door, toy_project

KEY = "0" * 64


def drawn(title: str) -> bytes:
    return draw(Card(title, "cause", "원인", "나루 기록", "나루 모임 2031"), KEY)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


@pytest.fixture(scope="module")
def covered() -> set[int]:
    return set(TTFont(FONT).getBestCmap())


def test_the_font_has_every_syllable_and_its_licence(covered: set[int]) -> None:
    assert set(range(ord("가"), ord("힣") + 1)) | set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) <= covered
    assert FONT.stat().st_size < 3_500_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT.parent / "OFL.txt").read_text("utf-8")


def test_every_title_of_the_site_can_be_drawn(covered: set[int], real: list[tuple[Page, Node]]) -> None:
    missing = {page.title: {sign for sign in page.title if ord(sign) not in covered} for page, _ in real}
    assert len(missing) > 900
    assert {title: signs for title, signs in missing.items() if signs} == {}


@pytest.fixture(scope="module")
def real() -> list[tuple[Page, Node]]:
    return written(ROOT)


@pytest.mark.parametrize("sign", ["😀", "𠮷", "\ue000", "\u200d", "\u0301", "ក"])
def test_a_character_that_the_font_lacks_leaves_no_trace(sign: str, covered: set[int]) -> None:
    assert ord(sign) not in covered
    assert drawn(f"가{sign}나 {sign}") == drawn("가나")


def test_letters_in_parts_are_drawn_as_one() -> None:
    assert drawn("\u1100\u1161\u11a8 o\u0308") == drawn("각 ö") != drawn("가 o")


LONG = ("가" * 300, "가나 " * 100, "W" * 300, "짧은 글", "", "<b>&amp;</b> {{ x }} %s")


@pytest.mark.parametrize("title", LONG)
def test_whatever_the_title_the_card_holds_it(title: str) -> None:
    content = drawn(title)
    image = opened(content)
    assert image.size == (WIDTH, HEIGHT)
    right = image.crop((WIDTH - MARGIN + 2, 0, WIDTH, HEIGHT))
    gap = image.crop((MARGIN, 506, WIDTH, 534))  # between the title and the rule
    for empty in (right, gap):
        assert empty.getcolors() == [(empty.width * empty.height, image.getpixel((WIDTH - 1, 0)))]
    lines, size = fitted(title)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "") or lines[-1].endswith("…")
    assert (size, len(lines)) <= (88, 5)


def test_cards_are_small_in_bytes(real: list[tuple[Page, Node]]) -> None:
    longest = sorted((page.title for page, _ in real), key=len)[-40:]
    sizes = [len(drawn(title)) for title in longest]
    assert max(sizes) < 20_000
    assert sum(sizes) / len(sizes) < 15_000


def test_the_colours_are_those_of_the_site() -> None:
    css = (ROOT / "docs/assets/site.css").read_text("utf-8")
    palette = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", css.split('[data-md-color-scheme="slate"]')[0]))
    assert {"paper": PAPER, "ink": INK, "muted": MUTED, "ember": ANY}.items() <= palette.items()
    for kind, colour in COLOURS.items():
        (name,) = re.findall(rf"\.head--{kind} \.kind,[^{{]*\{{ --kind: var\(--([a-z]+)\)", css)
        assert palette[name] == colour, kind


def test_a_card_says_the_kind_of_its_page(real: list[tuple[Page, Node]]) -> None:
    desk = Desk(load_catalog(ROOT), EDITION.day)
    said = {page.address: card(desk, page).word for page, _ in real}
    assert (said["causes/"], said["sources/gaps/"], said["data/"], said[""]) == (
        "원인",
        "출처",
        "자료",
        "비공식 기록",
    )
    assert {word for address, word in said.items() if address.startswith("sessions/")} == {"세션"}


def test_an_unchanged_card_is_not_drawn_again(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    assert door(root, "render").returncode == 0
    kept, changed = (root / "build/docs/causes" / name / CARD for name in ("no-standby", "single-panel"))
    first = changed.read_bytes()
    for path in (kept, changed):
        path.write_bytes(path.read_bytes() + b"mine")
    cause = root / "sessions/incident/causes/single-panel.yml"
    cause.write_text(
        re.sub("^title: .*$", "title: 새 제목", cause.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
    )
    assert door(root, "render").returncode == 0
    assert kept.read_bytes().endswith(b"mine")
    assert not changed.read_bytes().endswith(b"mine")
    assert changed.read_bytes() != first
    kept.write_bytes(b"broken")
    assert door(root, "render").returncode == 0
    assert opened(kept.read_bytes()).size == (WIDTH, HEIGHT)

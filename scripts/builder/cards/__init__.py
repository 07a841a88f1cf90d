"""The cards that are shown where a page is shared: one beside every listed page, its title on paper.

A card carries the hash of all that it was drawn from, so that one which stands in the tree already is not drawn again.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from functools import cache, partial
from pathlib import Path

from builder.addresses import LISTS
from builder.cards.drawing import FONT, Card, draw
from builder.views.desk import Desk
from builder.views.sheet import CARD, Page

_HEAD = 600  # bytes of a card in which its hash stands
_PLACES = LISTS | {"incident/": "incident", "data/": "data"}


def cards(desk: Desk, pages: Iterable[Page], tree: Path) -> Mapping[str, Callable[[], bytes]]:
    """What makes each card, by its path: "causes/no-standby/card.png"."""
    makers = ((f"{page.address}{CARD}", card(desk, page)) for page in pages if page.listed)
    return {path: partial(_kept_or_drawn, tree / path, made) for path, made in makers}


def card(desk: Desk, page: Page) -> Card:
    """A page is of the kind whose list it is or stands below, else of the conference's record."""
    conference = desk.catalog.conference
    places = [place for place in _PLACES if page.address.startswith(place)]
    kind = _PLACES[max(places, key=len)] if places else ""
    word = desk.words["entity"][kind] if kind else desk.words["site"]["unofficial"]
    return Card(page.title, kind, word, conference.site.name, conference.name)


def _kept_or_drawn(path: Path, made: Card) -> bytes:
    key = _key(made)
    if path.is_file():
        content = path.read_bytes()
        if key.encode() in content[:_HEAD]:
            return content
    return draw(made, key)


def _key(made: Card) -> str:
    return hashlib.sha256(_drawing() + "\0".join(astuple(made)).encode()).hexdigest()


@cache
def _drawing() -> bytes:
    """What decides how any card looks: the code that draws it and the font."""
    code = (FONT.parent.parent / "drawing.py").read_bytes()
    return hashlib.sha256(code + FONT.read_bytes()).digest()

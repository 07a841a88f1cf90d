"""Every address outside that the record names, from the models and not from pages, with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import get_args, get_type_hints
from urllib.parse import urldefrag

from builder.catalog import Catalog
from builder.document import Loc
from builder.models.base import Model, marks_in
from builder.models.conference import Session
from builder.models.references import Source
from builder.models.values import Url

_URL = get_args(Url)[-1]  # the mark of a field that holds one
_IN_TEXT = re.compile(r"\]\((https?://[^)\s]+)\)")


@dataclass(frozen=True)
class Outer:
    """One address: the places that name it, the last day on which the record knows it to have opened, its archived copy.

    `Outer("https://...", ("sessions/references/sources/x.yml:7",), date(2026, 11, 22))`; `found_dead` where it is known.
    """

    url: str
    places: tuple[str, ...]
    day: date
    copy: str = ""
    found_dead: date | None = None


def outer_addresses(catalog: Catalog) -> tuple[Outer, ...]:
    """Each address once, without the place in a page that it may name, sorted."""
    found: dict[str, Outer] = {}
    for key, model in catalog.models:
        origin = catalog.origins[key]
        for loc, url in addresses_in(model):
            line, _ = origin.document.place((*origin.loc, *loc))
            named = _known(catalog, model, loc, urldefrag(url).url, f"{origin.document.path}:{line}")
            found[named.url] = _both(found[named.url], named) if named.url in found else named
    return tuple(found[url] for url in sorted(found))


def addresses_in(model: Model, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every address in a record with its place: those of its fields, and those its texts link to."""
    for name, is_address in _fields(type(model)):
        value = getattr(model, name)
        for at, item in enumerate(value) if isinstance(value, tuple) else ((-1, value),):
            where = (*loc, name) if at < 0 else (*loc, name, at)
            if isinstance(item, Model):
                yield from addresses_in(item, where)
            elif isinstance(item, str) and is_address:
                yield where, item
    if not loc:
        yield from ((at, url) for at, text in model.own_words for url in _IN_TEXT.findall(text))


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, bool], ...]:
    """The fields of a model, each with whether it holds addresses."""
    hints = get_type_hints(model, include_extras=True)
    return tuple((name, _URL in marks_in(hints[name])) for name in model.model_fields)


def _known(catalog: Catalog, model: Model, loc: Loc, url: str, place: str) -> Outer:
    """What the record says of an address of its own."""
    if isinstance(model, Source):
        own = loc == ("url",)
        return Outer(
            url,
            (place,),
            model.accessed,
            (own and model.archive_url) or "",
            model.found_dead if own else None,
        )
    if isinstance(model, Session):
        dead = model.dead.get(str(loc[0]))
        if dead:
            return Outer(url, (place,), model.date, dead.archive_url or "", dead.found_dead)
        return Outer(url, (place,), model.date)
    return Outer(url, (place,), catalog.conference.days[0].date)


def _both(one: Outer, other: Outer) -> Outer:
    """Of an address that two records name: dead only where both say so."""
    found = one.found_dead and other.found_dead and max(one.found_dead, other.found_dead)
    places = tuple(dict.fromkeys((*one.places, *other.places)))
    return Outer(one.url, places, max(one.day, other.day), one.copy or other.copy, found)

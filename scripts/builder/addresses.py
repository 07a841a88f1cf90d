"""Every address of the site: those that are, and those that were and lead on.

An address that was published stays good for ever. Two things hold that up. Every pull request is checked against
the branch it goes to (`check --since`), where all that is there counts as published: so nothing can vanish, however
old the ledger is, and whoever adds a record need not know of it. The ledger (`sessions/addresses.txt`, written by
`sessions.py ledger`) is what stays where there is no history to compare with: a download, a shallow clone, a push
past the pull requests. That it lags is no fault: `check` counts what it lacks and each deployment warns of it.

Nothing is rendered to know the addresses, so `check` stays quick; a test holds them against the pages of the views.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from builder.catalog import Catalog
from builder.models.base import Entry
from builder.models.conference import Person
from builder.models.incident import Event
from builder.models.redirects import Redirect
from builder.models.values import SLUG
from builder.shelves import ENTRIES

# The list of a kind is called by its word: "causes/" and "glossary/" by those of causes and terms.
LISTS = {re.split("[#{]", model.place)[0]: model.entity for model in reversed(ENTRIES)}
REMARK = "# 한 번이라도 공개한 주소. sessions.py ledger 가 더하기만 합니다: 손으로 고치거나 지우지 마세요."
# GitHub finds the guide for contributors by its name; on the site it has an address like all others.
GUIDE, GUIDE_PAGE = "CONTRIBUTING.md", "contribute.md"
_RECORDS = tuple(
    (model, re.compile(re.escape(model.place).replace(r"\{id\}", f"({SLUG})"))) for model in ENTRIES
)


def address_of(path: str) -> str:
    """The address a file of the tree gets, folded so that two files of one address meet.

    >>> address_of("causes/Fire.md"), address_of("causes/fire/index.html")
    ('causes/fire/', 'causes/fire/')
    """
    folded = unicodedata.normalize("NFC", path).casefold()
    for name in ("index.md", "index.html"):
        if folded == name or folded.endswith(f"/{name}"):
            return folded.removesuffix(name)
    return f"{folded.removesuffix('.md')}/" if folded.endswith(".md") else folded


def tree_path(path: str) -> str:
    """Where a file of docs/ stands in the tree."""
    return GUIDE_PAGE if path == GUIDE else path


def record_at(address: str) -> tuple[str, str] | None:
    """The kind and id of the record that an address is made for, be it there or not.

    >>> record_at("incident/figures/#f-servers"), record_at("incident/figures/#sources")
    (('figure', 'servers'), None)
    """
    found = ((model, shape.fullmatch(address)) for model, shape in _RECORDS)
    return next(((model.entity, match[1]) for model, match in found if match), None)


@dataclass(frozen=True)
class Retired:
    """A record that moved or was withdrawn: its key, where it stood, what it was told of."""

    entity: str
    id: str
    redirect: Redirect

    @property
    def address(self) -> str:
        return self.redirect.old


@dataclass(frozen=True)
class Addresses:
    """The addresses of a catalog; each is below the site's root, "causes/x/" a page, "glossary/#t-x" a place on one."""

    catalog: Catalog

    @cached_property
    def live(self) -> Mapping[str, Entry | None]:
        """Every page and every place of a record, each with its record, if it has one."""
        entries = [entry for found in self.catalog.entries.values() for entry in found.values()]
        made: dict[str, Entry | None] = {entry.address.partition("#")[0]: None for entry in entries}
        made |= dict.fromkeys(self._pages())
        made |= {address_of(tree_path(path)): None for path in self.catalog.handwritten}
        return made | {entry.address: entry for entry in entries}

    def _pages(self) -> Iterator[str]:
        """The pages that are neither a record's own nor the list of a kind."""
        yield from ("", "data/", "sessions/", "schedule/", "sources/", "sources/gaps/")
        yield from (f"tracks/{track.id}/" for track in self.catalog.conference.tracks)
        if self.catalog.of(Person):
            yield "speakers/"
        if self.catalog.incident:
            yield from (
                "incident/",
                "incident/timeline/",
                "causes/",
                "measures/",
                "measures/matrix/",
                "print/",
            )
            for event in self.catalog.of(Event).values():
                yield f"incident/timeline/lane-{event.lane}/"
                yield f"incident/timeline/phase-{event.phase}/"
                if event.known_then:
                    yield "incident/then-and-now/"

    @cached_property
    def redirects(self) -> Mapping[str, Redirect]:
        return {redirect.old: redirect for redirect in self.catalog.redirects}

    def step(self, address: str) -> str | None:
        """Where an address that is no more leads; a place on a page that moved leads where the page does."""
        redirect = self.redirects.get(address) or self.redirects.get(address.partition("#")[0])
        return None if address in self.live or redirect is None else redirect.new

    def way(self, address: str) -> list[str]:
        """The address and those it leads to, up to one that leads no further or was there before."""
        way, seen = [address], set[str]()
        while way[-1] not in seen and (onward := self.step(way[-1])):
            seen.add(way[-1])
            way.append(onward)
        return way

    def end(self, address: str) -> str | None:
        """Where an address leads in the end: itself where it is live, nothing where it leads nowhere or in a circle."""
        last = self.way(address)[-1]
        return last if last in self.live else None

    @cached_property
    def retired(self) -> Mapping[tuple[str, str], Retired]:
        """The records that once were: kind and id -> what became of them."""
        found = ((record_at(redirect.old), redirect) for redirect in self.catalog.redirects)
        return {key: Retired(*key, redirect) for key, redirect in found if key}

    def may_be_retired(self, key: tuple[str, str]) -> bool:
        """Whether a record is retired, or may be by a redirect that could not be read."""
        return key in self.retired or any(kind == "redirect" for kind, _ in self.catalog.unread)

    def heir(self, key: tuple[str, str]) -> Entry | None:
        """The record of the same kind that a retired one goes on as."""
        retired = self.retired.get(key)
        entry = self.live.get(self.end(retired.address) or "") if retired else None
        return entry if entry and entry.entity == key[0] else None

    @property
    def withdrawn(self) -> Iterator[Retired]:
        """The records that had a page of their own and now lead to no record."""
        for retired in self.retired.values():
            end = self.end(retired.address)
            if end and not self.live[end] and not retired.redirect.anchor:
                yield retired

    @cached_property
    def aliases(self) -> Mapping[str, list[str]]:
        """Address of a record on a list -> the anchors it once had on that same page."""
        found: dict[str, list[str]] = defaultdict(list)
        for redirect, end in self._places():
            if redirect.page == end.partition("#")[0] != end:
                found[end].append(redirect.anchor)
        return found

    @cached_property
    def left(self) -> Mapping[str, list[Retired]]:
        """Page -> the records that were listed on it and now are on another page or nowhere."""
        found: dict[str, list[Retired]] = defaultdict(list)
        places = {redirect.old: end for redirect, end in self._places()}
        for retired in self.retired.values():
            end = places.get(retired.address)
            if end and retired.redirect.anchor not in self.aliases.get(end, ()):
                found[retired.redirect.page].append(retired)
        return found

    def _places(self) -> Iterator[tuple[Redirect, str]]:
        for redirect in self.catalog.redirects:
            if redirect.anchor and redirect.page in self.live and (end := self.end(redirect.old)):
                yield redirect, end

    @cached_property
    def published(self) -> frozenset[str]:
        """Every address that works or, by the ledger, once did; the front page always does."""
        return frozenset((*self.live, *self.redirects, *self.catalog.ledger)) - {""}

    @property
    def unwritten(self) -> frozenset[str]:
        """What the ledger does not hold yet."""
        return self.published - self.catalog.ledger.keys()

    def ledger(self) -> str:
        """The ledger's text with all that it held and all that is there now."""
        return "\n".join([REMARK, *sorted(self.published), ""])
